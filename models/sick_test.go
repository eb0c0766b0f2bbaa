package models

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"sync"
	"testing"
)

// sickness decides which operation on a database fails, and how. It is safe for use by
// many goroutines; the zero value is a sound database.
type sickness struct {
	mu    sync.Mutex
	op    string // which operations are counted: "query", "exec", "begin", "commit"; "" for all
	left  int    // how many more of them are well before one fails; below 0 none will
	late  bool   // it is done, and fails all the same
	cause error
	hit   bool // one has failed
}

// catch makes the n-th operation from now on fail, counted from 1.
func (s *sickness) catch(op string, n int, late bool, cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.op, s.left, s.late, s.cause, s.hit = op, n-1, late, cause, false
}

// recover makes all of them well again, and says whether one had failed.
func (s *sickness) recover() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left = -1
	return s.hit
}

// does does an operation, or not, as the sickness has it.
func (s *sickness) does(op string, do func() error) error {
	s.mu.Lock()
	fails := s.left == 0 && (s.op == "" || s.op == op)
	if s.left >= 0 && (s.op == "" || s.op == op) {
		s.left--
	}
	s.hit = s.hit || fails
	late, cause := s.late, s.cause
	s.mu.Unlock()
	if fails && !late {
		return cause
	}
	if err := do(); err != nil || !fails {
		return err
	}
	return cause
}

// through puts the sickness between a store and its driver.
func (s *sickness) through(t *testing.T) func(string) string {
	return func(name string) string {
		db, err := sql.Open(name, "")
		if err != nil {
			t.Fatal(err)
		}
		sick := fmt.Sprintf("sick %s %p", name, s)
		for _, known := range sql.Drivers() {
			if known == sick {
				return sick
			}
		}
		sql.Register(sick, sickDriver{db.Driver(), s})
		return sick
	}
}

type sickDriver struct {
	driver.Driver
	of *sickness
}

func (d sickDriver) Open(name string) (driver.Conn, error) {
	c, err := d.Driver.Open(name)
	return &sickConn{c, d.of}, err
}

// sickConn is a connection of which operations may fail.
type sickConn struct {
	driver.Conn
	of *sickness
}

func (c *sickConn) Ping(ctx context.Context) error { return c.Conn.(driver.Pinger).Ping(ctx) }

func (c *sickConn) ResetSession(ctx context.Context) error {
	if r, ok := c.Conn.(driver.SessionResetter); ok {
		return r.ResetSession(ctx)
	}
	return nil
}

func (c *sickConn) CheckNamedValue(v *driver.NamedValue) error {
	if r, ok := c.Conn.(driver.NamedValueChecker); ok {
		return r.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

func (c *sickConn) BeginTx(ctx context.Context, o driver.TxOptions) (tx driver.Tx, err error) {
	err = c.of.does("begin", func() error {
		tx, err = c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
		return err
	})
	return &sickTx{tx, c.of}, err
}

func (c *sickConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	s, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
	return &sickStmt{s, c.of}, err
}

func (c *sickConn) QueryContext(ctx context.Context, q string, a []driver.NamedValue) (rows driver.Rows, err error) {
	err = c.of.does("query", func() error {
		rows, err = c.Conn.(driver.QueryerContext).QueryContext(ctx, q, a)
		return err
	})
	return rows, err
}

func (c *sickConn) ExecContext(ctx context.Context, q string, a []driver.NamedValue) (r driver.Result, err error) {
	err = c.of.does("exec", func() error {
		r, err = c.Conn.(driver.ExecerContext).ExecContext(ctx, q, a)
		return err
	})
	return r, err
}

// sickTx is a transaction whose commit may fail, before it is done or after.
type sickTx struct {
	driver.Tx
	of *sickness
}

func (t *sickTx) Commit() error {
	done := false
	err := t.of.does("commit", func() error { done = true; return t.Tx.Commit() })
	if err != nil && !done {
		_ = t.Rollback() // as the driver does
	}
	return err
}

// sickStmt is a statement that may fail.
type sickStmt struct {
	driver.Stmt
	of *sickness
}

func (s *sickStmt) QueryContext(ctx context.Context, a []driver.NamedValue) (rows driver.Rows, err error) {
	err = s.of.does("query", func() error {
		rows, err = s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, a)
		return err
	})
	return rows, err
}

func (s *sickStmt) ExecContext(ctx context.Context, a []driver.NamedValue) (r driver.Result, err error) {
	err = s.of.does("exec", func() error {
		r, err = s.Stmt.(driver.StmtExecContext).ExecContext(ctx, a)
		return err
	})
	return r, err
}
