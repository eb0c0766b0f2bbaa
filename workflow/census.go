package workflow

import (
	"context"
	"slices"
)

// Census asks how many applications meet each of several conditions, all in one
// go: what a board counts, at the price of one look.
type Census struct {
	Scope Cond    // on the application; nil means everything
	Where Cond    // what is looked at; nil means all
	By    []Field // one row for each of their values that occurs; none: one row
	Count []Cond  // one number each; nil counts every one looked at
}

// CensusRow is one row of it: the values of the fields, and the numbers.
type CensusRow struct {
	Key []string
	N   []int
}

// CensusStore counts applications. It is part of [Store].
type CensusStore interface {
	// Census counts what [Match] finds, in order of the keys. Without By there is
	// one row even when nothing is looked at.
	Census(ctx context.Context, q Census) ([]CensusRow, error)
}

// Census counts in the person's scope.
func (d *Desk) Census(ctx context.Context, q Census) ([]CensusRow, error) {
	scope, err := d.Scope(ctx)
	if err != nil {
		return nil, err
	}
	q.Scope = scope
	return d.Store.Census(ctx, q)
}

// Counted takes the census of applications that are at hand: the plain reading of
// what a store does.
func (q Census) Counted(apps []*Application) []CensusRow {
	out := q.begun()
	for _, app := range apps {
		if !holds(q.Scope, app) || !holds(q.Where, app) {
			continue
		}
		key := make([]string, len(q.By))
		for i, f := range q.By {
			key[i] = app.Fact(f)
		}
		at, found := slices.BinarySearchFunc(out, key, func(r CensusRow, key []string) int {
			return slices.Compare(r.Key, key)
		})
		if !found {
			out = slices.Insert(out, at, CensusRow{Key: key, N: make([]int, len(q.Count))})
		}
		for i, c := range q.Count {
			if holds(c, app) {
				out[at].N[i]++
			}
		}
	}
	return out
}

// begun is the census before anything was counted.
func (q Census) begun() []CensusRow {
	if len(q.By) > 0 {
		return nil
	}
	return []CensusRow{{Key: []string{}, N: make([]int, len(q.Count))}}
}

// holds takes no condition for one that always holds.
func holds(c Cond, f Facts) bool { return c == nil || Match(c, f, Period{}) }
