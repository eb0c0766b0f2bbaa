package handlers

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"flag"
	"io"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/handlers/signin"
	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/ledger"
	"gongkai/workflow/storetest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// password is every test user's.
const password = "示例口令一二三四五六七"

// site is a running server on a store in memory, with a clock that stands.
type site struct {
	*httptest.Server
	t     *testing.T
	s     *Server
	store desks.Store
	log   *safeBuffer

	mu  sync.Mutex
	now time.Time
}

// safeBuffer may be written by many at a time.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}
func (b *safeBuffer) String() string { b.mu.Lock(); defer b.mu.Unlock(); return b.b.String() }

func (s *site) clock() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return s.now }

func (s *site) pass(d time.Duration) { s.mu.Lock(); defer s.mu.Unlock(); s.now = s.now.Add(d) }

// The users of every test site, one a role, and a clerk of another office.
var people = []account.User{
	{Name: "jingban", Display: "经办甲", Office: "xfb", Role: account.Clerk},
	{Name: "shenhe", Display: "审核乙", Office: "xfb", Role: account.Supervisor},
	{Name: "shenji", Display: "审计丙", Office: "xfb", Role: account.Auditor},
	{Name: "guanli", Display: "管理丁", Office: "xfb", Role: account.Admin},
	{Name: "minzheng", Display: "民政戊", Office: "mzj", Role: account.Clerk},
}

var hashOnce = sync.OnceValues(func() (string, error) { return signin.Hash("", password) })

// parsedOnce are the pages of all sites: to read the templates takes longer than
// most tests.
var parsedOnce = sync.OnceValue(parsed)

func newSite(t *testing.T) *site { return siteOn(t, populated(t, people...)) }

// populated is a store with two offices and the users.
func populated(t *testing.T, users ...account.User) desks.Store {
	t.Helper()
	ctx, store := context.Background(), storetest.NewMem()
	hash, err := hashOnce()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []account.Office{{Code: "xfb", Name: "示例县人民政府办公室"}, {Code: "mzj", Name: "示例县民政局", Parent: "xfb"}} {
		if err := store.AddOffice(ctx, o); err != nil {
			t.Fatal(err)
		}
	}
	for _, u := range users {
		u.Password = hash
		if err := store.AddUser(ctx, u); err != nil {
			t.Fatal(err)
		}
	}
	return store
}

func siteOn(t *testing.T, store desks.Store) *site {
	t.Helper()
	return siteWith(t, store, func(*Server) {})
}

// siteWith is a site that is set up otherwise. With TLS browsers come by HTTPS.
func siteWith(t *testing.T, store desks.Store, set func(*Server)) *site {
	t.Helper()
	s := &site{t: t, store: store, log: &safeBuffer{}, now: time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC)}
	s.s = &Server{
		Desk: desks.New(store), Sessions: newSessions(), Now: s.clock,
		Log: slog.New(slog.NewTextHandler(s.log, nil)), SetupCode: "test-code", Version: "test",
		Key: signingKey(t),
	}
	set(s.s)
	s.s.views = parsedOnce()
	if s.s.TLS {
		s.Server = httptest.NewTLSServer(s.s.Handler())
	} else {
		s.Server = httptest.NewServer(s.s.Handler())
	}
	t.Cleanup(s.Close)
	return s
}

// signingKey is a key that is the same each time.
func signingKey(t *testing.T) ledger.Key {
	t.Helper()
	k, err := ledger.NewKey(mathrand.NewChaCha8([32]byte{1}), "test")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// browser is one person's browser: it keeps cookies and does not follow.
type browser struct {
	*site
	http.Client
	token string // of forms
	key   string // of what a program logs, "" for another each time
}

func (s *site) browser() *browser {
	jar, _ := cookiejar.New(nil)
	b := &browser{site: s}
	b.Transport = s.Server.Client().Transport
	b.Jar, b.CheckRedirect = jar, func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return b
}

// as is the browser of somebody who has signed in.
func (s *site) as(name string) *browser {
	s.t.Helper()
	b := s.browser()
	b.get("/sign-in")
	if r := b.post("/sign-in", "name", name, "password", password); r.status != http.StatusSeeOther {
		s.t.Fatalf("%s could not sign in: %d\n%s", name, r.status, r.body)
	}
	b.get("/help")
	return b
}

// reply is what came back.
type reply struct {
	status int
	body   string
	to     string // of a redirect
	header http.Header
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]*)"`)

func (b *browser) send(method, path, kind, body string) reply {
	b.t.Helper()
	req, err := http.NewRequest(method, b.URL+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if kind == "application/json" {
		req.Header.Set("X-CSRF-Token", b.token)
		if path == "/api/applications" {
			req.Header.Set("Idempotency-Key", cmp.Or(b.key, rand.Text()))
		}
	}
	resp, err := b.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if m := csrfField.FindSubmatch(text); m != nil {
		b.token = string(m[1])
	}
	return reply{resp.StatusCode, string(text), resp.Header.Get("Location"), resp.Header}
}

func (b *browser) get(path string) reply { b.t.Helper(); return b.send("GET", path, "", "") }

// post sends a form of pairs of name and value, with the token.
func (b *browser) post(path string, pairs ...string) reply {
	b.t.Helper()
	form := url.Values{"csrf": {b.token}}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.send("POST", path, "application/x-www-form-urlencoded", form.Encode())
}

// json sends an object to the API and reads the answer into v.
func (b *browser) json(path string, object map[string]any, v any) reply {
	b.t.Helper()
	body, err := json.Marshal(object)
	if err != nil {
		b.t.Fatal(err)
	}
	r := b.send("POST", path, "application/json", string(body))
	if v != nil {
		if err := json.Unmarshal([]byte(r.body), v); err != nil {
			b.t.Fatalf("%s answered %d, no JSON: %s", path, r.status, r.body)
		}
	}
	return r
}

// registeredPost is what a registered letter brings, with some of it changed.
func registeredPost(change ...string) []string {
	pairs := []string{
		"channel", "registered", "kind", "person", "name", "赵甲", "content", "某乡镇征地补偿方案", "arrived", "2026-11-09",
	}
	for i := 0; i < len(change); i += 2 {
		if at := slices.Index(pairs, change[i]); at >= 0 && at%2 == 0 {
			pairs[at+1] = change[i+1]
		} else {
			pairs = append(pairs, change[i], change[i+1])
		}
	}
	return pairs
}

// log writes down a registered letter and gives the address of its page.
func (b *browser) log(change ...string) string {
	b.t.Helper()
	r := b.post("/applications", registeredPost(change...)...)
	if r.status != http.StatusSeeOther {
		b.t.Fatalf("not logged: %d\n%s", r.status, r.body)
	}
	return r.to
}

// answered has an answer drafted and submitted by b and signed by the head of
// its office.
func (b *browser) answered(page, on, outcome string, more ...string) {
	b.t.Helper()
	b.drafted(page, on, outcome, more...)
	b.as("shenhe").post(page+"/events", "event", "answer", "on", on).want(b.t, "sign", http.StatusSeeOther)
}

// drafted has an answer drafted and submitted by b.
func (b *browser) drafted(page, on, outcome string, more ...string) {
	b.t.Helper()
	b.post(page+"/events", append([]string{"event", "draft_answer", "on", on, "outcome", outcome}, more...)...).
		want(b.t, "draft", http.StatusSeeOther)
	b.post(page+"/events", "event", "submit", "on", on).want(b.t, "submit", http.StatusSeeOther)
}

// want compares the status of a reply.
func (r reply) want(t *testing.T, what string, status int) {
	t.Helper()
	if r.status != status {
		t.Errorf("%s: status %d, want %d\n%.600s", what, r.status, status, r.body)
	}
}

// has says whether the reply shows all of these.
func (r reply) has(t *testing.T, what string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(r.body, text) {
			t.Errorf("%s does not show %q", what, text)
		}
	}
}

// lacks is the opposite of has.
func (r reply) lacks(t *testing.T, what string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(r.body, text) {
			t.Errorf("%s shows %q", what, text)
		}
	}
}

// golden compares a text with the accepted one; -update rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := "testdata/" + name
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s changed\n got:\n%s\nwant:\n%s", file, got, want)
	}
}
