package workflow

import (
	"cmp"
	"slices"

	"gongkai/workflow/calendar"
)

// Clock is where the statutory term stands. It is not stored but replayed from the
// journal, so it cannot go stale.
type Clock struct {
	Since       calendar.Date // the day from which Left is counted; it does not count itself
	Left        int           // working days still to run after Since
	Stopped     bool          // 中止计算: while the clock stands still there is no due date
	Due         calendar.Date // the last day of the term; meaningless while stopped
	Provisional bool          // 暂定: a holiday notice that the term reaches into is not published yet

	// rolled is set where the term had run out on the very day a pause began: it then
	// ends on the day the pause ends, or the next working day (docs/law.md §4.3).
	rolled calendar.Date
}

// extend adds the extensions granted before the entry seq to the term, and returns the
// remaining ones. The order matters: an extension adds to what was left when it was
// granted.
func (c *Clock) extend(grants []Entry, seq int) []Entry {
	for len(grants) > 0 && grants[0].Seq < seq {
		c.Left += grants[0].Days
		grants = grants[1:]
	}
	return grants
}

// span returns the day from which the running term counts, and its length in working
// days including extensions.
func (app *Application) span(law Law) (calendar.Date, int) {
	since, days := app.start(law)
	for _, e := range app.grants() {
		days += e.Days
	}
	return since, days
}

// grants returns the extensions of the running term.
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

// pause is a stretch of days that is not counted, (from, to]. to is "" while it lasts.
type pause struct {
	seq      int // the entry that began it
	from, to calendar.Date
	why      Event // the step that stopped the clock: Consult, AskCorrection, AskFee
	party    Party // of a consultation; else ""
}

// Clock replays the journal: the term from the last restart, plus extensions, less the
// days counted outside the pauses. Pauses that overlap stop it once. For an application
// not yet received it is the zero Clock.
//
// It is the clock as it stood at the latest entry. [Application.ClockOn] returns that
// of another day, which may differ without any entry: a party's silence stops the clock
// only until its term ends.
func (app *Application) Clock(law Law) Clock { return app.ClockOn(law, app.asOf()) }

// asOf returns the day the columns describe: that of the latest entry or, once the
// application has ended, of the ending. "" without a journal.
func (app *Application) asOf() calendar.Date {
	if app.Closed != "" && app.State != Remaking {
		return app.Closed
	}
	for _, e := range slices.Backward(app.Journal) {
		if e.Event != Recalculate { // it has no day of its own: it is written on whatever day the calendar changes
			return e.On
		}
	}
	return ""
}

// ClockOn returns the clock as it stands on a day. A pause that begins after the term
// has run out changes nothing (docs/law.md §4.3).
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
		c.Provisional = !law.Covers(c.Due.AddDays(newYear)) || !law.Covers(c.Since)
	}
	return c
}

// newYear is how many days before its year a notice reaches back: that of 2019
// declared 2018-12-29 a working day.
const newYear = 3

// start returns the day from which the running term counts, and its length in working
// days without extensions.
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

// pauses returns the stretches that stop the clock, as seen on a day, in the order they
// began.
func (app *Application) pauses(on calendar.Date) []pause {
	var out []pause
	for _, e := range app.EntriesInForce() {
		if e.Clock == Stops {
			out = append(out, pause{seq: e.Seq, from: e.On, to: app.pauseEnd(e, on), why: e.Event, party: e.Party})
		}
	}
	return out
}

// waitsFor reports whether the clock stands still because of the entry.
func (app *Application) waitsFor(seq int) bool {
	return seq > 0 && app.Journal[seq-1].Clock == Stops &&
		!slices.ContainsFunc(app.EntriesInForce(), func(e Entry) bool { return e.ends(seq) })
}

// ends reports whether the entry sets the clock going again after the stop.
func (e Entry) ends(stop int) bool {
	return e.Ref == stop && (e.Clock == Resumes || e.Clock == Restarts)
}

// pauseEnd returns the day on which a pause ended, as seen on a day; "" while it lasts.
// A consulted party has its term; what it takes beyond that is not excluded (articles
// 32, 34), so then the clock runs on, whether or not anybody recorded the silence.
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

// merge joins pauses that overlap or touch, so that no day is excluded twice, and drops
// what lies before the running term began.
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

// LedgerDay is one day of the count.
type LedgerDay struct {
	Date    calendar.Date `json:"date"`
	Working bool          `json:"working"`
	Counted int           `json:"counted"` // the number of the day in the term; 0 for a day that does not count
	Why     string        `json:"why"`     // the reason in Chinese
	Holds   Hold          `json:"-"`
}

// Hold is what keeps a day of the term from counting other than the calendar. The zero
// Hold means that nothing does.
type Hold struct {
	Event  Event // the step that stopped the count
	Party  Party // whose opinion it asked for
	Rolled bool  // the term ran out as the pause began, and ends on this day
}

// Ledger returns the count day by day, with the reason for each: from the day after
// receipt to the due date or, while the clock stands still, at most to asOf. It is
// empty for an application not yet received.
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

// ledgerEnd returns the last day to show: the due date or, while the clock stands
// still, today or the latest step.
func (app *Application) ledgerEnd(law Law, asOf calendar.Date) calendar.Date {
	c := app.ClockOn(law, max(asOf, app.asOf()))
	if !c.Stopped {
		return c.Due
	}
	on, _ := app.lastStep()
	return max(on, asOf)
}

// restartedOn reports whether the count begins again at 1 after a day: a new full term,
// or a later term that was fixed on it.
func (app *Application) restartedOn(d calendar.Date) bool {
	return slices.ContainsFunc(app.EntriesInForce(), func(e Entry) bool {
		return (e.Clock == Restarts || e.Clock == Defers) && e.On == d
	})
}

// pausedOn returns the pause that the day falls into, and whether there is one.
func pausedOn(pauses []pause, d calendar.Date) (pause, bool) {
	i := slices.IndexFunc(pauses, func(p pause) bool { return p.from < d && (p.to == "" || d <= p.to) })
	if i < 0 {
		return pause{}, false
	}
	return pauses[i], true
}

// pauseWords returns the reason in Chinese why a day in the pause does not count.
func pauseWords(p pause) string {
	for _, row := range Parties {
		if row.Code == p.party {
			return "中止：征求" + row.Label + "意见"
		}
	}
	return "中止：" + StateLabel(map[Event]State{AskCorrection: Correcting, AskFee: FeePending}[p.why])
}
