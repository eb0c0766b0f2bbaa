package views

import (
	"strconv"
	"strings"

	"gongkai/workflow"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
)

// DraftPanel is what was drafted and is not yet signed. Remark is why it was returned,
// "" if it was not.
type DraftPanel struct {
	Label, State, Class, Remark string
	Facts                       []Pair
}

// ProspectRow is what a possible next step would make of the state and the due date.
type ProspectRow struct{ Label, State, Due string }

// AnswerRow is one of several answers to the same application. Anchor leads to its
// entry.
type AnswerRow struct{ No, On, Outcome, Letter, Anchor string }

// DisputeRow is one review or lawsuit. Due is the last day for what the office has to
// do next, "" if nothing is due.
type DisputeRow struct {
	Block, Our, State, Filed, Accepted, Due, Closed, Result string
	Badges                                                  []Badge // of Due
	Steps                                                   []DisputeStep
}

// DisputeStep is one step of a review or lawsuit. Anchor leads to its entry.
type DisputeStep struct{ Anchor, On, Label string }

// RemedyRow is one thing the applicant may do. Until is "" while the time to do it
// has not begun to run.
type RemedyRow struct{ Way, Where, Online, Term, Until, Article, Note string }

// panel shows the draft; nil if there is none.
func (d PageContext) panel(app *workflow.Application) *DraftPanel {
	draft := app.Draft()
	if draft.State == workflow.New {
		return nil
	}
	class := map[workflow.State]string{workflow.Drafted: "normal", workflow.Submitted: "near", workflow.Returned: "urgent"}
	return &DraftPanel{
		Label: workflow.EventLabel(draftOf[draft.For]), State: workflow.StateLabel(draft.State), Class: class[draft.State],
		Remark: draft.Remark, Facts: d.draft(app),
	}
}

// draft is what a signature would put its name to; nil if nothing is drafted.
func (d PageContext) draft(app *workflow.Application) []Pair {
	draft, t := app.Draft(), d.Language
	if draft.State == workflow.New {
		return nil
	}
	o, _ := workflow.OutcomeOf(draft.Outcome)
	return written([]Pair{
		{t.T("拟稿人"), draft.DrafterName + " " + string(draft.On)},
		{t.T("答复类型"), outcomeOption(o, app.Law(d.Calendar))},
		{t.T("统计计入"), countsIn(o, d.Today.Year())},
		{t.T("并用的其他类型"), alsoWords(draft.Also)},
		{t.T("延长工作日"), CountOrBlank(draft.Days)},
		{t.T("答复文号"), draft.LetterNumber},
		{t.T("理由"), draft.Reason},
	})
}

// countsIn names the line of a year's form in which an answer counts; "" for no
// answer.
func countsIn(o workflow.Outcome, year int) string {
	if o.Code == "" {
		return ""
	}
	now := report.EditionFor(year).Name
	for i, e := range report.Editions {
		if e.Name == now {
			return LineWords(i, []string{o.Line2014, o.Line2019, o.Line2021}[i])
		}
	}
	return ""
}

// prospects tries each possible next step on a copy.
func (d PageContext) prospects(app *workflow.Application) []ProspectRow {
	var out []ProspectRow
	for _, p := range app.WhatIf(d.Today, d.Calendar) {
		row := ProspectRow{p.Label, workflow.StateLabel(p.State), string(p.Due)}
		if p.Stopped {
			row.Due = d.Language.T("中止计算")
		}
		out = append(out, row)
	}
	return out
}

// answers are shown only if there are several; one is among the details.
func answers(app *workflow.Application) []AnswerRow {
	all := app.Answers()
	if len(all) < 2 {
		return nil
	}
	var out []AnswerRow
	for i, e := range all {
		out = append(out, AnswerRow{strconv.Itoa(i + 1), string(e.On),
			OutcomeWord(string(e.Outcome)), e.LetterNumber, "e" + strconv.Itoa(e.Seq)})
	}
	return out
}

// disputes are the reviews and lawsuits as rows, in the order they began.
func (d PageContext) disputes(app *workflow.Application) []DisputeRow {
	var out []DisputeRow
	for _, c := range app.Disputes {
		row := DisputeRow{
			Block: blockWord(string(c.Block)), Our: ourWord(string(c.Our)), State: workflow.StateLabel(c.State),
			Filed: string(c.Filed), Accepted: string(c.Accepted), Due: string(c.Due), Closed: string(c.Closed),
			Result: rulingWord(c.Block, c.Ruling, c.Result), Steps: steps(app, c),
		}
		if c.Closed == "" {
			row.Result = d.Language.T("尚未审结")
		}
		if c.Due != "" {
			row.Badges = []Badge{d.running(c.Due)}
		}
		out = append(out, row)
	}
	return out
}

// steps are the entries about one review or lawsuit that are still in force.
func steps(app *workflow.Application, c workflow.Dispute) []DisputeStep {
	var out []DisputeStep
	for _, e := range app.Journal {
		began := e.Seq == c.No
		if e.Block != "" && (began || e.Ref == c.No && e.Event != workflow.Retry) && app.InForce(e.Seq) {
			out = append(out, DisputeStep{"e" + strconv.Itoa(e.Seq), string(e.On), workflow.EventLabel(e.Event)})
		}
	}
	return out
}

// WayWords are the remedies in Chinese, by way.
var WayWords = map[workflow.RemedyKind]string{workflow.ByReview: "行政复议", workflow.BySuit: "行政诉讼"}

// remedies are what the applicant may do today, in the order of the law.
func (d PageContext) remedies(app *workflow.Application) []RemedyRow {
	var out []RemedyRow
	for _, r := range app.Remedies(d.Office, d.Today, app.Law(d.Calendar)) {
		out = append(out, RemedyRow{
			Way: WayWords[r.Kind], Where: strings.Join(r.Where, "或者"), Online: r.Online, Term: d.remedyTerm(r),
			Until: string(r.Until), Article: fault.Cite(r.Article), Note: d.remedyNote(r),
		})
	}
	return out
}

// remedyTerm is the time a remedy leaves, which the law sets in months or days.
func (d PageContext) remedyTerm(r workflow.Remedy) string {
	if r.Months > 0 {
		return d.Language.T("%d 个月", r.Months)
	}
	return d.Language.T("%d 日", r.Days)
}

// remedyNote says from when the time runs, or what has to come first.
func (d PageContext) remedyNote(r workflow.Remedy) string {
	t := d.Language
	switch {
	case r.Then:
		return t.T("须先经复议，自收到复议决定书之日起计算")
	case r.First:
		return t.T("应当先申请复议")
	case r.Since == "":
		return t.T("自送达之日起计算，还没有送达")
	}
	return t.T("自 %s 起计算", r.Since)
}
