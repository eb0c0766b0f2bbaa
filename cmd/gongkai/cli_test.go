package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares with a committed file; with -update it writes the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from what the program prints; got:\n%s\nwant:\n%s", path, got, want)
	}
}

// testNow is the moment of all tests of the command line: a Monday morning.
var testNow = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

// console runs command lines as an operator would, in a data directory of its
// own.
type console struct {
	t      *testing.T
	data   string
	getenv map[string]string
}

func newConsole(t *testing.T) *console {
	t.Helper()
	return &console{t: t, data: filepath.Join(t.TempDir(), "data"), getenv: map[string]string{}}
}

// outcome is what one run gave.
type outcome struct {
	status         int
	stdout, stderr string
}

func (c *console) run(args ...string) outcome { return c.feed("", args...) }

func (c *console) feed(stdin string, args ...string) outcome {
	c.t.Helper()
	var stdout, stderr bytes.Buffer
	c.getenv["GONGKAI_DATA"] = c.data
	lookup := func(name string) (string, bool) { v, ok := c.getenv[name]; return v, ok }
	status := run(context.Background(),
		env{args, strings.NewReader(stdin), &stdout, &stderr, lookup, func() time.Time { return testNow }})
	return outcome{status, stdout.String(), stderr.String()}
}

// must runs a command that has to succeed, and gives what it printed.
func (c *console) must(args ...string) string {
	c.t.Helper()
	out := c.run(args...)
	if out.status != done {
		c.t.Fatalf("gongkai %s: got status %d\n%s%s\nwant 0", strings.Join(args, " "), out.status, out.stdout, out.stderr)
	}
	return out.stdout
}

// fields cuts a line of a script into arguments; quotation marks hold words
// together.
func fields(line string) []string {
	var out []string
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			out = append(out, part)
			continue
		}
		out = append(out, strings.Fields(part)...)
	}
	return out
}

// play runs a script of command lines and gives everything that could be seen.
// A line may end in "< TEXT", which is the standard input.
func (c *console) play(script string) string {
	c.t.Helper()
	var b strings.Builder
	for _, line := range strings.Split(script, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			b.WriteString(line + "\n")
			continue
		}
		command, stdin, _ := strings.Cut(line, " < ")
		out := c.feed(stdin, fields(command)...)
		fmt.Fprintf(&b, "$ gongkai %s\n%s", line, out.stdout)
		for _, said := range strings.Split(strings.TrimSuffix(out.stderr, "\n"), "\n") {
			if said != "" {
				fmt.Fprintf(&b, "! %s\n", said)
			}
		}
		if out.status != done {
			fmt.Fprintf(&b, "status %d\n", out.status)
		}
	}
	return digests.ReplaceAllString(strings.ReplaceAll(b.String(), c.data, "DATA"), "${1}DIGEST")
}

// digests are those of reports that were handed in: they are over every label of
// the forms, so that they change with each.
var digests = regexp.MustCompile(`(摘要 |"digest":"|"prev":")[0-9a-f]{12,64}`)

// The command line does and says what scripts and people rely on: names, flags,
// JSON keys, exit statuses, messages.
func TestCommandLine(t *testing.T) {
	scripts, err := filepath.Glob("testdata/scripts/*.txt")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, path := range scripts {
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		t.Run(name, func(t *testing.T) {
			script, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "scripts/"+name+".golden", newConsole(t).play(strings.TrimSpace(string(script))))
		})
	}
}

// Every command works in a fresh, empty place: it may find nothing, but it
// neither breaks down nor blames itself.
func TestFreshPlace(t *testing.T) {
	table := filepath.Join("testdata", "published", "maqu-2018.json")
	for _, tt := range []struct {
		args string
		want int
	}{
		{"office list", done}, {"office add xzf 示例县人民政府办公室", done}, {"user list", done},
		{"user add jia --office xzf --role clerk", refused}, {"user disable jia", refused},
		{"user password jia", refused}, {"user unlock jia", refused},
		{"import register testdata/register.csv --office xzf", refused}, {"export register --office xzf", refused},
		{"lines set --office xzf --year 2018 testdata/published/maqu-2018-lines.json", refused},
		{"report --office xzf --year 2023", refused}, {"cell --office xzf --year 2023 --line new", refused},
		{"report show --office xzf --year 2023", refused},
		{"report --frozen --office xzf --year 2023", refused}, {"report diff --office xzf --year 2023", refused},
		{"report freeze --office xzf --year 2023 --head 甲 --reviewer 乙 --filler 丙 --phone 0", refused},
		{"report", misused}, {"report freeze", misused},
		{"check " + table, refused}, {"verify", done}, {"calendar show 2024", done}, {"calendar show 2030", refused},
		{"whatif 2024-00001 --office xzf", refused}, {"fee --items 3", done}, {"office set xzf --pair", refused},
		{"backup none/a.db", refused}, {"restore none.db", refused}, {"restore none.db --drill", refused},
		{"restore", misused},
		{"restore a --drill --replace 1", misused}, {"migrate --to nowhere", refused},
		{"migrate", done}, {"config", done}, {"version", done}, {"due --received 2024-03-01", done}, {"--help", done},
	} {
		got := newConsole(t).run(fields(tt.args)...)
		if got.status != tt.want || strings.Contains(got.stderr, "出错了") {
			t.Errorf("gongkai %s: got status %d, %s%s, want %d and no fault of ours",
				tt.args, got.status, got.stdout, got.stderr, tt.want)
		}
	}
}

// With --json there is JSON on standard output and nothing else, also when the
// command refuses.
func TestJSONAlone(t *testing.T) {
	c := newConsole(t)
	c.must("office", "add", "xzf", "示例县人民政府办公室")
	c.must("import", "register", "testdata/register.csv", "--office", "xzf")
	for _, args := range []string{
		"office list --json", "user list --json", "report --office xzf --year 2024 --json", "verify --json", "config --json",
		"version --json", "report freeze --office xzf --year 2024 --head 甲 --reviewer 乙 --filler 丙 --phone 0 --json",
		"report diff --office xzf --year 2024 --json", "report --frozen --office xzf --year 2024 --format canonical",
		"cell --office xzf --year 2024 --line new --json", "calendar show 2024 --json", "due --received 2024-03-01 --json",
		"fee --pages 57 --json", "migrate --json", "whatif 2024-00001 --office xzf --json", "office set xzf --pair --json",
		"import register testdata/broken/no-column.csv --office xzf --json", "check testdata/published/maqu-2018.json --json",
	} {
		out := c.run(fields(args)...).stdout
		if !jsonAlone(out) {
			t.Errorf("gongkai %s: got %q, want one JSON value", args, out)
		}
	}
}

// full is standard output on a disk with no room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// A command whose words for people could not be written has not succeeded: a
// script must not take the empty file for the whole answer.
func TestUnsaidIsAFailure(t *testing.T) {
	var stderr bytes.Buffer
	status := run(t.Context(), env{[]string{"due", "--received", "2024-05-11"}, strings.NewReader(""), full{}, &stderr,
		func(string) (string, bool) { return "", false }, func() time.Time { return testNow }})
	if want := "结果未能全部输出（" + syscall.ENOSPC.Error() + "）。\n"; status != refused || stderr.String() != want {
		t.Errorf("got status %d and %q, want %d and %q", status, stderr.String(), refused, want)
	}
}
