package models

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"gongkai/workflow/fault"
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
	options := []goose.ProviderOption{goose.WithExcludeNames(others), goose.WithDisableGlobalRegistry(true)}
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
	case have > want:
		return fault.Refusal("", "请换用较新的程序", "程序版本过旧：数据库结构是第 %d 版，程序只认得第 %d 版", have, want)
	case have == want:
		return nil
	case have != 0 && o.AnySchema:
		return nil
	case have != 0 && !o.Migrate:
		return fault.Refusal("", "请先备份，再运行 gongkai migrate", "数据库结构是第 %d 版，程序需要第 %d 版", have, want)
	}
	return s.Migrate(ctx)
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
	return nil
}
