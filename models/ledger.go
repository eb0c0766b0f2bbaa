package models

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"gongkai/workflow/ledger"
)

// attestedTable is a table whose rows are in the ledger one by one, whole. Its rows are
// never deleted.
type attestedTable struct {
	name     string
	keys     []string // of its primary key, in order
	nullable string   // the column in which NULL is something else than empty, "" for none
}

// attestedTables are those whose rows do not follow from a journal. The table of
// applications has lines of its own; see [attestApplication].
var attestedTables = []attestedTable{
	{"offices", []string{"code"}, "parent"},
	{"users", []string{"name"}, ""},
	{"settings", []string{"name"}, ""},
	{"counters", []string{"office", "year"}, ""},
	{"hand_lines", []string{"id"}, "amount"},
	{"calendar_years", []string{"revision"}, ""},
	{"local_days", []string{"id"}, ""},
	{"local_switches", []string{"id"}, ""},
	{"frozen_reports", []string{"id"}, ""},
	{"operations", []string{"id"}, ""},
	{"checkpoints", []string{"size"}, ""},
}

// contentOf writes a row down: for each column in order of name its name, type and
// value. Texts carry their length, so that no two rows look alike. What is empty is left
// out: so a column that a later version adds does not change what was there before.
func (t attestedTable) contentOf(names []string, values []any) string {
	var b []byte
	for i, name := range names {
		v := values[i]
		if v == nil || name != t.nullable && empty(v) {
			continue
		}
		b = append(append(b, name...), ' ')
		b = append(appendValue(b, v), '\n')
	}
	return string(b)
}

func empty(v any) bool { return v == "" || v == int64(0) || v == false }

// appendValue writes one value. The databases give a boolean as a boolean or as 0 and 1.
func appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		b = strconv.AppendInt(append(b, 's'), int64(len(v)), 10)
		return append(append(b, ':'), v...)
	case int64:
		return strconv.AppendInt(append(b, 'i'), v, 10)
	case bool:
		return append(b, "i1"...) // false is empty
	}
	return fmt.Appendf(b, "%T:%v", v, v)
}

// keyOf is the primary key of a row as a JSON array.
func (t attestedTable) keyOf(names []string, values []any) string {
	var parts []any
	for _, k := range t.keys {
		parts = append(parts, values[slices.Index(names, k)])
	}
	key, err := json.Marshal(parts)
	if err != nil { // of texts and numbers there can be none
		return fmt.Sprint(parts)
	}
	return string(key)
}

// pending are the lines of a transaction under way, in the order of their rows; of each
// row only the latest counts.
type pending struct {
	by    ledger.Algorithm
	lines []ledger.Line
	at    map[[2]string]int
}

// pendingKey is where the context of a transaction holds its pending lines.
type pendingKey struct{}

func (p *pending) add(table, key, content string) {
	l, place := ledger.NewLine(p.by, table, key, content), [2]string{table, key}
	if i, ok := p.at[place]; ok {
		p.lines[i] = l
		return
	}
	p.at[place] = len(p.lines)
	p.lines = append(p.lines, l)
}

// attesting runs do and then writes the lines for what it attested. They come last, as
// on PostgreSQL other writers wait from there on until the transaction ends.
func (s *Store) attesting(tx *gorm.DB, do func(*gorm.DB) error) error {
	p := &pending{by: s.algorithm, at: map[[2]string]int{}}
	tx = tx.WithContext(context.WithValue(tx.Statement.Context, pendingKey{}, p))
	if err := do(tx); err != nil {
		return err
	}
	return appendLines(tx, p.lines)
}

// toAttest are the pending lines of the transaction. Whatever writes a row that counts
// runs inside [Store.change]; one that does not is a fault of ours.
func toAttest(tx *gorm.DB) (*pending, error) {
	p, ok := tx.Statement.Context.Value(pendingKey{}).(*pending)
	if !ok {
		return nil, fmt.Errorf("models: a row was written outside a transaction that attests it")
	}
	return p, nil
}

// attest puts rows as they were just written into the ledger.
func attest[T any](tx *gorm.DB, rows ...T) error {
	if len(rows) == 0 {
		return nil
	}
	p, err := toAttest(tx)
	if err != nil {
		return err
	}
	statement := &gorm.Statement{DB: tx}
	if err := statement.Parse(&rows[0]); err != nil {
		return err
	}
	i := slices.IndexFunc(attestedTables, func(t attestedTable) bool { return t.name == statement.Schema.Table })
	if i < 0 {
		return fmt.Errorf("models: table %s is not attested", statement.Schema.Table)
	}
	t, names := attestedTables[i], slices.Clone(statement.Schema.DBNames)
	slices.Sort(names)
	values := make([]any, len(names))
	for j := range rows {
		row := reflect.ValueOf(&rows[j]).Elem()
		for k, name := range names {
			v, _ := statement.Schema.FieldsByDBName[name].ValueOf(tx.Statement.Context, row)
			values[k] = stored(v)
		}
		p.add(t.name, t.keyOf(names, values), t.contentOf(names, values))
	}
	return nil
}

// stored is a field as the database gives it back: text, a whole number of 64 bits, a
// boolean, or nil for NULL.
func stored(v any) any {
	switch f := reflect.Indirect(reflect.ValueOf(v)); f.Kind() {
	case reflect.String:
		return f.String()
	case reflect.Int, reflect.Int64:
		return f.Int()
	case reflect.Bool:
		return f.Bool()
	default: // of a nil pointer there is no value
		return nil
	}
}

// attestApplication puts what does not follow from the journal of an application into
// the ledger, and where the journal ends: the hash of its last entry covers the rest.
func attestApplication(tx *gorm.DB, r *applicationRow, last string) error {
	p, err := toAttest(tx)
	if err == nil {
		p.add("applications", applicationKey(r.ID), r.attested(last))
	}
	return err
}

func applicationKey(id int64) string { return "[" + strconv.FormatInt(id, 10) + "]" }

// attested is what the ledger says of an application; last is the hash of its last entry.
func (r *applicationRow) attested(last string) string {
	token := any(nil)
	if r.Token != nil {
		token = *r.Token
	}
	return attestedTable{nullable: "token"}.contentOf([]string{"id", "last", "office", "token", "version"},
		[]any{r.ID, last, r.Office, token, int64(r.Version)})
}

// appendLines numbers the lines and adds them.
func appendLines(tx *gorm.DB, lines []ledger.Line) error {
	for part := range slices.Chunk(lines, batch) {
		var values strings.Builder
		var args []any
		for i, l := range part {
			if i > 0 {
				values.WriteString(", ")
			}
			fmt.Fprintf(&values, "(%d, ?, ?, ?, ?)", i+1)
			args = append(args, l.Table, l.Key, string(l.Content), string(l.Hash))
		}
		form := appendSQLite
		if tx.Name() == "postgres" {
			form, args = appendPostgres, append([]any{len(part), len(part)}, args...)
		}
		if err := tx.Exec(strings.ReplaceAll(form, "VALUES", "VALUES "+values.String()), args...).Error; err != nil {
			return err
		}
	}
	return nil
}

// How lines are numbered. SQLite has one writer. On PostgreSQL the head is locked from
// here to the end of the transaction, or two could take the same number.
const (
	appendSQLite = `INSERT INTO ledger (seq, table_name, key, content, hash)
SELECT (SELECT COALESCE(MAX(seq), 0) FROM ledger) + v.column1, v.column2, v.column3, v.column4, v.column5
FROM (VALUES) AS v`
	appendPostgres = `WITH head AS (UPDATE ledger_head SET last = last + ? RETURNING last - ? AS last)
INSERT INTO ledger (seq, table_name, key, content, hash)
SELECT head.last + v.column1, v.column2, v.column3, v.column4, v.column5 FROM head, (VALUES) AS v`
)

// lineRow is one row of ledger.
type lineRow struct {
	Seq       int64 `gorm:"primaryKey;autoIncrement:false"`
	TableName string
	Key       string
	Content   string
	Hash      string
}

// eachLine visits the ledger in order.
func eachLine(tx *gorm.DB, visit func(ledger.Line) error) error {
	rows, err := tx.Raw("SELECT seq, table_name, key, content, hash FROM ledger ORDER BY seq").Rows()
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // rows.Err has told
	for rows.Next() {
		var r lineRow
		if err := rows.Scan(&r.Seq, &r.TableName, &r.Key, &r.Content, &r.Hash); err != nil {
			return err
		}
		l := ledger.Line{Seq: r.Seq, Table: r.TableName, Key: r.Key,
			Content: ledger.Digest(r.Content), Hash: ledger.Digest(r.Hash)}
		if err := visit(l); err != nil {
			return err
		}
	}
	return rows.Err()
}

// eachRow visits the rows of a table in order of their key, each with its key and its
// content.
func (t attestedTable) eachRow(tx *gorm.DB, visit func(key, content string) error) error {
	names, err := t.columns(tx)
	if err != nil {
		return err
	}
	rows, err := tx.Raw("SELECT " + strings.Join(selected(tx, names), ", ") + " FROM " + t.name +
		inOrderOf(t.name, t.keys...)).Rows()
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // rows.Err has told
	values, into := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := visit(t.keyOf(names, values), t.contentOf(names, values)); err != nil {
			return err
		}
	}
	return rows.Err()
}

// columns are the names of the columns that the table has now, in order: more than the
// program knows of, where a migration is under way.
func (t attestedTable) columns(tx *gorm.DB) ([]string, error) {
	rows, err := tx.Raw("SELECT * FROM " + t.name + " LIMIT 0").Rows()
	if err != nil {
		return nil, err
	}
	names, err := rows.Columns()
	slices.Sort(names)
	return names, cmp.Or(err, rows.Close(), rows.Err())
}

// selected are the columns as they are asked for. A driver of SQLite turns what a column
// is declared as a boolean into one, so that 1 and 2 become the same; of an expression it
// gives what is stored.
func selected(tx *gorm.DB, names []string) []string {
	out := slices.Clone(names)
	if tx.Name() == "sqlite" {
		for i, name := range names {
			out[i] = "+" + name + " AS " + name
		}
	}
	return out
}

// inOrderOf sorts by columns of a table. Their bare names would be those of [selected],
// for which there is no index.
func inOrderOf(table string, keys ...string) string {
	return " ORDER BY " + table + "." + strings.Join(keys, ", "+table+".")
}

// attestNew inserts rows and attests them.
func attestNew[T any](tx *gorm.DB, rows []T) error {
	if err := create(tx, rows); err != nil {
		return err
	}
	return attest(tx, rows...)
}

// checkpointRow is one row of checkpoints. Rows are only added; triggers refuse to change
// or delete them.
type checkpointRow struct {
	Size   int64 `gorm:"primaryKey;autoIncrement:false"` // the last line covered
	At     string
	ByUser string // account, "" at the machine itself
	Note   string // signed
}

// TableName implements GORM's Tabler.
func (checkpointRow) TableName() string { return "checkpoints" }

func (r checkpointRow) kept() (ledger.Kept, error) {
	at, err := momentOf(r.At)
	return ledger.Kept{Size: r.Size, At: at, By: r.ByUser, Note: r.Note}, err
}

// KeepCheckpoint implements [ledger.Store]. On SQLite the trigger that keeps rows from
// being replaced speaks before the unique key does.
func (s *Store) KeepCheckpoint(ctx context.Context, k ledger.Kept) error {
	return s.change(ctx, func(tx *gorm.DB) error {
		var there int64
		if err := tx.Model(&checkpointRow{}).Where("size = ?", k.Size).Count(&there).Error; err != nil {
			return err
		}
		if there > 0 {
			return &duplicate
		}
		return attestNew(tx, []checkpointRow{{k.Size, moment(k.At), k.By, k.Note}})
	})
}

// Checkpoints implements [ledger.Store].
func (s *Store) Checkpoints(ctx context.Context, limit int) ([]ledger.Kept, error) {
	tx := s.read.WithContext(ctx).Order("size DESC")
	if limit > 0 {
		tx = tx.Limit(limit)
	}
	var rows []checkpointRow
	if err := tx.Find(&rows).Error; err != nil {
		return nil, wrap(err)
	}
	return readAll(rows, checkpointRow.kept)
}
