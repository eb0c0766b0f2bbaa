package models

import (
	"strings"
	"testing"
	"time"

	"gongkai/workflow/storetest"
)

// A store tells of itself what is there: the database, the schema, what it holds
// and how many are signed in; nothing it should know is left out.
func TestSystemState(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		s := withSample(t, p, 20)
		now := storetest.Written
		for token, expiry := range map[string]time.Time{"a": now.Add(time.Hour), "b": now.Add(-time.Hour)} {
			if err := s.Sessions(func() time.Time { return now }).CommitCtx(ctx, token, []byte("x"), expiry); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.SystemState(ctx, now)
		if err != nil {
			t.Fatal(err)
		}
		if got.Applications != 20 || got.Entries < 20 || got.Sessions != 1 || got.Schema < 28 || got.Size <= 0 ||
			got.Clock.IsZero() {
			t.Errorf("got %+v, want 20 applications, their entries and one sign-in", got)
		}
		name := map[string]string{"sqlite": "SQLite 3.", "postgres": "PostgreSQL "}[p.name]
		if !strings.HasPrefix(got.Database, name) || (got.Log < 0) != (p.name == "postgres") {
			t.Errorf("the database is %q with a log of %d, want %s", got.Database, got.Log, name)
		}
	})
}
