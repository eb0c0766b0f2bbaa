//go:build e2e

package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
)

// The administrator adds a day off to the year in the browser: sees which open
// applications move, by number and office alone, confirms, and reads that their
// journals say so. Neither page has a barrier.
func TestBrowserCalendarChange(t *testing.T) {
	axe := axeSource(t)
	b := newTab(t, chromium(t), serveProgram(t, "--demo").base)
	b.signInAs(account.Admin)
	off := calendar.DateOf(clock()).AddDays(1)
	for !calendar.Published().Working(off) {
		off = off.AddDays(1)
	}
	b.open(fmt.Sprintf("/calendar?year=%d", off.Year()))
	evaluateRaw[bool](b, fmt.Sprintf(`document.querySelectorAll("details").forEach(d => { d.open = true; }),
		(f => (f.value += "\n%s 临时放假", true))(document.getElementById("off"))`, off))
	b.press("change-year", "列出期限的变动", http.StatusOK)
	shown := b.text("main")
	if !strings.Contains(shown, "新增放假："+string(off)) || !strings.Contains(shown, "新期限") {
		t.Fatalf("the page that asks does not say what moves:\n%s", shown)
	}
	b.judge(axe)
	b.fillByID("count", evaluateRaw[string](b, `String(document.querySelectorAll("main tbody tr").length)`))
	b.press("main", "确认并保存", http.StatusOK)
	if done := b.text("main"); !strings.Contains(done, "件未办结申请的期限有变化，已记入办理记录") {
		t.Errorf("after confirming:\n%s", done)
	}
	b.judge(axe)
}
