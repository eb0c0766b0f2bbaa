package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongkai/handlers"
	"gongkai/handlers/signin"
	"gongkai/models"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
)

// clients are how many people press buttons at once.
const clients = 16

// benchRows is how many applications lie behind the list.
func benchRows() int {
	if n, err := strconv.Atoi(os.Getenv("GONGKAI_BENCH_ROWS")); err == nil && n < 100_000 {
		return n
	}
	return 100_000
}

// BenchmarkHTTP sends the same work to the whole program (session, roles, scope,
// journal, hash chain) and to a bare twin of it: net/http and prepared
// statements on the same kind of SQLite file with the same settings, which knows
// no users and keeps no journal. x_bare is our rate as a part of the twin's.
func BenchmarkHTTP(b *testing.B) {
	site := newSite(b)
	bare := newBare(b, site.path)
	for _, w := range []struct {
		name       string
		ours, bare func(i int) error
	}{
		{"list", site.get("/api/applications?limit=50"), bare.get("/list")},
		{"list_received", site.get("/api/applications?limit=50&year=2023&sort=received"), bare.get("/list_received")},
		{"read", site.each("/api/applications/%d"), bare.each("/read/%d")},
		{"create", site.create, bare.create},
	} {
		b.Run(w.name, func(b *testing.B) { beside(b, w.ours, w.bare) })
	}
}

// beside lets the clients do both in turn, a round of each after the other, and
// reports the rates.
func beside(b *testing.B, ours, bare func(i int) error) {
	b.Helper()
	const round = 64
	var took [2]time.Duration
	var n atomic.Int64
	for _, do := range []func(int) error{ours, bare} {
		rush(b, round, &n, do) // unmeasured, to fill the caches
	}
	for b.Loop() {
		for i, do := range []func(int) error{ours, bare} {
			begin := b.Elapsed()
			rush(b, round, &n, do)
			took[i] += b.Elapsed() - begin
		}
	}
	done := float64(b.N * round)
	b.ReportMetric(done/took[0].Seconds(), "ours/s")
	b.ReportMetric(done/took[1].Seconds(), "bare/s")
	b.ReportMetric(took[1].Seconds()/took[0].Seconds(), "x_bare")
	b.ReportMetric(0, "ns/op")
}

// rush does the work so many times, by all clients at once.
func rush(b *testing.B, times int, n *atomic.Int64, do func(int) error) {
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for range times / clients {
				if err := do(int(n.Add(1))); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// BenchmarkImportRegister reads a register of 20,000 rows into an empty place:
// every row replayed through the law, every entry hashed, all in one
// transaction. On PostgreSQL too where GONGKAI_TEST_POSTGRES names one.
func BenchmarkImportRegister(b *testing.B) {
	ctx, grid := context.Background(), benchRegister(20_000)
	at := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	places := map[string]func() string{
		"sqlite": func() string { return "sqlite:" + filepath.Join(b.TempDir(), "gongkai.db") },
	}
	if dsn := os.Getenv("GONGKAI_TEST_POSTGRES"); dsn != "" {
		places["postgres"] = func() string { return dsn }
	}
	for name, place := range places {
		b.Run(name, func(b *testing.B) {
			store, err := models.Open(ctx, place(), models.Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = store.Close() })
			desk, rows := desks.New(store).For(account.Operator), 0
			for b.Loop() {
				office := account.Office{Code: "bench-" + strconv.FormatInt(clock().UnixNano(), 36), Name: "示例县"}
				if err := store.AddOffice(ctx, office); err != nil {
					b.Fatal(err)
				}
				report, err := desk.Register.Import(ctx, office.Code, grid, at, false)
				if err != nil || report.Added == 0 {
					b.Fatalf("%v, refused %.3v", err, report.Refused)
				}
				rows += report.Added
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// caller calls one server.
type caller struct {
	http *http.Client
	base string
	csrf string
	path string // the database file
}

func newCaller(base, path string) *caller {
	jar, _ := cookiejar.New(nil)
	return &caller{&http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: clients}}, base, "", path}
}

func (c *caller) get(path string) func(int) error {
	return func(int) error { return c.fetch(path) }
}

func (c *caller) each(pattern string) func(int) error {
	n := benchRows()
	return func(i int) error { return c.fetch(fmt.Sprintf(pattern, i*7919%n+1)) }
}

func (c *caller) fetch(path string) error {
	res, err := c.http.Get(c.base + path)
	if err != nil {
		return err
	}
	return drained(res, http.StatusOK)
}

func drained(res *http.Response, want int) error {
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != want {
		err = fmt.Errorf("status %d, want %d: %.200s", res.StatusCode, want, text)
	}
	return err
}

func (c *caller) create(i int) error {
	body := fmt.Sprintf(`{"channel":"in_person","kind":"person","name":"申请人%d","content":"年度预算执行情况",
		"arrived":"2026-11-20"}`, i)
	req, err := http.NewRequest("POST", c.base+"/api/applications", bytes.NewBufferString(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-CSRF-Token", c.csrf)
	req.Header.Set("Idempotency-Key", fmt.Sprintf("bench-%d", i))
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	return drained(res, http.StatusCreated)
}

// newSite starts the whole program on a register of benchRows applications and
// signs a clerk in.
func newSite(b testing.TB) *caller {
	b.Helper()
	ctx, path := context.Background(), filepath.Join(b.TempDir(), "gongkai.db")
	store, err := models.Open(ctx, "sqlite:"+path, models.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	now := func() time.Time { return time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC) }
	settle(b, store, now())
	quiet := slog.New(slog.DiscardHandler)
	server := handlers.Server{Desk: desks.New(store),
		Sessions: store.Sessions(clock), Now: clock, Log: quiet}
	web := httptest.NewServer(server.Handler())
	b.Cleanup(web.Close)
	c := newCaller(web.URL, path)
	c.signIn(b, "jingban", benchPassword)
	return c
}

// settle makes an office with a clerk and its register of five years.
func settle(b testing.TB, store desks.Store, at time.Time) {
	b.Helper()
	ctx := context.Background()
	hash, err := signin.Hash("jingban", benchPassword)
	if err != nil {
		b.Fatal(err)
	}
	if err := store.AddOffice(ctx, account.Office{Code: "sl", Name: "示例县人民政府办公室"}); err != nil {
		b.Fatal(err)
	}
	for name, role := range map[string]account.Role{"jingban": account.Clerk,
		"shenhe": account.Supervisor, "shenji": account.Auditor} {
		if err := store.AddUser(ctx,
			account.User{Name: name, Office: "sl", Role: role, Password: hash, Since: at}); err != nil {
			b.Fatal(err)
		}
	}
	report, err := desks.New(store).For(account.Operator).Register.Import(ctx,
		"sl", benchRegister(benchRows()), at, false)
	if err != nil || report.Added != benchRows() {
		b.Fatalf("import: %v, %d added, refused %.3v", err, report.Added, report.Refused)
	}
}

// benchPassword is the password of everyone in a benchmark.
const benchPassword = "a long and quiet winter"

// openRows are the last rows of the register: what the office is at work on.
const openRows = 400

// benchRegister is a register of n made-up rows, received in 2021 to 2025, most
// of them answered, some extended, and of those of the last weeks, which are open.
func benchRegister(n int) [][]string {
	head := []string{"编号", "收到日期", "渠道", "申请人类型", "申请人", "申请内容", "延期日期", "延期工作日", "办结日期", "办理结果", "送达方式", "送达日期"}
	grid, cal := [][]string{head}, calendar.Published()
	channels := []string{"当面", "邮寄", "平信", "网络", "电子邮件", "传真"}
	results := []string{"予以公开", "部分公开", "重复申请", "本机关不掌握相关政府信息", "属于行政查询事项"}
	for i := range n {
		received := calendar.Date("2021-01-04").AddDays(i * 1800 / n)
		row := []string{fmt.Sprintf("%04d-%06d", received.Year(), i+1), string(received),
			channels[i%6], "自然人", fmt.Sprintf("申请人%06d", i), benchContent(i), "", "", "", "", "", ""}
		answered := cal.Add(received, 5+i%14)
		if i%12 == 0 {
			row[6], row[7] = string(cal.Add(received, 15)), "20"
			answered = cal.Add(received, 25)
		}
		switch {
		case i >= n-openRows:
			row[1], row[6], row[7] = string(calendar.Date("2026-10-22").AddDays(i%33)), "", ""
		case i%100 != 0:
			row[8], row[9], row[10], row[11] = string(answered), results[i%5], "邮寄", string(answered)
		}
		grid = append(grid, row)
	}
	return grid
}

// benchContent is what the nth application asks for: words that many share, and
// a number that few do.
func benchContent(n int) string {
	return fmt.Sprintf(demoAsks[n%len(demoAsks)],
		demoPlaces[n/len(demoAsks)%len(demoPlaces)]) + fmt.Sprintf("（%d 号卷）", n/100)
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

func (c *caller) signIn(b testing.TB, name, password string) {
	b.Helper()
	res, err := c.http.Get(c.base + "/sign-in")
	if err != nil {
		b.Fatal(err)
	}
	page, _ := io.ReadAll(res.Body)
	_ = res.Body.Close()
	field := csrfField.FindSubmatch(page)
	if field == nil {
		b.Fatal("the sign-in page has no form token")
	}
	res, err = c.http.PostForm(c.base+"/sign-in",
		url.Values{"csrf": {string(field[1])}, "name": {name}, "password": {password}})
	if err != nil {
		b.Fatal(err)
	}
	_ = res.Body.Close()
	res, err = c.http.Get(c.base + "/api/session")
	if err != nil {
		b.Fatal(err)
	}
	var session struct{ User, CSRF string }
	if err := json.NewDecoder(res.Body).Decode(&session); err != nil || session.User != name {
		b.Fatalf("signed in as %q: %v", session.User, err)
	}
	_ = res.Body.Close()
	c.csrf = session.CSRF
}

// bareServer is the twin.
type bareServer struct {
	read, write                  *sql.DB
	list, received, one, journal *sql.Stmt
	created                      atomic.Int64
}

// The twin's columns: the ones a list shows.
const bareColumns = "id, number, office, channel, kind, name, content, state, stopped, provisional, " +
	"received, due, closed, outcome"

// newBare starts the twin: it reads the same file and writes one of its own.
func newBare(b *testing.B, path string) *caller {
	b.Helper()
	s := &bareServer{read: bareOpen(b, path), write: bareOpen(b, filepath.Join(b.TempDir(), "bare.db"))}
	s.write.SetMaxOpenConns(1)
	if _, err := s.write.Exec(`CREATE TABLE applications (id INTEGER PRIMARY KEY, number TEXT UNIQUE, channel TEXT,
		kind TEXT, name TEXT, content TEXT, received TEXT, state TEXT)`); err != nil {
		b.Fatal(err)
	}
	const in = " FROM applications WHERE office IN ('sl')"
	s.list = bareStatement(b, s.read, "SELECT "+bareColumns+in+" ORDER BY id DESC LIMIT 50")
	s.received = bareStatement(b, s.read,
		"SELECT "+bareColumns+in+" AND received >= '2023-01-01' AND received <= '2023-12-31' ORDER BY received, id LIMIT 50")
	s.one = bareStatement(b, s.read, "SELECT "+bareColumns+" FROM applications WHERE id = ?")
	s.journal = bareStatement(b, s.read, "SELECT body FROM entries WHERE application_id = ? ORDER BY seq")
	mux := http.NewServeMux()
	mux.HandleFunc("GET /list", func(w http.ResponseWriter, _ *http.Request) { s.answerList(w, s.list) })
	mux.HandleFunc("GET /list_received", func(w http.ResponseWriter, _ *http.Request) { s.answerList(w, s.received) })
	mux.HandleFunc("GET /read/{id}", s.answerOne)
	mux.HandleFunc("POST /api/applications", s.add)
	web := httptest.NewServer(mux)
	b.Cleanup(web.Close)
	return newCaller(web.URL, path)
}

// bareOpen opens a file with the settings of the program.
func bareOpen(b *testing.B, path string) *sql.DB {
	b.Helper()
	db, err := sql.Open("sqlite3",
		"file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=10000&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	if err := db.Ping(); err != nil {
		b.Skipf("the twin needs the SQLite of the C library: %v", err)
	}
	b.Cleanup(func() { _ = db.Close() })
	return db
}

func bareStatement(b *testing.B, db *sql.DB, query string) *sql.Stmt {
	b.Helper()
	s, err := db.Prepare(query)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func (s *bareServer) answerList(w http.ResponseWriter, list *sql.Stmt) {
	briefs, err := bareBriefs(list)
	bareReply(w, http.StatusOK, map[string]any{"applications": briefs}, err)
}

func bareBriefs(list *sql.Stmt, args ...any) ([]workflow.Brief, error) {
	rows, err := list.Query(args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []workflow.Brief
	for rows.Next() {
		var r workflow.Brief
		if err := rows.Scan(&r.ID, &r.Number, &r.Office, &r.Channel, &r.Kind, &r.Name, &r.Content,
			&r.State, &r.Stopped, &r.Provisional, &r.Received, &r.Due, &r.Closed, &r.Outcome); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

func (s *bareServer) answerOne(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.Atoi(r.PathValue("id"))
	briefs, err := bareBriefs(s.one, id)
	rows, err2 := s.journal.Query(id)
	if err2 != nil {
		bareReply(w, http.StatusOK, nil, err, err2)
		return
	}
	defer rows.Close()
	var journal []json.RawMessage
	for rows.Next() {
		var body []byte
		if err2 = rows.Scan(&body); err2 != nil {
			break
		}
		journal = append(journal, body)
	}
	bareReply(w, http.StatusOK, map[string]any{"application": briefs, "journal": journal}, err, err2, rows.Err())
}

func (s *bareServer) add(w http.ResponseWriter, r *http.Request) {
	var in struct{ Channel, Kind, Name, Content, Arrived string }
	err := json.NewDecoder(r.Body).Decode(&in)
	n := s.created.Add(1)
	_, err2 := s.write.Exec(`INSERT INTO applications (number, channel, kind, name, content, received, state)
		VALUES (?, ?, ?, ?, ?, ?, 'received')`,
		fmt.Sprintf("2026-%05d", n), in.Channel, in.Kind, in.Name, in.Content, in.Arrived)
	bareReply(w, http.StatusCreated, map[string]any{"number": n}, err, err2)
}

func bareReply(w http.ResponseWriter, status int, v any, errs ...error) {
	for _, err := range errs {
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
