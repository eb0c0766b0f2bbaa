package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// Whoever may not see an application is not told that it exists, neither to read nor to
// change.
func scopes(t *testing.T, s desks.Store) {
	addOffices(t, s)
	app := submitted(t, "2023-03-01")
	ok(t, s.Add(ctx, app))
	touched := func(*workflow.Application) error { t.Error("change ran on an application out of scope"); return nil }
	for _, scope := range []cond.Cond{cond.InOffices("police"), cond.InOffices(), cond.Any{}} {
		_, err := s.Get(ctx, scope, app.ID)
		wantKind(t, fmt.Sprintf("Get in %v", scope), err, fault.NotFound)
		_, err = s.Update(ctx, scope, app.ID, touched)
		wantKind(t, fmt.Sprintf("Update in %v", scope), err, fault.NotFound)
	}
	for _, scope := range []cond.Cond{nil, cond.InOffices("police", "county"), cond.All{}} {
		if _, err := s.Get(ctx, scope, app.ID); err != nil {
			t.Errorf("Get in %v: %v", scope, err)
		}
	}
	_, err := s.Get(ctx, nil, app.ID+1)
	wantKind(t, "an ID that nothing has", err, fault.NotFound)
}

// Whatever change did before it failed is forgotten, also if it panics.
func failedUpdate(t *testing.T, s desks.Store) {
	addOffices(t, s)
	app := submitted(t, "2023-03-01")
	ok(t, s.Add(ctx, app))
	no := errors.New("no")
	_, err := s.Update(ctx, nil, app.ID, func(a *workflow.Application) error {
		ok(t, a.Apply(answer(0, "经办人甲"), calendar.Published()))
		a.Content = "另外的内容"
		return no
	})
	if !errors.Is(err, no) {
		t.Errorf("got %v, want the error of change itself", err)
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = s.Update(ctx, nil, app.ID, func(*workflow.Application) error { panic("no") })
	}()
	if got := must(s.Get(ctx, nil, app.ID))(t); !cmp.Equal(got, app) {
		t.Errorf("a failed Update changed the application (-before +after):\n%s", cmp.Diff(app, got))
	}
	got := must(s.Update(ctx, nil, app.ID, func(a *workflow.Application) error {
		return a.Apply(answer(3, "经办人甲"), calendar.Published())
	}))(t)
	if kept := must(s.Get(ctx, nil, app.ID))(t); !cmp.Equal(kept, got) || kept.State != workflow.Answered {
		t.Errorf("after an Update (-returned +kept):\n%s", cmp.Diff(got, kept))
	}
}

// An entry once written stays, whatever change does to it.
func rewriting(t *testing.T, s desks.Store) {
	addOffices(t, s)
	app := one(t, "county", "2023-03-01")
	ok(t, s.Add(ctx, app))
	for name, change := range map[string]func(*workflow.Application){
		"changed an entry":  func(a *workflow.Application) { a.Journal[0].By = "别人" },
		"cut the journal":   func(a *workflow.Application) { a.Journal, a.Version = nil, 0 },
		"skipped a version": func(a *workflow.Application) { a.Version = 9 },
	} {
		_, err := s.Update(ctx, nil, app.ID, func(a *workflow.Application) error { change(a); return nil })
		wantKind(t, "an Update that "+name, err, fault.Internal)
	}
	if got := must(s.Get(ctx, nil, app.ID))(t); !cmp.Equal(got, app) {
		t.Errorf("the application changed (-before +after):\n%s", cmp.Diff(app, got))
	}
}

// When fifty clerks press the same button at once, one wins, and forty-nine are told
// who won, what was done and when.
func fifty(t *testing.T, s desks.Store) {
	addOffices(t, s)
	app := submitted(t, "2023-03-01")
	ok(t, s.Add(ctx, app))
	errs := make([]error, 50)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			cmd := answer(app.Version, fmt.Sprintf("经办人%02d号", i))
			_, errs[i] = s.Update(ctx, nil, app.ID, func(a *workflow.Application) error {
				return a.Apply(cmd, calendar.Published())
			})
		})
	}
	all.Wait()
	got := must(s.Get(ctx, nil, app.ID))(t)
	if len(got.Journal) != 4 {
		t.Fatalf("got %d entries, want 4", len(got.Journal))
	}
	want := got.Journal[3].By + " 已于 2026-03-02 10:02:03 对此件办理了“签发答复”"
	won := 0
	for i, err := range errs {
		switch {
		case err == nil:
			won++
		case fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), want):
			t.Errorf("clerk %d got kind %d, %q, want a Conflict with %q", i, fault.KindOf(err), err, want)
		}
	}
	if won != 1 {
		t.Errorf("%d clerks won, want 1", won)
	}
}
