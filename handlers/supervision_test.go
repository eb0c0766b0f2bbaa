package handlers

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// submittedFor logs an application as a clerk and submits an answer to it.
func (b *browser) submittedFor(letter string) string {
	at := b.log("phone", "000")
	b.post(at+"/events", "event", "draft_answer", "on", "2026-11-20", "outcome", "granted", "letter", letter)
	b.post(at+"/events", "event", "submit", "on", "2026-11-20")
	return at
}

// queueForm finds the fields of the queue's signature.
func queueForm(body string) []string {
	var out []string
	for _, name := range []string{"id", "version", "next", "event"} {
		m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(body)
		if m != nil {
			out = append(out, name, m[1])
		}
	}
	return out
}

// One signature opens the next draft; what somebody else has signed meanwhile is
// told and passed over; a return needs its reason and keeps what was typed.
func TestApprovalsOneAfterTheOther(t *testing.T) {
	s := newSite(t)
	clerk, head, other := s.as("jingban"), s.as("shenhe"), s.as("shenhe")
	first, second := clerk.submittedFor("示公开〔1〕号"), clerk.submittedFor("示公开〔2〕号")
	page := head.get("/approvals")
	page.want(t, "the queue", http.StatusOK)
	open := queueForm(page.body)

	r := head.post("/approvals", append([]string{"letter", "x"}, replaced(open, "event", "return")...)...)
	r.want(t, "returning without a reason", http.StatusUnprocessableEntity)
	r = head.post("/approvals", replaced(open, "event", "amend")...)
	r.want(t, "a step that is no signature", http.StatusUnprocessableEntity)

	r = head.post("/approvals", open...)
	r.want(t, "signing", http.StatusSeeOther)
	next := r.to
	if !strings.HasSuffix(next, strings.TrimPrefix(second, "/applications/")) {
		t.Errorf("after signing %s it goes on to %s, want %s", first, next, second)
	}
	if got := head.get(next).body; !strings.Contains(got, "已办理“签发答复”") {
		t.Errorf("the next page does not tell what was done")
	}
	r = other.post("/approvals", open...)
	r.want(t, "signing what was signed", http.StatusSeeOther)
	if got := other.get(r.to).body; !strings.Contains(got, "已打开下一件") {
		t.Errorf("who came second is not told")
	}
	clerk.get("/approvals").want(t, "a clerk's queue", http.StatusForbidden)
}

func replaced(pairs []string, name, value string) []string {
	out := append([]string{}, pairs...)
	for i := 0; i < len(out); i += 2 {
		if out[i] == name {
			out[i+1] = value
		}
	}
	return out
}

// Every number of the workbench and the boards is the length of the list it leads
// to.
func TestNumbersAreTheirLists(t *testing.T) {
	s := newSite(t)
	clerk, head := s.as("jingban"), s.as("shenhe")
	at := clerk.submittedFor("示公开〔1〕号")
	clerk.submittedFor("示公开〔2〕号")
	clerk.log("phone", "000")
	head.post(at+"/events", "event", "answer", "on", "2026-11-20")
	number := regexp.MustCompile(`<a [^>]*?href="(/applications\?[^"]+)"[^>]*>(?:<b>)?(\d+)<`)
	total := regexp.MustCompile(`<caption class="hidden">共 (\d+)`)
	for _, path := range []string{
		"/work", "/work?whose=mine", "/oversight", "/oversight?by=unit", "/oversight?by=week", "/daily", "/trends",
	} {
		found := number.FindAllStringSubmatch(head.get(path).body, -1)
		some := 0
		for _, m := range found {
			url, got := strings.ReplaceAll(m[1], "&amp;", "&"), "0"
			if c := total.FindStringSubmatch(head.get(url).body); c != nil {
				got = c[1]
			}
			if got != m[2] {
				t.Errorf("%s says %s, its list %s has %s", path, m[2], url, got)
			}
			if got != "0" {
				some++
			}
		}
		if some == 0 && path != "/work?whose=mine" {
			t.Errorf("%s leads nowhere with anything: %d numbers", path, len(found))
		}
	}
}

// Who looks at the own work is told of what others have overdue, by the number
// that its list shows; who sees all is not told twice.
func TestOwnWorkTellsOfWhatOthersHaveOverdue(t *testing.T) {
	s := newSite(t)
	s.as("jingban").log("arrived", "2026-10-09")
	head := s.as("shenhe")
	const words = "连同他人承办的，逾期未办结共 1 件"
	head.get("/work?whose=mine").has(t, "the own work", `<a href="/applications?standing=overdue">`+words)
	for _, b := range []*browser{head, s.as("jingban")} {
		if strings.Contains(b.get("/work").body, words) {
			t.Errorf("told although nothing is hidden")
		}
	}
}
