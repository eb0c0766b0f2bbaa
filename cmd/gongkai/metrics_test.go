package main

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var measuring = regexp.MustCompile(`在 (http://\S+/metrics) 提供指标`)

// The metrics are on an address of their own, count what happens, and tell nothing of
// what is written: no address, no name, no number of an application. The site itself
// has no such page.
func TestMetrics(t *testing.T) {
	c := newConsole(t)
	c.must("office", "add", "xzf", "示例县人民政府办公室")
	c.feed("long-enough-2\n", "user", "add", "jia", "--office", "xzf", "--role", "clerk", "--password-stdin")
	w := serve(t, c, "--metrics-addr", "127.0.0.1:0", "--log-format", "json")
	said := measuring.FindStringSubmatch(strings.Join(w.first, "\n"))
	if said == nil {
		t.Fatalf("it said %q, want where the metrics are", w.first)
	}
	w.signIn("jia", "long-enough-2")
	app := w.send("/applications/new", "/applications", map[string]string{"token": "form-1", "channel": "in_person",
		"kind": "person", "name": "张某某", "content": "河曲镇预算执行情况", "arrived": "2026-02-10"})
	w.get(app)
	status, body := w.read(w.browser.Get(said[1]))
	for _, want := range []string{
		`gongkai_requests_total{method="POST",route="/applications",status="303"} 1`,
		`gongkai_requests_total{method="GET",route="/applications/:id",status="200"} 1`,
		`gongkai_request_seconds_count{route="/applications/:id"} 1`,
		"gongkai_applications 1\n", "gongkai_entries 1\n", "gongkai_jobs_running 0\n", `gongkai_pool_open{pool="write"} 1`,
		"gongkai_database_bytes ", "gongkai_wal_bytes ", "gongkai_build_info{",
	} {
		if status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("status %d, without %s:\n%s", status, want, body)
		}
	}
	for _, secret := range []string{"张", "jia", "xzf", "2026-00001", "预算"} {
		if strings.Contains(body, secret) {
			t.Errorf("the metrics tell of %s", secret)
		}
	}
	if status, _ := w.get("/metrics"); status != http.StatusNotFound {
		t.Errorf("the site has metrics too: status %d", status)
	}
	logged(t, w.stop().stderr)
}

// logged checks a log in JSON: each line an object with time and level, each request
// with its number, and nothing of the applicant.
func logged(t *testing.T, log string) {
	t.Helper()
	requests := 0
	for line := range strings.Lines(log) {
		var l struct{ Time, Level, Msg, Ref, Route string }
		if err := json.Unmarshal([]byte(line), &l); err != nil || l.Time == "" || l.Level == "" {
			t.Errorf("%v in the log: %s", err, line)
		}
		if l.Msg == "request" && len(l.Ref) == len("ABCD-EF0123") {
			requests++
		}
	}
	if requests < 5 || strings.Contains(log, "张") || strings.Contains(log, "预算") {
		t.Errorf("%d requests in the log, want all of them and nothing of the applicant:\n%s", requests, log)
	}
}
