package storetest

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/workflow"
)

// Whatever is counted by whatever, the numbers are those of the applications
// themselves, matched one by one.
func censuses(t *testing.T, s workflow.Store) {
	filled(t, s, 300)
	var apps []*workflow.Application
	ok(t, s.Each(ctx, nil, func(a *workflow.Application) error { apps = append(apps, a); return nil }))
	rapid.Check(t, func(rt *rapid.T) {
		q := census.Draw(rt, "census")
		if wrong := miscounted(s, q, apps); wrong != "" {
			rt.Fatal(wrong)
		}
	})
	for _, q := range boards {
		if wrong := miscounted(s, q, apps); wrong != "" {
			t.Error(wrong)
		}
	}
}

// miscounted says how the store counts otherwise than one by one.
func miscounted(s workflow.Store, q workflow.Census, apps []*workflow.Application) string {
	got, err := s.Census(ctx, q)
	if d := cmp.Diff(q.Counted(apps), got); d != "" || err != nil {
		return fmt.Sprintf("%+v (%v) (-want +got):\n%s", q, err, d)
	}
	return ""
}

// census asks for anything about applications.
var census = rapid.Custom(func(t *rapid.T) workflow.Census {
	q := workflow.Census{
		Where: tree(2).Draw(t, "where"), Count: rapid.SliceOfN(tree(2), 0, 4).Draw(t, "count"),
		By: rapid.SliceOfN(field1, 0, 2).Draw(t, "by"),
	}
	if rapid.Bool().Draw(t, "scoped") {
		q.Scope = tree(1).Draw(t, "scope")
	}
	return q
})

// boards are what the pages ask for, and the edges: nothing to count, nothing
// looked at.
var boards = []workflow.Census{
	{},
	{Count: []workflow.Cond{nil}},
	{Where: workflow.Any{}, Count: []workflow.Cond{nil, workflow.StillOpen}},
	{Where: workflow.Any{}, By: []workflow.Field{workflow.FieldUnit}, Count: []workflow.Cond{nil}},
	{Where: workflow.Any{}, By: []workflow.Field{workflow.FieldBlock}, Count: []workflow.Cond{nil}},
	{By: []workflow.Field{workflow.FieldBlock, workflow.FieldState}, Count: []workflow.Cond{nil}},
	{Where: workflow.StillOpen, By: []workflow.Field{workflow.FieldUnit, workflow.FieldDue},
		Count: []workflow.Cond{nil, workflow.OverdueOn("2025-12-01")}},
	{Where: workflow.Span{Field: workflow.FieldClosed, From: "2019-01-01", To: "2019-12-31"},
		By:    []workflow.Field{workflow.FieldReceived, workflow.FieldClosed},
		Count: []workflow.Cond{nil, workflow.Is{Field: workflow.FieldPace, Any: []string{workflow.Late}}}},
	{Where: workflow.Is{Field: workflow.FieldState, Any: []string{"answered"}},
		By:    []workflow.Field{workflow.FieldDispatched},
		Count: []workflow.Cond{workflow.Is{Field: workflow.FieldDelivered, Any: []string{""}}}},
}
