//go:build cgo

package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"

	"gongkai/handlers"
	"gongkai/handlers/signin"
	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// lostReplies are errors after which nobody knows whether a commit was kept.
var lostReplies = map[string]error{
	"sqlite":   sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrFsync},
	"postgres": fmt.Errorf("receive message failed: %w", io.ErrUnexpectedEOF),
}

// ills are ways in which a database fails: the operations of a kind, one after the
// other, before they are done or after.
var ills = []struct {
	on, op string
	late   bool
	cause  error
}{
	{"sqlite", "query", false, sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrRead}},
	{"sqlite", "query", false, sqlite3.Error{Code: sqlite3.ErrCorrupt, ExtendedCode: 11}},
	{"sqlite", "exec", false, sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrWrite}},
	{"sqlite", "begin", false, sqlite3.Error{Code: sqlite3.ErrBusy, ExtendedCode: 5}},
	{"sqlite", "commit", false, sqlite3.Error{Code: sqlite3.ErrFull, ExtendedCode: 13}},
	{"sqlite", "commit", true, lostReplies["sqlite"]},
	{"sqlite", "commit", false, lostReplies["sqlite"]},
	{
		"postgres",
		"query",
		false,
		&pgconn.PgError{Code: "57P01", Message: "terminating connection due to administrator command"},
	},
	{"postgres", "query", false, errors.New("conn closed")},
	{"postgres", "exec", false, lostReplies["postgres"]},
	{"postgres", "begin", false, &pgconn.ConnectError{}},
	{"postgres", "commit", true, lostReplies["postgres"]},
	{"postgres", "commit", true, &pgconn.PgError{Code: "57P01"}},
	{"postgres", "commit", false, &pgconn.PgError{Code: "40P01"}},
}

// clerk is a clerk's browser at a site whose database falls sick.
type clerk struct {
	t     *testing.T
	at    string
	csrf  string
	http  http.Client
	store *Store
	ill   *sickness
	said  map[string]int // how often each thing was said of what was sent
}

// sickSite is a site over a store that may fall sick, and a clerk who has signed in.
func sickSite(t *testing.T, p database) *clerk {
	t.Helper()
	signin.Cost = &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	ill := &sickness{left: -1}
	s, err := Open(ctx, p.dsn(t), Options{through: ill.through(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	hash, err := signin.Hash("jingban", "long-enough-1")
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC) }
	if err := errors.Join(
		s.AddOffice(ctx, account.Office{Code: "county", Name: "示例县人民政府"}),
		s.AddUser(
			ctx,
			account.User{Name: "jingban", Display: "经办", Office: "county", Role: account.Clerk, Password: hash, Since: now()},
		),
	); err != nil {
		t.Fatal(err)
	}
	site := &handlers.Server{Desk: desks.New(s), Sessions: s.Sessions(now), Now: now, Log: slog.New(slog.DiscardHandler)}
	web := httptest.NewServer(site.Handler())
	t.Cleanup(web.Close)
	jar, _ := cookiejar.New(nil)
	c := &clerk{t: t, at: web.URL, store: s, ill: ill, said: map[string]int{}}
	c.http.Jar, c.http.CheckRedirect = jar, func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.get("/sign-in")
	if status, body := c.post("/sign-in", url.Values{"name": {"jingban"}, "password": {"long-enough-1"}}); status != 303 {
		t.Fatalf("sign in: %d %s", status, body)
	}
	c.get("/help")
	return c
}

var csrfOf = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

func (c *clerk) do(req *http.Request) (status int, body string) {
	c.t.Helper()
	resp, err := c.http.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if m := csrfOf.FindSubmatch(b); m != nil {
		c.csrf = string(m[1])
	}
	if to := resp.Header.Get("Location"); to != "" && resp.StatusCode == 303 {
		return 303, to
	}
	return resp.StatusCode, string(b)
}

func (c *clerk) get(path string) (int, string) {
	c.t.Helper()
	req, _ := http.NewRequestWithContext(context.Background(), http.MethodGet, c.at+path, nil)
	return c.do(req)
}

func (c *clerk) post(path string, form url.Values) (int, string) {
	c.t.Helper()
	form.Set("csrf", c.csrf)
	req, _ := http.NewRequestWithContext(
		context.Background(),
		http.MethodPost,
		c.at+path,
		strings.NewReader(form.Encode()),
	)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if strings.HasPrefix(path, "/api/") {
		flat := map[string]string{}
		for name := range form {
			flat[name] = form.Get(name)
		}
		delete(flat, "csrf") // goes in the header
		b, _ := json.Marshal(flat)
		req, _ = http.NewRequestWithContext(context.Background(), http.MethodPost, c.at+path, strings.NewReader(string(b)))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-CSRF-Token", c.csrf)
	}
	return c.do(req)
}

// judge holds what was said of a form against what is in the database.
func (c *clerk) judge(what string, status int, body string, saved bool) {
	c.t.Helper()
	says := ""
	for _, s := range []struct{ words, means string }{
		{"没有保存", "no"}, {`"saved":"no"`, "no"}, {"不能确定是否保存", "unknown"}, {`"saved":"unknown"`, "unknown"},
		{"已保存", "yes"}, {`"saved":"yes"`, "yes"},
	} {
		if strings.Contains(body, s.words) && says == "" {
			says = s.means
		}
	}
	if status < 400 {
		says = "yes"
	}
	c.said[says]++
	if says == "" || says == "no" && saved || says == "yes" && !saved {
		c.t.Errorf("%s: status %d says %q, and it is saved: %v\n%s", what, status, says, saved, body)
	}
}

// What a form is told of itself is true, whichever operation of the database fails and
// however: what is said not to be saved is not, and what is said to be saved is. The
// same form sent again is saved once. A page that is opened afterwards never says that
// anything was not saved.
func TestWhatIsSaidOfSavingIsTrue(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		c := sickSite(t, p)
		no := 0
		for _, path := range []string{"/applications", "/api/applications"} {
			for _, ill := range ills {
				if ill.on != p.name {
					continue
				}
				for n := 1; ; n++ {
					no++
					name := fmt.Sprintf("申请人%d", no)
					form := url.Values{
						"token":   {fmt.Sprintf("form-%d", no)},
						"channel": {"in_person"},
						"kind":    {"person"},
						"name":    {name},
						"content": {"预算执行情况" + name},
						"arrived": {"2026-11-20"},
					}
					what := fmt.Sprintf("%s, %s %d fails with %v", path, ill.op, n, ill.cause)
					c.ill.catch(ill.op, n, ill.late, ill.cause)
					status, body := c.post(path, form)
					if !c.ill.recover() {
						break
					}
					c.judge(what, status, body, c.count(name) == 1)
					c.ill.catch("query", 1+no%9, false, ill.cause)
					if status, page := c.get("/applications"); strings.Contains(page, "没有保存") || status == 500 {
						t.Errorf("%s, then the register: status %d, %s", what, status, page)
					}
					c.ill.recover()
					if status, body := c.post(path, form); status >= 400 || c.count(name) != 1 {
						t.Errorf("%s, sent again: status %d, %d saved, want 1\n%s", what, status, c.count(name), body)
					}
				}
			}
		}
		t.Logf("of %d forms with a fault: %v", no, c.said)
		if c.said["no"] == 0 || c.said["yes"] == 0 || c.said["unknown"] == 0 {
			t.Errorf("said %v, want each at least once", c.said)
		}
	})
}

// count is how many applications there are with a name.
func (c *clerk) count(name string) (n int64) {
	c.t.Helper()
	if err := c.store.read.Table("applications").Where("name = ?", name).Count(&n).Error; err != nil {
		c.t.Fatal(err)
	}
	return n
}

// A step is told the truth as well, and the page that says so carries what was typed
// so that it can be sent again.
func TestStepIsKeptForAnotherTry(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		c := sickSite(t, p)
		if status, to := c.post(
			"/applications",
			url.Values{"token": {"f"}, "channel": {"in_person"}, "kind": {"person"}, "name": {"甲"},
				"content": {"预算"}, "arrived": {"2026-11-20"}},
		); status != 303 ||
			to != "/applications/1" {
			t.Fatalf("log: %d %s", status, to)
		}
		for i, ill := range []struct {
			late bool
			says fault.Saving
			op   string
		}{{true, fault.MaybeSaved, "commit"}, {false, fault.MaybeSaved, "commit"}, {false, fault.Unsaved, "begin"}} {
			form := url.Values{"event": {"transfer"}, "on": {"2026-11-24"}, "token": {fmt.Sprint("step-", i)},
				"unit": {"某科"}, "reason": {fmt.Sprintf("写了很久的说明%d<b>", i)}}
			was := c.entries()
			c.ill.catch(ill.op, 1, ill.late, lostReplies[p.name])
			status, page := c.post("/applications/1/events", form)
			c.ill.recover()
			for _, want := range []string{ill.says.String(), `action="/applications/1/events"`,
				fmt.Sprintf(`value="写了很久的说明%d&lt;b&gt;"`, i)} {
				if status != http.StatusServiceUnavailable || !strings.Contains(page, want) {
					t.Errorf("%+v: status %d, no %q in\n%s", ill, status, want, page)
				}
			}
			if status, to := c.post("/applications/1/events", form); status != 303 || c.entries() != was+1 {
				t.Errorf("%+v, sent again: status %d %s, %d entries, want %d", ill, status, to, c.entries(), was+1)
			}
		}
	})
}

// entries is how many there are in all journals.
func (c *clerk) entries() (n int64) {
	c.t.Helper()
	if err := c.store.read.Table("entries").Count(&n).Error; err != nil {
		c.t.Fatal(err)
	}
	return n
}

// Which failed commits are certain not to be kept.
func TestTakenBack(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want bool
	}{
		{sqlite3.Error{Code: sqlite3.ErrBusy, ExtendedCode: 517}, true},
		{sqlite3.Error{Code: sqlite3.ErrFull, ExtendedCode: 13}, true},
		{sqlite3.Error{Code: sqlite3.ErrConstraint, ExtendedCode: 787}, true},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrWrite}, true},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrFsync}, false},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrSHMMap}, false},
		{&pgconn.PgError{Code: "40001"}, true},
		{&pgconn.PgError{Code: "57P01"}, false},
		{io.ErrUnexpectedEOF, false},
		{context.Canceled, true},
		{fmt.Errorf("timeout: %w", context.DeadlineExceeded), false},
		{errors.New("something new"), false},
	} {
		if got := takenBack(tt.err); got != tt.want {
			t.Errorf("%v: got %v, want %v", tt.err, got, tt.want)
		}
	}
}
