package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// generated is where the pages of the manual are committed.
const generated = root + "/docs/generated"

// The generated pages are those that the program writes now; `gongkai doc`
// rewrites them.
func TestGeneratedPages(t *testing.T) {
	pages, err := docPages()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range pages {
		got, err := os.ReadFile(filepath.Join(generated, name+".md"))
		if err != nil || string(got) != want {
			t.Errorf("docs/generated/%s.md is not current (%v): run gongkai doc", name, err)
		}
	}
	files, err := os.ReadDir(generated)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, ok := pages[strings.TrimSuffix(f.Name(), ".md")]; !ok {
			t.Errorf("docs/generated/%s is written by nothing", f.Name())
		}
	}
}

// `gongkai doc` writes every page.
func TestDoc(t *testing.T) {
	c, dir := newConsole(t), filepath.Join(t.TempDir(), "pages")
	c.must("doc", "--dir", dir)
	pages, err := docPages()
	if err != nil {
		t.Fatal(err)
	}
	for name := range pages {
		if info, err := os.Stat(filepath.Join(dir, name+".md")); err != nil || info.Size() == 0 {
			t.Errorf("page %s: got %v, want a file with something in it", name, err)
		}
	}
}
