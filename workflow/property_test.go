package workflow_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/proof"
)

// rounds times the checks of one run of rapid, 100 unless a flag says otherwise,
// make ten thousand histories in the proof, and two thousand otherwise.
func rounds() int { return proof.Of(100, 20, 5) }

func manyTimes(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	for range rounds() {
		if rapid.Check(t, property); t.Failed() {
			return
		}
	}
}

// Ten thousand histories of chance: the journal gives every column of each back,
// and no column contradicts another.
func TestTenThousandHistories(t *testing.T) {
	manyTimes(t, func(t *rapid.T) {
		app := begun(t)
		further(t, app, 12)
		if fault := unsound(app); fault != "" {
			t.Fatalf("%s: %s", story(app), fault)
		}
		if fault := unlike(app, workflow.Replay(app.Journal, calendar.Published())); fault != "" {
			t.Fatalf("%s: the journal gives another %s", story(app), fault)
		}
	})
}

// Two consultations that overlap or not, of one party or two, answered in either
// order: what both take is left out once, what one takes beyond the party's term
// not at all, and under the old edition only what a third party takes. The count
// beside it goes day by day and knows nothing of pauses.
func TestTwoConsultationsExcludeTheirUnionOnce(t *testing.T) {
	manyTimes(t, func(t *rapid.T) {
		d := calendar.Date("2017-06-01").AddDays(rapid.IntRange(0, 2900).Draw(t, "received"))
		app, rules := &workflow.Application{Office: "sl", Number: "2024-00001"}, rulesOn(d)
		do := func(cmd workflow.Command) {
			if err := try(app, cmd); err != nil {
				t.Fatalf("%s: %s on %s: %v", story(app), cmd.Event, cmd.On, err)
			}
		}
		do(received(d))
		out, asked, without := d, [2]workflow.Command{}, []span(nil)
		for i := range asked {
			out = nthDay(out, rapid.IntRange(0, 6).Draw(t, "out"))
			party := rapid.SampledFrom([]workflow.Party{workflow.ThirdParty, workflow.CoMaker}).Draw(t, "party")
			asked[i] = workflow.Command{Event: workflow.Consult, On: out, Party: party}
			do(asked[i])
		}
		for _, i := range rapid.Permutation([]int{0, 1}).Draw(t, "order") {
			back := asked[i].On.AddDays(rapid.IntRange(0, 60).Draw(t, "back"))
			do(workflow.Command{Event: workflow.Consulted, On: back, Ref: i + 2, Opinion: "agrees"})
			if end := back; asked[i].Party == workflow.ThirdParty || rules.coMakerStops {
				if rules.partyDays > 0 {
					end = min(end, nthDay(asked[i].On, rules.partyDays))
				}
				without = append(without, span{asked[i].On, end})
			}
		}
		if want := nthDay(d, rules.days, without...); app.Due != want {
			t.Fatalf("%s: due %s, counted day by day %s", story(app), app.Due, want)
		}
	})
}

// What the program says would become of the due date is what becomes of it: each
// step it tells of, really taken by those who may, leads to that date, state and
// standing clock; and each it does not tell of is refused.
func TestWhatIfIsWhatHappens(t *testing.T) {
	told := map[workflow.Event]int{}
	manyTimes(t, func(t *rapid.T) {
		app := begun(t)
		further(t, app, 8)
		if app.State.Ended() {
			if got := app.WhatIf("2027-01-04", calendar.Published()); got != nil {
				t.Fatalf("%s: it ended, and might still %v", story(app), got)
			}
			return
		}
		on, _ := app.LastStep()
		on = on.AddDays(rapid.IntRange(0, 25).Draw(t, "days"))
		would := app.WhatIf(on, calendar.Published())
		for _, cmd := range app.Prospects(app.Law(calendar.Published())) {
			cmd.On = on
			i := slices.IndexFunc(would, func(p workflow.Prospect) bool { return p.Event == cmd.Event })
			did, err := really(app, cmd)
			switch {
			case (err == nil) != (i >= 0):
				t.Fatalf("%s: %s on %s is told of: %t, done: %v", story(app), cmd.Event, on, i >= 0, err)
			case err == nil && (did.Due != would[i].Due || did.Stopped != would[i].Stopped || did.State != would[i].State):
				t.Fatalf("%s: %s on %s leads to %s due %q, and %s due %q was told of",
					story(app), cmd.Event, on, did.State, did.Due, would[i].State, would[i].Due)
			case err == nil:
				told[cmd.Event]++
			}
		}
	})
	t.Logf("told of %v", told)
	all := 0
	for _, cmd := range (&workflow.Application{}).Prospects(workflow.LawOn("2024-03-01", calendar.Published())) {
		all += told[cmd.Event]
		if want := proof.Of(20, 0, 0); told[cmd.Event] < want { // some are too rare for a share
			t.Errorf("%s was told of %d times, want at least %d", cmd.Event, told[cmd.Event], want)
		}
	}
	if want := proof.Of(5000, 1000, 100); all < want {
		t.Errorf("told of %d steps, want at least %d", all, want)
	}
}

// really takes a step as people do: an extension is drafted and submitted by one
// and signed by another.
func really(app *workflow.Application, cmd workflow.Command) (*workflow.Application, error) {
	did := twin(app)
	cmd.Role, cmd.User = account.Supervisor, "签发人"
	if cmd.Event == workflow.Extend {
		for _, event := range []workflow.Event{workflow.DraftExtension, workflow.Submit} {
			if err := try(did, workflow.Command{
				Event: event, On: cmd.On, Days: cmd.Days, Role: account.Clerk, User: "另一拟稿人",
			}); err != nil {
				return nil, err
			}
		}
	}
	err := try(did, cmd)
	return did, err
}
