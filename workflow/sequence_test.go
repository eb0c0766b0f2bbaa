package workflow

import "testing"

// sequenceSteps are every event of both procedures, each done as a supervisor
// would, so many working days after the step before.
var sequenceSteps = []struct {
	cmd Command
	lag int
}{
	{Command{Event: Receive, Intake: someone(InPerson, "")}, 0},
	{Command{Event: Arrive, Intake: someone(Letter, "")}, 0},
	{Command{Event: Confirm}, 1},
	{Command{Event: AskCorrection}, 2},
	{Command{Event: Correct}, 3},
	{Command{Event: Lapse}, 21},
	{Command{Event: Consult, Party: ThirdParty}, 1},
	{Command{Event: Consulted, Opinion: "objects"}, 3},
	{Command{Event: AskFee, Amount: Whole(100), Tariff: ByItem, Units: 11}, 2},
	{Command{Event: Pay}, 4},
	{Command{Event: Extend, Days: 15}, 1},
	{Command{Event: Answer, Outcome: "granted"}, 2},
	{Command{Event: Withdraw, Reason: "来信撤回"}, 2},
	{Command{Event: Dispatch, Method: ServedByPost}, 1},
	{Command{Event: Deliver, Method: ServedByHand}, 2},
	{Command{Event: AcceptReview}, 5},
	{Command{Event: EndReview, Result: "upheld"}, 10},
	{Command{Event: AcceptSuit, Block: SuitDirect}, 5},
	{Command{Event: EndSuit, Result: "otherwise"}, 10},
}

// Every sequence of events to depth 8, for both editions, nothing merged: after
// each sequence that is admitted every event is tried, so a sequence that is not
// visited has a refused event in it, which changed nothing. Each admitted one is
// held against what must be true of all, and the equations hold for them.
func TestEverySequenceOfEvents(t *testing.T) {
	for _, edition := range []struct {
		name  string
		start Date
	}{{"2007", "2018-12-10"}, {"2019", "2023-12-11"}} {
		t.Run(edition.name, func(t *testing.T) {
			t.Parallel()
			w := &walk{t: t, start: edition.start, seen: map[string]bool{},
				groups: map[string]*Application{}, disputes: map[Dispute]bool{}}
			w.follow(&Application{Office: "sl", Number: "2024-00001"}, edition.start, depth(8))
			t.Logf("%d events tried, %d sequences admitted", w.tried, w.admitted)
			w.agree()
		})
	}
}

// follow tries every event on an application, and goes on from what it admits.
func (w *walk) follow(app *Application, today Date, left int) {
	if left == 0 {
		return
	}
	child := twin(app)
	for _, s := range sequenceSteps {
		on := today
		if s.lag > 0 {
			on = Published().Add(today, s.lag)
		}
		cmd := dated(s.cmd, on, w.start)
		cmd.Role, cmd.By = Supervisor, "甲"
		w.tried++
		if err := lead(child, cmd); err != nil {
			if fault := unlike(app, child); fault != "" || len(child.Journal) != len(app.Journal) {
				w.t.Fatalf("%s: refused %s changed %s", story(app), cmd.Event, fault)
			}
			continue
		}
		w.admitted++
		w.examine(child, cmd)
		w.follow(child, on, left-1)
		child = twin(app)
	}
}
