package main

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// The databases in testdata/upgrade were made by the program of the commit they are
// named after: the SQLite file is its demo county with two reports submitted, the
// PostgreSQL dump its registers imported. Beside each stands what that program printed.
const upgraded = "testdata/upgrade/"

// unzipped reads a file of testdata/upgrade whole.
func unzipped(t *testing.T, name string) string {
	t.Helper()
	f, err := os.Open(upgraded + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// earlier are the old databases of a kind, by the ends of their names.
func earlier(t *testing.T, ends string) []string {
	t.Helper()
	found, err := filepath.Glob(upgraded + "*" + ends)
	if err != nil || len(found) == 0 {
		t.Fatalf("no old database *%s: %v", ends, err)
	}
	for i := range found {
		found[i] = filepath.Base(found[i])
	}
	return found
}

// A database of an earlier program, once migrated, gives the same reports, lists and
// registers to the byte, and everything in it still follows from its journals.
func TestUpgradeSQLite(t *testing.T) {
	for _, name := range earlier(t, ".db.gz") {
		t.Run(name, func(t *testing.T) {
			c := newConsole(t)
			if err := os.MkdirAll(c.data, 0o700); err != nil {
				t.Fatal(err)
			}
			old := filepath.Join(c.data, "gongkai.db")
			if err := os.WriteFile(old, []byte(unzipped(t, name)), 0o600); err != nil {
				t.Fatal(err)
			}
			upgrade(t, c, strings.TrimSuffix(name, ".gz"))
		})
	}
}

// The same holds of PostgreSQL, where there is one.
func TestUpgradePostgres(t *testing.T) {
	server := os.Getenv("GONGKAI_TEST_POSTGRES")
	if server == "" {
		return // as every test of the store: .ci/pg gives it one
	}
	for i, name := range earlier(t, ".sql.gz") {
		t.Run(name, func(t *testing.T) {
			c := newConsole(t)
			c.getenv["GONGKAI_DB"] = restored(t, server, fmt.Sprintf("upgrade%d_%d", i, os.Getpid()), unzipped(t, name))
			upgrade(t, c, strings.TrimSuffix(name, ".gz"))
		})
	}
}

// restored makes a database on a server from a dump, and gives its address.
func restored(t *testing.T, server, name, dump string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	execute(t, server, "CREATE DATABASE "+name)
	t.Cleanup(func() { execute(t, server, "DROP DATABASE "+name+" WITH (FORCE)") })
	u.Path = "/" + name
	execute(t, u.String(), dump)
	return u.String()
}

// execute runs statements on a connection of their own: a dump leaves its settings behind.
func execute(t *testing.T, dsn, statements string) {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
}

// upgrade migrates the database and compares what is printed with what was.
func upgrade(t *testing.T, c *console, name string) {
	t.Helper()
	c.must("migrate")
	want := unzipped(t, name+".txt.gz")
	got := reprinted(c, want)
	if diff := cmp.Diff(slices.Collect(strings.Lines(want)), slices.Collect(strings.Lines(got))); diff != "" {
		t.Errorf("after the upgrade it prints something else (-before +now):\n%s", diff[:min(4000, len(diff))])
	}
	found := decode[verifyAnswer](t, c.must("verify", "--json"))
	if found.Applications < 300 || len(found.Mismatches) > 0 {
		t.Errorf("of %d applications verify says %q, want none and more than 300", found.Applications, found.Mismatches)
	}
}

// reprinted is what the commands print now that printed want, with every digest as it is.
func reprinted(c *console, want string) string {
	out := strings.SplitAfterN(want, "\n", 2)[0] // the first line is a comment
	for line := range strings.Lines(want) {
		command, ok := strings.CutPrefix(line, "$ gongkai ")
		if !ok {
			continue
		}
		ran := later(c, command)
		out += line + ran.stdout
		if !strings.HasSuffix(out, "\n") {
			out += "\n" // the canonical form ends without one
		}
		for said := range strings.Lines(ran.stderr) {
			out += "! " + said
		}
		if ran.status != done {
			out += fmt.Sprintf("status %d\n", ran.status)
		}
	}
	return out
}

// later runs a command a month after the databases were made: what was known before a
// thing was entered is another report.
func later(c *console, command string) outcome {
	var stdout, stderr bytes.Buffer
	lookup := func(name string) (string, bool) { v, ok := c.getenv[name]; return v, ok }
	c.getenv["GONGKAI_DATA"] = c.data
	status := run(c.t.Context(), env{strings.Fields(command), strings.NewReader(""), &stdout, &stderr, lookup,
		func() time.Time { return time.Date(2026, 12, 28, 2, 0, 0, 0, time.UTC) }})
	return outcome{status, stdout.String(), stderr.String()}
}

// The comparison bites: of a register with one application voided, the old reports do
// not come back.
func TestUpgradeSeesAChange(t *testing.T) {
	c := newConsole(t)
	if err := os.MkdirAll(c.data, 0o700); err != nil {
		t.Fatal(err)
	}
	name := earlier(t, ".db.gz")[0]
	if err := os.WriteFile(filepath.Join(c.data, "gongkai.db"), []byte(unzipped(t, name)), 0o600); err != nil {
		t.Fatal(err)
	}
	c.must("migrate")
	c.must("import", "register", "testdata/upgrade/one.csv", "--office", "xzf")
	want := unzipped(t, strings.TrimSuffix(name, ".gz")+".txt.gz")
	if got := reprinted(c, want); got == want {
		t.Error("with one application more the reports are the same")
	}
}
