package similar_test

import (
	"strings"
	"testing"

	"gongkai/workflow/similar"
	"gongkai/workflow/storetest"
)

// judged is how well the likeness tells the requests of the set apart.
type judged struct {
	found, missed, wrong int
	faults               []string
}

func (j judged) recall() float64    { return float64(j.found) / float64(j.found+j.missed) }
func (j judged) precision() float64 { return float64(j.found) / float64(j.found+j.wrong) }

// judge asks for every paraphrase among the requests, and for every request among
// the others, none of which is the same.
func judge(alike func(a, b string) bool) judged {
	var j judged
	requests := storetest.Requests()
	for _, p := range storetest.Paraphrases() {
		for _, r := range requests {
			j.count(alike(p.Text, r), r == p.Of, p.Text+" / "+r)
		}
	}
	for i, a := range requests {
		for _, b := range requests[:i] {
			j.count(alike(a, b), false, a+" / "+b)
		}
	}
	return j
}

func (j *judged) count(got, want bool, pair string) {
	switch {
	case got && want:
		j.found++
	case want:
		j.missed++
		j.faults = append(j.faults, "missed: "+pair)
	case got:
		j.wrong++
		j.faults = append(j.faults, "wrong: "+pair)
	}
}

func byLikeness(a, b string) bool {
	return similar.GistOf(a).Likeness(similar.GistOf(b)) >= similar.AlikeFrom
}

// Of what is asked again in other words nine tenths are found, and of what is
// found four fifths are right, though the set is full of the same matter of
// another village, year or body.
func TestLikenessTellsRequestsApart(t *testing.T) {
	j := judge(byLikeness)
	if j.found+j.missed != 20 {
		t.Fatalf("%d paraphrases ask for a request of the set, want 20", j.found+j.missed)
	}
	if j.recall() < 0.9 || j.precision() < 0.8 {
		t.Errorf("recall %.2f, precision %.2f, want 0.9 and 0.8 at least:\n%s",
			j.recall(), j.precision(), strings.Join(j.faults, "\n"))
	}
}

// BenchmarkLikeness reports how well it judges, beside how long one comparison
// takes.
func BenchmarkLikeness(b *testing.B) {
	var j judged
	for b.Loop() {
		j = judge(byLikeness)
	}
	b.ReportMetric(j.recall(), "recall")
	b.ReportMetric(j.precision(), "precision")
}
