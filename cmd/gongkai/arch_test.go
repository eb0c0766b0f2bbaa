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

// The packages below the desk of applications, and with it those on the desk's own
// level: nobody among the latter imports another of them.
var (
	below = []string{
		"gongkai/workflow/fault", "gongkai/workflow/calendar", "gongkai/workflow/cond", "gongkai/workflow/plain",
		"gongkai/workflow/statistics", "gongkai/workflow/merge", "gongkai/workflow/account",
	}
	aboard = append([]string{"gongkai/workflow"}, below...)
)

// may lists what each package may import from this module, by whole names, and
// the heavy libraries that only it may use, by their beginnings. The arrows only
// ever point towards workflow, and inside it towards fault.
var may = map[string][]string{
	"workflow/fault":      {},
	"workflow/calendar":   below[:1],
	"workflow/cond":       below[:2],
	"workflow/plain":      {},
	"workflow/statistics": below[:3],
	"workflow/merge":      below[:1],
	"workflow/backup":     below[:2],
	"workflow/account": append([]string{"gongkai/workflow/backup", "gongkai/workflow/merge",
		"gongkai/workflow/plain"}, below[:3]...),
	"workflow":           below,
	"workflow/board":     aboard,
	"workflow/draft":     aboard,
	"workflow/job":       aboard,
	"workflow/ledger":    append([]string{"github.com/emmansun/gmsm", "golang.org/x/mod"}, below...),
	"workflow/register":  aboard,
	"workflow/report":    aboard,
	"workflow/similar":   aboard,
	"workflow/proof":     {},
	"workflow/desks":     {"gongkai/workflow/"},
	"workflow/storetest": {"gongkai/workflow/"},
	"models/disk":        {},
	"models/durability":  {},
	"models/sqlite": {"gongkai/models/disk", "gongkai/models/durability", "gongkai/workflow/fault",
		"github.com/mattn/go-sqlite3", "modernc.org/sqlite", "database/sql"},
	"models/transfer": {"gongkai/workflow/fault", "github.com/jackc/pgx", "database/sql"},
	"models/words":    {"gongkai/workflow/cond", "gongkai/workflow/plain"},
	"models": {"gongkai/models/", "gongkai/workflow/", "gorm.io/", "github.com/pressly/goose",
		"github.com/jackc/pgx", "github.com/mattn/go-sqlite3", "modernc.org/sqlite", "database/sql"},
	"views/address":   {},
	"views/sheet":     {"gongkai/workflow/fault", "github.com/xuri/excelize"},
	"views/published": {"gongkai/workflow/", "gongkai/views/sheet", "github.com/xuri/excelize"},
	"views": {"gongkai/workflow/", "gongkai/views/address", "gongkai/views/sheet", "gongkai/views/published",
		"github.com/nicksnyder/go-i18n", "html/template", "rsc.io/qr"},
	"views/export": {"gongkai/workflow/", "gongkai/views", "gongkai/views/sheet", "gongkai/views/published",
		"github.com/xuri/excelize"},
	"views/manual":     {"gongkai/workflow/", "gongkai/views"},
	"handlers/form":    {"gongkai/workflow/", "github.com/labstack/echo", "net/http"},
	"handlers/jobs":    {"gongkai/workflow/"},
	"handlers/metrics": {"net/http"},
	"handlers/signin": {"gongkai/workflow/", "github.com/labstack/echo", "github.com/alexedwards/argon2id",
		"github.com/trustelem/zxcvbn", "golang.org/x/time", "net/http"},
	"handlers": {"gongkai/handlers/", "gongkai/workflow/", "gongkai/views/", "github.com/labstack/echo",
		"github.com/alexedwards/scs", "net/http"},
	"cmd/gongkai/reliability": {},
	"cmd/gongkai": {"gongkai/workflow/", "gongkai/views/", "gongkai/models/", "gongkai/handlers/",
		"github.com/alecthomas/kong", "net/http"},
}

// kept are the imports that belong to some packages and to no other.
var kept = []string{
	"gongkai/", "gorm.io/", "github.com/", "golang.org/x/time", "golang.org/x/mod", "rsc.io/",
	"modernc.org/", "database/sql", "html/template", "net/http",
}

// source is one Go file.
type source struct {
	pkg, path string
	file      *ast.File
	fset      *token.FileSet
}

// sources are the files of the program, tests aside.
func sources(t *testing.T) []source {
	t.Helper()
	return parsed(t, func(p string) bool { return strings.HasSuffix(p, ".go") && !strings.HasSuffix(p, "_test.go") })
}

// testSources are the tests.
func testSources(t *testing.T) []source {
	t.Helper()
	return parsed(t, func(p string) bool { return strings.HasSuffix(p, "_test.go") })
}

func parsed(t *testing.T, wanted func(path string) bool) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !wanted(p) {
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

// allowed says whether a file may import a package. Packages of this module are
// named whole; with a "/" behind, the name stands for all below it as well.
func (s source) allowed(name string) bool {
	list := may[s.pkg]
	if s.path == "workflow/procedure.go" {
		list = append(slices.Clone(list), "github.com/looplab/fsm")
	}
	if strings.HasPrefix(name, "gongkai/") {
		return slices.ContainsFunc(list, func(may string) bool {
			return name == may || strings.HasSuffix(may, "/") && strings.HasPrefix(name+"/", may)
		})
	}
	return begins(name, list) || lightweight(s.pkg, name)
}

// misplaced are the imports of a file that it may not have.
func (s source) misplaced() []string {
	return slices.DeleteFunc(s.imports(), func(name string) bool { return !begins(name, kept) || s.allowed(name) })
}

// Every package imports only what it may; of the machines of the workflow only
// one file knows.
func TestImports(t *testing.T) {
	for _, s := range sources(t) {
		if _, known := may[s.pkg]; !known {
			t.Errorf("%s: package %s has no place in the tree", s.path, s.pkg)
		}
		for _, name := range s.misplaced() {
			t.Errorf("%s imports %s; %s may import %v", s.path, name, s.pkg, may[s.pkg])
		}
	}
}

// An arrow that points the wrong way is found, and one that points the right way
// is not.
func TestWrongImportIsFound(t *testing.T) {
	for _, tt := range []struct {
		path, name string
		wrong      bool
	}{
		{"workflow/fault/error.go", "gongkai/workflow/calendar", true},
		{"workflow/cond/cond.go", "gongkai/workflow", true},
		{"workflow/desk.go", "gongkai/workflow/report", true},
		{"workflow/desk.go", "gongkai/workflow/account", false},
		{"workflow/report/report.go", "gongkai/workflow/register", true},
		{"workflow/report/report.go", "gongkai/workflow", false},
		{"workflow/report/report.go", "gongkai/models", true},
		{"workflow/desk.go", "github.com/looplab/fsm", true},
		{"workflow/procedure.go", "github.com/looplab/fsm", false},
		{"models/store.go", "gongkai/views", true},
		{"models/store.go", "gongkai/workflow/report", false},
		{"handlers/server.go", "gongkai/models", true},
		{"handlers/server.go", "gongkai/handlers/jobs", false},
		{"handlers/jobs/runner.go", "gongkai/handlers", true},
		{"handlers/form/form.go", "gongkai/views", true},
		{"handlers/server.go", "gorm.io/gorm", true},
	} {
		file, err := parser.ParseFile(token.NewFileSet(), tt.path, "package p\nimport _ \""+tt.name+"\"", 0)
		if err != nil {
			t.Fatal(err)
		}
		s := source{pkg: path.Dir(tt.path), path: tt.path, file: file}
		if got := len(s.misplaced()) > 0; got != tt.wrong {
			t.Errorf("%s imports %s: found wrong %t, want %t", tt.path, tt.name, got, tt.wrong)
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

// ofTests are the packages of the workflow that only tests import.
var ofTests = []string{"workflow/proof", "workflow/storetest"}

// The workflow does no input or output: no file, no network, no database, no
// page.
func TestWorkflowIsPure(t *testing.T) {
	for _, s := range sources(t) {
		for _, name := range s.imports() {
			if strings.HasPrefix(s.pkg, "workflow") && !slices.Contains(ofTests, s.pkg) && begins(name, impure) {
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
		"cmd", "workflow", "handlers", "models", "views", "docs", "packaging", ".ci", "go.mod", "go.sum",
		"README.md", "README.zh-CN.md",
		"Makefile", ".golangci.yml", "CONTRIBUTING.md", "CHANGELOG.md",
		"LICENSE", ".gitleaks.toml", ".gitignore", ".gitattributes", ".editorconfig",
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
