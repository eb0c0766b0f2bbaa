//go:build reliability

package reliability

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite": not the one of the program under test
)

// ack is what a clerk was told was saved.
type ack struct {
	saved
	event    string
	token    string // of the form
	repeated bool   // the first try got no answer
}

// history is what all clerks were told.
type history struct {
	mu       sync.Mutex
	acks     []ack
	times    []time.Time // of each ack
	refusals int         // answers 503
	leaks    []string    // answers 503 that say too much
}

// secret is what no answer may tell of the database.
var secret = regexp.MustCompile(`gongkai@|user=|host=|127\.0\.0\.1|SQLSTATE|dial tcp|pgconn|\.db\b`)

func (h *history) acknowledge(a ack) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.acks, h.times = append(h.acks, a), append(h.times, time.Now())
}

// refused notes a try that saved nothing, as far as the clerk can tell.
func (h *history) refused(status int, body []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if status != 0 {
		h.refusals++
	}
	if secret.Match(body) {
		h.leaks = append(h.leaks, string(body))
	}
}

// count is how many acks there are.
func (h *history) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.acks)
}

// await waits until there are n acks more than now.
func (h *history) await(t *testing.T, n int) {
	t.Helper()
	n += h.count()
	for range patience / time.Millisecond {
		if h.count() >= n {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%d acknowledged in %s, want %d", h.count(), patience, n)
}

// repeated is how many acks came only when the clerk asked again.
func (h *history) repeated() (n int) {
	for _, a := range h.acks {
		if a.repeated {
			n++
		}
	}
	return n
}

// longestPause is the longest time in which nothing was acknowledged.
func (h *history) longestPause() (longest time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := 1; i < len(h.times); i++ {
		longest = max(longest, h.times[i].Sub(h.times[i-1]))
	}
	return longest
}

// findings are what comparing the acks with the database found.
type findings struct {
	acked, rows           int
	lost, doubled, halved []string
	broken                []string // what the database says of itself
}

// String is one line for docs/reliability.md.
func (f findings) String() string {
	return fmt.Sprintf("%d acknowledged, %d applications: %d lost, %d doubled, %d half, %d broken",
		f.acked, f.rows, len(f.lost), len(f.doubled), len(f.halved), len(f.broken))
}

// clean fails the test unless nothing was found.
func (f findings) clean(t *testing.T) {
	t.Helper()
	for what, found := range map[string][]string{
		"lost": f.lost, "doubled": f.doubled, "half": f.halved, "broken": f.broken,
	} {
		for _, s := range found[:min(5, len(found))] {
			t.Errorf("%s: %s", what, s)
		}
	}
}

// stored is one application as the database has it.
type stored struct {
	saved
	events []string // of its journal, in order
}

// compare reads the whole database without the help of the program and compares. All
// must be answered: a form without an answer may or may not have been saved.
func (h *history) compare(t *testing.T, p place) findings {
	t.Helper()
	db, sqlite := p.database(t)
	defer db.Close()
	f, rows := findings{acked: h.count()}, read(t, db)
	f.rows = len(rows)
	h.mu.Lock()
	defer h.mu.Unlock()
	f.compare(h.acks, rows)
	if sqlite {
		f.broken = append(f.broken, column(t, db, "SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'")...)
		f.broken = append(f.broken, column(t, db, "SELECT \"table\" FROM pragma_foreign_key_check")...)
	}
	return f
}

// database opens the database beside the program.
func (p place) database(t *testing.T) (db *sql.DB, sqlite bool) {
	t.Helper()
	driver, dsn := "pgx", p.db
	if p.db == "" {
		driver, dsn, sqlite = "sqlite", "file:"+p.data+"/gongkai.db?_pragma=busy_timeout(10000)", true
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	return db, sqlite
}

// compare compares acks with rows.
func (f *findings) compare(acks []ack, rows map[int64]*stored) {
	steps, tokens, logged, numbers := map[string]bool{}, map[string]int64{}, map[int64]bool{}, map[string]int64{}
	for _, a := range acks {
		r, step := rows[a.ID], fmt.Sprintf("application %d, step %d", a.ID, a.Version)
		switch {
		case r == nil, r.Number != a.Number, len(r.events) < a.Version, r.events[a.Version-1] != a.event:
			f.lost = append(f.lost, fmt.Sprintf("%s (%s, %s): the database has %+v", step, a.Number, a.event, r))
		case steps[step]:
			f.lost = append(f.lost, step+" was acknowledged twice: the first is lost")
		}
		if id, seen := tokens[a.token]; seen && id != a.ID {
			f.doubled = append(f.doubled, fmt.Sprintf("form %s became %d and %d", a.token, id, a.ID))
		}
		steps[step], tokens[a.token], logged[a.ID] = true, a.ID, true
	}
	for id, r := range rows {
		if !logged[id] {
			f.doubled = append(f.doubled, fmt.Sprintf("application %d of no form that was answered", id))
		}
		if other, taken := numbers[r.Number]; taken {
			f.doubled = append(f.doubled, fmt.Sprintf("number %s of %d and %d", r.Number, other, id))
		}
		numbers[r.Number] = id
		if r.Version != len(r.events) {
			f.halved = append(f.halved, fmt.Sprintf("application %d, version %d, has entries %q", id, r.Version, r.events))
		}
	}
	for n := range len(rows) { // 2026-00001 and so on: numbers have no gap
		year := strings.SplitN(acks[0].Number, "-", 2)[0]
		if number := fmt.Sprintf("%s-%05d", year, n+1); numbers[number] == 0 {
			f.halved = append(f.halved, "nothing has the number "+number)
		}
	}
}

// read reads every application with its journal.
func read(t *testing.T, db *sql.DB) map[int64]*stored {
	t.Helper()
	out := map[int64]*stored{}
	each(t, db, "SELECT id, number, version FROM applications", func(scan func(...any) error) error {
		var r stored
		err := scan(&r.ID, &r.Number, &r.Version)
		out[r.ID] = &r
		return err
	})
	const journals = "SELECT application_id, event FROM entries ORDER BY application_id, seq"
	each(t, db, journals, func(scan func(...any) error) error {
		var id int64
		var event string
		err := scan(&id, &event)
		if r := out[id]; r != nil {
			r.events = append(r.events, event)
		}
		return err
	})
	return out
}

// each reads the rows of a query.
func each(t *testing.T, db *sql.DB, query string, visit func(scan func(...any) error) error) {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := visit(rows.Scan); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// column is the first column of a query, as text.
func column(t *testing.T, db *sql.DB, query string) (out []string) {
	t.Helper()
	each(t, db, query, func(scan func(...any) error) error {
		var s string
		err := scan(&s)
		out = append(out, s)
		return err
	})
	return out
}

// verify asks the program what it finds in its database: every journal replayed, every
// hash chain walked.
func (p place) verify(t *testing.T) (mismatches []string) {
	t.Helper()
	cmd := p.command(t.Context(), "verify", "--json")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var found struct {
		Applications int
		Mismatches   []string
		Gaps         []string
	}
	if bad := json.Unmarshal(stdout.Bytes(), &found); bad != nil {
		t.Fatalf("gongkai verify: %v, %v\n%s%s", err, bad, &stdout, &stderr)
	}
	return append(found.Mismatches, found.Gaps...)
}
