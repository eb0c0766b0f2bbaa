package storetest

import (
	"maps"
	"testing"

	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/statistics"
)

// The latest number of a line holds. nil blanks it, 0 is a number, and offices, years
// and forms do not mix.
func handLines(t *testing.T, s desks.Store) {
	addOffices(t, s)
	n := func(v statistics.Amount) *statistics.Amount { return &v }
	set := func(office string, year int, form string, lines map[string]*statistics.Amount) error {
		return s.SetHand(ctx, office, year, form, lines, "经办人甲", Written)
	}
	ok(t, set("county", 2018, "2014", map[string]*statistics.Amount{"1.1": n(592_372_449), "1.1a": n(0), "6": n(3)}))
	ok(t, set("county", 2018, "2014", map[string]*statistics.Amount{"1.1": n(10_000), "6": nil, "7": nil}))
	ok(t, set("county", 2019, "2014", map[string]*statistics.Amount{"1.1": n(1)}))
	ok(t, set("county", 2018, "2021", map[string]*statistics.Amount{"1.1": n(2)}))
	ok(t, set("police", 2018, "2014", map[string]*statistics.Amount{"6": n(4), "text:3.1": n(1 << 60)}))
	ok(t, set("police", 2018, "2014", nil))
	wantKind(t, "an office that is not there",
		set("nowhere", 2018, "2014", map[string]*statistics.Amount{"6": n(1)}), fault.Invalid)
	for _, c := range []struct {
		office string
		want   map[string]statistics.Amount
	}{
		{"county", map[string]statistics.Amount{"1.1": 10_000, "1.1a": 0}},
		{"police", map[string]statistics.Amount{"6": 4, "text:3.1": 1 << 60}},
		{"school", map[string]statistics.Amount{}},
	} {
		if got := must(s.Hand(ctx, c.office, 2018, "2014"))(t); !maps.Equal(got, c.want) {
			t.Errorf("lines of %s: got %v, want %v", c.office, got, c.want)
		}
	}
}
