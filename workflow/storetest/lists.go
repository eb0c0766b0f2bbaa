package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
)

// For any condition, scope, order and page, the list is what the condition matches in
// Go, in order, with the total of all pages.
func lists(t *testing.T, s desks.Store) {
	oracle := NewMem()
	filled(t, oracle, 200)
	filled(t, s, 200)
	same := func(q workflow.Query) string {
		got, total, err := s.List(ctx, q)
		want, wantTotal, _ := oracle.List(ctx, q)
		if d := cmp.Diff(want, got); d != "" || total != wantTotal || err != nil {
			return fmt.Sprintf("%+v:\ngot %d in all (%v), want %d (-want +got):\n%s", q, total, err, wantTotal, d)
		}
		return ""
	}
	for _, q := range plain() {
		if wrong := same(q); wrong != "" {
			t.Error(wrong)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		if wrong := same(queries.Draw(rt, "query")); wrong != "" {
			rt.Fatal(wrong)
		}
	})
}

// The reviews and suits in which the office has something to do are listed with the
// nearest first, each with what it is. A list of anything else has no dispute in it.
func deadlines(t *testing.T, s desks.Store) {
	filled(t, s, 200)
	q := workflow.Query{Of: cond.Disputes,
		Where: cond.Span{Field: cond.FieldDeadline}, Sort: cond.FieldDeadline}
	found, total, err := s.List(ctx, q)
	ok(t, err)
	if len(found) < 3 || total != len(found) {
		t.Fatalf("%d deadlines of %d, want several", len(found), total)
	}
	last := calendar.Date("")
	for _, b := range found {
		app := must(s.Get(ctx, nil, b.ID))(t)
		if b.Dispute == nil || b.Dispute.Due < last || b.Dispute.Due == "" || !slices.Contains(app.Disputes, *b.Dispute) {
			t.Fatalf("after %s stands %+v, want one of %+v", last, b.Dispute, app.Disputes)
		}
		last = b.Dispute.Due
	}
	q.Of = cond.Applications
	q.Where = nil
	plainly, _, err := s.List(ctx, q)
	ok(t, err)
	if len(plainly) < 200 || slices.ContainsFunc(plainly, func(b workflow.Brief) bool { return b.Dispute != nil }) {
		t.Errorf("%d applications, want 200 and none with a dispute", len(plainly))
	}
}

// Applications are visited in order of ID, whole, in scope, until visit fails. A
// visitor may change what it sees.
func each(t *testing.T, s desks.Store) {
	apps := filled(t, s, 1100) // more than a store may read at once
	var got []*workflow.Application
	ok(t, s.Each(ctx, nil, func(a *workflow.Application) error { got = append(got, a); return nil }))
	slices.SortFunc(apps, func(a, b *workflow.Application) int { return int(a.ID - b.ID) })
	if d := cmp.Diff(apps, got); d != "" {
		t.Errorf("Each (-added +visited):\n%s", d)
	}
	stop, visits := errors.New("stop"), 0
	err := s.Each(ctx, cond.InOffices("police"), func(a *workflow.Application) error {
		if visits++; a.Office != "police" {
			t.Errorf("visited one of %s", a.Office)
		}
		_, err := s.Update(ctx, nil, a.ID, func(a *workflow.Application) error { a.Due = "2026-12-31"; return nil })
		ok(t, err)
		if visits == 3 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || visits != 3 {
		t.Errorf("got %v after %d visits, want to stop after 3", err, visits)
	}
}
