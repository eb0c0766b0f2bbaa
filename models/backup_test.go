package models

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/models/transfer"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/backup"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
	"gongkai/workflow/storetest"
)

// worked is a store in which every kind of thing is kept that a copy must not lose.
func worked(t *testing.T, p database) *Store {
	t.Helper()
	s := withSample(t, p, 300)
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	user := account.User{
		Name:    "jia",
		Display: "甲·“引号”",
		Office:  storetest.Offices[0].Code,
		Role:    account.Clerk,
		Since:   storetest.Written,
	}
	ok(s.AddUser(ctx, user))
	ok(
		s.Note(ctx, []account.Operation{{At: storetest.Written, By: "jia", Kind: account.UserAdded, Of: "jia", Says: "示例"}}),
	)
	ok(
		s.Sessions(func() time.Time { return storetest.Written }).
			CommitCtx(ctx, "token", []byte("x"), storetest.Written.Add(time.Hour)),
	)
	ok(
		s.write.Exec(
			"INSERT INTO jobs VALUES ('j', 'export', '', 'jia', ?, 'done', 0, 0, "+
				"'', '', '', '', '', '', '', 3, '', '', ?, ?, ?)",
			user.Office,
			true,
			false,
			true,
		).Error,
	)
	ok(s.write.Exec("INSERT INTO job_files VALUES ('j', 1, ?)", []byte{0, 1, 0xff}).Error)
	ok(
		s.write.Exec(
			"INSERT INTO hand_lines (office, year, form, line, amount, by_user, at) "+
				"VALUES (?, 2024, '2021', '1.1', NULL, 'jia', '')",
			user.Office,
		).Error,
	)
	_, err := adopt(s.write.WithContext(ctx), s.algorithm) // the row just written past the program
	ok(err)
	return s
}

// looked is what is compared of two stores: the heads of their chains, and the rows of
// every table.
func looked(t *testing.T, s *Store) (head string, counts map[string]int64) {
	t.Helper()
	chain, err := s.Chain(ctx)
	if err != nil || len(chain.Broken) > 0 {
		t.Fatalf("chain: %v (%v)", chain.Broken, err)
	}
	if counts, err = s.Counted(ctx); err != nil {
		t.Fatal(err)
	}
	return chain.Head, counts
}

// sameStore fails unless two stores hold the same, nobody is signed in at the copy, and
// the copy finds what the original does.
func sameStore(t *testing.T, was, is *Store) {
	t.Helper()
	head, counts := looked(t, was)
	gotHead, got := looked(t, is)
	for name, n := range counts {
		if got[name] != n {
			t.Errorf("table %s has %d rows in the copy, want %d", name, got[name], n)
		}
	}
	if gotHead != head || counts["entries"] == 0 {
		t.Errorf("the head is %s, want %s", gotHead, head)
	}
	state, err := is.SystemState(ctx, storetest.Written)
	if err != nil || state.Sessions != 0 {
		t.Errorf("%d are signed in at the copy (%v), want nobody", state.Sessions, err)
	}
	where := cond.Contains{Text: "预算", Fields: []cond.Field{cond.FieldContent}}
	want, n, err := was.List(ctx, listOf(where))
	if err != nil {
		t.Fatal(err)
	}
	found, m, err := is.List(ctx, listOf(where))
	if err != nil || n != m || len(want) != len(found) {
		t.Errorf("a search finds %d in the copy (%v), %d in the original", m, err, n)
	}
}

// No table is forgotten: each is copied or named as left out, and both databases have
// the same, whatever a migration adds.
func TestEveryTableIsCopied(t *testing.T) {
	shapes := map[string][]string{}
	inPlaces(t, func(t *testing.T, p database) {
		s := p.opened(t)
		db, err := s.conns[0].Conn(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		all, err := transfer.Catalogue(ctx, db, s.postgres)
		if err != nil {
			t.Fatal(err)
		}
		var copied []string
		for _, t := range all {
			copied = append(copied, t.String())
		}
		slices.Sort(copied)
		shapes[p.name] = copied
		every, err := transfer.Names(ctx, db, s.postgres)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range every {
			is := slices.ContainsFunc(all, func(t transfer.Table) bool { return strings.HasPrefix(t.String(), name+" ") })
			if is == transfer.LeftOut(name) {
				t.Errorf("table %s: copied %t, and named as left out %t", name, is, !is)
			}
		}
		for _, name := range []string{"offices", "users", "applications", "operations", "entries",
			"frozen_reports", "job_files", "backups"} {
			if !slices.ContainsFunc(all, func(t transfer.Table) bool { return strings.HasPrefix(t.String(), name+" ") }) {
				t.Errorf("table %s is not copied", name)
			}
		}
	})
	if pg, ok := shapes["postgres"]; ok && !slices.Equal(pg, shapes["sqlite"]) {
		t.Errorf("SQLite copies\n%s\nPostgreSQL\n%s", strings.Join(shapes["sqlite"], "\n"), strings.Join(pg, "\n"))
	}
}

// The file written is whole by itself, private, of the same content, and has nobody
// signed in; it is the same kind of file from either database.
func TestWriteTo(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		s := worked(t, p)
		file := filepath.Join(t.TempDir(), "备份 100%?#.db")
		if err := s.WriteTo(ctx, file); err != nil {
			t.Fatal(err)
		}
		made := backup.Record{At: storetest.Written, By: "jia", File: file, Manifest: backup.Manifest{Head: "h"}}
		if err := Describe(ctx, file, made); err != nil {
			t.Fatal(err)
		}
		info, err := InfoOf(ctx, file)
		if err != nil || !info.Listed || info.Record.Manifest.Head != "h" || !info.Record.At.Equal(made.At) {
			t.Errorf("the file says %+v (%v), want what was written into it", info, err)
		}
		before, _ := os.ReadFile(file)
		is, err := Open(ctx, "sqlite:"+file, Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := is.Check(ctx); err != nil {
			t.Error(err)
		}
		sameStore(t, s, is)
		if err := is.AddOffice(ctx, account.Office{Code: "x", Name: "x"}); err == nil {
			t.Error("a file opened for reading could be written")
		}
		if err := is.Close(); err != nil {
			t.Error(err)
		}
		after, _ := os.ReadFile(file)
		names, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*"))
		stat, err := os.Stat(file)
		if err != nil || stat.Mode().Perm() != 0o600 || len(names) != 1 || string(before) != string(after) {
			t.Errorf("mode %v, files %v, unchanged by reading %t (%v); want one private file, unchanged",
				stat.Mode(), names, string(before) == string(after), err)
		}
		if err := s.WriteTo(ctx, file); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("over a file that is there: got %v, want it refused", err)
		}
	})
}

// A store copied into another place is the same there, on the same database and on the
// other one, and new things get new numbers.
func TestCopyTo(t *testing.T) {
	inPlaces(t, func(t *testing.T, from database) {
		s := worked(t, from)
		inPlaces(t, func(t *testing.T, to database) {
			is := to.opened(t)
			tables, err := s.CopyTo(ctx, is)
			if err != nil {
				t.Fatal(err)
			}
			entries := func(c transfer.Copied) bool { return c.Name == "entries" }
			if i := slices.IndexFunc(tables, entries); i < 0 || tables[i].Rows == 0 {
				t.Errorf("it says it copied %v", tables)
			}
			sameStore(t, s, is)
			if err := errors.Join(is.Add(ctx, storetest.Sample(3, 2)...),
				is.Note(ctx, []account.Operation{{At: storetest.Written, Kind: account.Exported}}),
				is.AddBackup(ctx, backup.Record{At: storetest.Written})); err != nil {
				t.Errorf("new things in the copy: %v", err)
			}
			if _, err := s.CopyTo(ctx, is); fault.KindOf(err) != fault.Refused {
				t.Errorf("into a place with data: got %v, want it refused", err)
			}
		})
	})
}

// If the copy fails half-way, nothing of it is there.
func TestCopyIsAllOrNothing(t *testing.T) {
	inPlaces(t, func(t *testing.T, to database) {
		s, is := worked(t, databases[0]), to.opened(t)
		// The other place refuses what the first allowed: a text that is none.
		if err := s.write.Exec("UPDATE jobs SET title = CAST(x'ff00' AS TEXT)").Error; err != nil {
			t.Fatal(err)
		}
		_, err := s.CopyTo(ctx, is)
		if to.name == "postgres" && err == nil {
			t.Error("text that is none was copied")
		}
		if worked, errW := is.Worked(ctx); to.name == "postgres" && (errW != nil || worked) {
			t.Errorf("there is data in the other place (%v), want none", errW)
		}
	})
}

// A database of an older version is saved as it is, before it is migrated.
func TestWriteOlderSchema(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		dsn := p.dsn(t)
		asOf(t, p, dsn, 3)
		s, err := Open(ctx, dsn, Options{AnySchema: true})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		file := filepath.Join(t.TempDir(), "a.db")
		if err := errors.Join(s.WriteTo(ctx, file), Describe(ctx, file, backup.Record{})); err != nil {
			t.Fatal(err)
		}
		info, err := InfoOf(ctx, file)
		if err != nil || info.Schema != 3 || !info.Listed {
			t.Errorf("got %+v (%v), want schema 3 with a manifest", info, err)
		}
		m, err := Open(ctx, "sqlite:"+file, Options{Migrate: true})
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		if app, err := m.Get(ctx, nil, 1); err != nil || app.Number != "2024-00001" {
			t.Errorf("after migrating the copy: %+v (%v)", app, err)
		}
	})
}

// Records come back as they were kept, the latest first, and the latest good one is
// found behind one that failed. A restored store no longer says that it is a backup.
func TestBackupRecords(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		s := p.opened(t)
		if _, found, err := s.LastGoodBackup(ctx); err != nil || found {
			t.Errorf("a new place has a backup (%v)", err)
		}
		good := backup.Record{
			At:       storetest.Written,
			By:       "jia",
			File:     "/b/a.db",
			Size:     7,
			SHA256:   "ab",
			Took:     1500 * time.Millisecond,
			Manifest: backup.Manifest{Head: "h", Tables: map[string]int64{"users": 2}},
		}
		bad := backup.Record{At: storetest.Written.Add(time.Hour), Fault: "磁盘已满"}
		if err := errors.Join(s.AddBackup(ctx, good), s.AddBackup(ctx, bad)); err != nil {
			t.Fatal(err)
		}
		all, err := s.Backups(ctx, 5)
		if err != nil || len(all) != 2 || all[0].Good() || all[1].Manifest.Tables["users"] != 2 || all[1].Took != good.Took {
			t.Errorf("got %+v (%v), want both", all, err)
		}
		if got, found, err := s.LastGoodBackup(ctx); err != nil || !found || got.File != good.File {
			t.Errorf("the latest good one is %+v (%v), want %s", got, err, good.File)
		}
		if err := errors.Join(s.AddBackup(ctx, backup.Record{At: storetest.Written}), s.Settle(ctx, "digest")); err != nil {
			t.Fatal(err)
		}
		if all, err := s.Backups(
			ctx,
			5,
		); err != nil ||
			slices.ContainsFunc(all, func(r backup.Record) bool { return r.Good() && r.SHA256 == "" }) {
			t.Errorf("after restoring: %+v (%v), want no line without a digest", all, err)
		}
	})
}

// A file that is no database is told apart from one that is another program's.
func TestInfoOfOtherFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a")
	if err := os.WriteFile(file, []byte(strings.Repeat("no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := InfoOf(ctx, file)
	wantUnavailable(t, "a text", err)
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if info, err := InfoOf(ctx, file); err != nil || info.Schema != 0 {
		t.Errorf("an empty file: %+v (%v), want no schema", info, err)
	}
}

func listOf(where cond.Cond) workflow.Query { return workflow.Query{Where: where, Limit: 10} }
