package handlers

import (
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

var signatures = []string{"office", "xfb", "year", "2025", "head", "钱甲", "reviewer", "孙乙",
	"filler", "李丙", "phone", "0930-0000000", "date", "2026-11-24"}

var frozenLink = regexp.MustCompile(
	`<td class="num"><a href="(/report/cell\?[^"]*revision=1[^"]*)"[^>]*>(\d+)</a></td>`)

// A supervisor hands a report in; it then stands on its page with who signatures it
// and its digest, every number leads to what was behind it, and it can be
// downloaded. What is written down later is named there, and a correction is a
// further revision with a reason. Nobody else hands in.
func TestHandingIn(t *testing.T) {
	s := newSite(t)
	clerk := s.as("jingban")
	yearOf(clerk)
	b := s.as("shenhe")
	const page = "/report/frozen?office=xfb&year=2025"
	b.get(page).has(t, "before", "尚未定稿", `name="head"`)
	b.get("/report?office=xfb&year=2025").has(t, "the report", "尚未定稿")
	clerk.get(page).lacks(t, "a clerk's page", `name="head"`)
	clerk.post("/report/frozen", signatures...).want(t, "a clerk's report", http.StatusForbidden)
	s.as("shenji").post("/report/frozen", signatures...).want(t, "an auditor's report", http.StatusForbidden)
	s.as("minzheng").get(page).want(t, "another office's page", http.StatusNotFound)
	for _, tt := range []struct{ name, field, value, shows string }{
		{"nobody signs", "filler", "", "请填写填报人"}, {"tomorrow", "date", "2026-11-25", "晚于今天"},
		{"no day", "date", "某日", "不能读作日期"}, {"this year", "year", "2026", "尚未结束"},
	} {
		pairs := append([]string{}, signatures...)
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == tt.field {
				pairs[i+1] = tt.value
			}
		}
		r := b.post("/report/frozen", pairs...)
		r.want(t, tt.name, http.StatusUnprocessableEntity)
		r.has(t, tt.name, tt.shows, `value="钱甲"`)
	}
	b.post("/report/frozen", signatures...).want(t, "hand in", http.StatusSeeOther)
	r := b.get(page)
	r.has(t, "handed in", "已定稿，第 1 稿", "单位负责人：钱甲", "填报日期：2026-11-24", "定稿以后没有变动", "摘要（SHA-256）")
	links := frozenLink.FindAllStringSubmatch(r.body, -1)
	if len(links) < 4 {
		t.Errorf("%d numbers lead to what was behind them, want more", len(links))
	}
	for _, m := range links {
		cell := b.get(html.UnescapeString(m[1]))
		cell.has(t, m[1], " = "+m[2]+" 件", "回定稿")
	}
	b.get("/report?office=xfb&year=2025").has(t, "the report", "已定稿 2026-11-24，第 1 稿，摘要")

	s.pass(time.Minute)
	clerk.log("arrived", "2025-11-12")
	b.get("/report?office=xfb&year=2025").has(t, "the report after a late entry", "定稿以后有 4 个数变动")
	b.get(page).has(t, "after a late entry", "2025-00007", "由 经办甲 记入“收到申请”（2025-11-12）")
	again := b.post("/report/frozen", signatures...)
	again.want(t, "again without a reason", http.StatusUnprocessableEntity)
	again.has(t, "again without a reason", "已于 2026-11-24 定稿", "第 2 稿")
	b.post("/report/frozen", append(signatures, "reason", "补登一件")...).want(t, "correction", http.StatusSeeOther)
	b.get(page).has(t, "corrected", "补登一件", "定稿以后没有变动", "revision=1")
	b.get(page+"&revision=1").has(t, "the first revision", "2025-00007")
	b.get(page+"&revision=3").want(t, "a revision that there is not", http.StatusNotFound)
	s.as("guanli").get(page).want(t, "the administrator", http.StatusForbidden)
}

// What was handed in is downloaded as it was: its JSON and its spreadsheet say who
// signatures, also after later entries.
func TestFrozenDownloads(t *testing.T) {
	s := newSite(t)
	b := s.as("shenhe")
	yearOf(s.as("jingban"))
	b.get("/report")
	b.post("/report/frozen", signatures...).want(t, "hand in", http.StatusSeeOther)
	s.pass(time.Minute)
	s.as("jingban").log("arrived", "2025-11-12")
	for path, want := range map[string]int{
		"/report/export?office=xfb&year=2025&format=json&revision=1": 6,
		"/api/report?office=xfb&year=2025&revision=1":                6, "/api/report?office=xfb&year=2025": 7,
	} {
		var got struct {
			Lines  []struct{ Cells map[string]int }
			Frozen struct {
				Digest  string
				Moved   int
				Behind  map[string][]string
				Signers struct{ Head string }
			}
		}
		if err := json.Unmarshal([]byte(b.get(path).body), &got); err != nil {
			t.Fatal(err)
		}
		if n := got.Lines[0].Cells["total"]; n != want || len(got.Frozen.Digest) != 64 || got.Frozen.Signers.Head != "钱甲" ||
			(want == 6) != (len(got.Frozen.Behind["new/total"]) == 6) || (want == 7) != (got.Frozen.Moved > 0) {
			t.Errorf("%s: %d received, %+v", path, n, got.Frozen)
		}
	}
	book := b.get("/report/export?office=xfb&year=2025&format=xlsx&revision=1").body
	f, err := excelize.OpenReader(strings.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b.get("/report/export?office=xfb&year=2025&format=xlsx&revision=9").
		want(t, "a revision that there is not", http.StatusNotFound)
	b.get("/report/export?office=xfb&year=2025&format=xlsx&revision=x").
		want(t, "no revision", http.StatusUnprocessableEntity)
	b.get("/report/cell/export?office=xfb&year=2025&line=new&format=csv&revision=1").has(t, "the list", "2025-00006")
}

// The report and an application as of a day are what was known then: numbers,
// lists, state and term; nothing can be done there, and of a day to come nothing
// is known.
func TestAsOf(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	page := b.log("arrived", "2026-11-09")
	s.pass(48 * time.Hour)
	b = s.as("jingban") // the session is over by now
	b.post(page+"/events", "event", "withdraw", "on", "2026-11-25", "reason", "来信撤回").
		want(t, "withdraw", http.StatusSeeOther)
	now, then := b.get(page), b.get(page+"?as_of=2026-11-25")
	now.has(t, "now", "来信撤回")
	now.lacks(t, "now", "当时所知")
	then.has(t, "then", "截至 2026-11-25 记入的办理记录", "2026-12-07", "看现在的")
	then.lacks(t, "then", "来信撤回", `name="event"`)
	b.get(page+"?as_of=2026-11-23").want(t, "before it was logged", http.StatusNotFound)
	b.get(page+"?as_of=2026-11-27").want(t, "tomorrow", http.StatusUnprocessableEntity)
	b.get(page+"?as_of=x").want(t, "no day", http.StatusUnprocessableEntity)

	const report = "/report?office=xfb&year=2026"
	b.get(report+"&as_of=2026-11-25").has(t, "the report then", "当时所知的数", "as_of=2026-11-25")
	b.get(report+"&as_of=2026-11-25").lacks(t, "the report then", `name="line.`)
	cell := "/report/cell?office=xfb&year=2026&line=carried&col=person"
	b.get(cell).has(t, "carried over now", " = 0 件")
	b.get(cell+"&as_of=2026-11-25").has(t, "carried over then", " = 1 件", page[1:]+"?as_of=2026-11-25")
	b.get(report+"&as_of=2026-11-27").want(t, "the report of tomorrow", http.StatusUnprocessableEntity)
	var app struct{ State, Due string }
	if err := json.Unmarshal([]byte(b.get("/api"+page+"?as_of=2026-11-25").body), &app); err != nil ||
		app.State != "received" || app.Due != "2026-12-07" {
		t.Errorf("the API then says %+v (%v)", app, err)
	}
}
