package models

import (
	"strings"
	"testing"

	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/storetest"
)

// The database itself refuses to change, delete or replace a line of the log of
// administration.
func TestOperationsAreAppendOnly(t *testing.T) {
	statements := map[string][]string{
		"sqlite": {"UPDATE operations SET says = 'x'", "DELETE FROM operations",
			"REPLACE INTO operations SELECT id, at, 'x', kind, about, says, remote_addr FROM operations"},
		"postgres": {"UPDATE operations SET says = 'x'", "DELETE FROM operations", "TRUNCATE operations",
			"INSERT INTO operations SELECT * FROM operations ON CONFLICT (id) DO UPDATE SET says = 'x'"},
	}
	inPlaces(t, func(t *testing.T, p database) {
		s := p.opened(t)
		desk := desks.New(s).For(account.Operator)
		if err := desk.Note(ctx, account.JournalChecked, "", "示例", "", storetest.Written); err != nil {
			t.Fatal(err)
		}
		for _, sql := range statements[p.name] {
			if err := s.write.Exec(sql).Error; err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: got %v, want a refusal because operations are append-only", sql, err)
			}
		}
		got, n, err := s.Operations(ctx, account.OperationQuery{})
		if err != nil || n != 1 || got[0].Says != "示例" || got[0].By != "operator" {
			t.Errorf("after all that: %d lines, %+v (%v)", n, got, err)
		}
	})
}
