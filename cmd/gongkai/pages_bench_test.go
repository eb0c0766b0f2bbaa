package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"
)

// BenchmarkPages asks for the pages where people spend their day, one after the
// other, with a register of benchRows applications behind them: the time to the
// last byte as the middle and the slowest twentieth of the requests saw it, and
// the size of the page as it would be sent compressed.
func BenchmarkPages(b *testing.B) {
	site := newSite(b)
	for _, p := range pagesOfTheDay(site) {
		b.Run(p.name, func(b *testing.B) {
			site.signIn(b, p.who, benchPassword)
			site.timed(b, p.path(b))
		})
	}
}

// pageOfTheDay is a page and who looks at it.
type pageOfTheDay struct {
	name, who string
	path      func(testing.TB) string
}

// pagesOfTheDay are the pages of the benchmarks.
func pagesOfTheDay(site *caller) []pageOfTheDay {
	at := func(path string) func(testing.TB) string { return func(testing.TB) string { return path } }
	found := func(text string) func(testing.TB) string {
		return func(b testing.TB) string { return site.found(b, text) }
	}
	return []pageOfTheDay{
		{"list", "jingban", at("/applications")},
		{"list_page_1000", "jingban", at("/applications?page=1000")},
		{"list_by_due", "jingban", at("/applications?sort=due")},
		{"list_overdue", "jingban", at("/applications?standing=overdue")},
		{"list_year", "jingban", at("/applications?year=2023&sort=received")},
		{"search_two_characters", "jingban", found("宅基")},
		{"search_common", "jingban", found("批准文件")},
		{"search_rare", "jingban", found("777 号卷")},
		{"page", "jingban", at("/applications/4711")},
		{"page_open", "jingban", at(fmt.Sprintf("/applications/%d", benchRows()))},
		{"log", "jingban", at("/applications/new")},
		{"workbench", "jingban", at("/work")},
		{"workbench_head", "shenhe", at("/work")},
		{"approvals", "shenhe", at("/approvals")},
		{"oversight", "shenhe", at("/oversight")},
		{"daily", "shenhe", at("/daily")},
		{"trends", "shenhe", at("/trends")},
		{"disputes", "shenhe", at("/disputes")},
		{"report", "shenji", at("/report?year=2023")},
		{"journal", "shenji", at("/journal")},
	}
}

// timed reads a page again and again.
func (c *caller) timed(b *testing.B, path string) {
	b.Helper()
	var took []time.Duration
	body := c.read(b, path) // unmeasured, to fill the caches
	for b.Loop() {
		begin := b.Elapsed()
		body = c.read(b, path)
		took = append(took, b.Elapsed()-begin)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50_ms")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95_ms")
	b.ReportMetric(float64(gzipped(body))/1024, "gz_KB")
	b.ReportMetric(0, "ns/op")
}

func (c *caller) read(b testing.TB, path string) []byte {
	b.Helper()
	res, err := c.http.Get(c.base + path)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		b.Fatalf("%s: status %d, %v", path, res.StatusCode, err)
	}
	return body
}

// gzipped is how many bytes a page has when it is compressed.
func gzipped(body []byte) int {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(body) // to memory
	_ = z.Close()
	return out.Len()
}

// found searches the register and gives the address of what was found.
func (c *caller) found(b testing.TB, text string) string {
	b.Helper()
	c.signIn(b, "jingban", benchPassword)
	res, err := c.http.PostForm(c.base+"/applications/find", url.Values{"csrf": {c.csrf}, "q": {text}})
	if err != nil {
		b.Fatal(err)
	}
	if err := drained(res, http.StatusOK); err != nil {
		b.Fatal(err)
	}
	return res.Request.URL.RequestURI()
}
