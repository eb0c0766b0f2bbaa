package storetest

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/workflow"
	"gongkai/workflow/board"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
)

// Whatever is counted by whatever fields, the numbers are those of the applications
// themselves, matched one by one.
func censuses(t *testing.T, s desks.Store) {
	filled(t, s, 300)
	var apps []*workflow.Application
	ok(t, s.Each(ctx, nil, func(a *workflow.Application) error { apps = append(apps, a); return nil }))
	rapid.Check(t, func(rt *rapid.T) {
		q := census.Draw(rt, "census")
		if wrong := censusFault(s, q, apps); wrong != "" {
			rt.Fatal(wrong)
		}
	})
	for _, q := range boards {
		if wrong := censusFault(s, q, apps); wrong != "" {
			t.Error(wrong)
		}
	}
}

// censusFault returns how the store counts differently from one by one; "" if it does
// not.
func censusFault(s desks.Store, q board.Census, apps []*workflow.Application) string {
	got, err := s.Census(ctx, q)
	if d := cmp.Diff(q.Take(apps), got); d != "" || err != nil {
		return fmt.Sprintf("%+v (%v) (-want +got):\n%s", q, err, d)
	}
	return ""
}

// census draws any question about applications.
var census = rapid.Custom(func(t *rapid.T) board.Census {
	q := board.Census{
		Where: tree(2).Draw(t, "where"), Count: rapid.SliceOfN(tree(2), 0, 4).Draw(t, "count"),
		By: rapid.SliceOfN(field1, 0, 2).Draw(t, "by"),
	}
	if rapid.Bool().Draw(t, "scoped") {
		q.Scope = tree(1).Draw(t, "scope")
	}
	return q
})

// boards are the questions of the pages, and the edge cases: nothing to count, nothing
// looked at.
var boards = []board.Census{
	{},
	{Count: []cond.Cond{nil}},
	{Where: cond.Any{}, Count: []cond.Cond{nil, workflow.StillOpen}},
	{Where: cond.Any{}, By: []cond.Field{cond.FieldUnit}, Count: []cond.Cond{nil}},
	{Where: cond.Any{}, By: []cond.Field{cond.FieldBlock}, Count: []cond.Cond{nil}},
	{By: []cond.Field{cond.FieldBlock, cond.FieldState}, Count: []cond.Cond{nil}},
	{Where: workflow.StillOpen, By: []cond.Field{cond.FieldUnit, cond.FieldDue},
		Count: []cond.Cond{nil, workflow.OverdueOn("2025-12-01")}},
	{Where: cond.Span{Field: cond.FieldClosed, From: "2019-01-01", To: "2019-12-31"},
		By:    []cond.Field{cond.FieldReceived, cond.FieldClosed},
		Count: []cond.Cond{nil, cond.Is{Field: cond.FieldPace, Any: []string{workflow.Late}}}},
	{Where: cond.Is{Field: cond.FieldState, Any: []string{"answered"}},
		By:    []cond.Field{cond.FieldDispatched},
		Count: []cond.Cond{cond.Is{Field: cond.FieldDelivered, Any: []string{""}}}},
}
