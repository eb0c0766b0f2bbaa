package workflow_test

import (
	"os"
	"strings"
	"testing"

	"gongkai/workflow"
)

// similarSet are the requests of testdata/similar and, by the request it asks
// again, each paraphrase.
func similarSet(t testing.TB) (requests []string, paraphrases [][2]string) {
	t.Helper()
	for _, line := range lines(t, "testdata/similar/requests.txt") {
		requests = append(requests, line)
	}
	for _, line := range lines(t, "testdata/similar/paraphrases.txt") {
		of, text, ok := strings.Cut(line, "\t")
		if !ok {
			t.Fatalf("a paraphrase without its request: %s", line)
		}
		paraphrases = append(paraphrases, [2]string{of, text})
	}
	return requests, paraphrases
}

func lines(t testing.TB, name string) []string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(b)), "\n")
}

// judged is how well the likeness tells the requests of the set apart.
type judged struct {
	found, missed, wrong int
	faults               []string
}

func (j judged) recall() float64    { return float64(j.found) / float64(j.found+j.missed) }
func (j judged) precision() float64 { return float64(j.found) / float64(j.found+j.wrong) }

// judge asks for every paraphrase among the requests, and for every request among
// the others, none of which is the same.
func judge(requests []string, paraphrases [][2]string, alike func(a, b string) bool) judged {
	var j judged
	for _, p := range paraphrases {
		for _, r := range requests {
			j.count(alike(p[1], r), r == p[0], p[1]+" / "+r)
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

func byLikeness(a, b string) bool { return workflow.Likeness(a, b) >= workflow.AlikeFrom }

// Of what is asked again in other words nine tenths are found, and of what is
// found four fifths are right, though the set is full of the same matter of
// another village, year or body.
func TestLikenessTellsRequestsApart(t *testing.T) {
	requests, paraphrases := similarSet(t)
	if len(requests) != 200 || len(paraphrases) != 20 {
		t.Fatalf("got %d requests and %d paraphrases, want 200 and 20", len(requests), len(paraphrases))
	}
	j := judge(requests, paraphrases, byLikeness)
	if j.recall() < 0.9 || j.precision() < 0.8 {
		t.Errorf("recall %.2f, precision %.2f, want 0.9 and 0.8 at least:\n%s", j.recall(), j.precision(), strings.Join(j.faults, "\n"))
	}
}

// BenchmarkLikeness reports how well it judges, beside how long one comparison
// takes.
func BenchmarkLikeness(b *testing.B) {
	requests, paraphrases := similarSet(b)
	var j judged
	for b.Loop() {
		j = judge(requests, paraphrases, byLikeness)
	}
	b.ReportMetric(j.recall(), "recall")
	b.ReportMetric(j.precision(), "precision")
}
