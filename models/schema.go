package models

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"gongkai/workflow/account"
	"gongkai/workflow/fault"
	"gongkai/workflow/ledger"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// dialects are the two databases as goose calls them, by whether it is PostgreSQL.
// Migrations whose names end in other are only for the other database.
var dialects = map[bool]struct {
	goose goose.Dialect
	other string
}{
	false: {goose.DialectSQLite3, "_postgres.sql"},
	true:  {goose.DialectPostgres, "_sqlite.sql"},
}

// migrations reads the embedded SQL files meant for the database in use.
func (s *Store) migrations() (*goose.Provider, error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, err
	}
	d := dialects[s.postgres]
	others, err := fs.Glob(files, "*"+d.other)
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithExcludeNames(others), goose.WithDisableGlobalRegistry(true),
		goose.WithGoMigrations(s.adoption())}
	if s.postgres {
		locker, err := lock.NewPostgresSessionLocker() // several servers may start at once
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(d.goose, s.conns[0], files, options...)
}

// prepare creates the schema in an empty database, brings an older one up to date
// if Options say so, and refuses a schema this program cannot work with.
func (s *Store) prepare(ctx context.Context, o Options) error {
	m, err := s.migrations()
	if err != nil {
		return err
	}
	have, want, err := m.GetVersions(ctx)
	switch {
	case err != nil:
		return err
	case have == want:
		return nil
	case have > want:
		return otherSchema(have, want)
	case have != 0 && o.AnySchema:
		return nil
	case have != 0 && !o.Migrate:
		return otherSchema(have, want)
	}
	return s.Migrate(ctx)
}

// otherSchema refuses a schema that is newer than the program, or older.
func otherSchema(have, want int64) error {
	if have > want {
		return fault.Refusal("", "请换用较新的程序", "程序版本过旧：数据库结构是第 %d 版，程序只认得第 %d 版", have, want)
	}
	return fault.Refusal("", "请先备份，再运行 gongkai migrate", "数据库结构是第 %d 版，程序需要第 %d 版", have, want)
}

// Migrate brings the schema up to date. A schema that already is stays as it is.
func (s *Store) Migrate(ctx context.Context) error {
	m, err := s.migrations()
	if err != nil {
		return err
	}
	if _, err := m.Up(ctx); err != nil && !errors.Is(err, goose.ErrNoNextVersion) {
		return wrap(fmt.Errorf("migrate: %w", err))
	}
	return s.level(ctx)
}

// leveling gives PostgreSQL what SQLite has anyway, in every table the migrations
// made: integers of 64 bits, and text compared byte by byte. Without it the same
// list would be sorted differently on the two databases.
const leveling = `DO $$
DECLARE
    c record;
BEGIN
    FOR c IN
        SELECT table_name, column_name, data_type FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name <> 'goose_db_version'
          AND (data_type = 'text' AND collation_name IS DISTINCT FROM 'C' OR data_type = 'integer')
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE %s', c.table_name, c.column_name,
            CASE c.data_type WHEN 'text' THEN 'text COLLATE "C"' ELSE 'bigint' END);
    END LOOP;
END
$$`

// level runs leveling. SQLite needs none.
func (s *Store) level(ctx context.Context) error {
	if !s.postgres {
		return nil
	}
	if _, err := s.conns[0].ExecContext(ctx, leveling); err != nil {
		return wrap(fmt.Errorf("level the columns: %w", err))
	}
	// A connection that read a table before it changed keeps a plan that no longer fits.
	s.conns[0].SetMaxIdleConns(-1)
	s.conns[0].SetMaxIdleConns(connections())
	return nil
}

// adoption is the migration after which every row is in the ledger. It is one of Go, as
// no SQL of both databases can write a digest.
func (s *Store) adoption() *goose.Migration {
	return goose.NewGoMigration(43, &goose.GoFunc{RunTx: s.adoptAll}, nil)
}

// adoptAll brings in what was there before the ledger, and says so in the log of
// administration. In an empty database there is nothing to say.
func (s *Store) adoptAll(ctx context.Context, in *sql.Tx) error {
	dialector := sqlite.New(sqlite.Config{Conn: in})
	now := "strftime('%Y-%m-%dT%H:%M:%f000000Z', 'now')"
	if s.postgres {
		dialector = postgres.New(postgres.Config{Conn: in})
		now = `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"000Z"')`
	}
	tx, err := gorm.Open(dialector, &gorm.Config{SkipDefaultTransaction: true, Logger: logger.Discard})
	if err != nil {
		return err
	}
	tx = tx.WithContext(ctx)
	found, err := adopt(tx, s.algorithm)
	if err != nil || len(found) == 0 {
		return err
	}
	err = tx.Exec("INSERT INTO operations (at, by_user, kind, about, says, remote_addr) "+
		"VALUES ("+now+", '', ?, '', ?, '')", string(account.LedgerBegun), adopted(found)).Error
	if err != nil {
		return err
	}
	_, err = adopt(tx, s.algorithm) // the line just written
	return err
}

// adopt brings every row into the ledger that has no line there, or is not what its line
// says, and returns how many rows of each table these were. It is for migrations.
func adopt(tx *gorm.DB, by ledger.Algorithm) (map[string]int, error) {
	book, p := ledger.NewBook(), &pending{by: by, at: map[[2]string]int{}}
	if err := eachLine(tx, func(l ledger.Line) error { book.Add(l); return nil }); err != nil {
		return nil, err
	}
	found := map[string]int{}
	take := func(table, key, content string) {
		if book.Take(table, key, content) != ledger.Same {
			found[table]++
			p.add(table, key, content)
		}
	}
	for _, t := range attestedTables {
		if err := t.eachRow(tx, func(key, content string) error { take(t.name, key, content); return nil }); err != nil {
			return nil, err
		}
	}
	rows, err := tx.Raw(`SELECT a.id, a.office, a.token, a.version, COALESCE(e.hash, '') FROM applications a
LEFT JOIN entries e ON e.application_id = a.id AND e.seq = a.version ORDER BY a.id`).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err has told
	for rows.Next() {
		var r applicationRow
		var last string
		if err := rows.Scan(&r.ID, &r.Office, &r.Token, &r.Version, &last); err != nil {
			return nil, err
		}
		take("applications", applicationKey(r.ID), r.attested(last))
	}
	if err := cmp.Or(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	return found, appendLines(tx, p.lines)
}

// adopted says in words how many rows of each table were brought in.
func adopted(found map[string]int) string {
	var parts []string
	for _, table := range slices.Sorted(maps.Keys(found)) {
		parts = append(parts, fmt.Sprintf("%s %d", table, found[table]))
	}
	return "既有数据纳入存证：" + strings.Join(parts, "、")
}
