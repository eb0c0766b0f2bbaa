package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// faulty is a store whose lists fail or fall over.
type faulty struct {
	desks.Store
	fail func() error
}

func (f faulty) List(context.Context, workflow.Query) ([]workflow.Brief, int, error) {
	return nil, 0, f.fail()
}

// Each kind of error has its status, in pages and in the API; a fault of ours
// tells the reader nothing but its number, which is in the log.
func TestKindsOfErrors(t *testing.T) {
	secret := "failed to connect to `user=gongkai database=gongkai`: 127.0.0.1:55611 SELECT"
	store := faulty{Store: populated(t, people...)}
	var now func() error
	store.fail = func() error { return now() }
	s := siteOn(t, store)
	b := s.as("jingban")
	for _, tt := range []struct {
		name   string
		fail   func() error
		status int
		shows  string
	}{
		{"invalid", kind(fault.Invalid), 422, "事由。"}, {"refused", kind(fault.Refused), 422, "事由。"},
		{"not found", kind(fault.NotFound), 404, "事由。"},
		{"conflict", kind(fault.Conflict), 409, "事由。"}, {"forbidden", kind(fault.Forbidden), 403, "事由。"},
		{"unavailable", kind(fault.Unavailable), 503, "事由。"},
		{"internal", func() error { return errors.New(secret) }, 500, "出错了"},
		{"panic", func() error { panic(secret) }, 500, "出错了"},
		{"timeout", func() error { return fmt.Errorf("%s: %w", secret, context.DeadlineExceeded) }, 503, "数据库暂时连不上"},
	} {
		now = tt.fail
		for _, path := range []string{"/applications", "/api/applications"} {
			r := b.get(path)
			r.want(t, tt.name+" "+path, tt.status)
			r.has(t, tt.name+" "+path, tt.shows)
			r.lacks(t, tt.name+" "+path, "127.0.0.1:55611", "SELECT", "goroutine", "list the register")
			number := r.header.Get("X-Request-Id")
			if tt.status == 500 && (!strings.Contains(r.body, number) || !strings.Contains(s.log.String(), number)) {
				t.Errorf("%s: number %q is not in both the page and the log", tt.name, number)
			}
			if tt.status == 503 && r.header.Get("Retry-After") == "" {
				t.Errorf("%s: no Retry-After", tt.name)
			}
		}
	}
	if !strings.Contains(s.log.String(), "55611") {
		t.Error("the log does not have the cause")
	}
}

// kind fails with an error of a kind, wrapped in words for the log.
func kind(k fault.Kind) func() error {
	return func() error { return fmt.Errorf("list the register: %w", fault.Errorf(k, "事由")) }
}

// The log has no names, no passwords and nothing that was searched for.
func TestLogIsDiscreet(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	page := b.log("name", "赵甲甲", "id_number", "000000000000000000", "content", "不进日志的内容")
	b.get(b.post("/applications/find", "q", "赵甲甲").to)
	b.get(page)
	other := s.browser()
	other.get("/sign-in")
	other.post("/sign-in", "name", "jingban", "password", "写错的口令不进日志")
	for _, text := range []string{
		"赵甲甲", "%E8%B5%B5", "000000000000000000", "不进日志", password, b.cookie("session"), b.token,
	} {
		if strings.Contains(s.log.String(), text) {
			t.Errorf("the log has %q", text)
		}
	}
	if !strings.Contains(s.log.String(), "route=/applications/:id") {
		t.Error("the log does not name the route")
	}
}

// A body beyond the limit is refused with 413, and a wrong media type with 415.
func TestLimits(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	b.post("/applications", registeredPost("content", strings.Repeat("长", 400_000))...).
		want(t, "too large", http.StatusRequestEntityTooLarge)
	b.send("POST", "/api/applications", "text/plain", "{}").want(t, "without the token", http.StatusForbidden)
	req, _ := http.NewRequest("POST", s.URL+"/api/applications", strings.NewReader("{}"))
	req.Header.Set("X-CSRF-Token", b.token)
	req.Header.Set("Content-Type", "text/plain")
	resp, err := b.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusUnsupportedMediaType {
		t.Errorf("plain text to the API: %d, want 415", resp.StatusCode)
	}
}
