package form

import (
	"strings"

	"gongkai/workflow/merge"
)

// SeenPrefix begins the name under which a page sends along what it showed in a control.
const SeenPrefix = "seen."

// Showing is the form of a page with these values, which it says it showed.
func Showing(values map[string]string) Form {
	f := Form{map[string]string{}}
	for name, v := range values {
		f.values[name], f.values[SeenPrefix+name] = v, v
	}
	return f
}

// Changes are what the form makes of the values with these names: of those that came, or
// that the page says it showed. A box that is not ticked sends only the latter.
func (f Form) Changes(names ...string) merge.Changes {
	var out merge.Changes
	for _, name := range names {
		typed, came := f.Given(name)
		seen, known := f.Given(SeenPrefix + name)
		if came || known {
			out = append(out, merge.Change{Name: name, Seen: seen, Typed: typed, Blind: !known})
		}
	}
	return out
}

// Rebased is the form as if its page had been read just now, when these values stood:
// what the person changed stays as it was typed, all else is as it stands.
func (f Form) Rebased(stands map[string]string) Form {
	out := f.Clone()
	for name, now := range stands {
		seen, known := f.Given(SeenPrefix + name)
		if typed, came := f.Given(name); known && typed == seen || !known && !came {
			out.values[name] = now
		}
		out.values[SeenPrefix+name] = now
	}
	return out
}

// Under are the names that begin with a prefix, in order, without what was shown in them:
// of values that came, or that the page says it showed.
func (f Form) Under(prefix string) []string {
	var out []string
	for _, name := range f.Names() {
		shown, ok := strings.CutPrefix(name, SeenPrefix)
		if _, came := f.values[shown]; strings.HasPrefix(shown, prefix) && (!ok || !came) {
			out = append(out, shown)
		}
	}
	return out
}
