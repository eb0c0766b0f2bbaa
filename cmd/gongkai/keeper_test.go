package main

import (
	"bytes"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongkai/models"
	"gongkai/workflow/account"
	"gongkai/workflow/backup"
	"gongkai/workflow/desks"
)

// keeping is a keeper of backups over a place, with a clock that is set by hand.
func keeping(t *testing.T, dsn string, now *time.Time) (*backupKeeper, *bytes.Buffer) {
	t.Helper()
	store, err := models.Open(t.Context(), dsn, models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	var said bytes.Buffer
	p := &program{ctx: t.Context(), env: env{stdout: io.Discard, stderr: &said, now: func() time.Time { return *now }}}
	return newBackupKeeper(p, store, slog.New(slog.NewTextHandler(&said, nil))), &said
}

// plan sets a plan into force.
func (k *backupKeeper) plan(t *testing.T, p backup.Plan) {
	t.Helper()
	if err := desks.New(k.store).For(account.Operator).PlanBackups(t.Context(), p, "", k.p.now()); err != nil {
		t.Fatal(err)
	}
}

// The server makes a backup each day at the hour of the plan, keeps as many as the plan
// says, tells of one that failed and tries it again.
func TestKeeper(t *testing.T) {
	c := filled(t)
	keeperKeeps(t, "sqlite:"+filepath.Join(c.data, "gongkai.db"))
}

// The same on PostgreSQL, where another server may be at it.
func TestKeeperOnPostgres(t *testing.T) {
	dsn := postgresDSN(t)
	fill(t, newConsole(t), dsn)
	keeperKeeps(t, dsn)
}

func keeperKeeps(t *testing.T, dsn string) {
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC) // 18:00 in China
	k, said := keeping(t, dsn, &now)
	dir := t.TempDir()
	count := func() int {
		kept, err := k.Kept(dir)
		if err != nil {
			t.Fatal(err)
		}
		return len(kept)
	}
	k.note(k.due())
	if count() != 0 {
		t.Error("a backup was made without a plan")
	}
	k.plan(t, backup.Plan{On: true, Hour: 2, Folder: dir, Daily: 2})
	for day := range 4 {
		for range 3 { // it looks every minute
			k.note(k.due())
		}
		if want := min(day+1, 2); count() != want {
			t.Errorf("on day %d there are %d backups, want %d; %s", day, count(), want, said)
		}
		now = now.AddDate(0, 0, 1)
	}
	records, err := k.Records(t.Context())
	if err != nil || len(records) != 1 || !records[0].Good() || records[0].Manifest.Applications != 120 ||
		records[0].By != "" {
		t.Errorf("the records are %+v (%v), want a good one of 120 applications", records, err)
	}
	k.plan(t, backup.Plan{On: true, Hour: 2, Folder: filepath.Join(dir, "gone"), Daily: 2})
	k.note(k.due())
	now = now.Add(30 * time.Minute)
	k.note(k.due())
	if n := strings.Count(said.String(), "backup failed"); n != 1 {
		t.Errorf("it said %d times that it failed, want once an hour: %s", n, said)
	}
	records, err = k.Records(t.Context())
	if err != nil || len(records) != 2 || !strings.Contains(records[0].Fault, "没有目录") || !records[1].Good() {
		t.Errorf("after one that failed: %+v (%v), want it and the good one before", records, err)
	}
	if err := os.Mkdir(filepath.Join(dir, "gone"), 0o700); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Hour)
	k.note(k.due())
	if records, err = k.Records(t.Context()); err != nil || len(records) != 1 || !records[0].Good() {
		t.Errorf("an hour later: %+v (%v), want it made", records, err)
	}
	lines, _, err := k.store.Operations(t.Context(), account.OperationQuery{Kind: account.BackedUp})
	failed, _, err2 := k.store.Operations(t.Context(), account.OperationQuery{Kind: account.BackupFailed})
	if err != nil || err2 != nil || len(lines) != 5 || len(failed) != 1 {
		t.Errorf(
			"the log has %d that were made and %d that failed (%v, %v), want 5 and 1",
			len(lines),
			len(failed),
			err,
			err2,
		)
	}
}

// In a browser an administrator plans backups, has one made, and takes it home: the
// file restores.
func TestBackupInBrowser(t *testing.T) {
	c, dir := filled(t), t.TempDir()
	if out := c.feed(
		"long-enough-2\n",
		"user",
		"add",
		"guanli",
		"--office",
		"county",
		"--role",
		"admin",
		"--password-stdin",
	); out.status != done {
		t.Fatal(out.stderr)
	}
	w := serve(t, c)
	w.signIn("guanli", "long-enough-2")
	w.send(
		"/backups",
		"/backups/plan",
		map[string]string{"folder": dir, "hour": "2", "daily": "7", "weekly": "5", "monthly": "12"},
	)
	w.send("/backups", "/backups", nil)
	var page string
	for page = "正在备份"; strings.Contains(page, "正在备份"); {
		_, page = w.get("/backups")
	}
	names, err := filepath.Glob(filepath.Join(dir, "gongkai-*.db"))
	if err != nil || len(names) != 1 || !strings.Contains(page, filepath.Base(names[0])) {
		t.Fatalf("there are %v (%v), and the page says\n%s", names, err, page)
	}
	c.must("restore", names[0], "--drill")
	if got := c.run("restore", names[0], "--replace", "120"); got.status != refused ||
		!strings.Contains(got.stderr, "正在使用数据库") {
		t.Errorf("under a running server: got %d %s, want the restore refused", got.status, got.stderr)
	}
	if _, system := w.get("/system"); !strings.Contains(system, filepath.Base(names[0])) {
		t.Error("the page of the system does not tell of the backup")
	}
}
