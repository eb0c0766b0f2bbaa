package workflow_test

import (
	"cmp"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// otherwise draws a calendar in which some weeks of one year are not as they were.
func otherwise(t *rapid.T, year int) (calendar.Change, *calendar.Calendar) {
	was, _ := calendar.Published().Year(year)
	y := calendar.Year{
		Year: year, Notices: []string{"示发〔2024〕1号"}, Off: map[calendar.Date]string{}, Work: map[calendar.Date]string{},
	}
	for d, name := range was.Off {
		y.Off[d] = name
	}
	for range rapid.IntRange(1, 12).Draw(t, "days") {
		d := calendar.YearOf(year).From.AddDays(rapid.IntRange(0, 364).Draw(t, "day"))
		if rapid.Bool().Draw(t, "off") {
			y.Off[d] = "临时放假"
		} else {
			delete(y.Off, d)
		}
	}
	c := calendar.Change{Year: &y, By: "管理员", Role: string(account.Admin), At: longAfter}
	return c, calendar.After([]calendar.Change{c})
}

// Whatever has happened to an application, a change of the calendar leaves it as
// its journal says: an open one with an entry if it moves, and not again; an
// ended one untouched. A change back leads back.
func TestRecalculate(t *testing.T) {
	moved := 0
	rapid.Check(t, func(t *rapid.T) {
		app := begun(t)
		further(t, app, 10)
		before := twin(app)
		on, _ := app.LastStep()
		c, cal := otherwise(t, cmp.Or(app.Received, on).Year())
		m, ok := app.Recalculate(c, cal)
		if !reflect.DeepEqual(app, before) && (!ok || before.State.Ended()) {
			t.Fatalf("%s: it changed, moved %t", story(app), ok)
		}
		if ok {
			moved++
			last := app.Journal[len(app.Journal)-1]
			if last.Event != workflow.Recalculate || last.Due != app.Due || m.To != app.Due || m.From != before.Due ||
				app.Version != before.Version+1 || app.State != before.State {
				t.Fatalf("%s: moved %+v, entry %+v, due %s", story(app), m, last, app.Due)
			}
		}
		if fault := unlike(app, workflow.Replay(app.Journal, cal)); fault != "" {
			t.Fatalf("%s: the journal gives another %s", story(app), fault)
		}
		if _, again := app.Recalculate(c, cal); again {
			t.Fatalf("%s: it moves twice", story(app))
		}
		if _, back := app.Recalculate(c, calendar.Published()); back != ok || app.Due != before.Due ||
			app.Provisional != before.Provisional {
			t.Fatalf("%s: the way back leads to %s, want %s", story(app), app.Due, before.Due)
		}
	})
	if moved == 0 && !testing.Short() {
		t.Error("nothing ever moved")
	}
}

// springFestival is 2020 as it was announced, and by the notice of 2020-01-27.
func springFestival() (before, after calendar.Change) {
	extended, _ := calendar.Published().Year(2020)
	announced := calendar.Year{Year: 2020, Notices: extended.Notices[:1],
		Off: map[calendar.Date]string{}, Work: map[calendar.Date]string{"2020-02-01": "春节"}}
	for d, name := range extended.Off {
		if d != "2020-01-31" && d != "2020-02-01" && d != "2020-02-02" {
			announced.Off[d] = name
		}
	}
	for d, name := range extended.Work {
		announced.Work[d] = name
	}
	return calendar.Change{Year: &announced},
		calendar.Change{Year: &extended, By: "管理员", Role: string(account.Admin), At: longAfter}
}

// On the day a notice is taken in, a clerk goes on as if it had not been: with the
// page still open from before, with a step of an earlier day, and taking back the
// last one.
func TestRecalculationIsNoStep(t *testing.T) {
	before, after := springFestival()
	app := &workflow.Application{Office: "sl"}
	do := func(cmd workflow.Command, cal *calendar.Calendar) error {
		cmd.At, cmd.Role, cmd.By = longAfter, account.Supervisor, "经办人甲"
		return app.Apply(cmd, cal)
	}
	old, now := calendar.After([]calendar.Change{before}), calendar.After([]calendar.Change{before, after})
	if err := do(received("2020-01-20"), old); err != nil {
		t.Fatal(err)
	}
	if err := do(workflow.Command{
		Event: workflow.Consult, On: "2020-01-21", Party: workflow.ThirdParty,
	}, old); err != nil {
		t.Fatal(err)
	}
	if err := do(workflow.Command{Event: workflow.Consulted, On: "2020-01-22", Opinion: "agrees"}, old); err != nil {
		t.Fatal(err)
	}
	if m, ok := app.Recalculate(after, now); !ok || m.From != "2020-02-24" || m.To != "2020-02-26" {
		t.Fatalf("moved %+v, %t", m, ok)
	}
	if label := workflow.EventLabel(workflow.Recalculate); label != "期限重算" {
		t.Errorf("the entry is called %s", label)
	}
	if err := do(workflow.Command{
		Event: workflow.Consult, On: "2020-02-03", Party: workflow.CoMaker, Version: 2,
	}, now); fault.KindOf(err) != fault.Conflict || err == nil {
		t.Errorf("a step that did not see the last one: %v, want a Conflict", err)
	}
	if err := do(workflow.Command{Event: workflow.Void, On: "2020-02-03", Reason: "误登", Version: 3}, now); err != nil {
		t.Errorf("taking back the last step: %v", err)
	}
	if !app.Stopped || app.Due != "" {
		t.Errorf("without the answer of the third party it is due %s", app.Due)
	}
	if err := do(workflow.Command{Event: workflow.Consulted, On: "2020-02-04", Opinion: "agrees"}, now); err != nil {
		t.Errorf("a step of an earlier day: %v", err)
	}
	if fault := unlike(app, workflow.Replay(app.Journal, now)); fault != "" {
		t.Errorf("the journal gives another %s", fault)
	}
}

// What people did is found again under what the calendar added, with what refers
// to what.
func TestByPeople(t *testing.T) {
	journal := []workflow.Entry{
		{Seq: 1, Event: workflow.Receive},
		{Seq: 2, Event: workflow.Recalculate},
		{Seq: 3, Event: workflow.Consult},
		{Seq: 4, Event: workflow.Recalculate},
		{Seq: 5, Event: workflow.Consulted, Ref: 3},
	}
	want := []workflow.Entry{
		{Seq: 1, Event: workflow.Receive}, {Seq: 2, Event: workflow.Consult}, {Seq: 3, Event: workflow.Consulted, Ref: 2},
	}
	if got := workflow.ByPeople(journal); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := workflow.ByPeople(want); !reflect.DeepEqual(got, want) {
		t.Errorf("without any: got %+v, want %+v", got, want)
	}
}

// Where a notice is still to come, a due date is provisional and not a guess:
// so beyond the last year that is loaded, and in its last days, which the notice
// of the next year has sometimes changed (2018-12-29).
func TestProvisional(t *testing.T) {
	for _, tt := range []struct {
		received calendar.Date
		due      calendar.Date
		want     bool
	}{
		{"2026-11-27", "2026-12-25", false},
		{"2026-11-30", "2026-12-28", false},
		{"2026-12-01", "2026-12-29", true},
		{"2026-12-10", "2027-01-07", true},
		{"2025-12-20", "2026-01-19", false},
	} {
		app := history(t, received(tt.received))
		if app.Due != tt.due || app.Provisional != tt.want {
			t.Errorf("received %s: due %s provisional %t, want %s %t", tt.received, app.Due, app.Provisional, tt.due, tt.want)
		}
	}
	later := calendar.New(calendar.Year{Year: 2027, Off: map[calendar.Date]string{"2027-01-01": "元旦"},
		Work: map[calendar.Date]string{}})
	app := history(t, received("2026-12-10"))
	if moved := app.Resettle(later); !moved || app.Due != "2027-01-08" || app.Provisional {
		t.Errorf("with the notice of 2027: due %s provisional %t, want 2027-01-08 false", app.Due, app.Provisional)
	}
}
