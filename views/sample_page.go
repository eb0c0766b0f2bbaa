package views

import (
	"strconv"
	"strings"

	"gongkai/views/sheet"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
)

// SamplePage draws applications at random for an inspection (抽查).
type SamplePage struct {
	Frame
	Choose     []Field // year, number, seed
	Drawn      bool    // a sample was drawn; before that there is only the form
	Caption    string
	Facts      []Pair // how it was drawn
	WithOffice bool   // it is of several offices, so there is a column for them
	Rows       []SampleRow
	Exports    []Link
	Sheets     Link // to the check sheets
}

// SampleRow is one application that was drawn. Lot is the hash it was drawn by; Failed
// are the checks it does not pass.
type SampleRow struct {
	No, URL, Number, Office, Received, Closed, Outcome, Lot string
	Failed                                                  []string
}

// CheckSheetsPage has a check sheet for each application that was drawn.
type CheckSheetsPage struct {
	Frame
	Caption string
	Sheets  []CheckSheet
	Pager   Pager
	Back    Link
}

// CheckSheet is the check sheet of one application.
type CheckSheet struct {
	ID, URL, Heading, Source string // Source: the place in the sample
	Facts                    []Pair
	Days                     []DayRow
	Checks                   []CheckRow
}

// DayRow is a stretch of the term. Counted is how many of its days count, "" if the
// clock stood still.
type DayRow struct{ Days, Counted, Why string }

// CheckRow is one question of the inspection with its answer and its article.
type CheckRow struct{ Label, Article, Verdict, Reason, Class string }

// verdictClasses are the classes of the answers.
var verdictClasses = map[report.Verdict]string{
	report.Complies: "done", report.Fails: "overdue", report.NotApplicable: "normal",
}

// SampleRows are the applications drawn, as rows, in the order of drawing.
func SampleRows(d report.Drawn, sheets []report.CheckSheet) []SampleRow {
	var out []SampleRow
	for i, s := range sheets {
		app := s.App
		row := SampleRow{
			No: strconv.Itoa(i + 1), URL: ApplicationURL(app.ID),
			Number: app.Number, Office: s.Office.Name, Received: string(app.Received),
			Closed: string(app.Closed), Outcome: OutcomeWord(string(app.Outcome)), Lot: d.Lot(app.Office, app.Number),
		}
		for _, c := range s.Checks {
			if c.Verdict == report.Fails {
				row.Failed = append(row.Failed, c.Label)
			}
		}
		out = append(out, row)
	}
	return out
}

// SampleFacts tell how the sample was drawn, so that anyone can draw it again.
func (f Frame) SampleFacts(d report.Drawn) []Pair {
	return []Pair{
		{f.T("年度"), strconv.Itoa(d.Year)}, {f.T("种子"), d.Seed},
		{f.T("从中抽取"), f.T("当年收到的 %d 件", d.Of)}, {f.T("清单摘要"), d.Digest},
		{f.T("抽法"), f.T("对“种子|机关代码|编号”取 SHA-256，按所得的值由小到大取前 %d 件。种子和清单摘要相同，抽到的就相同。", d.N)},
	}
}

// SampleTable is the sample for export, with the answer to every question.
func SampleTable(d report.Drawn, sheets []report.CheckSheet, facts []Pair) sheet.Table {
	t := sheet.Table{Title: "抽查名单", Head: append([]string{"序号", "编号", "机关", "收到日期", "办结日期", "办理结果", "抽取值"},
		report.CheckLabels()...), Counts: []int{0}}
	for i, r := range SampleRows(d, sheets) {
		row := []string{r.No, r.Number, r.Office, r.Received, r.Closed, r.Outcome, r.Lot}
		for _, c := range sheets[i].Checks {
			row = append(row, string(c.Verdict))
		}
		t.Rows = append(t.Rows, row)
	}
	for _, f := range facts {
		t.Notes = append(t.Notes, f.Label+"："+f.Value)
	}
	return t
}

// CheckSheets puts check sheets into words. from is the place of the first in the
// sample, counted from 0.
func (f Frame) CheckSheets(d report.Drawn, sheets []report.CheckSheet, from int) []CheckSheet {
	var out []CheckSheet
	for i, s := range sheets {
		no := from + i + 1
		out = append(out, CheckSheet{
			ID: "sheet-" + strconv.Itoa(no), URL: ApplicationURL(s.App.ID), Heading: s.Office.Name + " " + s.App.Number,
			Source: f.T("抽查第 %d 件，共 %d 件 · 种子 %s", no, len(d.Apps), d.Seed),
			Facts:  f.checkSheetFacts(s), Days: f.checkSheetDays(s), Checks: f.checkSheetChecks(s),
		})
	}
	return out
}

// checkSheetFacts say nothing about the applicant: it is the office that is inspected.
func (f Frame) checkSheetFacts(s report.CheckSheet) []Pair {
	app := s.App
	return written([]Pair{
		{f.T("受理机关"), s.Office.Name}, {f.T("承办单位"), app.Unit}, {f.T("渠道"), channelWord(string(app.Channel))},
		{f.T("到达日期"), string(app.Arrived)}, {f.T("确认日期"), string(app.Confirmed)},
		{f.T("收到申请之日"), string(app.Received)}, {f.T("适用条例"), f.T("%s 年条例", s.Law.Name)}, {f.T("答复期限"), string(app.Due)},
		{f.T("办结日期"), string(app.Closed)}, {f.T("办理结果"), OutcomeWord(string(app.Outcome))}, {f.T("依据"), outcomeArticle(s)},
		{f.T("答复文号"), app.LetterNumber}, {f.T("送达"), Sentence(service(f.Language, app))}, {f.T("归档号"), app.Archive},
	})
}

// outcomeArticle is the article of the entry that ended the application, "" if it has
// not ended.
func outcomeArticle(s report.CheckSheet) string {
	for _, e := range s.App.Journal {
		if e.Outcome != "" && e.On == s.App.Closed && s.App.InForce(e.Seq) && e.To.Ended() {
			return fault.Cite(e.Article)
		}
	}
	return ""
}

// checkSheetDays are the stretches of the term as rows.
func (f Frame) checkSheetDays(s report.CheckSheet) []DayRow {
	var out []DayRow
	for _, d := range s.Stretches {
		row := DayRow{Days: string(d.From) + " – " + string(d.To), Why: d.Why}
		if d.Why == "" {
			row.Counted, row.Why = strconv.Itoa(d.Counted), f.T("其间休息日 %d 天不计", d.Off)
		}
		out = append(out, row)
	}
	return out
}

// checkSheetChecks are the questions as rows, without the name of the regulation.
func (f Frame) checkSheetChecks(s report.CheckSheet) []CheckRow {
	var out []CheckRow
	for _, c := range s.Checks {
		out = append(out, CheckRow{c.Label, strings.TrimPrefix(fault.Cite(c.Article), "《政府信息公开条例》"),
			string(c.Verdict), c.Reason, verdictClasses[c.Verdict]})
	}
	return out
}

func (ComparisonPage) template() string  { return "comparison" }
func (JournalPage) template() string     { return "journal" }
func (ChainPage) template() string       { return "chain" }
func (SamplePage) template() string      { return "sample" }
func (CheckSheetsPage) template() string { return "sheets" }
