package manual

import (
	"fmt"
	"strings"

	"gongkai/views"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// disputePage has the decisions, with where each counts, and the remedies by the day
// of the answer.
func disputePage() string {
	return "# 复议、诉讼与救济途径\n\n" +
		"## 审理结果\n\n每一种结果计入表四的一列。“责令”的，申请回到“重新答复中”，期限为决定或者裁判所定，没有定的，自决定或者裁判之日起为一个答复期限。\n\n" + rulingTable() +
		"\n## 救济途径\n\n看答复（逾期不答复的，期限届满）之日和答复类型。机关名称由系统管理员在“机关”页填写，不填的用下面的通用表述。\n\n" + remedyTable()
}

// rulingTable are the decisions of review bodies and of courts.
func rulingTable() string {
	g := newGrid("由谁", "结果", "代码", "计入", "责令重新答复或者履行", "依据", "由哪些步骤带来")
	for _, r := range workflow.Rulings {
		by := map[bool]string{false: "复议机关", true: "人民法院"}[r.Suit]
		g.row(by, r.Label, "`"+string(r.Code)+"`", views.CountsAs(r), yesNo(r.Orders),
			articleWords(r.Article), each(bringing(r), workflow.EventLabel))
	}
	return g.String()
}

// bringing are the steps that may bring a decision.
func bringing(r workflow.Ruling) []workflow.Event {
	var out []workflow.Event
	for _, p := range []workflow.Procedure{workflow.ReviewProcedure, workflow.SuitProcedure} {
		for _, rule := range p {
			if asks(rule, workflow.AskRuling) && views.Among(workflow.RulingsFor(rule.Event)...)(r) {
				out = append(out, rule.Event)
			}
		}
	}
	return out
}

// asks says whether a step asks for an input.
func asks(rule workflow.Rule, in fault.Input) bool {
	return views.Among(rule.Asks...)(in)
}

func yesNo(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

// answersOn are answers on the days around which the remedies changed. words says which
// categories each of them stands for.
var answersOn = []struct {
	label   string
	on      calendar.Date
	outcome workflow.OutcomeCode
	words   string
}{
	{"2015-04-30 及以前", "2015-04-30", "granted", "各类"},
	{"2015-05-01 至 2023-12-31", "2015-05-01", "granted", "各类"},
	{"2015-05-01 至 2023-12-31", "2023-12-31", "third_party", "各类"},
	{"2024-01-01 起", "2024-01-01", "granted", "其他各类"},
	{"2024-01-01 起", "2024-01-01", "third_party", "依第14、15、16条不予公开"},
}

// remedyTable has the remedies against those answers. Lines that would be the same are
// written once.
func remedyTable() string {
	g := newGrid("答复之日", "答复类型", "机关", "途径", "向谁提出", "期限", "先后", "依据")
	said := map[string]bool{}
	for _, a := range answersOn {
		for _, government := range []bool{false, true} {
			for _, r := range remediesOf(a.on, a.outcome, government) {
				cells := []string{a.label, a.words, map[bool]string{false: "部门", true: "政府"}[government],
					views.WayWords[r.Kind], strings.Join(r.Where, "或者"), termOf(r), orderOf(r), fault.Cite(r.Article)}
				if row := strings.Join(cells, "|"); !said[row] {
					said[row] = true
					g.row(cells...)
				}
			}
		}
	}
	return g.String()
}

// remediesOf asks workflow what can be done against an answer given and served on a
// day. It panics on an answer the law does not allow.
func remediesOf(on calendar.Date, outcome workflow.OutcomeCode, government bool) []workflow.Remedy {
	cal := calendar.Published()
	in := workflow.Intake{Channel: workflow.RegisteredPost, Arrived: on.AddDays(-7),
		Content: "–", Applicant: workflow.Applicant{Kind: "person", Name: "–"}}
	app := &workflow.Application{}
	begin := workflow.Log(in, cal)
	for _, cmd := range []workflow.Command{begin, {Event: workflow.Answer, On: on, Outcome: outcome}} {
		cmd.At, cmd.Register, cmd.By = on.Noon(), true, "–"
		if err := app.Apply(cmd, cal); err != nil {
			// A fault in the table above: the first test finds it.
			panic(fmt.Sprintf("views: an answer of %s for the manual: %v", on, err))
		}
	}
	return app.Remedies(account.Office{Remedy: account.Bodies{Government: government}}, on, app.Law(cal))
}

// termOf is the time a remedy leaves.
func termOf(r workflow.Remedy) string {
	if r.Months > 0 {
		return fmt.Sprintf("%d 个月", r.Months)
	}
	return fmt.Sprintf("%d 日", r.Days)
}

// orderOf says whether a remedy has to be taken before another.
func orderOf(r workflow.Remedy) string {
	switch {
	case r.Then:
		return "经复议后，自收到复议决定书之日起"
	case r.First:
		return "应当先行"
	}
	return "可以选择"
}

// feePage has both tariffs, with samples worked out.
func feePage() string {
	var b strings.Builder
	b.WriteString("# 信息处理费\n\n一件申请按件或者按量收取，不并用；各档只计本档的数量。按件的，看同一申请人当月向同一机关提出的第几件；按量的，一页是不超过 A4 的一面。\n")
	for _, t := range workflow.Tariffs {
		b.WriteString("\n## " + t.Label + "（" + fault.Cite(t.Article) + "）\n\n" + t.Words() + "。\n\n")
		g := newGrid("第几"+t.Unit, "这一"+t.Unit+"（元）", "到这一"+t.Unit+"合计（元）")
		for _, n := range samples(t) {
			g.row(fmt.Sprint(n), fmt.Sprint(t.Price(n)), fmt.Sprint(t.Total(n)))
		}
		b.WriteString(g.String())
	}
	return b.String()
}

// samples are the units around every step of a tariff, and some beyond the last.
func samples(t workflow.Tariff) []int {
	var out []int
	for _, s := range t.Steps[1:] {
		out = append(out, s.From-1, s.From)
	}
	last := t.Steps[len(t.Steps)-1].From
	if t.Every > 0 {
		return append(out, last+t.Every-1, last+t.Every, last+2*t.Every-1, last+2*t.Every)
	}
	return append(out, last+49)
}
