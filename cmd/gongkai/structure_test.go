package main

import (
	"go/ast"
	"maps"
	"slices"
	"strings"
	"testing"
)

// What a reader can hold in the head: files of code in a package, methods of an
// interface.
const (
	mostFiles   = 40
	mostMethods = 20
)

// composed are the interfaces that only join others and may have more methods.
var composed = []string{"workflow/desks.Store"}

// room is what a package looks like from outside.
type room struct{ files, lines int }

// contract is what an interface asks for: methods of its own, and those of the
// interfaces in it, by package and name.
type contract struct {
	own    int
	joined []string
}

// survey measures every package and every interface of the program, tests aside.
func survey(t *testing.T) (map[string]room, map[string]contract) {
	t.Helper()
	packages, interfaces := map[string]room{}, map[string]contract{}
	for _, s := range sources(t) {
		r := packages[s.pkg]
		packages[s.pkg] = room{r.files + 1, r.lines + s.fset.File(s.file.Pos()).LineCount()}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if i, ok := spec.Type.(*ast.InterfaceType); ok {
					interfaces[s.pkg+"."+spec.Name.Name] = s.contract(i)
				}
			}
			return true
		})
	}
	return packages, interfaces
}

func (s source) contract(i *ast.InterfaceType) contract {
	var out contract
	for _, f := range i.Methods.List {
		switch typ := f.Type.(type) {
		case *ast.Ident:
			out.joined = append(out.joined, s.pkg+"."+typ.Name)
		case *ast.SelectorExpr:
			out.joined = append(out.joined, s.imported(typ.X.(*ast.Ident).Name)+"."+typ.Sel.Name)
		default:
			out.own += len(f.Names)
		}
	}
	return out
}

// imported is the package of this module that a file calls by a name; "" for others.
func (s source) imported(name string) string {
	for _, path := range s.imports() {
		if pkg, ours := strings.CutPrefix(path, "gongkai/"); ours && strings.HasSuffix("/"+pkg, "/"+name) {
			return pkg
		}
	}
	return ""
}

// methods counts what an interface asks for in all.
func methods(of string, interfaces map[string]contract) int {
	n := interfaces[of].own
	for _, name := range interfaces[of].joined {
		n += methods(name, interfaces)
	}
	return n
}

// No package has more files than a newcomer can survey and no interface more
// methods than its user needs, but the one that joins the stores of all subjects.
// With -v the measures are printed.
func TestRoomsAreSmall(t *testing.T) {
	packages, interfaces := survey(t)
	largest := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(interfaces)) {
		n, pkg := methods(name, interfaces), name[:strings.LastIndexByte(name, '.')]
		if n > mostMethods && !slices.Contains(composed, name) {
			t.Errorf("%s has %d methods, more than %d", name, n, mostMethods)
		}
		if n > methods(largest[pkg], interfaces) {
			largest[pkg] = name
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(packages)) {
		r := packages[pkg]
		if r.files > mostFiles {
			t.Errorf("%s has %d files of code, more than %d", pkg, r.files, mostFiles)
		}
		t.Logf("%-20s %2d files %5d lines  %s %d", pkg, r.files, r.lines, largest[pkg], methods(largest[pkg], interfaces))
	}
}
