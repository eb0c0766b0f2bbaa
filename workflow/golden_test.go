package workflow_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden holds a text against the file of the name in testdata/golden.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/golden/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what it was; run with -update and read the difference. Now:\n%s", path, got)
	}
}

// Who may do what from which state, under which conditions, is what the table of
// the golden file says: it is read by people and changes only on purpose.
func TestWhoMayDoWhat(t *testing.T) {
	var b strings.Builder
	b.WriteString("# 谁在什么状态下可以办理什么\n")
	for _, part := range []struct {
		title  string
		p      workflow.Procedure
		states []workflow.State
	}{
		{"申请的办理", workflow.HandlingProcedure, handlingStates()},
		{"拟稿与送审", workflow.LetterProcedure, letterStates()},
		{"行政复议", workflow.ReviewProcedure, reviewStates()},
		{"行政诉讼", workflow.SuitProcedure, suitStates()},
	} {
		fmt.Fprintf(&b, "\n## %s\n\n| 状态 | 步骤 | 到 | %s | 条件 | 条文 |\n|---|---|---|%s---|---|\n",
			part.title, strings.Join(roleLabels(), " | "), strings.Repeat("---|", len(account.Roles)))
		for _, s := range part.states {
			for _, r := range part.p {
				if slices.Contains(r.From, s) {
					fmt.Fprintf(&b, "| %s | %s `%s` | %s | %s | %s | %s |\n", workflow.StateLabel(s),
						r.Label, r.Event, workflow.StateLabel(r.Target(s)), mayBy(r), guardNames(r), r.Article)
				}
			}
		}
	}
	golden(t, "choices.md", b.String())
}

func roleLabels() []string {
	var out []string
	for _, p := range account.Roles {
		out = append(out, p.Label)
	}
	return out
}

func mayBy(r workflow.Rule) string {
	var out []string
	for _, p := range account.Roles {
		out = append(out, map[bool]string{
			true: "可", false: map[bool]string{true: "两人办理时可", false: "—"}[slices.Contains(r.Small, p.Code)],
		}[slices.Contains(r.Roles, p.Code)])
	}
	return strings.Join(out, " | ")
}

func guardNames(r workflow.Rule) string {
	var out []string
	for _, g := range r.Guards {
		out = append(out, g.Name)
	}
	return strings.Join(out, "；")
}

// An article as the tables write it is put into the words of a letter.
func TestCite(t *testing.T) {
	for in, want := range map[string]string{
		"30":       "《政府信息公开条例》第30条",
		"33(2)":    "《政府信息公开条例》第33条第2款",
		"36(七)":    "《政府信息公开条例》第36条第（七）项",
		"21(四)":    "《政府信息公开条例》第21条第（四）项",
		"32, 34":   "《政府信息公开条例》第32条、《政府信息公开条例》第34条",
		"109号 6":   "国办函〔2020〕109号第6条",
		"207号":     "国办公开办函〔2015〕207号",
		"235号":     "国办公开办函〔2016〕235号",
		"复议法 20":   "《行政复议法》第20条",
		"行诉法 45":   "《行政诉讼法》第45条",
		"14(1)(二)": "《政府信息公开条例》第14条第1款第（二）项",
		"":         "",
		"–":        "",
	} {
		if got := fault.Cite(in); got != want {
			t.Errorf("Cite(%q) = %s, want %s", in, got, want)
		}
	}
}

// Every article that a table cites is well formed and of a document we know.
func TestEveryArticleCites(t *testing.T) {
	for _, a := range cited() {
		got := fault.Cite(a)
		known := strings.HasPrefix(got, "《政府信息公开条例》第")
		for _, work := range fault.Sources {
			known = known || strings.HasPrefix(got, work)
		}
		if !known || strings.Contains(got, "第条") || strings.Contains(got, "第款") || strings.ContainsAny(got, "()") {
			t.Errorf("%q is cited as %q", a, got)
		}
	}
}

// cited lists every article in the tables.
func cited() []string {
	var out []string
	for _, p := range workflow.Procedures {
		for _, r := range p {
			out = append(out, r.Article)
		}
	}
	for _, g := range workflow.Regimes {
		for _, term := range []workflow.Term{g.Answer, g.Extension, g.AskWithin, g.Correction, g.Consult, g.Payment} {
			out = append(out, term.Article)
		}
		for _, a := range g.Numbers {
			out = append(out, a)
		}
	}
	for _, o := range workflow.Outcomes {
		out = append(out, o.Editions[:]...)
	}
	return slices.DeleteFunc(out, func(a string) bool { return a == "" || a == "–" })
}

// Every article that the procedures cite has a number in the 2007 edition, so
// that no letter of that time cites an article of another. Service, reviews and
// suits are of documents of their own.
func TestArticlesOf2007(t *testing.T) {
	for _, r := range workflow.HandlingProcedure {
		_, numbered := workflow.Regimes[0].Numbers[r.Article]
		if _, own := fault.Sources[r.Article]; !numbered && !own && r.Article != "" {
			t.Errorf("%s cites %s, which has no number in the 2007 edition", r.Event, r.Article)
		}
	}
}

// How each ending counts in each form, in the words of the form, is what the
// table of the golden file says.
func TestWhereOutcomesCount(t *testing.T) {
	var b strings.Builder
	b.WriteString("# 每种结果计入统计表的哪一行\n\n| 结果 | 2007 | 2019 | 2014 年版 | 2019 年版 | 2021 年版 |\n|---|---|---|---|---|---|\n")
	for _, o := range workflow.Outcomes {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", o.Label, o.Editions[0], o.Editions[1],
			lineLabel(report.Form2014, o.Line2014), lineLabel(report.Applications2019, o.Line2019),
			lineLabel(report.Applications2021, o.Line2021))
	}
	golden(t, "outcomes.md", b.String())
}

func lineLabel(f statistics.Form, code string) string {
	l, ok := f.Line(code)
	if !ok {
		return "不计入答复"
	}
	return code + " " + l.Label
}
