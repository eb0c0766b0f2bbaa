package models

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/gofrs/flock"

	"gongkai/models/disk"
	"gongkai/workflow/fault"
)

// Lock keeps a second server away from the SQLite file that dsn names, by whatever name
// it calls it: it is Refused, and told which process has it. The lock ends with release,
// or with the process. On PostgreSQL, and where nothing can be written, there is nothing
// to lock.
func Lock(dsn string) (release func(), err error) {
	path, isFile, err := sqlitePath(dsn)
	if err != nil || !isFile {
		return func() {}, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, noLock(path, err)
	}
	if path, err = disk.Itself(path); err != nil {
		return nil, noLock(path, err)
	}
	if !disk.Writable(path) {
		return func() {}, nil
	}
	pid := path + ".pid" // not in the locked file, which not every system lets others read
	l := flock.New(path + ".lock")
	got, err := l.TryLock()
	switch {
	case err != nil:
		return nil, noLock(path, err)
	case !got:
		return nil, fault.Refusal("", "请先停止它，或者换一个数据目录", "另一个 gongkai 服务%s正在使用数据库 %s", holder(pid), path)
	}
	_ = os.WriteFile(pid, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600) // on a full disk nobody is named
	return func() { _ = l.Unlock() }, nil                                // it ends with the process at the latest
}

// noLock says that the database cannot be locked, and why to the log.
func noLock(path string, cause error) error {
	return &databaseFault{&fault.Error{Kind: fault.Unavailable, What: "不能锁定数据库 " + path, Next: "请核对目录和权限"}, cause}
}

// holder names the process that wrote the file, "" if it cannot be read.
func holder(pid string) string {
	b, err := os.ReadFile(pid)
	if err != nil || len(b) == 0 {
		return ""
	}
	return "（进程 " + strings.TrimSpace(string(b)) + "）"
}

// leaderKey names the lock of the leader among all locks of a database; the other half
// of the key is the schema, so that two installations in one database have two leaders.
const leaderKey = 0x676f6e67

// leadership is the connection on which this server holds the lock of the leader; nil
// while it does not.
type leadership struct {
	mu   sync.Mutex
	conn *sql.Conn
}

// Leads says whether this server does what only one of several may do, such as work at
// fixed times. The first that asks leads, until it ends or its connection does; then
// the next that asks. Of a SQLite file there is only one server. An error means that
// nobody can be asked: then it does not lead.
func (s *Store) Leads(ctx context.Context) (bool, error) {
	if !s.postgres {
		return true, nil
	}
	s.leader.mu.Lock()
	defer s.leader.mu.Unlock()
	if s.leader.conn != nil && s.leader.conn.PingContext(ctx) == nil {
		return true, nil // the lock is the connection's, and it lives
	}
	s.leader.release()
	conn, err := s.conns[0].Conn(ctx)
	if err != nil {
		return false, wrap(err)
	}
	var got bool
	err = conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1, hashtext(current_schema()))", leaderKey).Scan(&got)
	s.leader.conn = conn
	if err != nil || !got {
		s.leader.release()
	}
	return got, wrap(err)
}

// release ends the connection, and with it the lock. In the pool it would keep it.
func (l *leadership) release() {
	if l.conn != nil {
		_ = l.conn.Raw(func(any) error { return driver.ErrBadConn })
		l.conn = nil
	}
}
