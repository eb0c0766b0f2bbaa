package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The doctor says of a place whether it is new, in order, at work or in trouble, names
// what to do, and changes nothing; what it was told to accept is accepted.
func TestDoctor(t *testing.T) {
	c := newConsole(t)
	says := func(what string, status int, want ...string) {
		t.Helper()
		got := c.run("doctor")
		for _, w := range want {
			if got.status != status || !strings.Contains(got.stdout, w) {
				t.Errorf("%s: got status %d, %s%s\nwant %d and %s", what, got.status, got.stdout, got.stderr, status, w)
			}
		}
	}
	says("a new place", done, "还没有数据库")
	if _, err := os.Stat(filepath.Join(c.data, "gongkai.db")); err == nil {
		t.Error("the doctor made a database")
	}
	c.must("office", "add", "xzf", "示例县人民政府办公室")
	says("no administrator", done, "没有发现损坏", "没有系统管理员", "服务没有运行", "放假安排")
	w := serve(t, c)
	says("at work", done, "服务正在运行")
	w.stop()
	db := filepath.Join(c.data, "gongkai.db")
	if err := os.Rename(db, db+".away"); err != nil {
		t.Fatal(err)
	}
	says("the database is gone", refused, "不见了", "gongkai restore")
	if got := c.run("office", "list"); got.status != refused || !strings.Contains(got.stderr, "不会当作新安装") {
		t.Errorf("another command without the database: status %d, %s", got.status, got.stderr)
	}
	other := newConsole(t)
	other.must("office", "add", "xzf", "示例县人民政府办公室")
	b, err := os.ReadFile(filepath.Join(other.data, "gongkai.db"))
	if err == nil {
		err = os.WriteFile(db, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	says("another database", refused, "不是这个位置原来的那一个", "gongkai doctor --accept")
	c.must("doctor", "--accept")
	found := decode[[]finding](t, c.must("doctor", "--json"))
	if len(found) < 5 || found[1] != (finding{fine, "服务没有运行", ""}) {
		t.Errorf("accepted: got %+v", found)
	}
}

// A server says through its addresses for machines how the database stands, and ends
// with the damage that a check finds in a small file.
func TestServeTellsHealth(t *testing.T) {
	c := newConsole(t)
	w := serve(t, c)
	for path, want := range map[string][]string{"/healthz": {"ok\n"}, "/readyz": {"sound\n", "checking\n"}} {
		if status, body := w.get(path); status != 200 || !strings.Contains(strings.Join(want, ""), body) {
			t.Errorf("%s: %d %q, want 200 and one of %q", path, status, body, want)
		}
	}
	w.stop()
	db := filepath.Join(c.data, "gongkai.db")
	b, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	for i := 5000; i < len(b)-64; i += 4999 {
		copy(b[i:], "damage damage damage damage damage damage damage damage")
	}
	if err := os.WriteFile(db, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := c.run(
		"serve",
		"--addr",
		"127.0.0.1:0",
	); got.status != refused ||
		!strings.Contains(got.stderr, "gongkai restore") {
		t.Errorf("damaged: status %d, %s, want a refusal that names gongkai restore", got.status, got.stderr)
	}
}
