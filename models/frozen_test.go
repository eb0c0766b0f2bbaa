package models

import (
	"strings"
	"testing"

	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/report"
	"gongkai/workflow/storetest"
)

// handedIn is a store with a sample whose report for 2023 was handed in.
func handedIn(t *testing.T, p database) *Store {
	t.Helper()
	s := withSample(t, p, 60)
	desk := desks.New(s).For(account.Operator)
	signers := report.Signers{Head: "甲某", Reviewer: "乙某", Filler: "丙某", Phone: "000", Date: "2024-01-15"}
	if _, err := desk.Reports.Freeze(ctx, report.Options{Office: "county", Year: 2023, Rollup: true},
		signers, "示例", storetest.Written); err != nil {
		t.Fatal(err)
	}
	return s
}

// The database itself refuses to change, delete or replace a report that was
// handed in.
func TestFrozenReportsAreAppendOnly(t *testing.T) {
	statements := map[string][]string{
		"sqlite": {"UPDATE frozen_reports SET body = '{}'",
			"UPDATE frozen_reports SET year = year", "DELETE FROM frozen_reports",
			"REPLACE INTO frozen_reports SELECT * FROM frozen_reports",
			"REPLACE INTO frozen_reports " +
				"SELECT 99, office, year, form, rollup, revision, at, by_user, digest, '{}' FROM frozen_reports"},
		"postgres": {"UPDATE frozen_reports SET body = '{}'", "UPDATE frozen_reports SET year = year",
			"DELETE FROM frozen_reports", "TRUNCATE frozen_reports",
			"INSERT INTO frozen_reports SELECT * FROM frozen_reports ON CONFLICT (id) DO UPDATE SET body = '{}'"},
	}
	inPlaces(t, func(t *testing.T, p database) {
		s := handedIn(t, p)
		for _, sql := range statements[p.name] {
			if err := s.write.Exec(sql).Error; err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: got %v, want a refusal because frozen reports are append-only", sql, err)
			}
		}
		got, err := s.Frozen(ctx, report.FrozenQuery{})
		if err != nil || len(got) != 1 || got[0].Broken != "" {
			t.Errorf("after all that: %d reports (%v)", len(got), err)
		}
	})
}

// Whoever gets round the database's refusal is found out: by the digest, or by
// the columns that no longer say what the body does.
func TestFrozenReportsTellOfTampering(t *testing.T) {
	off := map[string]string{
		"sqlite":   "DROP TRIGGER frozen_reports_are_not_changed",
		"postgres": "DROP TRIGGER frozen_reports_are_not_changed ON frozen_reports",
	}
	for name, sql := range map[string]string{
		"a number":   `UPDATE frozen_reports SET body = REPLACE(body, '"n":', '"n":1')`,
		"the signer": "UPDATE frozen_reports SET body = REPLACE(body, '甲某', '丁某')",
		"the day":    "UPDATE frozen_reports SET at = '2024-01-01T00:00:00.000000000Z'",
		"the year":   "UPDATE frozen_reports SET year = 2022",
		"everything": "UPDATE frozen_reports SET body = 'x'",
	} {
		t.Run(name, func(t *testing.T) {
			inPlaces(t, func(t *testing.T, p database) {
				s := handedIn(t, p)
				for _, do := range []string{off[p.name], sql} {
					if err := s.write.Exec(do).Error; err != nil {
						t.Fatal(err)
					}
				}
				got, err := s.Frozen(ctx, report.FrozenQuery{})
				if err != nil || len(got) != 1 || got[0].Broken == "" || got[0].Office != "county" {
					t.Errorf("%+v (%v), want one report that says it is broken", got, err)
				}
			})
		})
	}
}
