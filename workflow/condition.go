package workflow

// AwaitsSignature is the condition that a draft was submitted (待签发).
var AwaitsSignature Cond = Is{FieldDraft, []string{string(Submitted)}}

// StillOpen is the condition that handling goes on.
var StillOpen Cond = Is{FieldState, OpenStates()}

// OverdueOn is the condition that the term has run out on a day (逾期): still
// open, and the due date is past, or the latest one where an opinion is awaited
// that nobody waits for any longer.
func OverdueOn(today Date) Cond {
	var past Any
	for _, f := range Pressing {
		past = append(past, Span{Field: f, To: today.AddDays(-1)})
	}
	return All{StillOpen, past}
}
