package main

import (
	"go/ast"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongkai/handlers"
	"gongkai/views/address"
)

// A path is written in the table of addresses and nowhere else; everybody asks the
// table. Tests may write paths: they state what people type.

// Every address has a route and every route its address, so that nobody links to
// what is not there, and nothing is there that nobody can ask for by name.
func TestAddressesAreRouted(t *testing.T) {
	var routed []string
	for _, r := range handlers.Routes() {
		routed = append(routed, r.Path)
	}
	named := slices.Sorted(maps.Values(address.Named))
	slices.Sort(routed)
	if routed = slices.Compact(routed); !slices.Equal(named, routed) {
		t.Errorf("the table has\n%q\nand the routes have\n%q", named, routed)
	}
	if named = slices.Compact(named); len(named) != len(address.Named) {
		t.Errorf("%d names for %d addresses", len(address.Named), len(named))
	}
}

// firstParts are what addresses begin with, as an alternative of a pattern.
func firstParts() string {
	var out []string
	for _, path := range address.Named {
		if first := strings.Split(path, "/")[1]; first != "" && !slices.Contains(out, first) {
			out = append(out, regexp.QuoteMeta(first))
		}
	}
	return "(?:" + strings.Join(out, "|") + ")"
}

// beginsPath finds text that begins as an address does.
var beginsPath = regexp.MustCompile(`^/` + firstParts() + `(?:[/?#]|$)`)

// paths are the texts of a file that begin as an address does, with where they are.
func (s source) paths() []string {
	var out []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		text, ok := n.(*ast.BasicLit)
		if !ok || text.Kind != token.STRING {
			return true
		}
		if path, err := strconv.Unquote(text.Value); err == nil && beginsPath.MatchString(path) {
			out = append(out, s.fset.Position(text.Pos()).String()+": "+path)
		}
		return true
	})
	return out
}

// No handler and no page writes a path.
func TestPathsAreInTheTable(t *testing.T) {
	found := map[bool]int{}
	for _, s := range sources(t) {
		if !strings.HasPrefix(s.pkg, "handlers") && !strings.HasPrefix(s.pkg, "views") {
			continue
		}
		table := s.pkg == "views/address"
		for _, at := range s.paths() {
			found[table]++
			if !table {
				t.Errorf("%s: ask the table of addresses for it", at)
			}
		}
	}
	if found[true] < len(address.Named)-1 { // all but that of the home page, "/"
		t.Errorf("found %d paths in the table of %d addresses", found[true], len(address.Named))
	}
}

var (
	// linked is an attribute of a template that begins with a path.
	linked = regexp.MustCompile(`\s(?:href|src|action|formaction|data-[a-z-]+)="?/`)
	// lengthened is an address from a page to which a template adds a part.
	lengthened = regexp.MustCompile(`URL\}\}/`)
	// asksFor is what a template asks the table for.
	asksFor = regexp.MustCompile(`\burl "([^"]*)"`)
	// scriptPath is a text of a script that begins as an address does.
	scriptPath = regexp.MustCompile("['\"`]/" + firstParts() + "(?:[/?#'\"`])")
)

// shownFiles are the files of the views of a pattern, by name.
func shownFiles(t *testing.T, pattern string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, "views", pattern))
	if err != nil || len(names) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	out := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(name)] = string(text)
	}
	return out
}

// No template writes a path, and each asks for names that there are.
func TestTemplatesAskForAddresses(t *testing.T) {
	asked := 0
	for name, text := range shownFiles(t, "templates/*.html") {
		for _, m := range append(linked.FindAllString(text, -1), lengthened.FindAllString(text, -1)...) {
			t.Errorf("%s writes a path: %s", name, m)
		}
		for _, m := range asksFor.FindAllStringSubmatch(text, -1) {
			if asked++; address.Named[m[1]] == "" {
				t.Errorf("%s asks for the address %q, which is not there", name, m[1])
			}
		}
	}
	if asked == 0 {
		t.Error("no template asks for an address")
	}
}

// No script writes a path: it takes it from the page.
func TestScriptsTakeAddressesFromThePage(t *testing.T) {
	for name, text := range shownFiles(t, "static/script/*.js") {
		for _, m := range scriptPath.FindAllString(text, -1) {
			t.Errorf("%s writes a path: %s", name, m)
		}
	}
}

// The patterns find a path in each way of writing it, and nothing that is none.
func TestPathsAreFound(t *testing.T) {
	for _, tt := range []struct {
		pattern *regexp.Regexp
		text    string
		found   bool
	}{
		{beginsPath, "/applications", true},
		{beginsPath, "/applications/%d/events", true},
		{beginsPath, "/report?year=2026", true},
		{beginsPath, "/", false},
		{beginsPath, "/reports", false},
		{beginsPath, "/xl/workbook.xml", false},
		{linked, `<a href="/jobs">`, true},
		{linked, `<form method="post" action="/import">`, true},
		{linked, `<button formaction="/applications/draft">`, true},
		{linked, `<a href="{{url "jobs"}}">`, false},
		{linked, `<a href="#main">`, false},
		{lengthened, `action="{{.URL}}/events"`, true},
		{lengthened, `href="{{$.URL}}#{{.Anchor}}"`, false},
		{scriptPath, `fetch('/api/due?' + query)`, true},
		{scriptPath, "post(`/applications/draft`)", true},
		{scriptPath, `fetch(form.dataset.due + '?' + query)`, false},
	} {
		if got := tt.pattern.MatchString(tt.text); got != tt.found {
			t.Errorf("%q: found %t, want %t", tt.text, got, tt.found)
		}
	}
}
