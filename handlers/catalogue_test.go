package handlers

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"gongkai/views"
)

var templatePhrase = regexp.MustCompile(`\.T "([^"]*)"`)

// phrases are all phrases of the interface that the program can say.
func phrases(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	templates, err := filepath.Glob("../views/templates/*.html")
	if err != nil || len(templates) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	for _, f := range templates {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range templatePhrase.FindAllSubmatch(text, -1) {
			out[string(m[1])] = true
		}
	}
	for _, pattern := range []string{"*.go", "../views/*.go"} {
		sources, _ := filepath.Glob(pattern)
		for _, f := range sources {
			inSource(t, f, out)
		}
	}
	for _, r := range Routes() {
		out[string(r.Menu)], out[string(r.Says)] = true, true
	}
	delete(out, "")
	return out
}

// inSource collects what a source file says with T or calls an ID.
func inSource(t *testing.T, file string, out map[string]bool) {
	t.Helper()
	if match, _ := filepath.Match("*_test.go", filepath.Base(file)); match {
		return
	}
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		lit, ok := call.Args[0].(*ast.BasicLit)
		name := ""
		switch fun := call.Fun.(type) {
		case *ast.Ident:
			name = fun.Name
		case *ast.SelectorExpr:
			name = fun.Sel.Name
		}
		if ok && lit.Kind == token.STRING && (name == "T" || name == "ID") {
			s, _ := strconv.Unquote(lit.Value)
			out[s] = true
		}
		return true
	})
}

// Every phrase of the interface is in every catalogue, and no catalogue has one
// that nobody says.
func TestCataloguesAreComplete(t *testing.T) {
	said := phrases(t)
	for _, l := range views.Languages[1:] {
		text, err := os.ReadFile("../views/locales/" + l.Code + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var catalogue map[string]any
		if err := json.Unmarshal(text, &catalogue); err != nil {
			t.Fatal(err)
		}
		for phrase := range said {
			if catalogue[phrase] == nil {
				t.Errorf("%s has no %q", l.Code, phrase)
			}
		}
		for phrase := range catalogue {
			if !said[phrase] {
				t.Errorf("%s has %q, which nobody says", l.Code, phrase)
			}
		}
	}
}
