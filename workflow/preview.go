package workflow

import (
	"context"
	"slices"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/statistics"
)

// Effect is what a step would make of an application.
type Effect struct{ Before, After *Application }

// Try takes the step as [Desk.Do] would, in the same way and with the same refusals,
// but keeps nothing of it.
func (d *Desk) Try(ctx context.Context, id ID, cmd Command) (Effect, error) {
	before, err := d.Application(ctx, id)
	if err != nil {
		return Effect{}, err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return Effect{}, err
	}
	would := *d
	would.Store = trial{d.Store, cal}
	after, err := would.Do(ctx, id, cmd)
	return Effect{before, after}, err
}

// trial is a store in which steps can be taken without being kept, because they work on
// copies. Its calendar stays as it was at the beginning.
type trial struct {
	Store
	calendar *calendar.Calendar
}

// Calendar implements [Store].
func (s trial) Calendar(context.Context) (*calendar.Calendar, error) { return s.calendar, nil }

// Add implements [Store].
func (s trial) Add(context.Context, ...*Application) error { return nil }

// Update implements [Store].
func (s trial) Update(
	ctx context.Context, scope cond.Cond, id ID, change func(*Application) error,
) (*Application, error) {
	app, err := s.Get(ctx, scope, id)
	if err == nil {
		err = change(app)
	}
	if err != nil {
		return nil, err
	}
	return app, nil
}

// Together implements [Store].
func (s trial) Together(
	ctx context.Context, scope cond.Cond, ids []ID, change func([]*Application) ([]*Application, error),
) ([]*Application, error) {
	apps, err := s.Many(ctx, scope, ids)
	if err == nil {
		_, err = change(apps)
	}
	return apps, err
}

// Prospect is what the due date would be after a possible next step.
type Prospect struct {
	Event   Event
	Label   string
	Due     calendar.Date // "" while the clock would stand still
	Stopped bool
	State   State
}

// prospects returns the steps that move the due date, with the least that each needs
// besides the day. “–” stands for a reason, units and amount for the smallest fee.
func (app *Application) prospects(law Law) []Command {
	return []Command{
		{Event: Confirm},
		{Event: AskCorrection},
		{Event: Correct, Reason: "–"},
		{Event: Extend, Days: law.Extension.Days},
		{Event: Consult, Party: ThirdParty},
		{Event: Consulted, Opinion: "agrees"},
		{Event: AskReasons},
		{Event: AskFee, Tariff: ByItem, Units: 11, Amount: statistics.Whole(100)},
		{Event: Pay, Reason: "–"},
	}
}

// WhatIf returns, for an open application, the due date after each step that the law
// allows on a day, by taking the step on a copy. It asks neither who may take it nor
// whether an extension was drafted. An ended application has no prospects.
func (app *Application) WhatIf(on calendar.Date, cal *calendar.Calendar) []Prospect {
	if app.State.Ended() {
		return nil
	}
	law := app.Law(cal)
	var out []Prospect
	for _, cmd := range app.prospects(law) {
		probe := *app
		probe.Journal, probe.Disputes = slices.Clone(app.Journal), slices.Clone(app.Disputes)
		cmd.On, cmd.At, cmd.Role, cmd.Register = on, on.Noon(), account.Supervisor, true
		if probe.Apply(cmd, cal) != nil {
			continue
		}
		out = append(out, Prospect{cmd.Event, EventLabel(cmd.Event), probe.Due, probe.Stopped, probe.State})
	}
	return out
}

// AnsweredAs returns a copy of the application as if it were answered so on a day, to
// see in which line it would count. An earlier answer still counts instead.
func (app *Application) AnsweredAs(code OutcomeCode, on calendar.Date) *Application {
	probe := *app
	probe.Journal, probe.Disputes = slices.Clone(app.Journal), slices.Clone(app.Disputes)
	probe.fold(Entry{Seq: len(app.Journal) + 1, Event: Answer, On: on, To: Answered, Outcome: code})
	return &probe
}
