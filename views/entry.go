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

// entries puts the journal into words, the newest on top.
func (d Desk) entries(app *workflow.Application) []EntryRow {
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

func (d Desk) entry(app *workflow.Application, e workflow.Entry, before workflow.Intake) EntryRow {
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

// entryFacts are the particulars an entry carries.
func (d Desk) entryFacts(app *workflow.Application, e workflow.Entry, before workflow.Intake) []Pair {
	t := d.Tongue
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
		{t.T("答复文号"), e.Letter},
		{t.T("送达方式"), methodWord(e.Method)},
		{t.T("案件"), blockWord(string(e.Block))},
		{t.T("复议程序"), trackFact(e)},
		{t.T("本机关的诉讼地位"), ourFact(e)},
		{t.T("审理结果"), rulingWord(e.Block, e.Ruling, e.Result)},
		{t.T("承办单位"), e.Unit},
		{t.T("承办人"), e.Heir},
		{t.T("归档号"), e.Archive},
		{t.T("另一件的编号"), e.Other},
	}
	if e.Intake != nil && before.Channel != "" {
		out = append(out, d.changes(before, *e.Intake)...)
	}
	return written(append(out, Pair{t.T("理由"), e.Reason}))
}

// untilLabel says what the day in an entry is.
func untilLabel(event workflow.Event) ID {
	if row, ok := untils[event]; ok {
		return row.label
	}
	if label, ok := terms[event]; ok {
		return label
	}
	return orderedLabel
}

// outcomeLabel: what is only drafted is not yet how it ended.
func outcomeLabel(event workflow.Event) ID {
	if event == workflow.DraftAnswer {
		return ID("答复类型")
	}
	return ID("办理结果")
}

// terms are the days that the law itself sets.
var terms = map[workflow.Event]ID{
	workflow.AskFee: ID("缴费期限"), workflow.Consult: ID("提出意见期限"), workflow.AcceptReview: ID("提交复议答复书期限"),
	workflow.AcceptSuit: ID("提交答辩状期限"), workflow.Retry: ID("提交答辩状期限"),
}

// effectiveLabel: of a judgment it is the last day to appeal, else the day from
// which days count again.
func effectiveLabel(event workflow.Event) ID {
	if event == workflow.Judge {
		return ID("上诉期至")
	}
	return ID("恢复计算自")
}

// voidedWords name the entry that another voids.
func voidedWords(app *workflow.Application, e workflow.Entry) string {
	if e.Event != workflow.Void || e.Ref < 1 || e.Ref > len(app.Journal) {
		return ""
	}
	gone := app.Journal[e.Ref-1]
	return string(gone.On) + " " + workflow.EventLabel(gone.Event)
}

// changes tell what a correction changed of what was registered.
func (d Desk) changes(before, after workflow.Intake) []Pair {
	was, is := registered(before), registered(after)
	channel, main, more := IntakeFields(d.Tongue)
	var out []Pair
	for _, f := range append(append([]Field{channel}, main...), more...) {
		if was[f.Name] != is[f.Name] {
			out = append(out, Pair{f.Label, cmp.Or(d.shown(f.Name, Word(f.Name, was[f.Name])), "（未填）") + " → " +
				cmp.Or(d.shown(f.Name, Word(f.Name, is[f.Name])), "（未填）")})
		}
	}
	return out
}

func tariffFact(e workflow.Entry) string {
	t, ok := workflow.TariffOf(e.Tariff)
	if !ok {
		return ""
	}
	return t.Label + "，" + strconv.Itoa(e.Units) + " " + t.Unit
}

func tariffWord(c workflow.TariffCode) string { t, _ := workflow.TariffOf(c); return t.Label }

// trackFact: only the step that takes a review in says by which procedure.
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

// ourFact: only the step that takes a suit in says what the office is in it.
func ourFact(e workflow.Entry) string {
	if e.Event != workflow.AcceptSuit {
		return ""
	}
	return ourWord(string(e.Our))
}

// rulingWord is a decision in words; where only the column of the form is known,
// that.
func rulingWord(block workflow.Block, code workflow.RulingCode, result workflow.Result) string {
	if r, ok := workflow.RulingOf(block, code); ok {
		return r.Label + "（" + CountsAs(r) + "）"
	}
	return resultWord(string(result))
}

func alsoWords(codes []workflow.OutcomeCode) string {
	var out []string
	for _, code := range codes {
		if word := OutcomeWord(string(code)); word != "" {
			out = append(out, word)
		}
	}
	return strings.Join(out, "、")
}

func outcomeCodes(lines string) []workflow.OutcomeCode {
	var out []workflow.OutcomeCode
	for _, line := range strings.Split(lines, "\n") {
		out = append(out, workflow.OutcomeCode(line))
	}
	return out
}
