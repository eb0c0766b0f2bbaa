//go:build reliability

package reliability

import (
	"math/rand/v2"
	"testing"
	"time"
)

// shared is an installation of two servers over one PostgreSQL, with clerks at both.
type shared struct {
	place   place
	history *history
	servers []*server
	crews   []*crew
}

// newShared starts two servers, and puts clerks to work at each. They share the
// sign-ins: who signed in at the first works at the second.
func newShared(t *testing.T, db string) *shared {
	t.Helper()
	s := &shared{place: place{program: built[sound], data: t.TempDir(), db: db}, history: &history{}}
	s.place.settle(t)
	for i := range 2 {
		server, door := s.place.serve(t), &entrance{}
		door.open(server)
		s.servers = append(s.servers, server)
		if i == 0 {
			s.crews = append(s.crews, newCrew(t, door, s.history))
			continue
		}
		first := s.crews[0]
		s.crews = append(s.crews, &crew{history: s.history, today: first.today,
			clerk: first.clerk.at(door), head: first.head.at(door)})
	}
	for _, c := range s.crews {
		c.work(t, clerks/2)
	}
	return s
}

// at is the same person at another server.
func (b *browser) at(door *entrance) *browser {
	return &browser{door: door, client: b.client, csrf: b.csrf}
}

// rest lets everybody finish, and stops the servers.
func (s *shared) rest(t *testing.T) findings {
	t.Helper()
	for _, c := range s.crews {
		c.rest()
	}
	for _, server := range s.servers {
		server.stop(t)
		if t.Failed() {
			t.Log(server.faults())
		}
	}
	f := s.history.compare(t, s.place)
	f.broken = append(f.broken, s.place.verify(t)...)
	if len(s.history.leaks) > 0 {
		t.Errorf("an answer tells of the database: %s", s.history.leaks[0])
	}
	return f
}

// stops stops and starts a PostgreSQL under load so many times.
func stops(t *testing.T, db *postgres, s *shared, rounds int) {
	t.Helper()
	for range rounds {
		s.history.await(t, 50+rand.IntN(200))
		db.crash()
		time.Sleep(time.Second) // clerks meet a database that is away
		db.start(t)
	}
	s.history.await(t, 50)
}

// When PostgreSQL crashes and comes back under two servers, these go on by themselves,
// and nothing is lost or done twice that they said was saved.
func TestPostgresStops(t *testing.T) {
	db := newPostgres(t)
	s := newShared(t, address(db))
	rounds := of(2, 20)
	stops(t, db, s, rounds)
	f := s.rest(t)
	f.clean(t)
	if s.history.refusals == 0 {
		t.Error("nobody was told that the database was away: the test stopped nothing")
	}
	report(t, "%d stops, two servers, %s; %d saves repeated, %d tries refused with 503",
		rounds, f, s.history.repeated(), s.history.refusals)
}

// The control of TestPostgresStops: a PostgreSQL that confirms before it writes loses
// saves when it crashes.
func TestPostgresStopsWithoutCommit(t *testing.T) {
	db := newPostgres(t)
	s := newShared(t, address(db))
	for _, c := range s.crews {
		c.bereft = true
	}
	db.sql(t, "ALTER SYSTEM SET wal_writer_delay = '10s'")
	db.sql(t, "ALTER SYSTEM SET wal_writer_flush_after = '1GB'") // else each megabyte is written at once
	db.sql(t, "ALTER SYSTEM SET synchronous_commit = off")
	db.sql(t, "SELECT pg_reload_conf()")
	time.Sleep(time.Second)
	stops(t, db, s, 3)
	f := s.rest(t)
	if len(f.lost)+len(f.doubled) == 0 {
		t.Errorf("control: synchronous_commit=off lost nothing: the test proves nothing (%s)", f)
	}
	report(t, "control, synchronous_commit=off: after three stops %s", f)
}

// failover kills the primary under load and promotes its standby, so many times, and
// then builds a new standby on the machine of the old primary. Before the kill the line
// between the two is dead for a moment: only a primary that waits for its standby loses
// nothing then.
func failover(t *testing.T, waited bool, rounds int) (*shared, findings) {
	t.Helper()
	primary := newPostgres(t)
	other := freePort(t)
	s := newShared(t, address(primary, &postgres{port: other}))
	for _, c := range s.crews {
		c.bereft = !waited
	}
	for range rounds {
		standby, line := primary.standby(t, other, waited)
		s.history.await(t, 50+rand.IntN(100))
		line.die()
		time.Sleep(500 * time.Millisecond)
		primary.crash()
		line.cut()
		standby.promote(t)
		s.history.await(t, 50)
		primary, other = standby, primary.port
	}
	return s, s.rest(t)
}

// When the primary dies, its standby is promoted, and the servers, which know both, go
// on with it by themselves: nothing is lost, nothing is done twice.
func TestFailover(t *testing.T) {
	rounds := of(1, 5)
	s, f := failover(t, true, rounds)
	f.clean(t)
	report(t, "%d failovers, two servers, %s; longest time in which nothing was saved %s; "+
		"%d saves repeated, %d tries refused with 503",
		rounds, f, s.history.longestPause().Round(time.Millisecond), s.history.repeated(), s.history.refusals)
}

// The control of TestFailover: a primary that does not wait for its standby loses what
// was under way to it.
func TestFailoverWithoutWaiting(t *testing.T) {
	_, f := failover(t, false, 1)
	if len(f.lost)+len(f.doubled) == 0 {
		t.Errorf("control: a standby nobody waits for lost nothing: the test proves nothing (%s)", f)
	}
	report(t, "control, nobody waits for the standby: after one failover %s", f)
}
