package storetest

import (
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/proof"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// Every form has the numbers that asking each application gives: by year, by month and
// over odd stretches of days, for one office and for all.
func tallies(t *testing.T, s desks.Store) {
	filled(t, s, proof.Of(400, 200, 400))
	var apps []*workflow.Application
	ok(t, s.Each(ctx, nil, func(a *workflow.Application) error { apps = append(apps, a); return nil }))
	periods := []calendar.Period{
		calendar.YearOf(2007), calendar.YearOf(2013), calendar.YearOf(2019), calendar.YearOf(2025), calendar.YearOf(2030),
		{From: "2016-02-01", To: "2016-02-29"},
		{From: "2015-07-01", To: "2018-06-30"}, {From: "2012-03-05", To: "2021-11-17"},
		{From: "2019-01-01", To: "2019-12-30"}, {From: "2008-01-01", To: "2026-12-31"},
	}
	for _, e := range report.Editions {
		for _, f := range e.Forms {
			for _, p := range periods {
				for _, codes := range [][]string{{"county"}, {"county", "police", "school"}, {"police"}, {}} {
					got := must(s.Tally(ctx, f, codes, p))(t)
					if d := cmp.Diff(cellByCell(f, apps, codes, p), got); d != "" {
						t.Fatalf("%s of %s, %v, %v (-want +got):\n%s", f.Name, e.Name, p, codes, d)
					}
				}
			}
		}
	}
	for _, f := range odd {
		got := must(s.Tally(ctx, f, []string{"county"}, calendar.YearOf(2019)))(t)
		if d := cmp.Diff(cellByCell(f, apps, []string{"county"}, calendar.YearOf(2019)), got); d != "" {
			t.Errorf("%s (-want +got):\n%s", f.Name, d)
		}
	}
}

// odd are forms unlike ours. Their lines count what began after the period or ended
// before it, and ask for fields that no index has.
var odd = []statistics.Form{
	oddForm("what ended before", cond.Falls{Field: cond.FieldClosed, When: cond.Before}),
	oddForm("everything", cond.All{}),
	oddForm("what came later", cond.Not{Cond: cond.Falls{Field: cond.FieldReceived, When: cond.ByEnd}}),
	oddForm("states", cond.Any{
		cond.Is{Field: cond.FieldState, Any: []string{"answered", "lapsed"}},
		cond.Is{Field: cond.FieldStopped, Any: []string{"true"}},
	}),
}

// oddForm returns a form of one line.
func oddForm(name string, where cond.Cond) statistics.Form {
	return statistics.Form{Name: name, Cols: []statistics.Col{{Code: "n"}},
		Lines: []statistics.Line{{Code: "1", Of: cond.Applications, Where: where}}}
}

// cellByCell asks one application after the other, by the condition of each cell.
func cellByCell(f statistics.Form, apps []*workflow.Application, codes []string, p calendar.Period) statistics.Tally {
	t := statistics.Tally{}
	for _, l := range f.Lines {
		if l.Where == nil {
			continue
		}
		for _, c := range f.Cols {
			_, cond, _ := f.Cell(l.Code, c.Code)
			n, yuan := 0, statistics.Amount(0)
			for _, app := range apps {
				if slices.Contains(codes, app.Office) {
					n += matches(l.Of, cond, app, p)
					yuan += collected(l.Of, cond, app, p)
				}
			}
			t.Set(l.Code, c.Code, statistics.Whole(n)+yuan/10_000)
		}
	}
	return t
}

// collected returns what was collected for an application, if the line is about
// payments.
func collected(of cond.Subject, c cond.Cond, app *workflow.Application, p calendar.Period) statistics.Amount {
	sum := statistics.Amount(0)
	for _, pay := range app.Payments() {
		if of == cond.Payments && cond.Match(c, pay, p) {
			sum += pay.Yuan
		}
	}
	return sum
}

// matches returns how often an application counts: itself, or its disputes.
func matches(of cond.Subject, c cond.Cond, app *workflow.Application, p calendar.Period) int {
	if of == cond.Applications {
		if cond.Match(c, app, p) {
			return 1
		}
		return 0
	}
	n := 0
	for _, d := range app.Disputes {
		if cond.Match(c, d, p) {
			n++
		}
	}
	return n
}

// Of many who type into a line at once, each decides on what those before have typed, and
// who decides against it leaves everything as it is.
func typedOneByOne(t *testing.T, s desks.Store) {
	addOffices(t, s)
	const n = 8
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			err := s.SetHandLines(ctx, "county", 2018, "2014",
				func(stands map[string]statistics.Amount) (map[string]*statistics.Amount, error) {
					next := stands["6"] + 1
					return map[string]*statistics.Amount{"6": &next}, nil
				}, "甲", Written)
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	refused := fault.Errorf(fault.Conflict, "不")
	err := s.SetHandLines(ctx, "county", 2018, "2014",
		func(map[string]statistics.Amount) (map[string]*statistics.Amount, error) { return nil, refused }, "甲", Written)
	wantKind(t, "a decision against it", err, fault.Conflict)
	if got := must(s.HandLines(ctx, "county", 2018, "2014"))(t)["6"]; got != n {
		t.Errorf("after %d people added one each: %d", n, got)
	}
}

// The latest number of a line holds. nil blanks it, 0 is a number, and offices, years
// and forms do not mix.
func handLines(t *testing.T, s desks.Store) {
	addOffices(t, s)
	n := func(v statistics.Amount) *statistics.Amount { return &v }
	set := func(office string, year int, form string, lines map[string]*statistics.Amount) error {
		return s.SetHandLines(ctx, office, year, form, report.Written(lines), "经办人甲", Written)
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
		if got := must(s.HandLines(ctx, c.office, 2018, "2014"))(t); !maps.Equal(got, c.want) {
			t.Errorf("lines of %s: got %v, want %v", c.office, got, c.want)
		}
	}
}
