//go:build e2e

package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gongkai/workflow/account"
)

// Escape folds what is unfolded around the focus, and the focus stays there: the
// panel of the person, that of a step, the columns of the register, a return.
func TestBrowserEscapeFolds(t *testing.T) {
	t.Parallel()
	b := newTab(t, chromium(t), serveProgram(t, "--demo").base)
	b.signInAs(account.Supervisor)
	for _, panel := range []struct{ path, css string }{
		{b.first("/applications?standing=open", "table.register tbody th a"), "details[data-panel]"},
		{"/applications", "details.more"},
		{"/approvals", ".approval details"},
		{"/help", "details.who"},
	} {
		b.open(panel.path)
		evaluate[bool](b, `(document.querySelector(%s + " > summary").focus(), true)`, panel.css)
		b.do("open "+panel.css, stroke("\r"))
		b.until(`document.querySelector("` + panel.css + `").open`)
		evaluate[bool](b, `(document.querySelector(%s).
			querySelector("a, button, input:not([type=hidden]), textarea, select").focus(), true)`, panel.css)
		b.do("Escape", stroke("\u001b"))
		on := evaluate[string](b, `(d => d.open ? "it is still open" :
			document.activeElement === d.querySelector("summary") ? "" : document.activeElement.outerHTML)(
			document.querySelector(%s))`, panel.css)
		if on != "" {
			t.Errorf("%s after Escape in %s: %s, want it folded and the focus on its head", panel.path, panel.css, on)
		}
	}
}

// chords are the keys of the program, each pressed where it has something to do.
var chords = []struct{ path, on, key string }{
	{"/applications", "body", "{key: 'n', code: 'KeyN', altKey: true}"},
	{"/applications", "body", "{key: 's', code: 'KeyS', altKey: true}"},
	{"/applications", "table.register tbody th a", "{key: 'ArrowDown'}"},
	{"/applications", "table.register tbody th a", "{key: ' '}"},
	{"/applications", ".more summary", "{key: 'Escape'}"},
	{"/applications/new", "[name=name]", "{key: 'Enter'}"},
	{"/applications/new", "[name=content]", "{key: 'Enter', ctrlKey: true}"},
	{"APP", "body", "{key: '1', code: 'Digit1', altKey: true}"},
	{"APP", "[data-digits]", "{key: '3'}"},
	{"/help", "body", "{key: 'F1'}"}, // the last, for it leads away
}

// While an input method composes, no key of the program does anything: nothing is
// pressed, sent, ticked, and the focus stays. The same keys otherwise do.
func TestBrowserInputMethodsKeepTheirKeys(t *testing.T) {
	t.Parallel()
	b := newTab(t, chromium(t), serveProgram(t, "--demo").base)
	b.signInAs(account.Clerk)
	app := b.logs("当面")
	for _, c := range chords {
		path := c.path
		if path == "APP" {
			path = app
		}
		for _, how := range []struct {
			with string
			does bool
		}{{"isComposing: true", false}, {"keyCode: 229", false}, {"isComposing: false", true}} {
			b.open(path)
			b.rests()
			if did := evaluate[bool](b, `(on => {
				document.querySelectorAll("details").forEach(d => { d.open = true; });
				const e = document.querySelector(on);
				if (on !== "body") e.focus();
				const was = document.activeElement;
				let did = false;
				for (const kind of ["click", "submit"]) addEventListener(kind, x => { did = true; x.preventDefault(); }, true);
				const k = new KeyboardEvent("keydown", {bubbles: true, cancelable: true, ...`+c.key+`, `+how.with+`});
				const taken = !e.dispatchEvent(k);
				return did || taken || document.activeElement !== was;
			})(%s)`, c.on); did != how.does {
				t.Errorf("%s on %s, %s, with %s does something: %v, want %v", c.key, path, c.on, how.with, did, how.does)
			}
		}
	}
}

// rests waits until the page that is open has drawn itself: until then it may
// still give the focus to the field where one begins.
func (b *tab) rests() {
	b.t.Helper()
	evaluateRaw[bool](b, `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
}

// walker notes, at each Tab, what is wrong with how the control that has the focus
// is shown: by then the page has come to rest. It knows the controls by their place
// in the document. Of radio buttons of one name one is a stop.
const walker = `(() => {
	const stop = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
	const shown = e => {
		const folded = e.closest("details:not([open])");
		const head = folded && e.parentElement === folded && e.nodeName === "SUMMARY" &&
			!folded.parentElement.closest("details:not([open])");
		return (!folded || head) &&
			e.getClientRects().length > 0 && getComputedStyle(e).visibility === "visible";
	};
	const all = [...document.querySelectorAll(stop)].filter(shown);
	const name = e => e.nodeName.toLowerCase() + (e.id ? "#" + e.id : "") + " " +
		(e.name || e.textContent).trim().slice(0, 30);
	const radios = e => e.type !== "radio" ? [e] :
		all.filter(o => o.type === "radio" && o.name === e.name && o.form === e.form);
	const w = window.walker = {faults: [], left: new Set(all), last: -1};
	const seen = e => {
		const s = getComputedStyle(e);
		if (s.outlineStyle === "none" || parseFloat(s.outlineWidth) < 2) return "has no outline of 2 pixels";
		const r = [...e.getClientRects()].find(r => r.width && r.height) || e.getBoundingClientRect();
		const x = (Math.max(r.left, 0) + Math.min(r.right, innerWidth)) / 2;
		const y = (Math.max(r.top, 0) + Math.min(r.bottom, innerHeight)) / 2;
		const top = document.elementFromPoint(x, y);
		if (!top) return "is outside the window";
		const labelled = e.labels && [...e.labels].some(l => l.contains(top));
		return e.contains(top) || top.contains(e) || labelled ? "" : "lies under " + name(top);
	};
	document.addEventListener("keydown", k => {
		const e = document.activeElement;
		if (k.key !== "Tab" || !e || e === document.body) return;
		const at = all.indexOf(e), wrong = seen(e);
		if (at < 0) w.faults.push(name(e) + " is no control");
		if (wrong) w.faults.push(name(e) + " " + wrong);
		if (at < w.last && w.left.size) w.faults.push(name(e) + " comes after " + name(all[w.last]));
		w.last = at;
		for (const o of radios(e)) w.left.delete(o);
	}, true);
	return all.filter(e => radios(e)[0] === e).length;
})()`

// walks goes through the page that is open by the Tab key alone: in the order of
// the document, to every control, each with its focus in view, and back to the
// start.
func (b *tab) walks() {
	b.t.Helper()
	b.resize(screens[0][0], screens[0][1])
	evaluateRaw[bool](b, `document.body.tabIndex = -1, document.body.focus(),
		document.body.removeAttribute("tabindex"), scrollTo(0, 0), true`)
	stops := evaluateRaw[int](b, walker)
	b.do("walk", chromedp.KeyEvent(strings.Repeat("\t", stops+2)))
	walked := evaluateRaw[struct {
		Faults []string
		Left   []string
	}](b, `({Faults: walker.faults.slice(0, 5), Left: [...walker.left].slice(0, 5).map(e => e.outerHTML.slice(0, 120))})`)
	if len(walked.Faults) > 0 || len(walked.Left) > 0 {
		b.t.Errorf("%s by the Tab key: %s\nnever reached: %s", b.path(),
			strings.Join(walked.Faults, "\n"), strings.Join(walked.Left, "\n"))
	}
}
