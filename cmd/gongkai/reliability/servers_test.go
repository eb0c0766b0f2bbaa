//go:build reliability

package reliability

import (
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

// says waits until the log of a server has a line with these words.
func (s *server) says(t *testing.T, words string) bool {
	t.Helper()
	for range patience / pause {
		b, err := os.ReadFile(s.stderr.Name())
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), words) {
			return true
		}
		time.Sleep(pause)
	}
	return false
}

// get opens a page, and gives the status and what it has.
func (b *browser) get(t *testing.T, path string) (int, string) {
	t.Helper()
	return b.send(t, "GET", path, nil)
}

// try tries to sign in.
func try(t *testing.T, door *entrance, name, password string) (status int) {
	t.Helper()
	b := newBrowser(t, door)
	m := formToken.FindSubmatch(b.must(t, "GET", "/sign-in", nil))
	status, _ = b.send(t, "POST", "/sign-in", url.Values{"csrf": {string(m[1])}, "name": {name}, "password": {password}})
	return status
}

// Two servers over one PostgreSQL are one office: who signs in at one is signed in at
// the other, and signed out at both; a calendar imported beside them counts at both at
// once; wrong passwords are counted over both, and lock the account at both; what is
// to be done once is done by one of them, and by the other when that one is killed.
func TestServersShare(t *testing.T) {
	p := place{program: built[sound], data: t.TempDir(), db: address(newPostgres(t))}
	p.settle(t)
	var servers []*server
	var doors []*entrance
	for range 2 {
		s, door := p.serve(t), &entrance{}
		door.open(s)
		servers, doors = append(servers, s), append(doors, door)
	}
	here := signIn(t, doors[0], "jia")
	there := here.at(doors[1])
	if status, body := there.get(t, "/api/session"); status != 200 || !strings.Contains(body, `"jia"`) {
		t.Errorf("signed in at one server, at the other: status %d, %s", status, body)
	}
	calendarShared(t, p, here, there)
	here.must(t, "POST", "/sign-out", url.Values{"csrf": {here.csrf}})
	if status, _ := there.get(t, "/api/session"); status == 200 {
		t.Error("signed out at one server, still signed in at the other")
	}
	if status := wrongly(t, doors, "bing", 4); status != 303 {
		t.Errorf("after nine wrong passwords at two servers the right one: status %d, want 303", status)
	}
	if status := wrongly(t, doors, "yi", 5); status != 422 {
		t.Errorf("after ten wrong passwords at two servers the right one: status %d, want 422", status)
	}
	leaders(t, servers)
}

// wrongly tries five wrong passwords at the first server and n at the second, and then
// there the right one, as soon as the server takes it.
func wrongly(t *testing.T, doors []*entrance, name string, n int) int {
	t.Helper()
	for range 5 {
		try(t, doors[0], name, "not-the-password")
	}
	for range n {
		try(t, doors[1], name, "not-the-password")
	}
	for range patience / time.Second {
		if status := try(t, doors[1], name, password); status != 429 {
			return status
		}
		time.Sleep(time.Second)
	}
	return 429
}

// calendarShared imports a year that both servers did not know.
func calendarShared(t *testing.T, p place, here, there *browser) {
	t.Helper()
	const question = "/api/due?channel=in_person&arrived=2026-12-25"
	for name, b := range map[string]*browser{"one": here, "the other": there} {
		if _, body := b.get(t, question); !strings.Contains(body, `"provisional":true`) {
			t.Errorf("before the import, at %s: %s", name, body)
		}
	}
	p.run(t, "", "calendar", "import", "../testdata/year-2027.json")
	for name, b := range map[string]*browser{"one": here, "the other": there} {
		if _, body := b.get(t, question); !strings.Contains(body, `"provisional":false`) {
			t.Errorf("after the import, at %s: %s", name, body)
		}
	}
}

// leaders sees that one of two servers leads, and kills it.
func leaders(t *testing.T, servers []*server) {
	t.Helper()
	const leads = "leads=true"
	if !servers[0].says(t, leads) {
		t.Fatal("the first server does not lead")
	}
	if b, _ := os.ReadFile(servers[1].stderr.Name()); strings.Contains(string(b), leads) {
		t.Error("both servers lead")
	}
	servers[0].kill()
	begin := time.Now()
	if !servers[1].says(t, leads) {
		t.Fatal("the first server is dead, and the second does not lead")
	}
	report(t, "the leader was killed, the other server led after %s", time.Since(begin).Round(time.Second))
}
