package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// Each role gets exactly the pages it is for: what every route answers to every
// role, and to nobody, is what was last read and accepted. The last column is the
// administrator where the three are separated.
func TestAccessMatrix(t *testing.T) {
	s := withShelf(t, &shelf{})
	s.as("jingban").log()
	visitors := []*browser{s.browser()}
	for _, name := range []string{"jingban", "shenhe", "shenji", "guanli", "minzheng", "anquan", "rizhi"} {
		visitors = append(visitors, s.as(name))
	}
	visitors[0].get("/sign-in")
	apart := withShelf(t, &shelf{})
	apart.separate()
	visitors = append(visitors, apart.as("guanli"))
	var b strings.Builder
	b.WriteString("                                            nobody clerk superv audit admin other secur inspec apart\n")
	for _, r := range Routes() {
		if r.Path == "/sign-out" {
			continue
		}
		path := strings.NewReplacer(":id", "1", ":name", "nobody", ":hash", "0", ":file", "x").Replace(r.Path)
		fmt.Fprintf(&b, "%-4s %-38s", r.Method, r.Path)
		for _, v := range visitors {
			fmt.Fprintf(&b, " %6d", v.try(r.Method, path))
		}
		b.WriteString("\n")
	}
	golden(t, "access.golden", b.String())
}

// try sends an empty request with the token where one is needed.
func (b *browser) try(method, path string) int {
	if method == http.MethodGet {
		return b.get(path).status
	}
	if strings.HasPrefix(path, "/api/") {
		return b.send(method, path, "application/json", "{}").status
	}
	return b.post(path).status
}

// An application of another office is not there: not its page, not its steps,
// not through the API, and not in the list.
func TestOtherOfficesApplicationIsNotThere(t *testing.T) {
	s := newSite(t)
	page := s.as("jingban").log("content", "只给本机关看的内容")
	b := s.as("minzheng")
	b.get(page).want(t, "page", http.StatusNotFound)
	b.post(page+"/events", "event", "withdraw", "on", "2026-11-24").want(t, "step", http.StatusNotFound)
	b.get("/api"+page).want(t, "API", http.StatusNotFound)
	b.json("/api"+page+"/events", map[string]any{"event": "withdraw", "on": "2026-11-24"}, nil).
		want(t, "API step", http.StatusNotFound)
	for _, list := range []string{
		"/applications", "/applications?office=xfb", "/api/applications",
		"/report/cell?office=mzj&year=2026&line=new&rollup=1", "/applications/export?format=csv",
	} {
		b.get(list).lacks(t, list, "只给本机关看的内容")
	}
	b.get("/report?office=xfb&year=2026").want(t, "report of the office above", http.StatusNotFound)
	b.post("/applications", "office", "xfb", "channel", "fax", "kind", "person", "name", "甲", "content", "乙",
		"arrived", "2026-11-24").
		want(t, "log for the office above", http.StatusNotFound)
}

// No POST is done without the token of a form, whoever sends it.
func TestEveryPostNeedsItsToken(t *testing.T) {
	s := newSite(t)
	page := s.as("jingban").log()
	for _, name := range []string{"jingban", "guanli"} {
		b := s.as(name)
		for _, r := range Routes() {
			if r.Method != http.MethodPost {
				continue
			}
			path := strings.NewReplacer("/applications/:id", page, ":name", "shenji").Replace(r.Path)
			b.token = "forged"
			kind, body := "application/x-www-form-urlencoded", "csrf=forged&do=disable"
			if strings.HasPrefix(path, "/api/") {
				kind, body = "application/json", "{}"
			}
			b.send("POST", path, kind, body).want(t, name+" "+path, http.StatusForbidden)
		}
	}
	s.as("shenji").get("/applications").want(t, "the user whom the forged form would disable", http.StatusOK)
}

// Every reply carries the exact policy and keeps pages out of caches; assets
// may be kept for ever.
func TestHeaders(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	want := map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
			"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
			"object-src 'none'",
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
	}
	for _, path := range []string{
		"/", "/applications", "/applications/999", "/nowhere", "/users", "/api/due",
		"/api/nowhere", "/applications/export?format=xlsx", "/healthz", "/sign-in",
	} {
		r := b.get(path)
		for name, value := range want {
			if got := r.header.Values(name); len(got) != 1 || got[0] != value {
				t.Errorf("%s: %s is %q, want only %q", path, name, got, value)
			}
		}
	}
	asset := regexpStyle.FindString(b.get("/help").body)
	r := b.get(asset)
	if got := r.header.Get("Cache-Control"); !strings.Contains(got, "immutable") || r.status != http.StatusOK {
		t.Errorf("%s: %d, Cache-Control %q, want immutable", asset, r.status, got)
	}
}
