package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/workflow"
)

// Run tries everything a store promises. Each claim gets a store of its own, an
// empty one that open makes and closes when the test ends.
func Run(t *testing.T, open func(t *testing.T) workflow.Store) {
	claims := []struct {
		name  string
		holds func(*testing.T, workflow.Store)
	}{
		{"what goes in comes out", roundTrip},
		{"numbers have no gaps", numbers},
		{"a failed Add leaves no gap", failedAdd},
		{"own numbers move the counter", ownNumbers},
		{"a number is used once in an office", numberTaken},
		{"numbers have no gaps when many add", crowd},
		{"an unconfirmed application is numbered by arrival", unconfirmed},
		{"a form sent twice is one application", tokens},
		{"a form of a step sent many times is one step", formsOfSteps},
		{"what a step would do is what it does", tried},
		{"what cannot be kept is refused", refused},
		{"out of scope is not found", scopes},
		{"a failed Update changes nothing", failedUpdate},
		{"the journal only grows", rewriting},
		{"of fifty clerks one wins", fifty},
		{"several change together or not at all", together},
		{"a month of one applicant is charged by places", months},
		{"parts have places of their own", parted},
		{"a step that is voided takes back what it left", voided},
		{"what people put aside is theirs", drawers},
		{"applications are handed over together", handedOver},
		{"a list is what matches", lists},
		{"a text is found wherever it stands", searching},
		{"a search is a condition like others", searchesJoined},
		{"a search follows what is corrected", searchesFollow},
		{"a search finds what matches", searchesMatch},
		{"counting stops where asked", capped},
		{"deadlines of disputes stand in order", deadlines},
		{"what is open stands before what is closed", urgency},
		{"a count is the length of its list", counts},
		{"each is visited in order", each},
		{"a tally is what matches", tallies},
		{"a census is what matches", censuses},
		{"the chain is whole", chain},
		{"offices are a tree", offices},
		{"an office changes", officeChanges},
		{"users are kept", users},
		{"lines typed in are kept", handLines},
		{"the calendar takes new years", calendar},
		{"what a change moves is written down", recalculated},
		{"a change that is not agreed to changes nothing", disagreed},
		{"local days off hold for one office", localDays},
		{"the changes of the calendar are kept", calendarChanges},
		{"a clerk at the same time loses nothing", whileClerksWork},
		{"nobody slips past a change", slippingPast},
		{"what is handed in is kept for good", frozenKept},
		{"every number typed in is remembered", handHistory},
		{"a frozen report stands, and what moved is named", frozenStands},
		{"a day gone by is as it was", asOfThen},
		{"what is decided is kept with its line in the log", administration},
		{"one decision at a time", decidedOneByOne},
		{"the log is searched by person, kind and day", operations},
		{"an account keeps what signing in needs", entrances},
		{"an office writes its numbers its own way", numberings},
		{"another pattern goes on counting", numberingChanged},
		{"the journals read together", entriesListed},
		{"a text is no mark", entriesQuoted},
		{"nobody reads the journal of others", entriesInScope},
		{"the seal of one journal", sealed},
		{"every number has its entry", decidedEntries},
		{"nobody slips past a change", slippingPast},
		{"what is alike is found", alike},
		{"what is alike is found as it was amended", alikeAmended},
		{"the newest of what is alike come first", alikeLimited},
		{"a job goes its way", jobGoes},
		{"a job that ends badly leaves nothing", jobEndsBadly},
		{"a register that was tried is taken in once", jobContinues},
		{"nobody sees another's job", jobIsOnes},
		{"jobs of a dead server fail", jobsOfTheDead},
		{"files of jobs are erased", jobFilesGo},
	}
	for _, c := range claims {
		t.Run(c.name, func(t *testing.T) { c.holds(t, open(t)) })
	}
}

var ctx = context.Background()

// must ends the test on an error that should not be.
func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t *testing.T, doing string, err error, want workflow.Kind) {
	t.Helper()
	if got := workflow.KindOf(err); err == nil || got != want {
		t.Errorf("%s: got kind %d (%v), want kind %d", doing, got, err, want)
	}
}

func addOffices(t *testing.T, s workflow.Store) {
	t.Helper()
	for _, o := range Offices {
		ok(t, s.AddOffice(ctx, o))
	}
}

// one is a plain application received by an office on a day.
func one(t *testing.T, office string, on workflow.Date) *workflow.Application {
	t.Helper()
	app := &workflow.Application{Office: office}
	ok(t, app.Apply(arrival(on, workflow.InPerson, ""), workflow.Published()))
	return app
}

// submitted is an application whose answer waits to be signed.
func submitted(t *testing.T, office string, on workflow.Date) *workflow.Application {
	t.Helper()
	app := one(t, office, on)
	for _, cmd := range []workflow.Command{{Event: workflow.DraftAnswer, Outcome: "granted"}, {Event: workflow.Submit}} {
		cmd.On, cmd.At, cmd.By, cmd.Role = on, Written, "拟稿人", workflow.Clerk
		ok(t, app.Apply(cmd, workflow.Published()))
	}
	return app
}

func arrival(on workflow.Date, by workflow.Channel, number string) workflow.Command {
	cmd := workflow.Log(workflow.Intake{
		Channel: by, Applicant: workflow.Applicant{Kind: "person", Name: "甲某"}, Content: "预算", Arrived: on,
	}, workflow.Published())
	cmd.At, cmd.By, cmd.Role, cmd.Number = Written, "经办人甲", workflow.Clerk, number
	return cmd
}

func numbered(t *testing.T, office string, on workflow.Date, number string) *workflow.Application {
	t.Helper()
	app := &workflow.Application{Office: office}
	ok(t, app.Apply(arrival(on, workflow.InPerson, number), workflow.Published()))
	return app
}

// answer signs what submitted has drafted.
func answer(version int, by string) workflow.Command {
	return workflow.Command{
		Event: workflow.Answer, On: "2023-03-10", At: Written.Add(time.Hour), By: by, Role: workflow.Supervisor,
		Version: version, Letter: "1号",
	}
}

// filled has the offices and a sample, which it returns as saved.
func filled(t *testing.T, s workflow.Store, n int) []*workflow.Application {
	t.Helper()
	addOffices(t, s)
	apps := Sample(n, 1)
	ok(t, s.Add(ctx, apps...))
	return apps
}

// Every field of an application, its journal to the last byte, its disputes.
func roundTrip(t *testing.T, s workflow.Store) {
	apps := filled(t, s, 200)
	for _, want := range apps {
		got := must(s.Get(ctx, nil, want.ID))(t)
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("application %d (-added +got):\n%s", want.ID, d)
		}
		if text(got.Journal) != text(want.Journal) {
			t.Fatalf("journal of %d:\ngot  %s\nwant %s", want.ID, text(got.Journal), text(want.Journal))
		}
		again := workflow.Replay(got.Journal, workflow.Published())
		again.ID, again.Office, again.Token = got.ID, got.Office, got.Token
		if d := cmp.Diff(again, got); d != "" {
			t.Fatalf("application %d is not what its journal says (-replayed +got):\n%s", want.ID, d)
		}
	}
}

// The first of an office and year is 00001, the next 00002; other offices and
// years count for themselves.
func numbers(t *testing.T, s workflow.Store) {
	addOffices(t, s)
	for _, c := range []struct {
		office string
		on     workflow.Date
		want   string
	}{
		{"county", "2023-03-01", "2023-00001"}, {"county", "2023-12-31", "2023-00002"}, {"county", "2024-01-01", "2024-00001"},
		{"police", "2023-03-01", "2023-00001"}, {"county", "2023-03-01", "2023-00003"},
	} {
		app := one(t, c.office, c.on)
		ok(t, s.Add(ctx, app))
		if app.Number != c.want || app.Journal[0].Number != c.want || app.ID == 0 {
			t.Errorf("%s on %s: got ID %d, number %q, in the journal %q, want %q", c.office, c.on, app.ID, app.Number, app.Journal[0].Number, c.want)
		}
	}
}

// All or none: the good application before a bad one is not saved, keeps no
// number, and takes none from the next.
func failedAdd(t *testing.T, s workflow.Store) {
	addOffices(t, s)
	ok(t, s.Add(ctx, numbered(t, "county", "2023-03-01", "甲-1")))
	good, bad := one(t, "county", "2023-03-01"), numbered(t, "county", "2023-03-01", "甲-1")
	before := clone(good)
	wantKind(t, "adding a number that is taken", s.Add(ctx, good, bad), workflow.Conflict)
	if d := cmp.Diff(before, good); d != "" {
		t.Errorf("a failed Add changed the application (-before +after):\n%s", d)
	}
	ok(t, s.Add(ctx, good))
	_, total, err := s.List(ctx, workflow.Query{Limit: 1})
	if err != nil || total != 2 || good.Number != "2023-00001" {
		t.Errorf("got %d applications, number %q (%v), want 2, 2023-00001", total, good.Number, err)
	}
}

// Numbers of our form that an office gave itself move the counter of the year
// they name, within one call and from call to call; others do not.
func ownNumbers(t *testing.T, s workflow.Store) {
	addOffices(t, s)
	first := one(t, "county", "2023-03-01")
	ok(t, s.Add(ctx, first, numbered(t, "county", "2023-03-02", "2023-00041"), numbered(t, "county", "2023-03-02", "2023-7"),
		numbered(t, "county", "2023-03-02", "示公〔2023〕90号"), numbered(t, "police", "2023-03-02", "2023-00099")))
	second := one(t, "county", "2023-03-03")
	ok(t, s.Add(ctx, second))
	ok(t, s.Add(ctx, numbered(t, "county", "2023-03-02", "2023-00012")))
	third := one(t, "county", "2023-03-03")
	ok(t, s.Add(ctx, third))
	got := []string{first.Number, second.Number, third.Number}
	if want := []string{"2023-00042", "2023-00043", "2023-00044"}; !slices.Equal(got, want) {
		t.Errorf("numbers after the office's own: got %q, want %q", got, want)
	}
}

// Twice in an office is a Conflict that names the number, in one call as well;
// two offices may use the same.
func numberTaken(t *testing.T, s workflow.Store) {
	addOffices(t, s)
	ok(t, s.Add(ctx, numbered(t, "county", "2023-03-01", "甲-1"), numbered(t, "police", "2023-03-01", "甲-1")))
	for _, apps := range [][]*workflow.Application{
		{numbered(t, "county", "2023-03-01", "甲-1")},
		{numbered(t, "county", "2023-03-01", "甲-2"), numbered(t, "county", "2023-03-01", "甲-2")},
	} {
		err := s.Add(ctx, apps...)
		wantKind(t, "adding "+apps[0].Number+" again", err, workflow.Conflict)
		if err != nil && !strings.Contains(err.Error(), apps[0].Number) {
			t.Errorf("got %q, want it to name %s", err, apps[0].Number)
		}
	}
}

// Twenty at a time, some of them failing: the numbers are 1 to n.
func crowd(t *testing.T, s workflow.Store) {
	addOffices(t, s)
	ok(t, s.Add(ctx, numbered(t, "county", "2023-03-01", "甲-1")))
	var all sync.WaitGroup
	for i := range 20 {
		apps := []*workflow.Application{one(t, "county", "2023-03-01"), one(t, "county", "2023-03-02")}
		if i%4 == 0 {
			apps = append(apps, numbered(t, "county", "2023-03-01", "甲-1"))
		}
		all.Go(func() {
			if err := s.Add(ctx, apps...); (err != nil) != (i%4 == 0) {
				t.Errorf("Add %d: got %v", i, err)
			}
		})
	}
	all.Wait()
	var got, want []string
	briefs, _, err := s.List(ctx, workflow.Query{Sort: workflow.FieldNumber, Where: workflow.Not{Cond: workflow.Is{Field: workflow.FieldNumber, Any: []string{"甲-1"}}}})
	ok(t, err)
	for i, b := range briefs {
		got, want = append(got, b.Number), append(want, fmt.Sprintf("2023-%05d", i+1))
	}
	if len(got) != 30 || !slices.Equal(got, want) {
		t.Errorf("got %d numbers %q, want 2023-00001 to 2023-00030", len(got), got)
	}
}

// The year of a fax still to be confirmed is that of its arrival, and stays so.
func unconfirmed(t *testing.T, s workflow.Store) {
	addOffices(t, s)
	app := &workflow.Application{Office: "county"}
	ok(t, app.Apply(arrival("2023-12-29", workflow.Fax, ""), workflow.Published()))
	ok(t, s.Add(ctx, app))
	got := must(s.Update(ctx, nil, app.ID, func(a *workflow.Application) error {
		return a.Apply(workflow.Command{Event: workflow.Confirm, On: "2024-01-02", At: Written, By: "经办人甲", Role: workflow.Clerk}, workflow.Published())
	}))(t)
	if got.Number != "2023-00001" || got.Received != "2024-01-02" {
		t.Errorf("got number %s, received %s, want 2023-00001, 2024-01-02", got.Number, got.Received)
	}
}

// A second submit finds the first, in a later call, in the same one, and when many
// come at once, before or after it; in another office it is a Conflict and shows nothing.
func tokens(t *testing.T, s workflow.Store) {
	addOffices(t, s)
	sent := func(office string, on workflow.Date) *workflow.Application {
		app := one(t, office, on)
		app.Token = "form-1"
		return app
	}
	atOnce(t, s)
	first, twin := sent("county", "2023-03-01"), sent("county", "2023-03-01")
	ok(t, s.Add(ctx, first, twin))
	var all sync.WaitGroup
	for range 8 {
		again := sent("county", "2023-03-02")
		all.Go(func() {
			if err := s.Add(ctx, again); err != nil || !cmp.Equal(again, first) {
				t.Errorf("the form again (%v):\n%s", err, cmp.Diff(first, again))
			}
		})
	}
	all.Wait()
	other := sent("police", "2023-03-01")
	wantKind(t, "the form in another office", s.Add(ctx, other), workflow.Conflict)
	_, total, err := s.List(ctx, workflow.Query{Limit: 1})
	if err != nil || total != 2 || !cmp.Equal(first, twin) || other.ID != 0 {
		t.Errorf("got %d applications (%v), twin %v, other %d, want one for each form and nothing of the other", total, err, cmp.Diff(first, twin), other.ID)
	}
}

// atOnce sends a form that nobody has seen from eight windows.
func atOnce(t *testing.T, s workflow.Store) {
	ids := make([]workflow.ID, 8)
	var all sync.WaitGroup
	for i := range ids {
		app := one(t, "school", "2023-03-01")
		app.Token = "form-2"
		all.Go(func() {
			if err := s.Add(ctx, app); err != nil {
				t.Errorf("window %d: %v", i, err)
			}
			ids[i] = app.ID
		})
	}
	all.Wait()
	if slices.Min(ids) != slices.Max(ids) || ids[0] == 0 {
		t.Errorf("one form became the applications %v, want one", ids)
	}
}

// An office that is not there, an application nothing was written down of, and
// bytes that are no text.
func refused(t *testing.T, s workflow.Store) {
	addOffices(t, s)
	wantKind(t, "an office that is not there", s.Add(ctx, one(t, "nowhere", "2023-03-01")), workflow.Invalid)
	wantKind(t, "an application without a journal", s.Add(ctx, &workflow.Application{Office: "county"}), workflow.Internal)
	for _, odd := range []string{"a\x00b", "\xff"} {
		app := one(t, "county", "2023-03-01")
		app.Content = odd
		wantKind(t, fmt.Sprintf("the text %q", odd), s.Add(ctx, app), workflow.Invalid)
	}
	_, err := s.Tally(ctx, workflow.Form2014, []string{"county"}, workflow.Period{})
	wantKind(t, "a tally of no period", err, workflow.Invalid)
	_, _, err = s.List(ctx, workflow.Query{Sort: workflow.FieldContent})
	wantKind(t, "a list sorted by content", err, workflow.Invalid)
}

// To read and to change: who may not see an application is not told it is there.
func scopes(t *testing.T, s workflow.Store) {
	addOffices(t, s)
	app := submitted(t, "county", "2023-03-01")
	ok(t, s.Add(ctx, app))
	touched := func(*workflow.Application) error { t.Error("change ran on an application out of scope"); return nil }
	for _, scope := range []workflow.Cond{workflow.InOffices("police"), workflow.InOffices(), workflow.Any{}} {
		_, err := s.Get(ctx, scope, app.ID)
		wantKind(t, fmt.Sprintf("Get in %v", scope), err, workflow.NotFound)
		_, err = s.Update(ctx, scope, app.ID, touched)
		wantKind(t, fmt.Sprintf("Update in %v", scope), err, workflow.NotFound)
	}
	for _, scope := range []workflow.Cond{nil, workflow.InOffices("police", "county"), workflow.All{}} {
		if _, err := s.Get(ctx, scope, app.ID); err != nil {
			t.Errorf("Get in %v: %v", scope, err)
		}
	}
	_, err := s.Get(ctx, nil, app.ID+1)
	wantKind(t, "an ID that nothing has", err, workflow.NotFound)
}

// Whatever change did before it failed is forgotten, also when it panics.
func failedUpdate(t *testing.T, s workflow.Store) {
	addOffices(t, s)
	app := submitted(t, "county", "2023-03-01")
	ok(t, s.Add(ctx, app))
	no := errors.New("no")
	_, err := s.Update(ctx, nil, app.ID, func(a *workflow.Application) error {
		ok(t, a.Apply(answer(0, "经办人甲"), workflow.Published()))
		a.Content = "另外的内容"
		return no
	})
	if !errors.Is(err, no) {
		t.Errorf("got %v, want the error of change itself", err)
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = s.Update(ctx, nil, app.ID, func(*workflow.Application) error { panic("no") })
	}()
	if got := must(s.Get(ctx, nil, app.ID))(t); !cmp.Equal(got, app) {
		t.Errorf("a failed Update changed the application (-before +after):\n%s", cmp.Diff(app, got))
	}
	got := must(s.Update(ctx, nil, app.ID, func(a *workflow.Application) error { return a.Apply(answer(3, "经办人甲"), workflow.Published()) }))(t)
	if kept := must(s.Get(ctx, nil, app.ID))(t); !cmp.Equal(kept, got) || kept.State != workflow.Answered {
		t.Errorf("after an Update (-returned +kept):\n%s", cmp.Diff(got, kept))
	}
}

// An entry once written stays, whatever change does to it.
func rewriting(t *testing.T, s workflow.Store) {
	addOffices(t, s)
	app := one(t, "county", "2023-03-01")
	ok(t, s.Add(ctx, app))
	for name, change := range map[string]func(*workflow.Application){
		"changed an entry":  func(a *workflow.Application) { a.Journal[0].By = "别人" },
		"cut the journal":   func(a *workflow.Application) { a.Journal, a.Version = nil, 0 },
		"skipped a version": func(a *workflow.Application) { a.Version = 9 },
	} {
		_, err := s.Update(ctx, nil, app.ID, func(a *workflow.Application) error { change(a); return nil })
		wantKind(t, "an Update that "+name, err, workflow.Internal)
	}
	if got := must(s.Get(ctx, nil, app.ID))(t); !cmp.Equal(got, app) {
		t.Errorf("the application changed (-before +after):\n%s", cmp.Diff(app, got))
	}
}

// Fifty clerks press the same button at once: one wins, forty-nine are told who
// it was, what he did and when.
func fifty(t *testing.T, s workflow.Store) {
	addOffices(t, s)
	app := submitted(t, "county", "2023-03-01")
	ok(t, s.Add(ctx, app))
	errs := make([]error, 50)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			cmd := answer(app.Version, fmt.Sprintf("经办人%02d号", i))
			_, errs[i] = s.Update(ctx, nil, app.ID, func(a *workflow.Application) error { return a.Apply(cmd, workflow.Published()) })
		})
	}
	all.Wait()
	got := must(s.Get(ctx, nil, app.ID))(t)
	if len(got.Journal) != 4 {
		t.Fatalf("got %d entries, want 4", len(got.Journal))
	}
	want := got.Journal[3].By + " 已于 2026-03-02 10:02:03 对此件办理了“签发答复”"
	won := 0
	for i, err := range errs {
		switch {
		case err == nil:
			won++
		case workflow.KindOf(err) != workflow.Conflict || !strings.Contains(err.Error(), want):
			t.Errorf("clerk %d got kind %d, %q, want a Conflict with %q", i, workflow.KindOf(err), err, want)
		}
	}
	if won != 1 {
		t.Errorf("%d clerks won, want 1", won)
	}
}

// For any condition, scope, order and page, the list is what the condition
// matches in Go, in order, with the total of all pages.
func lists(t *testing.T, s workflow.Store) {
	oracle := NewMem()
	filled(t, oracle, 200)
	filled(t, s, 200)
	same := func(q workflow.Query) string {
		got, total, err := s.List(ctx, q)
		want, wantTotal, _ := oracle.List(ctx, q)
		if d := cmp.Diff(want, got); d != "" || total != wantTotal || err != nil {
			return fmt.Sprintf("%+v:\ngot %d in all (%v), want %d (-want +got):\n%s", q, total, err, wantTotal, d)
		}
		return ""
	}
	for _, q := range plain() {
		if wrong := same(q); wrong != "" {
			t.Error(wrong)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		if wrong := same(queries.Draw(rt, "query")); wrong != "" {
			rt.Fatal(wrong)
		}
	})
}

// The reviews and suits in which the office has something to do, the nearest
// first, each with what it is; a list of anything else has no dispute in it.
func deadlines(t *testing.T, s workflow.Store) {
	filled(t, s, 200)
	q := workflow.Query{Of: workflow.Disputes, Where: workflow.Span{Field: workflow.FieldDeadline}, Sort: workflow.FieldDeadline}
	found, total, err := s.List(ctx, q)
	ok(t, err)
	if len(found) < 3 || total != len(found) {
		t.Fatalf("%d deadlines of %d, want several", len(found), total)
	}
	last := workflow.Date("")
	for _, b := range found {
		app := must(s.Get(ctx, nil, b.ID))(t)
		if b.Dispute == nil || b.Dispute.Due < last || b.Dispute.Due == "" || !slices.Contains(app.Disputes, *b.Dispute) {
			t.Fatalf("after %s stands %+v, want one of %+v", last, b.Dispute, app.Disputes)
		}
		last = b.Dispute.Due
	}
	q.Of = workflow.Applications
	q.Where = nil
	plainly, _, err := s.List(ctx, q)
	ok(t, err)
	if len(plainly) < 200 || slices.ContainsFunc(plainly, func(b workflow.Brief) bool { return b.Dispute != nil }) {
		t.Errorf("%d applications, want 200 and none with a dispute", len(plainly))
	}
}

// In order of ID, whole, in scope, until visit fails; a visitor may change what
// he sees.
func each(t *testing.T, s workflow.Store) {
	apps := filled(t, s, 1100) // more than a store may read at once
	var got []*workflow.Application
	ok(t, s.Each(ctx, nil, func(a *workflow.Application) error { got = append(got, a); return nil }))
	slices.SortFunc(apps, func(a, b *workflow.Application) int { return int(a.ID - b.ID) })
	if d := cmp.Diff(apps, got); d != "" {
		t.Errorf("Each (-added +visited):\n%s", d)
	}
	stop, visits := errors.New("stop"), 0
	err := s.Each(ctx, workflow.InOffices("police"), func(a *workflow.Application) error {
		if visits++; a.Office != "police" {
			t.Errorf("visited one of %s", a.Office)
		}
		_, err := s.Update(ctx, nil, a.ID, func(a *workflow.Application) error { a.Due = "2026-12-31"; return nil })
		ok(t, err)
		if visits == 3 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || visits != 3 {
		t.Errorf("got %v after %d visits, want to stop after 3", err, visits)
	}
}

// Whole, counted, and the same head as any other store with the same content;
// the head changes with every entry.
func chain(t *testing.T, s workflow.Store) {
	oracle := NewMem()
	filled(t, oracle, 60)
	apps := filled(t, s, 60)
	before := must(s.Chain(ctx))(t)
	want, _ := oracle.Chain(ctx)
	if d := cmp.Diff(want, before); d != "" {
		t.Errorf("chain (-want +got):\n%s", d)
	}
	i := slices.IndexFunc(apps, func(a *workflow.Application) bool { return !a.State.Ended() })
	_, err := s.Update(ctx, nil, apps[i].ID, func(a *workflow.Application) error {
		return a.Apply(workflow.Command{Event: workflow.Withdraw, On: "2026-03-01", Reason: "来信撤回", At: Written, By: "经办人甲", Role: workflow.Clerk}, workflow.Published())
	})
	ok(t, err)
	after := must(s.Chain(ctx))(t)
	if after.Entries != before.Entries+1 || after.Head == before.Head || len(after.Broken) > 0 {
		t.Errorf("after one more entry: got %+v, before it %+v", after, before)
	}
}

// The latest number of a line holds; nil blanks it; 0 is a number; offices,
// years and forms are apart.
func handLines(t *testing.T, s workflow.Store) {
	addOffices(t, s)
	n := func(v workflow.Amount) *workflow.Amount { return &v }
	set := func(office string, year int, form string, lines map[string]*workflow.Amount) error {
		return s.SetHand(ctx, office, year, form, lines, "经办人甲", Written)
	}
	ok(t, set("county", 2018, "2014", map[string]*workflow.Amount{"1.1": n(592_372_449), "1.1a": n(0), "6": n(3)}))
	ok(t, set("county", 2018, "2014", map[string]*workflow.Amount{"1.1": n(10_000), "6": nil, "7": nil}))
	ok(t, set("county", 2019, "2014", map[string]*workflow.Amount{"1.1": n(1)}))
	ok(t, set("county", 2018, "2021", map[string]*workflow.Amount{"1.1": n(2)}))
	ok(t, set("police", 2018, "2014", map[string]*workflow.Amount{"6": n(4), "text:3.1": n(1 << 60)}))
	ok(t, set("police", 2018, "2014", nil))
	wantKind(t, "an office that is not there", set("nowhere", 2018, "2014", map[string]*workflow.Amount{"6": n(1)}), workflow.Invalid)
	for _, c := range []struct {
		office string
		want   map[string]workflow.Amount
	}{
		{"county", map[string]workflow.Amount{"1.1": 10_000, "1.1a": 0}},
		{"police", map[string]workflow.Amount{"6": 4, "text:3.1": 1 << 60}},
		{"school", map[string]workflow.Amount{}},
	} {
		if got := must(s.Hand(ctx, c.office, 2018, "2014"))(t); !maps.Equal(got, c.want) {
			t.Errorf("lines of %s: got %v, want %v", c.office, got, c.want)
		}
	}
}

// A year kept is in force at once, in place of the one before or of one that
// the program carries.
func calendar(t *testing.T, s workflow.Store) {
	if got := must(s.Calendar(ctx))(t); got.Known("2027-01-01") || !got.Known("2026-01-01") {
		t.Fatalf("a new store knows 2027: %v, 2026: %v, want only 2026", got.Known("2027-01-01"), got.Known("2026-01-01"))
	}
	for _, text := range []string{"notice https://example.org/1\noff 2027-01-01 元旦\nwork 2027-01-03\n", "off 2027-01-04 元旦\n"} {
		y := must(workflow.ParseYear(2027, text))(t)
		ok(t, setYear(s, y))
		got, known := must(s.Calendar(ctx))(t).Year(2027)
		if !known || got.Text() != text {
			t.Errorf("2027: got %v %q, want %q", known, got.Text(), text)
		}
	}
	cal := must(s.Calendar(ctx))(t)
	if !cal.Working("2027-01-01") || cal.Working("2027-01-04") || cal.Working("2026-01-01") {
		t.Errorf("working: 2027-01-01 %v, 2027-01-04 %v, 2026-01-01 %v, want true, false, false",
			cal.Working("2027-01-01"), cal.Working("2027-01-04"), cal.Working("2026-01-01"))
	}
	wantKind(t, "a year without a day off", setYear(s, workflow.Year{Year: 2028}), workflow.Invalid)
}
