package workflow

import (
	"context"

	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
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
