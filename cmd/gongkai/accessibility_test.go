//go:build e2e

package main

import (
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"gongkai/handlers"
	"gongkai/views"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/report"
)

// screens are the sizes that pages are judged at: an office screen and a phone.
var screens = [][2]int64{{1366, 768}, {360, 740}}

// narrowest is the width at which nothing may stick out sideways: an office
// screen enlarged four times.
const narrowest = 320

// Every page, for each role that sees it, and in both languages, on a large and on a
// small screen: axe finds no barrier, nothing sticks out sideways at 320 pixels, the
// console stays empty, no other host is asked for anything, and the Tab key walks
// through it.
func TestBrowserPagesAreAccessible(t *testing.T) {
	axe := axeSource(t)
	s := serveProgram(t, "--demo")
	chrome := chromium(t)
	// a redirect, among the pages of a new installation, and in TestBrowserSecondFactor
	seen := &looked{at: map[string]bool{"/": true, "/setup": true, "/sign-in/code": true}}
	t.Run("roles", func(t *testing.T) {
		for _, role := range everyone {
			t.Run(string(role), func(t *testing.T) {
				t.Parallel()
				b := newTab(t, chrome, s.base)
				b.signInAs(role)
				b.tours(axe, seen, role, append(b.visits(role, account.Settings{}), b.examples(role)...))
			})
		}
	})
	for _, r := range handlers.Routes() {
		if isPage(r) && seen.first(r.Path) {
			t.Errorf("nobody looked at %s: add an address of it to examples", r.Path)
		}
	}
}

// everyone is each role, those with the most pages first; "" has not signed in.
var everyone = []account.Role{account.Supervisor, account.Admin,
	account.Clerk, account.Auditor, account.Security, account.Inspector, ""}

// looked is what has been looked at.
type looked struct {
	mu sync.Mutex
	at map[string]bool
}

// first notes something and says whether it was new.
func (l *looked) first(what string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	was := l.at[what]
	l.at[what] = true
	return !was
}

// tours looks at pages: each role at all of its own in Chinese, and one of the roles at
// each address in every other language. Every page is measured; one that is built like
// another that was judged, as that of another role mostly is, is not judged again.
func (b *tab) tours(axe string, seen *looked, role account.Role, paths []string) {
	b.t.Helper()
	for i, lang := range views.Languages {
		b.open("/help?lang=" + lang.Code)
		for _, path := range paths {
			if i > 0 && !seen.first(lang.Code+" "+path) {
				continue
			}
			b.open(path)
			seen.first(pattern(path))
			b.fitsNarrow()
			if i == 0 && seen.first("by the keyboard "+pattern(path)) {
				b.walks()
			}
			if seen.first(b.built(role, path)) {
				b.judge(axe)
			}
			b.blame()
		}
	}
}

// built says how the page that is open is built: its route, its language and which
// elements with which attributes lie in which. What is around its content is that
// of the role, which the first page tells.
func (b *tab) built(role account.Role, path string) string {
	of := ""
	if path == "/help" {
		of = string(role)
	}
	return pattern(path) + " " + of + " " + evaluateRaw[string](b, `(() => {
		const name = e => e.nodeName + "." + e.className + e.getAttributeNames().sort();
		const all = new Set([document.documentElement.lang]);
		for (const e of document.querySelectorAll("main *")) all.add(name(e.parentNode) + ">" + name(e));
		return [...all].sort().join(" ");
	})()`)
}

// visits are the pages that a role may open by their path alone.
func (b *tab) visits(role account.Role, settings account.Settings) []string {
	out := []string{"/help"}
	for _, r := range handlers.Routes() {
		if isPage(r) && !asks(r) && sees(role, settings.Powers(role), r) {
			out = append(out, r.Path)
		}
	}
	return out
}

// sees says whether a route is for a role with these powers.
func sees(role account.Role, p account.Powers, r handlers.Route) bool {
	switch r.Need {
	case handlers.Anyone:
		return role == "" && r.Path == "/sign-in"
	case handlers.SignedIn:
		return role != ""
	case handlers.Reads:
		return p.Reads
	case handlers.Acts:
		return p.Acts && (r.Path != "/approvals" || role == account.Supervisor)
	case handlers.Runs:
		return p.Runs
	case handlers.Guards:
		return p.Guards
	case handlers.Staffs:
		return p.Runs || p.Guards
	case handlers.Machine: // nobody's
	case handlers.Inspects:
		return p.Inspects
	}
	return false
}

// examples are addresses of the routes that need more than their path: an
// application at every stage and with a draft in every state, the report in every
// edition and a cell of each, a job, an office, a user.
func (b *tab) examples(role account.Role) []string {
	b.t.Helper()
	var out []string
	p := account.Settings{}.Powers(role)
	if p.Reads {
		out = append(append(out, b.someApplications(p)...), b.someReports()...)
	}
	if p.Acts {
		out = append(out, b.someJob())
	}
	if p.Runs {
		out = append(out, b.first("/offices", "table.dense tbody td a"))
	}
	if p.Runs || p.Guards {
		out = append(out, b.first("/users", "table.dense tbody td a"))
	}
	return out
}

func (b *tab) someApplications(p account.Powers) []string {
	b.t.Helper()
	var out []string
	for _, stage := range workflow.Stages {
		out = append(out, b.some("/applications?stage="+string(stage.Code), "table.register tbody th a")...)
	}
	for _, draft := range []workflow.State{workflow.Drafted, workflow.Submitted, workflow.Returned} {
		out = append(out, b.some("/applications?draft="+string(draft), "table.register tbody th a")...)
	}
	if len(out) == 0 {
		b.t.Fatal("the register shows no application")
	}
	if p.Acts {
		open := b.first("/applications?standing=open", "table.register tbody th a")
		out = append(out, open+"?draft=deliberative")
		for _, way := range []string{"", "?way=held.none", "?way=lacking.absent"} {
			out = append(out, open+"/coach"+way)
		}
	}
	return out
}

func (b *tab) someReports() []string {
	b.t.Helper()
	var out []string
	for _, e := range report.Editions {
		year := e.Last
		if year == 0 {
			year = calendar.DateOf(clock()).Year() - 1
		}
		out = append(out, "/report?"+url.Values{"year": {strconv.Itoa(year)}, "form": {e.Name}}.Encode())
	}
	out = append(out, b.first(out[len(out)-1], "table.statistics td a"))
	last := strconv.Itoa(calendar.DateOf(clock()).Year() - 1)
	sample := "?" + url.Values{"year": {last}, "n": {"3"}, "seed": {"a"}}.Encode()
	return append(out, "/report/compare?year=2019", "/journal?irregular=1", "/journal?voided=1", "/journal?number=nowhere",
		"/journal/chain?run=1", "/sample"+sample, "/sample/sheet"+sample, "/sample?year=2009&n=3&seed=a")
}

// some is the address of the first link that matches on a page, if there is one.
func (b *tab) some(path, css string) []string {
	b.t.Helper()
	b.open(path)
	if href := evaluate[string](b,
		`((document.querySelector(%s) || {getAttribute: () => ""}).getAttribute("href"))`, css); href != "" {
		return []string{href}
	}
	return nil
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
	href := b.some(path, css)
	if len(href) == 0 {
		b.t.Fatalf("%s has no %s\n%s", path, css, b.text("main"))
	}
	return href[0]
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

func (b *tab) signInAs(role account.Role) {
	b.t.Helper()
	for _, u := range demoUsers {
		if u.role == role {
			b.signIn(u.name, demoPassword)
			return
		}
	}
}

// overlays are the panels that lie over what is below them.
const overlays = "details.who, details.more"

// judge looks at the page that is open, folded as it comes and with everything
// unfolded; each panel that lies over the rest by itself.
func (b *tab) judge(axe string) {
	b.t.Helper()
	b.fitsNarrow()
	for _, screen := range screens {
		b.resize(screen[0], screen[1])
		b.judgePart(axe, "document")
	}
	for _, over := range evaluateRaw[[]string](b,
		`[...document.querySelectorAll("`+overlays+`")].map(d => "." + d.className)`) {
		evaluate[bool](b, `(document.querySelector(%s).open = true)`, over)
		b.fits()
		b.judgePart(axe, strconv.Quote(over))
		evaluate[bool](b, `(document.querySelector(%s).open = false, true)`, over)
	}
	b.affords()
	b.blame()
}

// fitsNarrow fails the test when the page, folded or unfolded, sticks out of the
// narrowest screen. It is left unfolded.
func (b *tab) fitsNarrow() {
	b.t.Helper()
	b.resize(narrowest, 740)
	b.fits()
	evaluateRaw[bool](b, `(() => {
		addEventListener("toggle", e => e.stopImmediatePropagation(), true); // else one panel folds the others
		document.querySelectorAll("details:not(.who):not(.more)").forEach(d => { d.open = true; });
		return true;
	})()`)
	b.fits()
}

func (b *tab) judgePart(axe, part string) {
	b.t.Helper()
	for _, v := range barriers(b, axe, part) {
		size := evaluateRaw[string](b, `innerWidth + "×" + innerHeight`)
		b.t.Errorf("%s, %s, at %s: %s: %s\n%s", b.path(), part, size, v.ID, v.Help, strings.Join(v.Where, "\n"))
	}
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
		const out = [...document.querySelectorAll("body *")].filter(e =>
			e.getBoundingClientRect().right > room + 1 && !e.closest(".scroll"));
		return document.documentElement.scrollWidth + " > " + room + ": " +
			out.slice(0, 5).map(e => e.tagName + "." + e.className + "#" + e.id).join(" ");
	})()`); wide != "" {
		b.t.Errorf("%s sticks out sideways: %s", b.path(), wide)
	}
}

// barrier is one finding of axe.
type barrier struct {
	ID, Help string
	Where    []string
}

// standards are the rules of axe that pages are held to. Naming them turns on the
// size of what is pressed, too, which axe leaves out of itself.
const standards = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`

// barriers asks axe about a part of the page that is open. What axe cannot decide
// is left out.
func barriers(b *tab, axe, part string) []barrier {
	if !evaluateRaw[bool](b, `typeof axe === "object"`) {
		evaluateRaw[bool](b, axe+"; true")
	}
	return evaluateRaw[[]barrier](b, `axe.run(`+part+`, {runOnly: {type: "tag", values: `+standards+
		`}, resultTypes: ["violations"], preload: false}).then(r => r.violations.map(v => ({
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
