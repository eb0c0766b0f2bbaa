package models

import (
	"fmt"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
)

// usual are the lists whose counts stand above the register.
func usual(today calendar.Date) []cond.Cond {
	is := func(f cond.Field, any ...string) cond.Cond { return cond.Is{Field: f, Any: any} }
	return []cond.Cond{
		nil, workflow.StillOpen, workflow.OverdueOn(today),
		cond.All{workflow.StillOpen, cond.Span{Field: cond.FieldDue, From: today, To: today.AddDays(6)}},
		cond.All{workflow.StillOpen, is(cond.FieldStopped, "true")},
		is(cond.FieldDraft, string(workflow.Submitted)),
		is(cond.FieldStage, string(workflow.InReview), string(workflow.Litigated)),
	}
}

// BenchmarkCounts asks for the counts above the register, and for its first page
// in order of urgency.
func BenchmarkCounts(b *testing.B) {
	for _, p := range databases {
		for _, n := range sizes() {
			s := p.opened(b)
			bulk(b, s, n)
			scope := cond.InOffices("county")
			b.Run(fmt.Sprintf("%s/%d/counts", p.name, n), func(b *testing.B) {
				for b.Loop() {
					if _, err := s.Counts(ctx, scope, usual("2025-12-01")); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run(fmt.Sprintf("%s/%d/urgency", p.name, n), func(b *testing.B) {
				for b.Loop() {
					if _, _, err := s.List(ctx, workflow.Query{Scope: scope, Sort: cond.FieldUrgency, Limit: 50}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
