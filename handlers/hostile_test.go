package handlers

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"testing"

	"gongkai/workflow"
)

// payloads are texts that break out of where they are put, if anything lets them.
var payloads = []string{
	`"><img src=x onerror=zq()>`,
	`'><svg onload=zq()>`,
	`</textarea><script>zq()</script>`,
	`</title><script>zq()</script>`,
	`{{.CSRF}}<b zq>`,
	`javascript:zq()//<i zq>`,
	`<!--<u zq>-->`,
	"`<a zq href=//x>`",
	`=cmd|'/c zq'!A1<s zq>`,
	`]]><em zq>`,
}

// openedTags are the tags that the payloads would begin.
var openedTags = []string{
	"<img src=x",
	"<svg onload",
	"<script>zq",
	"<b zq",
	"<i zq",
	"<u zq",
	"<a zq",
	"<s zq",
	"<em zq",
}

// breaks says which tag of a payload stands in a page as a tag; "" for none.
func breaks(page string) string {
	for _, tag := range openedTags {
		if strings.Contains(page, tag) {
			return tag
		}
	}
	return ""
}

// What people type stands on no page as anything but text, whoever looks and wherever:
// names, contents, reasons, units, offices, views, drafts, what is typed wrong. The
// control reads the same pages as if nothing had been escaped, and finds the tags.
func TestPayloadsStayText(t *testing.T) {
	s := newSite(t)
	clerk, head, admin := s.as("jingban"), s.as("shenhe"), s.as("guanli")
	long := strings.Join(payloads, " ")
	var pages []string
	for i, p := range payloads {
		page := head.log(
			"name",
			p,
			"kind",
			"company",
			"content",
			long,
			"remark",
			p,
			"address",
			p,
			"phone",
			"0930-1",
			"token",
			fmt.Sprint(i),
		)
		head.post(page+"/events", "event", "transfer", "on", "2026-11-20", "unit", p, "reason", p)
		head.post(page+"/preview", "event", "withdraw", "on", "2026-11-20", "reason", p)
		pages = append(pages, page)
		admin.post("/users/shenji", "do", "name", "display", p)
		clerk.post("/applications/views", "name", p[:min(len(p), 20)], "back", "/applications")
	}
	admin.post(
		"/offices/mzj",
		append(
			admin.get("/offices/mzj").seenOn(),
			"office_name",
			payloads[0],
			"court",
			payloads[1],
			"online",
			payloads[5],
		)...)
	read, shown := 0, 0
	look := func(what, body string) {
		t.Helper()
		read++
		if tag := breaks(body); tag != "" {
			t.Errorf("%s has %s as a tag", what, tag)
		}
		if breaks(html.UnescapeString(body)) != "" {
			shown++
		}
	}
	for _, who := range []*browser{clerk, head, admin, s.as("shenji")} {
		for _, r := range Routes() {
			if r.Method != http.MethodGet || strings.HasPrefix(r.Path, "/api/") || strings.Contains(r.Path, "export") {
				continue
			}
			path := strings.NewReplacer(":id", strings.TrimPrefix(pages[0], "/applications/"), ":code", "mzj",
				":name", "shenji", "*", "x").
				Replace(r.Path)
			look(path, who.get(path).body)
			look(path+"?…", who.get(path+"?q="+urlOf(long)+"&year="+urlOf(payloads[0])+"&office="+urlOf(payloads[1])).body)
		}
		for _, page := range pages {
			look(page, who.get(page).body)
		}
	}
	for _, r := range Routes() {
		if r.Method == http.MethodPost && !strings.HasPrefix(r.Path, "/api/") && r.Path != "/sign-out" {
			look("POST "+r.Path, head.post(strings.ReplaceAll(r.Path, ":id", "1"), allFields(payloads[0])...).body)
		}
	}
	if read < 200 || shown < 50 {
		t.Errorf("%d pages read, %d of which show what was typed: too few to say anything", read, shown)
	}
}

// urlOf is a text in a query.
func urlOf(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// fieldNames are the controls of all forms.
var fieldNames = strings.Fields(
	`event on until days party opinion outcome letter method ref reason amount tariff units block our track
ruling result unit handler archive other parts recorded version then channel content oral remark submitted
arrived confirmed kind name id_number phone address email number office token code office_name parent pair
government review before superior court online numbering do role display typed password profile year notices
off work document notice days below count ids columns roomy reset back remove as_of form rollup head reviewer
filler date line.charges seen.line.charges place-name q sort due page next lang job key digest`,
)

// allFields is a form in which every control has the value.
func allFields(value string, change ...string) []string {
	var out []string
	seen := map[string]bool{}
	for i := 0; i < len(change); i += 2 {
		out, seen[change[i]] = append(out, change[i], change[i+1]), true
	}
	for _, name := range fieldNames {
		if !seen[name] {
			out, seen[name] = append(out, name, value), true
		}
	}
	return out
}

// nasty are values that programs stumble over.
var nasty = []string{
	"0",
	"99999999999999999999",
	"0000-00-00",
	"𠀀阿卜杜拉·买买提\u202e",
	"%00%ff../../etc",
	"' OR 1=1 --",
	strings.Repeat("长", 300),
	"xfb",
}

// guessed are the addresses that hash a password, which takes long, or end the sign-in.
var guessed = []string{"/sign-out", "/sign-in", "/session/renew", "/setup", "/password", "/users"}

// faults posts every form with every nasty value in all its fields, each step by its
// name as well, and says which were answered as faults of ours.
func faults(s *site, values []string) (sent int, failed []string) {
	head, admin := s.as("shenhe"), s.as("guanli")
	page := head.log()
	send := func(b *browser, path string, pairs []string) {
		sent++
		if r := b.post(path, pairs...); r.status >= http.StatusInternalServerError {
			failed = append(failed, fmt.Sprintf("%s: %d", path, r.status))
		}
	}
	for i, v := range values {
		for _, r := range Routes() {
			if r.Method != http.MethodPost || slices.Contains(guessed, r.Path) || strings.HasPrefix(r.Path, "/api/") {
				continue
			}
			path := strings.NewReplacer("/applications/:id", page, ":name", "shenji", ":code", "mzj", ":id", "1").Replace(r.Path)
			send(head, path, allFields(v))
			send(admin, path, allFields(v))
		}
		for j, rule := range slices.Concat(workflow.HandlingProcedure, workflow.LetterProcedure) {
			if (i+j)%2 == 0 {
				send(head, page+"/preview", allFields(v, "event", string(rule.Event), "on", "2026-11-20"))
			}
		}
	}
	return sent, failed
}

// No form, whatever stands in it, is answered with a fault of ours. The control is the
// same walk on a store that fails.
func TestNastyFormsAreNoFault(t *testing.T) {
	s := newSite(t)
	sent, failed := faults(s, nasty)
	if len(failed) > 0 || strings.Contains(s.log.String(), "panic") {
		t.Errorf("%d of %d: %q", len(failed), sent, failed[:min(len(failed), 10)])
	}
	if sent < 500 {
		t.Errorf("only %d forms sent", sent)
	}
}

// The walk of the test above finds a store that fails.
func TestNastyFormsFindAFault(t *testing.T) {
	store := faulty{populated(t, people...), func() error { return errors.New("示例") }}
	if r := siteOn(t, store).as("shenhe").get("/applications"); r.status != http.StatusInternalServerError {
		t.Fatalf("a store that fails is answered with %d", r.status)
	}
	if _, failed := faults(siteOn(t, store), nasty[:1]); len(failed) == 0 {
		t.Error("the walk finds nothing on a store that fails")
	}
}
