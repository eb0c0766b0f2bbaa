package models

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/models/disk"
	"gongkai/models/sqlite"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/fault"
	"gongkai/workflow/storetest"
)

// usedPlace is the file of a database that was used and closed, with some applications.
func usedPlace(t *testing.T) (path string) {
	t.Helper()
	dsn := sqliteDSN(t)
	fill(t, dsn, 3)
	return strings.TrimPrefix(dsn, "sqlite:")
}

// fill opens a database, adds applications and closes it.
func fill(t *testing.T, dsn string, n int) {
	t.Helper()
	s, err := Open(ctx, dsn, Options{})
	if err != nil {
		t.Fatal(err)
	}
	add(t, s, n)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// add adds applications, and the office for them if there is none yet.
func add(t *testing.T, s *Store, n int) {
	t.Helper()
	for _, o := range storetest.Offices {
		if err := s.AddOffice(ctx, o); err != nil && fault.KindOf(err) != fault.Conflict {
			t.Fatal(err)
		}
	}
	for _, app := range storetest.Sample(n, rand.Uint64()) {
		if err := s.Add(ctx, app); err != nil {
			t.Fatal(err)
		}
	}
}

// crashed copies a database as a crash would leave it, the log file beside it.
func crashed(t *testing.T, s *Store, to string) {
	t.Helper()
	for _, ending := range []string{"", "-wal", ".place"} {
		copyFile(t, s.file+ending, to+ending)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err == nil {
		err = errors.Join(os.MkdirAll(filepath.Dir(to), 0o700), os.WriteFile(to, b, 0o600))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// edited changes the bytes of a file.
func edited(t *testing.T, path string, do func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, do(b), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A used place whose database has gone, was replaced, cut off or damaged is refused with
// the way to mend it, and nothing in it is changed. It is never a new installation.
func TestSickPlacesAreRefused(t *testing.T) {
	for name, spoil := range map[string]func(*testing.T, string){
		"missing": func(t *testing.T, path string) { os.Remove(path) },
		"empty":   func(t *testing.T, path string) { edited(t, path, func([]byte) []byte { return nil }) },
		"a picture": func(t *testing.T, path string) {
			edited(t, path, func([]byte) []byte { return bytes.Repeat([]byte("\xff\xd8\xff\xe0JFIF"), 900) })
		},
		"damaged": func(t *testing.T, path string) {
			edited(t, path, func(b []byte) []byte {
				r := rand.New(rand.NewPCG(1, 2))
				for range 40 {
					at := 4096 + r.IntN(len(b)-4096-64)
					for i := range 64 {
						b[at+i] = byte(r.Uint32())
					}
				}
				return b
			})
		},
		"a bit of the header": func(t *testing.T, path string) {
			edited(t, path,
				func(b []byte) []byte { b[3] ^= 4; return b })
		},
		"a page short": func(t *testing.T, path string) {
			edited(t, path,
				func(b []byte) []byte { return b[:len(b)-4096] })
		},
		"another's log": func(t *testing.T, path string) {
			other := reopened(t, sqliteDSN(t))
			add(t, other, 30)
			copyFile(t, other.file+"-wal", path+"-wal")
		},
		"without its log": func(t *testing.T, path string) {
			s := reopened(t, "sqlite:"+path)
			add(t, s, 5)
			if err := s.NotePlace(ctx); err != nil {
				t.Fatal(err)
			}
			crashed(t, s, path+".there/gongkai.db")
			os.Remove(path + ".there/gongkai.db-wal")
		},
		"another database": func(t *testing.T, path string) {
			fill(t, "sqlite:"+path+".other", 9)
			copyFile(t, path+".other", path)
		},
		"no database of ours": func(t *testing.T, path string) {
			os.Remove(path)
			s := &Store{}
			db, err := s.connect(sqlite.Driver, sqlite.URI(path, sqlite.Writing))
			if err == nil {
				_, err = db.Exec("CREATE TABLE a (b TEXT)")
			}
			if err := errors.Join(err, s.Close()); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := usedPlace(t)
			spoil(t, path)
			if disk.Size(path+".there/gongkai.db") > 0 {
				path += ".there/gongkai.db"
			}
			before := sum(path)
			s, err := Open(ctx, "sqlite:"+path, Options{Examine: true})
			if err == nil {
				_ = s.Close()
			}
			if err == nil || !strings.Contains(err.Error(), "gongkai restore") {
				t.Errorf("got %v, want a refusal that names gongkai restore", err)
			}
			if after := sum(path); after != before {
				t.Errorf("the file was changed")
			}
		})
	}
}

// sum tells a file from any other; that of a missing one is zero.
func sum(path string) (out [32]byte) {
	if b, err := os.ReadFile(path); err == nil {
		out = sha256.Sum256(b)
	}
	return out
}

// What is in order opens: after a crash with its own log, on an older database that has
// no note beside it, and where a restored backup was accepted.
func TestSoundPlacesOpen(t *testing.T) {
	path := usedPlace(t)
	s := reopened(t, "sqlite:"+path)
	add(t, s, 5)
	if err := s.NotePlace(ctx); err != nil {
		t.Fatal(err)
	}
	add(t, s, 2)
	there := filepath.Join(t.TempDir(), "gongkai.db")
	crashed(t, s, there)
	after, err := Open(ctx, "sqlite:"+there, Options{Examine: true})
	if err != nil {
		t.Fatalf("after a crash: %v", err)
	}
	if got, err := after.notedPlace(ctx); err != nil || got.Entries < s.noted.Entries+2 {
		t.Errorf("after a crash: %+v (%v), want all of %+v and 2 more", got, err, s.noted)
	}
	if err := after.Close(); err != nil {
		t.Fatal(err)
	}
	old := usedPlace(t)
	copyFile(t, old, there) // a database that is another, or older
	if _, err := Open(ctx, "sqlite:"+there, Options{}); fault.KindOf(err) != fault.Refused {
		t.Errorf("another database: got %v, want a refusal", err)
	}
	if err := RenewPlace(ctx, "sqlite:"+there); err != nil {
		t.Fatal(err)
	}
	if err := reopened(t, "sqlite:"+there).Check(ctx); err != nil {
		t.Errorf("once accepted: %v", err)
	}
	os.Remove(placeFile(old))
	if got := reopened(t, "sqlite:"+old).noted; got.ID == "" || got.Entries == 0 {
		t.Errorf("without a note beside it: %+v, want one to be written", got)
	}
}

// A schema without one of its tables or triggers, or with a trigger that does something
// else, is not served; a whole one is.
func TestSchemaIsWhole(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		dsn := p.dsn(t)
		s, err := Open(ctx, dsn, Options{Examine: true})
		if err != nil {
			t.Fatal(err)
		}
		drop := map[string]string{"sqlite": "DROP TRIGGER entries_are_not_changed",
			"postgres": "ALTER TABLE entries DISABLE TRIGGER entries_are_not_changed"}[p.name]
		if err := errors.Join(s.write.Exec(drop).Error, s.Close()); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(ctx, dsn, Options{Examine: true}); fault.KindOf(err) != fault.Refused ||
			!strings.Contains(err.Error(), "entries_are_not_changed") {
			t.Errorf("without a trigger: got %v, want a refusal that names it", err)
		}
		s = reopened(t, dsn)
		put := map[string]string{
			"sqlite":   "CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries BEGIN SELECT 1; END",
			"postgres": "ALTER TABLE entries ENABLE TRIGGER entries_are_not_changed; DROP TABLE sessions"}[p.name]
		if err := s.write.Exec(put).Error; err != nil {
			t.Fatal(err)
		}
		if _, err := Open(ctx, dsn, Options{Examine: true}); fault.KindOf(err) != fault.Refused {
			t.Errorf("with %s: got %v, want a refusal", put, err)
		}
	})
}

// Once damage is found nothing is written any more, and reading goes on.
func TestDamageEndsWriting(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		s := p.opened(t)
		add(t, s, 1)
		if got := s.Health().State; got != workflow.Checking {
			t.Errorf("before any check: %s", got)
		}
		if err := s.Check(ctx); err != nil || s.Health().State != workflow.Sound {
			t.Errorf("checked: %s (%v)", s.Health().State, err)
		}
		s.learn(&damageFound{"PRAGMA quick_check", "row 1 missing"})
		err := s.AddOffice(ctx, account.Office{Code: "new", Name: "示例乡人民政府"})
		if fault.KindOf(err) != fault.Unavailable || fault.SavingOf(err) != fault.Unsaved ||
			!strings.Contains(err.Error(), "gongkai restore") {
			t.Errorf("writing: got %v, want it refused with the way to restore", err)
		}
		if got, err := s.Offices(
			ctx,
		); err != nil || len(got) != len(storetest.Offices) ||
			s.Health().State != workflow.Damaged {
			t.Errorf("reading: %v (%v), %s", got, err, s.Health().State)
		}
	})
}
