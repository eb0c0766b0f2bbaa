package workflow

import (
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/statistics"
)

// Payment is money collected for one application (收费): a fee for handling or, under the
// 2007 edition, the cost of search, copies and post.
type Payment struct {
	No   int           // the number of the entry that recorded it
	Paid calendar.Date // the day it was paid; it decides the year in which it counts
	Yuan statistics.Amount
}

// Payments returns what was collected, in order. What was paid before an application
// was split off stays with the one that was divided, or it would count twice.
func (app *Application) Payments() []Payment {
	var out []Payment
	for _, e := range app.EntriesInForce() {
		if e.Event == SplitOff {
			out = nil
		}
		if (e.Event == Pay || e.Event == Charge) && e.Amount > 0 {
			out = append(out, Payment{e.Seq, e.On, e.Amount})
		}
	}
	return out
}

// Fact answers a condition about the payment: the day it was paid, "" for any other
// field.
func (p Payment) Fact(f cond.Field) string {
	if f == cond.FieldPaid {
		return string(p.Paid)
	}
	return ""
}
