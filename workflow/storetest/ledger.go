package storetest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/ledger"
)

// Checking a store finds nothing wrong, counts what the chain counts, and shows every
// application with its office, its number and the length of its journal.
func verified(t *testing.T, s desks.Store) {
	apps := filled(t, s, 30)
	seen := map[string]int{}
	c := must(s.Verify(ctx, ledger.Witness{Row: func(r ledger.Row) error {
		if r.Table == "applications" {
			seen[r.Office+" "+r.Number] = r.Entries
		}
		return nil
	}}))(t)
	want := map[string]int{}
	for _, app := range apps {
		want[app.Office+" "+app.Number] = len(app.Journal)
	}
	if d := cmp.Diff(want, seen); d != "" || len(c.Faults) > 0 {
		t.Errorf("faults %q; the applications seen (-want +got):\n%s", c.Faults, d)
	}
	chain := must(s.Chain(ctx))(t)
	if c.Head != chain.Head || c.Entries != chain.Entries || c.Applications != chain.Applications || c.Lines == 0 {
		t.Errorf("got %+v, the chain has %+v", c, chain)
	}
}

// A checkpoint is kept as it was made, the latest comes first, and there is only one of
// each size.
func checkpoints(t *testing.T, s desks.Store) {
	filled(t, s, 3)
	var want []ledger.Kept
	for _, size := range []int64{3, 7} {
		k := ledger.Kept{Size: size, At: Written, By: "shenji", Note: "单\n"}
		ok(t, s.KeepCheckpoint(ctx, k))
		want = slices.Insert(want, 0, k)
	}
	wantKind(t, "a second checkpoint of a size", s.KeepCheckpoint(ctx, want[0]), fault.Conflict)
	if d := cmp.Diff(want, must(s.Checkpoints(ctx, 0))(t)); d != "" {
		t.Errorf("checkpoints (-want +got):\n%s", d)
	}
	if got := must(s.Checkpoints(ctx, 1))(t); len(got) != 1 || got[0].Size != 7 {
		t.Errorf("the latest: got %+v", got)
	}
}
