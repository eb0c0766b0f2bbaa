//go:build reliability

package reliability

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// clerks is how many work at once.
const clerks = 16

// newPlace is a new installation of a program in a directory of its own.
func newPlace(t *testing.T, fault string) place {
	t.Helper()
	p := place{program: built[fault], data: filepath.Join(t.TempDir(), "data")}
	p.settle(t)
	return p
}

// killed lets clerks work, and kills and restarts the server so many times, each time
// after a few hundred saves and in the middle of others.
func killed(t *testing.T, p place, kills, most int) (*history, time.Duration) {
	t.Helper()
	h, door, slowest := &history{}, &entrance{}, time.Duration(0)
	s := p.serve(t)
	door.open(s)
	c := newCrew(t, door, h)
	c.bereft = p.program == built[parts]
	c.work(t, clerks)
	for range kills {
		h.await(t, most/4+rand.IntN(most*3/2))
		time.Sleep(rand.N(5 * time.Millisecond)) // an answer has just gone out: not always there
		s.kill()
		s = p.serve(t)
		door.open(s)
		slowest = max(slowest, s.took)
	}
	c.rest()
	s.stop(t)
	if _, err := os.Stat(filepath.Join(p.data, "gongkai.db-wal")); p.db == "" && !os.IsNotExist(err) {
		t.Errorf("after an orderly stop the write-ahead log is still there (%v)", err)
	}
	return h, slowest
}

// A server killed in the middle of its work loses nothing that it said was saved,
// leaves no half of a step, and does nothing twice that a clerk repeats because no
// answer came.
func TestKill(t *testing.T) {
	p := newPlace(t, sound)
	kills := of(25, 250)
	h, slowest := killed(t, p, kills, 400)
	f := h.compare(t, p)
	f.broken = append(f.broken, p.verify(t)...)
	f.clean(t)
	report(t, "%d kills, %s; %d saves repeated, slowest start after a kill %s",
		kills, f, h.repeated(), slowest.Round(time.Millisecond))
	planted(t, h, p)
}

// planted shows that the comparison sees a loss: of an application, of its last step,
// of half a step.
func planted(t *testing.T, h *history, p place) {
	t.Helper()
	db, _ := p.database(t)
	for _, name := range column(t, db, "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
		if _, err := db.Exec("DROP TRIGGER " + name); err != nil {
			t.Fatal(err)
		}
	}
	for _, sql := range []string{
		"DELETE FROM entries WHERE application_id = 7", "DELETE FROM applications WHERE id = 7",
		"DELETE FROM entries WHERE application_id = 8", "UPDATE applications SET number = 'x' WHERE id = 9",
	} {
		if _, err := db.Exec(sql); err != nil {
			t.Fatal(err)
		}
	}
	// With its log left behind the file would be taken for a damaged one and not be opened.
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	f := h.compare(t, p)
	if len(f.lost) < 3 || len(f.halved) < 2 {
		t.Errorf("control: of a loss on purpose the comparison found %s", f)
	}
	if found := p.verify(t); len(found) == 0 || !strings.Contains(strings.Join(found, " "), "8") {
		t.Errorf("control: of a loss on purpose verify found %q", found)
	}
	report(t, "control, three applications damaged on purpose: %s", f)
}

// The control of TestKill: a program that saves without transactions leaves halves
// behind when it is killed.
func TestKillWithoutTransactions(t *testing.T) {
	p := newPlace(t, parts)
	var f findings
	for round := range 10 {
		h, _ := killed(t, p, 1, 100)
		f = h.compare(t, p)
		if len(f.halved) > 0 {
			report(t, "control, no transactions: after %d kills %s", round+1, f)
			return
		}
		p = newPlace(t, parts)
	}
	t.Errorf("control: no half of a step in 10 kills: %s", f)
}
