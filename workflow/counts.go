package workflow

import (
	"context"

	"gongkai/workflow/cond"
)

// CountStore counts lists without reading them. It is part of [Store].
type CountStore interface {
	// Counts returns for each condition (nil: all) how many applications in scope meet
	// it, in one query and as of one moment: the totals List would give.
	Counts(ctx context.Context, scope cond.Cond, conds []cond.Cond) ([]int, error)
}

// Counts returns for each condition how many applications in the person's scope meet
// it, in the order of the conditions.
func (d *Desk) Counts(ctx context.Context, conds ...cond.Cond) ([]int, error) {
	scope, err := d.Scope(ctx)
	if err != nil {
		return nil, err
	}
	return d.Store.Counts(ctx, scope, conds)
}
