//go:build e2e

package main

import (
	"bytes"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gongkai/workflow"
	"gongkai/workflow/account"
)

// A supervisor signs ten drafts with ten chords: each opens by itself after the
// one before, with the letter number that stands in the draft. The drafter sees
// none of them.
func TestBrowserApprovesTen(t *testing.T) {
	s := serveProgram(t, "--data", t.TempDir())
	chrome := chromium(t)
	peopled(t, newTab(t, chrome, s.base), s)
	clerk := newTab(t, chrome, s.base)
	clerk.signIn("jingban", journeyPassword)
	const drafts = 10
	clerk.drafts(drafts)

	h := &hands{tab: newTab(t, chrome, s.base)}
	h.signIn("shenhe", journeyPassword)
	h.open("/approvals")
	if waiting := h.text(".menu .waiting"); waiting != "10" {
		t.Errorf("the menu says %q wait, want 10", waiting)
	}
	for range drafts {
		h.leads("\r", kb.ModifierCtrl)
	}
	if said := h.text("main"); !strings.Contains(said, "没有等您签发的稿件") {
		t.Errorf("after %d chords the queue reads\n%s", h.keys, said)
	}
	if h.keys != drafts {
		t.Errorf("%d drafts took %d chords", drafts, h.keys)
	}
	h.open("/applications?state=" + string(workflow.Answered))
	if n := evaluateRaw[int](h.tab, `document.querySelectorAll("table.register tbody th a").length`); n != drafts {
		t.Errorf("%d are answered, want %d", n, drafts)
	}
	h.blameless()
	clerk.visit("/approvals", http.StatusForbidden)
	clerk.forgive() // the browser notes the status
}

// drafts logs applications by the API, and drafts and submits an answer to each.
func (b *tab) drafts(n int) {
	b.t.Helper()
	done := evaluate[float64](b, `(async () => {
		const {csrf} = await (await fetch("/api/session")).json();
		const headers = {"Content-Type": "application/json", "X-CSRF-Token": csrf};
		const send = (url, body) => fetch(url, {method: "POST", headers, body: JSON.stringify(body)});
		const applicant = {kind: "person", name: "甲某", phone: "000"};
		const on = %s;
		let done = 0;
		for (let i = 1; i <= `+strconv.Itoa(n)+`; i++) {
			const made = await send("/api/applications", {token: crypto.getRandomValues(new Uint32Array(4)).join("-"),
				channel: "in_person", content: "示例村征地公告", arrived: on, applicant});
			const at = made.headers.get("Location");
			await send(at + "/events", {event: "draft_answer", on, outcome: "granted", letter: "示公开〔" + i + "〕号"});
			if ((await send(at + "/events", {event: "submit", on})).ok) done++;
		}
		return done;
	})()`, evaluateRaw[string](b, `new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)`))
	if int(done) != n {
		b.t.Fatalf("%v drafts wait, want %d", done, n)
	}
}

// The daily sheet of the made-up county prints on one page.
func TestBrowserDailySheetIsOnePage(t *testing.T) {
	b := newTab(t, chromium(t), serveProgram(t, "--demo").base)
	b.signInAs(account.Supervisor)
	b.open("/daily")
	r, err := chromedp.Call(b.ctx, page.PrintToPDF,
		page.PrintToPDFParams{PrintBackground: new(true), PreferCSSPageSize: new(true)})
	if err != nil {
		t.Fatal(err)
	}
	pages := regexp.MustCompile(`/Type\s*/Page\b`).FindAll(r.Data, -1)
	if len(pages) != 1 || !bytes.HasPrefix(r.Data, []byte("%PDF")) {
		t.Errorf("the daily sheet has %d pages, want 1", len(pages))
	}
}
