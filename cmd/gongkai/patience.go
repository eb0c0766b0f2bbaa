package main

import (
	"net/http"
	"time"
)

// How long the server waits for a browser. A reply may take writeTime to begin, and
// again as long for each piece: as long as bytes move, a file gets through even on
// the slowest line.
const (
	headTime  = 10 * time.Second // for the header of a request
	readTime  = 2 * time.Minute  // for a whole request, uploads included
	writeTime = 5 * time.Minute  // for the next piece of a reply
	idleTime  = 2 * time.Minute  // between two requests on one connection
	stopTime  = 10 * time.Second // for requests under way when the program is told to stop

	pieceSize = 64 << 10 // bytes
)

// patient restarts the server's patience with each piece of a reply.
func patient(site http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site.ServeHTTP(&steadyWriter{w, http.NewResponseController(w)}, r)
	})
}

// steadyWriter writes a reply piece by piece. It hides the other ways a writer has to
// send a reply in one go, such as ReadFrom: everything passes through Write.
type steadyWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

// Write implements [http.ResponseWriter]. It writes nothing more once a piece fails.
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

// Unwrap is for [http.ResponseController], which needs the writer beneath.
func (w *steadyWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
