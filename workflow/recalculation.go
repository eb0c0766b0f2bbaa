package workflow

import (
	"context"
	"slices"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
)

// Moved is an open application whose due date a change of the calendar moves. It
// has nothing of what was applied for or by whom. From and To are the same where
// a date that was provisional becomes fixed, or the other way round.
type Moved struct {
	ID             ID
	Office         string
	Number         string
	From, To       calendar.Date
	WasProvisional bool
	Provisional    bool
}

// Recalculate settles an open application by the calendar as a change has left
// it. Where that moves the due date, or makes it fixed or provisional, it writes
// so into the journal and says how; an ended application stays as it is.
func (app *Application) Recalculate(c calendar.Change, cal *calendar.Calendar) (Moved, bool) {
	m := Moved{ID: app.ID, Office: app.Office, Number: app.Number, From: app.Due, WasProvisional: app.Provisional}
	if app.State.Ended() || !app.Resettle(cal) {
		return m, false
	}
	m.To, m.Provisional = app.Due, app.Provisional
	app.fold(Entry{
		Seq: len(
			app.Journal,
		) + 1,
		Event:   Recalculate,
		On:      calendar.DateOf(c.At),
		At:      c.At,
		By:      c.By,
		User:    c.User,
		Role:    account.Role(c.Role),
		Reason:  c.Reason(),
		Due:     app.Due,
		Article: app.Law(cal).Numbered("33"),
	})
	app.Version++
	return m, true
}

// seen says whether a version is still what the person saw: nothing came since
// but new due dates, which his step is judged by anyway.
func (app *Application) seen(version int) bool {
	since := app.Journal[min(version, len(app.Journal)):]
	return version <= app.Version && !slices.ContainsFunc(since, func(e Entry) bool { return e.Event != Recalculate })
}

// ByPeople are the entries of a journal but those that a change of the calendar
// wrote, numbered as if there had been none: what people did.
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

// CaughtUp looks again at the calendar after a step: one that changed while the
// step was under way did not see the application as the step left it.
func (d *Desk) CaughtUp(
	ctx context.Context, cal *calendar.Calendar, cmd Command, app *Application, err error,
) (*Application, error) {
	if err != nil {
		return app, err
	}
	now, err := d.Store.Calendar(ctx) // as it is, whatever the desk remembers
	if err != nil || now == cal {
		return app, err
	}
	defer d.forget()
	c := calendar.Change{By: cmd.By, User: cmd.User, Role: string(cmd.Role), At: cmd.At}
	if _, err := d.Store.SetCalendar(ctx, c, func([]Moved) error { return nil }); err != nil || app == nil {
		return app, err
	}
	return d.Store.Get(ctx, nil, app.ID)
}
