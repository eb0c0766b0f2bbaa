package workflow_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
)

// citable are the articles listed in docs/law.md §13: "36(七)" behind the document
// it is of, and the documents cited as a whole.
type citable map[string][]string

func citableArticles(t *testing.T) citable {
	t.Helper()
	_, list, found := strings.Cut(lawDocument(t), "```articles\n")
	list, _, ended := strings.Cut(list, "```")
	if !found || !ended {
		t.Fatal("docs/law.md has no list of articles")
	}
	out := citable{}
	for line := range strings.Lines(list) {
		if words := strings.Fields(line); len(words) > 0 {
			out[words[0]] = words[1:]
		}
	}
	return out
}

// lawDocument is docs/law.md, looked for in the directories above the package.
func lawDocument(t *testing.T) string {
	t.Helper()
	for up, err := "..", error(nil); ; up = filepath.Join("..", up) {
		var text []byte
		if text, err = os.ReadFile(filepath.Join(up, "docs", "law.md")); err == nil {
			return string(text)
		}
		if _, top := os.Stat(filepath.Join(up, "go.mod")); top == nil {
			t.Fatal(err)
		}
	}
}

// lacks gives the first of the articles, written as in the tables, that is in no
// document; one without a document is of the regulation in that edition.
func (c citable) lacks(articles, edition string) string {
	for _, a := range strings.Split(articles, ", ") {
		work, article, named := strings.Cut(a, " ")
		whole, known := c[a]
		switch {
		case a == "" || a == "–" || known && len(whole) == 0:
		case !named && !slices.Contains(c["条例"+edition], a), named && !slices.Contains(c[work], article):
			return a
		}
	}
	return ""
}

// cites checks a citation of a table or a refusal, which are numbered as in the
// edition of 2019, in both editions.
func (c citable) cites(t *testing.T, where, articles string) {
	t.Helper()
	if a := c.lacks(articles, "2019"); a != "" {
		t.Errorf("%s cites %q, and there is no such article", where, a)
	}
	for _, a := range strings.Split(articles, ", ") {
		// What the older edition does not number otherwise was not asked of it.
		if own := workflow.Regimes[0].Numbers[a]; own != "" && c.lacks(own, "2007") != "" {
			t.Errorf("%s cites %q, in the edition of 2007 %q, and there is no such article", where, a, own)
		}
	}
}

// Every article that a table of the package cites exists.
func TestTablesCiteArticlesThatExist(t *testing.T) {
	c := citableArticles(t)
	for _, p := range workflow.Procedures {
		for _, r := range p {
			c.cites(t, "the step "+r.Label, r.Article)
		}
	}
	for _, r := range workflow.Rulings {
		c.cites(t, "the ruling "+r.Label, r.Article)
	}
	for _, tariff := range workflow.Tariffs {
		c.cites(t, "the tariff "+tariff.Label, tariff.Article)
	}
	for _, o := range workflow.Outcomes {
		for i, edition := range workflow.Regimes {
			if a := c.lacks(o.Editions[i], edition.Name); a != "" {
				t.Errorf("the ending %s cites %q of %s, and there is no such article", o.Label, a, edition.Name)
			}
		}
	}
	for _, edition := range workflow.Regimes {
		for _, term := range []workflow.Term{edition.Answer, edition.Extension, edition.AskWithin,
			edition.Correction, edition.Reasons, edition.Consult, edition.Payment} {
			if a := c.lacks(term.Article, edition.Name); a != "" {
				t.Errorf("the edition of %s cites %q, and there is no such article", edition.Name, a)
			}
		}
		for from, to := range edition.Numbers {
			if a := c.lacks(from, "2019") + c.lacks(to, edition.Name); a != "" {
				t.Errorf("the edition of %s numbers %q as %q, and there is no article %q", edition.Name, from, to, a)
			}
		}
	}
}

// basis is what each step rests on. A step may cite any of them.
var basis = map[workflow.Event][]string{
	workflow.Receive: {"31", "31(一)", "31(二)"}, workflow.Arrive: {"31", "31(二)", "31(三)"},
	workflow.Confirm: {"31", "31(二)", "31(三)"}, workflow.Unreachable: {"207号"},
	workflow.AskCorrection: {"30"}, workflow.Correct: {"30"}, workflow.AskReasons: {"35"}, workflow.Explained: {"35"},
	workflow.Consult: {"32, 34"}, workflow.Consulted: {"33(3)", "32, 34"}, workflow.Override: {"32"},
	workflow.AskFee: {"42", "109号 6"}, workflow.Pay: {"109号 6"}, workflow.Extend: {"33(2)"}, workflow.Answer: {"36"},
	workflow.DraftAnswer: {"36"}, workflow.DraftExtension: {"33(2)"}, workflow.Submit: {"45"}, workflow.Return: {"45"},
	workflow.Dispatch: {"235号"}, workflow.Deliver: {"235号"}, workflow.Undelivered: {"235号"},
	workflow.MarkProactive: {"44"}, workflow.FileAway: {"45"}, workflow.Split: {"109号 4"},
	workflow.FileReview: {"复议法 20"}, workflow.AcceptReview: {"复议法 30"}, workflow.RefuseReview: {"复议法 30"},
	workflow.ReplyReview: {"复议法 48"}, workflow.SuspendReview: {"复议法 39"}, workflow.ResumeReview: {"复议法 39"},
	workflow.EndReview: {"复议法 64"}, workflow.AcceptSuit: {"行诉法 44", "行诉法 45", "行诉法 46"},
	workflow.Judge: {"行诉法 69"}, workflow.Appeal: {"行诉法 85"}, workflow.TakeEffect: {"行诉法 85"},
	workflow.JudgeAppeal: {"行诉法 89"}, workflow.Remand: {"行诉法 89"}, workflow.Retry: {"行诉法 90"},
}

// An article that exists can still be the wrong one: each step cites what it
// rests on, and giving up for want of a correction or of payment what those do.
func TestStepsCiteTheirOwnArticle(t *testing.T) {
	for event, articles := range basis {
		for _, p := range workflow.Procedures {
			if r, ok := p.Named(event); ok && !slices.Contains(articles, r.Article) {
				t.Errorf("%s cites %q, want one of %q", r.Label, r.Article, articles)
			}
		}
	}
	for state, want := range map[workflow.State]string{workflow.Correcting: "30", workflow.FeePending: "109号 6"} {
		if r, ok := workflow.HandlingProcedure.Rule(workflow.Lapse, state); !ok || r.Article != want {
			t.Errorf("giving up from %s cites %q, want %q", state, r.Article, want)
		}
	}
}

// Every article that the sources of the package cite outside of tables exists:
// the first word of a refusal, what is put into a field Article, what a function
// gives whose name ends in Article, and whatever else can be read as nothing but
// a citation.
func TestSourcesCiteArticlesThatExist(t *testing.T) {
	c, found := citableArticles(t), map[string]string{}
	files, err := filepath.Glob("*.go")
	below, _ := filepath.Glob("*/*.go")
	files = append(files, below...)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			for _, lit := range citations(n) {
				found[set.Position(lit.Pos()).String()], _ = strconv.Unquote(lit.Value)
			}
			return true
		})
	}
	if len(found) < 80 {
		t.Errorf("found %d citations, want at least 80", len(found))
	}
	for where, articles := range found {
		c.citesEither(t, where, articles)
	}
}

// citesEither checks a citation of which the source alone does not tell the
// edition.
func (c citable) citesEither(t *testing.T, where, articles string) {
	t.Helper()
	if c.lacks(articles, "2019") != "" && c.lacks(articles, "2007") != "" {
		t.Errorf("%s cites %q, and there is no such article", where, articles)
	}
}

// unmistakable is a text that can be nothing but a citation.
var unmistakable = regexp.MustCompile(`^(\d+(\([0-9一二三四五六七八九十]+\))+|(109号|207号|235号|复议法|行诉法)( .*)?)$`)

// citations are the texts in a node of the source that cite an article.
func citations(n ast.Node) []*ast.BasicLit {
	switch n := n.(type) {
	case *ast.CallExpr:
		if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Refusal" {
			return literals(n.Args[0])
		}
	case *ast.KeyValueExpr:
		if k, ok := n.Key.(*ast.Ident); ok && k.Name == "Article" {
			return literals(n.Value)
		}
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			if field, ok := left.(*ast.SelectorExpr); ok && field.Sel.Name == "Article" && i < len(n.Rhs) {
				return literals(n.Rhs[i])
			}
		}
	case *ast.FuncDecl:
		if strings.HasSuffix(n.Name.Name, "Article") && n.Name.Name != "Article" {
			return literals(n.Body)
		}
	case *ast.BasicLit:
		if text, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil && unmistakable.MatchString(text) &&
			fault.Sources[text] == "" {
			return []*ast.BasicLit{n}
		}
	}
	return nil
}

func literals(n ast.Node) []*ast.BasicLit {
	var out []*ast.BasicLit
	ast.Inspect(n, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			out = append(out, lit)
		}
		return true
	})
	return out
}

// The documents that the forms are prescribed by, and the short names of the
// documents, are all in the list or known by their number.
func TestDocumentsAreKnown(t *testing.T) {
	c := citableArticles(t)
	for name := range fault.Sources {
		if _, ok := c[name]; !ok {
			t.Errorf("docs/law.md lists nothing of %s", name)
		}
	}
	want := map[string]string{"2014": "国办发〔2014〕32号", "2019": "国办公开办函〔2019〕60号", "2021": "国办公开办函〔2021〕30号"}
	for _, e := range report.Editions {
		if e.Basis != want[e.Name] {
			t.Errorf("the form of %s is prescribed by %s, want %s", e.Name, e.Basis, want[e.Name])
		}
	}
}
