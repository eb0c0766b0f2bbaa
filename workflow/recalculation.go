package workflow

import (
	"context"
	"slices"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
)

// Moved is an open application whose due date is moved by a change of the calendar. It
// says nothing about the applicant or what was asked for. From and To are equal where a
// provisional date becomes final, or the other way round.
type Moved struct {
	ID             ID
	Office         string
	Number         string
	From, To       calendar.Date // "" while the clock stands still
	WasProvisional bool
	Provisional    bool
}

// Recalculate settles an open application by the calendar that a change has left. If
// that moves the due date, or makes it final or provisional, it records this in the
// journal and reports true. An ended application stays as it is.
func (app *Application) Recalculate(c calendar.Change, cal *calendar.Calendar) (Moved, bool) {
	m := Moved{ID: app.ID, Office: app.Office, Number: app.Number, From: app.Due, WasProvisional: app.Provisional}
	if app.State.Ended() || !app.Resettle(cal) {
		return m, false
	}
	m.To, m.Provisional = app.Due, app.Provisional
	app.fold(Entry{
		Seq: len(app.Journal) + 1, Event: Recalculate, On: calendar.DateOf(c.At), At: c.At,
		By: c.By, User: c.User, Role: account.Role(c.Role),
		Reason: c.Reason(), Due: app.Due, Article: app.Law(cal).Numbered("33"),
	})
	app.Version++
	return m, true
}

// seen reports whether a version still is what the person saw: nothing has been added
// but new due dates, by which the step is judged anyway.
func (app *Application) seen(version int) bool {
	since := app.Journal[min(version, len(app.Journal)):]
	return version <= app.Version && !slices.ContainsFunc(since, func(e Entry) bool { return e.Event != Recalculate })
}

// ByPeople returns the entries of a journal without those written by a change of the
// calendar, numbered as if there had been none: what people did. References follow the
// new numbers.
func ByPeople(journal []Entry) []Entry {
	if !slices.ContainsFunc(journal, func(e Entry) bool { return e.Event == Recalculate }) {
		return journal
	}
	var out []Entry
	now := map[int]int{}
	for _, e := range journal {
		if e.Event == Recalculate {
			continue
		}
		now[e.Seq] = len(out) + 1
		e.Seq = len(out) + 1
		if to, ok := now[e.Ref]; ok {
			e.Ref = to
		}
		out = append(out, e)
	}
	return out
}

// CaughtUp reads the calendar again after a step, because a change made while the step
// was under way did not see the application as the step left it. If it did change,
// everything open is settled anew and the application is loaded again; an error of the
// step is returned as it is.
func (d *Desk) CaughtUp(
	ctx context.Context, cal *calendar.Calendar, cmd Command, app *Application, err error,
) (*Application, error) {
	if err != nil {
		return app, err
	}
	now, err := d.Store.Calendar(ctx) // from the store, whatever the desk remembers
	if err != nil || now == cal {
		return app, err
	}
	defer d.memory.Forget()
	c := calendar.Change{By: cmd.By, User: cmd.User, Role: string(cmd.Role), At: cmd.At}
	if _, err := d.Store.SetCalendar(ctx, c, func([]Moved) error { return nil }); err != nil || app == nil {
		return app, err
	}
	return d.Store.Get(ctx, nil, app.ID)
}
