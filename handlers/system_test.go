package handlers

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/workflow/account"
	"gongkai/workflow/backup"
	"gongkai/workflow/fault"
)

// shelf is a folder of backups in memory.
type shelf struct {
	mu      sync.Mutex
	records []backup.Record
	asked   []string
	kept    []BackupFile
}

func (s *shelf) Records(context.Context) ([]backup.Record, error) { return s.records, nil }

func (s *shelf) Ask(
	by string,
) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, by)
}

func (s *shelf) Busy() bool                        { s.mu.Lock(); defer s.mu.Unlock(); return len(s.asked) > 0 }
func (s *shelf) Kept(string) ([]BackupFile, error) { return append([]BackupFile(nil), s.kept...), nil }

func (s *shelf) Usable(folder string) error {
	if folder != "/backups" {
		return backup.InputFolder.Wrong("服务器上没有目录 %s，请先建立", folder)
	}
	return nil
}

func (s *shelf) Open(_, name string) (io.ReadCloser, error) {
	for _, f := range s.kept {
		if f.Name == name {
			return io.NopCloser(strings.NewReader("content of " + name)), nil
		}
	}
	return nil, fault.Errorf(fault.NotFound, "没有这份备份")
}

// withShelf is a site that makes backups.
func withShelf(t *testing.T, s *shelf) *site {
	return siteWith(t, populated(t, withKeepers...), func(server *Server) { server.Backups = s })
}

// planned sets the plan as an administrator would.
func (b *browser) planned() {
	b.t.Helper()
	b.post("/backups/plan", "on", "1", "folder", "/backups", "hour", "2", "daily", "7", "weekly", "5", "monthly", "12").
		want(b.t, "plan", http.StatusSeeOther)
}

// The page tells how the backups stand, loudly where somebody has to see to it, and so
// does the page of the system.
func TestBackupsPage(t *testing.T) {
	made := shelf{}
	s := withShelf(t, &made)
	admin := s.as("guanli")
	for _, page := range []string{"/backups", "/system"} {
		admin.get(page).has(t, page+" before any backup", "还没有做过备份", "定时备份没有开启")
	}
	admin.planned()
	admin.get("/backups").lacks(t, "once planned", "定时备份没有开启")
	good := backup.Record{At: s.clock().Add(-72 * time.Hour), File: "/backups/a.db", Size: 5 << 20, SHA256: "abc",
		Manifest: backup.Manifest{Applications: 1234}}
	made.records = []backup.Record{good}
	for _, page := range []string{"/backups", "/system"} {
		admin.get(page).
			has(t, page+" three days later", "备份已经过期", "2026-11-21 10:30:00", "/backups/a.db（5.0 MB）", "1234", "abc")
	}
	good.At = s.clock().Add(-time.Hour)
	failed := backup.Record{At: s.clock(), Fault: "磁盘已满"}
	made.records = []backup.Record{failed, good}
	r := admin.get("/backups")
	r.has(t, "after one that failed", "的备份没有成功：磁盘已满", "2026-11-24 09:30:00")
	r.lacks(t, "after one that failed", "备份已经过期")
	made.records = []backup.Record{good}
	r = admin.get("/backups")
	r.lacks(t, "when all is well", `class="warning"`, "没有成功")
	admin.post("/backups").want(t, "now", http.StatusSeeOther)
	admin.get("/backups").has(t, "while one is made", "正在备份")
	if len(made.asked) != 1 || made.asked[0] != "guanli" {
		t.Errorf("asked for by %v, want guanli", made.asked)
	}
}

// A plan that cannot be is told where, with what was typed; one that can is in force
// and in the log.
func TestBackupPlan(t *testing.T) {
	s := withShelf(t, &shelf{})
	admin := s.as("guanli")
	admin.post("/backups").want(t, "without a folder", http.StatusUnprocessableEntity)
	for _, tt := range []struct{ folder, hour, at string }{
		{"/none", "2", "folder"}, {"relative", "2", "folder"}, {"/backups", "24", "hour"}, {"/backups", "two", "hour"},
	} {
		r := admin.post(
			"/backups/plan",
			"on",
			"1",
			"folder",
			tt.folder,
			"hour",
			tt.hour,
			"daily",
			"7",
			"weekly",
			"5",
			"monthly",
			"12",
		)
		r.want(t, tt.folder, http.StatusUnprocessableEntity)
		r.has(t, tt.folder+" at "+tt.hour, `href="#`+tt.at+`"`, `value="`+tt.folder+`"`, `value="`+tt.hour+`"`)
	}
	admin.planned()
	got, err := s.store.Settings(context.Background())
	if want := (backup.Plan{On: true, Hour: 2, Folder: "/backups", Daily: 7, Weekly: 5, Monthly: 12}); err != nil ||
		got.Backups != want {
		t.Errorf("in force is %+v (%v), want %+v", got.Backups, err, want)
	}
	if lines := s.logged(
		account.OperationQuery{Kind: account.BackupPlanned},
	); len(lines) != 1 ||
		!strings.Contains(lines[0], "每天 2 时，存入 /backups") {
		t.Errorf("the log has %v", lines)
	}
}

// A backup leaves only by the hand of the administrator who types the password again,
// and with a line in the log; where the three are separated, not at all.
func TestTakeBackup(t *testing.T) {
	s := withShelf(
		t,
		&shelf{kept: []BackupFile{{"gongkai-20261123-020000.db", time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC), 37}}},
	)
	admin := s.as("guanli")
	admin.planned()
	const name = "gongkai-20261123-020000.db"
	admin.post("/backups/take", "backup", name, "password", "wrong").has(t, "a wrong password", "密码不对", `href="#password"`)
	admin.post("/backups/take", "backup", "../../etc/passwd", "password", password).
		has(t, "another file", `href="#backup"`)
	if lines := s.logged(account.OperationQuery{Kind: account.Exported}); len(lines) > 0 {
		t.Errorf("nothing left, and the log has %v", lines)
	}
	r := admin.post("/backups/take", "backup", name, "password", password)
	if r.status != http.StatusOK || r.body != "content of "+name ||
		!strings.Contains(r.header.Get("Content-Disposition"), name) {
		t.Errorf("got %d %q, %v", r.status, r.body, r.header)
	}
	if lines := s.logged(
		account.OperationQuery{Kind: account.Exported},
	); len(lines) != 1 ||
		!strings.Contains(lines[0], "含全部数据") {
		t.Errorf("the log has %v", lines)
	}
	for _, other := range []string{"jingban", "shenhe", "anquan", "rizhi"} {
		s.as(other).post("/backups/take", "backup", name, "password", password).want(t, other, http.StatusForbidden)
	}
	s.separate()
	admin = s.as("guanli")
	admin.get("/backups").lacks(t, "separated", `action="/backups/take"`)
	admin.post("/backups/take", "backup", name, "password", password).want(t, "separated", http.StatusForbidden)
}
