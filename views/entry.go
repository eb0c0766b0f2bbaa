package views

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// entries puts the journal into words, latest first. It walks it from the start, as
// what an entry changed can only be seen from those before.
func (d PageContext) entries(app *workflow.Application) []EntryRow {
	var out []EntryRow
	due, intake := calendar.Date(""), workflow.Intake{}
	for _, e := range app.Journal {
		row := d.entry(app, e, intake)
		row.Due = d.moved(due, e.Due)
		due = e.Due
		if e.Intake != nil && !row.Voided {
			intake = *e.Intake
		}
		out = append(out, row)
	}
	slices.Reverse(out)
	return out
}

// entry puts one entry into words; before is what was registered up to then.
func (d PageContext) entry(app *workflow.Application, e workflow.Entry, before workflow.Intake) EntryRow {
	row := EntryRow{
		Anchor: "e" + strconv.Itoa(e.Seq), On: string(e.On), Label: workflow.EventLabel(e.Event), By: e.By,
		At: Moment(e.At), Irregular: e.Irregular, Facts: d.entryFacts(app, e, before),
		Voided: e.Event != workflow.Void && !app.InForce(e.Seq),
	}
	if e.Article != "" {
		row.Article = fault.Cite(e.Article)
	}
	return row
}

// entryFacts are the particulars an entry has.
func (d PageContext) entryFacts(app *workflow.Application, e workflow.Entry, before workflow.Intake) []Pair {
	t := d.Language
	out := []Pair{
		{t.T("撤销的是"), voidedWords(app, e)},
		{t.T("收到申请之日"), string(e.Received)},
		{t.T("征求对象"), PartyWord(e.Party)},
		{t.T("对方意见"), OpinionWord(e.Opinion)},
		{t.T(untilLabel(e.Event)), string(e.Until)},
		{t.T(effectiveLabel(e.Event)), string(e.Effective)},
		{t.T("延长工作日"), CountOrBlank(e.Days)},
		{t.T("收费方式"), tariffFact(e)},
		{t.T("收费金额"), money(e.Amount)},
		{t.T(outcomeLabel(e.Event)), OutcomeWord(string(e.Outcome))},
		{t.T("并用的其他类型"), alsoWords(e.Also)},
		{t.T("答复文号"), e.LetterNumber},
		{t.T("送达方式"), methodWord(e.Method)},
		{t.T("案件"), blockWord(string(e.Block))},
		{t.T("复议程序"), trackFact(e)},
		{t.T("本机关的诉讼地位"), ourFact(e)},
		{t.T("审理结果"), rulingWord(e.Block, e.Ruling, e.Result)},
		{t.T("承办单位"), e.Unit},
		{t.T("承办人"), e.HandlerName},
		{t.T("归档号"), e.Archive},
		{t.T("另一件的编号"), e.Other},
	}
	if e.Intake != nil && before.Channel != "" {
		out = append(out, d.changes(before, *e.Intake)...)
	}
	return written(append(out, Pair{t.T("理由"), e.Reason}))
}

// untilLabel says what the last day in an entry is for.
func untilLabel(event workflow.Event) ID {
	if row, ok := untils[event]; ok {
		return row.label
	}
	if label, ok := terms[event]; ok {
		return label
	}
	return orderedLabel
}

// outcomeLabel tells a category that is only drafted from one that ended it.
func outcomeLabel(event workflow.Event) ID {
	if event == workflow.DraftAnswer {
		return ID("答复类型")
	}
	return ID("办理结果")
}

// terms are the last days that the law itself sets.
var terms = map[workflow.Event]ID{
	workflow.AskFee: ID("缴费期限"), workflow.Consult: ID("提出意见期限"), workflow.AcceptReview: ID("提交复议答复书期限"),
	workflow.AcceptSuit: ID("提交答辩状期限"), workflow.Retry: ID("提交答辩状期限"),
}

// effectiveLabel says what the effective day of an entry is: of a judgment the last day
// to appeal, otherwise the day from which days count again.
func effectiveLabel(event workflow.Event) ID {
	if event == workflow.Judge {
		return ID("上诉期至")
	}
	return ID("恢复计算自")
}

// voidedWords name the entry that another one voids, "" if it voids none.
func voidedWords(app *workflow.Application, e workflow.Entry) string {
	if e.Event != workflow.Void || e.Ref < 1 || e.Ref > len(app.Journal) {
		return ""
	}
	gone := app.Journal[e.Ref-1]
	return string(gone.On) + " " + workflow.EventLabel(gone.Event)
}

// changes tell what a correction changed in what was registered. Private values are
// masked on both sides.
func (d PageContext) changes(before, after workflow.Intake) []Pair {
	was, is := registered(before), registered(after)
	channel, main, more := IntakeFields(d.Language)
	var out []Pair
	for _, f := range append(append([]Field{channel}, main...), more...) {
		if was[f.Name] != is[f.Name] {
			out = append(out, Pair{f.Label, cmp.Or(d.shown(f.Name, Word(f.Name, was[f.Name])), "（未填）") + " → " +
				cmp.Or(d.shown(f.Name, Word(f.Name, is[f.Name])), "（未填）")})
		}
	}
	return out
}

// tariffFact is the tariff with the units charged, "" if the entry has none.
func tariffFact(e workflow.Entry) string {
	t, ok := workflow.TariffOf(e.Tariff)
	if !ok {
		return ""
	}
	return t.Label + "，" + strconv.Itoa(e.Units) + " " + t.Unit
}

func tariffWord(c workflow.TariffCode) string { t, _ := workflow.TariffOf(c); return t.Label }

// trackFact is the procedure of a review, which only the step that accepts it sets.
func trackFact(e workflow.Entry) string {
	if e.Event != workflow.AcceptReview {
		return ""
	}
	return trackWord(e.Track)
}

func trackWord(track workflow.Track) string {
	for _, row := range workflow.Tracks {
		if row.Code == track {
			return row.Label
		}
	}
	return ""
}

// ourFact is the part the office plays in a lawsuit, which only the step that accepts
// it sets.
func ourFact(e workflow.Entry) string {
	if e.Event != workflow.AcceptSuit {
		return ""
	}
	return ourWord(string(e.Our))
}

// rulingWord is a decision in words. If only the column of the form is known, as in
// imported records, it is that.
func rulingWord(block workflow.Block, code workflow.RulingCode, result workflow.Result) string {
	if r, ok := workflow.RulingOf(block, code); ok {
		return r.Label + "（" + CountsAs(r) + "）"
	}
	return resultWord(string(result))
}

// alsoWords are categories in Chinese; unknown ones are left out.
func alsoWords(codes []workflow.OutcomeCode) string {
	var out []string
	for _, code := range codes {
		if word := OutcomeWord(string(code)); word != "" {
			out = append(out, word)
		}
	}
	return strings.Join(out, "、")
}

// outcomeCodes reads the codes of a control for several, one a line.
func outcomeCodes(lines string) []workflow.OutcomeCode {
	var out []workflow.OutcomeCode
	for _, line := range strings.Split(lines, "\n") {
		out = append(out, workflow.OutcomeCode(line))
	}
	return out
}
