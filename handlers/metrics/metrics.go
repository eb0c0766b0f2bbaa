// Package metrics counts requests and writes what was counted and measured as Prometheus
// reads it (text exposition format 0.0.4). It knows routes, numbers and names of
// measures; it never gets to see an address, a form or a name of a person.
package metrics

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// bounds are the upper ends of the buckets of durations, in seconds. A page should take
// less than the third; the last is how long a request may take at all.
var bounds = []float64{0.01, 0.05, 0.3, 1, 5, 60}

// request is what is told apart: a form that was taken and one that was refused are of
// different status.
type request struct {
	method, route string
	status        int
}

// duration is how long the requests of one route took: how many up to each bound, how
// many in all, and all together in seconds.
type duration struct {
	upTo  [6]uint64
	count uint64
	sum   float64
}

// Requests counts requests. The zero value is ready, and safe for many goroutines.
type Requests struct {
	mu        sync.Mutex
	counts    map[request]uint64
	durations map[string]duration
}

// Observe counts one request. Route is the pattern, such as /applications/:id, never
// the address; "" is one that there is not.
func (r *Requests) Observe(method, route string, status int, took time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.counts == nil {
		r.counts, r.durations = map[request]uint64{}, map[string]duration{}
	}
	r.counts[request{known(method), route, status}]++
	d := r.durations[route]
	for i, bound := range bounds {
		if took.Seconds() <= bound {
			d.upTo[i]++
		}
	}
	d.count++
	d.sum += took.Seconds()
	r.durations[route] = d
}

// known keeps methods that a client made up from becoming ever more series.
func known(method string) string {
	if slices.Contains([]string{http.MethodGet, http.MethodPost, http.MethodHead}, method) {
		return method
	}
	return "other"
}

// Measure is one number as it is now.
type Measure struct {
	Name    string // without the prefix gongkai_
	Help    string
	Labels  string // as in the format: pool="read"; "" for none
	Value   float64
	Counter bool // it only ever grows
}

// Handler answers with the requests counted so far, and with what measures returns at
// that moment. What could not be measured is left out, and the error goes to failed:
// an absent series is noticed, an invented one is not.
func Handler(r *Requests, measures func(*http.Request) ([]Measure, error), failed func(error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		all, err := measures(req)
		if err != nil {
			failed(err)
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		out := bufio.NewWriter(w)
		r.write(out)
		write(out, all)
		if err := out.Flush(); err != nil {
			failed(err)
		}
	})
}

// write writes the requests, in the order of their labels, so that two replies can be
// compared.
func (r *Requests) write(w io.Writer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	head(w, "requests_total", "Requests by route and status; a refused form is 4xx.", "counter")
	for _, k := range slices.SortedFunc(maps.Keys(r.counts), func(a, b request) int {
		return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.method, b.method), cmp.Compare(a.status, b.status))
	}) {
		line(w, "requests_total", fmt.Sprintf("method=%q,route=%s,status=\"%d\"", k.method, quoted(k.route), k.status),
			float64(r.counts[k]))
	}
	head(w, "request_seconds", "How long requests took.", "histogram")
	for _, route := range slices.Sorted(maps.Keys(r.durations)) {
		d, label := r.durations[route], "route="+quoted(route)
		for i, bound := range bounds {
			le := strconv.FormatFloat(bound, 'g', -1, 64)
			line(w, "request_seconds_bucket", label+",le=\""+le+"\"", float64(d.upTo[i]))
		}
		line(w, "request_seconds_bucket", label+",le=\"+Inf\"", float64(d.count))
		line(w, "request_seconds_sum", label, d.sum)
		line(w, "request_seconds_count", label, float64(d.count))
	}
}

// write writes measures. Those of one name stand together.
func write(w io.Writer, all []Measure) {
	last := ""
	for _, m := range all {
		if m.Name != last {
			head(w, m.Name, m.Help, map[bool]string{true: "counter", false: "gauge"}[m.Counter])
		}
		last = m.Name
		line(w, m.Name, m.Labels, m.Value)
	}
}

// head explains a series.
func head(w io.Writer, name, help, kind string) {
	_, _ = fmt.Fprintf(w, "# HELP gongkai_%s %s\n# TYPE gongkai_%s %s\n", name, help, name, kind)
}

// line is one value.
func line(w io.Writer, name, labels string, value float64) {
	if labels != "" {
		labels = "{" + labels + "}"
	}
	_, _ = fmt.Fprintf(w, "gongkai_%s%s %s\n", name, labels, strconv.FormatFloat(value, 'g', -1, 64))
}

// quoted is a label value as the format escapes it.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}
