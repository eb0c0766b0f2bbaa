//go:build e2e

package main

import (
	"strings"

	"github.com/chromedp/chromedp"
)

// walker notes, at each Tab, what is wrong with how the control that has the focus
// is shown: by then the page has come to rest. It knows the controls by their place
// in the document. Of radio buttons of one name one is a stop.
const walker = `(() => {
	const stop = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
	const shown = e => {
		const folded = e.closest("details:not([open])");
		return (!folded || e.parentElement === folded && e.nodeName === "SUMMARY" && !folded.parentElement.closest("details:not([open])")) &&
			e.getClientRects().length > 0 && getComputedStyle(e).visibility === "visible";
	};
	const all = [...document.querySelectorAll(stop)].filter(shown);
	const name = e => e.nodeName.toLowerCase() + (e.id ? "#" + e.id : "") + " " + (e.name || e.textContent).trim().slice(0, 30);
	const radios = e => e.type === "radio" ? all.filter(o => o.type === "radio" && o.name === e.name && o.form === e.form) : [e];
	const w = window.walker = {faults: [], left: new Set(all), last: -1};
	const seen = e => {
		const s = getComputedStyle(e);
		if (s.outlineStyle === "none" || parseFloat(s.outlineWidth) < 2) return "has no outline of 2 pixels";
		const r = [...e.getClientRects()].find(r => r.width && r.height) || e.getBoundingClientRect();
		const x = (Math.max(r.left, 0) + Math.min(r.right, innerWidth)) / 2, y = (Math.max(r.top, 0) + Math.min(r.bottom, innerHeight)) / 2;
		const top = document.elementFromPoint(x, y);
		if (!top) return "is outside the window";
		return e.contains(top) || top.contains(e) || (e.labels && [...e.labels].some(l => l.contains(top))) ? "" : "lies under " + name(top);
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
	evaluateRaw[bool](b, `document.activeElement.blur(), getSelection().removeAllRanges(), scrollTo(0, 0), true`)
	stops := evaluateRaw[int](b, walker)
	b.do("walk", chromedp.KeyEvent(strings.Repeat("\t", stops+2)))
	walked := evaluateRaw[struct {
		Faults []string
		Left   []string
	}](b, `({Faults: walker.faults.slice(0, 5), Left: [...walker.left].slice(0, 5).map(e => e.outerHTML.slice(0, 120))})`)
	if len(walked.Faults) > 0 || len(walked.Left) > 0 {
		b.t.Errorf("%s by the Tab key: %s\nnever reached: %s", b.path(), strings.Join(walked.Faults, "\n"), strings.Join(walked.Left, "\n"))
	}
}
