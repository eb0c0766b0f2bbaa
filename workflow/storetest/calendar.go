package storetest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// agreed accepts whatever a change moves.
func agreed([]workflow.Moved) error { return nil }

// setYear keeps a year of the calendar, as the administrator.
func setYear(s desks.Store, y calendar.Year) error {
	_, err := s.SetCalendar(ctx, calendar.Change{Year: &y, By: "系统管理员", Role: string(account.Admin), At: Written}, agreed)
	return err
}

// festival returns the year 2020 as it was announced, and as the notice of 2020-01-27
// left it, which extended the Spring Festival to 02-02.
func festival() (announced, extended calendar.Year) {
	extended, _ = calendar.Published().Year(2020)
	announced = calendar.Year{Year: 2020, Notices: extended.Notices[:1],
		Off: maps.Clone(extended.Off), Work: maps.Clone(extended.Work)}
	for _, d := range []calendar.Date{"2020-01-31", "2020-02-01", "2020-02-02"} {
		delete(announced.Off, d)
	}
	announced.Work["2020-02-01"] = "春节"
	return announced, extended
}

// received adds n applications received on a day, with terms by the calendar in force.
func received(t *testing.T, s desks.Store, office string, on calendar.Date, n int) []*workflow.Application {
	t.Helper()
	cal := must(s.Calendar(ctx))(t)
	var out []*workflow.Application
	for range n {
		app := &workflow.Application{Office: office}
		ok(t, app.Apply(arrival(on, workflow.InPerson, ""), cal))
		out = append(out, app)
	}
	ok(t, s.Add(ctx, out...))
	return out
}

// soundly checks that every application is what its journal says by the calendar in
// force, and that the chain is whole.
func soundly(t *testing.T, s desks.Store) {
	t.Helper()
	cal := must(s.Calendar(ctx))(t)
	ok(t, s.Each(ctx, nil, func(got *workflow.Application) error {
		want := workflow.Replay(got.Journal, cal.For(got.Office))
		want.ID, want.Office, want.Token = got.ID, got.Office, got.Token
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("application %d is not what its journal says (-replayed +got):\n%s", got.ID, d)
		}
		if last := got.Journal[len(got.Journal)-1]; last.Due != got.Due {
			t.Errorf("application %d is due %q and its journal ends with %q", got.ID, got.Due, last.Due)
		}
		return nil
	}))
	if c := must(s.Chain(ctx))(t); len(c.Broken) > 0 {
		t.Errorf("the chain is broken: %q", c.Broken)
	}
}

// A change is kept together with what it moves and an entry that says so. It moves only
// open applications, only those whose term changes, and each once.
func recalculated(t *testing.T, s desks.Store) {
	addOffices(t, s)
	announced, extended := festival()
	ok(t, setYear(s, announced))
	early := received(t, s, "county", "2019-12-20", 2) // due before the festival
	late := received(t, s, "police", "2020-01-20", 3)
	closed := received(t, s, "county", "2020-01-20", 1)[0]
	cal := must(s.Calendar(ctx))(t)
	closed = must(s.Update(ctx, nil, closed.ID, func(a *workflow.Application) error {
		return a.Apply(workflow.Command{Event: workflow.Withdraw, On: "2020-01-21",
			Reason: "来信撤回", At: Written, By: "经办人甲", Role: account.Clerk}, cal)
	}))(t)
	c := calendar.Change{Year: &extended, By: "管理员",
		User: "guanli", Role: string(account.Admin), At: Written.Add(time.Hour)}
	var want []workflow.Moved
	for _, a := range late {
		want = append(want,
			workflow.Moved{ID: a.ID, Office: "police", Number: a.Number, From: "2020-02-21", To: "2020-02-25"})
	}
	var seen []workflow.Moved
	got, err := s.SetCalendar(ctx, c, func(m []workflow.Moved) error { seen = m; return nil })
	if d := cmp.Diff(want, got); d != "" || err != nil || !cmp.Equal(seen, got) {
		t.Errorf("moved (%v), seen before %v (-want +got):\n%s", err, seen, d)
	}
	for _, a := range late {
		now := must(s.Get(ctx, nil, a.ID))(t)
		e := now.Journal[len(now.Journal)-1]
		wanted := workflow.Entry{Seq: 2, Event: workflow.Recalculate,
			On: "2026-03-02", At: c.At, By: "管理员", User: "guanli", Role: account.Admin,
			Reason: "2020 年放假安排：" + strings.Join(extended.Notices, "、"), Due: "2020-02-25", Article: "33"}
		if d := cmp.Diff(wanted, e); d != "" || now.Version != a.Version+1 || now.Due != "2020-02-25" {
			t.Errorf("version %d after %d, due %s, entry (-want +got):\n%s", now.Version, a.Version, now.Due, d)
		}
	}
	for _, a := range append(early, closed) {
		if now := must(s.Get(ctx, nil, a.ID))(t); !cmp.Equal(now, a) {
			t.Errorf("one that does not move changed (-before +after):\n%s", cmp.Diff(a, now))
		}
	}
	again, err := s.SetCalendar(ctx, c, agreed)
	if err != nil || len(again) > 0 {
		t.Errorf("the same year again moves %v (%v), want nothing", again, err)
	}
	soundly(t, s)
}

// If what would move is not agreed to, nothing has changed.
func disagreed(t *testing.T, s desks.Store) {
	addOffices(t, s)
	announced, extended := festival()
	ok(t, setYear(s, announced))
	app := received(t, s, "county", "2020-01-20", 1)[0]
	no := errors.New("no")
	c := calendar.Change{Year: &extended, By: "管理员", At: Written}
	_, err := s.SetCalendar(ctx, c, func(m []workflow.Moved) error {
		if len(m) != 1 {
			t.Errorf("asked about %v, want one application", m)
		}
		return no
	})
	if !errors.Is(err, no) {
		t.Errorf("got %v, want the error of agree itself", err)
	}
	if now := must(s.Get(ctx, nil, app.ID))(t); !cmp.Equal(now, app) {
		t.Errorf("the application changed (-before +after):\n%s", cmp.Diff(app, now))
	}
	y, _ := must(s.Calendar(ctx))(t).Year(2020)
	if changes := must(s.CalendarChanges(ctx))(t); y.Text() != announced.Text() || len(changes) != 1 {
		t.Errorf("the calendar is after %d changes\n%s", len(changes), y.Text())
	}
}

// Local days off move nothing until they are left out of the terms of their office.
// Then they move its applications, and no others, there and back.
func localDays(t *testing.T, s desks.Store) {
	addOffices(t, s)
	county, police := received(t, s, "county", "2024-07-01", 1)[0], received(t, s, "police", "2024-07-01", 1)[0]
	day := func(office string, d calendar.Date, off bool) calendar.LocalDay {
		return calendar.LocalDay{Office: office, Date: d, Name: "示例节", Document: "示办发〔2024〕3号", Off: off}
	}
	exclude := func(office string, yes bool) calendar.Change {
		return calendar.Change{Switch: &calendar.LocalSwitch{Office: office, Excluded: yes, Document: "示办函〔2024〕7号"}}
	}
	both := []calendar.LocalDay{day("county", "2024-07-10", true),
		day("county", "2024-07-13", true), day("police", "2024-07-11", true)}
	for i, step := range []struct {
		what           string
		change         calendar.Change
		county, police calendar.Date
	}{
		{"days are entered", calendar.Change{Days: both}, "2024-07-29", "2024-07-29"},
		{"the police leave theirs out", exclude("police", true), "2024-07-29", "2024-07-30"},
		{"the county does too", exclude("county", true), "2024-07-30", "2024-07-30"},
		{"a day more", calendar.Change{Days: []calendar.LocalDay{day("county", "2024-07-12", true)}},
			"2024-07-31", "2024-07-30"},
		{"a day is taken back", calendar.Change{Days: []calendar.LocalDay{day("county", "2024-07-10", false)}},
			"2024-07-30", "2024-07-30"},
		{"the county counts them again", exclude("county", false), "2024-07-29", "2024-07-30"},
	} {
		step.change.By, step.change.At = "管理员", Written.Add(time.Duration(i)*time.Minute)
		must(s.SetCalendar(ctx, step.change, agreed))(t)
		c, p := must(s.Get(ctx, nil, county.ID))(t), must(s.Get(ctx, nil, police.ID))(t)
		if c.Due != step.county || p.Due != step.police {
			t.Errorf("%s: county due %s, police %s, want %s, %s", step.what, c.Due, p.Due, step.county, step.police)
		}
	}
	if why := must(s.Calendar(ctx))(t).For("police").Why("2024-07-11"); why != "地方假日 示例节（示办发〔2024〕3号）" {
		t.Errorf("the reason for the police is %q", why)
	}
	for _, office := range []string{"county", "school", ""} {
		if why := must(s.Calendar(ctx))(t).For(office).Why("2024-07-11"); why != "工作日" {
			t.Errorf("the reason for %q is %q", office, why)
		}
	}
	_, err := s.SetCalendar(ctx, calendar.Change{Days: []calendar.LocalDay{day("nowhere", "2024-07-10", true)},
		By: "管理员", At: Written}, agreed)
	wantKind(t, "a day of an office that is not there", err, fault.Invalid)
	_, err = s.SetCalendar(ctx, exclude("nowhere", true), agreed)
	wantKind(t, "a switch of an office that is not there", err, fault.Invalid)
	_, err = s.SetCalendar(ctx, calendar.Change{
		Days: []calendar.LocalDay{{Office: "county", Date: "2024-07-10", Document: "a\x00", Off: true}}, At: Written,
	}, agreed)
	wantKind(t, "a document that is no text", err, fault.Invalid)
	soundly(t, s)
}

// Every change is kept with who made it and when, in its place. One that changes
// nothing is not kept.
func calendarChanges(t *testing.T, s desks.Store) {
	addOffices(t, s)
	announced, extended := festival()
	at := func(minutes int) time.Time { return Written.Add(time.Duration(minutes) * time.Minute) }
	day := func(d calendar.Date, off bool) calendar.LocalDay {
		return calendar.LocalDay{Office: "county", Date: d, Name: "示例节", Document: "示办发〔2024〕3号", Off: off}
	}
	sw := &calendar.LocalSwitch{Office: "county", Excluded: true, Document: "示办函〔2024〕7号"}
	for _, c := range []calendar.Change{
		{Year: &announced, By: "甲", At: at(1)},
		{Days: []calendar.LocalDay{day("2024-07-10", true), day("2024-07-11", true)}, By: "乙", At: at(2)},
		{Switch: sw, By: "甲", At: at(3)},
		{Year: &extended, By: "乙", At: at(4)},
		{Days: []calendar.LocalDay{day("2024-07-10", false)}, By: "甲", At: at(5)},
		{By: "甲", At: at(6)},
	} {
		must(s.SetCalendar(ctx, c, agreed))(t)
	}
	want := []calendar.Change{
		{Year: &announced, By: "甲", At: at(1)},
		{Year: &extended, By: "乙", At: at(4)},
		{Days: []calendar.LocalDay{day("2024-07-10", true)}, By: "乙", At: at(2)},
		{Days: []calendar.LocalDay{day("2024-07-11", true)}, By: "乙", At: at(2)},
		{Days: []calendar.LocalDay{day("2024-07-10", false)}, By: "甲", At: at(5)},
		{Switch: sw, By: "甲", At: at(3)},
	}
	if d := cmp.Diff(want, must(s.CalendarChanges(ctx))(t)); d != "" {
		t.Errorf("changes (-want +got):\n%s", d)
	}
}

// Clerks take steps and register applications while the calendar changes again and
// again: every step is kept, and in the end every due date is that of the calendar.
func whileClerksWork(t *testing.T, s desks.Store) {
	addOffices(t, s)
	announced, extended := festival()
	ok(t, setYear(s, announced))
	apps := received(t, s, "county", "2020-01-20", 4)
	clerk := desks.New(s).For(account.User{Name: "jia", Office: "county", Role: account.Supervisor})
	var all sync.WaitGroup
	for i, app := range apps {
		all.Go(func() {
			for n := range 6 {
				cmd := workflow.Command{Event: workflow.Consult, On: "2020-01-21", Party: workflow.ThirdParty, At: Written}
				if n%2 == 1 {
					cmd = workflow.Command{Event: workflow.Consulted, On: "2020-01-21", Opinion: "agrees", At: Written}
				}
				if _, err := clerk.Do(ctx, app.ID, cmd); err != nil {
					t.Errorf("clerk %d, step %d: %v", i, n, err)
				}
				fresh := arrival("2020-01-21", workflow.InPerson, "")
				fresh.Office = "county"
				if _, err := clerk.Do(ctx, 0, fresh); err != nil {
					t.Errorf("clerk %d, application %d: %v", i, n, err)
				}
			}
		})
	}
	all.Go(func() {
		for n := range 9 {
			ok(t, setYear(s, []calendar.Year{extended, announced}[n%2]))
		}
	})
	all.Wait()
	soundly(t, s)
	briefs, _, err := s.List(ctx, workflow.Query{Sort: cond.FieldNumber})
	ok(t, err)
	for i, b := range briefs {
		if want := fmt.Sprintf("2020-%05d", i+1); b.Number != want {
			t.Errorf("number %d is %s, want %s", i+1, b.Number, want)
		}
	}
	for _, app := range apps {
		var steps []workflow.Event
		for _, e := range must(s.Get(ctx, nil, app.ID))(t).Journal {
			if e.Event != workflow.Recalculate {
				steps = append(steps, e.Event)
			}
		}
		want := []workflow.Event{workflow.Receive, workflow.Consult, workflow.Consulted,
			workflow.Consult, workflow.Consulted, workflow.Consult, workflow.Consulted}
		if !slices.Equal(steps, want) || len(briefs) != 28 {
			t.Errorf("application %d of %d has the steps %v, want %v", app.ID, len(briefs), steps, want)
		}
	}
}

// What comes in, or has its clock restarted, between the look at what moves and the end
// of the change follows the new calendar all the same.
func slippingPast(t *testing.T, s desks.Store) {
	addOffices(t, s)
	announced, extended := festival()
	ok(t, setYear(s, announced))
	waiting := received(t, s, "county", "2020-01-20", 1)[0]
	clerk := desks.New(s).For(account.User{Name: "jia", Office: "county", Role: account.Supervisor})
	step := func(id workflow.ID, cmd workflow.Command) {
		cmd.At, cmd.Office = Written, "county"
		if _, err := clerk.Do(ctx, id, cmd); err != nil {
			t.Errorf("%s: %v", cmd.Event, err)
		}
	}
	step(waiting.ID, workflow.Command{Event: workflow.Consult, On: "2020-01-21", Party: workflow.ThirdParty})
	done := make(chan struct{})
	c := calendar.Change{Year: &extended, By: "管理员", At: Written}
	_, err := s.SetCalendar(ctx, c, func([]workflow.Moved) error {
		go func() {
			defer close(done)
			step(0, arrival("2020-01-20", workflow.InPerson, ""))
			step(waiting.ID, workflow.Command{Event: workflow.Consulted, On: "2020-01-22", Opinion: "agrees"})
		}()
		select { // a store may make the clerk wait until the change is made
		case <-done:
		case <-time.After(300 * time.Millisecond):
		}
		return nil
	})
	<-done
	if err != nil {
		t.Fatal(err)
	}
	soundly(t, s)
}
