package sqlite

import (
	"context"
	"database/sql"
	"testing"
)

// The version of SQLite is compared by number, not by letter.
func TestVersionNumber(t *testing.T) {
	for _, c := range []struct{ older, newer string }{{"3.51.2", "3.51.3"},
		{"3.9.0", "3.51.3"}, {"3.51.3", "3.54.1"}, {"3.51.3", "4"}} {
		if a, b := versionNumber(c.older), versionNumber(c.newer); a >= b {
			t.Errorf("%s is %d, %s is %d, want the first to be less", c.older, a, c.newer, b)
		}
	}
}

// The embedded SQLite is new enough, on both builds.
func TestSQLiteIsNewEnough(t *testing.T) {
	db, err := sql.Open(Driver, ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := NewEnough(context.Background(), db); err != nil {
		t.Error(err)
	}
}
