//go:build e2e

package main

import (
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/handlers"
	"gongkai/views"
	"gongkai/workflow"
)

// screens are the sizes that pages are judged at: an office screen and a phone.
var screens = [][2]int64{{1366, 768}, {360, 740}}

// narrowest is the width at which nothing may stick out sideways: an office
// screen enlarged four times.
const narrowest = 320

// Every page, for those who see it, in both languages, on a large and on a small
// screen: axe finds no barrier, nothing sticks out sideways at 320 pixels, the
// console stays empty and no other host is asked for anything.
func TestBrowserPagesAreAccessible(t *testing.T) {
	axe := axeSource(t)
	s := serveProgram(t, "--demo")
	chrome := chromium(t)
	seen := map[string]bool{"/": true, "/setup": true} // a redirect, and judged below
	for _, role := range []workflow.Role{"", workflow.Supervisor, workflow.Auditor, workflow.Admin} {
		b := newTab(t, chrome, s.base)
		b.signInAs(role)
		paths := b.visits(role)
		for _, lang := range views.Languages {
			b.open("/help?lang=" + lang.Code)
			for _, path := range paths {
				seen[pattern(path)] = true
				b.open(path)
				b.judge(axe)
			}
		}
	}
	for _, r := range handlers.Routes() {
		if isPage(r) && !seen[r.Path] {
			t.Errorf("nobody looked at %s: add an address of it to visits", r.Path)
		}
	}
}

// The pages that tell of a mistake are as free of barriers as the others: a form
// sent empty, a page that is not there, the setup of a new installation.
func TestBrowserMistakesAreAccessible(t *testing.T) {
	axe := axeSource(t)
	chrome := chromium(t)
	fresh := newTab(t, chrome, serveProgram(t, "--data", t.TempDir()).base)
	fresh.open("/setup")
	fresh.judge(axe)
	b := newTab(t, chrome, serveProgram(t, "--demo").base)
	b.signInAs(workflow.Supervisor)
	b.open("/applications/new")
	b.press("main", "保存并打开", http.StatusUnprocessableEntity)
	b.forgive() // the browser notes the status
	b.judge(axe)
	b.visit("/applications/999999", http.StatusNotFound)
	b.forgive()
	b.judge(axe)
}

// visits are the addresses that a role looks at.
func (b *tab) visits(role workflow.Role) []string {
	b.t.Helper()
	switch role {
	case "":
		return []string{"/sign-in", "/help"}
	case workflow.Auditor:
		sample := "/sample?year=" + strconv.Itoa(workflow.DateOf(time.Now()).Year()-1) + "&n=3&seed=a"
		return append([]string{
			"/applications", "/report", "/report/compare", "/report/compare?year=2019", "/journal", "/journal?irregular=1", "/journal?voided=1",
			"/journal?number=nowhere", "/journal/chain?run=1", "/sample", sample, strings.Replace(sample, "?", "/sheet?", 1), "/sample?year=2009&n=3&seed=a",
		}, b.first("/applications", "table.register tbody th a"))
	}
	var out []string
	for _, r := range handlers.Routes() {
		if isPage(r) && !asks(r) && (role == workflow.Admin) == keeps(r) && r.Need != handlers.Anyone {
			out = append(out, r.Path)
		}
	}
	switch role {
	case workflow.Supervisor:
		out = append(out, b.examples()...)
	case workflow.Admin:
		out = append(out, b.first("/offices", "table.dense tbody td a"), b.first("/users", "table.dense tbody td a"))
	}
	return out
}

// keeps says whether the route is for those who keep the installation.
func keeps(r handlers.Route) bool {
	switch r.Need {
	case handlers.Runs, handlers.Guards, handlers.Staffs, handlers.Inspects:
		return true
	}
	return false
}

// examples are an application at every stage and with a draft in every state, the
// report in every edition and a cell of each.
func (b *tab) examples() []string {
	b.t.Helper()
	var out []string
	for _, stage := range workflow.Stages {
		out = append(out, b.first("/applications?stage="+string(stage.Code), "table.register tbody th a"))
	}
	for _, draft := range []workflow.State{workflow.Drafted, workflow.Submitted, workflow.Returned} {
		out = append(out, b.first("/applications?draft="+string(draft), "table.register tbody th a"))
	}
	for _, way := range []string{"", "?way=held.none", "?way=lacking.absent"} {
		out = append(out, out[0]+"/coach"+way)
	}
	out = append(out, out[0]+"?draft=deliberative")
	for _, e := range workflow.Editions {
		year := e.Last
		if year == 0 {
			year = workflow.DateOf(time.Now()).Year() - 1
		}
		out = append(out, "/report?"+url.Values{"year": {strconv.Itoa(year)}, "form": {e.Name}}.Encode())
	}
	return append(out, b.first(out[len(out)-1], "table.statistics td a"), b.someJob())
}

// someJob brings a register so long that trying it is a job, and gives its page.
func (b *tab) someJob() string {
	b.t.Helper()
	b.open("/import")
	return evaluateRaw[string](b, `(async () => {
		const form = new FormData(document.querySelector('form[action="/import"]'));
		form.set("file", new File(["编号,渠道\n" + ",\n".repeat(2001)], "台账.csv"));
		const reply = await fetch("/import", {method: "POST", body: form});
		return new URL(reply.url).pathname;
	})()`)
}

// first is the address of the first link that matches on a page.
func (b *tab) first(path, css string) string {
	b.t.Helper()
	b.open(path)
	href := evaluate[string](b, `((document.querySelector(%s) || {getAttribute: () => ""}).getAttribute("href"))`, css)
	if href == "" {
		b.t.Fatalf("%s has no %s\n%s", path, css, b.text("main"))
	}
	return href
}

// isPage says whether the route shows a page to a person.
func isPage(r handlers.Route) bool {
	return r.Method == http.MethodGet && r.Need != handlers.Machine &&
		!strings.HasPrefix(r.Path, "/api/") && !strings.HasSuffix(r.Path, "/export")
}

// asks says whether an address of the route needs more than its path.
func asks(r handlers.Route) bool {
	return strings.Contains(r.Path, ":") || r.Path == "/report/cell" || r.Path == "/sample/sheet"
}

// pattern is the route of an address: a number stands for its parameter.
func pattern(path string) string {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	if own := map[string]string{"offices": ":code", "users": ":name"}[parts[1]]; len(parts) == 3 && own != "" {
		parts[2] = own
	}
	if len(parts) == 3 && parts[1] == "jobs" {
		parts[2] = ":id"
	}
	for i, p := range parts {
		if _, err := strconv.Atoi(p); err == nil {
			parts[i] = ":id"
		}
	}
	return strings.Join(parts, "/")
}

func (b *tab) signInAs(role workflow.Role) {
	b.t.Helper()
	for _, u := range demoUsers {
		if u.role == role {
			b.signIn(u.name, demoPassword)
			return
		}
	}
}

// judge looks at the page that is open, folded as it comes and with everything
// unfolded.
func (b *tab) judge(axe string) {
	b.t.Helper()
	b.resize(narrowest, 740)
	b.fits()
	evaluateRaw[bool](b, `document.querySelectorAll("details").forEach(d => { d.open = true; }), true`)
	b.fits()
	for _, screen := range screens {
		b.resize(screen[0], screen[1])
		for _, v := range barriers(b, axe) {
			b.t.Errorf("%s at %d×%d: %s: %s\n%s", b.path(), screen[0], screen[1], v.ID, v.Help, strings.Join(v.Where, "\n"))
		}
	}
	b.blame()
}

// blame reports what was noted on the page that is open.
func (b *tab) blame() {
	b.t.Helper()
	b.mu.Lock()
	noted := len(b.faults)
	b.mu.Unlock()
	if noted > 0 {
		b.t.Errorf("on %s:", b.path())
		b.blameless()
	}
}

// fits fails the test when the page is wider than the screen.
func (b *tab) fits() {
	b.t.Helper()
	if wide := evaluate[string](b, `(() => {
		const room = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= room) return "";
		const out = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > room + 1 && !e.closest(".scroll"));
		return document.documentElement.scrollWidth + " > " + room + ": " + out.slice(0, 5).map(e => e.tagName + "." + e.className + "#" + e.id).join(" ");
	})()`); wide != "" {
		b.t.Errorf("%s sticks out sideways: %s", b.path(), wide)
	}
}

// barrier is one finding of axe.
type barrier struct {
	ID, Help string
	Where    []string
}

// barriers asks axe about the page that is open, by all the rules it follows of
// itself and the size of what is pressed.
func barriers(b *tab, axe string) []barrier {
	if !evaluateRaw[bool](b, `typeof axe === "object"`) {
		evaluateRaw[bool](b, axe+"; true")
	}
	return evaluateRaw[[]barrier](b, `axe.run({rules: {"target-size": {enabled: true}}}).then(r => r.violations.map(v => ({
		ID: v.id, Help: v.help, Where: v.nodes.slice(0, 5).map(n => "  " + n.target.join(" ") + ": " + n.failureSummary)})))`)
}

// axeSource is the script of axe-core.
func axeSource(t *testing.T) string {
	t.Helper()
	path := os.Getenv("GONGKAI_AXE")
	if path == "" {
		t.Skip("GONGKAI_AXE does not name axe.min.js (npm install axe-core)")
	}
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}
