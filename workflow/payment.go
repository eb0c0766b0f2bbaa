package workflow

import (
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/statistics"
)

// Payment is money that was collected for one application (收费): a fee for
// handling, or under the 2007 edition the cost of search, copies and post.
type Payment struct {
	No   int // the entry it was written down in
	Paid calendar.Date
	Yuan statistics.Amount
}

// Payments lists what was collected, in order. What was paid before an
// application came out of another stays with that one.
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

// Fact answers conditions about payments.
func (p Payment) Fact(f cond.Field) string {
	if f == cond.FieldPaid {
		return string(p.Paid)
	}
	return ""
}
