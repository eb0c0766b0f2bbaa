package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/handlers"
	"gongkai/models"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/job"
	"gongkai/workflow/ledger"
	"gongkai/workflow/report"
)

// statementRow is one request of one person, and how many statements it may send
// to the database at most: those of the session and of the page alike. What opens
// and ends a transaction is not among them.
type statementRow struct {
	who, method, path string
	form              string // "": none
	most              int
}

// statementRows have every address that is read and the main ones that are
// written to. Between braces stands what the county has there. What writes a row that
// counts has one statement more than what it writes: all lines of the ledger at once.
var statementRows = []statementRow{
	{"", "GET", "/", "", 0},
	{"", "GET", "/help", "", 2},
	{"", "GET", "/sign-in", "", 1},
	{"", "GET", "/setup", "", 1},
	{"shenhe", "GET", "/", "", 2},
	{"shenhe", "GET", "/work", "", 16},
	{"jingban", "GET", "/work", "", 13},
	{"shenhe", "GET", "/applications", "", 11},
	{"shenhe", "GET", "/applications?standing=open", "", 11},
	{"shenhe", "GET", "/applications?year={year}&sort=received", "", 12},
	{"tongji", "GET", "/applications", "", 10},
	{"shenhe", "GET", "/applications/export?standing=open&format=csv", "", 12},
	{"shenhe", "GET", "/applications/print?ids={one}", "", 8},
	{"shenhe", "GET", "/applications/print?ids={many}", "", 8},
	{"shenhe", "GET", "/handover", "", 7},
	{"shenhe", "GET", "/handover?ids={one}", "", 8},
	{"shenhe", "GET", "/handover?ids={many}", "", 8},
	{"shenhe", "GET", "/handover/sheet?paper=none", "", 6},
	{"jingban", "GET", "/applications/new", "", 6},
	{"shenhe", "GET", "/applications/new", "", 7},
	{"jingban", "GET", "/applications/{open}", "", 8},
	{"shenhe", "GET", "/applications/{open}", "", 9},
	{"tongji", "GET", "/applications/{open}", "", 7},
	{"shenhe", "GET", "/applications/{open}?as_of={today}", "", 7},
	{"jingban", "GET", "/applications/{open}/coach", "", 8},
	{"shenhe", "GET", "/approvals", "", 8},
	{"shenhe", "GET", "/disputes", "", 6},
	{"shenhe", "GET", "/oversight", "", 9},
	{"shenhe", "GET", "/daily", "", 8},
	{"shenhe", "GET", "/trends", "", 8},
	{"shenhe", "GET", "/report", "", 13},
	{"shenhe", "GET", "/report?rollup=1", "", 26},
	{"shenhe", "GET", "/report?as_of={today}", "", 13},
	{"shenhe", "GET", "/report/compare", "", 19},
	{"shenhe", "GET", "/report/frozen", "", 15},
	{"shenhe", "GET", "/report/export?format=json", "", 12},
	{"shenhe", "GET", "/report/export?format=xlsx", "", 19},
	{"shenhe", "GET", "/report/cell?line=new&col=person", "", 7},
	{"shenhe", "GET", "/report/cell?line=new&col=person&as_of={today}", "", 12},
	{"shenhe", "GET", "/report/cell?line=new&col=person&revision=2", "", 9},
	{"shenhe", "GET", "/report/cell/export?line=new&col=person&format=csv", "", 7},
	{"shenhe", "GET", "/journal", "", 9},
	{"shenhe", "GET", "/journal/export?format=csv", "", 8},
	{"shenhe", "GET", "/journal/chain", "", 6},
	{"shenhe", "GET", "/journal/checkpoint/export?size={note}", "", 6},
	{"shenhe", "GET", "/sample?n=2&seed=a", "", 9},
	{"shenhe", "GET", "/sample?n=20&seed=a", "", 10},
	{"shenhe", "GET", "/sample/sheet?n=20&seed=a", "", 10},
	{"shenhe", "GET", "/sample/export?n=20&seed=a&format=csv", "", 12},
	{"shenhe", "GET", "/import", "", 5},
	{"shenhe", "GET", "/jobs", "", 7},
	{"shenhe", "GET", "/jobs/{job}", "", 6},
	{"shenhe", "GET", "/jobs/{job}/export", "", 9},
	{"guanli", "GET", "/users", "", 5},
	{"guanli", "GET", "/users/jingban", "", 7},
	{"guanli", "GET", "/offices", "", 4},
	{"guanli", "GET", "/offices/hequ", "", 5},
	{"guanli", "GET", "/security", "", 5},
	{"guanli", "GET", "/operations", "", 6},
	{"guanli", "GET", "/operations/export?format=csv", "", 6},
	{"guanli", "GET", "/system", "", 10},
	{"guanli", "GET", "/backups", "", 5},
	{"guanli", "GET", "/calendar", "", 7},
	{"shenhe", "GET", "/calendar", "", 8},
	{"shenhe", "GET", "/password", "", 5},
	{"shenhe", "GET", "/factor", "", 5},
	{"shenhe", "GET", "/sessions", "", 6},
	{"", "GET", "/sign-in/code", "", 1},
	{"shenhe", "GET", "/api/session", "", 2},
	{"shenhe", "GET", "/api/applications", "", 4},
	{"shenhe", "GET", "/api/applications/{open}", "", 5},
	{"shenhe", "GET", "/api/due?channel=in_person&arrived={today}", "", 2},
	{"shenhe", "GET", "/api/report", "", 10},

	{"jingban", "POST", "/applications/find", "content=征地", 4},
	{"jingban", "POST", "/applications/layout", "columns=number&columns=due", 5},
	{"jingban", "POST", "/applications/views", "name=征地", 6},
	{"jingban", "POST", "/applications/batch", "do=export&ids={one}", 6},
	{"jingban", "POST", "/applications/batch", "do=export&ids={each}", 6},
	{"jingban", "POST", "/applications/preview", intakeForm, 7},
	{"jingban", "POST", "/applications/draft", "token=t1&" + intakeForm, 5},
	{"jingban", "POST", "/applications/draft/discard", "token=t1", 4},
	{"jingban", "POST", "/applications", "token=t2&" + intakeForm, 17},
	{"shenhe", "POST", "/applications", "token=t3&" + intakeForm, 17},
	{"shenhe", "POST", "/applications", "token=t4&" + intakeForm, 17}, // the form as the person had it last
	{"jingban", "POST", "/applications/{open}/preview", "event=ask_correction&on={today}&reason=x", 13},
	{"jingban", "POST", "/applications/{open}/reveal", "", 10},
	{"jingban", "POST", "/applications/{open}/events", "event=draft_answer&outcome=granted&on={today}", 9},
	{"jingban", "POST", "/applications/{open}/events", "event=submit&on={today}", 9},
	{"shenhe", "POST", "/approvals", "event=answer&id={open}", 10},
	{"shenhe", "POST", "/handover", "ids={one}&handler=shenhe&count=1", 16},
	{"shenhe", "POST", "/handover", "ids={many}&handler=shenhe&count={count}", 46},
	{"shenhe", "POST", "/report", "line.{line}=7&seen.line.{line}=0", 8},
	{"shenhe", "POST", "/report/frozen", "head=甲&reviewer=乙&filler=丙&phone=1&date={today}&reason=更正", 15},
	{"guanli", "POST", "/users", "name=xinren&office=xzf&role=clerk&password=a+long+and+quiet+winter", 9},
	{"guanli", "POST", "/users/xinren", "do=name&display=新人", 9},
	{"guanli", "POST", "/offices", "code=xin&office_name=新局&parent=xzf", 8},
	{"guanli", "POST", "/offices/xin", "office_name=新局", 11},
	{"guanli", "POST", "/security", "profile=recommended", 8},
	{"guanli", "POST", "/backups/plan", "hour=2&daily=7&weekly=5&monthly=12", 8},
	{"guanli", "POST", "/calendar/preview", "kind=local&do=off&office=xzf&days={today}&name=节&document=文", 12},
	{"shenhe", "POST", "/jobs/{job}/cancel", "", 5},
	{"jingban", "POST", "/sign-in", "name=jingban&password=" + demoPassword, 15},
	{"jingban", "POST", "/sign-out", "", 5},
}

const intakeForm = "channel=registered&kind=person&name=赵甲&content=某乡镇征地补偿方案&arrived={today}"

// manyRows are requests about one application beside the same about many.
var manyRows = [][2]statementRow{
	{{who: "shenhe", method: "GET", path: "/applications/print?ids={one}"},
		{who: "shenhe", method: "GET", path: "/applications/print?ids={many}"}},
	{{who: "shenhe", method: "GET", path: "/handover?ids={one}"},
		{who: "shenhe", method: "GET", path: "/handover?ids={many}"}},
	{
		{who: "shenhe", method: "POST", path: "/applications/batch", form: "do=export&ids={one}"},
		{who: "shenhe", method: "POST", path: "/applications/batch", form: "do=export&ids={each}"},
	},
	{{who: "shenhe", method: "GET", path: "/sample?n=10&seed=a"},
		{who: "shenhe", method: "GET", path: "/sample?n=40&seed=a"}},
}

// No page and no step sends more statements to the database than its row allows,
// and how many are ticked, listed or drawn makes no difference.
func TestStatements(t *testing.T) {
	s := newStatementCounter(t)
	for _, pair := range manyRows {
		one, _ := s.send(pair[0])
		if many, _ := s.send(pair[1]); many != one {
			t.Errorf("%s %s %s sends %d statements, of one application %d",
				pair[1].method, pair[1].path, pair[1].form, many, one)
		}
	}
	out, seen := &strings.Builder{}, map[string]bool{}
	for _, row := range statementRows {
		n, status := s.send(row)
		fmt.Fprintf(out, "%4d of %4d  %d  %-8s %-4s %s %.40s\n", n, row.most, status, row.who, row.method, row.path, row.form)
		if n > row.most {
			t.Errorf("%s %s %s by %q: %d statements, at most %d are allowed:\n%s",
				row.method, row.path, row.form, row.who, n, row.most, s.said())
		}
		if status >= http.StatusBadRequest && row.path != "/setup" {
			t.Errorf("%s %s %s by %q: status %d", row.method, row.path, row.form, row.who, status)
		}
		seen[row.method+" "+s.route(row)] = true
	}
	t.Logf("\n%s", out) // shown with -v
	for _, r := range handlers.Routes() {
		if r.Method == http.MethodGet && r.Need != handlers.Machine && !seen[r.Method+" "+r.Path] {
			t.Errorf("%s %s has no row", r.Method, r.Path)
		}
	}
}

// statementCounter is the made-up county on SQLite with the statements it is sent.
type statementCounter struct {
	t    *testing.T
	base string
	fill *strings.Replacer
	who  map[string]*http.Client
	csrf map[string]string

	mu   sync.Mutex
	sent []string
}

func (s *statementCounter) Enabled(context.Context, slog.Level) bool { return true }
func (s *statementCounter) WithAttrs([]slog.Attr) slog.Handler       { return s }
func (s *statementCounter) WithGroup(string) slog.Handler            { return s }

// Handle implements [slog.Handler]: a line about a statement is kept.
func (s *statementCounter) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "statement" {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.sent = append(s.sent, a.Value.String())
		}
		return true
	})
	return nil
}

func (s *statementCounter) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.sent, "\n")
}

func newStatementCounter(t *testing.T) *statementCounter {
	t.Helper()
	ctx, now := context.Background(), time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	s := &statementCounter{t: t, who: map[string]*http.Client{}, csrf: map[string]string{}}
	store, err := models.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "gongkai.db"), models.Options{Log: slog.New(s)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if err := newDemo(store, now).make(ctx); err != nil {
		t.Fatal(err)
	}
	s.fill = s.county(store, now)
	site := handlers.Server{
		Desk: desks.New(store), Sessions: store.Sessions(func() time.Time { return now }),
		Now: func() time.Time { return now },
		Log: slog.New(slog.DiscardHandler),
		Backups: newBackupKeeper(&program{ctx: ctx, env: env{now: func() time.Time { return now }}}, store,
			slog.New(slog.DiscardHandler)),
	}
	web := httptest.NewServer(site.Handler())
	t.Cleanup(web.Close)
	s.base = web.URL
	for _, u := range demoUsers {
		s.signIn(u.name)
	}
	s.signIn("")
	return s
}

// county adds to the county what the rows ask for, and gives the words for what
// stands between braces.
func (s *statementCounter) county(store desks.Store, now time.Time) *strings.Replacer {
	ctx, desk, today := context.Background(), desks.New(store).For(by("xzf", account.Supervisor, 0)), calendar.DateOf(now)
	signers := report.Signers{Head: "甲", Reviewer: "乙", Filler: "丙", Phone: "1", Date: today}
	for range 2 {
		last := report.Options{Office: "xzf", Year: today.Year() - 1}
		if _, err := desk.Reports.Freeze(ctx, last, signers, "示例", now); err != nil {
			s.t.Fatal(err)
		}
	}
	j := job.Job{ID: "job", Kind: job.Export, Title: "示例", User: "shenhe", Office: "xzf", State: job.Waiting, Added: now}
	done := j
	done.State, done.Started, done.Ended = job.Done, now, now
	done.File = job.File{
		Name: "示例.csv", Type: "text/csv", Size: 1, SHA256: strings.Repeat("0", 64), Until: now.AddDate(0, 0, 7), Kept: true,
	}
	if err := cmp.Or(store.AddJob(ctx, j), store.FinishJob(ctx, done, [][]byte{[]byte("x")})); err != nil {
		s.t.Fatal(err)
	}
	where := cond.All{cond.InOffices("xzf"), cond.Is{Field: cond.FieldState, Any: []string{string(workflow.Received)}},
		cond.Is{Field: cond.FieldDraft, Any: []string{""}}}
	briefs, _, err := desk.List(ctx, workflow.Query{Where: where})
	if err != nil || len(briefs) < 5 {
		s.t.Fatalf("%d applications to take, %v", len(briefs), err)
	}
	var ids []string
	for _, b := range briefs {
		ids = append(ids, strconv.FormatInt(int64(b.ID), 10))
	}
	many := ids[2:]
	return strings.NewReplacer(
		"{open}", ids[0], "{one}", ids[1], "{many}", strings.Join(many, ","), "{each}", strings.Join(many, "&ids="),
		"{count}", strconv.Itoa(len(many)),
		"{today}", string(today), "{year}", strconv.Itoa(today.Year()), "{job}", "job", "{note}", s.noted(desk, now),
		"{line}", report.EditionFor(today.Year() - 1).HandLines()[0])
}

// noted issues a note, and says of what size.
func (s *statementCounter) noted(desk *desks.Set, now time.Time) string {
	key, err := ledger.NewKey(rand.Reader, "test")
	if err != nil {
		s.t.Fatal(err)
	}
	kept, check, err := desk.Notary.Issue(context.Background(), key, now)
	if err != nil {
		s.t.Fatal(err, check.Faults)
	}
	return strconv.FormatInt(kept.Size, 10)
}

// signIn keeps a browser for a person, "" being one who has not signed in.
func (s *statementCounter) signIn(name string) {
	jar, _ := cookiejar.New(nil)
	s.who[name] = &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	s.visit(name, "GET", "/sign-in", "")
	if name == "" {
		return
	}
	if status := s.visit(name, "POST", "/sign-in", "name="+name+"&password="+demoPassword); status != http.StatusSeeOther {
		s.t.Fatalf("%s cannot sign in: %d", name, status)
	}
	s.visit(name, "GET", "/help", "")
}

func (s *statementCounter) visit(who, method, path, form string) int {
	s.t.Helper()
	values, err := url.ParseQuery(form)
	if err != nil {
		s.t.Fatal(err)
	}
	values.Set("csrf", s.csrf[who])
	req, _ := http.NewRequest(method, s.base+path, nil)
	if method == http.MethodPost {
		req, _ = http.NewRequest(method, s.base+path, strings.NewReader(values.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := s.who[who].Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if field := csrfField.FindSubmatch(text); field != nil {
		s.csrf[who] = string(field[1])
	}
	return res.StatusCode
}

// send does what a row says and counts.
func (s *statementCounter) send(row statementRow) (statements, status int) {
	s.t.Helper()
	s.mu.Lock()
	s.sent = nil
	s.mu.Unlock()
	status = s.visit(row.who, row.method, s.fill.Replace(row.path), s.fill.Replace(row.form))
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sent), status
}

// route is the address in the table of routes that a row asks: the one with the
// fewest parameters.
func (s *statementCounter) route(row statementRow) string {
	path, _, _ := strings.Cut(s.fill.Replace(row.path), "?")
	var found []string
	for _, r := range handlers.Routes() {
		if r.Method == row.method && leads(r.Path, path) {
			found = append(found, r.Path)
		}
	}
	slices.SortFunc(found, func(a, b string) int { return cmp.Compare(strings.Count(a, ":"), strings.Count(b, ":")) })
	if len(found) == 0 {
		s.t.Fatalf("no route for %s %s", row.method, row.path)
	}
	return found[0]
}

// leads says whether an address is one of a route.
func leads(route, path string) bool {
	parts, given := strings.Split(route, "/"), strings.Split(path, "/")
	if len(parts) != len(given) {
		return false
	}
	for i, part := range parts {
		if part != given[i] && !strings.HasPrefix(part, ":") {
			return false
		}
	}
	return true
}
