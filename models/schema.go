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

// dialects are the two databases as goose calls them, each with how the names of
// the files end that are only for the other.
var dialects = map[bool]struct {
	goose goose.Dialect
	other string
}{
	false: {goose.DialectSQLite3, "_postgres.sql"},
	true:  {goose.DialectPostgres, "_sqlite.sql"},
}

// migrations reads the embedded SQL files for the database at hand.
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

// prepare brings the schema of a new place, or of any where Options say so, up
// to date, and refuses what the program cannot work with.
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
	case have != 0 && !o.Migrate:
		return fault.Refusal("", "请先备份，再运行 gongkai migrate", "数据库结构是第 %d 版，程序需要第 %d 版", have, want)
	}
	return s.Migrate(ctx)
}

// Migrate brings the schema up to date; one that is stays as it is.
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

// leveling gives PostgreSQL what SQLite has of itself, in whatever the migrations
// made: whole numbers of 64 bits, and text that is compared byte by byte.
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

// level makes both databases compare and count alike.
func (s *Store) level(ctx context.Context) error {
	if !s.postgres {
		return nil
	}
	if _, err := s.conns[0].ExecContext(ctx, leveling); err != nil {
		return wrap(fmt.Errorf("level the columns: %w", err))
	}
	return nil
}
