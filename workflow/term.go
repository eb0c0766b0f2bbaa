package workflow

import (
	"gongkai/workflow/calendar"
)

// settle derives the due date anew. That of an ended application stays as it was when
// it ended: a later holiday notice cannot make an answer late.
func (app *Application) settle(law Law) {
	app.Due, app.Stopped, app.Provisional, app.Latest = "", false, false, ""
	switch fixed := app.fixed(); {
	case app.Received == "" || app.State == Superseded:
	case app.State == Remaking:
		app.Due = fixed.Until
	case app.State.Ended() && fixed.Due != "":
		app.Due = fixed.Due
	default:
		app.measure(law)
	}
}

// measure sets the due date that follows from the clock. While the clock stands still
// there is none; if only opinions are awaited, Latest is the one there will be if they
// never come.
func (app *Application) measure(law Law) {
	if first := app.Closing(); app.State.Ended() && app.remade(first.Seq) {
		app.Due = app.ordered(first.Seq) // it had not been answered when it was ordered to be
		return
	}
	c := app.Clock(law)
	switch {
	case !c.Stopped:
		app.Due, app.Provisional = c.Due, c.Provisional && !app.State.Ended()
	case app.State.Ended(): // it ended while the clock stood still, and so without a due date
	default:
		app.Stopped = true
		// As seen from the last day there is, every consulted party's term is over.
		if c = app.ClockOn(law, calendar.LastDay); !c.Stopped {
			app.Latest = c.Due
		}
	}
}

// ordered returns the last day set by the latest order before the entry; "" if there is
// none.
func (app *Application) ordered(seq int) calendar.Date {
	until := calendar.Date("")
	for _, e := range app.EntriesInForce() {
		if e.orders() && e.Seq < seq {
			until = e.Until
		}
	}
	return until
}

// fixed returns the entry that fixed the due date: while an order to answer again is
// open, that order; of an ended application its first answer or ending, or a later
// correction of the registration. It is the zero Entry if none did.
func (app *Application) fixed() Entry {
	var out Entry
	for _, e := range app.EntriesInForce() {
		switch {
		case app.State == Remaking:
			if e.orders() {
				out = e
			}
		case e.closes() && out.Seq == 0, e.Event == Amend && out.Seq > 0:
			out = e
		}
	}
	return out
}

// Resettle derives the due date of an open application anew after the calendar changed,
// and reports whether it moved.
func (app *Application) Resettle(cal *calendar.Calendar) bool {
	due, latest, provisional := app.Due, app.Latest, app.Provisional
	if !app.State.Ended() {
		app.settle(app.Law(cal))
	}
	return due != app.Due || latest != app.Latest || provisional != app.Provisional
}
