// Package desks puts the ways into every subject side by side for one person:
// what handlers, the command line and tests are given. It decides nothing and
// keeps nothing; it only knows which subjects there are.
package desks

import (
	"context"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/board"
	"gongkai/workflow/draft"
	"gongkai/workflow/job"
	"gongkai/workflow/register"
	"gongkai/workflow/report"
	"gongkai/workflow/similar"
)

// Store keeps everything: the store of every subject in one. Its contract is
// gongkai/workflow/storetest.
type Store interface {
	workflow.Store
	account.Store
	report.Store
	board.Store
	draft.Store
	similar.Store
	job.Store
}

// Set is the desk of one person, and beside it the way into each other subject.
type Set struct {
	*workflow.Desk
	Store    Store
	Reports  report.Reports
	Register register.Importer
	Similar  similar.Finder
	Board    board.Board
	Drafts   draft.Drafts
	Jobs     job.Jobs
}

// New is the set over a store before anybody sits there: the zero user, who may
// nothing. See [Set.For].
func New(s Store) *Set { return over(s, workflow.NewDesk(s, s)) }

// For is the set as this person sees it. It may be kept: it reads everything anew
// each time.
func (s *Set) For(u account.User) *Set { return over(s.Store, s.Desk.For(u)) }

// Once is the set of this person for one request; see [workflow.Desk.Once].
func (s *Set) Once(u account.User) *Set { return over(s.Store, s.Desk.Once(u)) }

// Open is the set of the user of this name for one request; NotFound if there is
// none. See [workflow.Desk.Open].
func (s *Set) Open(ctx context.Context, name string) (*Set, error) {
	d, err := s.Desk.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	return over(s.Store, d), nil
}

func over(s Store, d *workflow.Desk) *Set {
	return &Set{
		Desk: d, Store: s,
		Reports:  report.Reports{Desk: d, Store: s},
		Register: register.Importer{Desk: d},
		Similar:  similar.Finder{Desk: d, Store: s},
		Board:    board.Board{Actor: d.Actor, Store: s},
		Drafts:   draft.Drafts{Actor: d.Actor, Store: s},
		Jobs:     job.Jobs{Actor: d.Actor, Store: s},
	}
}
