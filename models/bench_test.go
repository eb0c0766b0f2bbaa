package models

import (
	"database/sql"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
	"gongkai/workflow/storetest"
)

// benchYear is the year asked for: one in the middle of the ten.
const benchYear = 2021

// sizes are how many applications the benchmarks count; GONGKAI_BENCH_ROWS sets
// a limit, also below.
func sizes() []int {
	limit, err := strconv.Atoi(os.Getenv("GONGKAI_BENCH_ROWS"))
	switch {
	case err != nil || limit >= 1_000_000:
		return []int{100_000, 1_000_000}
	case limit > 100_000:
		limit = 100_000
	}
	return []int{limit}
}

// bulk fills the applications table by SQL alone: one office, the years 2016 to
// 2025, answered after 3 to 47 days, the last ones still open. Entries would not
// change what a tally reads, so there are none.
func bulk(b testing.TB, s *Store, n int) {
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
		d := calendar.Date("2016-01-01").AddDays(i)
		run("INSERT INTO bench_days VALUES (?, ?, ?)", i, string(d), d.Month())
	}
	for i := range 29 * 7 {
		run("INSERT INTO bench_codes VALUES (?, ?, ?, ?, ?)", i,
			string(workflow.Channels[i%6].Code), string(workflow.ApplicantKinds[min(i%13, 5)].Code),
			string(workflow.Outcomes[min(i%29, len(workflow.Outcomes)-1)].Code),
			[]string{workflow.OnTime, workflow.OnTime, workflow.AfterExtension, workflow.Late}[i%4])
	}
	if err := s.AddOffice(ctx, account.Office{Code: "county", Name: "示例县人民政府"}); err != nil {
		b.Fatal(err)
	}
	run(`WITH RECURSIVE seq (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM seq WHERE i < ?)
INSERT INTO applications (id, version, office, number, channel, kind, name, id_number, phone, address, email, content,
  submitted, arrived, confirmed, oral, remark, state, received, due, stopped, provisional, closed, outcome, letter,
  method, dispatched, delivered, pace, entered_month, closed_month, entered, stage)
SELECT i, 1, 'county', 'N' || i, k.channel, k.kind, '甲某', '', '', '', '', '年度预算执行情况及说明', '', r.day, '', false, '',
  CASE WHEN c.day IS NULL THEN 'received' ELSE 'answered' END, r.day, '', false, false, COALESCE(c.day, ''),
  CASE WHEN c.day IS NULL THEN '' ELSE k.outcome END, '', '', '', '', CASE WHEN c.day IS NULL THEN '' ELSE k.pace END,
  r.month, COALESCE(c.month, '9999-99'), r.day, CASE WHEN c.day IS NULL THEN 'received' ELSE 'answered' END
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
	for _, p := range databases {
		for _, n := range sizes() {
			b.Run(fmt.Sprintf("%s/%d", p.name, n), func(b *testing.B) {
				s := p.opened(b)
				bulk(b, s, n)
				b.Run("2021", func(b *testing.B) {
					besideRaw(b, func() {
						if _, err := s.Tally(ctx, report.Applications2021, []string{"county"}, calendar.YearOf(benchYear)); err != nil {
							b.Fatal(err)
						}
					}, func() { rawTally(b, s.conns[len(s.conns)-1]) })
				})
			})
		}
	}
}

// besideRaw runs both in turn, reports how many times as long ours takes, and
// gives how long that is.
func besideRaw(b *testing.B, ours, raw func()) time.Duration {
	b.Helper()
	ours()
	raw() // both once unmeasured, to fill the caches
	var took [2]time.Duration
	for b.Loop() {
		for i, run := range []func(){ours, raw} {
			start := b.Elapsed()
			run()
			took[i] += b.Elapsed() - start
		}
	}
	b.ReportMetric(float64(took[0].Microseconds())/float64(b.N), "ours_us")
	b.ReportMetric(float64(took[1].Microseconds())/float64(b.N), "raw_us")
	b.ReportMetric(float64(took[0])/float64(took[1]), "x_raw")
	return took[0] / time.Duration(b.N)
}

// rawTally is the table written by hand: cells by kind and outcome, and the four
// lines about the year's ends.
func rawTally(b testing.TB, db *sql.DB) map[[2]string]int {
	rows, err := db.Query(`SELECT closed_month, entered_month, outcome, kind, COUNT(*) FROM applications
WHERE office = 'county' AND closed_month >= '2021-01' AND entered_month <= '2021-12'
GROUP BY closed_month, entered_month, outcome, kind`)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	cells := map[[2]string]int{}
	var closed, received, outcome, kind string
	var n int
	for rows.Next() {
		if err := rows.Scan(&closed, &received, &outcome, &kind, &n); err != nil {
			b.Fatal(err)
		}
		begun, ended := "brought", "carried"
		if received >= "2021-01" {
			begun = "new"
		}
		if closed <= "2021-12" {
			ended = outcome
		}
		cells[[2]string{begun, kind}] += n
		cells[[2]string{ended, kind}] += n
	}
	return cells
}

// The table written by hand, which the benchmark is held against, has the same
// numbers as ours: it does the same work.
func TestRawTallyAgrees(t *testing.T) {
	s := databases[0].opened(t)
	bulk(t, s, 20_000)
	got, err := s.Tally(ctx, report.Applications2021, []string{"county"}, calendar.YearOf(benchYear))
	if err != nil {
		t.Fatal(err)
	}
	raw := rawTally(t, s.conns[1])
	for _, line := range []string{"new", "brought", "carried"} {
		if want := statistics.Whole(raw[[2]string{line, "person"}]); got[line]["person"] != want || want == 0 {
			t.Errorf("%s of persons: got %v, by hand %v, want the same and not 0", line, got[line]["person"], want)
		}
	}
}

// BenchmarkImport saves 2,000 applications with their journals in one call,
// beside bare prepared statements that insert the same rows.
func BenchmarkImport(b *testing.B) {
	for _, p := range databases {
		b.Run(p.name, func(b *testing.B) {
			s := withSample(b, p, 0)
			n := 0
			apps := storetest.Sample(2000, 5)
			took := besideRaw(b, func() {
				batch := make([]*workflow.Application, len(apps))
				for i, app := range apps {
					copied := *app
					batch[i] = &copied
				}
				if err := s.Add(ctx, batch...); err != nil {
					b.Fatal(err)
				}
			}, func() { n = rawImport(b, s, apps, n) })
			b.ReportMetric(float64(len(apps))/took.Seconds(), "applications/s")
		})
	}
}

// rawImport inserts the rows of applications; n sets their IDs and numbers apart
// from one call to the next.
func rawImport(b *testing.B, s *Store, apps []*workflow.Application, n int) int {
	tx, err := s.conns[0].Begin()
	if err != nil {
		b.Fatal(err)
	}
	application := prepared(b, s, tx, "applications", 39)
	entry := prepared(b, s, tx, "entries", 9)
	for i, app := range apps {
		n++
		r := row(app)
		id := int64(-n) // below those that the database gives
		if _, err := application.Exec(id, r.Version, r.Office, "raw-"+strconv.Itoa(n),
			nil, r.Channel, r.Kind, r.Name, r.IDNumber, r.Phone, r.Address,
			r.Email, r.Content, r.Submitted, r.Arrived, r.Confirmed, r.Oral,
			r.Remark, r.State, r.Received, r.Due, r.Stopped, r.Provisional,
			r.Closed, r.Outcome, r.Letter, r.Method, r.Dispatched, r.Delivered, r.Pace, r.EnteredMonth, r.ClosedMonth,
			r.Entered, r.Stage, r.Draft, r.Unit, r.Archive, r.Latest, r.Handler); err != nil {
			b.Fatal(i, err)
		}
		prev := ""
		for _, e := range app.Journal {
			w, err := entryAs(app.ID, e, prev)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := entry.Exec(id, w.Seq, w.Event, w.OnDate, w.At, w.ByUser, w.Body, w.Prev, w.Hash); err != nil {
				b.Fatal(err)
			}
			prev = w.Hash
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	return n
}

// prepared inserts a row of so many columns.
func prepared(b *testing.B, s *Store, tx *sql.Tx, table string, columns int) *sql.Stmt {
	stmt, err := tx.Prepare(s.bound("INSERT INTO " + table + " VALUES (?" + strings.Repeat(", ?", columns-1) + ")"))
	if err != nil {
		b.Fatal(err)
	}
	return stmt
}

// bound writes the places for values as the database at hand wants them.
func (s *Store) bound(query string) string {
	for i := 1; s.postgres && strings.Contains(query, "?"); i++ {
		query = strings.Replace(query, "?", "$"+strconv.Itoa(i), 1)
	}
	return query
}

// BenchmarkGet reads one application with its journal, beside two prepared
// statements that read the same columns and leave the journal as text.
func BenchmarkGet(b *testing.B) {
	for _, p := range databases {
		b.Run(p.name, func(b *testing.B) {
			s := withSample(b, p, 2000)
			db := s.conns[len(s.conns)-1]
			application, entries := statement(b, s, db,
				"SELECT * FROM applications WHERE id = ? AND office IN ('county', 'police', 'school')"),
				statement(b, s, db, "SELECT * FROM entries WHERE application_id = ? ORDER BY seq")
			ours, raw := 0, 0
			besideRaw(b, func() {
				ours = ours%2000 + 1
				if _, err := s.Get(ctx, cond.InOffices("county", "police", "school"), workflow.ID(ours)); err != nil {
					b.Fatal(err)
				}
			}, func() {
				raw = raw%2000 + 1
				if scanned(b, application, raw) != 1 || scanned(b, entries, raw) == 0 {
					b.Fatalf("application %d is not there", raw)
				}
			})
		})
	}
}

// BenchmarkList reads a page of 50 out of 100,000 with the total, beside two
// prepared statements that do the same.
func BenchmarkList(b *testing.B) {
	for _, p := range databases {
		b.Run(p.name, func(b *testing.B) {
			s := p.opened(b)
			bulk(b, s, sizes()[0])
			db := s.conns[len(s.conns)-1]
			const where = " FROM applications WHERE office IN ('county') AND state IN ('answered') AND kind IN ('company')"
			count := statement(b, s, db, "SELECT COUNT(*)"+where)
			list := statement(b, s, db, "SELECT "+briefColumns+where+" ORDER BY received DESC, id DESC LIMIT 50")
			q := workflow.Query{
				Scope: cond.InOffices("county"),
				Where: cond.All{cond.Is{Field: cond.FieldState, Any: []string{"answered"}},
					cond.Is{Field: cond.FieldKind, Any: []string{"company"}}},
				Sort: cond.FieldReceived, Desc: true, Limit: 50,
			}
			besideRaw(b, func() {
				if got, _, err := s.List(ctx, q); err != nil || len(got) != 50 {
					b.Fatal(len(got), err)
				}
			}, func() {
				if scanned(b, count) != 1 || scanned(b, list) != 50 {
					b.Fatal("not a page")
				}
			})
		})
	}
}

func statement(b *testing.B, s *Store, db *sql.DB, query string) *sql.Stmt {
	stmt, err := db.Prepare(s.bound(query))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = stmt.Close() })
	return stmt
}

// scanned reads all rows as text and says how many there were.
func scanned(b *testing.B, stmt *sql.Stmt, args ...any) int {
	rows, err := stmt.Query(args...)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		b.Fatal(err)
	}
	values, into, n := make([]sql.NullString, len(columns)), make([]any, len(columns)), 0
	for i := range values {
		into[i] = &values[i]
	}
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			b.Fatal(err)
		}
	}
	return n
}
