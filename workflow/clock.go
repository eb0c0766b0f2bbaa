package workflow

import (
	"cmp"
	"errors"
	"slices"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

func asError(err error, target **fault.Error) bool { return errors.As(err, target) }

// Clock is where the statutory term stands. Nothing of it is stored: it is
// replayed from the journal, so it cannot go stale.
type Clock struct {
	Since       calendar.Date // the day Left is counted from, itself not counted
	Left        int           // working days
	Stopped     bool          // 中止计算: there is no due date while it stands still
	Due         calendar.Date // the last day of the term; meaningless while stopped
	Provisional bool

	rolled calendar.Date // the day on which a term ended that had run out as a pause began
}

// extend adds the grants that came before an entry, and gives the rest.
func (c *Clock) extend(grants []Entry, seq int) []Entry {
	for len(grants) > 0 && grants[0].Seq < seq {
		c.Left += grants[0].Days
		grants = grants[1:]
	}
	return grants
}

// span is the day the running term counts from, and its length with what was
// granted.
func (app *Application) span(law Law) (calendar.Date, int) {
	since, days := app.start(law)
	for _, e := range app.grants() {
		days += e.Days
	}
	return since, days
}

// grants are the extensions of the running term.
func (app *Application) grants() []Entry {
	var out []Entry
	for _, e := range app.EntriesInForce() {
		switch e.Clock {
		case Grants:
			out = append(out, e)
		case Restarts, Defers: // a later term already has what was granted before
			out = nil
		case Stops, Resumes, Runs:
		}
	}
	return out
}

// pause is a stretch of days that is not counted: (from, to]. to is "" while it
// lasts.
type pause struct {
	seq      int
	from, to calendar.Date
	why      Event
	party    Party
}

// Clock replays the journal: the term from the last restart, plus what was
// granted, less what was counted outside the pauses. Pauses that overlap stop
// it once. It is the zero Clock for an application not yet received.
//
// It is the clock as it stood at the latest entry; [Application.ClockOn] asks for
// another day: an opinion that nobody waits for any longer stops nothing.
func (app *Application) Clock(law Law) Clock { return app.ClockOn(law, app.asOf()) }

// asOf is the day the columns are about: of the latest entry, of an ended
// application the day it ended.
func (app *Application) asOf() calendar.Date {
	if app.Closed != "" && app.State != Remaking {
		return app.Closed
	}
	for _, e := range slices.Backward(app.Journal) {
		if e.Event != Recalculate { // which says nothing of a day of its own
			return e.On
		}
	}
	return ""
}

// ClockOn is the clock as it stands on a day.
func (app *Application) ClockOn(law Law, on calendar.Date) Clock {
	if app.Received == "" {
		return Clock{}
	}
	since, left := app.start(law)
	c, grants := Clock{Since: since, Left: left}, app.grants()
	for _, p := range merge(app.pauses(on), since) {
		grants = c.extend(grants, p.seq)
		if p.from > law.Add(c.Since, c.Left) {
			break // the term had run out before
		}
		c.Left -= max(law.Between(c.Since, p.from), 0)
		c.Since, c.Stopped = p.to, p.to == ""
		if c.Left == 0 && !c.Stopped {
			c.Since, c.rolled = law.Add(p.to, 0), law.Add(p.to, 0) // what is granted now is added to that day
		}
	}
	c.extend(grants, len(app.Journal)+1)
	if !c.Stopped {
		c.Due = law.Add(c.Since, c.Left)
		c.Provisional = !law.Known(c.Due.AddDays(newYear)) || !law.Known(c.Since)
	}
	return c
}

// newYear is how many days before its year a notice reaches back: that of 2019
// declared 2018-12-29 a working day.
const newYear = 3

// start is the day the running term counts from, and its length.
func (app *Application) start(law Law) (calendar.Date, int) {
	since, left := app.Received, law.Answer.Days
	for _, e := range app.EntriesInForce() {
		switch e.Clock {
		case Restarts:
			since, left = e.On, law.Answer.Days
		case Defers: // art. 35: what is left is up to the day that was fixed
			since, left = e.On, law.Between(e.On, law.rolled(e.Until))
		case Stops, Resumes, Runs, Grants:
		}
	}
	return since, left
}

// pauses lists the stretches that stop the clock as seen on a day, in the order
// they began.
func (app *Application) pauses(on calendar.Date) []pause {
	var out []pause
	for _, e := range app.EntriesInForce() {
		if e.Clock == Stops {
			out = append(out, pause{seq: e.Seq, from: e.On, to: app.pauseEnd(e, on), why: e.Event, party: e.Party})
		}
	}
	return out
}

// waitsFor says whether the clock stands still because of an entry.
func (app *Application) waitsFor(seq int) bool {
	return seq > 0 && app.Journal[seq-1].Clock == Stops &&
		!slices.ContainsFunc(app.EntriesInForce(), func(e Entry) bool { return e.ends(seq) })
}

// ends says whether the entry sets the clock going again after a stop.
func (e Entry) ends(stop int) bool {
	return e.Ref == stop && (e.Clock == Resumes || e.Clock == Restarts)
}

// pauseEnd is the day a pause ended, "" while it lasts. A party that was asked has
// its term, and what it takes beyond that is not excluded (articles 32, 34): then
// the clock goes on, whether anybody wrote the silence down or not.
func (app *Application) pauseEnd(stop Entry, on calendar.Date) calendar.Date {
	for _, e := range app.EntriesInForce() {
		if e.ends(stop.Seq) {
			return cmp.Or(e.Effective, e.On)
		}
	}
	if stop.Event == Consult && on > stop.Until {
		return stop.Until
	}
	return ""
}

// merge joins the pauses that overlap and leaves out what lies before a restart.
func merge(pauses []pause, since calendar.Date) []pause {
	slices.SortStableFunc(pauses, func(a, b pause) int { return cmp.Compare(a.from, b.from) })
	var out []pause
	for _, p := range pauses {
		if p.from < since {
			p.from = since
		}
		if p.to != "" && p.to <= p.from {
			continue
		}
		if n := len(out); n > 0 && (out[n-1].to == "" || p.from <= out[n-1].to) {
			if out[n-1].to != "" && (p.to == "" || p.to > out[n-1].to) {
				out[n-1].to = p.to
			}
			continue
		}
		out = append(out, p)
	}
	return out
}

// LedgerDay is one day of the count. Counted is the number of the day in the
// term, 0 for a day that does not count.
type LedgerDay struct {
	Date    calendar.Date `json:"date"`
	Working bool          `json:"working"`
	Counted int           `json:"counted"`
	Why     string        `json:"why"`
	Holds   Hold          `json:"-"`
}

// Hold is what keeps a day of the term from counting besides the calendar. The zero
// Hold: nothing does.
type Hold struct {
	Event  Event // the step that stopped the count
	Party  Party // whose opinion it asked for
	Rolled bool  // the term ran out while the count stood still, and ends on this day
}

// Ledger is the count day by day, with the reason for each: from the day after
// receipt to the due date, or while the clock stands still to asOf at the
// latest. It is empty for an application not yet received.
func (app *Application) Ledger(law Law, asOf calendar.Date) []LedgerDay {
	if app.Received == "" {
		return nil
	}
	if app.State.Ended() {
		asOf = app.Closed
	}
	last := app.ledgerEnd(law, asOf)
	seen := max(asOf, app.asOf())
	since, term := app.span(law)
	pauses, rolled, counted := app.pauses(seen), app.ClockOn(law, seen).rolled, 0
	var out []LedgerDay
	for d := app.Received.AddDays(1); d <= last; d = d.AddDays(1) {
		if app.restartedOn(d.AddDays(-1)) {
			counted = 0
		}
		day := LedgerDay{Date: d, Working: law.Working(d), Why: law.Why(d)}
		switch p, in := pausedOn(pauses, d); {
		case in:
			day.Why, day.Holds = pauseWords(p), Hold{Event: p.why, Party: p.party}
		case d > since && counted == term, d == rolled:
			day.Why, day.Holds = "顺延：期限在中止期间届满", Hold{Rolled: true} // it ran out on the day the pause began
		case day.Working:
			counted++
			day.Counted = counted
		}
		out = append(out, day)
	}
	return out
}

func (app *Application) ledgerEnd(law Law, asOf calendar.Date) calendar.Date {
	c := app.ClockOn(law, max(asOf, app.asOf()))
	if !c.Stopped {
		return c.Due
	}
	on, _ := app.lastStep()
	return max(on, asOf)
}

// restartedOn says whether the count begins anew after a day: the term itself, or
// what is left of it up to a later day that was fixed.
func (app *Application) restartedOn(d calendar.Date) bool {
	return slices.ContainsFunc(app.EntriesInForce(), func(e Entry) bool {
		return (e.Clock == Restarts || e.Clock == Defers) && e.On == d
	})
}

func pausedOn(pauses []pause, d calendar.Date) (pause, bool) {
	i := slices.IndexFunc(pauses, func(p pause) bool { return p.from < d && (p.to == "" || d <= p.to) })
	if i < 0 {
		return pause{}, false
	}
	return pauses[i], true
}

func pauseWords(p pause) string {
	for _, row := range Parties {
		if row.Code == p.party {
			return "中止：征求" + row.Label + "意见"
		}
	}
	return "中止：" + StateLabel(map[Event]State{AskCorrection: Correcting, AskFee: FeePending}[p.why])
}
