package models

import "testing"

// Of two servers over one PostgreSQL the first that asks leads, and again whenever it
// asks; the other takes over when the first has ended, or has lost its connection
// without noticing. The only server of a SQLite file leads.
func TestLeads(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		dsn := p.dsn(t)
		first := reopened(t, dsn)
		asks := func(s *Store, want bool) {
			t.Helper()
			if got, err := s.Leads(ctx); got != want || err != nil {
				t.Errorf("leads %t (%v), want %t", got, err, want)
			}
		}
		asks(first, true)
		asks(first, true)
		if p.name != "postgres" {
			return
		}
		second := reopened(t, dsn)
		asks(second, false)
		asks(first, true)
		_, err := second.conns[0].ExecContext(ctx, `SELECT pg_terminate_backend(pid, 5000) FROM pg_locks
WHERE locktype = 'advisory' AND classid = $1 AND objid = hashtext(current_schema())::oid`, leaderKey)
		if err != nil {
			t.Fatal(err)
		}
		asks(second, true)
		asks(first, false)
		if err := second.Close(); err != nil {
			t.Fatal(err)
		}
		asks(first, true)
	})
}
