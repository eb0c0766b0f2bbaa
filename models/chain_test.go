package models

import (
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/ledger"
	"gongkai/workflow/storetest"
)

// withSample is a store with the offices and a sample in it.
func withSample(t testing.TB, p database, n int) *Store {
	t.Helper()
	s := p.opened(t)
	for _, o := range storetest.Offices {
		if err := s.AddOffice(ctx, o); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Add(ctx, storetest.Sample(n, 1)...); err != nil {
		t.Fatal(err)
	}
	return s
}

// The database itself refuses to change, delete or replace an entry.
func TestEntriesAreAppendOnly(t *testing.T) {
	statements := map[string][]string{
		"sqlite": {"UPDATE entries SET body = '{}'", "UPDATE entries SET seq = seq", "DELETE FROM entries",
			"REPLACE INTO entries SELECT * FROM entries"},
		"postgres": {"UPDATE entries SET body = '{}'",
			"UPDATE entries SET seq = seq", "DELETE FROM entries", "TRUNCATE entries",
			"INSERT INTO entries SELECT * FROM entries ON CONFLICT (application_id, seq) DO UPDATE SET body = '{}'"},
	}
	inPlaces(t, func(t *testing.T, p database) {
		s := withSample(t, p, 5)
		for _, sql := range statements[p.name] {
			if err := s.write.Exec(sql).Error; err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: got %v, want to be refused", sql, err)
			}
		}
	})
}

// unlocked takes the triggers away, as someone with the file in his hands can.
var unlocked = map[string][]string{
	"sqlite":   {"DROP TRIGGER entries_are_not_changed", "DROP TRIGGER entries_are_not_deleted"},
	"postgres": {"DROP TRIGGER entries_are_not_changed ON entries", "DROP TRIGGER entries_are_not_emptied ON entries"},
}

// Whatever is changed behind the program's back, Chain names the application
// and the entry.
func TestChainFindsTampering(t *testing.T) {
	const of = " WHERE application_id = ? AND seq = 2"
	tampering := []struct{ name, sql, want string }{
		{"body", "UPDATE entries SET body = replace(body, '\"by\"', '\"By\"')" + of, "第 2 条办理记录被改动"},
		{"body and hash", "UPDATE entries SET body = '{}', hash = '" +
			link(ledger.SHA256, "", "{}") + "'" + of, "第 2 条办理记录被改动"},
		{"prev", "UPDATE entries SET prev = hash" + of, "第 2 条办理记录与前一条不相衔接"},
		{"hash", "UPDATE entries SET hash = prev" + of, "第 2 条办理记录被改动"},
		{"event", "UPDATE entries SET event = 'x'" + of, "第 2 条办理记录的各栏与正文不一致"},
		{"day", "UPDATE entries SET on_date = '2024-01-01'" + of, "第 2 条办理记录的各栏与正文不一致"},
		{"moment", "UPDATE entries SET at = '2024-01-01T00:00:00.000000000Z'" + of, "第 2 条办理记录的各栏与正文不一致"},
		{"writer", "UPDATE entries SET by_user = 'x'" + of, "第 2 条办理记录的各栏与正文不一致"},
		{"one missing", "DELETE FROM entries" + of, "第 2 条办理记录缺失"},
		{"the rest missing", "DELETE FROM entries WHERE application_id = ? AND seq >= 2", "条，实有 1 条"},
		{"all missing", "DELETE FROM entries WHERE application_id = ?", "条，实有 0 条"},
		{"renumbered", "UPDATE entries SET seq = seq + 1000 WHERE application_id = ?", "第 1 条办理记录缺失"},
	}
	inPlaces(t, func(t *testing.T, p database) {
		for _, c := range tampering {
			s := withSample(t, p, 20)
			app := longJournal(t, s)
			for _, sql := range unlocked[p.name] {
				if err := s.write.Exec(sql).Error; err != nil {
					t.Fatal(err)
				}
			}
			if err := s.write.Exec(c.sql, int64(app.ID)).Error; err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			got, err := s.Chain(ctx)
			if err != nil || len(got.Broken) != 1 || !strings.Contains(got.Broken[0], app.Number) ||
				!strings.Contains(got.Broken[0], c.want) {
				t.Errorf("%s: got %q (%v), want one fault of %s: %q", c.name, got.Broken, err, app.Number, c.want)
			}
		}
	})
}

// longJournal is an application with three entries or more.
func longJournal(t testing.TB, s *Store) *workflow.Application {
	t.Helper()
	var found *workflow.Application
	err := s.Each(ctx, nil, func(app *workflow.Application) error {
		if len(app.Journal) > 2 {
			found = app
		}
		return nil
	})
	if err != nil || found == nil {
		t.Fatalf("no long journal in the sample (%v)", err)
	}
	return found
}
