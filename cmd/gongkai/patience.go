package main

import (
	"net/http"
	"time"
)

// The patience with a browser. A reply may take writeTime to begin and then as
// much for each piece: as long as bytes move, a file comes to its end on the
// slowest line.
const (
	headTime  = 10 * time.Second
	readTime  = 2 * time.Minute
	writeTime = 5 * time.Minute
	idleTime  = 2 * time.Minute
	stopTime  = 10 * time.Second

	pieceSize = 64 << 10 // bytes
)

// patient renews the patience of the server with each piece of a reply.
func patient(site http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site.ServeHTTP(&steadyWriter{w, http.NewResponseController(w)}, r)
	})
}

// steadyWriter writes a reply piece by piece. It hides what else a writer can do
// with a reply at one go: all of it goes through Write.
type steadyWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

// Write implements [http.ResponseWriter].
func (w *steadyWriter) Write(b []byte) (written int, err error) {
	for {
		if err := w.control.SetWriteDeadline(within(writeTime)); err != nil {
			return written, err
		}
		n, err := w.ResponseWriter.Write(b[:min(pieceSize, len(b))])
		written, b = written+n, b[n:]
		if err != nil || len(b) == 0 {
			return written, err
		}
	}
}

// Unwrap is for [http.ResponseController].
func (w *steadyWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
