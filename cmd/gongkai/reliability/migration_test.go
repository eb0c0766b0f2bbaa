//go:build reliability

package reliability

import (
	"compress/gzip"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// oldPlace is an installation with the database of an earlier program.
func oldPlace(t *testing.T) place {
	t.Helper()
	p := place{program: built[sound], data: t.TempDir()}
	f, err := os.Open("../testdata/upgrade/3eb9337.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	db, err := io.ReadAll(z)
	if err == nil {
		err = os.WriteFile(filepath.Join(p.data, "gongkai.db"), db, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// printed is what has to be the same however the database was migrated.
func (p place) printed(t *testing.T) string {
	t.Helper()
	return p.run(t, "", "report", "--office", "xzf", "--year", "2025", "--rollup", "--format", "csv") +
		p.run(t, "", "export", "register", "--office", "xzf") + p.run(t, "", "user", "list")
}

// A migration that is killed at any moment can be run again: in the end the database is
// the same as if nobody had disturbed it.
func TestKillMigration(t *testing.T) {
	calm := oldPlace(t)
	begin := time.Now()
	calm.run(t, "", "migrate")
	whole, want := time.Since(begin), calm.printed(t)
	rounds, kills := of(5, 50), 0
	for range rounds {
		p := oldPlace(t)
		for range 3 {
			cmd := p.command(t.Context(), "migrate")
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(rand.N(whole))
			_ = cmd.Process.Kill()
			if cmd.Wait() != nil {
				kills++
			}
		}
		p.run(t, "", "migrate")
		if found := p.verify(t); len(found) > 0 {
			t.Errorf("after a migration that was killed verify says %q", found)
		}
		if got := p.printed(t); got != want {
			t.Errorf("after a migration that was killed it prints\n%s\nwant\n%s", got, want)
		}
	}
	if kills == 0 {
		t.Error("no migration was killed before its end: the test proves nothing")
	}
	report(t, "%d databases migrated, %d migrations killed, each then migrated whole", rounds, kills)
}
