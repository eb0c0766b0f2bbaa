package merge

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"gongkai/workflow/fault"
)

// What one person leaves alone is not written, what only they changed is, what both made
// the same stays, and what both made different is a conflict that names both values.
func TestOnto(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change Change
		stands string
		write  bool
		clash  bool
	}{
		{"left alone", Change{Seen: "1", Typed: "1"}, "1", false, false},
		{"left alone, changed by another", Change{Seen: "1", Typed: "1"}, "2", false, false},
		{"left blank, filled by another", Change{}, "7", false, false},
		{"changed", Change{Seen: "1", Typed: "3"}, "1", true, false},
		{"blanked", Change{Seen: "1"}, "1", true, false},
		{"filled", Change{Typed: "3"}, "", true, false},
		{"changed by both to the same", Change{Seen: "1", Typed: "3"}, "3", false, false},
		{"changed by both", Change{Seen: "1", Typed: "3"}, "2", false, true},
		{"blanked here, changed there", Change{Seen: "1"}, "2", false, true},
		{"changed here, blanked there", Change{Seen: "1", Typed: "3"}, "", false, true},
		{"blind over a blank", Change{Typed: "3", Blind: true}, "", true, false},
		{"blind over a value", Change{Typed: "3", Blind: true}, "2", false, true},
		{"blind and the same", Change{Typed: "3", Blind: true}, "3", false, false},
	} {
		tt.change.Name = "v"
		got, err := Changes{tt.change}.Onto(map[string]string{"v": tt.stands})
		v, written := got["v"]
		if written != tt.write || written && v != tt.change.Typed {
			t.Errorf("%s: written %v (%q), want %v", tt.name, written, v, tt.write)
		}
		if clash := fault.KindOf(err) == fault.Conflict && err != nil; clash != tt.clash {
			t.Errorf("%s: %v, want a conflict: %v", tt.name, err, tt.clash)
		}
		if c := (*Conflict)(nil); tt.clash && (!errors.As(err, &c) || c.Clashes[0].Stands != tt.stands ||
			fault.InputOf(err) != "v") {
			t.Errorf("%s: the conflict %v does not name what stands", tt.name, err)
		}
	}
}

// Of two people who save one page one after the other, no change of the first is ever
// undone by a value that the second did not touch.
func TestNothingUntouchedIsUndone(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		value := rapid.SampledFrom([]string{"", "1", "2", "3"})
		shown, first, second := map[string]string{}, map[string]string{}, map[string]string{}
		for _, name := range []string{"a", "b", "c"} {
			shown[name] = value.Draw(r, "shown")
			first[name], second[name] = value.Draw(r, "first"), value.Draw(r, "second")
		}
		stands := map[string]string{}
		for name, v := range first { // who comes first meets no conflict
			stands[name] = v
		}
		write, err := Between(shown, second).Onto(stands)
		for name := range shown {
			mine, theirs := second[name] != shown[name], first[name] != shown[name]
			_, written := write[name]
			switch {
			case mine && theirs && first[name] != second[name] && err == nil:
				r.Fatalf("%s: changed by both, and no conflict", name)
			case written && theirs && first[name] != second[name], written && !mine:
				r.Fatalf("%s: written over %q", name, first[name])
			case err == nil && mine && !theirs && !written:
				r.Fatalf("%s: changed here alone, and not written", name)
			}
		}
	})
}
