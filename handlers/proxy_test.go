package handlers

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"gongkai/handlers/signin"
)

// behind is a site that browsers reach as https://gongkai.example, through the proxies.
func behind(t *testing.T, proxies ...string) *site {
	t.Helper()
	return siteWith(t, populated(t, people...), func(s *Server) {
		s.TLS, s.Origin = true, "https://gongkai.example"
		s.Proxies = prefixes(proxies...)
	})
}

func prefixes(ranges ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, r := range ranges {
		out = append(out, netip.MustParsePrefix(r))
	}
	return out
}

// adding sends every request on with a header more, as a proxy does, or a client
// that lies.
type adding struct {
	name, value string
	onward      http.RoundTripper
}

func (a adding) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set(a.name, a.value)
	return a.onward.RoundTrip(req)
}

// from makes the browser's requests say that they come from other addresses.
func (b *browser) from(addresses string) {
	b.Transport = adding{"X-Forwarded-For", addresses, http.DefaultTransport}
}

// Where browsers come by HTTPS, every cookie is marked so that it never leaves by
// HTTP, and the browser is told to come by HTTPS only.
func TestCookiesBehindTLS(t *testing.T) {
	b := behind(t).browser()
	b.get("/sign-in")
	seen := map[string]bool{}
	for _, r := range []reply{
		b.get("/sign-in"), b.get("/sign-in?lang=en"), b.post("/sign-in", "name", "jingban", "password", password),
	} {
		if got := r.header.Get("Strict-Transport-Security"); !strings.HasPrefix(got, "max-age=") {
			t.Errorf("Strict-Transport-Security is %q, want an age", got)
		}
		for _, c := range (&http.Response{Header: r.header}).Cookies() {
			seen[c.Name] = true
			if !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode {
				t.Errorf("cookie %s: Secure %t, HttpOnly %t, path %q, domain %q, SameSite %d",
					c.Name, c.Secure, c.HttpOnly, c.Path, c.Domain, c.SameSite)
			}
		}
	}
	for _, name := range []string{"__Host-session", "__Host-csrf", "__Host-lang"} {
		if !seen[name] {
			t.Errorf("no cookie %s among %v", name, seen)
		}
	}
	b.get("/applications").want(t, "signed in", http.StatusOK)
}

// Where browsers may come by HTTP, they are not told otherwise.
func TestCookiesWithoutTLS(t *testing.T) {
	r := newSite(t).browser().get("/sign-in")
	if got := r.header.Get("Strict-Transport-Security"); got != "" {
		t.Errorf("Strict-Transport-Security is %q, want none", got)
	}
	for _, c := range (&http.Response{Header: r.header}).Cookies() {
		if c.Secure {
			t.Errorf("cookie %s is Secure", c.Name)
		}
	}
}

// A form is taken from a page of ours under the address that browsers see, even if
// the proxy changes the host, and from no other page, even with the right token.
func TestFormsFromElsewhere(t *testing.T) {
	for origin, want := range map[string]int{
		"https://gongkai.example": http.StatusSeeOther, "": http.StatusSeeOther,
		"https://evil.example": http.StatusForbidden, "http://gongkai.example": http.StatusForbidden,
		"https://gongkai.example.evil.example": http.StatusForbidden, "null": http.StatusForbidden,
	} {
		b := behind(t).browser()
		b.get("/sign-in")
		if origin != "" {
			b.Transport = adding{"Origin", origin, b.Transport}
		}
		r := b.post("/sign-in", "name", "jingban", "password", password)
		r.want(t, "a form from "+origin, want)
		if want == http.StatusForbidden {
			r.has(t, "the refusal", "没有保存", "请")
		}
	}
}

// Behind one trusted proxy each client has tries of its own: when one has used up
// those of an address, another in the county still signs in.
func TestClientsBehindOneProxy(t *testing.T) {
	s := siteWith(t, populated(t, people...), func(s *Server) { s.Proxies = prefixes("127.0.0.1/32") })
	one, other := s.browser(), s.browser()
	one.from("198.51.100.1")
	other.from("198.51.100.2")
	one.get("/sign-in")
	for n := range signin.TriesOfAddress {
		one.post("/sign-in", "name", fmt.Sprintf("nobody%d", n), "password", "wrong").
			want(t, "wrong", http.StatusUnprocessableEntity)
	}
	one.post("/sign-in", "name", "shenhe", "password", password).want(t, "one try more", http.StatusTooManyRequests)
	other.get("/sign-in")
	other.post("/sign-in", "name", "jingban", "password", password).want(t, "the other client", http.StatusSeeOther)
}

// A client gets no more tries by lying about its address: not where no proxy is
// trusted, and not by putting addresses before what the trusted proxy adds.
func TestForgedAddress(t *testing.T) {
	for name, tt := range map[string]struct{ proxies, forwarded string }{
		"no proxy":               {"", "198.51.100.%d"},
		"another proxy":          {"192.0.2.1/32", "198.51.100.%d"},
		"addresses put in front": {"127.0.0.1/32", "203.0.113.%d, 198.51.100.1"},
	} {
		t.Run(name, func(t *testing.T) {
			s := siteWith(t, populated(t, people...), func(s *Server) { s.Proxies = prefixes(strings.Fields(tt.proxies)...) })
			b := s.browser()
			b.get("/sign-in")
			for n := range signin.TriesOfName {
				b.from(fmt.Sprintf(tt.forwarded, n))
				b.post("/sign-in", "name", "jingban", "password", "wrong").want(t, "wrong", http.StatusUnprocessableEntity)
			}
			b.from(fmt.Sprintf(tt.forwarded, 99))
			b.post("/sign-in", "name", "jingban", "password", password).want(t, "one try more", http.StatusTooManyRequests)
		})
	}
}
