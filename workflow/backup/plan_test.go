package backup

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// at is a moment in China.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.China)
	if err != nil {
		panic(err)
	}
	return t
}

// A backup is due once a day after the hour, again after an hour if it failed, and
// never where the plan is off; two hours late it is overdue.
func TestDue(t *testing.T) {
	p := Plan{On: true, Hour: 2, Folder: "/b", Daily: 1}
	for _, tt := range []struct {
		last    string // "": never
		failed  bool
		now     string
		due     bool
		overdue bool
	}{
		{"", false, "2026-03-02 01:59", true, true},
		{"2026-03-01 02:00", false, "2026-03-02 01:59", false, false},
		{"2026-03-01 02:00", false, "2026-03-02 02:00", true, false},
		{"2026-03-01 02:00", false, "2026-03-02 03:59", true, false},
		{"2026-03-01 02:00", false, "2026-03-02 04:00", true, true},
		{"2026-03-02 02:00", false, "2026-03-02 23:59", false, false},
		{"2026-03-02 02:00", true, "2026-03-02 02:59", false, false},
		{"2026-03-02 02:00", true, "2026-03-02 03:00", true, false},
		{"2026-03-01 15:00", false, "2026-03-02 02:01", true, false}, // made by hand in between
		{"2026-12-31 02:00", false, "2027-01-01 02:00", true, false},
	} {
		last := Record{}
		if tt.last != "" {
			last.At = at(tt.last)
		}
		if tt.failed {
			last.Fault = "磁盘已满"
		}
		if got := p.Due(last, at(tt.now)); got != tt.due {
			t.Errorf("last %s (failed %t), now %s: due %t, want %t", tt.last, tt.failed, tt.now, got, tt.due)
		}
		if got := p.Overdue(last.At, at(tt.now)); got != tt.overdue {
			t.Errorf("last %s, now %s: overdue %t, want %t", tt.last, tt.now, got, tt.overdue)
		}
		if off := (Plan{}); off.Due(last, at(tt.now)) || off.Overdue(last.At, at(tt.now)) {
			t.Errorf("a plan that is off wants a backup at %s", tt.now)
		}
	}
}

// After a year of daily backups what is kept are the last of seven days, five weeks and
// twelve months, and never anything that is no backup; the latest is never let go.
func TestSurplus(t *testing.T) {
	plan := Plan{Daily: 7, Weekly: 5, Monthly: 12}
	names := []string{"gongkai.db", "gongkai-20250101-020000.db.sha256", "wichtig-20250101-020000.db", "gongkai-2025.db"}
	for day := at("2025-03-01 02:00"); day.Before(at("2026-03-02 02:00")); day = day.AddDate(0, 0, 1) {
		names = append(names, FileName(day))
	}
	gone := plan.Surplus(names)
	var kept []string
	for _, name := range names[4:] {
		if !slices.Contains(gone, name) {
			kept = append(kept, name)
		}
	}
	var want []string
	for _, day := range []string{
		"20250430", "20250531", "20250630", "20250731", "20250831", "20250930", "20251031", "20251130", "20251231",
		"20260131", "20260201", "20260208", "20260215", "20260222", "20260223", "20260224", "20260225", "20260226",
		"20260227", "20260228", "20260301",
	} {
		want = append(want, "gongkai-"+day+"-020000.db")
	}
	if !slices.Equal(kept, want) {
		t.Errorf("kept\n%v, want\n%v", kept, want)
	}
	for _, name := range names[:4] {
		if slices.Contains(gone, name) {
			t.Errorf("%s is no backup and would be removed", name)
		}
	}
	if got := (Plan{}).Surplus([]string{FileName(at("2026-03-01 02:00"))}); len(got) > 0 {
		t.Errorf("the only backup would be removed: %v", got)
	}
}

// A name tells when its backup was made, to the second, whatever the zone of the server.
func TestFileName(t *testing.T) {
	made := time.Date(2026, 3, 1, 18, 0, 7, 0, time.UTC)
	got, ok := MadeAt(FileName(made))
	if FileName(made) != "gongkai-20260302-020007.db" || !ok || !got.Equal(made) {
		t.Errorf("%s was made at %v (%t), want %v", FileName(made), got, ok, made)
	}
	for _, name := range []string{"", "gongkai.db", "gongkai-20261301-020000.db", "../gongkai-20260302-020007.db",
		"gongkai-20260302-020007.db.sha256"} {
		if _, ok := MadeAt(name); ok {
			t.Errorf("%q passes for a backup", name)
		}
	}
}

// What a plan cannot be is told at the input that is wrong, and a plan comes back as it
// was kept; what cannot be read is off.
func TestPlan(t *testing.T) {
	good := Plan{On: true, Hour: 23, Folder: "/var/backups", Daily: 7, Weekly: 5, Monthly: 12}
	for in, change := range map[fault.Input]func(*Plan){
		"":           func(*Plan) {},
		InputHour:    func(p *Plan) { p.Hour = 24 },
		InputDaily:   func(p *Plan) { p.Daily = 0 },
		InputWeekly:  func(p *Plan) { p.Weekly = -1 },
		InputMonthly: func(p *Plan) { p.Monthly = 101 },
		InputFolder:  func(p *Plan) { p.Folder = "backups" },
	} {
		p := good
		change(&p)
		if err := p.Validate(); fault.InputOf(err) != in || (err == nil) != (in == "") {
			t.Errorf("%+v: got %v, want a fault at %q", p, err, in)
		}
		if got := ReadPlan(p.String()); got != p {
			t.Errorf("read back as %+v, want %+v", got, p)
		}
	}
	for _, folder := range []string{`D:\备份`, `\\nas\备份`, "/备份"} {
		if err := (Plan{On: true, Daily: 1, Folder: folder}).Validate(); err != nil {
			t.Errorf("%s: %v", folder, err)
		}
	}
	for _, kept := range []string{"", "{", "[]", `{"hour":"x"}`} {
		if got := ReadPlan(kept); got.On {
			t.Errorf("%q is read as %+v", kept, got)
		}
	}
}

// A manifest names each thing that is otherwise in the file.
func TestDiffers(t *testing.T) {
	m := Manifest{Program: "1", Applications: 2, Entries: 3, Head: "h", Years: "y", Tables: map[string]int64{"users": 1}}
	for n, change := range map[string]func(*Manifest){
		"[]": func(*Manifest) {},
		"[申请件数：清单为 2，文件中为 1]":        func(m *Manifest) { m.Applications = 1 },
		"[办理记录条数：清单为 3，文件中为 0]":      func(m *Manifest) { m.Entries = 0 },
		"[链头：清单为 h，文件中为 x]":          func(m *Manifest) { m.Head = "x" },
		"[各年统计表的摘要：清单为 y，文件中为 z]":    func(m *Manifest) { m.Years = "z" },
		"[表 users 的行数：清单为 1，文件中为 0]": func(m *Manifest) { m.Tables = map[string]int64{} },
	} {
		found := m
		change(&found)
		if got := fmt.Sprint(m.Differs(found)); got != n {
			t.Errorf("got %s, want %s", got, n)
		}
	}
	migrated := m
	migrated.Tables, migrated.Years = nil, ""
	if got := m.Differs(migrated); len(got) > 0 {
		t.Errorf("a file that was migrated differs: %v", got)
	}
}

// The latest good record is found behind those that failed.
func TestLatest(t *testing.T) {
	all := []Record{{At: at("2026-03-03 02:00"), Fault: "x"}, {At: at("2026-03-01 02:00")}, {At: at("2026-03-02 02:00")}}
	if got, found := Latest(all); !found || !got.At.Equal(all[2].At) {
		t.Errorf("got %v, want that of the second", got.At)
	}
	if _, found := Latest(all[:1]); found {
		t.Error("one that failed passes for good")
	}
}
