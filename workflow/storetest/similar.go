package storetest

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/similar"
)

//go:embed testdata/similar
var likenesses embed.FS

// Requests returns two hundred things to ask for, all made up, many of them the same
// matter in another village, year or body.
func Requests() []string { return linesOf("requests.txt") }

// Paraphrase is a request asked again in other words. Of is the request.
type Paraphrase struct{ Of, Text string }

// Paraphrases returns twenty of the [Requests], asked again.
func Paraphrases() []Paraphrase {
	var out []Paraphrase
	for _, line := range linesOf("paraphrases.txt") {
		of, text, _ := strings.Cut(line, "\t")
		out = append(out, Paraphrase{of, text})
	}
	return out
}

// linesOf returns the lines of a file about likeness.
func linesOf(name string) []string {
	b, err := likenesses.ReadFile("testdata/similar/" + name)
	if err != nil {
		panic(err) // it is part of the package
	}
	return strings.Split(strings.TrimSpace(string(b)), "\n")
}

// asking returns an application for the content, received by an office.
func asking(t *testing.T, office, content string) *workflow.Application {
	t.Helper()
	cmd := arrival("2023-03-01", workflow.InPerson, "")
	cmd.Intake.Content = content
	app := &workflow.Application{Office: office}
	ok(t, app.Apply(cmd, calendar.Published()))
	return app
}

// Whatever is asked again, in the same words or in others, the store finds those
// applications in scope that are alike, in order, and none of another office.
func alike(t *testing.T, s desks.Store) {
	addOffices(t, s)
	var apps []*workflow.Application
	for i, content := range Requests() {
		apps = append(apps, asking(t, []string{"county", "police"}[i%2], content))
	}
	ok(t, s.Add(ctx, apps...))
	texts := Requests()
	for _, p := range Paraphrases() {
		texts = append(texts, p.Text)
	}
	for _, scope := range []cond.Cond{nil, cond.InOffices("county"), cond.InOffices()} {
		for _, text := range texts {
			want := bruteForce(apps, scope, text)
			got := must(s.Alike(ctx, scope, text, 5))(t)
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("alike to %s in %v (-want +got):\n%s", text, scope, d)
			}
		}
	}
}

// bruteForce compares the text with every application in scope.
func bruteForce(apps []*workflow.Application, scope cond.Cond, text string) []similar.Alike {
	var all []workflow.Brief
	for _, app := range apps {
		if holds(scope, app, calendar.Period{}) {
			all = append(all, app.Brief())
		}
	}
	return similar.MostAlike(similar.GistOf(text), all, 5)
}

// An application that was amended is found by what it now says, and no longer by what
// it said.
func alikeAmended(t *testing.T, s desks.Store) {
	addOffices(t, s)
	texts := Requests()
	app := asking(t, "county", texts[0])
	ok(t, s.Add(ctx, app))
	_, err := s.Update(ctx, nil, app.ID, func(a *workflow.Application) error {
		in := a.Intake
		in.Content = texts[50]
		return a.Apply(workflow.Command{Event: workflow.Amend, On: "2023-03-02", At: Written,
			By: "签发人乙", Role: account.Supervisor, Intake: &in, Reason: "登记有误"}, calendar.Published())
	})
	ok(t, err)
	for text, want := range map[string]int{texts[0]: 0, texts[50]: 1, "": 0, "年": 0, "\xff": 0, "a\x00": 0} {
		if got := must(s.Alike(ctx, nil, text, 5))(t); len(got) != want {
			t.Errorf("alike to %q: got %v, want %d", text, got, want)
		}
	}
}

// However many there are, no more than the limit are found, and of those that are
// equally alike the newest.
func alikeLimited(t *testing.T, s desks.Store) {
	addOffices(t, s)
	var apps []*workflow.Application
	for range 30 {
		apps = append(apps, asking(t, "county", Requests()[7]))
	}
	ok(t, s.Add(ctx, apps...))
	var got, want []string
	for _, a := range must(s.Alike(ctx, nil, Requests()[7], 3))(t) {
		got = append(got, a.Number)
	}
	for i := range 3 {
		want = append(want, fmt.Sprintf("2023-%05d", 30-i))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want the newest %v", got, want)
	}
}
