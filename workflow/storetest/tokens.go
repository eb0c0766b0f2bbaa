package storetest

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// A form submitted twice finds the application it made first: in a later call, in the
// same one, and when many come at once. In another office it is a Conflict, and reveals
// nothing.
func tokens(t *testing.T, s desks.Store) {
	addOffices(t, s)
	sent := func(office string, on calendar.Date) *workflow.Application {
		app := one(t, office, on)
		app.Token = "form-1"
		return app
	}
	atOnce(t, s)
	first, twin := sent("county", "2023-03-01"), sent("county", "2023-03-01")
	ok(t, s.Add(ctx, first, twin))
	var all sync.WaitGroup
	for range 8 {
		again := sent("county", "2023-03-02")
		all.Go(func() {
			if err := s.Add(ctx, again); err != nil || !cmp.Equal(again, first) {
				t.Errorf("the form again (%v):\n%s", err, cmp.Diff(first, again))
			}
		})
	}
	all.Wait()
	other := sent("police", "2023-03-01")
	wantKind(t, "the form in another office", s.Add(ctx, other), fault.Conflict)
	_, total, err := s.List(ctx, workflow.Query{Limit: 1})
	if err != nil || total != 2 || !cmp.Equal(first, twin) || other.ID != 0 {
		t.Errorf("got %d applications (%v), twin %v, other %d, want one for each form and nothing of the other",
			total, err, cmp.Diff(first, twin), other.ID)
	}
}

// atOnce sends a form that no store has seen from eight windows.
func atOnce(t *testing.T, s desks.Store) {
	ids := make([]workflow.ID, 8)
	var all sync.WaitGroup
	for i := range ids {
		app := one(t, "school", "2023-03-01")
		app.Token = "form-2"
		all.Go(func() {
			if err := s.Add(ctx, app); err != nil {
				t.Errorf("window %d: %v", i, err)
			}
			ids[i] = app.ID
		})
	}
	all.Wait()
	if slices.Min(ids) != slices.Max(ids) || ids[0] == 0 {
		t.Errorf("one form became the applications %v, want one", ids)
	}
}
