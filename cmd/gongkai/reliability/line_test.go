//go:build reliability

package reliability

import (
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
)

// line is a line to a port that can go dead or be cut, with what is on its way lost.
type line struct {
	port int

	mu    sync.Mutex
	dead  bool
	conns map[net.Conn]bool
}

// newLine makes a line to a port of this machine.
func newLine(t *testing.T, to int) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	l := &line{port: listener.Addr().(*net.TCPAddr).Port, conns: map[net.Conn]bool{}}
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", to))
			if err != nil {
				from.Close()
				continue
			}
			go l.carry(from, far)
			go l.carry(far, from)
		}
	}()
	return l
}

// carry carries what comes from one end to the other, until the line goes dead.
func (l *line) carry(from, to net.Conn) {
	l.keep(from, true)
	defer l.keep(from, false)
	defer from.Close()
	defer to.Close()
	b := make([]byte, 32<<10)
	for {
		n, err := from.Read(b)
		if l.isDead() {
			_, _ = io.Copy(io.Discard, from) // the sender notices nothing
			return
		}
		if err == nil {
			_, err = to.Write(b[:n])
		}
		if err != nil {
			return
		}
	}
}

func (l *line) keep(c net.Conn, yes bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if yes {
		l.conns[c] = true
	} else {
		delete(l.conns, c)
	}
}

func (l *line) isDead() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dead
}

// die makes the line swallow what is sent on it.
func (l *line) die() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dead = true
}

// cut ends all connections at once, as a switch does that restarts, and returns how
// many there were.
func (l *line) cut() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.conns {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // reset, and nothing of what waits is sent
		}
		c.Close()
	}
	return len(l.conns) / 2
}
