package models

import (
	"fmt"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/board"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
)

// BenchmarkCensus asks of many applications what the workbench, the menu, the
// board and the trends ask.
func BenchmarkCensus(b *testing.B) {
	const today = calendar.Date("2025-12-20")
	scope, late := cond.InOffices("county"), cond.Is{Field: cond.FieldPace, Any: []string{workflow.Late}}
	ended := func(from calendar.Date) cond.Cond {
		return cond.Span{Field: cond.FieldClosed, From: from, To: today}
	}
	asks := []struct {
		name string
		q    board.Census
	}{
		{"open", board.Census{Where: workflow.StillOpen,
			Count: []cond.Cond{workflow.OverdueOn(today), workflow.AwaitsOpinion, workflow.AwaitsSignature, nil}}},
		{"served", board.Census{Where: ended(today.AddDays(-90)),
			Count: []cond.Cond{workflow.Unposted, workflow.Unserved}}},
		{"menu", board.Census{Where: workflow.AwaitsSignature, Count: []cond.Cond{nil}}},
		{"board", board.Census{Where: ended("2025-01-01"),
			By:    []cond.Field{cond.FieldHandler, cond.FieldClosed, cond.FieldPace},
			Count: []cond.Cond{nil, cond.Span{Field: cond.FieldReceived}}}},
		{"came", board.Census{Where: ended("2025-01-01"), By: []cond.Field{cond.FieldHandler,
			cond.FieldReceived}, Count: []cond.Cond{cond.Span{Field: cond.FieldReceived}}}},
		{"spread", board.Census{Where: ended("2025-01-01"), By: []cond.Field{cond.FieldClosed,
			cond.FieldReceived}, Count: []cond.Cond{cond.Span{Field: cond.FieldReceived}}}},
		{"received", board.Census{Where: cond.Span{Field: cond.FieldReceived, From: "2024-01-01", To: today},
			By: []cond.Field{cond.FieldReceived}, Count: []cond.Cond{nil}}},
		{"closed", board.Census{Where: ended("2024-01-01"),
			By: []cond.Field{cond.FieldClosed}, Count: []cond.Cond{nil, late}}},
	}
	for _, p := range databases {
		s := p.opened(b)
		bulk(b, s, sizes()[0])
		for _, ask := range asks {
			ask.q.Scope = scope
			b.Run(fmt.Sprintf("%s/%s", p.name, ask.name), func(b *testing.B) {
				for b.Loop() {
					if _, err := s.Census(ctx, ask.q); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
