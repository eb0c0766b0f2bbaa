package workflow_test

import (
	"slices"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/cond"
)

// What is next follows from where the application stands; of several rows that
// hold, the first.
func TestNextTask(t *testing.T) {
	for _, tt := range []struct {
		b    workflow.Brief
		want workflow.Event
	}{
		{workflow.Brief{State: workflow.Arrived}, workflow.Confirm},
		{workflow.Brief{State: workflow.Received}, workflow.DraftAnswer},
		{workflow.Brief{State: workflow.Extended, Draft: workflow.Drafted}, workflow.Submit},
		{workflow.Brief{State: workflow.Received, Draft: workflow.Submitted}, workflow.Answer},
		{workflow.Brief{State: workflow.Received, Draft: workflow.Returned}, workflow.DraftAnswer},
		{workflow.Brief{State: workflow.Received, Stopped: true, Latest: "2026-12-30"}, workflow.Consulted},
		{workflow.Brief{State: workflow.Received, Draft: workflow.Submitted, Latest: "2026-12-30"}, workflow.Answer},
		{workflow.Brief{State: workflow.Correcting, Stopped: true}, workflow.Correct},
		{workflow.Brief{State: workflow.FeePending}, workflow.Pay},
		{workflow.Brief{State: workflow.Remaking}, workflow.DraftAnswer},
		{workflow.Brief{State: workflow.Answered}, workflow.Dispatch},
		{workflow.Brief{State: workflow.Answered, Dispatched: "2026-11-02"}, workflow.Deliver},
		{workflow.Brief{State: workflow.Answered, Dispatched: "2026-11-02", Delivered: "2026-11-04"}, ""},
		{workflow.Brief{State: workflow.Lapsed}, ""},
	} {
		if got := tt.b.Next().Event; got != tt.want {
			t.Errorf("%+v: next is %q, want %q", tt.b, got, tt.want)
		}
	}
}

// A line of the register answers every field that the tasks ask for.
func TestBriefAnswersTheTasks(t *testing.T) {
	app := &workflow.Application{State: workflow.Answered, Dispatched: "2026-11-02",
		Delivered: "2026-11-03", Latest: "2026-11-04"}
	var conds []cond.Cond
	for _, row := range workflow.Tasks {
		conds = append(conds, row.Where)
	}
	for _, f := range cond.FieldsOf(conds...) {
		if got, want := app.Brief().Fact(f), app.Fact(f); got != want || want == "" && f != cond.FieldDraft {
			t.Errorf("%s of a line is %q, of the application %q", f, got, want)
		}
	}
}

// Each task is a step that some procedure knows from every state it is for.
func TestTasksAreSteps(t *testing.T) {
	for _, row := range workflow.Tasks {
		if !slices.ContainsFunc(workflow.Procedures,
			func(p workflow.Procedure) bool { return workflow.Knows(p, row.Event) }) {
			t.Errorf("%s is no step", row.Event)
		}
	}
}
