package form

import (
	"maps"
	"strings"
	"testing"

	"gongkai/workflow/fault"
)

// Whatever comes in is refused as Invalid, or read to values that are text and
// stand in the object by the names that the API has, each once.
func FuzzReadObject(f *testing.F) {
	for _, s := range []string{
		``, `null`, `{}`, `[]`, `{}{}`, `{"name":"甲","applicant":{"name":"乙"}}`,
		`{"event":"answer","also":["secret","not_held"],"version":3,"recorded":true}`,
		`{"a":{"b":{}}}`, `{"name":"\ud800"}`, "{\"name\":\"\xff\"}", `{"name":"\u0000"}`,
		`{"amount":1e400}`, `{"days":-0}`, `{"applicant":{"applicant":{}}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := readObject(b)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q: %v, want it Invalid", b, err)
			}
			return
		}
		for name, v := range got.values {
			if shapes[name] == 0 || shapes[name] == anObject || shapes[name] == unheard {
				t.Errorf("%q: brought %q, which no name of the API is", b, name)
			}
			if strings.ContainsRune(v, 0) {
				t.Errorf("%q: %q is no text: %q", b, name, v)
			}
		}
		if again, err := readObject(b); err != nil || !maps.Equal(got.values, again.values) {
			t.Errorf("%q: read once as %v, then as %v (%v)", b, got, again, err)
		}
	})
}
