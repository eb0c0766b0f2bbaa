package workflow

import (
	"context"

	"gongkai/workflow/cond"
)

// CountStore counts lists without reading them. It is part of [Store].
type CountStore interface {
	// Counts says of each condition how many applications in scope meet it (nil:
	// all), in one question and of one moment: what List says of each by itself.
	Counts(ctx context.Context, scope cond.Cond, conds []cond.Cond) ([]int, error)
}

// Counts says of each condition how many applications in the person's scope meet
// it.
func (d *Desk) Counts(ctx context.Context, conds ...cond.Cond) ([]int, error) {
	scope, err := d.Scope(ctx)
	if err != nil {
		return nil, err
	}
	return d.Store.Counts(ctx, scope, conds)
}
