package views

import (
	"encoding/json"
	"fmt"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// ID is a phrase of the user interface. It is written in Chinese, so that a template
// reads as the page does; the catalogues give it in other languages. Legal terms are
// not phrases: they come from the tables of workflow and stay Chinese.
type ID string

// Languages are the languages of the user interface: the code, and the name its
// speakers give it. The first needs no catalogue.
var Languages = []struct{ Code, Name string }{
	{"zh-CN", "中文"},
	{"en", "English"},
}

// Language is one language of the interface with its phrases. Its zero value is
// Chinese.
type Language struct {
	code      string          // "" for Chinese
	phrases   map[ID]string   // those that do not depend on a number
	localizer *i18n.Localizer // for those that do; nil for Chinese
}

// Lang is the code of the language, for the lang attribute.
func (t Language) Lang() string {
	if t.code == "" {
		return Languages[0].Code
	}
	return t.code
}

// T says a phrase with its blanks filled in, as [fmt.Sprintf] does. If the first blank
// is a number, it decides between one and many. A phrase that is not in the catalogue
// is said in Chinese.
func (t Language) T(id ID, args ...any) string {
	phrase := t.phrase(id, args)
	if len(args) == 0 {
		return phrase
	}
	return fmt.Sprintf(phrase, args...)
}

// phrase is the phrase with its blanks open.
func (t Language) phrase(id ID, args []any) string {
	if s, ok := t.phrases[id]; ok {
		return s
	}
	if t.localizer == nil || len(args) == 0 {
		return string(id)
	}
	s, err := t.localizer.Localize(&i18n.LocalizeConfig{MessageID: string(id), PluralCount: args[0]})
	if err != nil {
		return string(id)
	}
	return s
}

// catalogues reads the catalogue of every language, by code.
func catalogues() (map[string]Language, error) {
	bundle := i18n.NewBundle(language.SimplifiedChinese)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	out := map[string]Language{Languages[0].Code: {}}
	for _, l := range Languages[1:] {
		f, err := bundle.LoadMessageFileFS(files, "locales/"+l.Code+".json")
		if err != nil {
			return nil, fmt.Errorf("read catalogue %s: %w", l.Code, err)
		}
		out[l.Code] = Language{l.Code, unchanging(f.Messages), i18n.NewLocalizer(bundle, l.Code)}
	}
	return out, nil
}

// unchanging are the phrases that do not depend on a number: most of them, and quicker
// to look up here than in the bundle.
func unchanging(messages []*i18n.Message) map[ID]string {
	out := map[ID]string{}
	for _, m := range messages {
		if m.One == "" {
			out[ID(m.ID)] = m.Other
		}
	}
	return out
}
