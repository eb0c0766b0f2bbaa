package storetest

import (
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/desks"
)

// The store in memory keeps the contract that it stands for.
func TestMem(t *testing.T) {
	Run(t, func(*testing.T) desks.Store { return NewMem() })
}

// A sample has every state, outcome that a form counts, kind of dispute and
// pace: tests on it look at all of them.
func TestSample(t *testing.T) {
	seen := map[string]bool{}
	for _, app := range Sample(2000, 1) {
		seen[string(app.State)], seen[app.Pace()], seen[string(app.Outcome)] = true, true, true
		for _, d := range app.Disputes {
			seen[string(d.Block)+string(d.State)] = true
		}
	}
	want := []string{"arrived", "received", "correcting", "extended", "answered", "lapsed", "on_time", "extended", "late",
		"reviewpending", "reviewconcluded", "suit_directpending",
		"suit_directconcluded", "suit_after_reviewpending", "suit_after_reviewconcluded"}
	for _, o := range workflow.Outcomes {
		if o.Code != "unpaid" { // no step of the sample asks for a fee
			want = append(want, string(o.Code))
		}
	}
	for _, w := range want {
		if !seen[w] {
			t.Errorf("no application of the sample has %q", w)
		}
	}
}
