package models

import (
	"fmt"
	"testing"

	"gongkai/workflow"
)

// BenchmarkCensus asks of many applications what the workbench, the menu, the
// board and the trends ask.
func BenchmarkCensus(b *testing.B) {
	const today = workflow.Date("2025-12-20")
	scope, late := workflow.InOffices("county"), workflow.Is{Field: workflow.FieldPace, Any: []string{workflow.Late}}
	ended := func(from workflow.Date) workflow.Cond {
		return workflow.Span{Field: workflow.FieldClosed, From: from, To: today}
	}
	asks := []struct {
		name string
		q    workflow.Census
	}{
		{"open", workflow.Census{Where: workflow.StillOpen,
			Count: []workflow.Cond{workflow.OverdueOn(today), workflow.AwaitsOpinion, workflow.AwaitsSignature, nil}}},
		{"served", workflow.Census{Where: ended(today.AddDays(-90)),
			Count: []workflow.Cond{workflow.Unposted, workflow.Unserved}}},
		{"menu", workflow.Census{Where: workflow.AwaitsSignature, Count: []workflow.Cond{nil}}},
		{"board", workflow.Census{Where: ended("2025-01-01"), By: []workflow.Field{workflow.FieldHandler, workflow.FieldClosed, workflow.FieldPace}, Count: []workflow.Cond{nil, workflow.Span{Field: workflow.FieldReceived}}}},
		{"came", workflow.Census{Where: ended("2025-01-01"), By: []workflow.Field{workflow.FieldHandler,
			workflow.FieldReceived}, Count: []workflow.Cond{workflow.Span{Field: workflow.FieldReceived}}}},
		{"spread", workflow.Census{Where: ended("2025-01-01"), By: []workflow.Field{workflow.FieldClosed,
			workflow.FieldReceived}, Count: []workflow.Cond{workflow.Span{Field: workflow.FieldReceived}}}},
		{"received", workflow.Census{Where: workflow.Span{Field: workflow.FieldReceived, From: "2024-01-01", To: today},
			By: []workflow.Field{workflow.FieldReceived}, Count: []workflow.Cond{nil}}},
		{"closed", workflow.Census{Where: ended("2024-01-01"),
			By: []workflow.Field{workflow.FieldClosed}, Count: []workflow.Cond{nil, late}}},
	}
	for _, p := range places {
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
