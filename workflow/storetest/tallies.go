package storetest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/proof"
)

// Every form, year by year, month by month and over odd stretches of days, for
// one office and for all: the numbers are those of asking each application.
func tallies(t *testing.T, s workflow.Store) {
	filled(t, s, proof.Of(400, 200, 400))
	var apps []*workflow.Application
	ok(t, s.Each(ctx, nil, func(a *workflow.Application) error { apps = append(apps, a); return nil }))
	periods := []workflow.Period{
		workflow.YearOf(2007), workflow.YearOf(2013), workflow.YearOf(2019), workflow.YearOf(2025), workflow.YearOf(2030),
		{From: "2016-02-01", To: "2016-02-29"},
		{From: "2015-07-01", To: "2018-06-30"}, {From: "2012-03-05", To: "2021-11-17"},
		{From: "2019-01-01", To: "2019-12-30"}, {From: "2008-01-01", To: "2026-12-31"},
	}
	for _, e := range workflow.Editions {
		for _, f := range e.Forms {
			for _, p := range periods {
				for _, codes := range [][]string{{"county"}, {"county", "police", "school"}, {"police"}, {}} {
					got := must(s.Tally(ctx, f, codes, p))(t)
					if d := cmp.Diff(counted(f, apps, codes, p), got); d != "" {
						t.Fatalf("%s of %s, %v, %v (-want +got):\n%s", f.Name, e.Name, p, codes, d)
					}
				}
			}
		}
	}
	for _, f := range odd {
		got := must(s.Tally(ctx, f, []string{"county"}, workflow.YearOf(2019)))(t)
		if d := cmp.Diff(counted(f, apps, []string{"county"}, workflow.YearOf(2019)), got); d != "" {
			t.Errorf("%s (-want +got):\n%s", f.Name, d)
		}
	}
}

// odd are forms unlike ours: their lines count what began after the period or
// ended before it, and ask for fields that no index has.
var odd = []workflow.Form{
	oddForm("what ended before", workflow.Falls{Field: workflow.FieldClosed, When: workflow.Before}),
	oddForm("everything", workflow.All{}),
	oddForm("what came later", workflow.Not{Cond: workflow.Falls{Field: workflow.FieldReceived, When: workflow.ByEnd}}),
	oddForm("states", workflow.Any{
		workflow.Is{Field: workflow.FieldState, Any: []string{"answered", "lapsed"}},
		workflow.Is{Field: workflow.FieldStopped, Any: []string{"true"}},
	}),
}

func oddForm(name string, where workflow.Cond) workflow.Form {
	return workflow.Form{Name: name, Cols: []workflow.Col{{Code: "n"}},
		Lines: []workflow.Line{{Code: "1", Of: workflow.Applications, Where: where}}}
}

// counted asks one application after the other, by the condition of each cell.
func counted(f workflow.Form, apps []*workflow.Application, codes []string, p workflow.Period) workflow.Tally {
	t := workflow.Tally{}
	for _, l := range f.Lines {
		if l.Where == nil {
			continue
		}
		for _, c := range f.Cols {
			_, cond, _ := f.Cell(l.Code, c.Code)
			n, yuan := 0, workflow.Amount(0)
			for _, app := range apps {
				if slices.Contains(codes, app.Office) {
					n += matches(l.Of, cond, app, p)
					yuan += collected(l.Of, cond, app, p)
				}
			}
			t.Set(l.Code, c.Code, workflow.Whole(n)+yuan/10_000)
		}
	}
	return t
}

// collected is what was collected for an application.
func collected(of workflow.Subject, c workflow.Cond, app *workflow.Application, p workflow.Period) workflow.Amount {
	sum := workflow.Amount(0)
	for _, pay := range app.Payments() {
		if of == workflow.Payments && workflow.Match(c, pay, p) {
			sum += pay.Yuan
		}
	}
	return sum
}

// matches says how often an application counts: itself, or its disputes.
func matches(of workflow.Subject, c workflow.Cond, app *workflow.Application, p workflow.Period) int {
	if of == workflow.Applications {
		if workflow.Match(c, app, p) {
			return 1
		}
		return 0
	}
	n := 0
	for _, d := range app.Disputes {
		if workflow.Match(c, d, p) {
			n++
		}
	}
	return n
}
