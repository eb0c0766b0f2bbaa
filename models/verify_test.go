package models

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/ledger"
	"gongkai/workflow/proof"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
	"gongkai/workflow/storetest"
)

// unverified are the tables in which verify need not notice a change, each with the
// reason. Tables of SQLite's own index of words begin with that of the index.
var unverified = map[string]string{
	"sign_in_places":    "where wrong passwords came from: rows go after a while, and a lock ends by itself",
	"place":             "which installation it is: the note beside the database file says so too",
	"sessions":          "who is signed in: ends within hours, and signing in again makes it anew",
	"drawers":           "what people have not finished typing; no part of the record",
	"jobs":              "long work under way; its files are made anew from the record",
	"job_files":         "the files of the jobs, which expire",
	"backups":           "which backups were made: each carries its own manifest, and the log of administration its line",
	"search_index":      "of which version the words are; a new one makes them anew from the applications",
	"application_words": "the words of the applications, for the search",
	"words":             "the same on SQLite, with the tables that its index keeps",
	"shingles":          "pairs of characters of the applications, to find the like",
	"alike_progress":    "how far the table of pairs goes",
	"goose_db_version":  "which migrations ran; the program asks the schema itself",
}

func isUnverified(table string) bool {
	for name := range unverified {
		if table == name || strings.HasPrefix(table, name+"_") || strings.HasPrefix(table, "sqlite_") {
			return true
		}
	}
	return false
}

// inUse is a store with something in every table that counts, and whole.
func inUse(t testing.TB, p database, n int) *Store {
	t.Helper()
	s := withSample(t, p, n)
	at := storetest.Written
	amount := statistics.Whole(7)
	year, err := calendar.ParseYear(2030, "off 2030-01-01 元旦\n")
	disputed := storetest.Sample(1, 2)[0]
	disputed.Number, disputed.Token = "争-1", "token-of-the-form"
	disputed.Journal[0].Number = disputed.Number
	agreed := func([]workflow.Moved) error { return nil }
	for i, err := range []error{
		err,
		s.Add(ctx, disputed),
		s.AddUser(ctx, account.User{Name: "jia", Display: "经办人甲", Office: "county", Role: account.Clerk,
			Password: "x", Since: at}),
		s.SetUser(ctx, account.User{Name: "jia", Display: "经办人", Office: "county", Role: account.Clerk,
			Password: "x", Since: at, Failures: 2, Locked: at, Renewed: at, Session: "s"}),
		s.Administer(ctx, func(account.Installation) (account.Decision, error) {
			return account.Decision{Settings: &account.Settings{Separated: true, Profile: "level3"},
				Operations: []account.Operation{{At: at, By: "jia", Kind: account.ProfileSet, Of: "x", Says: "策略",
					From: "10.0.0.1"}}}, nil
		}),
		s.SetHandLines(ctx, "county", 2024, "2021",
			report.Written(map[string]*statistics.Amount{"1.1": &amount, "1.2": nil}), "jia", at),
		s.Freeze(ctx, report.Frozen{Office: "county", Year: 2024, Form: "2021", Revision: 1, At: at, By: "jia",
			Digest: "d", Body: "{}"}),
	} {
		if err != nil {
			t.Fatal(i, err)
		}
	}
	for _, c := range []calendar.Change{
		{Year: &year, By: "jia", At: at},
		{Days: []calendar.LocalDay{{Office: "county", Date: "2030-03-01", Name: "节", Document: "文", Off: true}},
			By: "jia", At: at},
		{Switch: &calendar.LocalSwitch{Office: "county", Excluded: true, Document: "文"}, By: "jia", At: at},
	} {
		if _, err := s.SetCalendar(ctx, c, agreed); err != nil {
			t.Fatal(err)
		}
	}
	noted(t, s)
	if c, err := s.Verify(ctx, ledger.Witness{}); err != nil || len(c.Faults) > 0 {
		t.Fatalf("before anything is changed: %q (%v)", c.Faults, err)
	}
	return s
}

// noted makes a checkpoint of the store, keeps it there and returns it.
func noted(t testing.TB, s *Store) string {
	t.Helper()
	key, err := ledger.NewKey(rand.NewChaCha8([32]byte{1}), "test")
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Verify(ctx, ledger.Witness{})
	if err != nil {
		t.Fatal(err)
	}
	note, err := key.Sign(c.Checkpoint(storetest.Written))
	if err == nil {
		err = s.KeepCheckpoint(ctx, ledger.Kept{Size: c.Lines, At: storetest.Written, By: "jia", Note: note})
	}
	if err != nil {
		t.Fatal(err)
	}
	return note
}

// cell is one column of one row.
type cell struct {
	table, column string
	row           any // rowid or ctid
	was           any
}

// intruder is somebody with the database in his hands: no trigger, no key and no
// constraint keeps him from anything.
type intruder struct {
	t    testing.TB
	p    database
	conn interface {
		ExecContext(context.Context, string, ...any) (sql.Result, error)
		QueryContext(context.Context, string, ...any) (*sql.Rows, error)
		QueryRowContext(context.Context, string, ...any) *sql.Row
	}
	rand *rand.Rand
}

func intrude(t testing.TB, p database, s *Store) *intruder {
	t.Helper()
	i := &intruder{t, p, s.conns[0], rand.New(rand.NewPCG(1, 2))}
	triggers := "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%append-only%'"
	if p.name == "postgres" {
		triggers = `SELECT tgname || ' ON ' || tgrelid::regclass FROM pg_trigger
JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace`
	}
	for _, trigger := range i.texts(triggers) {
		i.do("DROP TRIGGER " + trigger)
	}
	return i
}

// unbound also takes the foreign keys away.
func (i *intruder) unbound() {
	i.t.Helper()
	if i.p.name != "postgres" {
		i.do("PRAGMA foreign_keys = OFF") // there is one connection that writes
		return
	}
	for _, key := range i.texts(`SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || conname
FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace`) {
		i.do(key)
	}
}

func (i *intruder) do(query string, args ...any) {
	i.t.Helper()
	if _, err := i.conn.ExecContext(ctx, query, args...); err != nil {
		i.t.Fatalf("%s: %v", query, err)
	}
}

func (i *intruder) texts(query string, args ...any) []string {
	i.t.Helper()
	rows, err := i.conn.QueryContext(ctx, query, args...)
	if err != nil {
		i.t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			i.t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// tables are those that the database has and that verify must watch.
func (i *intruder) tables() []string {
	query := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if i.p.name == "postgres" {
		query = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
	}
	out := slices.DeleteFunc(i.texts(query), isUnverified)
	slices.Sort(out)
	return out
}

func (i *intruder) columns(table string) []string {
	query := "SELECT name FROM pragma_table_info($1)"
	if i.p.name == "postgres" {
		query = "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1"
	}
	out := i.texts(query, table)
	slices.Sort(out)
	return out
}

func (i *intruder) id() string {
	if i.p.name == "postgres" {
		return "ctid"
	}
	return "rowid"
}

// change gives a random row another value in a column, and says where. ok is false if
// the table is empty.
func (i *intruder) change(table, column string) (at cell, ok bool) {
	i.t.Helper()
	at = cell{table: table, column: column}
	one := fmt.Sprintf("SELECT %s, %s FROM %s ORDER BY %s LIMIT 1 OFFSET $1", i.castID(), i.plain(column), table, i.id())
	var n int
	if err := i.conn.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+table).Scan(&n); err != nil {
		i.t.Fatal(err)
	}
	if n == 0 {
		return at, false
	}
	if err := i.conn.QueryRowContext(ctx, one, i.rand.IntN(n)).Scan(&at.row, &at.was); err != nil {
		i.t.Fatal(at, err)
	}
	i.set(&at, i.other(at))
	return at, true
}

func (i *intruder) castID() string {
	if i.p.name == "postgres" {
		return "ctid::text"
	}
	return "rowid"
}

// plain is the column without what its declared type makes of it.
func (i *intruder) plain(column string) string {
	if i.p.name == "postgres" {
		return column
	}
	return "+" + column
}

// set writes a value, and follows the row if that moves it.
func (i *intruder) set(at *cell, v any) {
	i.t.Helper()
	if i.p.name == "postgres" {
		err := i.conn.QueryRowContext(ctx, fmt.Sprintf("UPDATE %s SET %s = $1 WHERE ctid = $2::tid RETURNING ctid::text",
			at.table, at.column), v, at.row).Scan(&at.row)
		if err != nil {
			i.t.Fatal(at, v, err)
		}
		return
	}
	i.do(fmt.Sprintf("UPDATE %s SET %s = $1 WHERE rowid = $2", at.table, at.column), v, at.row)
	var moved bool // the column may be the rowid itself
	if err := i.conn.QueryRowContext(ctx, "SELECT NOT EXISTS (SELECT 1 FROM "+at.table+" WHERE rowid = $1)", at.row).
		Scan(&moved); err != nil {
		i.t.Fatal(err)
	}
	if moved {
		at.row = v
	}
}

// other is a value that a column of the kind may hold, and not the one it has.
func (i *intruder) other(at cell) any {
	boolean := map[string]bool{"oral": true, "stopped": true, "provisional": true, "pair": true, "government": true,
		"disabled": true, "foreign_set": true, "excluded": true, "off": true, "rollup": true}
	switch v := at.was.(type) {
	case bool:
		return !v
	case int64:
		if boolean[at.column] {
			return 1 - v
		}
		if i.rand.IntN(2) == 0 && v != 0 {
			return -v - 1_000_000
		}
		return v + 1 + i.rand.Int64N(1_000_000_000)
	case string:
		switch {
		case v == "":
			return "x"
		case i.rand.IntN(3) == 0 && at.column != "code" && !strings.Contains(at.column, "name"):
			return ""
		case i.rand.IntN(2) == 0 && len([]rune(v)) > 1:
			r := []rune(v)
			r[0], r[len(r)-1] = r[len(r)-1], r[0]
			if string(r) != v {
				return string(r)
			}
		}
		return v + "1"
	}
	if slices.Contains([]string{"amount"}, at.column) {
		return int64(0) // a line left blank is no zero
	}
	return "x"
}

// Whatever value is changed behind the program's back, in whatever column of whatever
// table, verify notices; and once it is put back, nothing is wrong.
func TestVerifySeesEveryColumn(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		s := inUse(t, p, 40)
		i := intrude(t, p, s)
		i.unbound()
		var places [][2]string
		for _, table := range i.tables() {
			for _, column := range i.columns(table) {
				places = append(places, [2]string{table, column})
			}
		}
		n := 0
		for round := 0; n < max(proof.Of(1000, len(places), len(places)), len(places)); round++ {
			at, ok := i.change(places[round%len(places)][0], places[round%len(places)][1])
			if !ok {
				t.Fatalf("table %s is empty: nothing would be tried there", at.table)
			}
			n++
			c, err := s.Verify(ctx, ledger.Witness{})
			if err == nil && len(c.Faults) == 0 {
				t.Errorf("%s.%s was %v: its change was not found", at.table, at.column, at.was)
			}
			i.set(&at, at.was)
		}
		c, err := s.Verify(ctx, ledger.Witness{})
		if err != nil || len(c.Faults) > 0 {
			t.Errorf("after all was put back: %q (%v)", c.Faults, err)
		}
		t.Logf("%d values changed in %d columns", n, len(places))
	})
}

// SQLite reads every table by its key and sorts nothing, or a check of many portions
// would sort the same rows again and again.
func TestVerifySortsNothing(t *testing.T) {
	s := inUse(t, databases[0], 3)
	tables := append([]attestedTable{
		{"applications", []string{"id"}, ""}, {"entries", []string{"application_id", "seq"}, ""},
		{"disputes", []string{"application_id", "no"}, ""}, {"payments", []string{"application_id", "no"}, ""},
	}, attestedTables...)
	for _, table := range tables {
		names, err := table.columns(s.read)
		if err != nil {
			t.Fatal(err)
		}
		var plan []struct{ Detail string }
		err = s.read.Raw("EXPLAIN QUERY PLAN SELECT " + strings.Join(selected(s.read, names), ", ") + " FROM " +
			table.name + inOrderOf(table.name, table.keys...)).Scan(&plan).Error
		if err != nil || len(plan) != 1 || strings.Contains(plan[0].Detail, "TEMP B-TREE") {
			t.Errorf("table %s is read by %v (%v), want its key alone", table.name, plan, err)
		}
	}
}
