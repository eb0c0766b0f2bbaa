package models

import (
	"errors"
	"net"
	"strings"
	"testing"

	"gorm.io/gorm"

	"gongkai/workflow/fault"
)

// Where PostgreSQL goes away while it is asked to COMMIT, nobody knows whether it has
// saved, and so nobody is told that nothing was. Where it goes away before, nothing was.
// What comes next finds a new connection by itself.
func TestConnectionLostInTransaction(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		if p.name != "postgres" {
			return
		}
		s := reopened(t, p.dsn(t))
		lose := func(tx *gorm.DB) error {
			var pid int
			if err := tx.Raw("SELECT pg_backend_pid()").Scan(&pid).Error; err != nil {
				return err
			}
			_, err := s.conns[0].ExecContext(ctx, "SELECT pg_terminate_backend($1, 5000)", pid)
			return err
		}
		said := func(do func(*gorm.DB) error) string {
			err := s.change(ctx, do)
			if fault.KindOf(err) != fault.Unavailable {
				t.Errorf("got %v, want it unavailable", err)
			}
			return err.Error()
		}
		if got := said(lose); !strings.Contains(got, "不能确定是否保存") || strings.Contains(got, "没有保存") {
			t.Errorf("lost at COMMIT: it says %q", got)
		}
		before := func(tx *gorm.DB) error {
			return errors.Join(lose(tx), tx.Exec("SELECT 1").Error)
		}
		if got := said(before); !strings.Contains(got, "没有保存") {
			t.Errorf("lost before COMMIT: it says %q", got)
		}
		after := func(tx *gorm.DB) error {
			return errors.Join(lose(tx), errors.Join(tx.Exec("SELECT 1").Error, tx.Exec("SELECT 1").Error))
		}
		if got := said(after); !strings.Contains(got, "没有保存") {
			t.Errorf("used after it was lost: it says %q", got)
		}
		if err := s.Ping(ctx); err != nil {
			t.Errorf("afterwards: %v, want a new connection", err)
		}
	})
}

// A server that takes a connection and then says nothing is passed over for the next
// one of the address, without the address having to say when.
func TestSilentServerIsPassedOver(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		dsn := p.dsn(t)
		scheme, rest, _ := strings.Cut(dsn, "@")
		if p.name != "postgres" {
			return
		}
		silent, err := net.Listen("tcp", "127.0.0.1:0") // the system takes connections for it
		if err != nil {
			t.Fatal(err)
		}
		defer silent.Close()
		both := reopened(t, scheme+"@"+silent.Addr().String()+","+rest)
		if err := both.Ping(ctx); err != nil {
			t.Errorf("with a silent server before the one that answers: %v", err)
		}
	})
}

// What an address says of its patience holds.
func TestReachable(t *testing.T) {
	for dsn, want := range map[string]string{
		"postgres://a@h1,h2:5433/g":                   "postgres://a@h1,h2:5433/g?connect_timeout=5",
		"postgres://a@h/g?sslmode=disable":            "postgres://a@h/g?sslmode=disable&connect_timeout=5",
		"postgres://a@h/g?connect_timeout=1&a=b":      "postgres://a@h/g?connect_timeout=1&a=b",
		"postgresql://a:p@h/g?target_session_attrs=x": "postgresql://a:p@h/g?target_session_attrs=x&connect_timeout=5",
	} {
		if got := reachable(dsn); got != want {
			t.Errorf("%s: got %s, want %s", dsn, got, want)
		}
	}
}
