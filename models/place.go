package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"

	"gongkai/models/disk"
	"gongkai/models/sqlite"
	"gongkai/workflow/fault"
)

// place is what stands beside a database file, so that a database that has gone, or was
// replaced, or has lost its end, is not taken for a new or a sound one. It is written
// when the database is opened and closed, and every minute by a server.
type place struct {
	ID         string `json:"installation"` // as in the table place
	Entries    int64  `json:"entries"`      // how many there were in all journals
	Operations int64  `json:"operations"`   // the last line of the log of administration
	Log        uint32 `json:"log"`          // which write-ahead log it was, see sqlite.LogOf; 0 for none
}

// PlaceEnding is what is added to the name of a database file for the note beside it.
const PlaceEnding = ".place"

// placeFile is where the place of a database file is kept.
func placeFile(path string) string { return path + PlaceEnding }

// placeAt reads what was noted of a place; nil if nothing ever was.
func placeAt(path string) (*place, error) {
	b, err := os.ReadFile(placeFile(path))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	p := place{}
	if err == nil {
		err = json.Unmarshal(b, &p)
	}
	if err != nil {
		return nil, &databaseFault{&fault.Error{Kind: fault.Unavailable, What: "读不懂 " + placeFile(path),
			Next: "核对这里的数据库无误后，运行 gongkai doctor --accept 重新写入"}, err}
	}
	return &p, nil
}

// Used says whether anything was noted beside the SQLite file that dsn names: there has
// been a database.
func Used(dsn string) bool {
	path, isFile, err := sqlitePath(dsn)
	return err == nil && isFile && disk.Size(placeFile(path)) >= 0
}

// notedPlace is the place as the open database has it.
func (s *Store) notedPlace(ctx context.Context) (place, error) {
	out := place{Log: sqlite.LogOf(s.file)}
	// An entry is never deleted, so its last row number is how many there are; counting
	// them would read the whole index.
	err := s.conns[len(s.conns)-1].QueryRowContext(ctx, `SELECT (SELECT id FROM place),
COALESCE((SELECT MAX(rowid) FROM entries), 0), COALESCE((SELECT MAX(id) FROM operations), 0)`).
		Scan(&out.ID, &out.Entries, &out.Operations)
	return out, wrap(err)
}

// NotePlace notes beside the database file how far it has come. On PostgreSQL, and where
// nothing can be written, it does nothing.
func (s *Store) NotePlace(ctx context.Context) error {
	if s.postgres || s.readOnly {
		return nil
	}
	s.placing.Lock()
	defer s.placing.Unlock()
	now, err := s.notedPlace(ctx)
	if err != nil || now == s.noted {
		return err
	}
	b, err := json.Marshal(now)
	if err != nil {
		return err
	}
	if err := disk.Replace(placeFile(s.file), append(b, '\n')); err != nil {
		return &databaseFault{&fault.Error{Kind: fault.Unavailable, What: "不能写入 " + placeFile(s.file)}, err}
	}
	s.noted = now
	return nil
}

// RenewPlace makes the database that dsn names the one that belongs where it lies,
// whatever was there before: for whoever has just restored one. On PostgreSQL it does
// nothing but open it.
func RenewPlace(ctx context.Context, dsn string) error {
	s, err := Open(ctx, dsn, Options{anywhere: true})
	if err != nil {
		return err
	}
	return errors.Join(s.NotePlace(ctx), s.Close())
}

// belongs refuses an open database that is not the one noted at its place, or has less
// in it than was noted.
func (s *Store) belongs(ctx context.Context, noted *place) error {
	now, err := s.notedPlace(ctx)
	accept := "请用 gongkai restore 恢复最近的备份；确认就要用这里的数据库的，运行 gongkai doctor --accept"
	switch {
	case sqlite.Code(err) == 1: // there is no such table
		return fault.Refusal("", accept, "数据库 %s 不是这个位置原来的那一个", s.file)
	case err != nil:
		return err
	case noted.ID != now.ID:
		return fault.Refusal("", accept, "数据库 %s 不是这个位置原来的那一个", s.file)
	case now.Entries < noted.Entries || now.Operations < noted.Operations:
		return fault.Refusal("", "可能丢了 -wal 文件，或者放回了旧的文件。"+accept,
			"数据库 %s 比上次少了 %d 条办理记录、%d 条管理日志", s.file,
			max(0, noted.Entries-now.Entries), max(0, noted.Operations-now.Operations))
	}
	return nil
}

// quick is up to what size a file is checked whole before it is opened for writing;
// checking a larger one would keep people waiting, so it is done beside.
const quick = 32 << 20

// examine looks at a database file before anything is written: nothing in it or beside
// it is changed. It refuses a used place without its database, what is no database, one
// that was cut off, and the log file of another database; and damage, where it is thorough
// and the file is small. A place that was never used is fine. noted is what was known of
// the place, nil for nothing.
func examine(ctx context.Context, path string, o Options) (noted *place, err error) {
	if !o.anywhere {
		if noted, err = placeAt(path); err != nil {
			return nil, err
		}
	}
	size, log := disk.Size(path), disk.Size(sqlite.LogFile(path))
	switch {
	case size < 0 && noted == nil && log <= 0:
		return nil, nil
	case size < 0:
		return nil, gone("数据库文件 %s 不见了，而这个位置是用过的", path)
	case size == 0:
		return nil, gone("数据库文件 %s 是空的", path)
	}
	strange := log > 0 && (noted == nil || noted.Log != sqlite.LogOf(path))
	s := &Store{file: path}
	defer s.Close() //nolint:errcheck // nothing was written
	err = s.unchanged(ctx, size, log, strange || o.Examine && size <= quick)
	if err == nil && noted != nil {
		err = s.belongs(ctx, noted)
	}
	return noted, wrap(err)
}

// gone refuses to begin anew where there has been a database.
func gone(what, path string) error {
	return fault.Refusal("", "不会当作新安装。请放回数据库文件，或者用 gongkai restore 恢复最近的备份；"+
		"确实要重新开始的，请换一个数据目录，或者移走 "+path+" 和旁边同名的文件", what, path)
}

// unchanged reads the database through a connection that cannot write, and so sees what
// the log file would make of it before it does.
func (s *Store) unchanged(ctx context.Context, size, log int64, whole bool) error {
	db, err := s.connect(sqlite.Driver, sqlite.Bare(s.file, sqlite.LookingOnly(s.file)))
	if err != nil {
		return err
	}
	var pages, pageSize int64
	err = db.QueryRowContext(ctx, "SELECT page_count, page_size FROM pragma_page_count, pragma_page_size").
		Scan(&pages, &pageSize)
	switch {
	case sqlite.Code(err)&0xff == 26 || sqlite.Code(err)&0xff == 11:
		return &databaseFault{&unusable, err}
	case err != nil:
		return err
	case log <= 0 && size < pages*pageSize:
		return &databaseFault{&unusable, fmt.Errorf("%d of %d bytes are there", size, pages*pageSize)}
	case !whole:
		return nil
	}
	err = checkFile(ctx, db)
	if found := (*damageFound)(nil); errors.As(err, &found) {
		return &databaseFault{&unusable, err}
	}
	return err
}

// unusable refuses a file before it is opened.
var unusable = fault.Error{Kind: fault.Unavailable,
	What: "数据库文件已经损坏，或者不是本系统的数据库，或者旁边的 -wal 文件属于另一个数据库", Next: "文件没有改动。" + restoring}

// made are the statements of migrations that make and take away tables and triggers.
var made = regexp.MustCompile(`(?im)^\s*(CREATE|DROP) (TABLE|TRIGGER) (?:IF (?:NOT )?EXISTS )?(\w+)`)

// wholeSchema refuses a database that lacks a table or a trigger of the migrations: the
// triggers are what keeps journals from being rewritten. On SQLite, which keeps the text
// of each, a trigger must also do what it did.
func (s *Store) wholeSchema(ctx context.Context) error {
	want, texts, err := s.tablesAndTriggers()
	if err != nil {
		return err
	}
	query := `SELECT name FROM sqlite_master WHERE type = 'table' OR type = 'trigger' AND INSTR($1, sql) > 0`
	if s.postgres {
		query = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()
UNION SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal AND tgenabled <> 'D' AND $1 <> ''`
	}
	have, err := firstColumn(ctx, s.conns[0], query, texts)
	if err != nil {
		return err
	}
	var missing []string
	for _, name := range want {
		if !slices.Contains(have, name) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return fault.Refusal("", restoring, "数据库结构不完整，缺少 %s，或者被改过", strings.Join(missing, "、"))
	}
	return nil
}

// tablesAndTriggers are the names of those that the migrations leave behind, and the text
// of all migrations.
func (s *Store) tablesAndTriggers() (names []string, texts string, err error) {
	m, err := s.migrations()
	if err != nil {
		return nil, "", err
	}
	for _, source := range m.ListSources() {
		if source.Type == goose.TypeGo {
			continue // it makes none
		}
		sql, err := fs.ReadFile(migrationFiles, "migrations/"+filepath.Base(source.Path))
		if err != nil {
			return nil, "", err
		}
		texts += string(sql)
		for _, found := range made.FindAllStringSubmatch(string(sql), -1) {
			names = slices.DeleteFunc(names, func(n string) bool { return n == found[3] })
			if strings.EqualFold(found[1], "CREATE") {
				names = append(names, found[3])
			}
		}
	}
	return names, texts, nil
}
