package models

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/workflow/cond"
)

// Chinese is written without spaces, so the words of the index are the single
// characters of the texts, and the pairs: every two that stand side by side. Of
// digits and of the letters of ASCII, three side by side are a word as well:
// there are few of them, and numbers would find each other. Whoever looks for a
// text looks for all of its words. That finds a little too much and never too
// little; the condition itself says what stays.

// wordsVersion is the version of what this file makes words of. An index of any
// other is made anew when the database is opened.
const wordsVersion = 1

// searched are the fields whose texts are in the index.
var searched = []cond.Field{cond.FieldNumber, cond.FieldName, cond.FieldContent, cond.FieldLetter}

// texts are those of a row that the index has: those of searched, and the
// office, which is a word as a whole.
type texts struct{ Office, Number, Name, Content, Letter string }

func (r applicationRow) indexed() texts {
	return texts{r.Office, r.Number, r.Name, r.Content, r.Letter}
}

// words are the words of the texts, with spaces between, some more than once.
func (t texts) words() string {
	var out strings.Builder
	out.WriteString(officeWord(t.Office))
	for _, text := range []string{t.Number, t.Name, t.Content, t.Letter} {
		var before, last rune // 0 where the text begins
		for _, r := range marked(text) {
			for _, word := range [][]rune{{r}, {last, r}, {before, last, r}} {
				if word[0] != 0 && (len(word) < 3 || plain(word)) {
					out.WriteByte(' ')
					out.WriteString(string(word))
				}
			}
			before, last = last, r
		}
	}
	return out.String()
}

// wordsFor are the words to look for to find a text: the longest that it has at
// each place, so its only character where there is one.
func wordsFor(text string) []string {
	marks := []rune(marked(text))
	var out []string
	for i := range marks {
		switch rest := marks[i:]; {
		case len(rest) > 2 && plain(rest[:3]):
			out = append(out, string(rest[:3]))
		case len(rest) > 1 && (i == 0 || !plain(marks[i-1:i+2])): // else it is in the word before
			out = append(out, string(rest[:2]))
		case len(marks) == 1:
			out = append(out, string(rest))
		}
	}
	return out
}

// plain says that all the marks are letters of ASCII or digits.
func plain(word []rune) bool {
	return !slices.ContainsFunc(word, func(r rune) bool { return r >= utf8.RuneSelf })
}

// marked writes a text in the marks that words are made of.
func marked(text string) string { return strings.Map(mark, cond.FoldASCII(text)) }

// mark stands for a character in a word. What a database could read as the end
// of a word, or as part of its own language, has another in the area for private
// use. Should a text have that one itself, a search looks at one row too many.
func mark(r rune) rune {
	if r < utf8.RuneSelf && (r < 'a' || r > 'z') && (r < '0' || r > '9') {
		return 0xE000 + r
	}
	return r
}

// officeWord stands for an office. No text has this first mark but by intent.
func officeWord(code string) string { return "\uF8FF" + marked(code) }

const (
	mostWords   = 16 // more would not narrow a search further
	mostOffices = 8  // more are most of the register
)

// wanted is what the words of an application must have in them for a condition
// to hold.
type wanted struct {
	all     []string // every one of these
	offices []string // one of these, if any
}

// wants finds what the parts of a condition that must all hold ask of the words.
func wants(conds ...cond.Cond) wanted {
	var w wanted
	for _, c := range conds {
		w.add(c)
	}
	slices.Sort(w.all)
	w.all = slices.Compact(w.all)
	w.all = w.all[:min(len(w.all), mostWords)]
	return w
}

func (w *wanted) add(c cond.Cond) {
	switch c := c.(type) {
	case cond.All:
		for _, part := range c {
			w.add(part)
		}
	case cond.Contains:
		w.contains(c)
	case cond.Is:
		if c.Field == cond.FieldOffice && len(c.Any) <= mostOffices && w.offices == nil {
			for _, code := range c.Any {
				if readable(code) {
					w.offices = append(w.offices, officeWord(code))
				}
			}
		}
	}
}

// contains is about texts of the index only, or nothing follows from it.
func (w *wanted) contains(c cond.Contains) {
	elsewhere := func(f cond.Field) bool { return !slices.Contains(searched, f) }
	if c.Text == "" || !readable(c.Text) || slices.ContainsFunc(c.Fields, elsewhere) {
		return
	}
	w.all = append(w.all, wordsFor(c.Text)...)
}

// nothing says that the condition looks for no text that the index has.
func (w wanted) nothing() bool { return len(w.all) == 0 }

// fts is the question as FTS5 puts it. No word has a quote in it.
func (w wanted) fts() string { return w.question(`"`, " AND ", " OR ") }

// tsquery is the question as PostgreSQL puts it.
func (w wanted) tsquery() string { return w.question("'", " & ", " | ") }

func (w wanted) question(quote, and, or string) string {
	var parts, offices []string
	for _, word := range w.all {
		parts = append(parts, quote+word+quote)
	}
	for _, word := range w.offices {
		offices = append(offices, quote+word+quote)
	}
	if len(offices) > 0 {
		parts = append(parts, "("+strings.Join(offices, or)+")")
	}
	return strings.Join(parts, and)
}
