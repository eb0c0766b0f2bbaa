package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// root is the top of the tree, seen from here.
const root = "../.."

// may lists what each package may import from this module, and the heavy
// libraries that only it may use. The arrows only ever point towards workflow.
var may = map[string][]string{
	"workflow":           {},
	"workflow/proof":     {},
	"workflow/storetest": {"gongkai/workflow"},
	"models":             {"gongkai/workflow", "gorm.io/", "github.com/pressly/goose", "github.com/jackc/pgx", "github.com/mattn/go-sqlite3", "modernc.org/sqlite", "database/sql"},
	"views":              {"gongkai/workflow", "github.com/xuri/excelize", "github.com/nicksnyder/go-i18n", "html/template"},
	"handlers":           {"gongkai/workflow", "gongkai/views", "github.com/labstack/echo", "github.com/alexedwards/", "github.com/trustelem/zxcvbn", "golang.org/x/time", "net/http"},
	"cmd/gongkai":        {"gongkai/workflow", "gongkai/views", "gongkai/models", "gongkai/handlers", "github.com/alecthomas/kong", "net/http"},
}

// kept are the imports that belong to some packages and to no other.
var kept = []string{
	"gongkai/", "gorm.io/", "github.com/", "golang.org/x/time",
	"modernc.org/", "database/sql", "html/template", "net/http",
}

// source is one Go file of the program, tests aside.
type source struct {
	pkg, path string
	file      *ast.File
	fset      *token.FileSet
}

func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return err
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, p, nil, parser.ParseComments)
		rel, _ := filepath.Rel(root, p)
		out = append(out, source{path.Dir(filepath.ToSlash(rel)), filepath.ToSlash(rel), f, fset})
		return err
	})
	if err != nil || len(out) == 0 {
		t.Fatalf("read the sources: %d files, %v", len(out), err)
	}
	return out
}

func (s source) imports() []string {
	var out []string
	for _, i := range s.file.Imports {
		out = append(out, strings.Trim(i.Path.Value, `"`))
	}
	return out
}

func begins(s string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

// Every package imports only what it may; of the machines of the workflow only
// one file knows.
func TestImports(t *testing.T) {
	for _, s := range sources(t) {
		allowed, known := may[s.pkg]
		if !known {
			t.Errorf("%s: package %s has no place in the tree", s.path, s.pkg)
		}
		if s.path == "workflow/procedure.go" {
			allowed = append(slices.Clone(allowed), "github.com/looplab/fsm")
		}
		for _, name := range s.imports() {
			if begins(name, kept) && !begins(name, allowed) && !lightweight(s.pkg, name) {
				t.Errorf("%s imports %s; %s may import %v", s.path, name, s.pkg, allowed)
			}
		}
	}
}

// lightweight are libraries that one package uses for one small thing.
func lightweight(pkg, name string) bool {
	return slices.Contains([]string{"models github.com/gofrs/flock", "workflow/storetest pgregory.net/rapid",
		"workflow/storetest github.com/google/go-cmp/cmp"}, pkg+" "+name)
}

// impure are the packages that reach outside the program.
var impure = []string{"os", "net", "database", "html", "io/ioutil", "log", "math/rand", "crypto/rand"}

// The workflow does no input or output: no file, no network, no database, no
// page.
func TestWorkflowIsPure(t *testing.T) {
	for _, s := range sources(t) {
		for _, name := range s.imports() {
			if s.pkg == "workflow" && begins(name, impure) {
				t.Errorf("%s imports %s", s.path, name)
			}
		}
	}
}

// What day it is comes in from outside: only the main function looks at the
// clock and at the arguments.
func TestClockAndArguments(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := sel.X.(*ast.Ident)
			if !ok || s.path == "cmd/gongkai/main.go" {
				return true
			}
			name := pkg.Name + "." + sel.Sel.Name
			if s.path+" "+name == "models/log.go time.Since" {
				return true // how long a statement took, which GORM lets only its logger measure
			}
			switch name {
			case "time.Now", "time.Since", "time.Until", "os.Args", "os.Exit", "os.Getenv", "os.LookupEnv":
				t.Errorf("%s uses %s", s.fset.Position(n.Pos()), name)
			}
			return true
		})
	}
}

// Every package says in a comment what it is for.
func TestPackageComments(t *testing.T) {
	said := map[string]bool{}
	for _, s := range sources(t) {
		said[s.pkg] = said[s.pkg] || s.file.Doc != nil && len(s.file.Doc.Text()) > 40
	}
	for pkg, ok := range said {
		if !ok {
			t.Errorf("package %s has no comment", pkg)
		}
	}
}

// There is no init function that does something before main.
func TestNoInit(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s has an init function", s.path)
			}
		}
	}
}

// The top of the tree has what belongs there and nothing else.
func TestTree(t *testing.T) {
	belongs := []string{
		"cmd", "workflow", "handlers", "models", "views", "docs", ".ci", "go.mod", "go.sum", "README.md", "README.zh-CN.md",
		"Makefile", ".golangci.yml", "CONTRIBUTING.md", "CHANGELOG.md",
		"LICENSE", ".gitignore", ".gitattributes", ".editorconfig",
	}
	made := []string{".git", "data", "dist", "gongkai", "cover.prof"} // what working here leaves behind; not committed
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(belongs, e.Name()) && !slices.Contains(made, e.Name()) {
			t.Errorf("%s does not belong at the top of the tree", e.Name())
		}
	}
}
