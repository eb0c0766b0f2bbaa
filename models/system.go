package models

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"time"

	"gongkai/models/disk"
	"gongkai/models/sqlite"
	"gongkai/workflow"
)

var _ workflow.Measured = (*Store)(nil)

// SystemState implements [workflow.Measured]. What a database cannot tell is -1: only
// SQLite has a log file and a disk that the program can see.
func (s *Store) SystemState(ctx context.Context, now time.Time) (workflow.SystemState, error) {
	out := workflow.SystemState{Log: -1, Free: -1}
	m, err := s.migrations()
	if err != nil {
		return out, err
	}
	if out.Schema, err = m.GetDBVersion(ctx); err != nil {
		return out, wrap(err)
	}
	for table, to := range map[string]*int64{"applications": &out.Applications, "entries": &out.Entries} {
		if err := s.read.WithContext(ctx).Table(table).Count(to).Error; err != nil {
			return out, wrap(err)
		}
	}
	if err := s.read.WithContext(ctx).Model(&sessionRow{}).Where("expiry > ? AND NOT ended", moment(now)).
		Count(&out.Sessions).Error; err != nil {
		return out, wrap(err)
	}
	if s.postgres {
		return out, wrap(s.measurePostgres(ctx, &out))
	}
	return out, wrap(s.measureSQLite(ctx, &out))
}

// Pools are the pools of connections as they are now: of SQLite write and read, of
// PostgreSQL one for both.
func (s *Store) Pools() map[string]sql.DBStats {
	names := []string{"write", "read"}
	if s.postgres {
		names = []string{"all"}
	}
	out := map[string]sql.DBStats{}
	for i, db := range s.conns {
		out[names[i]] = db.Stats()
	}
	return out
}

// measurePostgres asks for the version, the size and the clock of the server.
func (s *Store) measurePostgres(ctx context.Context, out *workflow.SystemState) error {
	row := s.conns[0].QueryRowContext(ctx,
		"SELECT current_setting('server_version'), pg_database_size(current_database()), clock_timestamp()")
	err := row.Scan(&out.Database, &out.Size, &out.Clock)
	out.Database = "PostgreSQL " + out.Database
	return err
}

// measureSQLite asks for the same, and looks at the log file and the disk. The clock
// is this machine's own.
func (s *Store) measureSQLite(ctx context.Context, out *workflow.SystemState) error {
	var file, clock string
	row := s.conns[len(s.conns)-1].QueryRowContext(ctx,
		`SELECT 'SQLite ' || sqlite_version(), page_count * page_size, file, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
FROM pragma_page_count, pragma_page_size, pragma_database_list WHERE name = 'main'`)
	if err := row.Scan(&out.Database, &out.Size, &file, &clock); err != nil {
		return err
	}
	var err error
	if out.Clock, err = time.Parse(time.RFC3339Nano, clock); err != nil {
		return err
	}
	if info, err := os.Stat(sqlite.LogFile(file)); err == nil {
		out.Log = info.Size()
	}
	out.Free, _ = disk.Space(filepath.Dir(file))
	return nil
}
