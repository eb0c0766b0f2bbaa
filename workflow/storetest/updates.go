package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/account"
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

// Two steps taken with one button are two entries or none: if the second is refused,
// nothing is left of the first. The journal is that of two buttons, apart from the
// moment, and replays to the same application.
func bothSteps(t *testing.T, s desks.Store) {
	addOffices(t, s)
	app, twin := one(t, "county", "2023-03-01"), one(t, "county", "2023-03-01")
	ok(t, s.Add(ctx, app, twin))
	desk := desks.New(s).For(account.User{Name: "jia", Display: "经办甲", Office: "county", Role: account.Clerk})
	draft := workflow.Command{Event: workflow.DraftAnswer, Outcome: "granted", LetterNumber: "1号",
		On: "2023-03-02", At: Written.Add(time.Hour), Token: "form-1"}
	both := draft
	both.Then = workflow.Submit

	early := workflow.Command{Event: workflow.Transfer, Unit: "规划股", On: draft.On, At: draft.At, Then: workflow.Submit}
	_, err := desk.Do(ctx, app.ID, early)
	wantKind(t, "a step, and submitting what was not drafted", err, fault.Refused)
	for _, then := range []workflow.Event{workflow.Return, workflow.Answer, workflow.Withdraw, "none"} {
		other := draft
		other.Then = then
		_, err := desk.Do(ctx, app.ID, other)
		wantKind(t, "a draft, and "+string(then), err, fault.Invalid)
	}
	if got := must(s.Get(ctx, nil, app.ID))(t); !cmp.Equal(got, app) {
		t.Errorf("what was refused left something (-before +after):\n%s", cmp.Diff(app, got))
	}

	would := must(desk.Try(ctx, app.ID, both))(t)
	did := must(desk.Do(ctx, app.ID, both))(t)
	must(desk.Do(ctx, twin.ID, draft))(t)
	apart := must(desk.Do(ctx, twin.ID, workflow.Command{Event: workflow.Submit, On: draft.On, At: draft.At}))(t)
	if !cmp.Equal(would.After, did) || !cmp.Equal(did.Journal[1:], apart.Journal[1:]) || did.Version != apart.Version {
		t.Errorf("both at once, as tried (-tried +done):\n%s\nand apart (-apart +at once):\n%s",
			cmp.Diff(would.After, did), cmp.Diff(apart.Journal[1:], did.Journal[1:]))
	}
	kept := must(s.Get(ctx, nil, app.ID))(t)
	again := workflow.Replay(kept.Journal, calendar.Published())
	again.ID, again.Office = kept.ID, kept.Office
	if !cmp.Equal(kept, did) || !cmp.Equal(again, kept) {
		t.Errorf("kept (-done +kept):\n%s\nreplayed (-kept +replayed):\n%s", cmp.Diff(did, kept), cmp.Diff(kept, again))
	}
	if _, err := desk.Do(ctx, app.ID, both); !errors.Is(err, workflow.ErrRepeated) {
		t.Errorf("the form again: %v, want %v", err, workflow.ErrRepeated)
	}
	if found := must(s.Chain(ctx))(t); len(found.Broken) > 0 {
		t.Errorf("the chain is broken: %v", found.Broken)
	}
}
