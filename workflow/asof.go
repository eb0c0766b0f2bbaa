package workflow

import (
	"context"
	"slices"
	"time"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// AsOf returns the application as it was known at a moment: from the entries recorded
// by then, with the due date that the last of them gave, whatever has become of the
// calendar since. It returns nil if nothing had been recorded yet; the parts of a
// divided application did not exist before the division.
func (app *Application) AsOf(at time.Time, cal *calendar.Calendar) *Application {
	n := app.WrittenBy(at)
	if n == 0 {
		return nil
	}
	return app.UpTo(n, cal)
}

// WrittenBy returns how many entries had been recorded at a moment. The journal is read
// in its own order: an entry behind a later one had not been recorded either, whatever
// its time says.
func (app *Application) WrittenBy(at time.Time) int {
	n := slices.IndexFunc(app.Journal, func(e Entry) bool { return e.At.After(at) })
	if n < 0 {
		n = len(app.Journal)
	}
	if n < app.FirstOwn() {
		return 0
	}
	return n
}

// FirstOwn returns the number of the first entry that belongs to this application
// alone: what a part carries from before it was split off was recorded about the whole.
func (app *Application) FirstOwn() int {
	for _, e := range slices.Backward(app.Journal) {
		if e.Event == SplitOff {
			return e.Seq
		}
	}
	return 1
}

// UpTo returns the application as it stood after its first n entries, n at least 1.
// With all entries, the columns are those of today.
func (app *Application) UpTo(n int, cal *calendar.Calendar) *Application {
	then := *app
	if n < len(app.Journal) {
		then = *Replay(app.Journal[:n:n], cal.For(app.Office))
		then.ID, then.Office, then.Token = app.ID, app.Office, app.Token
	}
	if said := app.Journal[n-1].Due; said != "" && said != then.Due {
		then.Due, then.Provisional = said, !then.State.Ended() // it was moved later, so it was not yet sure
	}
	return &then
}

// ApplicationAsOf loads one application in the person's scope as it was known at the
// end of a day; NotFound if it was not known then.
func (d *Desk) ApplicationAsOf(ctx context.Context, id ID, day calendar.Date) (*Application, error) {
	app, err := d.Application(ctx, id)
	if err != nil {
		return nil, err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	return app.AsOfDay(day, cal)
}

// AsOfDay returns the application as it was known at the end of a day; NotFound, with
// the first possible day, if it was not known then.
func (app *Application) AsOfDay(day calendar.Date, cal *calendar.Calendar) (*Application, error) {
	if then := app.AsOf(calendar.EndOf(day), cal); then != nil {
		return then, nil
	}
	return nil, &fault.Error{Kind: fault.NotFound, What: "截至 " + string(day) + "，这件申请还没有记入本系统",
		Next: "首条记录写于 " + string(calendar.DateOf(app.Journal[app.FirstOwn()-1].At)) + "，请选择这一天或者以后的日期"}
}
