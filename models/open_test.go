package models

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"

	"gongkai/models/disk"
	"gongkai/models/sqlite"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// A new place gets its schema; opening it again finds everything as it was.
func TestOpenNewPlace(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		dsn := p.dsn(t)
		s, err := Open(ctx, dsn, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(s.AddOffice(ctx, account.Office{Code: "county", Name: "示例县人民政府"}),
			s.Ping(ctx), s.Check(ctx), s.Migrate(ctx), s.Close()); err != nil {
			t.Fatal(err)
		}
		got, err := reopened(t, dsn).Offices(ctx)
		if err != nil || len(got) != 1 || got[0].Code != "county" {
			t.Errorf("after opening again: got %v (%v), want the office", got, err)
		}
	})
}

// unprepared is a new place without a schema, and the migrations that make one.
func unprepared(t *testing.T, p database, dsn string) (*Store, *goose.Provider) {
	t.Helper()
	s := &Store{postgres: p.name == "postgres"}
	driver, uri := "pgx", dsn
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		if err := disk.Create(path); err != nil {
			t.Fatal(err)
		}
		driver, uri = sqlite.Driver, sqlite.URI(path, sqlite.Writing)
	}
	if _, err := s.connect(driver, uri); err != nil {
		t.Fatal(err)
	}
	m, err := s.migrations()
	if err != nil {
		t.Fatal(err)
	}
	return s, m
}

// asOf makes a place with the schema of an older version of the program, and an
// application in it that was answered and went to court.
func asOf(t *testing.T, p database, dsn string, version int64) {
	t.Helper()
	s, m := unprepared(t, p, dsn)
	if _, err := m.UpTo(ctx, version); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"INSERT INTO offices (code, name) VALUES ('county', '示例县人民政府')",
		`INSERT INTO applications VALUES (1, 1, 'county', '2024-00001', NULL, 'in_person', 'person', '张三',
			'', '', '', '', '预算', '', '2024-03-01', '', FALSE, '', 'answered', '2024-03-01', '2024-03-29', FALSE, FALSE,
			'2024-03-08', 'granted', '', '', '', '', 'on_time', '2024-03', '2024-03')`,
		`INSERT INTO disputes VALUES (1, 3, 'county', 'suit_direct', '2024-04-01', '', '', '2024-04', '9999-99')`,
		`INSERT INTO entries VALUES (1, 1, 'accept_suit', '2024-04-01', '2024-04-01T00:00:00.000000000Z', '甲', '` +
			`{"seq":1,"event":"accept_suit","on":"2024-04-01","at":"2024-04-01T00:00:00Z","by":"甲","role":"clerk",` +
			`"block":"suit_direct"}', '', 'x')`,
	} {
		if _, err := s.conns[0].ExecContext(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// An older schema is refused until someone asks to migrate; a newer one always.
func TestOpenOtherSchema(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		dsn := p.dsn(t)
		version := func(sql string) {
			t.Helper()
			s := reopened(t, dsn)
			if err := s.write.Exec(sql).Error; err != nil {
				t.Fatal(err)
			}
		}
		refused := func(o Options, want string) {
			t.Helper()
			s, err := Open(ctx, dsn, o)
			if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), want) {
				t.Errorf("with %+v: got %v, want a refusal with %q", o, err, want)
			}
			if err == nil {
				_ = s.Close()
			}
		}
		asOf(t, p, dsn, 3)
		refused(Options{}, "运行 gongkai migrate")
		m, err := Open(ctx, dsn, Options{Migrate: true})
		if err != nil {
			t.Fatal(err)
		}
		app, err := m.Get(ctx, nil, 1)
		if err != nil || app.Stage() != workflow.Litigated || len(app.Disputes) != 1 ||
			app.Disputes[0].Our != workflow.Original || app.Disputes[0].State != workflow.Pending {
			t.Errorf("what was there is now %+v (%v)", app, err)
		}
		got, err := m.Tally(ctx, report.Applications2021, []string{"county"}, calendar.YearOf(2024))
		if n, _ := got.Get("new", "total"); err != nil || n != statistics.Whole(1) {
			t.Errorf("it counts as %s received (%v), want 1", n, err)
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
		version("INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, " +
			map[string]string{"sqlite": "1", "postgres": "true"}[p.name] + ")")
		refused(Options{}, "程序版本过旧")
		refused(Options{Migrate: true}, "程序版本过旧")
	})
}

// Every connection of SQLite has the settings that keep data through a power
// cut and through many clerks; the readers cannot write.
func TestSQLiteSettings(t *testing.T) {
	s := databases[0].opened(t)
	for handle, want := range map[int]map[string]string{
		0: {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1",
			"busy_timeout": "10000", "query_only": "0", "cache_size": "-16000"},
		1: {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000", "query_only": "1"},
	} {
		for pragma, value := range want {
			var got string
			if err := s.conns[handle].QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != value {
				t.Errorf("handle %d: %s is %q (%v), want %q", handle, pragma, got, err, value)
			}
		}
	}
	if _, err := s.conns[1].Exec("DELETE FROM offices"); err == nil {
		t.Error("a reader could write")
	}
	if got := s.conns[0].Stats().MaxOpenConnections; got != 1 {
		t.Errorf("the writer has %d connections, want 1", got)
	}
}

// The writer takes its lock when a transaction begins, not when it first writes.
func TestWriterLocksAtOnce(t *testing.T) {
	dsn := sqliteDSN(t)
	a, b := reopened(t, dsn), reopened(t, dsn)
	tx, err := a.conns[0].BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := b.conns[0].Exec("PRAGMA busy_timeout = 0"); err != nil {
		t.Fatal(err)
	}
	_, err = b.conns[0].BeginTx(ctx, nil)
	if got := fault.KindOf(wrap(err)); err == nil || got != fault.Unavailable {
		t.Errorf("a second writer began: kind %d (%v), want kind %d", got, err, fault.Unavailable)
	}
}

// A database of people's names is readable by its owner only.
func TestFileIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("file modes are not kept on Windows")
	}
	dsn := sqliteDSN(t)
	s := reopened(t, dsn)
	if err := s.AddOffice(ctx, account.Office{Code: "a", Name: "示例镇"}); err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(dsn, "sqlite:")
	for _, f := range []string{path, path + "-wal"} {
		info, err := os.Stat(f)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v (%v), want 0600", f, info.Mode().Perm(), err)
		}
	}
}

// What names no database, and what cannot be opened, is told without the words
// of a driver.
func TestOpenRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a")
	if err := os.WriteFile(file, []byte(strings.Repeat("no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for dsn, want := range map[string]fault.Kind{
		"":                      fault.Invalid,
		"sqlite:":               fault.Invalid,
		"sqlite::memory:":       fault.Invalid,
		"mysql://x":             fault.Invalid,
		"sqlite:" + file:        fault.Unavailable,
		"sqlite:" + file + "/b": fault.Unavailable,
		"postgres://nobody:secret@127.0.0.1:1/none?connect_timeout=2": fault.Unavailable,
	} {
		s, err := Open(ctx, dsn, Options{})
		if err == nil {
			_ = s.Close()
		}
		if fault.KindOf(err) != want || err == nil {
			t.Errorf("%q: got kind %d (%v), want kind %d", dsn, fault.KindOf(err), err, want)
		}
		for _, word := range []string{"secret", "127.0.0.1", "SQLSTATE", "dial"} {
			if err != nil && strings.Contains(err.Error(), word) {
				t.Errorf("%q: the error %q has %q in it", dsn, err, word)
			}
		}
	}
}

// On PostgreSQL every text is compared byte by byte, as SQLite and Go do, and
// every number has 64 bits; a later migration must not forget it. The pieces of
// files are bytes on both; the vector of words is PostgreSQL's own.
func TestPostgresColumns(t *testing.T) {
	s := databases[1].opened(t)
	var odd []string
	err := s.read.Raw(`SELECT table_name || '.' || column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name <> 'goose_db_version'
AND (data_type = 'text' AND collation_name IS DISTINCT FROM 'C'
	OR data_type NOT IN ('text', 'bigint', 'boolean', 'bytea', 'tsvector'))`).Scan(&odd).Error
	if err != nil || len(odd) > 0 {
		t.Errorf("columns unlike SQLite's: %v (%v), want none", odd, err)
	}
}

// A second server on the same file is refused with the process that has it, whatever
// the file is called; after release it may begin.
func TestLock(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	path := filepath.Join(dir, "gongkai.db")
	release, err := Lock("sqlite:" + path)
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(disk.Create(path), os.Symlink(path, filepath.Join(dir, "other.db")), os.Symlink(dir, dir+"2"))
	if err != nil {
		t.Fatal(err)
	}
	pid, _ := os.ReadFile(path + ".pid")
	for _, name := range []string{path, filepath.Join(dir, "other.db"), filepath.Join(dir+"2", "gongkai.db")} {
		_, err = Lock("sqlite:" + name)
		if fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "进程 "+strings.TrimSpace(string(pid))+"）") {
			t.Errorf("%s: the second got %v, want a refusal with process %s", name, err, pid)
		}
	}
	release()
	again, err := Lock("sqlite:" + path)
	if err != nil {
		t.Fatalf("after release: %v", err)
	}
	again()
	if _, err := Lock("sqlite:" + path + ".pid/x"); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a file instead of a directory: got %v, want kind %d", err, fault.Unavailable)
	}
	if release, err := Lock("postgres://nobody@127.0.0.1:1/none"); err != nil {
		t.Errorf("PostgreSQL: got %v, want nothing to lock", err)
	} else {
		release()
	}
}

// What goes wrong in the database reaches people as Unavailable, in Chinese, and
// the log with its cause.
func TestFaults(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		s := p.opened(t)
		stopped, cancel := context.WithCancel(ctx)
		cancel()
		_, err := s.Offices(stopped)
		wantUnavailable(t, "a cancelled question", err)
		wantUnavailable(t, "a cancelled change", s.Add(stopped))
		closed, err := Open(ctx, p.dsn(t), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := closed.Close(); err != nil {
			t.Fatal(err)
		}
		_, err = closed.Offices(ctx)
		wantUnavailable(t, "a closed store", err)
	})
}

func wantUnavailable(t *testing.T, what string, err error) {
	t.Helper()
	if fault.KindOf(err) != fault.Unavailable {
		t.Errorf("%s: got kind %d (%v), want kind %d", what, fault.KindOf(err), err, fault.Unavailable)
		return
	}
	if f := (*databaseFault)(nil); !errors.As(err, &f) || !strings.Contains(f.LogValue().String(), f.cause.Error()) ||
		strings.Contains(err.Error(), f.cause.Error()) {
		t.Errorf("%s: %q should hide its cause, and the log show it", what, err)
	}
}

// A full disk loses nothing that was kept, and says so.
func TestDiskFull(t *testing.T) {
	s := databases[0].opened(t)
	if err := s.AddOffice(ctx, account.Office{Code: "a", Name: "示例镇"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.conns[0].Exec("PRAGMA max_page_count = 1"); err != nil { // as small as it is now
		t.Fatal(err)
	}
	var err error
	for i := 0; i < 50 && err == nil; i++ {
		err = s.AddOffice(ctx, account.Office{Code: "b" + strings.Repeat("x", i%30), Name: strings.Repeat("示", 4000+i)})
		if fault.KindOf(err) == fault.Conflict {
			err = nil
		}
	}
	if fault.KindOf(err) != fault.Full || fault.SavingOf(err) != fault.Unsaved {
		t.Errorf("a full disk: got %v, want a fault of kind %d that says nothing was saved", err, fault.Full)
	}
	if got, err := s.Offices(ctx); err != nil || got[0].Code != "a" {
		t.Errorf("after that: got %v (%v), want the first office still", got, err)
	}
}

// A damaged file is found by Check.
func TestCheckFindsDamage(t *testing.T) {
	dsn := sqliteDSN(t)
	s, err := Open(ctx, dsn, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		if err := s.AddOffice(ctx, account.Office{
			Code: "a" + strings.Repeat("x", i%20) + string(rune('a'+i/20)), Name: strings.Repeat("示", 300),
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(s.Check(ctx), s.Close()); err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(dsn, "sqlite:")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) / 2; i < len(b); i += 997 {
		copy(b[i:], "damage damage damage")
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	damaged, err := Open(ctx, dsn, Options{})
	if err == nil {
		err = errors.Join(damaged.Check(ctx), damaged.Close())
	}
	wantUnavailable(t, "a damaged file", err)
}

// The addresses that operations were asked for from are kept when their column
// gets its name.
func TestMigrationKeepsAddressesOfOperations(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		dsn := p.dsn(t)
		s, m := unprepared(t, p, dsn)
		if _, err := m.UpTo(ctx, 36); err != nil {
			t.Fatal(err)
		}
		_, err := s.conns[0].ExecContext(ctx, `INSERT INTO operations (at, by_user, kind, about, says, came)
			VALUES ('2026-11-02T01:00:00.000000000Z', '甲', 'signed_in', '甲', '', '192.0.2.7')`)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		after, err := Open(ctx, dsn, Options{Migrate: true})
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := after.Operations(ctx, account.OperationQuery{Kind: account.SignedIn, Limit: 2})
		if err != nil || len(got) != 1 || got[0].From != "192.0.2.7" {
			t.Errorf("after the migration: got %+v (%v), want the one line, from 192.0.2.7", got, err)
		}
		if err := after.Close(); err != nil {
			t.Error(err)
		}
	})
}
