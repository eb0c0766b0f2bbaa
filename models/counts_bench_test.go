package models

import (
	"fmt"
	"testing"

	"gongkai/workflow"
)

// usual are the lists whose counts stand above the register.
func usual(today workflow.Date) []workflow.Cond {
	is := func(f workflow.Field, any ...string) workflow.Cond { return workflow.Is{Field: f, Any: any} }
	return []workflow.Cond{
		nil, workflow.StillOpen, workflow.OverdueOn(today),
		workflow.All{workflow.StillOpen, workflow.Span{Field: workflow.FieldDue, From: today, To: today.AddDays(6)}},
		workflow.All{workflow.StillOpen, is(workflow.FieldStopped, "true")},
		is(workflow.FieldDraft, string(workflow.Submitted)),
		is(workflow.FieldStage, string(workflow.InReview), string(workflow.Litigated)),
	}
}

// BenchmarkCounts asks for the counts above the register, and for its first page
// in order of urgency.
func BenchmarkCounts(b *testing.B) {
	for _, p := range places {
		for _, n := range sizes() {
			s := p.opened(b)
			bulk(b, s, n)
			scope := workflow.InOffices("county")
			b.Run(fmt.Sprintf("%s/%d/counts", p.name, n), func(b *testing.B) {
				for b.Loop() {
					if _, err := s.Counts(ctx, scope, usual("2025-12-01")); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run(fmt.Sprintf("%s/%d/urgency", p.name, n), func(b *testing.B) {
				for b.Loop() {
					if _, _, err := s.List(ctx, workflow.Query{Scope: scope, Sort: workflow.FieldUrgency, Limit: 50}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
