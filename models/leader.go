package models

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sync"
)

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
