package workflow

import (
	"context"
	"time"
)

// SystemState is what a store can tell of itself: sizes and counts, nothing of
// what is in it. What it does not know is negative, "" or the zero moment.
type SystemState struct {
	Database     string // SQLite 3.51.3, PostgreSQL 15.4
	Schema       int64
	Size         int64 // bytes
	Log          int64 // bytes not yet taken into the database file (WAL)
	Free         int64 // bytes on the disk of the database
	Clock        time.Time
	Applications int64
	Entries      int64
	Sessions     int64
}

// Measured is a store that tells of itself. Not every store does.
type Measured interface {
	// SystemState tells how the store stands; now is when a sign-in counts as
	// running.
	SystemState(ctx context.Context, now time.Time) (SystemState, error)
}
