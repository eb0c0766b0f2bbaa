//go:build e2e

package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// slowdown is how many times slower than this machine the old PC is that the
// pages are opened on.
const slowdown = 6

// BenchmarkBrowserPages opens the pages where people spend their day on a slow
// PC, with a register of benchRows applications behind them: milliseconds to the
// first text on the screen and to the end of loading, the worst of the openings.
func BenchmarkBrowserPages(b *testing.B) {
	site := newSite(b)
	tabs := map[string]*tab{}
	for _, p := range pagesOfTheDay(site) {
		if tabs[p.who] == nil {
			tabs[p.who] = slowTab(b, site.base, p.who)
		}
		b.Run(p.name, func(b *testing.B) {
			tab := tabs[p.who]
			var worst painted
			for b.Loop() {
				tab.open(p.path(b))
				worst = worst.or(tab.painted())
			}
			b.ReportMetric(worst.First, "fcp_ms")
			b.ReportMetric(worst.Load, "load_ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// slowTab is a tab of a slow PC where somebody has signed in.
func slowTab(b *testing.B, base, who string) *tab {
	b.Helper()
	t := newTab(b, chromium(b), base)
	t.signIn(who, benchPassword)
	if _, err := chromedp.Call(t.ctx, emulation.SetCPUThrottlingRate,
		emulation.SetCPUThrottlingRateParams{Rate: slowdown}); err != nil {
		b.Fatal(err)
	}
	return t
}

// painted is when the browser had something to show, in milliseconds.
type painted struct{ First, Load float64 }

func (p painted) or(q painted) painted { return painted{max(p.First, q.First), max(p.Load, q.Load)} }

// painted asks the page that is open when it was there.
func (b *tab) painted() painted {
	b.until(`performance.getEntriesByName("first-contentful-paint").length > 0 &&
		performance.getEntriesByType("navigation")[0].loadEventEnd > 0`)
	return evaluateRaw[painted](b, `({First: performance.getEntriesByName("first-contentful-paint")[0].startTime,
		Load: performance.getEntriesByType("navigation")[0].loadEventEnd})`)
}

// The budgets of a page: its text and all styles and scripts compressed, in
// kilobytes, its elements, and what it asks the server for.
const (
	mostText     = 15
	mostAssets   = 12
	mostElements = 3000
	mostRequests = 5
)

// affords fails the test when the page that is open is more than an old PC should
// be given.
func (b *tab) affords() {
	b.t.Helper()
	page := evaluateRaw[struct {
		HTML               string
		Elements, Requests int
	}](b, `({HTML: document.documentElement.outerHTML, Elements: document.getElementsByTagName("*").length,
		Requests: performance.getEntriesByType("resource").filter(r => r.initiatorType !== "fetch").length + 1})`)
	if kb := float64(gzipped([]byte(page.HTML))) / 1024; kb > mostText || page.Elements > mostElements ||
		page.Requests > mostRequests {
		b.t.Errorf("%s: %s, %d elements, %d requests; at most %d KB, %d and %d", b.path(),
			fmt.Sprintf("%.1f KB compressed", kb), page.Elements, page.Requests, mostText, mostElements, mostRequests)
	}
}
