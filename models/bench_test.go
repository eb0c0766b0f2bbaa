package models

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"gongkai/workflow"
	"gongkai/workflow/storetest"
)

// benchYear is the year asked for: one in the middle of the ten.
const benchYear = 2021

// sizes are how many applications the benchmarks count; GONGKAI_BENCH_ROWS sets
// a limit.
func sizes() []int {
	limit, err := strconv.Atoi(os.Getenv("GONGKAI_BENCH_ROWS"))
	var out []int
	for _, n := range []int{100_000, 1_000_000} {
		if err != nil || n <= limit {
			out = append(out, n)
		}
	}
	return out
}

// bulk fills the applications table by SQL alone: one office, the years 2016 to
// 2025, answered after 3 to 47 days, the last ones still open. Entries would not
// change what a tally reads, so there are none.
func bulk(b *testing.B, s *Store, n int) {
	b.Helper()
	run := func(query string, args ...any) {
		b.Helper()
		if err := s.write.Exec(query, args...).Error; err != nil {
			b.Fatal(err)
		}
	}
	run("CREATE TABLE bench_days (n INTEGER PRIMARY KEY, day TEXT, month TEXT)")
	run("CREATE TABLE bench_codes (n INTEGER PRIMARY KEY, channel TEXT, kind TEXT, outcome TEXT, pace TEXT)")
	for i := range 3653 {
		d := workflow.Date("2016-01-01").AddDays(i)
		run("INSERT INTO bench_days VALUES (?, ?, ?)", i, string(d), d.Month())
	}
	for i := range 29 * 7 {
		run("INSERT INTO bench_codes VALUES (?, ?, ?, ?, ?)", i, string(workflow.Channels[i%6].Code), string(workflow.ApplicantKinds[min(i%13, 5)].Code),
			string(workflow.Outcomes[min(i%29, len(workflow.Outcomes)-1)].Code), []string{workflow.OnTime, workflow.OnTime, workflow.AfterExtension, workflow.Late}[i%4])
	}
	if err := s.AddOffice(ctx, workflow.Office{Code: "county", Name: "示例县人民政府"}); err != nil {
		b.Fatal(err)
	}
	run(`WITH RECURSIVE seq (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM seq WHERE i < ?)
INSERT INTO applications (id, version, office, number, channel, kind, name, id_number, phone, address, email, content,
  submitted, arrived, confirmed, oral, remark, state, received, due, stopped, provisional, closed, outcome, letter, method,
  dispatched, delivered, pace, received_month, closed_month)
SELECT i, 1, 'county', 'N' || i, k.channel, k.kind, '甲某', '', '', '', '', '年度预算执行情况及说明', '', r.day, '', false, '',
  CASE WHEN c.day IS NULL THEN 'received' ELSE 'answered' END, r.day, '', false, false, COALESCE(c.day, ''),
  CASE WHEN c.day IS NULL THEN '' ELSE k.outcome END, '', '', '', '', CASE WHEN c.day IS NULL THEN '' ELSE k.pace END,
  r.month, COALESCE(c.month, '9999-99')
FROM seq JOIN bench_days r ON r.n = (i % 3653) * 3649 % 3653 JOIN bench_codes k ON k.n = (i * 31) % 203
LEFT JOIN bench_days c ON c.n = r.n + 3 + (i * 17) % 45`, n)
	run("DROP TABLE bench_days")
	run("DROP TABLE bench_codes")
	if s.postgres {
		run("VACUUM ANALYZE applications") // an index-only scan needs to know which pages all can see
	}
}

// BenchmarkTally derives a whole year's 表三 from all applications, beside a
// program that knows nothing but this one table: the same covering index, grouped
// by hand. x_raw is how many times as long we take.
func BenchmarkTally(b *testing.B) {
	for _, p := range places {
		for _, n := range sizes() {
			b.Run(fmt.Sprintf("%s/%d", p.name, n), func(b *testing.B) {
				s := p.opened(b)
				bulk(b, s, n)
				for _, f := range []struct {
					name string
					form workflow.Form
					raw  func(testing.TB, *sql.DB) int
				}{
					{"2021", workflow.Applications2021, rawTally},
				} {
					b.Run(f.name, func(b *testing.B) {
						besideRaw(b, func() {
							if _, err := s.Tally(ctx, f.form, []string{"county"}, workflow.YearOf(benchYear)); err != nil {
								b.Fatal(err)
							}
						}, func() { f.raw(b, s.conns[len(s.conns)-1]) })
					})
				}
			})
		}
	}
}

// besideRaw runs both in turn and reports how many times as long ours takes.
func besideRaw(b *testing.B, ours, raw func()) {
	b.Helper()
	ours()
	raw() // both once unmeasured, to fill the caches
	var took [2]time.Duration
	for b.Loop() {
		for i, run := range []func(){ours, raw} {
			start := time.Now()
			run()
			took[i] += time.Since(start)
		}
	}
	b.ReportMetric(float64(took[0].Microseconds())/float64(b.N), "ours_us")
	b.ReportMetric(float64(took[1].Microseconds())/float64(b.N), "raw_us")
	b.ReportMetric(float64(took[0])/float64(took[1]), "x_raw")
}

// rawTally is the table written by hand: cells by kind and outcome, and the four
// lines about the year's ends.
func rawTally(t testing.TB, db *sql.DB) int {
	rows, err := db.Query(`SELECT closed_month, received_month, outcome, kind, COUNT(*) FROM applications
WHERE office = 'county' AND closed_month >= '2021-01' AND received_month <= '2021-12'
GROUP BY closed_month, received_month, outcome, kind`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	cells := map[[2]string]int{}
	var closed, received, outcome, kind string
	var n int
	count := 0
	for rows.Next() {
		if err := rows.Scan(&closed, &received, &outcome, &kind, &n); err != nil {
			t.Fatal(err)
		}
		count++
		if received >= "2021-01" {
			cells[[2]string{"new", kind}] += n
		} else {
			cells[[2]string{"brought", kind}] += n
		}
		if closed <= "2021-12" {
			cells[[2]string{outcome, kind}] += n
		} else {
			cells[[2]string{"carried", kind}] += n
		}
	}
	return count
}

var _ = strings.Repeat
var _ = context.Background
var _ gorm.DB
var _ = storetest.Written
