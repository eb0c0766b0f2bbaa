package handlers

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// The API says who is signed in and gives the token that its posts must carry.
func TestAPISession(t *testing.T) {
	s := newSite(t)
	var got sessionJSON
	b := s.as("shenji")
	if err := json.Unmarshal([]byte(b.get("/api/session").body), &got); err != nil {
		t.Fatal(err)
	}
	want := sessionJSON{"shenji", "auditor", "xfb", b.token}
	if got != want {
		t.Errorf("session %+v, want %+v", got, want)
	}
}

// Page and API are the same way in: an application that goes its road through
// forms ends as one that goes it through JSON.
func TestAPIEqualsForms(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	page := b.log("phone", "0930-0000000")
	b.post(page+"/events", "event", "consult", "on", "2026-11-11", "party", "third_party", "version", "1")
	b.post(page+"/events", "event", "consulted", "on", "2026-11-16", "opinion", "objects", "version", "2")
	b.post(page+"/events", "event", "draft_answer", "on", "2026-11-20", "outcome", "partial",
		"also", "third_party", "also", "not_held", "letter", "示公开告〔2026〕1号", "version", "3")
	b.post(page+"/events", "event", "submit", "on", "2026-11-20", "version", "4")
	head := s.as("shenhe")
	head.post(page+"/events", "event", "answer", "on", "2026-11-20", "version", "5")
	var made applicationJSON
	r := b.json("/api/applications", map[string]any{
		"channel": "registered", "content": "某乡镇征地补偿方案", "arrived": "2026-11-09",
		"applicant": map[string]any{"kind": "person", "name": "赵甲", "phone": "0930-0000000"},
	}, &made)
	r.want(t, "log", http.StatusCreated)
	at := r.header.Get("Location")
	b.json(at+"/events",
		map[string]any{"event": "consult", "on": "2026-11-11", "party": "third_party", "version": 1}, nil).
		want(t, "consult", http.StatusOK)
	b.json(at+"/events",
		map[string]any{"event": "consulted", "on": "2026-11-16", "opinion": "objects", "version": 2}, nil).
		want(t, "consulted", http.StatusOK)
	b.json(at+"/events", map[string]any{"event": "draft_answer", "on": "2026-11-20", "outcome": "partial",
		"also": []string{"third_party", "not_held"}, "letter": "示公开告〔2026〕1号", "version": 3}, nil).
		want(t, "draft", http.StatusOK)
	b.json(at+"/events", map[string]any{"event": "submit", "on": "2026-11-20", "version": 4}, nil).
		want(t, "submit", http.StatusOK)
	head.json(at+"/events", map[string]any{"event": "answer", "on": "2026-11-20", "version": 5}, nil).
		want(t, "answer", http.StatusOK)
	b.json(at+"/events", map[string]any{"event": "withdraw", "reason": "–", "on": "2026-11-20", "version": 3}, nil).
		want(t, "a stale version", http.StatusConflict)
	differing := regexp.MustCompile(`"(id|number)":("[^"]*"|\d+)`)
	one, two := differing.ReplaceAllString(b.get("/api"+page).body, ""), differing.ReplaceAllString(b.get(at).body, "")
	if one != two {
		t.Errorf("by forms:\n%s\nby JSON:\n%s", one, two)
	}
	if !strings.Contains(one, `"state":"answered"`) || !strings.Contains(one, `"also":["third_party","not_held"]`) {
		t.Errorf("the road did not end: %s", one)
	}
}

// What is no proper request gets a plain reason and the right status.
func TestAPIRefusals(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	b.log()
	for _, tt := range []struct {
		name, path, body string
		status           int
	}{
		{"no JSON", "/api/applications", "channel=fax", 422}, {"a list", "/api/applications", "[]", 422},
		{"two objects", "/api/applications", "{}{}", 422},
		{"a list inside", "/api/applications", `{"channel":["fax"]}`, 422},
		{"too deep", "/api/applications", `{"a":{"b":{"c":1}}}`, 422},
		{"no channel", "/api/applications", `{"content":"x"}`, 422}, {"no event", "/api/applications/1/events", `{}`, 422},
		{"refused by law", "/api/applications/1/events", `{"event":"ask_correction","on":"2026-11-24"}`, 422},
		{"not this role", "/api/applications/1/events", `{"event":"extend","on":"2026-11-20","days":5}`, 403},
		{"not there", "/api/applications/9/events", `{"event":"answer","on":"2026-11-20","outcome":"granted"}`, 404},
	} {
		r := b.send("POST", tt.path, "application/json", tt.body)
		r.want(t, tt.name, tt.status)
		var e struct{ Error, Ref string }
		if err := json.Unmarshal([]byte(r.body), &e); err != nil || e.Error == "" || e.Ref == "" {
			t.Errorf("%s: answered %s, want an error and its number", tt.name, r.body)
		}
	}
	s.browser().get("/api/applications").want(t, "nobody", http.StatusUnauthorized)
}

// The list of the API has the filters of the page, says whether more follow, and
// counts all when asked to.
func TestAPIList(t *testing.T) {
	s := newSite(t)
	b := s.as("shenhe")
	for range 3 {
		b.log()
	}
	b.log("channel", "fax", "kind", "company", "arrived", "2026-11-24")
	b.log("arrived", "2026-10-09")
	b.log("office", "mzj", "arrived", "2026-10-27")
	for _, tt := range []struct {
		query        string
		count, given int
	}{
		{"", 6, 6}, {"limit=2", 6, 2}, {"limit=4&offset=5", 6, 1}, {"state=arrived", 1, 1},
		{"kind=company", 1, 1}, {"channel=registered", 5, 5},
		{"standing=overdue", 1, 1}, {"standing=today", 1, 1}, {"standing=week", 1, 1},
		{"standing=open", 6, 6}, {"year=2026", 5, 5}, {"year=2024", 0, 0},
		{"office=mzj", 1, 1}, {"q=征地", 6, 6}, {"q=没有", 0, 0}, {"outcome=granted", 0, 0}, {"sort=due&desc=1", 6, 6},
	} {
		var got listJSON
		if err := json.Unmarshal([]byte(b.get("/api/applications?count=1&"+tt.query).body), &got); err != nil {
			t.Fatal(err)
		}
		if got.Count == nil || *got.Count != tt.count || len(got.Applications) != tt.given {
			t.Errorf("%q: %v counted, %d given; want %d and %d", tt.query, got.Count, len(got.Applications), tt.count, tt.given)
		}
		if more := tt.query == "limit=2"; got.More != more {
			t.Errorf("%q: more follow: %v, want %v", tt.query, got.More, more)
		}
	}
	for _, query := range []string{
		"sort=content", "sort=id%3Bdrop", "year=abc", "year=1", "standing=late",
		"limit=-1", "page=x", "q=" + strings.Repeat("a", 101),
	} {
		b.get("/api/applications?"+query).want(t, query, http.StatusUnprocessableEntity)
	}
	b.get("/api/applications").lacks(t, "a list not asked to count", `"count"`)
	b.get("/api/applications?sort=id;drop").want(t, "a broken query", http.StatusBadRequest)
}

// The due date of a channel and a day is what the regulation says.
func TestAPIDue(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	for _, tt := range []struct {
		query                  string
		received, edition, due string
		warns                  string
	}{
		{"channel=registered&arrived=2024-03-01", "2024-03-01", "2019", "2024-03-29", "已过"},
		{"channel=fax&arrived=2026-11-23", "", "2019", "", "请当日与申请人确认"},
		{"channel=fax&arrived=2026-11-23&confirmed=2026-11-24", "2026-11-24", "2019", "2026-12-22", ""},
		{"channel=in_person&arrived=2018-12-20", "2018-12-20", "2007", "2019-01-11", "已过"},
		{"channel=in_person&arrived=2026-12-10", "2026-12-10", "2019", "2027-01-07", "暂定：2027 年"},
		{"channel=in_person", "", "", "", ""},
	} {
		var got due
		if err := json.Unmarshal([]byte(b.get("/api/due?"+tt.query).body), &got); err != nil {
			t.Fatal(err)
		}
		if string(got.Received) != tt.received || got.Edition != tt.edition || string(got.Due) != tt.due ||
			!strings.Contains(got.Warning, tt.warns) {
			t.Errorf("%s: %+v, want received %q under %q, due %q, warning %q",
				tt.query, got, tt.received, tt.edition, tt.due, tt.warns)
		}
	}
	b.get("/api/due?channel=fax&arrived=tomorrow").want(t, "no day", http.StatusUnprocessableEntity)
}
