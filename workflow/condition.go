package workflow

import (
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
)

// AwaitsSignature is the condition that a draft was submitted for signature (待签发).
var AwaitsSignature cond.Cond = cond.Is{Field: cond.FieldDraft, Any: []string{string(Submitted)}}

// StillOpen is the condition that the application has not ended.
var StillOpen cond.Cond = cond.Is{Field: cond.FieldState, Any: OpenStates()}

// OverdueOn is the condition that on this day the term has run out (逾期): the
// application is still open, and either its due date has passed or, while only opinions
// are awaited, its latest one has.
func OverdueOn(today calendar.Date) cond.Cond {
	var past cond.Any
	for _, f := range Pressing {
		past = append(past, cond.Span{Field: f, To: today.AddDays(-1)})
	}
	return cond.All{StillOpen, past}
}
