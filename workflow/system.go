package workflow

import (
	"context"
	"time"
)

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
