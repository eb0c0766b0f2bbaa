package manual

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gongkai/views"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// manualPages are the pages of the manual in reading order.
var manualPages = []struct {
	name  string
	write func() string
}{
	{"procedures", procedurePage},
	{"regimes", regimePage},
	{"outcomes", outcomePage},
	{"disputes", disputePage},
	{"fees", feePage},
	{"forms", formPage},
}

// Pages lists the names of the pages in reading order.
func Pages() []string {
	var out []string
	for _, p := range manualPages {
		out = append(out, p.name)
	}
	return out
}

// Page is a page of the manual in Markdown, in Chinese; false if no page has that
// name.
func Page(page string) (string, bool) {
	for _, p := range manualPages {
		if p.name == page {
			return p.write(), true
		}
	}
	return "", false
}

// grid is a Markdown table. The first row is its head.
type grid struct{ rows [][]string }

// newGrid begins a table with its head and the rule below it.
func newGrid(head ...string) *grid {
	rule := make([]string, len(head))
	for i := range rule {
		rule[i] = "---"
	}
	return &grid{[][]string{head, rule}}
}

func (g *grid) row(cells ...string) { g.rows = append(g.rows, cells) }

// String writes the table. A bar in a cell is escaped, or it would begin another cell.
func (g *grid) String() string {
	var b strings.Builder
	for _, row := range g.rows {
		for _, cell := range row {
			b.WriteString("| " + strings.ReplaceAll(cell, "|", "\\|") + " ")
		}
		b.WriteString("|\n")
	}
	return b.String()
}

// procedurePage has each procedure as a diagram and as a table of its rules.
func procedurePage() string {
	return "# 办理程序\n\n每一行是一条规则：在这些状态下，由这些角色，满足全部条件，才能办理这一步。" +
		"机关设为“两人办理”的，任何两人即可一人拟稿、一人签发；拟稿人始终不能签发自己的稿件。" +
		"依据按 2019 年条例编号，2007 年条例的条文见各版条例对照。\n" +
		procedurePart("申请的办理", workflow.HandlingProcedure) + procedurePart("拟稿与送审", workflow.LetterProcedure) +
		procedurePart("行政复议", workflow.ReviewProcedure) + procedurePart("行政诉讼", workflow.SuitProcedure)
}

// procedurePart is one procedure.
func procedurePart(title string, p workflow.Procedure) string {
	g := newGrid("步骤", "代码", "从", "到", "角色", "两人办理时也可", "条件", "依据", "填写")
	for _, r := range p {
		g.row(r.Label, "`"+string(r.Event)+"`", each(r.From, stateWord), target(r), each(r.Roles, roleWord),
			each(r.Small, roleWord), each(r.Guards, guardWord), cmp.Or(fault.Cite(r.Article), "—"), each(r.Asks, inputWord))
	}
	return "\n## " + title + "\n\n```mermaid\n" + p.Diagram() + "```\n\n" + g.String()
}

// each puts a list into words, separated as in a Chinese sentence; "—" if it is empty.
func each[T any](list []T, word func(T) string) string {
	var out []string
	for _, x := range list {
		out = append(out, word(x))
	}
	if len(out) == 0 {
		return "—"
	}
	return strings.Join(out, "、")
}

func stateWord(s workflow.State) string { return workflow.StateLabel(s) }

func roleWord(r account.Role) string { return r.Powers().Label }

func guardWord(g workflow.Guard) string { return g.Name }

// target is the state a rule leads to.
func target(r workflow.Rule) string {
	if r.To == workflow.Stay {
		return "不变"
	}
	return stateWord(r.To)
}

// inputs are what a step asks for, in Chinese.
var inputs = map[fault.Input]string{
	workflow.AskIntake: "申请的内容", workflow.AskDays: "工作日数", workflow.AskUntil: "期限", workflow.AskParty: "征求对象",
	workflow.AskOpinion: "对方意见", workflow.AskOutcome: "答复类型", workflow.AskLetterNumber: "文号", workflow.AskMethod: "送达方式",
	workflow.AskRef: "是哪一项", workflow.AskReason: "理由", workflow.AskAmount: "金额",
	workflow.AskRoute: "诉讼方式", workflow.AskRuling: "审理结果",
	workflow.AskAlso: "并用的其他类型", workflow.AskTariff: "收费方式与数量", workflow.AskOur: "诉讼地位", workflow.AskTrack: "复议程序",
	workflow.AskUnit: "承办单位", workflow.AskHandler: "承办人", workflow.AskArchive: "归档号",
	workflow.AskOther: "另一件的编号", workflow.AskParts: "各件的内容",
}

func inputWord(in fault.Input) string { return inputs[in] }

// regimePage sets the editions of the regulation side by side.
func regimePage() string {
	heads := []string{"事项"}
	for _, g := range workflow.Regimes {
		heads = append(heads, g.Name+" 年条例")
	}
	g := newGrid(heads...)
	for _, row := range regimeRows() {
		cells := []string{row.label}
		for _, r := range workflow.Regimes {
			cells = append(cells, row.says(r))
		}
		g.row(cells...)
	}
	return "# 各版条例对照\n\n适用哪一版，看收到申请之日，不看今天。期限都是工作日，收到之日不计算在内。\n\n" + g.String() + numbers()
}

// numbers sets the articles that the procedures cite, which are those of 2019, beside
// those of editions that number them otherwise.
func numbers() string {
	heads := []string{"程序所引条文"}
	for _, r := range workflow.Regimes {
		heads = append(heads, r.Name+" 年条例")
	}
	g, seen := newGrid(heads...), map[string]bool{}
	for _, rule := range workflow.HandlingProcedure {
		if rule.Article == "" || seen[rule.Article] {
			continue
		}
		seen[rule.Article] = true
		cells := []string{rule.Label}
		for _, r := range workflow.Regimes {
			cells = append(cells, fault.Cite(r.Numbered(rule.Article)))
		}
		g.row(cells...)
	}
	return "\n## 条文对照\n\n" + g.String()
}

// regimeRow is one line of the comparison: what each edition says about one thing.
type regimeRow struct {
	label string
	says  func(workflow.Regime) string
}

// regimeRows are the terms, the day of receipt by channel, and what each step does to
// the clock, where it does anything.
func regimeRows() []regimeRow {
	rows := []regimeRow{
		{"适用于收到申请之日", func(r workflow.Regime) string { return "自 " + string(r.From) + " 起" }},
		{"答复期限", func(r workflow.Regime) string { return termWords(r.Answer) }},
		{"延长答复期限，至多", func(r workflow.Regime) string { return termWords(r.Extension) }},
		{"告知补正的期限", func(r workflow.Regime) string { return termWords(r.AskWithin) }},
		{"补正期限（没有另定时）", func(r workflow.Regime) string { return termWords(r.Correction) }},
		{"说明理由的期限（没有另定时）", func(r workflow.Regime) string { return termWords(r.Reasons) }},
		{"征求意见的期限", func(r workflow.Regime) string { return termWords(r.Consult) }},
		{"缴费期限", func(r workflow.Regime) string { return termWords(r.Payment) }},
		{"可以收费", func(r workflow.Regime) string { return fromWords(r.FeesFrom) }},
		{"可以收检索、复制、邮寄成本费", func(r workflow.Regime) string { return untilWords(r.CostsUntil) }},
		{"第三方的意见，不另作决定不能公开的", func(r workflow.Regime) string { return each(r.Vetoed, views.OpinionWord) }},
		{"不计入期限的征求意见", func(r workflow.Regime) string { return each(r.Excludes, views.PartyWord) }},
	}
	for _, c := range workflow.Channels {
		rows = append(rows, regimeRow{"收到之日：" + c.Label, func(r workflow.Regime) string { return bases[r.Basis(c.Code)] }})
	}
	for _, rule := range workflow.HandlingProcedure {
		event, label := rule.Event, rule.Label
		if slices.ContainsFunc(workflow.Regimes, func(r workflow.Regime) bool { return r.Clock[event] != workflow.Runs }) {
			rows = append(rows, regimeRow{"期限：" + label, func(r workflow.Regime) string { return ticks[r.Clock[event]] }})
		}
	}
	return rows
}

// bases are the days from which a term may run.
var bases = map[workflow.Basis]string{workflow.OnArrival: "到达（提交、签收）之日", workflow.OnConfirmation: "双方确认之日"}

// ticks are what a step can do to the clock.
var ticks = map[workflow.Tick]string{
	workflow.Runs: "照常计算", workflow.Stops: "中止计算", workflow.Resumes: "恢复计算",
	workflow.Restarts: "重新计算", workflow.Grants: "延长",
	workflow.Defers: "至另定之日",
}

// termWords is a term with its article. An edition may not have one.
func termWords(t workflow.Term) string {
	if t.Days == 0 {
		return "没有规定"
	}
	return fmt.Sprintf("%d 个工作日（%s）", t.Days, fault.Cite(t.Article))
}

// fromWords says since when something is allowed; "" is never.
func fromWords(d calendar.Date) string {
	if d == "" {
		return "不可以"
	}
	return "自 " + string(d) + " 起"
}

// untilWords says until when something was allowed; "" is never.
func untilWords(d calendar.Date) string {
	if d == "" {
		return "不可以"
	}
	return "至 " + string(d) + " 止"
}

// outcomePage has each category with its article and its line in every edition.
func outcomePage() string {
	heads := []string{"结果", "代码"}
	for _, r := range workflow.Regimes {
		heads = append(heads, r.Name+" 年条例")
	}
	for _, e := range report.Editions {
		heads = append(heads, e.Name+" 年版统计表")
	}
	g := newGrid(heads...)
	for _, o := range workflow.Outcomes {
		cells := []string{o.Label, "`" + string(o.Code) + "`"}
		for _, r := range workflow.Regimes {
			cells = append(cells, articleWords(o.Article(r.Name)))
		}
		g.row(append(cells, views.LineWords(0, o.Line2014), views.LineWords(1, o.Line2019),
			views.LineWords(2, o.Line2021))...)
	}
	return "# 办理结果与统计\n\n每一种结果在每一版统计表中只计入一行。“不适用”表示该版条例没有这一类。\n\n" + g.String()
}

// articleWords is an article as it is cited. "" and "–" are the marks of the table of
// categories: the edition lacks the category, or has no article for it.
func articleWords(article string) string {
	switch article {
	case "":
		return "不适用"
	case "–":
		return "没有专门条文"
	}
	return fault.Cite(article)
}

// formPage explains every line of every form.
func formPage() string {
	var b strings.Builder
	b.WriteString("# 统计表逐行说明\n\n条件以每一版施行的第一年为例。\n")
	for _, e := range report.Editions {
		b.WriteString("\n## " + e.Name + " 年版（" + e.Basis + "）\n\n" + yearWords(e) + "\n")
		for _, f := range e.Forms {
			b.WriteString("\n### " + f.Name + "\n\n" + formLines(f, calendar.YearOf(e.First)) + agreements(f))
		}
	}
	return b.String()
}

// yearWords are the years an edition is for; Last is 0 for the present one.
func yearWords(e statistics.Edition) string {
	if e.Last == 0 {
		return fmt.Sprintf("用于 %d 年度以后。", e.First)
	}
	return fmt.Sprintf("用于 %d 至 %d 年度。", e.First, e.Last)
}

// formLines are the lines of a form, with conditions worded for a period.
func formLines(f statistics.Form, p calendar.Period) string {
	g := newGrid("代码", "行", "单位", "怎样得出")
	for _, l := range f.Lines {
		g.row("`"+l.Code+"`", strings.Repeat("　", l.Depth)+l.Label, l.Unit, derivation(l, p))
	}
	return g.String()
}

// derivation says where the number of a line comes from.
func derivation(l statistics.Line, p calendar.Period) string {
	switch {
	case l.Heading:
		return "—"
	case l.ByHand:
		return "人工填报"
	case len(l.Sum) > 0:
		return "合计：" + strings.Join(l.Sum, " + ")
	case l.Of == cond.Payments:
		return "收到的缴费：" + views.Describe(l.Where, p)
	case l.Of == cond.Disputes:
		return "行政复议、行政诉讼案件：" + views.Describe(l.Where, p)
	}
	return "申请：" + views.Describe(l.Where, p)
}

// rightWords is the right side of an equation. What was true of last year's form is
// marked as such.
func rightWords(e statistics.Equation) string {
	parts := slices.Clone(e.Right)
	for _, code := range e.Last {
		parts = append(parts, "上年 "+code)
	}
	out := strings.Join(parts, " + ")
	for _, code := range e.Less {
		out += " − " + code
	}
	return out
}

// agreements are the equations of a form; "" if it has none.
func agreements(f statistics.Form) string {
	if len(f.Agree) == 0 {
		return ""
	}
	g := newGrid("勾稽关系", "左", "", "右", "说明")
	for _, e := range f.Agree {
		says := e.Says
		if e.Soft {
			says += "（提示，不算差错）"
		}
		g.row(e.ID, strings.Join(e.Left, " + "), string(e.Rel), rightWords(e), says)
	}
	return "\n" + g.String()
}
