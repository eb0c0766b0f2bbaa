package views

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gongkai/workflow"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// EffectLine is what a step would do, before it is taken: how the application would
// stand, when it would be due, in which cell it would count. If the step would be
// refused, Text says why.
type EffectLine struct {
	Text    string `json:"text"`
	Warning string `json:"warning,omitempty"` // what to watch out for, "" for nothing
	Refused bool   `json:"refused,omitempty"`
}

// Effect puts into words what a step would make of an application. It goes by the
// application before and after, so it cannot promise what the step will not do.
func (d PageContext) Effect(cmd workflow.Command, e workflow.Effect) EffectLine {
	t := d.Language
	out := []string{t.T("办理后：%s", standingAfter(e))}
	out = append(out, d.dueAfter(e.Before, e.After))
	for _, c := range e.After.Disputes {
		if c.Due != "" && !slices.Contains(e.Before.Disputes, c) {
			out = append(out, t.T("%s：本机关下一期限 %s", blockWord(string(c.Block)), c.Due))
		}
	}
	counted, warning := d.countsAfter(cmd, e)
	if counted != "" {
		out = append(out, t.T("计入：%s", counted))
	}
	return EffectLine{Text: Sentence(said(out)), Warning: warning}
}

// said leaves out empty parts.
func said(parts []string) []string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

// standingAfter is the state before and after, and where the draft would stand.
func standingAfter(e workflow.Effect) string {
	words := workflow.StateLabel(e.After.State)
	if was := workflow.StateLabel(e.Before.State); was != words {
		words = was + " → " + words
	}
	if draft := e.After.Draft(); draft.State != workflow.New {
		words += "（稿件：" + workflow.StateLabel(draft.State) + "）"
	}
	return words
}

// dueAfter tells what becomes of the due date; "" if there is none before or after.
func (d PageContext) dueAfter(before, after *workflow.Application) string {
	t, to := d.Language, string(after.Due)
	switch {
	case before.Due == "" && after.Due == "" && !after.Stopped:
		return ""
	case after.Stopped:
		to = t.T("中止计算")
	case after.Provisional:
		to = t.T("%s（暂定）", to)
	}
	from := string(before.Due)
	if before.Stopped {
		from = t.T("中止计算")
	}
	if from == string(after.Due) && after.Stopped == before.Stopped || from == to {
		return t.T("答复期限 %s 不变", cmp.Or(to, from))
	}
	if from == "" {
		return t.T("答复期限 %s", to)
	}
	return t.T("答复期限 %s → %s", from, to)
}

// countsAfter names the cell in which the answer would count, and what to watch out
// for; both "" if the step ends nothing. A second answer counts where the first did.
func (d PageContext) countsAfter(cmd workflow.Command, e workflow.Effect) (cell, mind string) {
	after, code := e.After, e.After.Outcome
	if cmd.Event == workflow.DraftAnswer {
		after, code = after.AnsweredAs(cmd.Outcome, cmd.On), cmd.Outcome
	} else if cmd.Event != workflow.Answer && (e.After.Closed == "" || e.Before.Closed != "") {
		return "", ""
	}
	counted, ok := report.EndingCellOf(after)
	if !ok {
		return "", ""
	}
	if e.Before.Closed != "" {
		return cellWords(counted), d.Language.T("统计只计第一次答复。")
	}
	return cellWords(counted), minds(code)
}

// minds is what to watch out for with a category of answer.
func minds(code workflow.OutcomeCode) string {
	leaf, _ := workflow.CoachTree.Leaf(code)
	return leaf.Mind
}

// cellWords name one cell of the forms: the year, the line and, if the form has
// several, the column.
func cellWords(c report.EndingCell) string {
	words := strconv.Itoa(c.Year) + " 年统计表 " + lineLabel(c.Line)
	if len(c.Form.Cols) > 1 {
		words += " · " + c.Col.Label + "列"
	}
	return words
}

// lineLabel is a line by its number and label. Labels of the forms begin with the end
// of the number, which is not said twice.
func lineLabel(l statistics.Line) string {
	for i := range l.No {
		if rest, ok := strings.CutPrefix(l.Label, l.No[i:]); ok {
			return l.No + " " + strings.TrimPrefix(rest, ".")
		}
	}
	return strings.TrimSpace(cmp.Or(l.No, l.Code) + " " + l.Label)
}

// LineWords names the line of an edition in which an outcome counts. edition is a
// place in [report.Editions]; a code that is no line of it counts in none.
func LineWords(edition int, code string) string {
	_, l, err := report.Editions[edition].Find(code)
	if err != nil {
		return "只计办结，不计答复"
	}
	return lineLabel(l)
}
