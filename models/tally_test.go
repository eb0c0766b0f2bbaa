package models

import (
	"strings"
	"testing"

	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/report"
)

// The yearly tables of every edition are counted by reading one covering index
// in its order: no row of a table is touched and nothing is sorted.
func TestTallyReadsOnlyAnIndex(t *testing.T) {
	s := withSample(t, databases[0], 50)
	for _, e := range report.Editions {
		for _, f := range e.Forms {
			for _, of := range []cond.Subject{cond.Applications, cond.Disputes} {
				g := newGrouping(f, of, calendar.YearOf(2023))
				if len(g.fields) == 0 {
					continue
				}
				for _, ended := range []any{[]string{"2023-01", "2023-02", never}, g.ended("county")} {
					query, args := g.query("county", ended)
					plan := explain(t, s, query, args)
					if !g.later || !g.sooner || strings.Contains(plan, "TEMP B-TREE") ||
						!strings.Contains(plan, "USING COVERING INDEX") ||
						!strings.Contains(plan, "office=? AND closed_month=? AND ") {
						t.Errorf("%s of %s, %s: %s\nplan: %s", f.Name, e.Name, of, query, plan)
					}
				}
			}
		}
	}
}

func explain(t testing.TB, s *Store, query string, args []any) string {
	t.Helper()
	var rows []struct{ Detail string }
	if err := s.read.Raw("EXPLAIN QUERY PLAN "+query, args...).Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	var plan []string
	for _, r := range rows {
		plan = append(plan, r.Detail)
	}
	return strings.Join(plan, "; ")
}

// Months are enough only for periods made of whole months.
func TestWholeMonths(t *testing.T) {
	for _, c := range []struct {
		from, to calendar.Date
		want     bool
	}{
		{"2023-01-01", "2023-12-31", true}, {"2024-02-01", "2024-02-29", true}, {"2023-02-01", "2023-02-28", true},
		{"2024-02-01", "2024-02-28", false}, {"2023-01-02", "2023-12-31", false}, {"2023-01-01", "2023-12-30", false},
	} {
		if got := wholeMonths(calendar.Period{From: c.from, To: c.to}); got != c.want {
			t.Errorf("%s to %s: got %v, want %v", c.from, c.to, got, c.want)
		}
	}
}
