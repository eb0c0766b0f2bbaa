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

// Census asks how many applications meet each of several conditions, all in one query:
// what a page of counts needs.
type Census struct {
	Scope cond.Cond    // on the application; nil sets none
	Where cond.Cond    // which applications are looked at; nil: all
	By    []cond.Field // one row for each combination of their values that occurs; none: one row
	Count []cond.Cond  // one number for each; nil counts every application looked at
}

// CensusRow is one row of a [Census].
type CensusRow struct { // the values of By, in its order
	Key []string // the numbers of Count, in its order
	N   []int
}

// Store counts applications.
type Store interface {
	// Census returns the rows in order of their keys, counting as [cond.Match] does.
	// Without By there is one row even if no application is looked at.
	Census(ctx context.Context, q Census) ([]CensusRow, error)
}

// Census counts within the person's scope, whatever scope the query names.
func (d Board) Census(ctx context.Context, q Census) ([]CensusRow, error) {
	scope, err := d.Scope(ctx)
	if err != nil {
		return nil, err
	}
	q.Scope = scope
	return d.Store.Census(ctx, q)
}

// Take takes the census of applications in memory: the plain definition of what a
// store does in SQL.
func (q Census) Take(apps []*workflow.Application) []CensusRow {
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

// begun returns the rows before anything is counted.
func (q Census) begun() []CensusRow {
	if len(q.By) > 0 {
		return nil
	}
	return []CensusRow{{Key: []string{}, N: make([]int, len(q.Count))}}
}

// holds reports whether the condition holds; nil always does.
func holds(c cond.Cond, f cond.Facts) bool { return c == nil || cond.Match(c, f, calendar.Period{}) }
