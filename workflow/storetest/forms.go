package storetest

import (
	"errors"
	"sync"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
)

// The form of a step that arrives many times at once, at whatever server, is accepted
// once, and the others are told so. Another person's form, and another form, are not
// mistaken for it.
func formsOfSteps(t *testing.T, s desks.Store) {
	addOffices(t, s)
	app := one(t, "county", "2023-03-01")
	ok(t, s.Add(ctx, app))
	send := func(user, token string) error {
		cmd := workflow.Command{
			Event: workflow.Transfer, On: "2023-03-02", At: Written, By: user,
			User: user, Role: account.Clerk, Unit: "某科", Token: token,
		}
		_, err := s.Update(ctx, nil, app.ID, func(a *workflow.Application) error {
			return a.Apply(cmd, calendar.Published())
		})
		return err
	}
	errs := make([]error, 12)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { errs[i] = send("甲", "form-1") })
	}
	all.Wait()
	taken, repeated := 0, 0
	for _, err := range errs {
		taken += map[bool]int{true: 1}[err == nil]
		repeated += map[bool]int{true: 1}[errors.Is(err, workflow.ErrRepeated)]
	}
	if taken != 1 || repeated != len(errs)-1 {
		t.Errorf("of %d the same %d were taken and %d told so, want 1 and the rest: %v", len(errs), taken, repeated, errs)
	}
	ok(t, send("乙", "form-1"))
	ok(t, send("甲", "form-2"))
	if got := must(s.Get(ctx, nil, app.ID))(t); len(got.Journal) != 4 || got.Journal[1].Token != "form-1" {
		t.Errorf("got %d entries, the second with token %q, want 4 and form-1", len(got.Journal), got.Journal[1].Token)
	}
}
