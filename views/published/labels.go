package published

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"gongkai/views/sheet"
	"gongkai/workflow/cond"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// locate finds the cell of a form that is meant by a key in words. Its parts are
// separated by |: table, row and column, or in the form of 2014 row and unit. The
// path to a row is separated by /.
func locate(f statistics.Form, key string) (line, col string, ok bool) {
	parts := strings.Split(key, "|")
	switch {
	case f.By == cond.FieldBlock && parts[0] == "表四" && len(parts) == 2:
		return locateDispute(f, parts[1])
	case f.By == cond.FieldKind && parts[0] == "表三" && len(parts) == 3:
		line, ok = lineLabelled(f, last(parts[1]))
		c, okCol := colLabelled(f, last(parts[2]))
		return line, c, ok && okCol
	case f.By == "" && parts[0] == "表二" && len(parts) == 3:
		line, ok = lineLabelled(f, last(parts[1])+" "+withoutAside(parts[2]))
		return line, "value", ok
	case f.By == "" && len(parts) <= 2:
		line, ok = lineIn(f, parts[0])
		return line, "value", ok
	}
	return "", "", false
}

// last is the last part of a path.
func last(path string) string { return path[strings.LastIndex(path, "/")+1:] }

// locateDispute finds a cell of 表四 by the path block/result.
func locateDispute(f statistics.Form, path string) (line, col string, ok bool) {
	at := strings.LastIndex(path, "/")
	if at < 0 {
		return "", "", false
	}
	line, ok = lineLabelled(f, path[at+1:])
	col, okCol := blockLabelled(f, path[:at])
	return line, col, ok && okCol
}

// blockLabelled finds a block of 表四, named with or without the heading above it.
func blockLabelled(f statistics.Form, words string) (string, bool) {
	said := bare(words)
	for _, c := range f.Cols {
		if spellingsOf(FullLabel(c)).bare == said || spellingsOf(c.Label).bare == said {
			return c.Code, true
		}
	}
	return "", false
}

// lineLabelled finds a line by its label. One that is written exactly alike comes
// before one that differs in number or punctuation.
func lineLabelled(f statistics.Form, words string) (string, bool) {
	said := spellings{normal(words), bare(words)}
	for _, same := range []func(spellings) bool{
		func(s spellings) bool { return s.normal == said.normal },
		func(s spellings) bool { return s.bare == said.bare },
	} {
		for _, l := range f.Lines {
			if !l.Heading && same(spellingsOf(l.Label)) {
				return l.Code, true
			}
		}
	}
	return "", false
}

// lineLike finds a line as an office may have put it, even with words added or left
// out, as long as only one line is like that.
func lineLike(f statistics.Form, words string) (string, bool) {
	if code, ok := lineLabelled(f, words); ok {
		return code, true
	}
	var like []string
	said := bare(words)
	for _, l := range f.Lines {
		if !l.Heading && oneInOther(spellingsOf(l.Label).bare, said) {
			like = append(like, l.Code)
		}
	}
	if len(like) != 1 {
		return "", false
	}
	return like[0], true
}

// oneInOther says whether one of two texts is part of the other. A text of fewer than
// four characters would be part of too many.
func oneInOther(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return utf8.RuneCountInString(a) >= 4 && strings.Contains(b, a)
}

// spellings are the two ways in which labels are compared.
type spellings struct{ normal, bare string }

// labels are the spellings of every label of the forms. A table has hundreds of cells
// to compare with them, so they are worked out once.
var labels = sync.OnceValue(func() map[string]spellings {
	out := map[string]spellings{}
	add := func(label string) { out[label] = spellings{normal(label), bare(label)} }
	for _, e := range report.Editions {
		for _, f := range e.Forms {
			for _, l := range f.Lines {
				add(l.Label)
			}
			for _, c := range f.Cols {
				add(c.Label)
				add(FullLabel(c))
			}
		}
	}
	return out
})

// spellingsOf are the spellings of a label of the forms, empty for any other text.
func spellingsOf(label string) spellings { return labels()[label] }

// colLabelled finds a column by its label.
func colLabelled(f statistics.Form, words string) (string, bool) {
	said := bare(words)
	for _, c := range f.Cols {
		if spellingsOf(c.Label).bare == said {
			return c.Code, true
		}
	}
	return "", false
}

// lineIn finds a line of the form of 2014 by its code or its label. Some labels occur
// in two of its sections, so it is the section the path begins with that counts.
func lineIn(f statistics.Form, path string) (string, bool) {
	if l, ok := f.Line(path); ok {
		return l.Code, !l.Heading
	}
	section := strings.IndexRune("一二三四五六七八九", sheet.FirstRune(path))/len("一") + 1
	return lineLabelled(sectionOf(f, fmt.Sprint(section)), last(path))
}

// aside is a remark in brackets at the end of a label.
var aside = regexp.MustCompile(`(（[^（）]*）)+$`)

func withoutAside(s string) string { return aside.ReplaceAllString(s, "") }

// sameMarks writes marks alike that copies of the form write in different ways.
var sameMarks = strings.NewReplacer(" ", "", "　", "", "\n", "",
	"(", "（", ")", "）", "“", "", "”", "", `"`, "", ":", "：", ",", "，")

// normal is a label without what copies of the form differ in.
func normal(s string) string { return withoutAside(sameMarks.Replace(s)) }

var (
	numbered = regexp.MustCompile(`^(（[一二三四五六七八九十]+）|[一二三四五六七八九十]+[、.．]|[0-9]+[、.．])`)
	synonyms = strings.NewReplacer("行政规范性文件", "规范性文件", "合计", "总计")
)

// bare is a label in half width without number, punctuation and 其中. A word processor
// may have made the number itself, so that it is not in the text.
func bare(s string) string {
	s = numbered.ReplaceAllString(normal(strings.Join(strings.Fields(narrow(s)), "")), "")
	s = strings.TrimPrefix(numbered.ReplaceAllString(s, ""), "其中：")
	s = strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	return synonyms.Replace(s)
}

// narrow is a text with its letters, digits and signs in half width. Marks that only
// Chinese has stay as they are.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '　' || r == '\u00a0':
			return ' '
		}
		return r
	}, s)
}

// sectionOf is the form of 2014 with the lines of one section only. Section "" is the
// whole form.
func sectionOf(f statistics.Form, section string) statistics.Form {
	f.Lines = slices.DeleteFunc(slices.Clone(f.Lines), func(l statistics.Line) bool {
		return !strings.HasPrefix(l.Code, section)
	})
	return f
}

// FullLabel is the label of a column together with the heading above it, if any.
func FullLabel(c statistics.Col) string {
	if c.Group == "" {
		return c.Label
	}
	return c.Group + "/" + c.Label
}
