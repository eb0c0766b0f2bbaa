package workflow

import (
	"context"
	"slices"
	"time"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
)

// Opening is what a request needs first: who asks, the settings of the installation and
// the calendar in force.
type Opening struct {
	User     account.User
	Settings account.Settings
	Calendar *calendar.Calendar
}

// OpeningStore reads an [Opening]. It is part of [Store].
type OpeningStore interface {
	// Opening returns the user with this name, as [account.Store.User] does, together
	// with the settings and the calendar, in one query.
	Opening(ctx context.Context, name string) (Opening, error)
}

// Open returns the desk of a user for one request; NotFound if there is no user of this
// name. See [Desk.Once].
func (d *Desk) Open(ctx context.Context, name string) (*Desk, error) {
	o, err := d.Store.Opening(ctx, name)
	if err != nil {
		return nil, err
	}
	out := &Desk{d.Begin(o.User, o.Settings), d.Store, account.NewMemory[memory]()}
	out.memory.Recall().calendar.Set(o.Calendar)
	return out, nil
}

// Once returns the desk as a person sees it for one request. It reads people, offices,
// settings and the calendar only once, and forgets what a change made at this desk may
// have altered. It does not see what others change meanwhile, so it must not outlive
// the request: work that goes on longer, such as a job or the command line, uses a desk
// from [Desk.For], which remembers nothing.
//
// What is decided inside a transaction is decided on what the transaction reads; and
// after every step the calendar is read again, so that a change of it in between is not
// missed. A desk may be used by one goroutine at a time.
func (d *Desk) Once(u account.User) *Desk {
	return &Desk{d.Actor.Once(u), d.Store, account.NewMemory[memory]()}
}

// memory is what the desk of one request has read of the calendar. What it has read of
// people and offices is remembered by its actor.
type memory struct {
	calendar account.Remembered[*calendar.Calendar]
	changes  account.Remembered[[]calendar.Change]
}

// Calendar returns the calendar in force.
func (d *Desk) Calendar(ctx context.Context) (*calendar.Calendar, error) {
	return d.memory.Recall().calendar.Or(func() (*calendar.Calendar, error) { return d.Store.Calendar(ctx) })
}

// CalendarChanges returns the changes of the calendar in the order of
// [Store.CalendarChanges]. The slice is the caller's own.
func (d *Desk) CalendarChanges(ctx context.Context) ([]calendar.Change, error) {
	all, err := d.memory.Recall().changes.Or(func() ([]calendar.Change, error) { return d.Store.CalendarChanges(ctx) })
	return slices.Clone(all), err
}

// SystemState is what a store knows of itself: sizes and counts, nothing of the
// content. What it does not know is negative, "" or the zero time.
type SystemState struct {
	Database     string    // such as SQLite 3.51.3, PostgreSQL 15.4
	Schema       int64     // the version of the last migration
	Size         int64     // bytes
	Log          int64     // bytes not yet moved into the database file (WAL)
	Free         int64     // bytes on the disk of the database
	Clock        time.Time // the database's own clock
	Applications int64
	Entries      int64
	Sessions     int64
}

// Measured is a store that can report on itself. Not every store can.
type Measured interface {
	// SystemState returns how the store stands. now decides which sign-ins still count
	// as open.
	SystemState(ctx context.Context, now time.Time) (SystemState, error)
}

// HealthState is how the database of a store stands.
type HealthState string

// The states, the worst first. Only in the last two can anything be saved.
const (
	Damaged  HealthState = "damaged"   // a check found damage
	ReadOnly HealthState = "read_only" // it lies where nothing can be written
	NoSpace  HealthState = "full"      // the disk has no room
	Checking HealthState = "checking"  // no damage known, and the check since the start has not ended
	Sound    HealthState = "sound"
)

// Writable reports whether anything can be saved.
func (h HealthState) Writable() bool { return h == Checking || h == Sound }

// Health is how the database of a store stands, and how much room it has.
type Health struct {
	State HealthState
	Tight bool // the disk will soon be full
}

// Watched is a store that keeps watch over its database. Not every store can.
type Watched interface {
	// Health returns how the database stands as far as is known; it asks nobody.
	Health() Health
	// Answers asks the database. It returns why it cannot be worked with: it does not
	// answer, or it is not of the program's version; nil if it can.
	Answers(ctx context.Context) error
}
