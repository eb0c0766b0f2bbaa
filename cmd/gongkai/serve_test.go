package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/report"
	"gongkai/workflow/storetest"
)

// website is a running `gongkai serve`, as a browser without scripts sees it.
type website struct {
	t       *testing.T
	c       *console
	base    string
	first   []string // what it printed before it served
	browser *http.Client
	stop    func() outcome
}

var serving = regexp.MustCompile(`在 (https?://\S+) 提供服务`)

// serve starts the program on a free port. It ends with the test.
func serve(t *testing.T, c *console, flags ...string) *website {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	stdout, printed := io.Pipe()
	var stderr bytes.Buffer
	lookup := func(name string) (string, bool) { return map[string]string{"GONGKAI_DATA": c.data}[name], true }
	ended := make(chan int, 1)
	go func() {
		status := run(ctx, env{append([]string{"serve", "--addr", "127.0.0.1:0"}, flags...),
			strings.NewReader(""), printed, &stderr, lookup, func() time.Time { return testNow }})
		printed.Close()
		ended <- status
	}()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &website{t: t, c: c, browser: &http.Client{Jar: jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	lines := bufio.NewScanner(stdout)
	for w.base == "" && lines.Scan() {
		if m := serving.FindStringSubmatch(lines.Text()); m != nil {
			w.base = m[1]
		}
		w.first = append(w.first, lines.Text())
	}
	go io.Copy(io.Discard, stdout)
	w.stop = sync.OnceValue(func() outcome { cancel(); return outcome{status: <-ended, stderr: stderr.String()} })
	t.Cleanup(func() { w.stop() })
	if w.base == "" {
		t.Fatalf("the server did not start: %s", w.stop().stderr)
	}
	return w
}

// get opens a page.
func (w *website) get(path string) (status int, body string) {
	w.t.Helper()
	res, err := w.browser.Get(w.base + path)
	return w.read(res, err)
}

func (w *website) read(res *http.Response, err error) (int, string) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	if to := res.Header.Get("Location"); to != "" {
		return res.StatusCode, to
	}
	return res.StatusCode, string(body)
}

var formToken = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// send fills in a form of a page and sends it. It must lead to another page,
// which is given.
func (w *website) send(page, to string, form map[string]string) (location string) {
	w.t.Helper()
	_, body := w.get(page)
	values := url.Values{}
	if m := formToken.FindStringSubmatch(body); m != nil {
		values.Set("csrf", m[1])
	}
	for name, v := range form {
		values.Set(name, v)
	}
	status, location := w.read(w.browser.PostForm(w.base+to, values))
	if status != http.StatusSeeOther {
		w.t.Fatalf("POST %s %v: got status %d, want %d; page:\n%s", to, form, status, http.StatusSeeOther, location)
	}
	return location
}

// signIn makes another person sit down at the browser.
func (w *website) signIn(name, password string) {
	w.t.Helper()
	w.browser.Jar, _ = cookiejar.New(nil)
	w.send("/sign-in", "/sign-in", map[string]string{"name": name, "password": password})
}

// One application goes from the counter to its answer over HTTP: the first
// administrator comes in by the one-time code, a clerk logs it and drafts the
// answer, the head signs it, and the yearly table counts it.
func TestServe(t *testing.T) {
	c := newConsole(t)
	w := serve(t, c)
	code := regexp.MustCompile(`一次性代码 (\S+)`).FindStringSubmatch(strings.Join(w.first, "\n"))
	if code == nil {
		t.Fatalf("got %q, want a one-time code", w.first)
	}
	w.send("/setup", "/setup", map[string]string{"code": code[1], "office": "xzf",
		"office_name": "示例县人民政府办公室", "name": "guanli", "password": "long-enough-1", "again": "long-enough-1"})
	for name, role := range map[string]string{"jia": "clerk", "yi": "supervisor"} {
		if out := c.feed("long-enough-2\n", "user", "add", name,
			"--office", "xzf", "--role", role, "--password-stdin"); out.status != done {
			t.Fatal(out.stderr)
		}
	}
	w.signIn("jia", "long-enough-2")
	app := w.send("/applications/new", "/applications", map[string]string{
		"token": "form-1", "channel": "in_person", "kind": "person",
		"name": "张某", "content": "河曲镇预算执行情况", "arrived": "2026-02-10",
	})
	_, page := w.get(app)
	if !strings.Contains(page, "2026-03-16") {
		t.Errorf("page %s: got no due date 2026-03-16", app)
	}
	w.send(app, app+"/events",
		map[string]string{"event": "draft_answer", "on": "2026-02-26", "outcome": "granted", "version": "1"})
	w.send(app, app+"/events", map[string]string{"event": "submit", "on": "2026-02-26", "version": "2"})
	w.signIn("yi", "long-enough-2")
	w.send(app, app+"/events",
		map[string]string{"event": "answer", "on": "2026-02-27", "letter": "示公开复〔2026〕1号", "version": "3"})
	got := decode[cellAnswer](t,
		c.must("cell", "--office", "xzf", "--year", "2026", "--line", "granted", "--col", "person", "--json"))
	if got.Count != 1 || got.Applications[0] != "2026-00001" {
		t.Errorf("behind granted/person: got %+v, want 2026-00001", got)
	}
	c.must("verify")
	if out := w.stop(); out.status != done {
		t.Errorf("stopped with status %d, %s, want 0", out.status, out.stderr)
	}
}

// A second server on the same file, or on an address in use, is told so.
func TestServeTwice(t *testing.T) {
	c := newConsole(t)
	w := serve(t, c)
	if got := c.run("serve", "--addr", "127.0.0.1:0"); got.status != refused || !strings.Contains(got.stderr, "正在使用数据库") {
		t.Errorf("same data: got status %d, %s, want %d and who has it", got.status, got.stderr, refused)
	}
	other := newConsole(t)
	if got := other.run("serve", "--addr", strings.TrimPrefix(w.base, "http://")); got.status != refused ||
		!strings.Contains(got.stderr, "占用") {
		t.Errorf("same address: got status %d, %s, want %d and that it is in use", got.status, got.stderr, refused)
	}
	other.data = filepath.Join(other.data, "x")
	if got := other.run("serve", "--addr", "nowhere.invalid:http:1"); got.status != refused {
		t.Errorf("no address: got status %d, %s, want %d", got.status, got.stderr, refused)
	}
}

// The made-up county shows what there is to show: every state of handling, of a
// draft and of a dispute, every step there is, what is due and what is late; and
// every equation holds.
func TestDemo(t *testing.T) {
	for _, now := range []time.Time{testNow, testNow.AddDate(0, 7, 3),
		time.Date(2025, 10, 3, 2, 0, 0, 0, time.UTC), time.Date(2028, 1, 1, 2, 0, 0, 0, time.UTC)} {
		t.Run(now.Format(time.DateOnly), func(t *testing.T) { inspectDemo(t, now) })
	}
}

func inspectDemo(t *testing.T, now time.Time) {
	store := storetest.NewMem()
	if err := newDemo(store, now).make(t.Context()); err != nil {
		t.Fatal(err)
	}
	today, desk := calendar.DateOf(now), desks.New(store).For(account.Operator)
	stands, offices, number, late := map[string]bool{}, map[string]int{}, 0, 0
	err := desk.Each(t.Context(), nil, func(app *workflow.Application) error {
		standsAt(stands, app)
		offices[app.Office]++
		number++
		if cond.Match(workflow.OverdueOn(today), app, calendar.Period{}) {
			late++
		}
		for _, e := range app.Irregular() {
			t.Errorf("%s %s on %s is irregular: %s", app.Number, e.Event, e.On, e.Irregular)
		}
		return nil
	})
	if want := demoSpread + demoRecent + len(demoStories) + demoDivided; err != nil || number != want ||
		len(offices) != len(demoOffices) || late == 0 {
		t.Errorf("got %d applications of %d offices, %d late, %v, want %d of %d and some late",
			number, len(offices), late, err, want, len(demoOffices))
	}
	for _, row := range workflow.States {
		if !stands["state "+string(row.Code)] {
			t.Errorf("nothing stands at %s", row.Code)
		}
	}
	for _, p := range workflow.Procedures {
		for _, r := range p {
			if !stands["event "+string(r.Event)] && r.Event != workflow.Charge { // not in the years shown
				t.Errorf("nobody has done %s", r.Event)
			}
		}
	}
	for year := today.Year() - 2; year <= today.Year(); year++ {
		r, err := desk.Reports.Report(t.Context(), report.Options{Office: "xzf", Year: year, Rollup: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Check() {
			if !f.Holds {
				t.Errorf("%d: %s %s: %s", year, f.ID, f.Place, f.Says)
			}
		}
	}
	verifyDemo(t, store)
}

// standsAt notes where an application, its draft and its disputes stand, and
// what was done to it.
func standsAt(found map[string]bool, app *workflow.Application) {
	found["state "+string(app.State)] = true
	found["state "+string(app.Draft().State)] = true
	for _, d := range app.Disputes {
		found["state "+string(d.State)] = true
	}
	for _, e := range app.Journal {
		found["event "+string(e.Event)] = true
	}
}

// demoDivided are the application that is split, its three parts, and the one
// that is merged.
const demoDivided = 5

func verifyDemo(t *testing.T, store desks.Store) {
	t.Helper()
	answer, err := verify(&program{ctx: t.Context()}, store)
	if err != nil || len(answer.Mismatches)+len(answer.Gaps) > 0 {
		t.Errorf("got %v, %v, %v, want no mismatch and no gap", answer.Mismatches, answer.Gaps, err)
	}
}

// The same day makes the same county.
func TestDemoAgain(t *testing.T) {
	heads := map[string]bool{}
	for range 2 {
		store := storetest.NewMem()
		if err := newDemo(store, testNow).make(t.Context()); err != nil {
			t.Fatal(err)
		}
		chain, err := store.Chain(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		heads[chain.Head] = true
	}
	if len(heads) != 1 {
		t.Errorf("got %s, want the same chain twice", fmt.Sprint(heads))
	}
}

// Behind a proxy the program says the address that browsers see, marks its cookies
// as for HTTPS, and keeps who came from where apart, be it told by flags or by
// variables.
func TestServeBehindProxy(t *testing.T) {
	c := newConsole(t)
	w := serve(t, c, "--public-url", "https://gongkai.example", "--trusted-proxy", "127.0.0.1")
	if said := strings.Join(w.first, "\n"); !strings.Contains(said, "https://gongkai.example/setup") {
		t.Errorf("it said %q, want where browsers find the setup page", said)
	}
	req, err := http.NewRequest(http.MethodGet, w.base+"/sign-in", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Forwarded-For", "198.51.100.7")
	res, err := w.browser.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if len(res.Cookies()) == 0 || res.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("got cookies %v and headers %v, want a cookie and HSTS", res.Cookies(), res.Header)
	}
	for _, cookie := range res.Cookies() {
		if !cookie.Secure {
			t.Errorf("cookie %s is not Secure", cookie.Name)
		}
	}
	if out := w.stop(); !strings.Contains(out.stderr, "from=198.51.100.7") {
		t.Errorf("the log does not name the client:\n%s", out.stderr)
	}
}

// A setting comes from the command line, else from its variable, else it has its
// default; a variable that is wrong is as wrong as a flag. The environment of the
// process itself is not looked at.
func TestSettings(t *testing.T) {
	t.Setenv("GONGKAI_LANG", "en")
	t.Setenv("GONGKAI_ADDR", "127.0.0.1:1")
	c := newConsole(t)
	c.getenv["GONGKAI_TRUSTED_PROXY"], c.getenv["GONGKAI_PUBLIC_URL"] = "10.1.2.3, 10.2.0.0/16", "https://a.example"
	found := map[string]setting{}
	for _, s := range decode[[]setting](t, c.must("config", "--json", "--public-url", "https://b.example")) {
		found[s.Name] = s
	}
	for _, want := range []setting{
		{"trusted-proxy", "10.1.2.3/32,10.2.0.0/16", "GONGKAI_TRUSTED_PROXY"}, {"public-url", "https://b.example", "flag"},
		{"lang", "zh-CN", "default"}, {"addr", "127.0.0.1:8080", "default"},
	} {
		if got := found[want.Name]; got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	for name, value := range map[string]string{
		"GONGKAI_PUBLIC_URL": "ftp://a.example", "GONGKAI_TRUSTED_PROXY": "10.1.2.3,proxy", "GONGKAI_LANG": "fr",
	} {
		c := newConsole(t)
		c.getenv[name] = value
		if out := c.run("config"); out.status != misused || !strings.Contains(out.stderr, "用法不对") {
			t.Errorf("%s=%s: got status %d, %s, want %d", name, value, out.status, out.stderr, misused)
		}
	}
}
