// Package words cuts texts into the words of the index of applications, and conditions
// into the words an application must have. It knows nothing of how a database keeps an
// index, but for how each writes its question.
package words

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/workflow/cond"
	"gongkai/workflow/plain"
)

// Chinese is written without spaces, so the words of the index are the single
// characters of the texts, and the pairs: every two that stand side by side. Of
// digits and of the letters of ASCII, three side by side are a word as well:
// there are few of them, and numbers would find each other. Whoever looks for a
// text looks for all of its words. That finds a little too much and never too
// little; the condition itself says what stays.

// Version is the version of the rules in this file. An index made by any
// other version is rebuilt when the database is opened.
const Version = 1

// Fields are the fields whose texts are in the index.
var Fields = []cond.Field{cond.FieldNumber, cond.FieldName, cond.FieldContent, cond.FieldLetterNumber}

// Texts are those of an application that the index has: those of Fields, and the
// office, which is a word as a whole.
type Texts struct{ Office, Number, Name, Content, Letter string }

// Words are the words of the texts, separated by spaces; some come more than once.
func (t Texts) Words() string {
	var out strings.Builder
	out.WriteString(officeWord(t.Office))
	for _, text := range []string{t.Number, t.Name, t.Content, t.Letter} {
		var before, last rune // 0 where the text begins
		for _, r := range marked(text) {
			for _, word := range [][]rune{{r}, {last, r}, {before, last, r}} {
				if word[0] != 0 && (len(word) < 3 || ascii(word)) {
					out.WriteByte(' ')
					out.WriteString(string(word))
				}
			}
			before, last = last, r
		}
	}
	return out.String()
}

// wordsFor are the words that a text must have to contain another: at each place
// the longest word, and for a text of one character that character.
func wordsFor(text string) []string {
	marks := []rune(marked(text))
	var out []string
	for i := range marks {
		switch rest := marks[i:]; {
		case len(rest) > 2 && ascii(rest[:3]):
			out = append(out, string(rest[:3]))
		case len(rest) > 1 && (i == 0 || !ascii(marks[i-1:i+2])): // else it is in the word before
			out = append(out, string(rest[:2]))
		case len(marks) == 1:
			out = append(out, string(rest))
		}
	}
	return out
}

// ascii says whether all marks are ASCII letters or digits.
func ascii(word []rune) bool {
	return !slices.ContainsFunc(word, func(r rune) bool { return r >= utf8.RuneSelf })
}

// marked rewrites a text in the marks that words are made of: small letters, and a
// stand-in for every other ASCII character.
func marked(text string) string { return strings.Map(mark, cond.FoldASCII(text)) }

// mark is what stands for a character in a word. Whatever a database could take as
// the end of a word or as part of its query language is moved to the private use
// area. Should a text hold such a character itself, a search merely looks at one
// row too many.
func mark(r rune) rune {
	if r < utf8.RuneSelf && (r < 'a' || r > 'z') && (r < '0' || r > '9') {
		return 0xE000 + r
	}
	return r
}

// officeWord stands for an office. No text begins with this mark unless somebody
// means it to.
func officeWord(code string) string { return "\uF8FF" + marked(code) }

const (
	mostWords   = 16 // more would not narrow a search further
	mostOffices = 8  // more are most of the register
)

// Wanted is what the words of an application must have for a condition to hold. It
// is a necessary test only: the condition itself is checked on each row found.
type Wanted struct {
	all     []string // every one of these
	Offices []string // one of these, if any
}

// Want works out what conditions, all of which must hold, require of the words.
func Want(conds ...cond.Cond) Wanted {
	var w Wanted
	for _, c := range conds {
		w.add(c)
	}
	slices.Sort(w.all)
	w.all = slices.Compact(w.all)
	w.all = w.all[:min(len(w.all), mostWords)]
	return w
}

// add takes only the parts from which something follows for certain: a text or an
// office inside an Any or a Not says nothing about the words.
func (w *Wanted) add(c cond.Cond) {
	switch c := c.(type) {
	case cond.All:
		for _, part := range c {
			w.add(part)
		}
	case cond.Contains:
		w.contains(c)
	case cond.Is:
		if c.Field == cond.FieldOffice && len(c.Any) <= mostOffices && w.Offices == nil {
			for _, code := range c.Any {
				if plain.Storable(code) {
					w.Offices = append(w.Offices, officeWord(code))
				}
			}
		}
	}
}

// contains adds the words of a text looked for. Where the condition also looks at a
// field outside the index, nothing follows.
func (w *Wanted) contains(c cond.Contains) {
	elsewhere := func(f cond.Field) bool { return !slices.Contains(Fields, f) }
	if c.Text == "" || !plain.Storable(c.Text) || slices.ContainsFunc(c.Fields, elsewhere) {
		return
	}
	w.all = append(w.all, wordsFor(c.Text)...)
}

// Nothing says that the condition looks for no text the index covers, so that the
// index cannot help.
func (w Wanted) Nothing() bool { return len(w.all) == 0 }

// FTS is the query as FTS5 writes it. No word contains a quote, so none is escaped.
func (w Wanted) FTS() string { return w.question(`"`, " AND ", " OR ") }

// TSQuery is the query as PostgreSQL writes it.
func (w Wanted) TSQuery() string { return w.question("'", " & ", " | ") }

// question joins the words: all of them, and one of the offices if there are any.
func (w Wanted) question(quote, and, or string) string {
	var parts, offices []string
	for _, word := range w.all {
		parts = append(parts, quote+word+quote)
	}
	for _, word := range w.Offices {
		offices = append(offices, quote+word+quote)
	}
	if len(offices) > 0 {
		parts = append(parts, "("+strings.Join(offices, or)+")")
	}
	return strings.Join(parts, and)
}
