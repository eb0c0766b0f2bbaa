package workflow

import (
	"cmp"

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

// Pressing are the fields that hold the day by which people must see to an application,
// the first filled one counts: the due date or, while only opinions are awaited, the
// due date if none comes in. Everything that speaks of urgent, overdue or due goes by
// it.
var Pressing = []cond.Field{cond.FieldDue, cond.FieldLatest}

// Undated stands for the day of an application that has none: it sorts behind every
// day.
const Undated = "~"

// PressingDay returns the day of [Pressing] from the two fields; "" while there is
// none.
func PressingDay(due, latest calendar.Date) calendar.Date { return cmp.Or(due, latest) }

// precedence returns a key that orders applications as a clerk takes them up: open ones
// first, the nearest day first, and within each half those without a day last.
func precedence(state State, due, latest calendar.Date) string {
	half := "1"
	if !state.Ended() {
		half = "0"
	}
	return half + cmp.Or(string(PressingDay(due, latest)), Undated)
}

// Pressing returns the day by which people must see to the application; "" while there
// is none.
func (b Brief) Pressing() calendar.Date { return PressingDay(b.Due, b.Latest) }

func (b Brief) precedence() string { return precedence(b.State, b.Due, b.Latest) }

func (app *Application) precedence() string { return precedence(app.State, app.Due, app.Latest) }
