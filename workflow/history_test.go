package workflow_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/statistics"
)

// begun draws an application that has come in, under either edition.
func begun(t *rapid.T) *workflow.Application {
	app := &workflow.Application{Office: "sl", Number: "2024-00001"}
	on := calendar.Date("2017-06-01").AddDays(rapid.IntRange(0, 3000).Draw(t, "received"))
	channels := []workflow.Channel{workflow.InPerson, workflow.RegisteredPost, workflow.Online, workflow.Fax}
	in := someone(rapid.SampledFrom(channels).Draw(t, "channel"), on)
	if err := try(app, workflow.Log(*in, calendar.Published())); err != nil {
		t.Fatalf("log: %v", err)
	}
	return app
}

// further lets up to n things happen to the application, lawful or not; what is
// refused is passed over.
func further(t *rapid.T, app *workflow.Application, n int) {
	for range rapid.IntRange(0, n).Draw(t, "steps") {
		tries := attempts(app)
		cmd := tries[rapid.IntRange(0, len(tries)-1).Draw(t, "step")]
		on, _ := app.LastStep()
		cmd.On = on.AddDays(rapid.IntRange(-5, 40).Draw(t, "days"))
		cmd.Recorded = rapid.IntRange(0, 3).Draw(t, "recorded") == 0
		cmd.Register = cmd.Recorded
		before := twin(app)
		if err := lead(app, cmd); err != nil && !reflect.DeepEqual(app, before) {
			t.Fatalf("%s: refused %s (%v) and changed", story(before), cmd.Event, err)
		}
	}
}

// Whatever happens to an application, its journal gives every column back, also
// after it was written down and read again, and no column contradicts another.
func TestHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		app := begun(t)
		further(t, app, 14)
		if fault := unsound(app); fault != "" {
			t.Fatalf("%s: %s", story(app), fault)
		}
		text, err := json.Marshal(app.Journal)
		if err != nil {
			t.Fatal(err)
		}
		var journal []workflow.Entry
		if err := json.Unmarshal(text, &journal); err != nil {
			t.Fatal(err)
		}
		stored, read := workflow.Replay(app.Journal, calendar.Published()), workflow.Replay(journal, calendar.Published())
		if fault := unlike(app, stored); fault != "" {
			t.Fatalf("%s: the journal gives another %s", story(app), fault)
		}
		if read.Due != app.Due || read.State != app.State || read.Closed != app.Closed || read.Pace() != app.Pace() {
			t.Fatalf("%s: read again it is %s due %s", story(app), read.State, read.Due)
		}
	})
}

// The count shown day by day is the count that gives the due date: its days
// follow each other, its numbers too, from 1 after receipt or a restart up to
// the whole term; and it ends on the due date.
func TestLedgerIsTheClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		app := begun(t)
		further(t, app, 10)
		law := app.Law(calendar.Published())
		ledger := app.Ledger(law, app.Received)
		if app.Received == "" {
			if len(ledger) != 0 {
				t.Fatalf("not received, yet the ledger has %d days", len(ledger))
			}
			return
		}
		number, day := 0, app.Received
		for _, d := range ledger {
			if d.Date != day.AddDays(1) {
				t.Fatalf("%s: %s follows %s", story(app), d.Date, day)
			}
			if app.RestartedOn(day) {
				number = 0
			}
			if day = d.Date; d.Counted != 0 && d.Counted != number+1 || d.Counted != 0 && !d.Working || d.Why == "" {
				t.Fatalf("%s: %+v follows number %d", story(app), d, number)
			}
			number = max(number, d.Counted)
		}
		c := app.Clock(law)
		if _, term := app.Span(law); !c.Stopped && (day != c.Due || number != term) {
			t.Fatalf("%s: the ledger ends on %s with day %d, the clock on %s with %d", story(app), day, number, c.Due, term)
		}
	})
}

// However many consultations overlap, each working day that any of them takes is
// left out once: the due date is that of a count day by day.
func TestConsultationsExcludeTheirUnion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		app := begun(t)
		if app.Received == "" {
			on, _ := app.LastStep()
			if err := try(app, workflow.Command{Event: workflow.Confirm, On: on}); err != nil {
				t.Fatal(err)
			}
		}
		for range rapid.IntRange(1, 5).Draw(t, "consultations") {
			on, _ := app.LastStep()
			_ = try(app, workflow.Command{Event: workflow.Consult, On: on.AddDays(rapid.IntRange(0, 9).Draw(t, "out")),
				Party: rapid.SampledFrom([]workflow.Party{workflow.ThirdParty, workflow.CoMaker}).Draw(t, "party")})
		}
		for _, e := range app.Consulting() {
			back := max(e.On, app.Received).AddDays(rapid.IntRange(0, 50).Draw(t, "back"))
			_ = try(app, workflow.Command{Event: workflow.Consulted, On: back, Ref: e.Seq, Opinion: "agrees"})
		}
		if open := app.Consulting(); len(open) > 0 || app.Stopped {
			t.Fatalf("%s: %d are still open", story(app), len(open))
		}
		if got, want := app.Due, dueByDay(app); got != want {
			t.Fatalf("%s: due %s, counted day by day %s", story(app), got, want)
		}
	})
}

// dueByDay walks from the day of receipt and leaves out every day that a
// consultation takes, at most up to the term the law gives the party.
func dueByDay(app *workflow.Application) calendar.Date {
	law := app.Law(calendar.Published())
	taken := map[calendar.Date]bool{}
	for _, e := range app.Journal {
		if e.Event != workflow.Consulted {
			continue
		}
		asked := app.Journal[e.Ref-1]
		for d := asked.On.AddDays(1); asked.Clock == workflow.Stops && d <= e.On &&
			(asked.Until == "" || d <= asked.Until); d = d.AddDays(1) {
			taken[d] = true
		}
	}
	d, n := app.Received, 0
	for n < law.Answer.Days {
		if d = d.AddDays(1); law.Working(d) && !taken[d] {
			n++
		}
	}
	for taken[d.AddDays(1)] { // a consultation on the last day puts the end off to its own
		d = d.AddDays(1)
	}
	return law.Add(d, 0)
}

// An entry of the journal is written to JSON, read and written again byte for
// byte the same; what was not stated is not written at all.
func TestEntryJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := workflow.Entry{
			Seq: rapid.IntRange(1, 99).Draw(t, "seq"), Event: workflow.Answer, On: "2024-03-01",
			At: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), rapid.Int64Range(0, 999999999).Draw(t, "ns")).UTC(),
			By: rapid.String().Draw(t, "by"), Role: account.Clerk, To: workflow.Answered,
			Intake: someone(workflow.InPerson, "2024-03-01"), Clock: workflow.Grants,
			Days: rapid.IntRange(0, 40).Draw(t, "days"), Amount: statistics.Amount(rapid.Int64Range(0, 1e17).Draw(t, "amount")),
			Outcome: "granted", LetterNumber: rapid.String().Draw(t, "letter"), Reason: rapid.String().Draw(t, "reason"),
		}
		e.Intake.Content = rapid.String().Draw(t, "content")
		first, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var read workflow.Entry
		if err := json.Unmarshal(first, &read); err != nil {
			t.Fatal(err)
		}
		if again, err := json.Marshal(read); err != nil || string(again) != string(first) {
			t.Fatalf("%s\nread and written again is\n%s, %v", first, again, err)
		}
	})
	bare, err := json.Marshal(workflow.Entry{Seq: 1, Event: workflow.Confirm, On: "2024-03-01",
		At: longAfter.UTC(), By: "甲", Role: account.Clerk})
	want := `{"seq":1,"event":"confirm","on":"2024-03-01","at":"2027-03-01T01:30:00Z","by":"甲","role":"clerk"}`
	if err != nil || string(bare) != want {
		t.Errorf("a bare entry is\n%s, %v\nwant\n%s", bare, err, want)
	}
}

// A term that ran out on the day a consultation was sent ends when the opinion
// is back, on a working day; the ledger shows that day and does not count beyond
// the term.
func TestLedgerOfATermThatRanOutInAPause(t *testing.T) {
	app := history(t, received("2024-03-01"),
		workflow.Command{Event: workflow.Consult, On: "2024-03-29", Party: workflow.ThirdParty},
		workflow.Command{Event: workflow.Consulted, On: "2024-04-13", Opinion: "agrees"})
	ledger := app.Ledger(app.Law(calendar.Published()), "2024-04-13")
	got, want := ledger[len(ledger)-1], workflow.LedgerDay{Date: "2024-04-15", Working: true, Counted: 0,
		Why: "顺延：期限在中止期间届满", Holds: workflow.Hold{Rolled: true}}
	if got != want || app.Due != want.Date {
		t.Errorf("the ledger ends with %+v, due %s, want %+v", got, app.Due, want)
	}
}
