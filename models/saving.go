package models

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"gongkai/models/durability"
	"gongkai/models/sqlite"
	"gongkai/workflow/fault"
)

// tries is how often a transaction that loses a race is run before change gives up.
const tries = 5

// change runs do in one transaction and notes in the context that something was saved.
// If it loses a race in the database, do runs again on what the winner left, and then
// sees for itself who was first and says so. So do must be safe to repeat: it sets what
// it returns and appends to nothing that outlives a run. What it attests goes into the
// ledger. What still fails is wrapped for people to read, and says what became of what
// was to be saved.
func (s *Store) change(ctx context.Context, do func(*gorm.DB) error) error {
	err := s.changeUnasked(ctx, do)
	if err == nil {
		fault.NoteSaved(ctx)
	}
	return err
}

// changeUnasked is change for what is kept beside what somebody asked for: sessions,
// lines of the log, signs of life of a job.
func (s *Store) changeUnasked(ctx context.Context, do func(*gorm.DB) error) error {
	saving, err := fault.Untold, error(nil)
	for range tries {
		saving, err = s.transact(ctx, do)
		if !overrun(err) {
			break
		}
	}
	if unique(err) {
		return &databaseFault{&duplicate, err}
	}
	return told(wrap(err), saving)
}

// transact runs do in one transaction, once, and adds its lines to the ledger. Only a
// commit can fail and be kept all the same; after any other error the database takes
// everything back.
func (s *Store) transact(ctx context.Context, do func(*gorm.DB) error) (fault.Saving, error) {
	if err := s.mayWrite(); err != nil {
		return fault.Unsaved, err
	}
	committing := false
	err := s.atomically(ctx, func(tx *gorm.DB) error {
		err := s.attesting(tx, do)
		committing = err == nil
		return err
	})
	s.notice(err)
	switch {
	case err == nil:
		return fault.WasSaved, nil
	case committing && !takenBack(err):
		return fault.MaybeSaved, err
	}
	return fault.Unsaved, err
}

// atomically runs do in one transaction that writes.
func (s *Store) atomically(ctx context.Context, do func(*gorm.DB) error) error {
	if !durability.Whole {
		return do(s.write.WithContext(ctx))
	}
	return s.write.WithContext(ctx).Transaction(do)
}

// doubtful is a commit without an answer that says no more than that.
var doubtful = fault.Error{Kind: fault.Unavailable, What: "保存时数据库没有回答", Next: callAdministrator}

// told puts into a fault of the database what became of what was to be saved. Other
// errors say so in their own words.
func told(err error, saving fault.Saving) error {
	said, cause := (*fault.Error)(nil), (*databaseFault)(nil)
	switch errors.As(err, &cause); {
	case err == nil:
		return nil
	case cause != nil && cause.said.Kind >= fault.Unavailable:
		said, err = cause.said, cause.cause
	case saving == fault.MaybeSaved:
		said = &doubtful
	default:
		return err
	}
	says := *said
	says.Saving = saving
	return &databaseFault{&says, err}
}

// notKept are the codes of SQLite for a commit that is not in the log file: it was
// refused, or its last page could not be written. After any other, such as a failed
// fsync, it may be found there when the file is opened next.
var notKept = map[int]bool{
	5: true, 6: true, 8: true, 13: true, 19: true, // busy, locked, read-only, full, a broken rule
	10 | 1<<8: true, 10 | 2<<8: true, 10 | 3<<8: true, // a page that could not be read, or written
}

// unanswered are the classes of PostgreSQL's errors after which a commit may have been
// kept: the connection broke, the server stops, or it found itself broken.
var unanswered = map[string]bool{"08": true, "57": true, "58": true, "XX": true}

// takenBack says whether a failed commit is certain not to be kept.
func takenBack(err error) bool {
	pg := (*pgconn.PgError)(nil)
	switch code := sqlite.Code(err); {
	case code != 0:
		return notKept[code] || notKept[code&0xff] && code&0xff != 10
	case errors.As(err, &pg):
		return !unanswered[pg.Code[:min(2, len(pg.Code))]]
	case err == context.Canceled || err == context.DeadlineExceeded: //nolint:errorlint // bare: it was not sent
		return true
	}
	return isAny(err, sql.ErrTxDone, pgx.ErrTxCommitRollback) || pgconn.SafeToRetry(err)
}
