package main

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // to make a schema for a test

	"gongkai/models"
	"gongkai/workflow/storetest"
)

// filled is a place with two years of applications of two offices, a submitted report,
// users and settings: what a county has.
func filled(t *testing.T) *console {
	t.Helper()
	c := newConsole(t)
	fill(t, c, "sqlite:"+filepath.Join(c.data, "gongkai.db"))
	return c
}

func fill(t *testing.T, c *console, dsn string) {
	t.Helper()
	store, err := models.Open(t.Context(), dsn, models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for _, o := range storetest.Offices {
		if err := store.AddOffice(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Add(t.Context(), storetest.Sample(120, 1)...); err != nil {
		t.Fatal(err)
	}
	c.getenv["GONGKAI_DB"] = dsn
	c.must("user", "add", "jia", "--office", storetest.Offices[0].Code, "--role", "clerk")
	c.must("report", "freeze", "--office", storetest.Offices[0].Code, "--year", "2024", "--head", "甲", "--reviewer", "乙",
		"--filler", "丙", "--phone", "0", "--date", "2025-01-20", "--reason", "示例")
	delete(c.getenv, "GONGKAI_DB")
	if strings.HasPrefix(dsn, "postgres") {
		c.getenv["GONGKAI_DB"] = dsn
	}
}

// postgresDSN is a schema of its own in the database that GONGKAI_TEST_POSTGRES names.
func postgresDSN(t *testing.T) string {
	t.Helper()
	dsn := os.Getenv("GONGKAI_TEST_POSTGRES")
	if dsn == "" && os.Getenv("CI") == "true" {
		t.Fatal("GONGKAI_TEST_POSTGRES is not set: continuous integration must test PostgreSQL too")
	}
	if dsn == "" {
		t.Skip("GONGKAI_TEST_POSTGRES is not set: PostgreSQL is not tested")
	}
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	schema := "b" + strings.ToLower(rand.Text())
	if _, err := db.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = db.Exec("DROP SCHEMA " + schema + " CASCADE")
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

// headOf is what verify says of a place.
func headOf(t *testing.T, c *console) verifyAnswer {
	t.Helper()
	return decode[verifyAnswer](t, c.must("verify", "--json"))
}

// A backup has what was there, says so inside, and restores to the same; its digest is
// as sha256sum reads it, and nobody else may read it.
func TestBackupAndRestore(t *testing.T) {
	c := filled(t)
	was := headOf(t, c)
	file := filepath.Join(t.TempDir(), "a.db")
	made := decode[backupAnswer](t, c.must("backup", file, "--json"))
	if made.Applications != 120 || made.Head != was.Head || len(made.Mismatches) != 0 || made.File != file {
		t.Errorf("made %+v, want 120 applications and head %s", made, was.Head)
	}
	if out, err := exec.Command("sh", "-c", "cd "+filepath.Dir(file)+" && sha256sum -c a.db.sha256").
		CombinedOutput(); err != nil {
		t.Errorf("sha256sum: %s (%v)", out, err)
	}
	for _, name := range []string{file, file + ".sha256"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v (%v), want mode 0600", name, info.Mode(), err)
		}
	}
	if names, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*")); len(names) != 2 {
		t.Errorf("there are %v, want the backup and its digest", names)
	}
	drilled := decode[restoreAnswer](t, c.must("restore", file, "--drill", "--json"))
	if drilled.Head != was.Head || drilled.SHA256 != made.SHA256 || drilled.To != "" {
		t.Errorf("the drill says %+v", drilled)
	}
	other := newConsole(t)
	if out := other.must("restore", file); !strings.Contains(out, "重新登录") {
		t.Errorf("it says %s", out)
	}
	if is := headOf(t, other); is.Head != was.Head || is.Applications != 120 {
		t.Errorf("restored: %+v, want %+v", is, was)
	}
	if got := c.must("report", "--office", storetest.Offices[0].Code, "--year", "2024", "--json"); got !=
		other.must("report", "--office", storetest.Offices[0].Code, "--year", "2024", "--json") {
		t.Error("the annual table differs after the restore")
	}
	if got := other.must("user", "list"); !strings.Contains(got, "jia") {
		t.Errorf("users after the restore: %s", got)
	}
	again := filepath.Join(t.TempDir(), "b.db")
	other.must("backup", again)
	other.must("restore", again, "--drill")
}

// What is in the place is replaced only by somebody who knows what is there; it is kept
// beside, and a log left beside it never meets the restored file.
func TestRestoreKeepsWhatWasThere(t *testing.T) {
	c := filled(t)
	file := filepath.Join(t.TempDir(), "a.db")
	c.must("backup", file)
	c.must("office", "add", "houlai", "后来的机关")
	db := filepath.Join(c.data, "gongkai.db")
	for _, args := range []string{"", "--replace 119", "--replace 0"} {
		got := c.run(append([]string{"restore", file}, strings.Fields(args)...)...)
		if got.status != refused || !strings.Contains(got.stderr, "120 件申请") ||
			!strings.Contains(got.stderr, "--replace 120") {
			t.Errorf("restore %s: got %d %s, want it refused", args, got.status, got.stderr)
		}
	}
	if !strings.Contains(c.must("office", "list"), "houlai") {
		t.Error("a refused restore changed something")
	}
	stale := bytes.Repeat([]byte("stale"), 4096)
	for _, add := range []string{"-wal", "-shm"} {
		if err := os.WriteFile(db+add, stale, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	answer := decode[restoreAnswer](t, c.must("restore", file, "--replace", "120", "--json"))
	if strings.Contains(c.must("office", "list"), "houlai") {
		t.Error("what came after the backup is still there")
	}
	if answer.Kept == "" {
		t.Fatalf("it says %+v, want where the old file is", answer)
	}
	old := newConsole(t)
	old.getenv["GONGKAI_DB"] = "sqlite:" + answer.Kept
	if !strings.Contains(old.must("office", "list"), "houlai") {
		t.Error("the file kept aside does not have what was there")
	}
}

// A log left behind where no database is any more does no harm: it is not taken for the
// log of the restored one.
func TestRestoreBesideStrayLog(t *testing.T) {
	c := filled(t)
	file := filepath.Join(t.TempDir(), "a.db")
	c.must("backup", file)
	other := filled(t)
	store, err := models.Open(t.Context(), "sqlite:"+filepath.Join(other.data, "gongkai.db"), models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Add(t.Context(), storetest.Sample(5, 9)...); err != nil {
		t.Fatal(err)
	}
	place := newConsole(t)
	if err := os.MkdirAll(place.data, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, add := range []string{"-wal", "-shm"} { // of another database, with changes in it
		b, err := os.ReadFile(filepath.Join(other.data, "gongkai.db"+add))
		if err == nil {
			err = os.WriteFile(filepath.Join(place.data, "gongkai.db"+add), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	place.must("restore", file)
	if got, want := headOf(t, place), headOf(t, c); got.Head != want.Head || got.Applications != 120 {
		t.Errorf("restored beside a stray log: %+v, want %+v", got, want)
	}
}

// What is no sound backup is refused, whatever is wrong with it, and changes nothing.
func TestRestoreRefuses(t *testing.T) {
	c := filled(t)
	dir := t.TempDir()
	good := filepath.Join(dir, "good.db")
	c.must("backup", good)
	body, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	flipped := bytes.Clone(body)
	flipped[len(flipped)/2] ^= 1
	other := write("digest.db", body)
	write("digest.db.sha256", []byte(hex.EncodeToString(make([]byte, 32))+"  digest.db\n"))
	lost := alteredBackup(t, good, filepath.Join(dir, "lost.db"), "DELETE FROM users")
	newer := alteredBackup(
		t,
		good,
		filepath.Join(dir, "newer.db"),
		"INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)",
	)
	raw := alteredBackup(t, good, filepath.Join(dir, "raw.db"), "UPDATE backups SET sha256 = 'x'")
	logged := write("logged.db", body)
	write("logged.db-wal", []byte("x"))
	for what, tt := range map[string]struct{ file, want string }{
		"nothing":              {filepath.Join(dir, "none.db"), "没有文件"},
		"a directory":          {dir, "不是文件"},
		"a text":               {write("text", bytes.Repeat([]byte("text"), 1000)), "损坏"},
		"an empty file":        {write("empty", nil), "不是本系统的数据库"},
		"a short file":         {write("short", body[:len(body)/2]), "损坏"},
		"a wrong digest":       {other, "SHA-256"},
		"lost rows":            {lost, "表 users 的行数：清单为 1，文件中为 0"},
		"a newer schema":       {newer, "请换用较新的程序"},
		"no manifest":          {raw, "没有清单"},
		"a log beside":         {logged, "-wal"},
		"one bit in the other": {withDigestOf(t, good, write("bit.db", flipped)), "SHA-256"},
	} {
		place := newConsole(t)
		got := place.run("restore", tt.file)
		drill := place.run("restore", tt.file, "--drill")
		if got.status != refused || !strings.Contains(got.stderr, tt.want) || drill.stderr != got.stderr {
			t.Errorf(
				"%s: got %d %s and in the drill %s, want it refused with %q",
				what,
				got.status,
				got.stderr,
				drill.stderr,
				tt.want,
			)
		}
		for _, left := range []string{"*.db", "*.db-*", "*.place"} {
			if names, _ := filepath.Glob(filepath.Join(place.data, left)); len(names) > 0 {
				t.Errorf("%s: it left %v", what, names)
			}
		}
		if names, _ := filepath.Glob(filepath.Join(place.data, partial+"*")); len(names) > 0 {
			t.Errorf("%s: it left %v", what, names)
		}
	}
	unlisted := newConsole(t)
	unlisted.must("restore", raw, "--unlisted")
	if got := headOf(t, unlisted); got.Applications != 120 {
		t.Errorf("without a manifest: %+v, want 120 applications", got)
	}
}

// alteredBackup is a copy of a backup in which something was changed.
func alteredBackup(t *testing.T, from, to, change string) string {
	t.Helper()
	if _, err := copyFile(from, to); err != nil {
		t.Fatal(err)
	}
	store, err := models.Open(t.Context(), "sqlite:"+to, models.Options{AnySchema: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open(driverName(), "file:"+to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(change); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return to
}

// driverName is the driver of SQLite that is built in.
func driverName() string {
	for _, name := range sql.Drivers() {
		if strings.HasPrefix(name, "sqlite") {
			return name
		}
	}
	return ""
}

// withDigestOf puts the digest of one file beside another.
func withDigestOf(t *testing.T, of, beside string) string {
	t.Helper()
	digest, _, err := digestOf(of)
	if err == nil {
		err = os.WriteFile(beside+".sha256", []byte(digest+"  x\n"), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return beside
}

// A backup is never written over a file, nor where it cannot be, and the failure is
// told and noted down.
func TestBackupRefuses(t *testing.T) {
	c := filled(t)
	dir := t.TempDir()
	there := filepath.Join(dir, "there")
	if err := os.WriteFile(there, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{there: "已经存在", filepath.Join(dir, "none", "a.db"): "没有目录"} {
		if got := c.run("backup", file); got.status != refused || !strings.Contains(got.stderr, want) {
			t.Errorf("%s: got %d %s, want it refused with %q", file, got.status, got.stderr, want)
		}
	}
	if b, _ := os.ReadFile(there); string(b) != "mine" {
		t.Errorf("the file that was there is now %q", b)
	}
	c.must("backup", dir)
	if names, _ := filepath.Glob(filepath.Join(dir, "gongkai-20260302-100000.db*")); len(names) != 2 {
		t.Errorf("in a directory it made %v, want a file named after the time", names)
	}
}

// A database in which something was tampered with is saved all the same, and told of.
func TestBackupOfTamperedData(t *testing.T) {
	c := filled(t)
	change := "UPDATE applications SET content = '改过' WHERE id = 3"
	store, err := models.Open(t.Context(), "sqlite:"+filepath.Join(c.data, "gongkai.db"), models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open(driverName(), "file:"+filepath.Join(c.data, "gongkai.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(change); err != nil {
		t.Fatal(err)
	}
	db.Close()
	file := filepath.Join(t.TempDir(), "a.db")
	if got := c.run("backup", file); got.status != refused || !strings.Contains(got.stdout, "1 处不符") {
		t.Errorf("got %d %s%s, want a backup that tells of one mismatch", got.status, got.stdout, got.stderr)
	}
	if got := c.run(
		"restore",
		file,
		"--drill",
	); got.status != refused ||
		!strings.Contains(got.stdout, "备份时数据库中就有以上 1 处不符") {
		t.Errorf("the drill: got %d %s%s", got.status, got.stdout, got.stderr)
	}
	newConsole(t).must("restore", file)
}

// The same commands make the same file of PostgreSQL, and restore it there.
func TestBackupOfPostgres(t *testing.T) {
	dsn := postgresDSN(t)
	c := newConsole(t)
	fill(t, c, dsn)
	was := headOf(t, c)
	file := filepath.Join(t.TempDir(), "a.db")
	if made := decode[backupAnswer](t, c.must("backup", file, "--json")); made.Head != was.Head {
		t.Errorf("made %+v, want head %s", made, was.Head)
	}
	c.must("restore", file, "--drill")
	onFile := newConsole(t)
	onFile.must("restore", file)
	if got := headOf(t, onFile); got.Head != was.Head {
		t.Errorf("on SQLite: %+v, want %+v", got, was)
	}
	if got := c.run("restore", file); got.status != refused || !strings.Contains(got.stderr, "已经有数据") {
		t.Errorf("over data: got %d %s, want it refused", got.status, got.stderr)
	}
	elsewhere := newConsole(t)
	elsewhere.getenv["GONGKAI_DB"] = postgresDSN(t)
	elsewhere.must("restore", file)
	if got := headOf(t, elsewhere); got.Head != was.Head {
		t.Errorf("on another PostgreSQL: %+v, want %+v", got, was)
	}
}

// The data move to PostgreSQL and back, and are the same at each place.
func TestMigrateTo(t *testing.T) {
	pg := postgresDSN(t)
	c := filled(t)
	was := headOf(t, c)
	there := decode[migrateAnswer](t, c.must("migrate", "--to", pg, "--json"))
	if there.Head != was.Head || there.Applications != 120 || there.Years == "" {
		t.Errorf("moved: %+v, want %+v", there, was)
	}
	if got := c.run("migrate", "--to", pg); got.status != refused || !strings.Contains(got.stderr, "已经有数据") {
		t.Errorf("once more: got %d %s, want it refused", got.status, got.stderr)
	}
	moved := newConsole(t)
	moved.getenv["GONGKAI_DB"] = pg
	moved.must("office", "add", "xin", "新机关", "--parent", storetest.Offices[0].Code)
	back := "sqlite:" + filepath.Join(t.TempDir(), "back", "gongkai.db")
	if got := moved.must("migrate", "--to", back); !strings.Contains(got, "两边相同") {
		t.Errorf("back: %s", got)
	}
	home := newConsole(t)
	home.getenv["GONGKAI_DB"] = back
	if got := headOf(t, home); got.Head != was.Head {
		t.Errorf("back on SQLite: %+v, want %+v", got, was)
	}
}

// From SQLite to another file of SQLite the same holds; the same file is refused.
func TestMigrateToFile(t *testing.T) {
	c := filled(t)
	to := "sqlite:" + filepath.Join(t.TempDir(), "gongkai.db")
	c.must("migrate", "--to", to)
	own := "sqlite:" + filepath.Join(c.data, "gongkai.db")
	if got := c.run("migrate", "--to", own); got.status != refused {
		t.Errorf("to itself: got %d %s, want it refused", got.status, got.stdout+got.stderr)
	}
}

// Before the schema of a file changes, the file is saved beside it as it was; the backup
// restores with the new program.
func TestMigrateSavesFirst(t *testing.T) {
	c := newConsole(t)
	if err := os.MkdirAll(c.data, 0o700); err != nil {
		t.Fatal(err)
	}
	old := []byte(unzipped(t, earlier(t, ".db.gz")[0]))
	if err := os.WriteFile(filepath.Join(c.data, "gongkai.db"), old, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := c.must("migrate"); !strings.Contains(got, "升级前已备份到") {
		t.Errorf("it says %s", got)
	}
	saved := filepath.Join(c.data, "gongkai-20260302-100000.db")
	answer := decode[restoreAnswer](t, c.must("restore", saved, "--drill", "--json"))
	if is := headOf(t, c); answer.Head != is.Head || answer.Applications == 0 || !answer.Migrated {
		t.Errorf("the backup has %+v, want head %s, migrated", answer, is.Head)
	}
	if got := c.must("migrate"); strings.Contains(got, "备份") {
		t.Errorf("nothing changed, and it says %s", got)
	}
}
