package models

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"gongkai/models/disk"
	"gongkai/models/sqlite"
	"gongkai/workflow"
	"gongkai/workflow/fault"
)

var _ workflow.Watched = (*Store)(nil)

// health is what a store has noticed of its database. It is safe for use by many
// goroutines.
type health struct {
	mu      sync.Mutex
	damaged bool
	full    bool // the last that was written found no room
	checked bool // a check ended well
	alarm   chan struct{}

	freshening atomic.Bool
}

// restoring is what to do about damage.
const restoring = "请系统管理员停止服务，用 gongkai restore 恢复最近的备份；在此之前不要删除任何文件"

// damage is what is said instead of saving into a damaged database.
var damage = fault.Error{Kind: fault.Unavailable, What: "数据库文件已经损坏，为了不扩大损坏，现在只能查看，不能保存", Next: restoring}

// The room below which a disk counts as full once a write found it so, and as tight:
// this much, or a tenth of it.
const (
	room  = 16 << 20
	tight = 500 << 20
)

// Health implements [workflow.Watched].
func (s *Store) Health() workflow.Health {
	out := workflow.Health{State: s.state()}
	if s.file != "" {
		free, size := disk.Space(filepath.Dir(s.file))
		out.Tight = free >= 0 && (free < tight || free < size/10)
	}
	return out
}

func (s *Store) state() workflow.HealthState {
	s.health.mu.Lock()
	defer s.health.mu.Unlock()
	switch {
	case s.health.damaged:
		return workflow.Damaged
	case s.readOnly:
		return workflow.ReadOnly
	case s.health.full:
		return workflow.NoSpace
	case !s.health.checked:
		return workflow.Checking
	}
	return workflow.Sound
}

// Answers implements [workflow.Watched].
func (s *Store) Answers(ctx context.Context) error {
	if err := s.Ping(ctx); err != nil {
		return err
	}
	m, err := s.migrations()
	if err != nil {
		return err
	}
	have, want, err := m.GetVersions(ctx)
	if err == nil && have != want {
		err = otherSchema(have, want)
	}
	return wrap(err)
}

// Shared says whether several servers may work on the database: on PostgreSQL.
func (s *Store) Shared() bool { return s.postgres }

// Undurable names the settings of PostgreSQL that are off and without which a power cut
// takes back what was confirmed. SQLite is told by every connection.
func (s *Store) Undurable(ctx context.Context) ([]string, error) {
	if !s.postgres {
		return nil, nil
	}
	off, err := firstColumn(ctx, s.conns[0], `SELECT name FROM pg_settings
WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name`)
	return off, wrap(err)
}

// mayWrite refuses to write where it could only do harm, or is certain to fail. On a
// full disk it lets one try as soon as there is room again.
func (s *Store) mayWrite() error {
	switch s.state() {
	case workflow.Damaged:
		return &databaseFault{&damage, errors.New("a check found damage")}
	case workflow.ReadOnly:
		return &databaseFault{&fixed, errors.New("opened for reading only")}
	case workflow.NoSpace:
		if free, _ := disk.Space(filepath.Dir(s.file)); s.file != "" && free >= 0 && free < room {
			return &databaseFault{&full, errors.New("the disk was full and still is")}
		}
	case workflow.Checking, workflow.Sound:
	}
	return nil
}

// barred says whether an error is that nothing can be written just now.
func (s *Store) barred(err error) bool {
	return fault.KindOf(err) == fault.Full || err != nil && !s.state().Writable()
}

// notice takes note of how an attempt to write ended.
func (s *Store) notice(err error) {
	s.health.mu.Lock()
	defer s.health.mu.Unlock()
	switch {
	case err == nil:
		s.health.full = false
	case meaning(err) == &full:
		s.health.full = true
	}
}

// ail is called after every statement. After an error that tells of damage, or of a disk
// that cannot be read, it drops the idle connections, since SQLite can go on failing on
// one that has met it; and it asks for a check. PostgreSQL checks what it reads itself:
// its word is enough.
func (s *Store) ail(tx *gorm.DB) {
	if tx.Error == nil || meaning(tx.Error) != &broken {
		return
	}
	pg := (*pgconn.PgError)(nil)
	if errors.As(tx.Error, &pg) {
		if pg.Code == "XX001" || pg.Code == "XX002" {
			s.learn(tx.Error)
		}
		return
	}
	s.freshen()
	select {
	case s.health.alarm <- struct{}{}:
	default: // a check is asked for already
	}
}

// freshen closes the connections that nobody uses just now, and for a second those that
// are given back: whoever met the error still holds one.
func (s *Store) freshen() {
	if !s.health.freshening.CompareAndSwap(false, true) {
		return
	}
	conns := slices.Clone(s.conns)
	for _, db := range conns {
		db.SetMaxIdleConns(0)
	}
	time.AfterFunc(time.Second, func() {
		for _, db := range conns {
			db.SetMaxIdleConns(db.Stats().MaxOpenConnections)
		}
		s.health.freshening.Store(false)
	})
}

// learn remembers what a check found; nil is that it found nothing.
func (s *Store) learn(err error) {
	s.health.mu.Lock()
	defer s.health.mu.Unlock()
	s.health.damaged = err != nil
	s.health.checked = s.health.checked || err == nil
}

// Alarm tells that a statement has met what may be damage, so that somebody checks.
func (s *Store) Alarm() <-chan struct{} { return s.health.alarm }

// observe has ail called after every statement of a handle.
func (s *Store) observe(db *gorm.DB) error {
	c, name := db.Callback(), "gongkai:ail"
	return errors.Join(
		c.Create().After("gorm:create").Register(name, s.ail), c.Query().After("gorm:query").Register(name, s.ail),
		c.Update().After("gorm:update").Register(name, s.ail), c.Delete().After("gorm:delete").Register(name, s.ail),
		c.Row().After("gorm:row").Register(name, s.ail), c.Raw().After("gorm:raw").Register(name, s.ail))
}

// Check looks for damage in the database file, returns it as a *fault.Error and
// remembers it: from then on nothing is written, until a later check finds none, as after
// a disk that could not be read for a while. What kept it from looking is returned too,
// and remembered as nothing. PostgreSQL checks pages as it reads them, so there it is
// enough that the server answers and has not said otherwise.
func (s *Store) Check(ctx context.Context) error {
	if s.postgres {
		err := s.Ping(ctx)
		if err == nil && s.state() != workflow.Damaged {
			s.learn(nil)
		}
		return err
	}
	settings := sqlite.Reading
	if s.readOnly {
		settings = sqlite.LookingOnly(s.file)
	}
	// A connection of its own, as those in use may have met the error that is looked for.
	db, err := sql.Open(sqlite.Driver, sqlite.Bare(s.file, settings))
	if err != nil {
		return wrap(err)
	}
	defer db.Close() //nolint:errcheck // nothing was written
	err = checkFile(ctx, db)
	if found := (*damageFound)(nil); err == nil || errors.As(err, &found) {
		s.learn(err)
	}
	return wrap(err)
}

// damageFound is what a check of SQLite answered.
type damageFound struct{ pragma, says string }

// Error gives the answer.
func (d *damageFound) Error() string { return d.pragma + ": " + d.says }

// checkFile runs the checks of SQLite: a damageFound is what they found.
func checkFile(ctx context.Context, db *sql.DB) error {
	for _, pragma := range []string{"PRAGMA quick_check(10)", "PRAGMA foreign_key_check"} {
		found, err := firstColumn(ctx, db, pragma)
		if code := sqlite.Code(err) & 0xff; code == 11 || code == 26 {
			return &damageFound{pragma, err.Error()}
		}
		if err != nil {
			return err
		}
		if len(found) > 0 && found[0] != "ok" {
			return &damageFound{pragma, strings.Join(found, "; ")}
		}
	}
	return nil
}
