package workflow

import (
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
)

// AwaitsSignature is the condition that a draft was submitted (待签发).
var AwaitsSignature cond.Cond = cond.Is{Field: cond.FieldDraft, Any: []string{string(Submitted)}}

// StillOpen is the condition that handling goes on.
var StillOpen cond.Cond = cond.Is{Field: cond.FieldState, Any: OpenStates()}

// OverdueOn is the condition that the term has run out on a day (逾期): still
// open, and the due date is past, or the latest one where an opinion is awaited
// that nobody waits for any longer.
func OverdueOn(today calendar.Date) cond.Cond {
	var past cond.Any
	for _, f := range Pressing {
		past = append(past, cond.Span{Field: f, To: today.AddDays(-1)})
	}
	return cond.All{StillOpen, past}
}
