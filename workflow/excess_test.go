package workflow_test

import (
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// A later term for answering many applications (article 35) is the term: the
// count shown starts anew after the day it was fixed and ends on its last day;
// a consultation then moves it, an extension goes on from it.
func TestLaterTerm(t *testing.T) {
	app := history(t, received("2024-03-01"), workflow.Command{Event: workflow.AskReasons, On: "2024-03-06"},
		workflow.Command{Event: workflow.Explained, On: "2024-03-20", Until: "2024-05-11"})
	if app.Due != "2024-05-11" { // a Saturday that was worked
		t.Fatalf("due %s, want 2024-05-11", app.Due)
	}
	ledger := app.Ledger(app.Law(calendar.Published()), "")
	first, last := ledger[19], ledger[len(ledger)-1]
	if first.Date != "2024-03-21" || first.Counted != 1 || last.Date != "2024-05-11" || last.Counted != 35 {
		t.Errorf("the count goes from %+v to %+v, want 1 on 2024-03-21 and 35 on 2024-05-11", first, last)
	}
	if err := lead(app, workflow.Command{Event: workflow.Extend, On: "2024-05-10", Days: 5}); err != nil ||
		app.Due != "2024-05-17" {
		t.Errorf("extended by five: due %s (%v), want 2024-05-17", app.Due, err)
	}
}

// It lies behind the term that runs, on a working day, and is not fixed while the
// clock stands still.
func TestLaterTermLimits(t *testing.T) {
	begun := []workflow.Command{received("2024-03-01"), {Event: workflow.AskReasons, On: "2024-03-06"}}
	app := history(t, begun...)
	if err := try(app, workflow.Command{
		Event: workflow.Explained, On: "2024-03-20", Until: "2024-03-29",
	}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("not behind the term: %v, want Invalid", err)
	}
	if err := try(app, workflow.Command{Event: workflow.Explained, On: "2024-03-20", Until: "2024-05-01"}); err != nil ||
		app.Due != "2024-05-06" {
		t.Errorf("on Labour Day: due %s (%v), want 2024-05-06", app.Due, err)
	}
	asked := history(t, received("2024-03-01"),
		workflow.Command{Event: workflow.Consult, On: "2024-03-05", Party: workflow.ThirdParty}, begun[1])
	if err := try(asked, workflow.Command{
		Event: workflow.Explained, On: "2024-03-20", Until: "2024-05-06",
	}); reason(err) != "35" {
		t.Errorf("while an opinion is out: %v, want a refusal by article 35", err)
	}
}
