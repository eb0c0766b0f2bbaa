//go:build e2e

package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
)

// The auditor has last year's workbook with two chords, and it is the table that
// the page shows.
func TestBrowserYearlyTableInTwoChords(t *testing.T) {
	b := newTab(t, chromium(t), serveProgram(t, "--demo").base)
	b.signInAs(account.Auditor)
	h := &hands{tab: b}
	h.leads("j", kb.ModifierAlt)
	year := fmt.Sprint(calendar.DateOf(clock()).Year() - 1)
	if heading := b.text("h1"); !strings.Contains(heading, year) {
		t.Errorf("the table that opens is %q, want that of %s, the last year that is over", heading, year)
	}
	book := b.downloads("the workbook", func() { h.key("e", kb.ModifierCtrl) })
	if text := openedTable(t, book); !strings.Contains(text, year) {
		t.Errorf("the workbook reads\n%.400s\nwant the table of %s", text, year)
	}
	if h.keys != 2 {
		t.Errorf("it took %d chords, want 2", h.keys)
	}
}

// What is due this week stands on the first screen of who signs in, with the
// counts above it and five lines at least: no key, no scrolling.
func TestBrowserDueThisWeekWithoutAKey(t *testing.T) {
	b := newTab(t, chromium(t), serveProgram(t, "--demo").base)
	b.signInAs(account.Supervisor)
	seen := evaluateRaw[struct {
		Counts string
		Rows   int
	}](b, `(() => {
		const shown = e => {
			const r = e.getBoundingClientRect();
			return r.height > 0 && r.top >= 0 && r.bottom <= innerHeight;
		};
		const all = selector => [...document.querySelectorAll(selector)].filter(shown);
		return {Counts: all(".counts a").map(a => a.textContent).join("|"),
			Rows: all("main tbody tr").filter(r => r.querySelector("a[href^='/applications/']")).length};
	})()`)
	for _, want := range []string{"逾期未办结", "今日到期", "本周到期"} {
		if !strings.Contains(seen.Counts, want) {
			t.Errorf("the first screen counts %s, want %s too", seen.Counts, want)
		}
	}
	if seen.Rows < 5 {
		t.Errorf("the first screen has %d lines to be done, want 5", seen.Rows)
	}
}
