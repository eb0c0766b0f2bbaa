package transfer

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"gongkai/workflow/fault"
)

// Copied is what a copy says of a table: how many rows it has, and a SHA-256 over
// them that is the same in both databases.
type Copied struct {
	Name   string
	Rows   int64
	SHA256 string // in hexadecimal
}

// End is one of the two databases of a copy.
type End struct {
	DB       *sql.DB
	Postgres bool // it is PostgreSQL; else SQLite
}

// Copy copies all rows, as they are at one moment, from one database into another that
// has its schema but no data: all or nothing. Before the copy is committed every table
// is read back and compared; what is returned is equal in both. It is Refused if
// somebody has worked in the other.
func Copy(ctx context.Context, source, target End) (out []Copied, err error) {
	from, err := source.DB.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer from.Close() //nolint:errcheck // it only goes back to its pool
	to, err := target.DB.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer to.Close() //nolint:errcheck // it only goes back to its pool
	err = within(ctx, from, beginReading[source.Postgres], func() error {
		return within(ctx, to, beginWriting[target.Postgres], func() error {
			out, err = copyAll(ctx, from, to, source.Postgres, target.Postgres)
			return err
		})
	})
	return out, err
}

// Count returns how many rows each table has that is copied, all at one moment.
func Count(ctx context.Context, of End) (out map[string]int64, err error) {
	db, err := of.DB.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close() //nolint:errcheck // it only goes back to its pool
	err = within(ctx, db, beginReading[of.Postgres], func() error {
		all, err := Catalogue(ctx, db, of.Postgres)
		if err == nil {
			out, err = countRows(ctx, db, all)
		}
		return err
	})
	return out, err
}

// How a transaction begins, by whether it is PostgreSQL's: one that sees a single
// moment, and one that writes. SQLite looks at what its tables refer to only when the
// transaction ends.
var (
	beginReading = map[bool][]string{
		false: {"BEGIN"}, true: {"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"},
	}
	beginWriting = map[bool][]string{
		false: {"BEGIN IMMEDIATE", "PRAGMA defer_foreign_keys = ON"}, true: {"BEGIN"},
	}
)

// within runs do in a transaction of a connection, and takes it back if do fails.
func within(ctx context.Context, db *sql.Conn, begin []string, do func() error) error {
	for _, sql := range begin {
		if _, err := db.ExecContext(ctx, sql); err != nil {
			return err
		}
	}
	end := "COMMIT"
	err := do()
	if err != nil {
		end = "ROLLBACK"
	}
	_, ended := db.ExecContext(context.WithoutCancel(ctx), end) // a connection must not go back with it open
	return errors.Join(err, ended)
}

// copyAll copies table after table.
func copyAll(ctx context.Context, from, to *sql.Conn, fromPostgres, toPostgres bool) ([]Copied, error) {
	tables, err := Catalogue(ctx, from, fromPostgres)
	if err != nil {
		return nil, err
	}
	there, err := Catalogue(ctx, to, toPostgres)
	if err != nil {
		return nil, err
	}
	if err := sameTables(tables, there); err != nil {
		return nil, err
	}
	if err := emptied(ctx, to, there); err != nil {
		return nil, err
	}
	var out []Copied
	for _, t := range there {
		t.key = tables[slices.IndexFunc(tables, func(o Table) bool { return o.name == t.name })].key
		done, err := copyTable(ctx, from, to, t, toPostgres)
		if err != nil {
			return nil, fmt.Errorf("copy table %s: %w", t.name, err)
		}
		out = append(out, done)
	}
	return out, settled(ctx, to, there, toPostgres)
}

// settled brings up to date what follows from the tables and is not copied with them.
func settled(ctx context.Context, to *sql.Conn, all []Table, postgres bool) error {
	has := func(name string) bool { return slices.ContainsFunc(all, func(t Table) bool { return t.name == name }) }
	if has("search_index") {
		// the index of words is made anew
		if _, err := to.ExecContext(ctx, "UPDATE search_index SET version = 0"); err != nil {
			return err
		}
	}
	if !postgres || !has("ledger") {
		return nil
	}
	_, err := to.ExecContext(ctx, "UPDATE ledger_head SET last = (SELECT COALESCE(MAX(seq), 0) FROM ledger)")
	return err
}

// sameTables refuses to copy between schemas of different tables or columns.
func sameTables(a, b []Table) error {
	shape := func(all []Table) []string {
		var out []string
		for _, t := range all {
			out = append(out, t.name+"("+strings.Join(t.names(), ",")+")")
		}
		slices.Sort(out)
		return out
	}
	if x, y := shape(a), shape(b); !slices.Equal(x, y) {
		return fmt.Errorf("transfer: the two databases have different tables: %v and %v", x, y)
	}
	return nil
}

// dataTables are the tables that have rows only where somebody has worked.
var dataTables = []string{"offices", "users", "applications", "operations"}

// emptied deletes what the migrations put into a new place, and refuses a place where
// somebody has worked.
func emptied(ctx context.Context, db *sql.Conn, all []Table) error {
	counts, err := countRows(ctx, db, all)
	if err != nil {
		return err
	}
	if Worked(counts) {
		return fault.Refusal("", "请给出一个新的、空的数据库", "那里已经有数据，没有写入")
	}
	for _, t := range slices.Backward(all) { // what refers to a table before the table
		if counts[t.name] == 0 {
			continue
		}
		if _, err := db.ExecContext(ctx, "DELETE FROM "+quoted([]string{t.name})); err != nil {
			return err
		}
	}
	return nil
}

// Worked says whether somebody has worked where the tables have so many rows.
func Worked(counts map[string]int64) bool {
	return slices.ContainsFunc(dataTables, func(name string) bool { return counts[name] > 0 })
}

// countRows counts the rows of tables.
func countRows(ctx context.Context, db *sql.Conn, all []Table) (map[string]int64, error) {
	out := map[string]int64{}
	for _, t := range all {
		var n int64
		if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+quoted([]string{t.name})).Scan(&n); err != nil {
			return nil, err
		}
		out[t.name] = n
	}
	return out, nil
}

// copyTable copies one table, and reads it back.
func copyTable(ctx context.Context, from, to *sql.Conn, t Table, postgres bool) (Copied, error) {
	rows, err := from.QueryContext(ctx, t.selects())
	if err != nil {
		return Copied{}, err
	}
	read := newTableReader(rows, t)
	defer read.close()
	write := intoSQLite
	if postgres {
		write = intoPostgres
	}
	if err := write(ctx, to, t, read); err != nil {
		return Copied{}, err
	}
	got, err := digested(ctx, to, t)
	if want := read.copied(); err == nil && got != want {
		err = fmt.Errorf("transfer: read back as %d rows with digest %s, written as %d with %s",
			got.Rows, got.SHA256, want.Rows, want.SHA256)
	}
	return got, err
}

// digested reads a table and says what is in it.
func digested(ctx context.Context, db *sql.Conn, t Table) (Copied, error) {
	rows, err := db.QueryContext(ctx, t.selects())
	if err != nil {
		return Copied{}, err
	}
	read := newTableReader(rows, t)
	defer read.close()
	for read.Next() {
		continue // it reads the row and adds it to the digest
	}
	return read.copied(), read.Err()
}

// intoPostgres copies rows in one stream, which is one statement: what refers to
// another row of the same table may come before it.
func intoPostgres(ctx context.Context, db *sql.Conn, t Table, rows *tableReader) error {
	err := db.Raw(func(driver any) error {
		conn, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("transfer: not a connection of pgx: %T", driver)
		}
		_, err := conn.Conn().CopyFrom(ctx, pgx.Identifier{t.name}, t.names(), rows)
		return err
	})
	if err != nil {
		return err
	}
	return continueNumbers(ctx, db, t)
}

// continueNumbers makes PostgreSQL number new rows after those that were copied.
func continueNumbers(ctx context.Context, db *sql.Conn, t Table) error {
	for _, c := range t.columns {
		if c.kind != wholeColumn {
			continue
		}
		_, err := db.ExecContext(ctx, `SELECT setval(pg_get_serial_sequence(quote_ident($1), $2),
(SELECT COALESCE(MAX(`+quoted([]string{c.name})+`), 0) + 1 FROM `+quoted([]string{t.name})+`), FALSE)
WHERE pg_get_serial_sequence(quote_ident($1), $2) IS NOT NULL`, t.name, c.name)
		if err != nil {
			return err
		}
	}
	return nil
}

// intoSQLite inserts row after row with one prepared statement.
func intoSQLite(ctx context.Context, db *sql.Conn, t Table, rows *tableReader) error {
	into, err := db.PrepareContext(ctx, "INSERT INTO "+quoted([]string{t.name})+" ("+quoted(t.names())+") VALUES (?"+
		strings.Repeat(", ?", len(t.columns)-1)+")")
	if err != nil {
		return err
	}
	defer into.Close() //nolint:errcheck // what it did has been told
	for rows.Next() {
		if _, err := into.ExecContext(ctx, rows.values...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// tableReader goes through the rows of a table and digests them on the way. It is what
// pgx copies from.
type tableReader struct {
	t      Table
	rows   *sql.Rows
	values []any // of the row it is at, nil for NULL
	n      int64
	sum    hash.Hash
	err    error
}

var _ pgx.CopyFromSource = (*tableReader)(nil)

func newTableReader(rows *sql.Rows, t Table) *tableReader {
	return &tableReader{t: t, rows: rows, values: make([]any, len(t.columns)), sum: sha256.New()}
}

// Next goes to the next row. It is false at the end and after an error.
func (r *tableReader) Next() bool {
	if r.err != nil || !r.rows.Next() {
		return false
	}
	if r.err = r.scan(); r.err != nil {
		return false
	}
	r.n++
	for _, v := range r.values {
		r.digest(v)
	}
	return true
}

// scan reads a row, each column as what it holds: SQLite keeps true as 1.
func (r *tableReader) scan() error {
	cells := make([]any, len(r.values))
	for i, c := range r.t.columns {
		switch c.kind {
		case wholeColumn:
			cells[i] = new(sql.NullInt64)
		case boolColumn:
			cells[i] = new(sql.NullBool)
		case bytesColumn:
			cells[i] = new(sql.Null[[]byte])
		default:
			cells[i] = new(sql.NullString)
		}
	}
	if err := r.rows.Scan(cells...); err != nil {
		return err
	}
	for i, cell := range cells {
		r.values[i] = plainValue(cell)
	}
	return nil
}

// plainValue is what a cell holds, nil for NULL.
func plainValue(cell any) any {
	switch c := cell.(type) {
	case *sql.NullInt64:
		if c.Valid {
			return c.Int64
		}
	case *sql.NullBool:
		if c.Valid {
			return c.Bool
		}
	case *sql.NullString:
		if c.Valid {
			return c.String
		}
	case *sql.Null[[]byte]:
		if c.Valid {
			return c.V
		}
	}
	return nil
}

// digest adds a value with its kind and its length, so that no two rows can be taken
// for each other.
func (r *tableReader) digest(v any) {
	put := func(kind byte, b []byte) {
		head := binary.BigEndian.AppendUint64([]byte{kind}, uint64(len(b)))
		r.sum.Write(append(head, b...))
	}
	switch v := v.(type) {
	case int64:
		put('i', binary.BigEndian.AppendUint64(nil, uint64(v)))
	case bool:
		put('b', fmt.Append(nil, v))
	case string:
		put('s', []byte(v))
	case []byte:
		put('x', v)
	default:
		put('0', nil)
	}
}

// Values implements [pgx.CopyFromSource].
func (r *tableReader) Values() ([]any, error) { return r.values, nil }

// Err implements [pgx.CopyFromSource].
func (r *tableReader) Err() error { return errors.Join(r.err, r.rows.Err()) }

func (r *tableReader) close() { _ = r.rows.Close() } // what it could say, Err has told

// copied says what was read.
func (r *tableReader) copied() Copied {
	return Copied{r.t.name, r.n, hex.EncodeToString(r.sum.Sum(nil))}
}
