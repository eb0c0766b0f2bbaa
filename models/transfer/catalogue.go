// Package transfer moves everything from one database into another, whichever each is,
// and proves that it arrived. It reads from the schema which tables there are, so that
// no migration need be told to it. It knows nothing of what the rows mean, but for the
// tables that belong to a place and stay behind.
package transfer

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// columnKind is what a column holds, whichever database it is in.
type columnKind int

const (
	textColumn columnKind = iota + 1
	wholeColumn
	boolColumn
	bytesColumn
)

// columnKinds are the types of both databases, in small letters.
var columnKinds = map[string]columnKind{
	"text": textColumn, "integer": wholeColumn, "bigint": wholeColumn,
	"boolean": boolColumn, "bytea": bytesColumn, "blob": bytesColumn,
}

// leftOut are the tables that no copy has: who is signed in, which ends where data
// moves; the index of words, which is made anew, as each database has its own kind; which
// installation it is; what goose keeps of each place; and what PostgreSQL numbers the
// ledger by, which follows from the ledger. Whatever else is in the schema is copied.
var leftOut = []string{"sessions", "application_words", "place", "goose_db_version", "ledger_head"}

// column is one column of a table.
type column struct {
	name string
	kind columnKind
}

// Table is what a copy must know of a table.
type Table struct {
	name    string
	columns []column // in order of name, for the two databases may not agree on another
	key     []string // the primary key; without one, all columns
	needs   []string // the tables it refers to, other than itself
}

// questions are what a database is asked about its own schema. Each but the first is
// given the name of a table.
type questions struct{ tables, columns, key, needs string }

// schemaQuestions are those of either database, by whether it is PostgreSQL. SQLite
// lists the parts of an index of words as shadow tables; they go with it.
var schemaQuestions = map[bool]questions{
	false: {
		"SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT GLOB 'sqlite_*'",
		"SELECT name, lower(type) FROM pragma_table_info(?)",
		"SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk",
		`SELECT DISTINCT "table" FROM pragma_foreign_key_list(?)`,
	},
	true: {
		`SELECT table_name FROM information_schema.tables
WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`,
		`SELECT column_name, data_type FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = $1`,
		`SELECT k.column_name FROM information_schema.table_constraints c
JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name, table_name)
WHERE c.constraint_type = 'PRIMARY KEY' AND c.table_schema = current_schema() AND c.table_name = $1
ORDER BY k.ordinal_position`,
		`SELECT DISTINCT f.relname FROM pg_constraint c JOIN pg_class f ON f.oid = c.confrelid
WHERE c.contype = 'f' AND c.conrelid = to_regclass(quote_ident($1))`,
	},
}

// LeftOut reports whether a table stays behind.
func LeftOut(name string) bool { return slices.Contains(leftOut, name) }

// Names are the names of all tables of a schema, those that stay behind too.
func Names(ctx context.Context, db *sql.Conn, postgres bool) ([]string, error) {
	return onlyColumn(ctx, db, schemaQuestions[postgres].tables)
}

// Catalogue reads the tables of a schema that a copy has, each after those it refers to.
func Catalogue(ctx context.Context, db *sql.Conn, postgres bool) ([]Table, error) {
	names, err := Names(ctx, db, postgres)
	if err != nil {
		return nil, err
	}
	names = slices.DeleteFunc(names, LeftOut)
	slices.Sort(names)
	var all []Table
	for _, name := range names {
		t, err := tableOf(ctx, db, schemaQuestions[postgres], name)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return byReference(all)
}

// tableOf reads one table of the schema.
func tableOf(ctx context.Context, db *sql.Conn, ask questions, name string) (Table, error) {
	t := Table{name: name}
	rows, err := db.QueryContext(ctx, ask.columns, name)
	if err != nil {
		return t, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err has told
	for rows.Next() {
		var c, kind string
		if err := rows.Scan(&c, &kind); err != nil {
			return t, err
		}
		if columnKinds[kind] == 0 {
			return t, fmt.Errorf("transfer: column %s.%s has the type %s, which a copy does not know", name, c, kind)
		}
		t.columns = append(t.columns, column{c, columnKinds[kind]})
	}
	if err := rows.Err(); err != nil {
		return t, err
	}
	slices.SortFunc(t.columns, func(a, b column) int { return strings.Compare(a.name, b.name) })
	if t.key, err = onlyColumn(ctx, db, ask.key, name); err != nil {
		return t, err
	}
	if len(t.key) == 0 {
		t.key = t.names()
	}
	t.needs, err = onlyColumn(ctx, db, ask.needs, name)
	t.needs = slices.DeleteFunc(t.needs, func(needed string) bool { return needed == name })
	return t, err
}

// byReference puts each table after those it refers to.
func byReference(all []Table) ([]Table, error) {
	var out []Table
	placed := map[string]bool{}
	for len(out) < len(all) {
		before := len(out)
		for _, t := range all {
			ready := !slices.ContainsFunc(t.needs, func(needed string) bool { return !placed[needed] })
			if ready && !placed[t.name] {
				out, placed[t.name] = append(out, t), true
			}
		}
		if len(out) == before {
			return nil, fmt.Errorf("transfer: tables refer to each other in a circle, or to one that is not copied")
		}
	}
	return out, nil
}

// onlyColumn is the only column of the rows of a query, as text.
func onlyColumn(ctx context.Context, db *sql.Conn, query string, args ...any) ([]string, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err has told
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// String is the name, the columns and the key.
func (t Table) String() string { return t.name + " " + quoted(t.names()) + " by " + quoted(t.key) }

// names are the names of the columns.
func (t Table) names() []string {
	out := make([]string, len(t.columns))
	for i, c := range t.columns {
		out[i] = c.name
	}
	return out
}

// selects is the query for all rows in order of the key, which both databases sort
// alike: text goes byte by byte in either.
func (t Table) selects() string {
	return "SELECT " + quoted(t.names()) + " FROM " + quoted([]string{t.name}) + " ORDER BY " + quoted(t.key)
}

// quoted are names as SQL, with commas between them.
func quoted(names []string) string { return `"` + strings.Join(names, `", "`) + `"` }
