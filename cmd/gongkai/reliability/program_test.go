//go:build reliability

package reliability

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// long is the run by hand; without it each test does its share for CI.
var long = flag.Bool("long", false, "as many rounds as docs/reliability.md reports, which takes half an hour")

// of chooses how much is done.
func of(short, all int) int {
	if *long {
		return all
	}
	return short
}

// The programs under test: as it is released, and made unsafe on purpose in one way each.
const (
	sound  = ""
	normal = "normal" // SQLite with synchronous=NORMAL
	parts  = "parts"  // no transactions
)

// built are the executables by their fault.
var built = map[string]string{}

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(withPrograms(m))
}

// withPrograms builds the programs under test and runs the tests.
func withPrograms(m *testing.M) int {
	dir, err := os.MkdirTemp("", "gongkai-reliability-")
	if err != nil {
		log.Print(err)
		return 1
	}
	defer os.RemoveAll(dir)
	if os.Getuid() == 0 { // the server of PostgreSQL is another user's
		if err := os.Chmod(dir, 0o755); err != nil {
			log.Print(err)
			return 1
		}
	}
	for _, fault := range []string{sound, normal, parts} {
		built[fault] = filepath.Join(dir, "gongkai"+fault)
		args := []string{"build", "-tags", "sqlite_fts5", "-o", built[fault]}
		if fault != sound {
			args = append(args, "-tags", "sqlite_fts5,unsafe", "-ldflags", "-X gongkai/models/durability.trial="+fault)
		}
		if out, err := exec.Command("go", append(args, "gongkai/cmd/gongkai")...).CombinedOutput(); err != nil {
			log.Printf("build %q: %v\n%s", fault, err, out)
			return 1
		}
	}
	return m.Run()
}

// place is an installation: an executable, and where its data is.
type place struct {
	program, data, db string // db "": the file in data
}

// command is a run of the program in this place.
func (p place) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, p.program, args...)
	cmd.Env = append(os.Environ(), "GONGKAI_DATA="+p.data, "GONGKAI_DB="+p.db)
	return cmd
}

// run runs a command of the program that has to succeed, and gives what it printed.
func (p place) run(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	cmd := p.command(t.Context(), args...)
	cmd.Stdin = strings.NewReader(stdin)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("gongkai %s: %v\n%s%s", strings.Join(args, " "), err, &stdout, &stderr)
	}
	return stdout.String()
}

// password is that of everybody here.
const password = "long-enough-2"

// settle makes the office and the people the tests work with.
func (p place) settle(t *testing.T) {
	t.Helper()
	p.run(t, "", "office", "add", "xzf", "示例县人民政府办公室")
	for name, role := range map[string]string{"jia": "clerk", "yi": "supervisor", "bing": "admin"} {
		p.run(t, password+"\n", "user", "add", name, "--office", "xzf", "--role", role, "--password-stdin")
	}
}

// server is a running `gongkai serve`.
type server struct {
	cmd    *exec.Cmd
	base   string        // where it listens
	took   time.Duration // until it served
	ended  chan error    // gets how it ended, once
	stderr *os.File
}

var serving = regexp.MustCompile(`在 (http://\S+) 提供服务`)

// patience is how long anything may take before a test gives up on it. It judges
// nothing: what is measured is printed.
const patience = 2 * time.Minute

// serve starts the program on a free port and waits until it answers.
func (p place) serve(t *testing.T) *server {
	t.Helper()
	log, err := os.OpenFile(filepath.Join(t.TempDir(), "stderr"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{ended: make(chan error, 1), stderr: log}
	s.cmd = p.command(context.Background(), "serve", "--addr", "127.0.0.1:0")
	s.cmd.Stderr = log
	stdout, err := s.cmd.StdoutPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	said := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			if m := serving.FindStringSubmatch(lines.Text()); m != nil {
				said <- m[1]
			}
		}
		close(said)
		s.ended <- s.cmd.Wait()
	}()
	select {
	case s.base = <-said:
	case <-time.After(patience):
	}
	if s.base == "" {
		t.Fatalf("the server did not start: %s", s.words())
	}
	t.Cleanup(func() { s.signal(syscall.SIGCONT); s.kill(); s.stderr.Close() })
	s.answers(t)
	s.took = time.Since(begin)
	return s
}

// answers waits until the server answers.
func (s *server) answers(t *testing.T) {
	t.Helper()
	for range 1000 {
		res, err := http.Get(s.base + "/healthz")
		if err == nil {
			_, _ = io.Copy(io.Discard, res.Body)
			res.Body.Close()
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the server does not answer: %s", s.words())
}

// words are the last of what the server wrote to its log.
func (s *server) words() string {
	b, _ := os.ReadFile(s.stderr.Name())
	return string(b[max(0, len(b)-4000):])
}

// faults are the last lines of the log about requests that failed.
func (s *server) faults() string {
	b, _ := os.ReadFile(s.stderr.Name())
	var out []string
	for line := range strings.Lines(string(b)) {
		if strings.Contains(line, "request failed") && !strings.Contains(line, "稍后再试") {
			out = append(out, line)
		}
	}
	return strings.Join(out[max(0, len(out)-20):], "")
}

func (s *server) signal(sig os.Signal) { _ = s.cmd.Process.Signal(sig) }

// kill takes the server's life, and waits until it is gone.
func (s *server) kill() {
	s.signal(syscall.SIGKILL)
	s.ended <- <-s.ended
}

// stop tells the server to stop, and waits for that.
func (s *server) stop(t *testing.T) {
	t.Helper()
	s.signal(syscall.SIGTERM)
	err := <-s.ended
	s.ended <- err
	if err != nil {
		t.Errorf("told to stop, the server ended with %v: %s", err, s.words())
	}
}

// entrance is where clerks find a server: while one is dead, none.
type entrance struct{ base atomic.Value }

func (e *entrance) open(s *server) { e.base.Store(s.base) }

// errNobody is what a clerk meets while there is no server.
var errNobody = errors.New("no server")

// address is that of a page.
func (e *entrance) address(path string) (string, error) {
	base, _ := e.base.Load().(string)
	if base == "" {
		return "", errNobody
	}
	return base + path, nil
}

// report prints a measurement as docs/reliability.md has it.
func report(t *testing.T, format string, args ...any) {
	t.Helper()
	fmt.Printf("%s: %s\n", t.Name(), fmt.Sprintf(format, args...))
}
