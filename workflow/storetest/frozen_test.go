package storetest

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// life is one office whose days go by: applications come in and are worked on,
// and what is written down may have happened long before.
type life struct {
	t     *rapid.T
	store *Mem
	desk  *desks.Set
	r     *rand.Rand
	now   time.Time
	lag   int // of days at most between what happened and its entry
	since calendar.Date
	ids   []workflow.ID
}

func newLife(t *rapid.T) *life {
	l := &life{t: t, store: NewMem(), r: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)),
		now: calendar.Date("2022-06-01").Noon()}
	for _, o := range Offices {
		if err := l.store.AddOffice(ctx, o); err != nil {
			t.Fatal(err)
		}
	}
	l.desk = deskOf(l.store)
	return l
}

func (l *life) day() calendar.Date { return calendar.DateOf(l.now) }

// happened is the day an entry written today speaks of.
func (l *life) happened() calendar.Date {
	return max(l.day().AddDays(-l.r.IntN(l.lag+1)), l.since)
}

// live lets up to n things be written down, some days apart.
func (l *life) live(n int, until calendar.Date) {
	for range n {
		l.now = l.now.Add(time.Duration(l.r.IntN(9*24)) * time.Hour)
		if l.day() > until {
			l.now = until.Noon()
			return
		}
		if len(l.ids) == 0 || l.r.IntN(4) == 0 {
			l.arrive()
		} else {
			l.step()
		}
	}
	l.now = max(l.day(), until).Noon()
}

func (l *life) arrive() {
	on := l.happened()
	in := workflow.Intake{
		Channel: pick(l.r, workflow.Channels).Code, Content: "某项信息", Arrived: on, Confirmed: on,
		Applicant: workflow.Applicant{Kind: pick(l.r, workflow.ApplicantKinds).Code, Name: "某人"},
	}
	app := &workflow.Application{Office: Offices[l.r.IntN(2)].Code}
	cmd := workflow.Log(in, calendar.Published())
	cmd.At, cmd.By, cmd.Role = l.now, "经办人", account.Clerk
	if app.Apply(cmd, calendar.Published()) == nil && l.store.Add(ctx, app) == nil {
		l.ids = append(l.ids, app.ID)
	}
}

// step tries what may not be possible, which then changes nothing. Where nothing
// is written down late, nothing is corrected either: a correction reaches back.
func (l *life) step() {
	w := walker{r: l.r}
	cmd := w.step()
	if l.since != "" && (cmd.Event == workflow.Void || cmd.Event == workflow.Amend) {
		return
	}
	cmd.On, cmd.At, cmd.By, cmd.Role = l.happened(), l.now, "经办人", account.Supervisor
	cmd.Recorded, cmd.Register = true, true
	_, _ = l.store.Update(ctx, nil, pick(l.r, l.ids), func(a *workflow.Application) error {
		return a.Apply(cmd, calendar.Published())
	})
}

func (l *life) report(o report.Options) report.Report {
	l.t.Helper()
	r, err := l.desk.Reports.Report(ctx, o)
	if err != nil {
		l.t.Fatal(err)
	}
	return r
}

// editions are reports of every edition, of the office alone and rolled up.
func editions(year int) []report.Options {
	var out []report.Options
	for _, e := range report.Editions {
		for _, rollup := range []bool{false, true} {
			out = append(out, report.Options{Office: "county", Year: year, Form: e.Name, Rollup: rollup})
		}
	}
	return out
}

func anyOf(t *rapid.T, year int) report.Options {
	return rapid.SampledFrom(editions(year)).Draw(t, "report")
}

func (l *life) freeze(o report.Options) {
	l.t.Helper()
	s := signers
	s.Date = l.day()
	if _, err := l.desk.Reports.Freeze(ctx, o, s, "示例", l.now); err != nil {
		l.t.Fatal(err)
	}
}

func (l *life) differences(o report.Options) []report.Difference {
	l.t.Helper()
	_, out, err := l.desk.Reports.Differences(ctx, o, 0, l.now)
	if err != nil {
		l.t.Fatal(err)
	}
	return out
}

// A year that was handed in does not change by what happens afterwards. The one
// exception stands in the form of 2014: an answer given in the year counts as in
// time by the day it was posted, and that may come later.
func TestWhatHappensLaterChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(t)
		l.lag = 60
		l.live(60, "2024-01-10")
		o := anyOf(t, 2023)
		l.freeze(o)
		l.since = l.day().AddDays(1)
		l.now = l.since.Noon()
		l.live(60, "2025-03-01")
		for _, d := range l.differences(o) {
			if !strings.HasPrefix(d.Line.Code, "3.2.") || !because(d, workflow.Dispatch, workflow.Deliver) {
				t.Fatalf("%+v: %q", o, moved([]report.Difference{d}))
			}
		}
	})
}

// because says whether every shift is owed to some of these events.
func because(d report.Difference, events ...workflow.Event) bool {
	for _, s := range slices.Concat(d.In, d.Out) {
		if len(s.Because) == 0 ||
			slices.ContainsFunc(s.Because, func(e workflow.Entry) bool { return !slices.Contains(events, e.Event) }) {
			return false
		}
	}
	return true
}

// Whatever is written down after a report was handed in, late, wrongly or in
// correction: the differences are exactly the cells that are other now, each
// owed to the applications that came in and fell out, and each of these to
// entries written since.
func TestWhatIsWrittenLaterIsNamed(t *testing.T) {
	named := 0
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(t)
		l.lag = 400
		l.live(50, "2024-01-10")
		o := anyOf(t, 2023)
		l.freeze(o)
		frozenAt := l.now
		l.now = l.now.Add(time.Hour)
		l.live(50, "2024-12-01")
		was, err := l.desk.Reports.Revision(ctx, o, 0)
		if err != nil {
			t.Fatal(err)
		}
		all := l.differences(o)
		if got, want := cellsOf(all), cellsThatDiffer(was.Report(), l.report(o)); !slices.Equal(got, want) {
			t.Fatalf("%+v: the differences name %v, the numbers differ in %v", o, got, want)
		}
		for _, d := range all {
			named++
			if d.Line.Of == cond.Payments {
				continue
			}
			if n := statistics.Whole(len(d.In) - len(d.Out)); *d.Is-*d.Was != n {
				t.Fatalf("%q: %d came in and %d fell out", moved([]report.Difference{d}), len(d.In), len(d.Out))
			}
			for _, s := range slices.Concat(d.In, d.Out) {
				if len(s.Because) == 0 ||
					slices.ContainsFunc(s.Because, func(e workflow.Entry) bool { return !e.At.After(frozenAt) }) {
					t.Fatalf("%q: because %+v %s", moved([]report.Difference{d}), s.Because, s.Why)
				}
			}
		}
	})
	if named == 0 {
		t.Error("no difference was ever named: the test proves nothing")
	}
}

// cellsOf are the cells whose numbers the differences say moved.
func cellsOf(all []report.Difference) []string {
	var out []string
	for _, d := range all {
		if !d.Same() {
			out = append(out, d.Line.Code+"/"+d.Col.Code)
		}
	}
	return out
}

func cellsThatDiffer(was, is report.Report) []string {
	var out []string
	for i, f := range is.Edition.Forms {
		for _, l := range f.Lines {
			for _, c := range f.Cols {
				a, okA := was.Tallies[i].Get(l.Code, c.Code)
				b, okB := is.Tallies[i].Get(l.Code, c.Code)
				if a != b || okA != okB {
					out = append(out, l.Code+"/"+c.Code)
				}
			}
		}
	}
	return out
}

// Asked later for what was known on a day, the answer is the report that was
// there that day, and of each application the state and the term.
func TestAsOfIsWhatWasAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(t)
		l.lag = 300
		type answer struct {
			day    calendar.Date
			report report.Report
			apps   []workflow.Brief
		}
		o := anyOf(t, 2023)
		var answers []answer
		for _, until := range []calendar.Date{"2023-03-01", "2023-11-30", "2024-02-01"} {
			l.live(20, until)
			a := answer{day: l.day(), report: l.report(o)}
			for _, id := range l.ids {
				app, err := l.store.Get(ctx, nil, id)
				if err != nil {
					t.Fatal(err)
				}
				a.apps = append(a.apps, app.Brief())
			}
			answers = append(answers, a)
			l.now = l.now.Add(24 * time.Hour)
		}
		l.live(30, "2024-12-01")
		for _, a := range answers {
			o.AsOf = a.day
			got := l.report(o)
			if d := cmp.Diff(a.report.Tallies, got.Tallies); d != "" {
				t.Fatalf("%+v (-then +asked later):\n%s", o, d)
			}
			if d := cmp.Diff(a.report.Check(), got.Check()); d != "" {
				t.Fatalf("%+v: findings (-then +asked later):\n%s", o, d)
			}
			for i, want := range a.apps {
				app, err := l.desk.ApplicationAsOf(ctx, l.ids[i], a.day)
				if err != nil {
					t.Fatal(err)
				}
				if got := app.Brief(); got != want {
					t.Fatalf("on %s: got %+v, want %+v", a.day, got, want)
				}
			}
		}
	})
}

// What one year's report carries over is what the next brings in, column by
// column, whatever happened; and a roll-up is the sum of its offices.
func TestCarriedOverIsBroughtIn(t *testing.T) {
	seen := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(t)
		l.lag = 400
		l.live(80, "2025-06-01")
		for year := 2022; year < 2026; year++ {
			o := anyOf(t, year)
			for _, f := range l.report(o).Check() {
				if f.ID == "E4" || f.ID == "E6" {
					seen[f.ID]++
					if !f.Holds {
						t.Fatalf("%+v: %+v", o, f)
					}
				}
			}
		}
	})
	if seen["E4"] == 0 || seen["E6"] == 0 {
		t.Errorf("checked %v, want both", seen)
	}
}

// The parts of an application that was split were not there before, though they
// have its history.
func TestPartsAreNotThereBeforeTheSplit(t *testing.T) {
	s := NewMem()
	addOffices(t, s)
	whole := arrives(t, s, "2023-12-01", calendar.Date("2023-12-01").Noon())
	o := county2023
	o.AsOf = "2024-01-10"
	frozenAt := calendar.Date("2024-01-10").Noon()
	f := must(deskOf(s).Reports.Freeze(ctx, county2023,
		report.Signers{Head: "甲", Reviewer: "乙", Filler: "丙", Phone: "0", Date: "2024-01-10"}, "", frozenAt))(t)
	cmd := workflow.Command{Event: workflow.Split, Parts: []string{"甲项", "乙项"},
		On: "2024-01-11", At: calendar.Date("2024-01-11").Noon(), Reason: "两事"}
	must(deskOf(s).Do(ctx, whole.ID, cmd))(t)
	then := must(deskOf(s).Reports.Report(ctx, o))(t)
	if d := cmp.Diff(f.Report().Tallies[1]["new"], then.Tallies[1]["new"]); d != "" {
		t.Errorf("(-then +asked later):\n%s", d)
	}
	_, all, err := deskOf(s).Reports.Differences(ctx, county2023, 0, Written)
	ok(t, err)
	want := "new/person 1→2 +2023-00002:split_off +2023-00003:split_off -2023-00001:split"
	if got := moved(all)[0]; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A roll-up that is no longer the sum of what its offices handed in says so (E6):
// the line, the office, the application.
func TestRollupOwesTheSumOfItsOffices(t *testing.T) {
	s := NewMem()
	addOffices(t, s)
	police := desks.New(s).For(account.User{Name: "jz",
		Display: "局长", Office: "police", Role: account.Supervisor})
	arrives(t, s, "2023-03-01", calendar.Date("2023-03-01").Noon())
	own := report.Options{Office: "police", Year: 2023}
	must(police.Reports.Freeze(ctx, own, signers, "", calendar.Date("2024-01-15").Noon()))(t)
	all := county2023
	all.Rollup = true
	e6 := func() (broken []statistics.Finding, held int) {
		for _, f := range must(deskOf(s).Reports.Report(ctx, all))(t).Check() {
			switch {
			case f.ID == "E6" && f.Holds:
				held++
			case f.ID == "E6":
				broken = append(broken, f)
			}
		}
		return broken, held
	}
	if broken, held := e6(); len(broken) > 0 || held < 30 {
		t.Fatalf("%d hold, and %+v do not, want all", held, broken)
	}
	late := numbered(t, "police", "2023-05-04", "甲-9")
	ok(t, s.Add(ctx, late))
	broken, _ := e6()
	var cells []string
	for _, f := range broken {
		cells = append(cells, f.Where)
		if f.Left-f.Right != statistics.Whole(1) || !slices.Equal(f.OnlyLeft, []string{"police 甲-9"}) ||
			len(f.OnlyRight) > 0 || !strings.Contains(f.Says, "示例县公安局 定稿 0，现为 1") {
			t.Errorf("%+v", f)
		}
	}
	if want := []string{"new/person", "new/total", "carried/person", "carried/total"}; !slices.Equal(cells, want) {
		t.Errorf("E6 breaks in %v, want %v", cells, want)
	}
	if _, err := deskOf(s).Reports.Freeze(ctx, all, signers, "", Written); fault.KindOf(err) != fault.Refused {
		t.Errorf("handing in what is not the sum of its offices: %v", err)
	}
}

// What was handed in lists applications, so who may not see one of the offices
// that were counted does not see it; nor does next year's report lean on it.
func TestFrozenReportsKeepToTheScope(t *testing.T) {
	s := NewMem()
	addOffices(t, s)
	arrives(t, s, "2023-12-20", calendar.Date("2023-12-20").Noon())
	all := county2023
	all.Rollup = true
	must(deskOf(s).Reports.Freeze(ctx, all, signers, "", Written))(t)
	clerk := desks.New(s).For(account.User{Name: "jb", Office: "county", Role: account.Clerk})
	if got := must(clerk.Reports.Frozen(ctx, all))(t); len(got) > 0 {
		t.Errorf("a clerk of one office sees what was handed in for three: %+v", got[0].Offices)
	}
	if _, _, err := clerk.Reports.Differences(ctx, all, 0, Written); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a clerk asks for its differences: %v", err)
	}
	if r := must(clerk.Reports.Report(ctx, all))(t); r.Frozen != nil {
		t.Error("a clerk's report speaks of it")
	}
	for _, d := range []*desks.Set{clerk, deskOf(s).For(account.User{Office: "county", Role: account.Auditor})} {
		if _, err := d.Reports.Freeze(ctx, county2023, signers, "", Written); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s hands in: %v", d.User().Role, err)
		}
	}
	other := desks.New(s).For(account.User{Name: "x", Office: "police", Role: account.Supervisor})
	if _, err := other.Reports.Freeze(ctx, county2023, signers, "", Written); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a supervisor of another office hands in: %v", err)
	}
}
