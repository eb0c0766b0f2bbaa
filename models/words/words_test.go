package words

import (
	"strings"
	"testing"
)

// No word can be read as the end of another, or as part of a question.
func TestMarks(t *testing.T) {
	for r := rune(1); r < 0x3000; r++ {
		m := mark(r)
		if m < 0x80 && !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789", m) {
			t.Errorf("%q is marked %q", r, m)
		}
	}
	for _, c := range []struct{ text, want string }{
		{"", ""}, {"算", "算"}, {"预算", "预算"}, {"预算A1", "预算 算a a1"},
		{"a b", "a\ue020 \ue020b"}, {"ab", "ab"}, {"Abc", "abc"}, {"2021", "202 021"},
		{"第2021号", "第2 202 021 1号"}, {"a-12-345", "a\ue02d \ue02d1 12 2\ue02d \ue02d3 345"},
	} {
		if got := strings.Join(wordsFor(c.text), " "); got != c.want {
			t.Errorf("words for %q: got %q, want %q", c.text, got, c.want)
		}
	}
	if got, want := (Texts{Office: "a-1", Name: "预算", Letter: "Á12b"}).Words(),
		"\uf8ffa\ue02d1 预 算 预算 Á 1 Á1 2 12 b 2b 12b"; got != want {
		t.Errorf("words: got %q, want %q", got, want)
	}
}
