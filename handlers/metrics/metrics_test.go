package metrics

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What was counted and measured is written as Prometheus reads it, the same however it
// came in; what cannot be measured is left out and said.
func TestHandler(t *testing.T) {
	var r Requests
	r.Observe("POST", "/applications", 303, 20*time.Millisecond)
	r.Observe("POST", "/applications", 422, 2*time.Second)
	r.Observe("BREW", "", 404, time.Millisecond)
	var failed error
	h := Handler(&r, func(*http.Request) ([]Measure, error) {
		return []Measure{{"wal_bytes", "Size of the log.", "", 4096, false},
			{"pool_waits_total", "Waits.", `pool="read"`, 2, true},
			{"pool_waits_total", "Waits.", `pool="write"`, 0, true}}, errors.New("no clock")
	}, func(err error) { failed = err })
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	want := `# HELP gongkai_requests_total Requests by route and status; a refused form is 4xx.
# TYPE gongkai_requests_total counter
gongkai_requests_total{method="other",route="",status="404"} 1
gongkai_requests_total{method="POST",route="/applications",status="303"} 1
gongkai_requests_total{method="POST",route="/applications",status="422"} 1
# HELP gongkai_request_seconds How long requests took.
# TYPE gongkai_request_seconds histogram
gongkai_request_seconds_bucket{route="",le="0.01"} 1
gongkai_request_seconds_bucket{route="",le="0.05"} 1
gongkai_request_seconds_bucket{route="",le="0.3"} 1
gongkai_request_seconds_bucket{route="",le="1"} 1
gongkai_request_seconds_bucket{route="",le="5"} 1
gongkai_request_seconds_bucket{route="",le="60"} 1
gongkai_request_seconds_bucket{route="",le="+Inf"} 1
gongkai_request_seconds_sum{route=""} 0.001
gongkai_request_seconds_count{route=""} 1
gongkai_request_seconds_bucket{route="/applications",le="0.01"} 0
gongkai_request_seconds_bucket{route="/applications",le="0.05"} 1
gongkai_request_seconds_bucket{route="/applications",le="0.3"} 1
gongkai_request_seconds_bucket{route="/applications",le="1"} 1
gongkai_request_seconds_bucket{route="/applications",le="5"} 2
gongkai_request_seconds_bucket{route="/applications",le="60"} 2
gongkai_request_seconds_bucket{route="/applications",le="+Inf"} 2
gongkai_request_seconds_sum{route="/applications"} 2.02
gongkai_request_seconds_count{route="/applications"} 2
# HELP gongkai_wal_bytes Size of the log.
# TYPE gongkai_wal_bytes gauge
gongkai_wal_bytes 4096
# HELP gongkai_pool_waits_total Waits.
# TYPE gongkai_pool_waits_total counter
gongkai_pool_waits_total{pool="read"} 2
gongkai_pool_waits_total{pool="write"} 0
`
	if diff := cmp.Diff(want, w.Body.String()); diff != "" {
		t.Errorf("the reply (-want +got):\n%s", diff)
	}
	if failed == nil {
		t.Error("nobody was told that something could not be measured")
	}
}
