package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// Two steps taken with one button are two entries or none: if the second is refused,
// nothing is left of the first. The journal is that of two buttons, apart from the
// moment, and replays to the same application.
func bothSteps(t *testing.T, s desks.Store) {
	addOffices(t, s)
	app, twin := one(t, "county", "2023-03-01"), one(t, "county", "2023-03-01")
	ok(t, s.Add(ctx, app, twin))
	desk := desks.New(s).For(account.User{Name: "jia", Display: "经办甲", Office: "county", Role: account.Clerk})
	draft := workflow.Command{Event: workflow.DraftAnswer, Outcome: "granted", Letter: "1号",
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
