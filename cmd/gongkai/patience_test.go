package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener whose connections have no line and no buffer between them:
// what is written waits until it is read.
type pipes struct{ calls chan net.Conn }

func (p pipes) Accept() (net.Conn, error) {
	if conn, ok := <-p.calls; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// overPipe asks a server of the program for the page and gives the reply to read,
// in a world where waiting takes no time.
func overPipe(t *testing.T, site http.HandlerFunc, read func(body io.Reader)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		server, line := newServer(site, slog.New(slog.DiscardHandler)), pipes{make(chan net.Conn)}
		go func() { _ = server.Serve(line) }()
		ours, theirs := net.Pipe()
		line.calls <- theirs
		if _, err := io.WriteString(ours, "GET / HTTP/1.1\r\nHost: example\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		res, err := http.ReadResponse(bufio.NewReader(ours), nil)
		if err != nil {
			t.Fatal(err)
		}
		read(res.Body)
		ours.Close()
		close(line.calls)
		server.Close()
	})
}

const aPiece = 64 << 10

// A download on a slow line goes on for as long as its bytes move, however long
// the whole takes and in however large pieces it is handed over.
func TestSlowDownloadGoesOn(t *testing.T) {
	whole := bytes.Repeat([]byte("示例"), 1<<18)
	got := 0
	overPipe(t, func(w http.ResponseWriter, _ *http.Request) {
		for range 2 {
			if _, err := w.Write(whole); err != nil {
				t.Errorf("writing: %v", err)
			}
		}
	}, func(body io.Reader) {
		for {
			time.Sleep(time.Minute)
			n, err := io.CopyN(io.Discard, body, aPiece)
			got += int(n)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Errorf("after %d bytes: %v", got, err)
				return
			}
		}
	})
	if got != 2*len(whole) {
		t.Errorf("%d bytes came, want %d", got, 2*len(whole))
	}
}

// Whoever reads no more does not keep the server waiting for ever.
func TestStoppedDownloadIsCut(t *testing.T) {
	cut := make(chan error, 1)
	overPipe(t, func(w http.ResponseWriter, _ *http.Request) {
		var err error
		for err == nil {
			_, err = w.Write(make([]byte, aPiece))
		}
		cut <- err
	}, func(body io.Reader) {
		if _, err := io.CopyN(io.Discard, body, aPiece); err != nil {
			t.Errorf("the first piece: %v", err)
		}
		time.Sleep(2 * writeTime)
		if n, err := io.Copy(io.Discard, body); err == nil {
			t.Errorf("%d bytes more came, and an end", n)
		}
	})
	if err := <-cut; err == nil {
		t.Error("the handler was not told")
	}
}
