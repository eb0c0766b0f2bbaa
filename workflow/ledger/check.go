package ledger

import (
	"context"
	"fmt"
	"time"
)

// Row is one row as it is stored now, as the ledger knows it.
type Row struct {
	Table   string
	Key     string
	Content Digest
	// of an application
	Office, Number string
	Entries        int // of its journal
}

// Witness sees all lines in order, and then every row as it is now. A function that is
// nil sees nothing; the error of one ends the check.
type Witness struct {
	Line func(Line) error
	Row  func(Row) error
}

// Check is what verifying everything that is stored found.
type Check struct {
	Applications, Entries int
	Head                  string         // hash over the ends of all journals, to compare with one noted earlier
	Lines                 int64          // of the ledger
	Root                  Root           // over all of them
	Rows                  map[string]int // how many there are of each table
	Faults                []string       // in Chinese, one for each thing that is wrong
}

// Odd says in Chinese how a row stands to its line, "" if it is the same.
func (s State) Odd(table, key string) string {
	switch s {
	case Changed:
		return fmt.Sprintf("表 %s 的行 %s 与存证不符，被改动", table, key)
	case Unknown:
		return fmt.Sprintf("表 %s 的行 %s 没有存证", table, key)
	case Same:
	}
	return ""
}

// Left names in Chinese the rows that have a line but were not taken: they are gone.
func (b *Book) Left() []string {
	var out []string
	for _, table := range inOrder(b.rows) {
		for _, key := range inOrder(b.rows[table]) {
			out = append(out, fmt.Sprintf("表 %s 的行 %s 有存证，但已不在", table, key))
		}
	}
	return out
}

// Checkpoint returns what is to be signed of the moment checked.
func (c Check) Checkpoint(at time.Time) Checkpoint {
	return Checkpoint{Size: c.Lines, Root: c.Root, At: at, Rows: c.Rows}
}

// Kept is a checkpoint as it is kept in the store: the signed note, by whom and when.
type Kept struct {
	Size int64
	At   time.Time
	By   string // the account; "" at the machine itself
	Note string
}

// Store is what the ledger asks of a store. Its contract is tested by
// gongkai/workflow/storetest.
type Store interface {
	// Verify checks everything that is stored and changes nothing. The witness is shown
	// what there is.
	Verify(ctx context.Context, w Witness) (Check, error)
	// KeepCheckpoint adds a checkpoint. One of the same size is a Conflict.
	KeepCheckpoint(ctx context.Context, k Kept) error
	// Checkpoints returns the latest checkpoints, the last first; limit 0 is all.
	Checkpoints(ctx context.Context, limit int) ([]Kept, error)
}
