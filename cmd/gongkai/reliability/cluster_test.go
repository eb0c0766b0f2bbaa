//go:build reliability

package reliability

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// postgres is one PostgreSQL server: a directory and a port of its own.
type postgres struct {
	bin, dir string // where its programs are, and its data
	port     int
}

// binaries finds the programs of PostgreSQL, the newest where there are several.
func binaries(t *testing.T) string {
	t.Helper()
	var found []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin"} {
		there, _ := filepath.Glob(pattern)
		found = append(found, there...)
	}
	if len(found) == 0 {
		t.Fatal("PostgreSQL is not installed (Debian: apt-get install postgresql)")
	}
	slices.Sort(found)
	return found[len(found)-1]
}

// tool is a program of PostgreSQL, which refuses to run as root.
func (p *postgres) tool(name string, args ...string) *exec.Cmd {
	argv := append([]string{filepath.Join(p.bin, name)}, args...)
	if os.Getuid() == 0 {
		argv = append([]string{"runuser", "-u", "postgres", "--"}, argv...)
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = "/"
	return cmd
}

// must runs a tool that has to succeed.
func (p *postgres) must(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := p.tool(name, args...)
	var out bytes.Buffer // a file would be kept open by the server
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = 1
	if err := cmd.Run(); err != nil && !strings.Contains(err.Error(), "WaitDelay") {
		log, _ := os.ReadFile(p.dir + ".log")
		t.Fatalf("%s %q: %v\n%s\n%s", name, args, err, out.String(), log[max(0, len(log)-2000):])
	}
	return out.String()
}

// directory is a new one that the user of PostgreSQL may write to.
func directory(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "gongkai-postgres-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if u, err := user.Lookup("postgres"); err == nil && os.Getuid() == 0 {
		uid, _ := strconv.Atoi(u.Uid)
		if err := os.Chown(dir, uid, -1); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// freePort is a port nobody listens on.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// newPostgres makes a server with an empty database and starts it.
func newPostgres(t *testing.T) *postgres {
	t.Helper()
	p := &postgres{bin: binaries(t), dir: filepath.Join(directory(t), "data"), port: freePort(t)}
	p.must(t, "initdb", "-D", p.dir, "-U", "gongkai", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
	p.start(t)
	p.must(t, "createdb", "-h", "127.0.0.1", "-p", strconv.Itoa(p.port), "-U", "gongkai", "gongkai")
	return p
}

// start starts the server and waits until it takes connections.
func (p *postgres) start(t *testing.T) {
	t.Helper()
	p.must(t, "pg_ctl", "-D", p.dir, "-l", p.dir+".log", "-w", "-s", "-o", fmt.Sprintf(
		"-p %d -h 127.0.0.1 -k %s -c max_connections=200 -c wal_keep_size=256", p.port, filepath.Dir(p.dir)), "start")
	t.Cleanup(p.crash)
}

// crash ends the server at once, as a fault of the machine would: nothing is written
// out, and what it was doing it will find in its log. On one that is down it does
// nothing.
func (p *postgres) crash() { _ = p.tool("pg_ctl", "-D", p.dir, "-m", "immediate", "-w", "stop").Run() }

// sql runs a statement and gives what it returns, unadorned.
func (p *postgres) sql(t *testing.T, statement string) string {
	t.Helper()
	return strings.TrimSpace(p.must(t, "psql", "-h", "127.0.0.1", "-p", strconv.Itoa(p.port), "-U", "gongkai",
		"-d", "gongkai", "-Atqc", statement))
}

// address is the address of the database for the program; of several servers that of
// whichever is the primary.
func address(servers ...*postgres) string {
	var hosts []string
	for _, p := range servers {
		hosts = append(hosts, fmt.Sprintf("127.0.0.1:%d", p.port))
	}
	more := ""
	if len(servers) > 1 {
		more = "&target_session_attrs=read-write"
	}
	return "postgres://gongkai@" + strings.Join(hosts, ",") + "/gongkai?sslmode=disable" + more
}

// standby makes a second server, on a port, that repeats what the first one does, over a line of
// its own. Where it is waited for, the first confirms a COMMIT only when the second
// has it too.
func (p *postgres) standby(t *testing.T, port int, waited bool) (*postgres, *line) {
	t.Helper()
	l := newLine(t, p.port)
	s := &postgres{bin: p.bin, dir: filepath.Join(directory(t), "data"), port: port}
	p.must(t, "pg_basebackup", "-h", "127.0.0.1", "-p", strconv.Itoa(l.port), "-U", "gongkai",
		"-D", s.dir, "-R", "-X", "stream", "-c", "fast")
	s.start(t)
	state := "async"
	if waited {
		state = "sync"
		p.sql(t, "ALTER SYSTEM SET synchronous_standby_names = '*'")
		p.sql(t, "SELECT pg_reload_conf()")
	}
	query := "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = '" + state + "'"
	for range patience / pause {
		if p.sql(t, query) == "1" {
			return s, l
		}
		time.Sleep(pause)
	}
	t.Fatalf("the standby does not follow: %s", p.sql(t, "SELECT state, sync_state FROM pg_stat_replication"))
	return nil, nil
}

// promote makes a standby the primary. It waits for nobody's consent.
func (p *postgres) promote(t *testing.T) {
	t.Helper()
	p.must(t, "pg_ctl", "-D", p.dir, "-w", "promote")
}
