package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// files are the files of the tree with this ending, generated pictures and data
// aside, and what they say.
func files(t *testing.T, ending string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "data" || d.Name() == "dist"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(p, ending):
			return nil
		}
		text, err := os.ReadFile(p)
		out[p] = string(text)
		return err
	})
	if err != nil || len(out) == 0 {
		t.Fatalf("read *%s: %d files, %v", ending, len(out), err)
	}
	return out
}

var (
	lawSection = regexp.MustCompile(`docs/law\.md §([0-9]+(?:\.[0-9]+)?)`)
	link       = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	wrapped    = regexp.MustCompile(`\n\t*//\s*`)
	adrTitle   = regexp.MustCompile(`^# ([0-9]+)\. .+\n\n\*\*Context\.\*\* (?s:.+)` +
		`\n\n\*\*Decision\.\*\*(?s:.+)\n\n\*\*Consequence\.\*\* `)
)

// Each section of docs/law.md that a comment cites exists.
func TestCitedSectionsOfTheLaw(t *testing.T) {
	law, err := os.ReadFile(filepath.Join(root, "docs", "law.md"))
	if err != nil {
		t.Fatal(err)
	}
	cited := 0
	for name, text := range files(t, ".go") {
		for _, m := range lawSection.FindAllStringSubmatch(wrapped.ReplaceAllString(text, " "), -1) {
			cited++
			if anchor := "s" + strings.ReplaceAll(m[1], ".", "-"); !strings.Contains(string(law), `id="`+anchor+`"`) {
				t.Errorf("%s cites docs/law.md §%s, and there is no such section", name, m[1])
			}
		}
	}
	if cited < 15 {
		t.Errorf("found %d citations, want at least 15", cited)
	}
}

// The decisions are numbered without gaps and have one layout.
func TestDecisionsAreNumbered(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(root, "docs", "adr", "0*.md"))
	if err != nil || len(names) == 0 {
		t.Fatalf("found %d decisions, %v", len(names), err)
	}
	for i, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m := adrTitle.FindStringSubmatch(string(text))
		if want := fmt.Sprint(i + 1); m == nil || m[1] != want ||
			!strings.HasPrefix(filepath.Base(name), fmt.Sprintf("%04d-", i+1)) {
			t.Errorf("%s: want number %s in its name and title, then context, decision, consequence", name, want)
		}
	}
}

// A link from one document to another file of the tree leads somewhere, and so
// does one to a section of docs/law.md.
func TestLinksOfDocuments(t *testing.T) {
	for name, text := range files(t, ".md") {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			target, section, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), target)); target != "" && err != nil {
				t.Errorf("%s links to %s: %v", name, target, err)
			}
			if filepath.Base(name) == "law.md" && target == "" && !strings.Contains(text, `id="`+section+`"`) {
				t.Errorf("%s links to #%s, and there is no such section", name, section)
			}
		}
	}
}
