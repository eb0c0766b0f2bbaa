package models

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"gorm.io/gorm"

	"gongkai/models/disk"
	"gongkai/models/sqlite"
	"gongkai/models/transfer"
	"gongkai/workflow/backup"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// WriteTo writes all that the store holds at one moment, apart from who is signed in,
// into a new SQLite file that is whole by itself. Others go on writing meanwhile: what
// was acknowledged before WriteTo is called is in it. The file is on disk when it
// returns, readable by its owner only; after an error it may be there in part. The
// schema stays of the version it has, as one saves data before a migration.
func (s *Store) WriteTo(ctx context.Context, path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return noFile(path, err)
	}
	if err := f.Close(); err != nil {
		return noFile(path, err)
	}
	if path, err = filepath.Abs(path); err != nil {
		return noFile(path, err)
	}
	if s.postgres {
		err = s.writeFromPostgres(ctx, path)
	} else {
		err = s.vacuumInto(ctx, path)
	}
	if err != nil {
		return wrap(err)
	}
	return inFile(ctx, path, func(db *sql.DB) error {
		_, err := db.ExecContext(ctx, "DELETE FROM sessions")
		return err
	})
}

// vacuumInto writes a file from a connection that reads. It may not write anything but
// that one file, and only for as long as this takes.
func (s *Store) vacuumInto(ctx context.Context, path string) error {
	db, err := s.conns[len(s.conns)-1].Conn(ctx)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // it only goes back to its pool
	if _, err := db.ExecContext(ctx, "PRAGMA query_only = OFF"); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", path)
	_, again := db.ExecContext(context.WithoutCancel(ctx), "PRAGMA query_only = ON")
	if err != nil && meaning(err) == &full {
		err = noFile(path, err) // it is the disk of the file that is full
	}
	return errors.Join(err, again)
}

// noFile says that a file cannot be written, and why to the log.
func noFile(path string, cause error) error {
	return &databaseFault{&fault.Error{
		Kind: fault.Unavailable, What: "不能写入文件 " + path, Next: "请核对路径、权限和磁盘剩余空间",
	}, cause}
}

// writeFromPostgres makes the schema of the same version in the file and copies
// everything.
func (s *Store) writeFromPostgres(ctx context.Context, path string) error {
	from, err := s.migrations()
	if err != nil {
		return err
	}
	version, err := from.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	to := &Store{}
	db, err := to.connect(sqlite.Driver, sqlite.URI(path, sqlite.ByItself))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	return errors.Join(to.filledFrom(ctx, s, version), to.Close())
}

// filledFrom gives an empty file the schema of a version and copies another store.
func (s *Store) filledFrom(ctx context.Context, other *Store, version int64) error {
	m, err := s.migrations()
	if err != nil {
		return err
	}
	if _, err := m.UpTo(ctx, version); err != nil {
		return err
	}
	_, err = transfer.Copy(ctx, other.source(), s.target())
	return err
}

// CopyTo copies everything of this store, as it is at one moment, into another that has
// its schema but no data, whichever database each is in: all or nothing. Who is signed
// in is left out. Before the copy is committed every table is read back and compared;
// what is returned is equal in both. It is Refused if the other store has data.
func (s *Store) CopyTo(ctx context.Context, other *Store) ([]transfer.Copied, error) {
	out, err := transfer.Copy(ctx, s.source(), other.target())
	if err != nil {
		return nil, wrap(err)
	}
	return out, wrap(other.prepareSearch(ctx))
}

// source is the store as what is copied from, target as what is copied into.
func (s *Store) source() transfer.End {
	return transfer.End{DB: s.conns[len(s.conns)-1], Postgres: s.postgres}
}

func (s *Store) target() transfer.End { return transfer.End{DB: s.conns[0], Postgres: s.postgres} }

// inFile opens a file that nobody else has open, lets do change it, and sees to it that
// all is on disk and nothing beside it.
func inFile(ctx context.Context, path string, do func(*sql.DB) error) error {
	db, err := sql.Open(sqlite.Driver, sqlite.URI(path, sqlite.ByItself))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	if err := db.PingContext(ctx); err != nil {
		return wrap(errors.Join(err, db.Close()))
	}
	if err := errors.Join(do(db), db.Close()); err != nil {
		return wrap(err)
	}
	return Synced(path)
}

// Synced waits until a file is on disk, and that it is there at all: its directory.
func Synced(path string) error {
	if err := disk.Sync(path); err != nil {
		return noFile(path, err)
	}
	return nil
}

// backupRow is one row of backups.
type backupRow struct {
	ID       int64 `gorm:"primaryKey"`
	At       string
	ByUser   string
	File     string
	Size     int64
	SHA256   string `gorm:"column:sha256"`
	Millis   int64
	Manifest string // JSON
	Fault    string
}

// TableName implements GORM's Tabler.
func (backupRow) TableName() string { return "backups" }

func backupAs(r backup.Record) (backupRow, error) {
	manifest, err := json.Marshal(r.Manifest)
	return backupRow{
		At: moment(r.At), ByUser: r.By, File: r.File, Size: r.Size, SHA256: r.SHA256,
		Millis: r.Took.Milliseconds(), Manifest: string(manifest), Fault: r.Fault,
	}, err
}

func (r backupRow) record() (backup.Record, error) {
	at, err := momentOf(r.At)
	out := backup.Record{
		At: at, By: r.ByUser, File: r.File, Size: r.Size, SHA256: r.SHA256,
		Took: time.Duration(r.Millis) * time.Millisecond, Fault: r.Fault,
	}
	return out, errors.Join(err, json.Unmarshal([]byte(r.Manifest), &out.Manifest))
}

// backupsTable is the table of backups as its migration makes it: a backup of an older
// database has it before it is migrated.
const backupsTable = `CREATE TABLE IF NOT EXISTS backups (
    id       INTEGER NOT NULL PRIMARY KEY,
    at       TEXT    NOT NULL,
    by_user  TEXT    NOT NULL,
    file     TEXT    NOT NULL,
    size     INTEGER NOT NULL,
    sha256   TEXT    NOT NULL,
    millis   INTEGER NOT NULL,
    manifest TEXT    NOT NULL,
    fault    TEXT    NOT NULL
)`

// Describe writes into a file that [Store.WriteTo] made what is in it.
func Describe(ctx context.Context, path string, r backup.Record) error {
	row, err := backupAs(r)
	if err != nil {
		return err
	}
	return inFile(ctx, path, func(db *sql.DB) error {
		if _, err := db.ExecContext(ctx, backupsTable); err != nil {
			return err
		}
		_, err := db.ExecContext(ctx, `INSERT INTO backups (at, by_user, file, size, sha256, millis, manifest, fault)
VALUES (?, ?, ?, 0, '', 0, ?, '')`, row.At, row.ByUser, row.File, row.Manifest)
		return err
	})
}

// CopyInfo is what a file says of itself.
type CopyInfo struct {
	Schema int64         // the version of the last migration; 0: it is no database of this program
	Record backup.Record // what it holds, if Listed
	Listed bool          // it says what it holds: `gongkai backup` made it
}

// InfoOf reads what a file says of itself and changes nothing. A file that is no SQLite
// database is Unavailable.
func InfoOf(ctx context.Context, path string) (CopyInfo, error) {
	s := &Store{}
	db, err := s.connect(sqlite.Driver, sqlite.URI(path, sqlite.Unchanged))
	if err != nil {
		return CopyInfo{}, err
	}
	out, err := infoOf(ctx, db)
	return out, wrap(errors.Join(err, s.Close()))
}

func infoOf(ctx context.Context, db *sql.DB) (out CopyInfo, err error) {
	has := func(name string) (n bool, err error) {
		err = db.QueryRowContext(ctx, "SELECT COUNT(*) > 0 FROM sqlite_schema WHERE name = ?", name).Scan(&n)
		return n, err
	}
	if ours, err := has("goose_db_version"); err != nil || !ours {
		return out, err
	}
	err = db.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied").
		Scan(&out.Schema)
	if err != nil {
		return out, err
	}
	if listed, err := has("backups"); err != nil || !listed {
		return out, err
	}
	row := backupRow{}
	err = db.QueryRowContext(ctx, `SELECT at, by_user, file, manifest FROM backups
WHERE sha256 = '' AND fault = '' ORDER BY id DESC LIMIT 1`).Scan(&row.At, &row.ByUser, &row.File, &row.Manifest)
	if errors.Is(err, sql.ErrNoRows) {
		return out, nil
	}
	if err == nil {
		out.Record, err = row.record()
		out.Listed = err == nil
	}
	return out, err
}

// Settle makes a restored store one that is in use: nobody is signed in, and the line
// that said what the file holds becomes one of a backup that was made, with the digest
// of that file.
func (s *Store) Settle(ctx context.Context, sha256 string) error {
	return s.change(ctx, func(tx *gorm.DB) error {
		if err := tx.Where("1 = 1").Delete(&sessionRow{}).Error; err != nil {
			return err
		}
		return tx.Model(&backupRow{}).Where("sha256 = '' AND fault = ''").Update("sha256", sha256).Error
	})
}

// AddBackup keeps the record of a backup that was made or that failed.
func (s *Store) AddBackup(ctx context.Context, r backup.Record) error {
	row, err := backupAs(r)
	if err != nil {
		return err
	}
	return s.change(ctx, func(tx *gorm.DB) error {
		row.ID = 0 // the transaction may run again
		return tx.Create(&row).Error
	})
}

// Backups returns the latest n records, the latest first.
func (s *Store) Backups(ctx context.Context, n int) ([]backup.Record, error) {
	return s.backups(s.read.WithContext(ctx).Limit(n))
}

// LastGoodBackup returns the latest backup that is there and was proved; false if there
// never was one.
func (s *Store) LastGoodBackup(ctx context.Context) (backup.Record, bool, error) {
	good, err := s.backups(s.read.WithContext(ctx).Where("fault = ''").Limit(1))
	if err != nil || len(good) == 0 {
		return backup.Record{}, false, err
	}
	return good[0], true, nil
}

func (s *Store) backups(tx *gorm.DB) ([]backup.Record, error) {
	var rows []backupRow
	if err := tx.Order("at DESC, id DESC").Find(&rows).Error; err != nil {
		return nil, wrap(err)
	}
	return readAll(rows, backupRow.record)
}

// backupLock is the number under which PostgreSQL keeps the servers apart that would
// make the same backup.
const backupLock = 0x676f6e67

// Alone lets do run unless another server of the same database is in the middle of it.
// On SQLite there is no other.
func (s *Store) Alone(ctx context.Context, do func() error) error {
	if !s.postgres {
		return do()
	}
	db, err := s.conns[0].Conn(ctx)
	if err != nil {
		return wrap(err)
	}
	defer db.Close() //nolint:errcheck // it only goes back to its pool
	var got bool
	if err := db.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1)", backupLock).Scan(&got); err != nil || !got {
		return wrap(err)
	}
	err = do()
	_, unlocked := db.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", backupLock)
	return errors.Join(err, wrap(unlocked))
}

// Counted returns how many rows each table has that a copy has too. The table of
// backups is left out: a backup counts one less than it then holds.
func (s *Store) Counted(ctx context.Context) (map[string]int64, error) {
	out, err := transfer.Count(ctx, s.source())
	delete(out, (backupRow{}).TableName())
	return out, wrap(err)
}

// Worked reports whether somebody has worked here: a new place has only its schema.
func (s *Store) Worked(ctx context.Context) (bool, error) {
	counts, err := s.Counted(ctx)
	return transfer.Worked(counts), err
}

// Years returns the first and the last year in which something happened that a report
// could count; 0 if nothing did.
func (s *Store) Years(ctx context.Context) (first, last int, err error) {
	var days struct{ First, Last calendar.Date }
	years := calendar.Years
	err = s.read.WithContext(ctx).Raw(`SELECT COALESCE(MIN(on_date), '') AS first, COALESCE(MAX(on_date), '') AS last
FROM entries WHERE on_date >= ? AND on_date < ?`,
		strconv.Itoa(years.First), strconv.Itoa(years.Last+1)).Scan(&days).Error
	return days.First.Year(), days.Last.Year(), wrap(err)
}
