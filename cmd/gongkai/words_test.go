package main

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// readsWords are the functions that compare texts or take them apart.
var readsWords = []string{
	"HasPrefix", "HasSuffix", "Contains", "EqualFold", "Index", "Cut", "CutPrefix", "CutSuffix", "Count",
}

// wordReaders are the files that do decide by Chinese words, and why they have to.
var wordReaders = map[string]string{
	"handlers/register_views.go": "the names that people give to their views",
	"views/export/workbook.go":   "prints a label of the form as its row and its column",
	"views/effect.go":            "prints a label of the form without its number",
	"views/report_page.go":       "heads of columns that are printed with one text share a cell",
	"views/published/cell.go":    "the cells of another authority's table, with their units",
	"views/published/labels.go":  "the labels of another authority's table",
	"views/published/layout.go":  "the headings of another authority's table",
	"views/sheet/workbook.go":    "shows the first line of what the library says of a file",
}

// Handlers and views decide by codes, kinds, numbers and the names of inputs. Words
// are made at the end and nothing is read from them, but for what others wrote: the
// beginning of a sentence, the label on a button and the name of a weekday may change
// with any edit or translation.
func TestNothingDecidesByChineseWords(t *testing.T) {
	found := map[string]bool{}
	for _, s := range sources(t) {
		if !strings.HasPrefix(s.pkg, "handlers") && !strings.HasPrefix(s.pkg, "views") {
			continue
		}
		for _, at := range wordDecisions(s.file) {
			found[s.path] = true
			if wordReaders[s.path] == "" {
				t.Errorf("%s: decides by Chinese words; a code has to decide", s.fset.Position(at))
			}
		}
	}
	for path := range wordReaders {
		if !found[path] {
			t.Errorf("%s reads no words any more: take it off the list", path)
		}
	}
}

// wordDecisions are the places in a file where a text is compared with Chinese words,
// with what a translation made of them, with a weekday's name or with what an error
// says.
func wordDecisions(f *ast.File) []token.Pos {
	var out []token.Pos
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if (n.Op == token.EQL || n.Op == token.NEQ) && (words(n.X) || words(n.Y)) && !empty(n.X) && !empty(n.Y) {
				out = append(out, n.Pos())
			}
		case *ast.CaseClause:
			if slices.ContainsFunc(n.List, literal) {
				out = append(out, n.Pos())
			}
		case *ast.CallExpr:
			if called, ok := n.Fun.(*ast.SelectorExpr); ok && isPackage(called.X, "strings") &&
				slices.Contains(readsWords, called.Sel.Name) && slices.ContainsFunc(n.Args, words) {
				out = append(out, n.Pos())
			}
		}
		return true
	})
	return out
}

func isPackage(x ast.Expr, name string) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == name
}

// literal says whether an expression is a text in Chinese.
func literal(x ast.Expr) bool { _, ok := x.(*ast.BasicLit); return ok && words(x) }

// empty says whether an expression is the empty text: asking whether there are any
// words is not reading them.
func empty(x ast.Expr) bool { lit, ok := x.(*ast.BasicLit); return ok && lit.Value == `""` }

// wordsOf are the methods and the fields that give words for people.
var wordsOf = []string{"T", "Weekday", "Error", "Why", "What", "Label"}

// words says whether an expression is a text in Chinese, or words made for people.
func words(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(x.Value)
		return x.Kind == token.STRING && err == nil &&
			strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	case *ast.BinaryExpr:
		return words(x.X) || words(x.Y)
	case *ast.ParenExpr:
		return words(x.X)
	case *ast.SelectorExpr:
		return slices.Contains(wordsOf, x.Sel.Name)
	case *ast.CallExpr:
		called, ok := x.Fun.(*ast.SelectorExpr)
		return ok && (slices.Contains(wordsOf, called.Sel.Name) ||
			isPackage(called.X, "views") && called.Sel.Name == "ID" && words(x.Args[0]))
	}
	return false
}
