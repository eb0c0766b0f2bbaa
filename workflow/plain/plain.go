package plain

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unseen are characters that show nothing although they are letters, marks or symbols to
// Unicode: fillers of Hangul, the blank of Braille, joiners of graphemes, selectors of
// variants.
var unseen = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x034f, 0x034f, 1}, {0x115f, 0x1160, 1}, {0x180b, 0x180f, 1}, {0x2800, 0x2800, 1},
		{0x3164, 0x3164, 1}, {0xfe00, 0xfe0f, 1}, {0xffa0, 0xffa0, 1},
	},
	R32: []unicode.Range32{{0xe0000, 0xe0fff, 1}},
}

// Blank reports whether a text has nothing to be seen: only space, control characters,
// marks of direction, and what has no width.
func Blank(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return !unicode.In(r, unicode.White_Space, unicode.Cc, unicode.Cf, unseen)
	}) < 0
}

// hidden reports whether a character is shown as a mark: it controls the direction of
// others (Trojan Source, CVE-2021-42574), has no width, or is a control character that
// breaks no line. Selectors of variants are not: names may have them.
func hidden(r rune) bool {
	switch r {
	case '\n', '\r', '\t':
		return false
	case 0x2028, 0x2029: // ends of lines and paragraphs
		return true
	case 0x115f, 0x1160, 0x3164, 0xffa0: // Hangul fillers, letters without a shape
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf)
}

// Hides reports whether [Marked] would change the text.
func Hides(s string) bool { return strings.ContainsFunc(s, hidden) }

// Marked is a text as it is shown: each character that is not seen, or turns others
// round, is written as 〔U+202E〕.
func Marked(s string) string {
	if !Hides(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if hidden(r) {
			fmt.Fprintf(&b, "〔U+%04X〕", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Storable reports whether a database can keep a text: UTF-8 without a zero byte. SQLite
// would take others, PostgreSQL refuses them.
func Storable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
