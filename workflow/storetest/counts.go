package storetest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/workflow"
)

// Counts implements [workflow.CountStore].
func (m *Mem) Counts(ctx context.Context, scope workflow.Cond, conds []workflow.Cond) ([]int, error) {
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

// However many conditions are asked at once, each number is the length of the
// list of its condition, in their order; of none there is none.
func counts(t *testing.T, s workflow.Store) {
	oracle := NewMem()
	filled(t, oracle, 200)
	filled(t, s, 200)
	if got := must(s.Counts(ctx, nil, nil))(t); len(got) != 0 {
		t.Errorf("of no condition there are the counts %v", got)
	}
	all := must(s.Counts(ctx, nil, []workflow.Cond{nil, workflow.StillOpen, workflow.OverdueOn("2026-11-24")}))(t)
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

// In order of urgency no closed application stands before an open one, no later
// due date before an earlier one, and none that has no date before one that has;
// the other way round it is the same list from behind.
func urgency(t *testing.T, s workflow.Store) {
	filled(t, s, 200)
	q := workflow.Query{Sort: workflow.FieldUrgency}
	got, _, err := s.List(ctx, q)
	ok(t, err)
	rank := func(b workflow.Brief) string {
		due := string(b.Due)
		if due == "" {
			due = "none"
		}
		if b.State.Ended() {
			return "closed " + due
		}
		return "a: open " + due
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
