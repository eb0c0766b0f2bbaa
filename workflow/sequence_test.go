package workflow_test

import (
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/statistics"
)

// sequenceSteps are every event of both procedures, each done as a supervisor
// would, so many working days after the step before.
var sequenceSteps = []struct {
	cmd workflow.Command
	lag int
}{
	{workflow.Command{Event: workflow.Receive, Intake: someone(workflow.InPerson, "")}, 0},
	{workflow.Command{Event: workflow.Arrive, Intake: someone(workflow.OrdinaryPost, "")}, 0},
	{workflow.Command{Event: workflow.Confirm}, 1},
	{workflow.Command{Event: workflow.AskCorrection}, 2},
	{workflow.Command{Event: workflow.Correct}, 3},
	{workflow.Command{Event: workflow.Lapse}, 21},
	{workflow.Command{Event: workflow.Consult, Party: workflow.ThirdParty}, 1},
	{workflow.Command{Event: workflow.Consulted, Opinion: "objects"}, 3},
	{workflow.Command{Event: workflow.AskFee, Amount: statistics.Whole(100), Tariff: workflow.ByItem, Units: 11}, 2},
	{workflow.Command{Event: workflow.Pay}, 4},
	{workflow.Command{Event: workflow.Extend, Days: 15}, 1},
	{workflow.Command{Event: workflow.Answer, Outcome: "granted"}, 2},
	{workflow.Command{Event: workflow.Withdraw, Reason: "来信撤回"}, 2},
	{workflow.Command{Event: workflow.Dispatch, Method: workflow.ServedByPost}, 1},
	{workflow.Command{Event: workflow.Deliver, Method: workflow.ServedByHand}, 2},
	{workflow.Command{Event: workflow.AcceptReview}, 5},
	{workflow.Command{Event: workflow.EndReview, Result: "upheld"}, 10},
	{workflow.Command{Event: workflow.AcceptSuit, Block: workflow.SuitDirect}, 5},
	{workflow.Command{Event: workflow.EndSuit, Result: "otherwise"}, 10},
}

// Every sequence of events to depth 8, for both editions, nothing merged: after
// each sequence that is admitted every event is tried, so a sequence that is not
// visited has a refused event in it, which changed nothing. Each admitted one is
// held against what must be true of all, and the equations hold for them.
func TestEverySequenceOfEvents(t *testing.T) {
	for _, edition := range []struct {
		name  string
		start calendar.Date
	}{{"2007", "2018-12-10"}, {"2019", "2023-12-11"}} {
		t.Run(edition.name, func(t *testing.T) {
			t.Parallel()
			w := &walk{t: t, start: edition.start, seen: map[string]bool{},
				groups: map[string]*workflow.Application{}, disputes: map[workflow.Dispute]bool{}}
			w.follow(&workflow.Application{Office: "sl", Number: "2024-00001"}, edition.start, depth(8))
			t.Logf("%d events tried, %d sequences admitted", w.tried, w.admitted)
			w.agree()
		})
	}
}

// follow tries every event on an application, and goes on from what it admits.
func (w *walk) follow(app *workflow.Application, today calendar.Date, left int) {
	if left == 0 {
		return
	}
	child := twin(app)
	for _, s := range sequenceSteps {
		on := today
		if s.lag > 0 {
			on = calendar.Published().Add(today, s.lag)
		}
		cmd := dated(s.cmd, on, w.start)
		cmd.Role, cmd.By = account.Supervisor, "甲"
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
