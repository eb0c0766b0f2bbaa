package storetest

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
)

// Counts implements [workflow.CountStore] by asking for each list.
func (m *Mem) Counts(ctx context.Context, scope cond.Cond, conds []cond.Cond) ([]int, error) {
	var out []int
	for _, c := range conds {
		_, n, err := m.List(ctx, workflow.Query{Scope: scope, Where: c, Limit: 1})
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// However many conditions are counted at once, each number is the length of the list of
// its condition, in their order. No condition has no number.
func counts(t *testing.T, s desks.Store) {
	oracle := NewMem()
	filled(t, oracle, 200)
	filled(t, s, 200)
	if got := must(s.Counts(ctx, nil, nil))(t); len(got) != 0 {
		t.Errorf("of no condition there are the counts %v", got)
	}
	all := must(s.Counts(ctx, nil, []cond.Cond{nil, workflow.StillOpen, workflow.OverdueOn("2026-11-24")}))(t)
	if len(all) != 3 || all[0] != 200 || all[1] == 0 || all[1] < all[2] {
		t.Errorf("all, open and overdue are %v, want 200, some and no more than those", all)
	}
	rapid.Check(t, func(rt *rapid.T) {
		scope, conds := tree(1).Draw(rt, "scope"), rapid.SliceOfN(tree(2), 0, 8).Draw(rt, "conditions")
		got, err := s.Counts(ctx, scope, conds)
		want, _ := oracle.Counts(ctx, scope, conds)
		if d := cmp.Diff(want, got); d != "" && len(want)+len(got) > 0 || err != nil {
			rt.Fatalf("%v within %v (%v) (-want +got):\n%s", conds, scope, err, d)
		}
	})
}

// In order of urgency no closed application comes before an open one, no later day
// before an earlier one, and none without a day before one with a day. The day is the
// due date or, while only opinions are awaited, the due date if none comes. Reversed,
// it is the same list backwards.
func urgency(t *testing.T, s desks.Store) {
	filled(t, s, 200)
	q := workflow.Query{Sort: cond.FieldUrgency}
	got, _, err := s.List(ctx, q)
	ok(t, err)
	rank := func(b workflow.Brief) string {
		day := "none"
		for _, d := range []calendar.Date{b.Latest, b.Due} {
			if d != "" {
				day = string(d)
			}
		}
		if b.State.Ended() {
			return "closed " + day
		}
		return "a: open " + day
	}
	for i := 1; i < len(got); i++ {
		if a, b := rank(got[i-1]), rank(got[i]); a > b {
			t.Errorf("%s stands before %s", a, b)
		}
	}
	q.Desc = true
	back, _, err := s.List(ctx, q)
	ok(t, err)
	if len(got) != 200 || back[0].ID != got[199].ID || got[0].State.Ended() {
		t.Errorf("%d applications, the first %s, from behind the first is %d and not %d",
			len(got), got[0].State, back[0].ID, got[199].ID)
	}
}

// What waits for a signature has one order of urgency everywhere: in the register,
// where it is signed, and where it is handed over. An application that awaits an
// opinion has its place by the due date if none comes.
func urgencyOnce(t *testing.T, s desks.Store) {
	addOffices(t, s)
	first, waiting, last := submitted(t, "2023-03-01"), submitted(t, "2023-03-02"), submitted(t, "2023-04-28")
	cmd := workflow.Command{Event: workflow.Consult, On: "2023-03-03", Party: workflow.ThirdParty,
		At: Written, By: "经办人甲", Role: account.Clerk}
	ok(t, waiting.Apply(cmd, calendar.Published()))
	ok(t, s.Add(ctx, last, waiting, first))
	if first.Due >= waiting.Latest || waiting.Latest >= last.Due {
		t.Fatalf("due %s, at the latest %s and due %s, want them in order", first.Due, waiting.Latest, last.Due)
	}
	want := []workflow.ID{first.ID, waiting.ID, last.ID}
	orders := map[string][]workflow.ID{}
	list, _, err := s.List(ctx, workflow.Query{Where: workflow.AwaitsSignature, Sort: cond.FieldUrgency})
	ok(t, err)
	for _, b := range list {
		orders["the register"] = append(orders["the register"], b.ID)
	}
	for _, a := range must(deskOf(s).Approvals(ctx, "2023-05-04"))(t).Waiting {
		orders["what is signed"] = append(orders["what is signed"], a.App.ID)
	}
	for _, b := range must(deskOf(s).Picked(ctx, []workflow.ID{last.ID, first.ID, waiting.ID}))(t) {
		orders["what is handed over"] = append(orders["what is handed over"], b.ID)
	}
	for _, where := range []string{"the register", "what is signed", "what is handed over"} {
		if got := orders[where]; !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", where, got, want)
		}
	}
}
