package board

import (
	"context"
	"slices"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
)

// Board counts for one person.
type Board struct {
	*account.Actor
	Store Store
}

// Census asks how many applications meet each of several conditions, all in one
// go: what a board counts, at the price of one look.
type Census struct {
	Scope cond.Cond    // on the application; nil means everything
	Where cond.Cond    // what is looked at; nil means all
	By    []cond.Field // one row for each of their values that occurs; none: one row
	Count []cond.Cond  // one number each; nil counts every one looked at
}

// CensusRow is one row of it: the values of the fields, and the numbers.
type CensusRow struct {
	Key []string
	N   []int
}

// Store counts applications.
type Store interface {
	// Census counts what [cond.Match] finds, in order of the keys. Without By there is
	// one row even when nothing is looked at.
	Census(ctx context.Context, q Census) ([]CensusRow, error)
}

// Census counts in the person's scope.
func (d Board) Census(ctx context.Context, q Census) ([]CensusRow, error) {
	scope, err := d.Scope(ctx)
	if err != nil {
		return nil, err
	}
	q.Scope = scope
	return d.Store.Census(ctx, q)
}

// Counted takes the census of applications that are at hand: the plain reading of
// what a store does.
func (q Census) Counted(apps []*workflow.Application) []CensusRow {
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
func holds(c cond.Cond, f cond.Facts) bool { return c == nil || cond.Match(c, f, calendar.Period{}) }
