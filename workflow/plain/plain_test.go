package plain

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// A text in which nothing is to be seen is blank, whatever it consists of.
func TestBlank(t *testing.T) {
	for _, s := range []string{"", " ", "　", "\u200b", "\u200d\u200c", "\u202e", "\x01\x7f", "\u2060\ufeff",
		"\u3164", "\u2800", "\u00ad",
		"\u034f", "\ufe0f", "\U000e0041", "\u061c", "\u115f\u1160\uffa0", "\u180e", "\u2028"} {
		if !Blank(s) {
			t.Errorf("%+q is not blank", s)
		}
	}
	for _, s := range []string{"赵", "a\u200b", "\u202e甲", "·", "𠀀", "葛\U000e0100", "༄", "-", "0"} {
		if Blank(s) {
			t.Errorf("%+q is blank", s)
		}
	}
}

// What turns a text round or is not seen is shown as a mark, and nothing else is changed.
func TestMarked(t *testing.T) {
	for s, want := range map[string]string{
		"赵甲\n\t": "赵甲\n\t", "a\u202eb": "a〔U+202E〕b", "阿\u200d卜": "阿〔U+200D〕卜", "\x1b[1m": "〔U+001B〕[1m",
		"葛\U000e0100城": "葛\U000e0100城", "\ufeff": "〔U+FEFF〕", "x\u2066y\u2069": "x〔U+2066〕y〔U+2069〕", "\u3164": "〔U+3164〕",
	} {
		if got := Marked(s); got != want {
			t.Errorf("%+q: got %+q, want %+q", s, got, want)
		}
	}
}

// A database keeps every text but broken UTF-8 and a zero byte.
func TestStorable(t *testing.T) {
	for s, want := range map[string]bool{
		"": true, "赵甲\n": true, "\u202e\ufffd": true, "\x00": false, "甲\x00": false, "\xff": false, "甲\xe7": false,
	} {
		if Storable(s) != want {
			t.Errorf("%+q: got %t, want %t", s, !want, want)
		}
	}
}

// Whatever the text, nothing hidden is left in what is shown, and what is not hidden is
// left as it is.
func FuzzMarked(f *testing.F) {
	f.Add("赵\u202e甲")
	f.Fuzz(func(t *testing.T, s string) {
		got := Marked(s)
		if Hides(got) {
			t.Errorf("%+q: %+q hides something", s, got)
		}
		if !Hides(s) && got != s {
			t.Errorf("%+q: changed to %+q", s, got)
		}
		if Blank(s) && utf8.ValidString(s) && strings.ContainsFunc(s, func(r rune) bool { return r > ' ' && r < 0x7f }) {
			t.Errorf("%+q is blank", s)
		}
	})
}
