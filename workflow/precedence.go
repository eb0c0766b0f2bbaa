package workflow

import (
	"cmp"

	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
)

// Pressing are the fields with the day by which people have to see to an
// application, the first that is filled in: its due date, or while only opinions
// are awaited the due date there is if none comes. What is urgent, what is overdue
// and what a list calls due all go by it.
var Pressing = []cond.Field{cond.FieldDue, cond.FieldLatest}

// Undated is what stands for the day of an application that has none: it sorts
// behind every day.
const Undated = "~"

// PressingDay is that day; "" while there is none.
func PressingDay(due, latest calendar.Date) calendar.Date { return cmp.Or(due, latest) }

// precedence orders applications as a clerk takes them up: what is open before
// what is not, the nearest day first, what has none at the end of its half.
func precedence(state State, due, latest calendar.Date) string {
	half := "1"
	if !state.Ended() {
		half = "0"
	}
	return half + cmp.Or(string(PressingDay(due, latest)), Undated)
}

// Pressing is the day by which people have to see to the application; "" while
// there is none.
func (b Brief) Pressing() calendar.Date { return PressingDay(b.Due, b.Latest) }

func (b Brief) precedence() string { return precedence(b.State, b.Due, b.Latest) }

func (app *Application) precedence() string { return precedence(app.State, app.Due, app.Latest) }
