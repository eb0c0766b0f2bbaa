package workflow

import "gongkai/workflow/calendar"

// What the tests of the law look at beside what everybody may use.

// Excessive is the category that needs the applicant's reasons.
const Excessive = excessive

// Tables and small functions of the law.
var (
	HasReason = hasReason
	Clerks    = clerks
	Anywhere  = anywhere
	Takes     = takes
	Tasks     = tasks
	Knows     = knows
)

// Target is where the rule leads from a state.
func (r Rule) Target(from State) State { return r.target(from) }

// LastStep is the day before which nothing may be written down, and what set it.
func (app *Application) LastStep() (calendar.Date, string) { return app.lastStep() }

// WaitsFor says whether an entry still waits for its reply.
func (app *Application) WaitsFor(seq int) bool { return app.waitsFor(seq) }

// Remade says whether an entry belongs to an answer made again.
func (app *Application) Remade(seq int) bool { return app.remade(seq) }

// Reviewed says whether a review was accepted.
func (app *Application) Reviewed() bool { return app.reviewed() }

// Objection is the objection of a third party that shuts an answer, if any.
func (app *Application) Objection(law Law) (Entry, bool) { return app.objection(law) }

// After says whether one of the events has followed the answer.
func (app *Application) After(events ...Event) bool { return app.after(events...) }

// Has says whether an event has happened.
func (app *Application) Has(event Event) bool { return app.has(event) }

// Span is the day the running term counts from, and its length.
func (app *Application) Span(law Law) (calendar.Date, int) { return app.span(law) }

// RestartedOn says whether the count begins anew after a day.
func (app *Application) RestartedOn(d calendar.Date) bool { return app.restartedOn(d) }

// Prospects are the steps that a look ahead tries.
func (app *Application) Prospects(law Law) []Command { return app.prospects(law) }
