//go:build e2e

package main

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gongkai/workflow/account"
)

// copied is what Ctrl+C would put on the clipboard, which a page that is not
// served over TLS may not read itself.
const copied = `(() => {
	const data = new DataTransfer();
	const copy = new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true});
	document.activeElement.dispatchEvent(copy);
	return data.getData("text/plain");
})()`

// The register obeys the keys of a spreadsheet: arrows walk, Space ticks, copying
// gives the line one is in or the ticked ones below their head, Escape takes the
// ticks away and Enter opens. What is typed into a filter is sent by Enter and
// stands in no address.
func TestBrowserRegisterKeys(t *testing.T) {
	b := newTab(t, chromium(t), serveProgram(t, "--demo").base)
	b.signInAs(account.Clerk)
	b.open("/applications")
	h := &hands{tab: b}
	lines := func() []string { return strings.Split(strings.TrimSpace(evaluateRaw[string](b, copied)), "\n") }
	numbers := evaluateRaw[[]string](b,
		`[...document.querySelectorAll("table.register tbody th a")].map(a => a.textContent)`)
	h.key(kb.ArrowDown)
	if got := lines(); len(got) != 1 || !strings.HasPrefix(got[0], numbers[0]+"\t") {
		t.Errorf("on the first line %q is copied, want that of %s", got, numbers[0])
	}
	for _, k := range []string{" ", kb.ArrowDown, kb.ArrowDown, " "} {
		h.key(k)
	}
	if said := b.text("#ticked"); said != "已勾选 2 件" {
		t.Errorf("with two lines ticked the page says %q", said)
	}
	if got := lines(); len(got) != 3 || !strings.HasPrefix(got[0], "编号\t") || !strings.HasPrefix(got[1], numbers[0]) ||
		!strings.HasPrefix(got[2], numbers[2]) {
		t.Errorf("with two lines ticked %q is copied, want the head and those of %s and %s", got, numbers[0], numbers[2])
	}
	h.key("\u001b")
	if got := lines(); len(got) != 1 || !strings.HasPrefix(got[0], numbers[2]) {
		t.Errorf("after Escape %q is copied, want the line of %s", got, numbers[2])
	}
	h.leads("\r")
	if title := b.text("h1"); !strings.HasPrefix(title, numbers[2]) {
		t.Errorf("Enter opens %q, want %s", title, numbers[2])
	}
	b.open("/applications")
	b.fillByID("find-content", "示例")
	evaluateRaw[bool](b, `(document.getElementById("find-content").focus(), true)`)
	h.leads("\r")
	if path := b.path(); !strings.HasPrefix(path, "/applications?find=") || strings.Contains(path, "%") {
		t.Errorf("what was typed leads to %s, want a token", path)
	}
	b.blameless()
}

// The register prints on landscape sheets from the first one on, the head on each.
func TestBrowserRegisterPrintsLandscape(t *testing.T) {
	b := newTab(t, chromium(t), serveProgram(t, "--demo").base)
	b.signInAs(account.Supervisor)
	b.open("/applications")
	r, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true)})
	if err != nil {
		t.Fatal(err)
	}
	boxes := regexp.MustCompile(`/MediaBox\s*\[0 0 (\d+)[.\d]* (\d+)`).FindAllSubmatch(r.Data, -1)
	if len(boxes) < 2 {
		t.Fatalf("the register prints on %d pages, want several", len(boxes))
	}
	for i, box := range boxes {
		wide, _ := strconv.Atoi(string(box[1]))
		high, _ := strconv.Atoi(string(box[2]))
		if wide <= high {
			t.Errorf("page %d is %d by %d, want landscape", i+1, wide, high)
		}
	}
}
