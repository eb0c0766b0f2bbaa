package workflow

import (
	"context"
	"slices"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
)

// Opening is what the desk of a request begins with: who asks, the settings of
// the installation and the calendar in force.
type Opening struct {
	User     account.User
	Settings account.Settings
	Calendar *calendar.Calendar
}

// OpeningStore reads it. It is part of [Store].
type OpeningStore interface {
	// Opening gives the user with this name as [account.Store.User] does, and with
	// it the settings and the calendar, in one question.
	Opening(ctx context.Context, name string) (Opening, error)
}

// Open is the desk of a user for one request; NotFound if there is none of the
// name. See [Desk.Once].
func (d *Desk) Open(ctx context.Context, name string) (*Desk, error) {
	o, err := d.Store.Opening(ctx, name)
	if err != nil {
		return nil, err
	}
	out := &Desk{d.Begin(o.User, o.Settings), d.Store, &memory{}}
	out.memory.calendar.Set(o.Calendar)
	return out, nil
}

// Once is the desk as a person sees it for one request. It reads only once who
// works where, the settings and the calendar, and forgets what a change made at
// this desk may have changed. What others change meanwhile it does not see, and
// so it is thrown away with the request: work that goes on longer, a job or a
// command line, takes a desk of [Desk.For], which remembers nothing. What is
// decided inside a transaction is decided on what the transaction reads; and
// after every step the calendar is asked for again, so that a change of it which
// came in between is not missed. One goroutine at a time may use it.
func (d *Desk) Once(u account.User) *Desk { return &Desk{d.Actor.Once(u), d.Store, &memory{}} }

// memory is what the desk of one request has read of the calendar; what it has
// read of people and offices, its actor remembers.
type memory struct {
	calendar account.Remembered[*calendar.Calendar]
	changes  account.Remembered[[]calendar.Change]
}

// recall is what the desk remembers: of a desk that is kept, nothing.
func (d *Desk) recall() *memory {
	if d.memory == nil {
		return &memory{}
	}
	return d.memory
}

// forget makes the desk read the calendar anew.
func (d *Desk) forget() {
	if d.memory != nil {
		*d.memory = memory{}
	}
}

// Calendar is the calendar in force.
func (d *Desk) Calendar(ctx context.Context) (*calendar.Calendar, error) {
	return d.recall().calendar.Or(func() (*calendar.Calendar, error) { return d.Store.Calendar(ctx) })
}

// CalendarChanges are the changes of the calendar, as [Store.CalendarChanges] has
// them.
func (d *Desk) CalendarChanges(ctx context.Context) ([]calendar.Change, error) {
	all, err := d.recall().changes.Or(func() ([]calendar.Change, error) { return d.Store.CalendarChanges(ctx) })
	return slices.Clone(all), err
}
