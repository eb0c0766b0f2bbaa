//go:build e2e

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long one act of the browser may take on a slow machine.
const patience = 60 * time.Second

// served is the program as a newcomer starts it, and what it has said so far.
type served struct {
	base string
	mu   sync.Mutex
	text strings.Builder
}

func (s *served) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

// said is everything the program has printed.
func (s *served) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// match finds what the program printed; it fails the test when it did not.
func (s *served) match(t testing.TB, pattern string) []string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(s.said())
	if m == nil {
		t.Fatalf("the program did not print /%s/, but:\n%s", pattern, s.said())
	}
	return m
}

// serveProgram runs gongkai serve with these flags until the test is over.
func serveProgram(t testing.TB, flags ...string) *served {
	t.Helper()
	addr := freeAddress(t)
	s := &served{base: "http://" + addr}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	args := append([]string{"serve", "--addr", addr}, flags...)
	go func() {
		ended <- run(ctx, env{args, strings.NewReader(""), s, s, func(string) (string, bool) { return "", false }, clock})
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("serve ended with %d, want 0:\n%s", code, s.said())
		}
	})
	s.await(t)
	return s
}

// await returns when the program answers.
func (s *served) await(t testing.TB) {
	t.Helper()
	for range 600 {
		if r, err := http.Get(s.base + "/healthz"); err == nil {
			r.Body.Close()
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("no answer from %s:\n%s", s.base, s.said())
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// chromium starts a browser for the test; each tab opened in it has cookies of
// its own.
func chromium(t testing.TB) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromiumPath(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(end)
	ctx, _ := chromedp.NewContext(allocator)
	t.Cleanup(func() { _ = chromedp.Cancel(ctx) })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	return ctx
}

func chromiumPath(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no Chromium found; Debian: apt-get install chromium")
	return ""
}

// tab is one person at the browser. It notes what no page of ours may do:
// write to the console, fail in a script, ask another host for something.
type tab struct {
	t      testing.TB
	ctx    context.Context
	base   string
	mu     sync.Mutex
	faults []string
}

func newTab(t testing.TB, browser context.Context, base string) *tab {
	t.Helper()
	ctx, end := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(end)
	b := &tab{t: t, ctx: ctx, base: base}
	if err := chromedp.Listen(ctx, b.notice); err != nil {
		t.Fatal(err)
	}
	b.resize(1366, 768)
	t.Cleanup(b.blameless)
	return b
}

func (b *tab) notice(event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, b.base+"/") && !strings.HasPrefix(u, "data:") &&
			!strings.HasPrefix(u, "blob:"+b.base) {
			b.fault("asked another host: " + u)
		}
	case *runtime.EventConsoleAPICalled:
		b.fault("wrote to the console: " + string(e.Type) + spoken(e.Args))
	case *runtime.EventExceptionThrown:
		b.fault("script failed: " + e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level != log.EntryLevelVerbose { // hints that the console hides
			b.fault("browser says: " + e.Entry.Text + " " + e.Entry.URL)
		}
	}
}

// spoken is what a script wrote to the console.
func spoken(args []*runtime.RemoteObject) string {
	var out strings.Builder
	for _, a := range args {
		out.WriteString(" " + string(a.Value) + a.Description)
	}
	return out.String()
}

func (b *tab) fault(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, text)
}

// blameless fails the test for what was noted since the last time.
func (b *tab) blameless() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.faults {
		b.t.Errorf("%s", f)
	}
	b.faults = nil
}

// forgive drops what was noted: after a page that is meant to fail.
func (b *tab) forgive() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = nil
}

// do runs actions and fails the test when one does not work.
func (b *tab) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, end := context.WithTimeout(b.ctx, patience)
	defer end()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.t.Fatalf("%s: %v\n%s", what, err, b.text("main"))
	}
}

func (b *tab) resize(width, height int64) {
	b.do("resize", chromedp.EmulateViewport(width, height))
}

// withoutScripts turns the scripts of the pages off.
func (b *tab) withoutScripts() {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		b.t.Fatal(err)
	}
}

// answers runs actions that lead to another page and gives its status.
func (b *tab) answers(what string, actions ...chromedp.Action[chromedp.Void]) int {
	b.t.Helper()
	ctx, end := context.WithTimeout(b.ctx, patience)
	defer end()
	r, err := chromedp.RunResponse(ctx, actions...)
	if err != nil {
		b.t.Fatalf("%s: %v\n%s", what, err, b.text("main"))
	}
	return int(r.Status)
}

// open goes to an address and expects a page.
func (b *tab) open(path string) {
	b.t.Helper()
	b.visit(path, http.StatusOK)
}

// visit goes to an address and expects the status.
func (b *tab) visit(path string, want int) {
	b.t.Helper()
	if got := b.answers("open "+path, chromedp.Navigate(b.base+path)); got != want {
		b.t.Fatalf("open %s: status %d, want %d\n%s", path, got, want, b.text("main"))
	}
}

// press clicks the button or link with these words within an element, and
// expects another page with the status.
func (b *tab) press(within, words string, want int) {
	b.t.Helper()
	what := "press " + words + " in " + within
	if got := b.answers(what, chromedp.Click(chromedp.Search(control(within, words)), chromedp.NodeVisible)); got != want {
		b.t.Fatalf("%s: status %d, want %d\n%s", what, got, want, b.text("main"))
	}
}

// unfold opens the details element with this id.
func (b *tab) unfold(id string) {
	b.t.Helper()
	if !evaluate[bool](b, `document.getElementById(%s).open`, id) {
		b.do("unfold "+id, chromedp.Click(chromedp.CSS("#"+id+" > summary"), chromedp.NodeVisible))
	}
}

// control is the path of a button or link by its words.
func control(within, words string) string {
	return fmt.Sprintf(`//*[@id=%q]//*[self::button or self::a][normalize-space()=%q]`, within, words)
}

// fill puts a value in the field that has this label, the way a person finds
// it: a text is typed over, an option chosen by how it begins, a box ticked.
func (b *tab) fill(within, label, value string) {
	b.t.Helper()
	if fault := evaluate[string](b, `((within, label, value) => {
		const words = e => e.textContent.replace("*", "").trim();
		const labels = [...document.querySelectorAll("#" + within + " label")].filter(l => words(l) === label);
		const group = [...document.querySelectorAll("#" + within + " [data-digits]")].
			find(g => words(g.querySelector("legend")) === label);
		const radio = group && [...group.querySelectorAll("label")].
			find(l => l.querySelector("kbd").nextSibling.textContent.trim().startsWith(value));
		if (labels.length !== 1 && !radio) return labels.length + " labels";
		const c = (radio || labels[0]).control;
		if (!c) return "label without a field";
		if (c.type === "radio" || c.type === "checkbox") { c.checked = true; }
		else if (c.tagName === "SELECT") {
			const o = [...c.options].find(o => o.text.startsWith(value));
			if (!o) return "options " + [...c.options].map(o => o.text).join("|");
			c.value = o.value;
		} else { c.value = value; }
		for (const e of ["input", "change"]) c.dispatchEvent(new Event(e, {bubbles: true}));
		return "";
	})(%s, %s, %s)`, within, label, value); fault != "" {
		b.t.Fatalf("fill %q with %q: %s\n%s", label, value, fault, b.text("main"))
	}
}

// text is what the first element that matches shows; "" if there is none.
func (b *tab) text(css string) string {
	return evaluate[string](b, `(document.querySelector(%s) || {innerText: ""}).innerText`, css)
}

// path is the address the tab is at, without the host.
func (b *tab) path() string { return evaluate[string](b, `location.pathname + location.search`) }

// evaluate runs a script of the test in the page, with values in place of %s.
func evaluate[T any](b *tab, script string, values ...string) T {
	var quoted []any
	for _, v := range values {
		q, _ := json.Marshal(v) // a string always can be
		quoted = append(quoted, string(q))
	}
	return evaluateRaw[T](b, fmt.Sprintf(script, quoted...))
}

func evaluateRaw[T any](b *tab, script string) T {
	ctx, end := context.WithTimeout(b.ctx, patience)
	defer end()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Errorf("script: %v", err)
	}
	return v
}

// download clicks a link to a file and gives the path where it was put.
func (b *tab) download(within, words string) string {
	b.t.Helper()
	return b.downloads(words, func() {
		b.do("download", chromedp.Click(chromedp.Search(control(within, words)), chromedp.NodeVisible))
	})
}

// downloads gives the path of the file that an act brings.
func (b *tab) downloads(words string, act func()) string {
	b.t.Helper()
	dir, on := b.t.TempDir(), true
	ctx, end := context.WithTimeout(b.ctx, patience)
	defer end()
	params := browser.SetDownloadBehaviorParams{Behavior: browser.SetDownloadBehaviorBehaviorAllowAndName,
		DownloadPath: dir, EventsEnabled: &on,
		BrowserContextID: chromedp.FromContext(b.ctx).BrowserContextID}
	if _, err := chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, params); err != nil {
		b.t.Fatal(err)
	}
	events := chromedp.BrowserEvents(ctx, browser.DownloadProgress)
	act()
	for e, err := range events {
		if err != nil {
			b.t.Fatalf("download %s: %v", words, err)
		}
		switch e.State {
		case browser.DownloadProgressStateCompleted:
			return filepath.Join(dir, e.GUID)
		case browser.DownloadProgressStateCanceled:
			b.t.Fatalf("download %s was cancelled", words)
		case browser.DownloadProgressStateInProgress:
		}
	}
	return ""
}

// sheet reads the first sheet of a workbook with LibreOffice: the words of an
// office program that is not ours.
func openedTable(t testing.TB, workbook string) string {
	t.Helper()
	dir := t.TempDir()
	xlsx := filepath.Join(dir, "table.xlsx")
	if err := os.Rename(workbook, xlsx); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("soffice", "-env:UserInstallation=file://"+dir+"/profile", "--headless",
		"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", dir, xlsx)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "table.csv"))
	if err != nil {
		t.Fatalf("LibreOffice wrote nothing: %v", err)
	}
	return string(text)
}
