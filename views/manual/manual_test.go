package manual

import (
	"strings"
	"testing"

	"gongkai/views"
	"gongkai/workflow"
	"gongkai/workflow/report"
)

// The manual has a page for each thing the office goes by, and none of another
// name.
func TestPages(t *testing.T) {
	for _, name := range Pages() {
		text, ok := Page(name)
		if !ok || !strings.HasPrefix(text, "# ") {
			t.Errorf("page %s begins %.40q, %t", name, text, ok)
		}
		if again, _ := Page(name); again != text {
			t.Errorf("page %s is written differently the second time", name)
		}
		if strings.ContainsAny(text, "！\x00") || strings.Contains(text, "%!") {
			t.Errorf("page %s has a fault of writing", name)
		}
	}
	if text, ok := Page("nonsense"); ok || text != "" {
		t.Errorf("a page nobody wrote: %q, %t", text, ok)
	}
}

// A table of the manual has as many cells in every row as in its head.
func TestManualTablesAreWhole(t *testing.T) {
	for _, name := range Pages() {
		text, _ := Page(name)
		want := 0
		for no, line := range strings.Split(text, "\n") {
			if !strings.HasPrefix(line, "|") {
				want = 0
				continue
			}
			bars := strings.Count(strings.ReplaceAll(line, "\\|", ""), "|")
			if want == 0 {
				want = bars
			}
			if bars != want {
				t.Errorf("%s line %d has %d bars, want %d: %s", name, no+1, bars, want, line)
			}
		}
	}
}

// Nothing of the tables is missing from the manual: every step with its
// conditions, every outcome, every line and equation of every form.
func TestManualIsWhole(t *testing.T) {
	pages := map[string]string{}
	for _, name := range Pages() {
		pages[name], _ = Page(name)
	}
	has := func(page, text string) {
		t.Helper()
		if !strings.Contains(pages[page], text) {
			t.Errorf("page %s does not say %q", page, text)
		}
	}
	for _, p := range workflow.Procedures {
		has("procedures", p.Diagram())
		for _, r := range p {
			has("procedures", "| "+r.Label+" | `"+string(r.Event)+"` |")
			for _, g := range r.Guards {
				has("procedures", g.Name)
			}
			for _, ask := range r.Asks {
				if inputWord(ask) == "" {
					t.Errorf("nobody knows how to say %q", ask)
				}
			}
		}
	}
	for _, r := range workflow.Rulings {
		has("disputes", "| "+r.Label+" | `"+string(r.Code)+"` | "+views.CountsAs(r)+" |")
		if len(bringing(r)) == 0 {
			t.Errorf("no step brings %s", r.Label)
		}
	}
	for _, tariff := range workflow.Tariffs {
		has("fees", tariff.Words())
	}
	for _, o := range workflow.Outcomes {
		has("outcomes", "| "+o.Label+" | `"+string(o.Code)+"` |")
	}
	for _, e := range report.Editions {
		for _, f := range e.Forms {
			for _, l := range f.Lines {
				has("forms", "| `"+l.Code+"` | "+strings.Repeat("　", l.Depth)+l.Label+" |")
			}
			for _, a := range f.Agree {
				has("forms", a.Says)
			}
		}
	}
}

// The remedies are those of the day and the office, and the fees those of the
// notice: the values are the published ones.
func TestManualRemediesAndFees(t *testing.T) {
	disputes, _ := Page("disputes")
	for _, line := range []string{
		"| 2015-04-30 及以前 | 各类 | 部门 | 行政复议 | 本级人民政府或者上一级主管部门 | 60 日 | 可以选择 |",
		"| 2015-04-30 及以前 | 各类 | 政府 | 行政诉讼 | 有管辖权的人民法院 | 3 个月 | 可以选择 |",
		"| 2015-05-01 至 2023-12-31 | 各类 | 政府 | 行政复议 | 上一级人民政府 | 60 日 | 可以选择 |",
		"| 2015-05-01 至 2023-12-31 | 各类 | 部门 | 行政诉讼 | 有管辖权的人民法院 | 6 个月 | 可以选择 |",
		"| 2024-01-01 起 | 其他各类 | 部门 | 行政复议 | 本级人民政府 | 60 日 | 可以选择 |",
		"| 2024-01-01 起 | 依第14、15、16条不予公开 | 部门 | 行政复议 | 本级人民政府 | 60 日 | 应当先行 |",
		"| 2024-01-01 起 | 依第14、15、16条不予公开 | 政府 | 行政诉讼 | 有管辖权的人民法院 | 15 日 | 经复议后，自收到复议决定书之日起 |",
	} {
		if !strings.Contains(disputes, line) {
			t.Errorf("no line %s in\n%s", line, disputes)
		}
	}
	if n := strings.Count(disputes, "| 2015-05-01 至 2023-12-31 |"); n != 4 {
		t.Errorf("%d lines for the years between, want 4: the first and the last day say the same", n)
	}
	fees, _ := Page("fees")
	for _, line := range []string{
		"| 10 | 0 | 0 |", "| 11 | 100 | 100 |", "| 30 | 100 | 2000 |", "| 31 | 200 | 2200 |", "| 40 | 200 | 4000 |",
		"| 41 | 300 | 4300 |", "| 50 | 300 | 7000 |",
		"| 31 | 10 | 10 |", "| 100 | 10 | 700 |", "| 200 | 20 | 2700 |", "| 250 | 40 | 4700 |",
	} {
		if !strings.Contains(fees, line+"\n") {
			t.Errorf("no line %s in\n%s", line, fees)
		}
	}
}

// The editions stand side by side, each with its own terms.
func TestManualComparesEditions(t *testing.T) {
	text, _ := Page("regimes")
	for _, line := range []string{
		"| 答复期限 | 15 个工作日（《政府信息公开条例》第24条第2款） | 20 个工作日（《政府信息公开条例》第33条第2款） |",
		"| 不计入期限的征求意见 | 第三方 | 第三方、共同制作机关 |",
		"| 收到之日：电子邮件 | 到达（提交、签收）之日 | 双方确认之日 |",
		"| 期限：收到补正 | 恢复计算 | 重新计算 |",
		"| 告知补正 | 《政府信息公开条例》第21条第（四）项 | 《政府信息公开条例》第30条 |",
		"| 可以收费 | 不可以 | 自 2021-01-01 起 |",
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("no line\n%s\nin\n%s", line, text)
		}
	}
}
