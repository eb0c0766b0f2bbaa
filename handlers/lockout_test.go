package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// guess makes a crowd of addresses send wrong passwords for a name, five each, through
// the proxy of the site.
func (s *site) guess(name string, addresses int) {
	s.t.Helper()
	b := s.browser()
	b.get("/sign-in")
	for n := range addresses {
		b.from(fmt.Sprintf("203.0.%d.%d", n/200, n%200+1))
		for range 5 {
			b.post("/sign-in", "name", name, "password", "wrong").want(s.t, "a guess", http.StatusUnprocessableEntity)
		}
	}
}

// A thousand wrong passwords from two hundred addresses do not keep the owner out: not
// at the address used before, not in the browser used before at a new address. They do
// keep out whoever has the password and comes from a place never seen, until the time
// is over.
func TestStrangersDoNotLockOut(t *testing.T) {
	s := siteWith(t, populated(t, people...), func(s *Server) { s.Proxies = prefixes("127.0.0.1/32") })
	signIn := func(b *browser, from string) int {
		t.Helper()
		b.from(from)
		b.get("/sign-in")
		return b.post("/sign-in", "name", "jingban", "password", password).status
	}
	usual := s.browser()
	if got := signIn(usual, "198.51.100.7"); got != http.StatusSeeOther {
		t.Fatalf("before: %d, want to be let in", got)
	}
	s.guess("jingban", 200)
	for _, tt := range []struct {
		what, from string
		b          *browser
		want       int
	}{
		{"another browser at the usual address", "198.51.100.7", s.browser(), http.StatusSeeOther},
		{"the usual browser at a new address", "198.51.100.8", usual, http.StatusSeeOther},
	} {
		if got := signIn(tt.b, tt.from); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.what, got, tt.want)
		}
	}
	s.pass(time.Minute)
	s.guess("jingban", 10)
	if got := signIn(s.browser(), "198.51.100.99"); got != http.StatusUnprocessableEntity {
		t.Errorf("the right password from where nobody has been: %d, want it refused while the guessing goes on", got)
	}
	s.pass(10 * time.Minute)
	if got := signIn(s.browser(), "198.51.100.99"); got != http.StatusSeeOther {
		t.Errorf("when the guessing has stopped: %d, want to be let in", got)
	}
}

// Who shares the owner's address, behind a proxy that nobody named, cannot use up the
// owner's tries: the owner's browser has tries of its own.
func TestNeighbourDoesNotLockOut(t *testing.T) {
	s := newSite(t)
	owner, neighbour := s.as("jingban"), s.browser()
	neighbour.get("/sign-in")
	for n := range 40 {
		got := neighbour.post("/sign-in", "name", "jingban", "password", "wrong").status
		if n >= 5 && got != http.StatusTooManyRequests {
			t.Fatalf("guess %d: %d, want the neighbour to wait", n, got)
		}
	}
	owner.post("/sign-out")
	owner.get("/sign-in")
	owner.post("/sign-in", "name", "jingban", "password", password).want(t, "the owner", http.StatusSeeOther)
}

// A browser that only claims a name, or has one that another account knows, is a
// stranger's.
func TestForgedBrowser(t *testing.T) {
	s := siteWith(t, populated(t, people...), func(s *Server) { s.Proxies = prefixes("127.0.0.1/32") })
	other := s.browser()
	other.from("198.51.100.3")
	other.get("/sign-in")
	other.post("/sign-in", "name", "shenhe", "password", password).want(t, "another person", http.StatusSeeOther)
	s.guess("jingban", 20)
	other.get("/sign-in")
	other.post("/sign-in", "name", "jingban", "password", password).
		want(t, "in another person's browser", http.StatusUnprocessableEntity)
	forged := s.browser()
	forged.Transport = adding{"Cookie", "browser=" + strings.Repeat("A", 26), http.DefaultTransport}
	forged.post("/sign-in", "name", "jingban", "password", password).want(t, "with a name made up", http.StatusForbidden)
	places, err := s.store.Places(t.Context(), "jingban")
	if err != nil || len(places) == 0 {
		t.Fatalf("places: %v, %v", places, err)
	}
	for _, p := range places {
		if p.Familiar(s.clock()) {
			t.Errorf("%+v is known although jingban never signed in", p)
		}
	}
}
