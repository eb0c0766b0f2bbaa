package workflow_test

import (
	"slices"
	"strconv"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
)

// Under every edition each category of answer stands at the end of exactly one
// way of at most three questions, and every way ends at one; no question has
// fewer than two replies.
func TestEveryAnswerHasOneWay(t *testing.T) {
	for _, r := range workflow.Regimes {
		found := map[workflow.OutcomeCode]int{}
		var walk func(q workflow.CoachQuestion, depth int)
		walk = func(q workflow.CoachQuestion, depth int) {
			if len(q.Options) < 2 || depth > 3 {
				t.Errorf("%s: %q is question %d with %d replies, want at most the third with two or more",
					r.Name, q.Text, depth, len(q.Options))
			}
			for i, o := range q.Options {
				if slices.ContainsFunc(q.Options[:i], func(b workflow.CoachReply) bool { return b.Code == o.Code }) {
					t.Errorf("%s: %q has the reply %s twice", r.Name, q.Text, o.Code)
				}
				if o.Next != nil {
					walk(*o.Next, depth+1)
					continue
				}
				found[o.Outcome]++
				if o.Sentence == "" {
					t.Errorf("%s: %s has no sentence", r.Name, o.Outcome)
				}
			}
		}
		walk(workflow.CoachTree.Under(r.Name), 1)
		for _, o := range workflow.OutcomesFor(workflow.Answer, r.Name) {
			if found[o.Code] != 1 {
				t.Errorf("%s: %d ways lead to %s, want 1", r.Name, found[o.Code], o.Code)
			}
			delete(found, o.Code)
		}
		if len(found) > 0 {
			t.Errorf("%s: ways lead to %v, which is no answer of it", r.Name, found)
		}
	}
}

// Walking the replies to a category finds it; a reply that there is not, or one
// too many, is NotFound.
func TestWaysAreWalked(t *testing.T) {
	q := workflow.CoachTree.Under("2019")
	for _, tt := range []struct {
		replies []string
		want    workflow.OutcomeCode
		open    bool
		kind    fault.Kind
	}{
		{nil, "", true, 0},
		{[]string{"held", "none"}, "", true, 0},
		{[]string{"held", "none", "process"}, "deliberative", false, 0},
		{[]string{"lacking", "absent"}, "not_held", false, 0},
		{[]string{"lacking", "absent", "held"}, "", false, fault.NotFound},
		{[]string{"held", "none", "privacy"}, "", false, fault.NotFound},
	} {
		taken, open, err := q.Walk(tt.replies)
		got := workflow.OutcomeCode("")
		if len(taken) > 0 {
			got = taken[len(taken)-1].Outcome
		}
		if got != tt.want || (open != nil) != tt.open || fault.KindOf(err) != tt.kind {
			t.Errorf("%v leads to %q, open %t, %v; want %q, open %t, kind %d",
				tt.replies, got, open != nil, err, tt.want, tt.open, tt.kind)
		}
	}
}

// Every category of answer is of one of the five kinds.
func TestEveryAnswerHasAClass(t *testing.T) {
	for _, o := range workflow.Outcomes {
		if (o.Event == workflow.Answer) != (o.Class() != "") {
			t.Errorf("%s is of class %q", o.Code, o.Class())
		}
	}
}

// An application answered so in a year counts in the line of that year's form
// that the table of outcomes names, in the column of its applicant, and in one
// cell only; an answer with further reasons counts once, and a second answer
// where the first one did.
func TestAnswersCountInOneCell(t *testing.T) {
	for _, year := range []int{2016, 2019, 2021, 2026} {
		day := calendar.Date(strconv.Itoa(year) + "-06-03")
		for _, o := range workflow.OutcomesFor(workflow.Answer, workflow.LawOn(day, calendar.Published()).Name) {
			app := history(t, received(day))
			then := app.AnsweredAs(o.Code, calendar.Date(strconv.Itoa(year)+"-06-20"))
			got, ok := report.EndingCellOf(then)
			want := map[string]string{"2014": o.Line2014, "2019": o.Line2019, "2021": o.Line2021}[got.Edition.Name]
			if !ok || got.Line.Code != want || got.Year != year ||
				len(got.Form.Cols) > 1 && !slices.Contains(got.Col.Any, string(app.Applicant.Kind)) {
				t.Errorf("%d %s counts in %s of %d, column %s (%t), want %s",
					year, o.Code, got.Line.Code, got.Year, got.Col.Code, ok, want)
			}
			again, _ := report.EndingCellOf(then.AnsweredAs("petition", calendar.Date(strconv.Itoa(year)+"-06-30")))
			if again.Line.Code != got.Line.Code {
				t.Errorf("%d %s answered again counts in %s, want %s as before", year, o.Code, again.Line.Code, got.Line.Code)
			}
		}
	}
	if c, ok := report.EndingCellOf(history(t, received("2026-06-03"))); ok {
		t.Errorf("an open application counts in %s", c.Line.Code)
	}
}
