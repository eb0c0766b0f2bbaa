package workflow_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/desks"
	"gongkai/workflow/statistics"
)

// importedAt is when the registers of the tests are read in.
var importedAt = time.Date(2026, 11, 24, 1, 2, 3, 0, time.UTC)

// The line of an answer category in each edition of the forms.
func in2014(o workflow.Outcome) string { return o.Line2014 }
func in2019(o workflow.Outcome) string { return o.Line2019 }
func in2021(o workflow.Outcome) string { return o.Line2021 }

// resultCodes are the lines whose sum is the total of what was dealt with.
func resultCodes(f statistics.Form) []string {
	i := slices.IndexFunc(f.Agree, func(e statistics.Equation) bool { return e.ID == "E2" })
	return f.Agree[i].Left
}

func all(t *testing.T, store desks.Store) []*workflow.Application {
	t.Helper()
	var out []*workflow.Application
	err := store.Each(context.Background(), nil, func(app *workflow.Application) error {
		out = append(out, app)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
