//go:build e2e

package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"gongkai/workflow/account"
)

// A clerk answers by category with four keys and no mouse: the draft, its class,
// its category, and off it goes for signature. Before the last key the page says
// what will become of it. Digits that an input method composes pick nothing, one
// panel is open at a time, and Escape folds it and leaves the keys where they
// were.
func TestBrowserAnswersByCategory(t *testing.T) {
	b := newTab(t, chromium(t), serveProgram(t, "--demo").base)
	b.signInAs(account.Clerk)
	b.logs("邮寄(挂号/EMS)")
	h := &hands{tab: b}
	h.key("1", kb.ModifierAlt)
	h.until(`document.activeElement.id === "draft_answer-outcome"`)
	evaluateRaw[bool](b, `["3", "6"].every(key => document.activeElement.dispatchEvent(
		new KeyboardEvent("keydown", {key, keyCode: 229, isComposing: true, bubbles: true})))`)
	if evaluateRaw[bool](b, `document.querySelector("[data-digits] :checked") !== null`) {
		t.Error("digits of an input method pick a category")
	}
	h.key("3")
	h.key("6")
	h.until(`document.querySelector("#step-draft_answer output").textContent.includes("三（三）6")`)
	if said := b.text("#step-draft_answer output"); !strings.Contains(said, "自然人列") || !strings.Contains(said, "不变") {
		t.Errorf("before it is done the page says %q, want the due date and the column", said)
	}
	h.leads("\r", kb.ModifierCtrl)
	if said := b.text("main"); !strings.Contains(said, "属于四类过程性信息") || !strings.Contains(said, "待签发") {
		t.Errorf("after %d keys the page reads\n%s", h.keys, said)
	}
	if h.keys > 4 {
		t.Errorf("it took %d keys, want 4 at most", h.keys)
	}
	b.foldsByKey(h)
	b.blameless()
}

// foldsByKey opens two panels one after the other and folds the second.
func (b *tab) foldsByKey(h *hands) {
	b.t.Helper()
	open := `[...document.querySelectorAll("details[data-panel]")].filter(d => d.open).length`
	h.key("1", kb.ModifierAlt)
	h.key("2", kb.ModifierAlt)
	h.until(open + ` === 1`)
	h.key("\u001b")
	h.until(open + ` === 0`)
	if on := evaluateRaw[string](b,
		`document.activeElement.tagName + " " + document.activeElement.accessKey`); on != "SUMMARY 2" {
		b.t.Errorf("after Escape the keys are on %s, want the second step", on)
	}
}

// until waits for something to be true of the page.
func (b *tab) until(holds string) {
	b.t.Helper()
	if !evaluateRaw[bool](b, `new Promise(done => { const look = n => `+holds+
		` ? done(true) : n ? setTimeout(look, 50, n - 1) : done(false); look(100); })`) {
		b.t.Fatalf("it never came to %s\n%s", holds, b.text("main"))
	}
}
