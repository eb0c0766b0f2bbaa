package workflow

import (
	"slices"
	"testing"
)

// What is next follows from where the application stands; of several rows that
// hold, the first.
func TestNextTask(t *testing.T) {
	for _, tt := range []struct {
		b    Brief
		want Event
	}{
		{Brief{State: Arrived}, Confirm},
		{Brief{State: Received}, DraftAnswer},
		{Brief{State: Extended, Draft: Drafted}, Submit},
		{Brief{State: Received, Draft: Submitted}, Answer},
		{Brief{State: Received, Draft: Returned}, DraftAnswer},
		{Brief{State: Received, Stopped: true, Latest: "2026-12-30"}, Consulted},
		{Brief{State: Received, Draft: Submitted, Latest: "2026-12-30"}, Answer},
		{Brief{State: Correcting, Stopped: true}, Correct},
		{Brief{State: FeePending}, Pay},
		{Brief{State: Remaking}, DraftAnswer},
		{Brief{State: Answered}, Dispatch},
		{Brief{State: Answered, Dispatched: "2026-11-02"}, Deliver},
		{Brief{State: Answered, Dispatched: "2026-11-02", Delivered: "2026-11-04"}, ""},
		{Brief{State: Lapsed}, ""},
	} {
		if got := tt.b.Next().Event; got != tt.want {
			t.Errorf("%+v: next is %q, want %q", tt.b, got, tt.want)
		}
	}
}

// A line of the register answers every field that the tasks ask for.
func TestBriefAnswersTheTasks(t *testing.T) {
	app := &Application{State: Answered, Dispatched: "2026-11-02", Delivered: "2026-11-03", Latest: "2026-11-04"}
	var conds []Cond
	for _, row := range tasks {
		conds = append(conds, row.Where)
	}
	for _, f := range FieldsOf(conds...) {
		if got, want := app.Brief().Fact(f), app.Fact(f); got != want || want == "" && f != FieldDraft {
			t.Errorf("%s of a line is %q, of the application %q", f, got, want)
		}
	}
}

// Each task is a step that some procedure knows from every state it is for.
func TestTasksAreSteps(t *testing.T) {
	for _, row := range tasks {
		if !slices.ContainsFunc(Procedures, func(p Procedure) bool { return knows(p, row.Event) }) {
			t.Errorf("%s is no step", row.Event)
		}
	}
}
