package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// noted is a console with a few applications, a note kept elsewhere and an export.
func noted(t *testing.T) (c *console, note, export string) {
	t.Helper()
	c = newConsole(t)
	note, export = filepath.Join(t.TempDir(), "note.txt"), filepath.Join(t.TempDir(), "ledger.jsonl")
	for _, args := range [][]string{
		{"office", "add", "xzf", "示例县人民政府办公室"},
		{"import", "register", "testdata/register.csv", "--office", "xzf"},
		{"checkpoint", "-o", note},
		{"export", "ledger", "-o", export},
	} {
		if got := c.run(args...); got.status != 0 {
			t.Fatalf("%v: status %d\n%s", args, got.status, got.stderr)
		}
	}
	return c, note, export
}

// An auditor with an export and a note needs nothing else: no database is opened.
func TestVerifyOffline(t *testing.T) {
	c, note, export := noted(t)
	c.data = filepath.Join(t.TempDir(), "none")
	got := c.run("verify", "--offline", export, "--note", note)
	if got.status != 0 || !strings.Contains(got.stdout, "全部相符") ||
		!strings.Contains(got.stdout, "编号不连续：缺 xzf 2023-00001 至 2023-00100") {
		t.Errorf("status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
	if _, err := os.Stat(c.data); !os.IsNotExist(err) {
		t.Errorf("the data directory was made (%v)", err)
	}
	text, err := os.ReadFile(export)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	c.feedFile(t, export, strings.Join(append(lines[:3:3], lines[4:]...), ""))
	if got := c.run("verify", "--offline", export, "--note", note, "--json"); got.status != 1 ||
		!strings.Contains(got.stdout, "存证缺失") || !strings.Contains(got.stdout, "的存证单不符") {
		t.Errorf("with a line missing: status %d\n%s%s", got.status, got.stdout, got.stderr)
	}
}

func (c *console) feedFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// The key is made once, and only its owner can read it; as long as nothing is written,
// the note stays the same.
func TestCheckpointKey(t *testing.T) {
	c, note, _ := noted(t)
	file := filepath.Join(c.data, "ledger.key")
	info, err := os.Stat(file)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Fatalf("the key has %v (%v), want 0600", info, err)
	}
	first, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	if again := c.run("checkpoint"); again.status != 0 || again.stdout != string(first) {
		t.Errorf("once more: got %q, want %q", again.stdout, first)
	}
	if got := c.run("office", "add", "xuanchuan", "示例县委宣传部", "--parent", "xzf"); got.status != 0 {
		t.Fatal(got.stderr)
	}
	if later := c.run("checkpoint"); later.status != 0 || later.stdout == string(first) {
		t.Errorf("after a change: status %d, got %q", later.status, later.stdout)
	}
	key, _ := os.ReadFile(file)
	if left, _ := filepath.Glob(filepath.Join(c.data, ".ledger-*")); len(left) > 0 || len(key) == 0 {
		t.Errorf("left beside the key: %v", left)
	}
	c.feedFile(t, file, "x")
	if got := c.run("checkpoint"); got.status == 0 || !strings.Contains(got.stderr, "签名密钥无法读取") {
		t.Errorf("with a broken key: status %d, %s", got.status, got.stderr)
	}
}

// What cannot be verified is refused in words.
func TestVerifyOfflineRefuses(t *testing.T) {
	c, note, export := noted(t)
	for _, row := range []struct {
		args []string
		want string
	}{
		{[]string{"verify", "--note", note}, "要与 --offline 一起用"},
		{[]string{"verify", "--offline", note, "--note", note}, "这不是存证导出文件"},
		{[]string{"verify", "--offline", export, "--note", export}, "这不是存证单"},
		{[]string{"verify", "--offline", export, "--note", note, "--key", "gongkai-other+00000000+x"}, "不是用所给的公钥签名的"},
		{[]string{"verify", "--offline", export + ".none"}, "没有文件"},
	} {
		if got := c.run(row.args...); got.status == 0 || !strings.Contains(got.stderr, row.want) {
			t.Errorf("%v: status %d, %q, want %q", row.args, got.status, got.stderr, row.want)
		}
	}
}

// A journal that goes on in SM3 is as whole as before.
func TestSM3(t *testing.T) {
	c, _, _ := noted(t)
	c.getenv["GONGKAI_HASH"] = "sm3"
	for _, args := range [][]string{
		{"office", "add", "xuanchuan", "示例县委宣传部", "--parent", "xzf"}, {"checkpoint"}, {"verify"},
	} {
		if got := c.run(args...); got.status != 0 {
			t.Errorf("%v: status %d, %s%s", args, got.status, got.stdout, got.stderr)
		}
	}
	if got := c.run("verify", "--hash", "md5"); got.status == 0 {
		t.Errorf("md5: status 0, %s", got.stdout)
	}
}
