package models

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"gongkai/models/disk"
	"gongkai/workflow/desks"
	"gongkai/workflow/storetest"
)

var ctx = context.Background()

// database is one kind of database, and a way to get a new, empty one.
type database struct {
	name string
	dsn  func(testing.TB) string
}

var databases = []database{{"sqlite", sqliteDSN}, {"postgres", postgresDSN}}

func sqliteDSN(t testing.TB) string {
	return "sqlite:" + filepath.Join(t.TempDir(), "数据 100%?#", "gongkai.db")
}

// postgresDSN makes a schema of its own for the test in the database that
// GONGKAI_TEST_POSTGRES names.
func postgresDSN(t testing.TB) string {
	t.Helper()
	dsn := os.Getenv("GONGKAI_TEST_POSTGRES")
	if dsn == "" && os.Getenv("CI") == "true" {
		t.Fatal("GONGKAI_TEST_POSTGRES is not set: continuous integration must test PostgreSQL too")
	}
	if dsn == "" {
		t.Skip("GONGKAI_TEST_POSTGRES is not set: PostgreSQL is not tested " +
			"(example: postgres://postgres@127.0.0.1:5432/postgres)")
	}
	schema := "t" + strings.ToLower(rand.Text())
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.Exec("DROP SCHEMA " + schema + " CASCADE"); err != nil {
			t.Error(err)
		}
		_ = db.Close()
	})
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

// opened is an open store in a new place. On SQLite that is a copy of one that was
// migrated; that an empty place gets its schema is [TestOpenNewPlace].
func (p database) opened(t testing.TB) *Store {
	t.Helper()
	dsn := p.dsn(t)
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		file, err := migrated()
		if err == nil {
			err = disk.Create(path)
		}
		if err == nil {
			err = os.WriteFile(path, file, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return reopened(t, dsn)
}

// migrated is the file of a SQLite database with the schema of today and nothing
// in it.
var migrated = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "gongkai")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "gongkai.db")
	s, err := Open(ctx, "sqlite:"+path, Options{})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func reopened(t testing.TB, dsn string) *Store {
	t.Helper()
	s, err := Open(ctx, dsn, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// inPlaces runs a test on every kind of database.
func inPlaces(t *testing.T, test func(*testing.T, database)) {
	for _, p := range databases {
		t.Run(p.name, func(t *testing.T) { test(t, p) })
	}
}

// Both databases keep the contract of the store.
func TestStore(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		if p.name == "postgres" {
			p.dsn(t) // skips, or fails, here rather than once a claim
		}
		storetest.Run(t, func(t *testing.T) desks.Store { return p.opened(t) })
	})
}
