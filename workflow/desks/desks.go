// Package desks puts the ways into every subject side by side for one person: what
// handlers, the command line and tests are given. It refuses to decide or keep
// anything; it only knows which subjects there are.
package desks

import (
	"context"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/board"
	"gongkai/workflow/draft"
	"gongkai/workflow/job"
	"gongkai/workflow/ledger"
	"gongkai/workflow/register"
	"gongkai/workflow/report"
	"gongkai/workflow/similar"
)

// Store keeps everything: the stores of all subjects in one. Its contract is tested by
// gongkai/workflow/storetest.
type Store interface {
	workflow.Store
	account.Store
	report.Store
	board.Store
	draft.Store
	similar.Store
	job.Store
	ledger.Store
}

// Set is the desk of one person with the way into each other subject. All of them share
// one actor, and so one memory during a request.
type Set struct {
	*workflow.Desk
	Store    Store
	Reports  report.Reports
	Register register.Importer
	Similar  similar.Finder
	Board    board.Board
	Drafts   draft.Drafts
	Jobs     job.Jobs
	Notary   ledger.Notary
}

// New returns the set over a store before any person is known: the zero user may do
// nothing. See [Set.For].
func New(s Store) *Set { return over(s, workflow.NewDesk(s, s)) }

// For returns the set as this person sees it. It may be kept, because it reads
// everything anew each time.
func (s *Set) For(u account.User) *Set { return over(s.Store, s.Desk.For(u)) }

// Once returns the set of this person for one request; see [workflow.Desk.Once].
func (s *Set) Once(u account.User) *Set { return over(s.Store, s.Desk.Once(u)) }

// Open returns the set of the user of this name for one request; NotFound if there is
// none. See [workflow.Desk.Open].
func (s *Set) Open(ctx context.Context, name string) (*Set, error) {
	d, err := s.Desk.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	return over(s.Store, d), nil
}

// over puts the ways into all subjects around one desk.
func over(s Store, d *workflow.Desk) *Set {
	return &Set{
		Desk: d, Store: s,
		Reports:  report.Reports{Desk: d, Store: s},
		Register: register.Importer{Desk: d},
		Similar:  similar.Finder{Desk: d, Store: s},
		Board:    board.Board{Actor: d.Actor, Store: s},
		Drafts:   draft.Drafts{Actor: d.Actor, Store: s},
		Jobs:     job.Jobs{Actor: d.Actor, Store: s},
		Notary:   ledger.Notary{Actor: d.Actor, Store: s},
	}
}
