package models

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"gorm.io/driver/postgres"
	gormsqlite "gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"gongkai/models/disk"
	"gongkai/models/sqlite"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/ledger"
)

// Store is the database. It is safe for use by many goroutines.
type Store struct {
	write     *gorm.DB  // SQLite: the only connection that writes
	read      *gorm.DB  // PostgreSQL: the same as write
	conns     []*sql.DB // every handle that Close must close; of SQLite the writer first
	postgres  bool
	leader    leadership
	algorithm ledger.Algorithm           // of new entries and new lines of the ledger
	searches  bool                       // there is an index of words, and it is whole
	through   func(driver string) string // see [Options]
	file      string                     // of SQLite, "" for PostgreSQL
	readOnly  bool                       // it lies where nothing can be written
	health    health
	placing   sync.Mutex
	noted     place                         // what stands beside the file, as far as this store wrote it
	calendar  atomic.Pointer[calendarBuilt] // the one built last, nil before the first
}

var _ desks.Store = (*Store)(nil)

// Options say how to open a store. The zero value suits a database that is up to date.
type Options struct {
	// Migrate brings an older schema up to date. Without it Open refuses one.
	Migrate bool
	// Hash is the algorithm of new entries and of the ledger; "" is SHA-256. Those that
	// are there keep theirs.
	Hash ledger.Algorithm
	// Examine refuses what a server must not serve: a file that is damaged, as far as a
	// short look can tell, and a schema without one of its tables or triggers.
	Examine bool
	// AnySchema leaves an older schema as it is. Only copies may then be made of the
	// store, and nothing else asked of it.
	AnySchema bool
	// ReadOnly is for a file that must not change and that nobody else writes: a
	// backup. Its schema must be that of the program.
	ReadOnly bool
	// Log gets faults and slow statements, at debug level every statement, all
	// without their values; nil: none.
	Log *slog.Logger

	anywhere bool                       // whatever was noted of the place
	through  func(driver string) string // tests: the driver to use in the place of another; nil: itself
}

// Open opens the database that dsn names: "sqlite:PATH" or "postgres://…". An empty
// database gets its schema. An older schema is Refused unless Options say to migrate
// it; a newer one always is, as the program is too old for it. On an error nothing
// stays open.
func Open(ctx context.Context, dsn string, o Options) (*Store, error) {
	path, isFile, err := sqlitePath(dsn)
	if err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Store{postgres: !isFile, algorithm: o.Hash, through: o.through, file: path,
		health: health{alarm: make(chan struct{}, 1)}}
	if isFile {
		err = s.openSQLite(ctx, path, o)
	} else {
		err = s.openPostgres(ctx, dsn, o)
	}
	if err == nil {
		err = s.observe(s.write)
	}
	if err == nil && !o.ReadOnly && !o.AnySchema {
		err = errors.Join(s.fillAlike(ctx), s.prepareSearch(ctx))
	}
	if err == nil && o.Examine {
		err = s.wholeSchema(ctx)
	}
	if err == nil && s.read != s.write {
		err = s.observe(s.read)
	}
	if err != nil {
		return nil, errors.Join(wrap(err), s.Close())
	}
	return s, nil
}

// sqlitePath is the file named by a DSN "sqlite:PATH"; ok is false for a DSN of
// PostgreSQL. Anything else is Invalid.
func sqlitePath(dsn string) (path string, ok bool, err error) {
	path, ok = strings.CutPrefix(dsn, "sqlite:")
	switch {
	case ok && (path == "" || strings.Contains(path, ":memory:")):
		return "", false, fault.Errorf(fault.Invalid, "数据库地址缺少文件名，请写成 sqlite:路径")
	case ok, strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		return path, ok, nil
	}
	return "", false, fault.Errorf(fault.Invalid, "看不懂数据库地址，请写成 sqlite:路径 或者 postgres://用户@主机/库名")
}

// reachable adds to an address of PostgreSQL for how long a server is tried before the
// next of several is, or the attempt fails; what the address says itself holds.
func reachable(dsn string) string {
	if strings.Contains(dsn, "connect_timeout=") {
		return dsn
	}
	if strings.Contains(dsn, "?") {
		return dsn + "&connect_timeout=5"
	}
	return dsn + "?connect_timeout=5"
}

// connections is how many a server of PostgreSQL is asked for at most.
func connections() int { return max(8, 4*runtime.NumCPU()) }

// openPostgres opens one pool for reading and writing.
func (s *Store) openPostgres(ctx context.Context, dsn string, o Options) error {
	db, err := s.connect("pgx", reachable(dsn))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(connections())
	db.SetMaxIdleConns(connections())
	if err := s.prepare(ctx, o); err != nil {
		return err
	}
	c := settings(o.Log)
	// The driver keeps prepared statements for each connection. GORM would share them
	// between connections, and a transaction holding a lock could then wait for a
	// statement that is being prepared by one waiting for the lock.
	c.PrepareStmt = false
	s.write, err = gorm.Open(postgres.New(postgres.Config{Conn: db}), c)
	s.read = s.write
	return err
}

// openSQLite opens one connection that writes and several that read. SQLite has only
// one writer at a time; queueing for it here is fair, where its own waiting is not.
func (s *Store) openSQLite(ctx context.Context, path string, o Options) error {
	if o.ReadOnly {
		return s.openUnchanged(ctx, path, o)
	}
	if _, err := examine(ctx, path, o); err != nil {
		return err
	}
	uris, err := s.addresses(path)
	if err != nil {
		return err
	}
	writer, err := s.connect(sqlite.Driver, uris[0])
	if err != nil {
		return err
	}
	writer.SetMaxOpenConns(1)
	if err := sqlite.NewEnough(ctx, writer); err != nil {
		return err
	}
	if err := s.prepare(ctx, o); err != nil {
		return err
	}
	reader, err := s.connect(sqlite.Driver, uris[1])
	if err != nil {
		return err
	}
	reader.SetMaxOpenConns(2 * runtime.NumCPU())
	reader.SetMaxIdleConns(2 * runtime.NumCPU())
	if s.write, err = gorm.Open(gormsqlite.New(gormsqlite.Config{Conn: writer}), settings(o.Log)); err != nil {
		return err
	}
	if s.read, err = gorm.Open(gormsqlite.New(gormsqlite.Config{Conn: reader}), settings(o.Log)); err != nil {
		return err
	}
	if err := s.NotePlace(ctx); err != nil { // on a full disk: who only reads needs no note
		o.Log.Warn("place not noted", "err", err)
	}
	return nil
}

// addresses are those of the writer and of the readers of a file, which is created if
// need be. Where nothing can be written both only read.
func (s *Store) addresses(path string) (out [2]string, err error) {
	if size := disk.Size(path); size >= 0 && !disk.Writable(path) {
		s.readOnly = true
		only := sqlite.Bare(path, sqlite.LookingOnly(path))
		return [2]string{only, only}, nil
	}
	if err := disk.Create(path); err != nil { // its owner's alone: it will hold people's names and numbers
		return out, &databaseFault{&fault.Error{Kind: fault.Unavailable,
			What: "不能建立或者打开数据库文件 " + path, Next: "请核对路径和权限"}, err}
	}
	return [2]string{sqlite.URI(path, sqlite.Writing), sqlite.URI(path, sqlite.Reading)}, nil
}

// openUnchanged opens a file for reading alone and leaves nothing beside it.
func (s *Store) openUnchanged(ctx context.Context, path string, o Options) error {
	db, err := s.connect(sqlite.Driver, sqlite.URI(path, sqlite.Unchanged))
	if err != nil {
		return err
	}
	if err := sqlite.NewEnough(ctx, db); err != nil {
		return err
	}
	if err := s.prepare(ctx, o); err != nil {
		return err
	}
	s.read, err = gorm.Open(gormsqlite.New(gormsqlite.Config{Conn: db}), settings(o.Log))
	s.write, s.readOnly = s.read, true
	return err
}

// connect opens a handle, which Close will close.
func (s *Store) connect(driver, dsn string) (*sql.DB, error) {
	if s.through != nil {
		driver = s.through(driver)
	}
	db, err := sql.Open(driver, dsn)
	if err == nil {
		s.conns = append(s.conns, db)
	}
	return db, err
}

// settings are those of every handle. GORM only writes SQL and reads rows here; what
// is decided is decided in workflow.
func settings(log *slog.Logger) *gorm.Config {
	return &gorm.Config{
		PrepareStmt:            true,
		PrepareStmtMaxSize:     500,
		SkipDefaultTransaction: true,
		TranslateError:         true,
		Logger:                 sqlLog{log},
	}
}

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	for _, db := range s.conns {
		if err := db.PingContext(ctx); err != nil {
			return wrap(err)
		}
	}
	return nil
}

// Close closes the database. The writer goes last and so removes the extra files that
// SQLite keeps beside the database. Closing twice does no harm.
//
// What was noted beside the file is brought up to date; if that fails, the next to open
// the database does it.
func (s *Store) Close() error {
	if s.noted != (place{}) && len(s.conns) > 0 {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		_ = s.NotePlace(ctx)
		cancel()
	}
	s.leader.mu.Lock()
	s.leader.release()
	s.leader.mu.Unlock()
	var err error
	for i := len(s.conns) - 1; i >= 0; i-- {
		err = errors.Join(err, s.conns[i].Close())
	}
	s.conns = nil
	return err
}

// firstColumn is the first column of the rows of a query, as text.
func firstColumn(ctx context.Context, db *sql.DB, query string, args ...any) ([]string, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err has told
	cols, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var out []string
	for rows.Next() {
		line := make([]any, len(cols))
		for i := range line {
			line[i] = new(sql.NullString)
		}
		if err := rows.Scan(line...); err != nil {
			return nil, err
		}
		out = append(out, line[0].(*sql.NullString).String)
	}
	return out, rows.Err()
}
