package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
)

// claim is one thing that a store promises, and the test that shows it.
type claim struct {
	name  string // in English, a sentence that the reader of a failing test understands
	holds func(*testing.T, desks.Store)
}

// claims are everything that a store promises, each once.
var claims = []claim{
	{"what goes in comes out", roundTrip},
	{"numbers have no gaps", numbers},
	{"a failed Add leaves no gap", failedAdd},
	{"own numbers move the counter", ownNumbers},
	{"a number is used once in an office", numberTaken},
	{"numbers have no gaps when many add", crowd},
	{"an unconfirmed application is numbered by arrival", unconfirmed},
	{"a form sent twice is one application", tokens},
	{"a form of a step sent many times is one step", formsOfSteps},
	{"two steps of one button are taken together or not at all", bothSteps},
	{"what a step would do is what it does", tried},
	{"what cannot be kept is refused", refused},
	{"out of scope is not found", scopes},
	{"a failed Update changes nothing", failedUpdate},
	{"the journal only grows", rewriting},
	{"of fifty clerks one wins", fifty},
	{"several are read together", many},
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
	{"what is urgent stands alike wherever it is listed", urgencyOnce},
	{"a count is the length of its list", counts},
	{"each is visited in order", each},
	{"a tally is what matches", tallies},
	{"a census is what matches", censuses},
	{"the chain is whole", chain},
	{"what is stored is whole", verified},
	{"a checkpoint is kept", checkpoints},
	{"offices are a tree", offices},
	{"an office changes", officeChanges},
	{"users are kept", users},
	{"a request opens with who asks", opening},
	{"lines typed in are kept", handLines},
	{"numbers typed by many at once", typedOneByOne},
	{"the calendar takes new years", calendarInForce},
	{"what a change moves is written down", recalculated},
	{"a change that is not agreed to changes nothing", disagreed},
	{"local days off hold for one office", localDays},
	{"the changes of the calendar are kept", calendarChanges},
	{"a clerk at the same time loses nothing", whileClerksWork},
	{"nobody slips past a change", slippingPast},
	{"what is handed in is kept for good", frozenKept},
	{"heads and latest revisions are read alone", frozenHeads},
	{"every number typed in is remembered", handHistory},
	{"a frozen report stands, and what moved is named", frozenStands},
	{"a day gone by is as it was", asOfThen},
	{"money is added up to the fen and converted once", chargesAdded},
	{"what is decided is kept with its line in the log", administration},
	{"one decision at a time", decidedOneByOne},
	{"the log is searched by person, kind and day", operations},
	{"an account keeps what signing in needs", entrances},
	{"an attempt to sign in sees its places", places},
	{"an office writes its numbers its own way", numberings},
	{"another pattern goes on counting", numberingChanged},
	{"the journals read together", entriesListed},
	{"a text is no mark", entriesQuoted},
	{"nobody reads the journal of others", entriesInScope},
	{"the seal of one journal", sealed},
	{"every number has its entry", decidedEntries},
	{"what is alike is found", alike},
	{"what is alike is found as it was amended", alikeAmended},
	{"the newest of what is alike come first", alikeLimited},
	{"a job goes its way", jobGoes},
	{"a job that ends badly leaves nothing", jobEndsBadly},
	{"a register that was tried is taken in once", jobContinues},
	{"nobody sees another's job", jobIsOnes},
	{"a job's file is whole or refused", jobFileErased},
	{"jobs of a dead server fail", jobsOfTheDead},
	{"files of jobs are erased", jobFilesGo},
}

// Run tests everything that a store promises. Each claim is given a store of its own:
// open returns an empty one, and closes it when the test ends.
func Run(t *testing.T, open func(t *testing.T) desks.Store) {
	for _, c := range claims {
		t.Run(c.name, func(t *testing.T) { c.holds(t, open(t)) })
	}
}

// ctx is the context of all claims; none of them is about cancelling.
var ctx = context.Background()

// must ends the test on an error where there should be none: must(f())(t).
func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// ok ends the test on an error where there should be none.
func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantKind checks that err is an error of this kind; doing says what should have
// failed.
func wantKind(t *testing.T, doing string, err error, want fault.Kind) {
	t.Helper()
	if got := fault.KindOf(err); err == nil || got != want {
		t.Errorf("%s: got kind %d (%v), want kind %d", doing, got, err, want)
	}
}

// addOffices adds [Offices].
func addOffices(t *testing.T, s desks.Store) {
	t.Helper()
	for _, o := range Offices {
		ok(t, s.AddOffice(ctx, o))
	}
}

// one returns a plain application received by an office on a day, not yet saved.
func one(t *testing.T, office string, on calendar.Date) *workflow.Application {
	t.Helper()
	app := &workflow.Application{Office: office}
	ok(t, app.Apply(arrival(on, workflow.InPerson, ""), calendar.Published()))
	return app
}

// submitted returns an application of the county whose answer waits for a signature.
func submitted(t *testing.T, on calendar.Date) *workflow.Application {
	t.Helper()
	app := one(t, "county", on)
	for _, cmd := range []workflow.Command{{Event: workflow.DraftAnswer, Outcome: "granted"}, {Event: workflow.Submit}} {
		cmd.On, cmd.At, cmd.By, cmd.Role = on, Written, "拟稿人", account.Clerk
		ok(t, app.Apply(cmd, calendar.Published()))
	}
	return app
}

// answer returns the command that signs what submitted has drafted.
func answer(version int, by string) workflow.Command {
	return workflow.Command{
		Event: workflow.Answer, On: "2023-03-10", At: Written.Add(time.Hour), By: by, Role: account.Supervisor,
		Version: version, LetterNumber: "1号",
	}
}

// filled adds the offices and a sample, and returns the sample as saved.
func filled(t *testing.T, s desks.Store, n int) []*workflow.Application {
	t.Helper()
	addOffices(t, s)
	apps := Sample(n, 1)
	ok(t, s.Add(ctx, apps...))
	return apps
}

// An application comes out as it went in: every field, its journal to the last byte,
// its disputes.
func roundTrip(t *testing.T, s desks.Store) {
	apps := filled(t, s, 200)
	for _, want := range apps {
		got := must(s.Get(ctx, nil, want.ID))(t)
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("application %d (-added +got):\n%s", want.ID, d)
		}
		if text(got.Journal) != text(want.Journal) {
			t.Fatalf("journal of %d:\ngot  %s\nwant %s", want.ID, text(got.Journal), text(want.Journal))
		}
		again := workflow.Replay(got.Journal, calendar.Published())
		again.ID, again.Office, again.Token = got.ID, got.Office, got.Token
		if d := cmp.Diff(again, got); d != "" {
			t.Fatalf("application %d is not what its journal says (-replayed +got):\n%s", want.ID, d)
		}
	}
}

// A store refuses an office that does not exist, an application without a journal, and
// bytes that are not text; and questions without an answer.
func refused(t *testing.T, s desks.Store) {
	addOffices(t, s)
	wantKind(t, "an office that is not there", s.Add(ctx, one(t, "nowhere", "2023-03-01")), fault.Invalid)
	wantKind(t, "an application without a journal", s.Add(ctx, &workflow.Application{Office: "county"}), fault.Internal)
	for _, odd := range []string{"a\x00b", "\xff"} {
		app := one(t, "county", "2023-03-01")
		app.Content = odd
		wantKind(t, fmt.Sprintf("the text %q", odd), s.Add(ctx, app), fault.Invalid)
	}
	_, err := s.Tally(ctx, report.Form2014, []string{"county"}, calendar.Period{})
	wantKind(t, "a tally of no period", err, fault.Invalid)
	_, _, err = s.List(ctx, workflow.Query{Sort: cond.FieldContent})
	wantKind(t, "a list sorted by content", err, fault.Invalid)
}

// The chain is whole and counts every entry. Its head is that of any other store with
// the same content, and changes with every entry.
func chain(t *testing.T, s desks.Store) {
	oracle := NewMem()
	filled(t, oracle, 60)
	apps := filled(t, s, 60)
	before := must(s.Chain(ctx))(t)
	want, _ := oracle.Chain(ctx)
	if d := cmp.Diff(want, before); d != "" {
		t.Errorf("chain (-want +got):\n%s", d)
	}
	withdrawn(t, s, apps)
	after := must(s.Chain(ctx))(t)
	if after.Entries != before.Entries+1 || after.Head == before.Head || len(after.Broken) > 0 {
		t.Errorf("after one more entry: got %+v, before it %+v", after, before)
	}
}

// withdrawn takes a step on the first application that is open.
func withdrawn(t *testing.T, s desks.Store, apps []*workflow.Application) {
	t.Helper()
	i := slices.IndexFunc(apps, func(a *workflow.Application) bool { return !a.State.Ended() })
	_, err := s.Update(ctx, nil, apps[i].ID, func(a *workflow.Application) error {
		return a.Apply(workflow.Command{Event: workflow.Withdraw, On: "2026-03-01",
			Reason: "来信撤回", At: Written, By: "经办人甲", Role: account.Clerk}, calendar.Published())
	})
	ok(t, err)
}

// OneMore takes one more step in a store that has applications.
func OneMore(t *testing.T, s desks.Store) {
	t.Helper()
	var apps []*workflow.Application
	ok(t, s.Each(ctx, nil, func(app *workflow.Application) error {
		apps = append(apps, app)
		return nil
	}))
	withdrawn(t, s, apps)
}

// A year that is kept is in force at once, in place of the one before or of one that
// the program carries.
func calendarInForce(t *testing.T, s desks.Store) {
	if got := must(s.Calendar(ctx))(t); got.Covers("2027-01-01") || !got.Covers("2026-01-01") {
		t.Fatalf("a new store knows 2027: %v, 2026: %v, want only 2026", got.Covers("2027-01-01"), got.Covers("2026-01-01"))
	}
	for _, text := range []string{"notice https://example.org/1\noff 2027-01-01 元旦\nwork 2027-01-03\n",
		"off 2027-01-04 元旦\n"} {
		y := must(calendar.ParseYear(2027, text))(t)
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
	wantKind(t, "a year without a day off", setYear(s, calendar.Year{Year: 2028}), fault.Invalid)
}
