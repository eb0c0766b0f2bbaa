package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says who can do something about an error. It decides what a page, the API and
// the exit code of the command line make of it.
type Kind int

// The kinds of errors.
const (
	Internal    Kind = iota // our own mistake; the text is for the log only
	Invalid                 // the input is not well formed
	Refused                 // well formed, but the regulation does not allow it
	NotFound                // it does not exist, or not for this reader
	Conflict                // someone else was first
	Forbidden               // not for this role
	Unavailable             // the database cannot be reached or written just now
	Full                    // the disk has no room: nothing can be written, reading goes on
)

// Input names one thing that is sent in. The control of a form and the member of the
// API's JSON have the same name.
type Input string

// Error is what a reader of the program is told: what is wrong, which article says so,
// and what to do next.
type Error struct {
	Kind    Kind
	Input   Input  // what must be changed; "" if no input is at fault, or more than one
	What    string // plain Chinese, without a full stop
	Article string // as in the tables: "33(2)", "109号 6"; "" for none; see [Cite]
	Next    string // plain Chinese, without a full stop; "" for nothing
	Saving  Saving // what became of what was to be saved
}

// Error returns the parts as Chinese sentences.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.What)
	if cite := Cite(e.Article); cite != "" {
		b.WriteString("（依据：" + cite + "）")
	}
	b.WriteString("。")
	if e.Saving != Untold {
		b.WriteString(e.Saving.String() + "。")
	}
	if e.Next != "" {
		b.WriteString(e.Next + "。")
	}
	return b.String()
}

// Errorf returns an error of a kind that has nothing but its text to say.
func Errorf(kind Kind, format string, args ...any) error {
	return &Error{Kind: kind, What: fmt.Sprintf(format, args...)}
}

// Refusal returns a Refused error: the article that forbids it, what to do instead, and
// what is refused.
func Refusal(article, next, format string, args ...any) error {
	return &Error{Kind: Refused, Article: article, Next: next, What: fmt.Sprintf(format, args...)}
}

// Wrong returns an Invalid error about the input.
func (in Input) Wrong(format string, args ...any) error {
	return &Error{Kind: Invalid, Input: in, What: fmt.Sprintf(format, args...)}
}

// Taken returns a Conflict error about an input whose value is in use elsewhere.
func (in Input) Taken(format string, args ...any) error {
	return &Error{Kind: Conflict, Input: in, What: fmt.Sprintf(format, args...)}
}

// Refusal returns a [Refusal] about the input.
func (in Input) Refusal(article, next, format string, args ...any) error {
	return &Error{Kind: Refused, Input: in, Article: article, Next: next, What: fmt.Sprintf(format, args...)}
}

// About returns err as an error about the input, whatever input it named before. An
// error that no input can mend is returned as it is. The error passed in is not
// changed.
func About(in Input, err error) error {
	e := (*Error)(nil)
	if k := KindOf(err); !errors.As(err, &e) || k != Invalid && k != Refused && k != Conflict {
		return err
	}
	about := *e
	about.Input = in
	return &about
}

// InputOf returns the input that err is about, through any wrapping; "" if it names
// none.
func InputOf(err error) Input {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e.Input
	}
	return ""
}

// KindOf returns the kind of err, through any wrapping. An error that has none is our
// own mistake: Internal.
func KindOf(err error) Kind {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Cite writes an article of the tables in the words of a letter: "33(2)" is
// 《条例》第33条第2款, "109号 6" is 国办函〔2020〕109号第6条. Several articles are separated by ", ". ""
// and "–" cite nothing.
func Cite(articles string) string {
	var out []string
	for _, a := range strings.Split(articles, ", ") {
		if a != "" && a != "–" { // "–": no article of its own
			out = append(out, citeOne(a))
		}
	}
	return strings.Join(out, "、")
}

// Sources are the documents that the tables cite by a short name (docs/law.md §2).
var Sources = map[string]string{
	"109号": "国办函〔2020〕109号",
	"207号": "国办公开办函〔2015〕207号",
	"235号": "国办公开办函〔2016〕235号",
	"复议法":  "《行政复议法》",
	"行诉法":  "《行政诉讼法》",
}

// citeOne cites a single article. Figures in brackets are paragraphs (款), Chinese
// numerals are items (项).
func citeOne(a string) string {
	work, rest := "《政府信息公开条例》", a
	if name, after, ok := strings.Cut(a, " "); ok {
		work, rest = Sources[name], after
	} else if full, ok := Sources[a]; ok {
		return full
	}
	no, inner, _ := strings.Cut(rest, "(")
	s := work + "第" + no + "条"
	for _, p := range strings.Split(strings.TrimSuffix(inner, ")"), ")(") {
		switch {
		case p == "":
		case p[0] >= '0' && p[0] <= '9':
			s += "第" + p + "款"
		default:
			s += "第（" + p + "）项"
		}
	}
	return s
}
