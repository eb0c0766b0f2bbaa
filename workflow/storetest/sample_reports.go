package storetest

import (
	"testing"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// FilledReport returns a report in which every cell has a number of its own, so that
// one in the wrong place shows. Its sums and totals are wrong on purpose, and every
// seventh cell is blank.
func FilledReport(t *testing.T, form string, year int) report.Report {
	t.Helper()
	e, err := report.EditionNamed(form)
	if err != nil {
		t.Fatal(err)
	}
	r := report.Report{Office: account.Office{Code: "xzf", Name: "示例县人民政府办公室"}, Year: year, Edition: e,
		Text: map[string]statistics.Amount{}}
	n := 0
	for _, f := range e.Forms {
		tally := statistics.Tally{}
		for _, l := range f.Lines {
			for _, c := range f.Cols {
				if n++; !l.Heading && n%7 != 0 {
					tally.Set(l.Code, c.Code, statistics.Whole(n))
				}
			}
		}
		r.Tallies = append(r.Tallies, tally)
	}
	if f := e.Forms[0]; f.By == "" {
		tally := r.Tallies[0]
		last := f.Lines[len(f.Lines)-1]
		tally.Set(last.Code, "value", 592372449) // 59237.2449
	}
	return r
}

// SameTallies compares two tallies of a form, cell by cell; blank is not 0.
func SameTallies(t *testing.T, name string, f statistics.Form, got, want statistics.Tally) {
	t.Helper()
	for _, l := range f.Lines {
		for _, c := range f.Cols {
			g, okGot := got.Get(l.Code, c.Code)
			w, okWant := want.Get(l.Code, c.Code)
			if g != w || okGot != okWant {
				t.Errorf("%s %s/%s: got %s (filled %v), want %s (filled %v)", name, l.Code, c.Code, g, okGot, w, okWant)
			}
		}
	}
}

// HandedInOptions are those of the report that [HandedIn] submits.
var HandedInOptions = report.Options{Office: "xfb", Year: 2023}

// HandedIn makes a county whose report for 2023 was submitted and corrected once, and
// where something has moved since. It returns the desk, the revisions, and the
// differences at a moment.
func HandedIn(t *testing.T, at time.Time) (*desks.Set, []report.Frozen, []report.Difference) {
	t.Helper()
	ctx, store, cal := t.Context(), NewMem(), calendar.Published()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(store.AddOffice(ctx, account.Office{Code: "xfb", Name: "示例县人民政府办公室"}))
	desk := desks.New(store).For(account.User{Name: "shenhe", Display: "审核乙", Office: "xfb", Role: account.Supervisor})
	arrives := func(on, written calendar.Date) *workflow.Application {
		app := &workflow.Application{Office: "xfb"}
		in := workflow.Intake{Channel: workflow.InPerson, Arrived: on, Content: "某方案",
			Applicant: workflow.Applicant{Kind: "person", Name: "赵甲"}}
		cmd := workflow.Log(in, cal)
		cmd.At, cmd.By, cmd.Role = written.Noon(), "经办甲", account.Clerk
		must(app.Apply(cmd, cal))
		must(store.Add(ctx, app))
		return app
	}
	act := func(app *workflow.Application, cmd workflow.Command, written calendar.Date) {
		cmd.At, cmd.By, cmd.Role, cmd.Recorded, cmd.Register = written.Noon(), "经办甲", account.Supervisor, true, true
		_, err := store.Update(ctx, nil, app.ID, func(a *workflow.Application) error { return a.Apply(cmd, cal) })
		must(err)
	}
	typed := func(n int, written calendar.Date) {
		amount := statistics.Whole(n)
		lines := map[string]*statistics.Amount{"licences": &amount}
		must(desk.Reports.SetHandLines(ctx, HandedInOptions, lines, written.Noon()))
	}
	first := arrives("2023-03-01", "2023-03-01")
	act(first, workflow.Command{Event: workflow.Answer, On: "2023-03-20", Outcome: "granted"}, "2023-03-20")
	arrives("2023-12-20", "2023-12-20")
	typed(5, "2024-01-10")
	s := report.Signers{Head: "钱<甲>", Reviewer: "孙乙", Filler: "李丙", Phone: "0930-0000000", Date: "2024-01-15"}
	for _, reason := range []string{"", "填报人误写"} {
		_, err := desk.Reports.Freeze(ctx, HandedInOptions, s, reason, calendar.Date("2024-01-15").Noon())
		must(err)
	}
	arrives("2023-12-28", "2024-02-01")
	act(first, workflow.Command{Event: workflow.Void, On: "2024-02-02", Reason: "误登"}, "2024-02-02")
	typed(6, "2024-02-03")
	all, err := desk.Reports.Frozen(ctx, HandedInOptions)
	must(err)
	_, moved, err := desk.Reports.Differences(ctx, HandedInOptions, 0, at)
	must(err)
	return desk, all, moved
}
