//go:build e2e

package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"gongkai/workflow/account"
)

// logsApplication logs one letter from the form that is open, and says how many keys that
// were no text it took.
func (h *hands) logsApplication(name, content string) int {
	h.t.Helper()
	h.keys = 0
	evaluate[int](h.tab, `window.before = 1`)
	h.key("n", kb.ModifierAlt)
	h.types(name)
	for range 3 {
		h.key(kb.Enter)
	}
	h.types(content)
	if got := evaluate[int](h.tab, `window.before || 0`); got != 1 {
		h.t.Fatalf("the page was loaded anew before the letter was saved\n%s", h.text("main"))
	}
	h.leads(kb.Enter, kb.ModifierCtrl)
	if path := h.path(); path != "/applications/new" {
		h.t.Fatalf("Ctrl+Enter leads to %s\n%s", path, h.text("main"))
	}
	return h.keys
}

// A pile of letters is logged by the keyboard alone: six keys at most that are no
// text and one page for each, with the number of the one before in view. A repeat
// is pointed out before it is saved, in the same page.
func TestBrowserLogsALetter(t *testing.T) {
	axe := axeSource(t)
	s := serveProgram(t, "--demo")
	h := &hands{tab: newTab(t, chromium(t), s.base)}
	h.signInAs(account.Clerk)
	h.logs("当面") // which is remembered
	h.leads("n", kb.ModifierAlt)
	for i := range 3 {
		name := fmt.Sprintf("赵%c", '甲'+rune(i))
		if got := h.logsApplication(name, "申请公开枫林镇枫桥村2023年小型水库除险加固工程决算"); got > 6 {
			t.Errorf("a letter took %d keys that are no text, want 6 at most", got)
		}
		if said := h.text(".flash"); !strings.Contains(said, "已登记 2") {
			t.Errorf("after saving the page says %q, want the number", said)
		}
	}
	if last, focus := h.text(".last a"), evaluate[string](h.tab, `document.activeElement.id`); last == "" ||
		focus != "name" {
		t.Errorf("the next form has the last number %q and the focus at %q, want a number and name", last, focus)
	}
	h.types("赵甲")
	for range 3 {
		h.key(kb.Enter)
	}
	h.types("枫桥村小型水库除险加固工程的决算（2023年）")
	h.key(kb.Tab)
	evaluate[bool](h.tab, `new Promise(done => { const look = () =>
		document.querySelectorAll("#hints p").length > 1 ? done(true) : requestAnimationFrame(look); look(); })`)
	if said := h.text("#hints"); !strings.Contains(said, "可能重复申请") || !strings.Contains(said, "3 个申请人") {
		t.Errorf("the hints are %q, want the repeat and the three applicants", said)
	}
	h.judge(axe)
}

// What was typed is there again after the browser was closed, for the one who
// typed it and nobody else, and is gone once it is saved.
func TestBrowserKeepsDrafts(t *testing.T) {
	s := serveProgram(t, "--demo")
	chrome := chromium(t)
	b := newTab(t, chrome, s.base)
	b.signInAs(account.Clerk)
	b.open("/applications/new")
	b.fill("main", "传真", "")
	b.fill("main", "申请内容", "枫桥村水库图纸")
	evaluate[bool](b,
		`(async () => { while (!(await (await fetch("/applications/new")).text()).includes("枫桥村水库图纸")); return true; })()`)

	again := newTab(t, chrome, s.base)
	again.signInAs(account.Clerk)
	again.open("/applications/new")
	again.press("main", "继续上次登记", http.StatusOK)
	again.fill("main", "申请人姓名或者名称", "赵甲")
	again.press("main", "保存并登记下一件", http.StatusOK)
	if page := again.text("main"); strings.Contains(page, "枫桥村水库图纸") || !strings.Contains(page, "已登记") {
		t.Errorf("after saving the page says\n%s", page)
	}
}

// What follows from the days that were typed is said at once, in the same page.
func TestBrowserEchoesTheDueDate(t *testing.T) {
	s := serveProgram(t, "--demo")
	b := newTab(t, chromium(t), s.base)
	b.signInAs(account.Clerk)
	b.open("/applications/new")
	b.fill("main", "当面", "")
	evaluateRaw[bool](b, `(() => {
		const day = document.querySelector("form.log").elements.namedItem("arrived");
		day.value = "2024-05-11";
		return day.dispatchEvent(new Event("change", { bubbles: true }));
	})()`)
	b.until(`document.getElementById("due-echo").textContent.includes("2024-06-07")`)
}
