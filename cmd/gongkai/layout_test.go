package main

import (
	"go/ast"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// columns is how long a line may be: what two files side by side show of it.
const columns = 120

// lawTables are the files whose long lines are rows of the law. A row is read
// across, and broken in two it cannot be compared with the one below it.
var lawTables = []string{
	"workflow/outcome.go", // the endings, each with its article and its line in three forms
}

// No line of the program and its tests is over 120 columns, a character counting
// as one whatever its width, so that a change is seen whole beside what it replaces.
// Tables of the law may be wider, and a tag, which Go has no way to break.
func TestLinesAreShort(t *testing.T) {
	for _, s := range slices.Concat(sources(t), testSources(t)) {
		if slices.Contains(lawTables, s.path) {
			continue
		}
		for _, n := range s.long(t) {
			t.Errorf("%s:%d is over %d columns", s.path, n, columns)
		}
	}
}

// long lists the numbers of the lines that are over the limit and hold no tag.
func (s source) long(t *testing.T) []int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, s.path))
	if err != nil {
		t.Fatal(err)
	}
	tagged := s.tagged()
	var out []int
	for i, line := range strings.Split(string(text), "\n") {
		if utf8.RuneCountInString(line) > columns && !tagged[i+1] {
			out = append(out, i+1)
		}
	}
	return out
}

// tagged are the lines on which a field has a tag.
func (s source) tagged() map[int]bool {
	out := map[int]bool{}
	ast.Inspect(s.file, func(n ast.Node) bool {
		if f, ok := n.(*ast.Field); ok && f.Tag != nil {
			out[s.fset.Position(f.Tag.Pos()).Line] = true
		}
		return true
	})
	return out
}
