package export

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"gongkai/views"
	"gongkai/views/published"
	"gongkai/views/sheet"
	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// Behind lists the applications behind one number of a report; see
// [report.Details]. A dispute is listed as its application.
type Behind func(line, col string) []workflow.Brief

// ListsDetails says whether a format shows what is behind the numbers, so that whoever
// writes another need not read it.
func ListsDetails(format string) bool { return format == "xlsx" }

// WriteReport writes a yearly report in a format: text, json, csv, xlsx, or canonical
// for a submitted one as its digest covers it. The spreadsheet shows what is behind
// the numbers on a second sheet; if behind is nil it has none.
func WriteReport(w io.Writer, r report.Report, format string, behind Behind) error {
	switch format {
	case "text":
		return writeReportText(w, r)
	case "json":
		return writeReportJSON(w, r)
	case "csv":
		return writeReportCSV(w, r)
	case "xlsx":
		return writeReportXLSX(w, r, behind)
	case "canonical":
		return views.WriteCanonical(w, r)
	}
	return fault.Input("format").Wrong("没有“%s”这种格式；可用 text、json、csv、xlsx", format)
}

// reportTitle is the first line of the printed form; headYear and headOffice are the
// two below it.
func reportTitle(r report.Report) string {
	if len(r.Edition.Forms) == 1 {
		return r.Edition.Forms[0].Name
	}
	return "政府信息公开工作年度报告统计表"
}

func headYear(r report.Report) string { return fmt.Sprintf("（%d年度）", r.Year) }

func headOffice(r report.Report) string {
	if r.Rollup {
		return "填报单位（盖章）：" + r.Office.Name + "（含下级机关汇总）"
	}
	return "填报单位（盖章）：" + r.Office.Name
}

// formTable is a form with its numbers as a plain table. Disputes have a row for each
// block, as they would otherwise be fifteen columns wide.
func formTable(f statistics.Form, t statistics.Tally) sheet.Table {
	switch f.By {
	case "":
		return lineTable(f, t)
	case cond.FieldBlock:
		return blockTable(f, t)
	default:
		return matrixTable(f, t)
	}
}

// lineTable is the form of 2014, or 表二: one number a line.
func lineTable(f statistics.Form, t statistics.Tally) sheet.Table {
	out := sheet.Table{Title: f.Name, Head: []string{"代码", "统计指标", "单位", "统计数"}, Counts: []int{3}}
	for _, l := range f.Lines {
		out.Rows = append(out.Rows, []string{l.Code, l.Label, l.Unit, t.Text(l.Code, f.Cols[0].Code)})
	}
	return out
}

// blockTable is 表四 turned on its side.
func blockTable(f statistics.Form, t statistics.Tally) sheet.Table {
	out := sheet.Table{Title: f.Name, Head: []string{"代码", "案件"}}
	for i, l := range f.Lines {
		out.Head, out.Counts = append(out.Head, l.Label), append(out.Counts, i+2)
	}
	for _, c := range f.Cols {
		row := []string{c.Code, published.FullLabel(c)}
		for _, l := range f.Lines {
			row = append(row, t.Text(l.Code, c.Code))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// matrixTable is 表三: one column for each kind of applicant.
func matrixTable(f statistics.Form, t statistics.Tally) sheet.Table {
	out := sheet.Table{Title: f.Name, Head: []string{"代码", "项目"}}
	for i, c := range f.Cols {
		out.Head, out.Counts = append(out.Head, c.Label), append(out.Counts, i+2)
	}
	for _, l := range f.Lines {
		row := []string{l.Code, l.Label}
		for _, c := range f.Cols {
			row = append(row, t.Text(l.Code, c.Code))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// writeReportText is for a terminal: tables, equations that fail, and the submission.
func writeReportText(w io.Writer, r report.Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n%s\n", reportTitle(r), headYear(r), headOffice(r))
	for i, f := range r.Edition.Forms {
		if len(r.Edition.Forms) > 1 {
			fmt.Fprintf(&b, "\n%s\n", f.Name)
		}
		b.WriteString(formTable(f, r.Tallies[i]).Text())
	}
	b.WriteString("\n" + checkWords(placed(r)) + views.FrozenFoot(r))
	_, err := io.WriteString(w, b.String())
	return err
}

// placed are the findings of the report, each with the name people have for its place.
func placed(r report.Report) []statistics.Finding {
	var out []statistics.Finding
	for i, f := range r.Edition.Forms {
		for _, found := range published.OneForm(r, i).Check() {
			found.Place = published.PlaceOf(f, found)
			out = append(out, found)
		}
	}
	return append(out, r.Across...)
}

// checkWords sums up the equations and names each that does not hold.
func checkWords(findings []statistics.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		if !f.Holds {
			fmt.Fprintf(&b, "  %s %s%s %s%s\n", f.ID, f.Place,
				map[bool]string{true: "（提示）", false: ""}[f.Soft], f.Says, views.ApartWords(f))
		}
	}
	if b.Len() == 0 {
		return fmt.Sprintf("勾稽关系：%d 条全部成立\n", len(findings))
	}
	return fmt.Sprintf("勾稽关系：共 %d 条，以下不成立\n%s", len(findings), b.String())
}

// writeReportCSV separates the forms by an empty line, and names them if there are
// several.
func writeReportCSV(w io.Writer, r report.Report) error {
	c, err := sheet.NewCSV(w)
	if err != nil {
		return err
	}
	for i, f := range r.Edition.Forms {
		t := formTable(f, r.Tallies[i])
		if i > 0 {
			c.Write([]string{""})
		}
		if len(r.Edition.Forms) > 1 {
			c.Write([]string{t.Title})
		}
		c.Write(t.Head)
		for _, row := range t.Rows {
			c.Write(row)
		}
	}
	return c.End()
}

// ReportJSON is a report for programs. Which fields it has depends on the edition: that
// of 2014 has lines with a value; later ones have lines with cells, disputes, and the
// table of chapter two as proactive. null is blank, which is not 0.
type ReportJSON struct {
	Office      string                                   `json:"office"` // code
	OfficeName  string                                   `json:"office_name"`
	Year        int                                      `json:"year"`
	Form        string                                   `json:"form"` // the edition
	Rollup      bool                                     `json:"rollup,omitempty"`
	Columns     []string                                 `json:"columns,omitempty"` // codes of the columns of lines
	Lines       []LineJSON                               `json:"lines"`
	Disputes    map[string]map[string]*statistics.Amount `json:"disputes,omitempty"` // by block, then by line
	Proactive   []LineJSON                               `json:"proactive,omitempty"`
	TextFigures map[string]statistics.Amount             `json:"text_figures,omitempty"` // what the text gives, by line
	Checks      []statistics.Finding                     `json:"checks"`                 // every equation, whether it holds or not
	AsOf        calendar.Date                            `json:"as_of,omitempty"`        // left out for now
	Frozen      *views.FrozenJSON                        `json:"frozen,omitempty"`       // left out if it was not submitted
}

// LineJSON is one line: of a single column (Unit, Value, By), or of several (No,
// Cells). By is "hand", "cases" or "heading".
type LineJSON struct {
	Code  string
	No    string
	Label string
	Unit  string
	Value *statistics.Amount
	By    string
	Cells map[string]*statistics.Amount
}

// MarshalJSON writes the fields of one kind of line or the other. A blank value is
// null rather than absent.
func (l LineJSON) MarshalJSON() ([]byte, error) {
	if l.Cells != nil {
		return json.Marshal(struct {
			Code  string                        `json:"code"`
			No    string                        `json:"no"`
			Label string                        `json:"label"`
			Cells map[string]*statistics.Amount `json:"cells"`
		}{l.Code, l.No, l.Label, l.Cells})
	}
	return json.Marshal(struct {
		Code  string             `json:"code"`
		Label string             `json:"label"`
		Unit  string             `json:"unit"`
		Value *statistics.Amount `json:"value"`
		By    string             `json:"by"`
	}{l.Code, l.Label, l.Unit, l.Value, l.By})
}

// NewReportJSON is the report as programs read it.
func NewReportJSON(r report.Report) ReportJSON {
	out := ReportJSON{Office: r.Office.Code, OfficeName: r.Office.Name, Year: r.Year, Form: r.Edition.Name,
		Rollup: r.Rollup, TextFigures: r.Text, Checks: r.Check(), AsOf: r.AsOf, Frozen: views.NewFrozenJSON(r)}
	if out.Checks == nil {
		out.Checks = []statistics.Finding{}
	}
	for i, f := range r.Edition.Forms {
		switch t := r.Tallies[i]; {
		case f.By == cond.FieldBlock:
			out.Disputes = byColumn(f, t)
		case f.By != "":
			out.Columns, out.Lines = colCodes(f), cellLines(f, t)
		case len(r.Edition.Forms) == 1:
			out.Lines = valueLines(f, t, r)
		default:
			out.Proactive = valueLines(f, t, r)
		}
	}
	return out
}

// colCodes are the columns in their order, which cells, being a map, do not have.
func colCodes(f statistics.Form) []string {
	var out []string
	for _, c := range f.Cols {
		out = append(out, c.Code)
	}
	return out
}

// byColumn are the numbers of 表四, by block and line.
func byColumn(f statistics.Form, t statistics.Tally) map[string]map[string]*statistics.Amount {
	out := map[string]map[string]*statistics.Amount{}
	for _, c := range f.Cols {
		out[c.Code] = map[string]*statistics.Amount{}
		for _, l := range f.Lines {
			out[c.Code][l.Code] = orNull(t, l.Code, c.Code)
		}
	}
	return out
}

// cellLines are the lines of 表三 without its headings.
func cellLines(f statistics.Form, t statistics.Tally) []LineJSON {
	var out []LineJSON
	for _, l := range f.Lines {
		if l.Heading {
			continue
		}
		cells := map[string]*statistics.Amount{}
		for _, c := range f.Cols {
			cells[c.Code] = orNull(t, l.Code, c.Code)
		}
		out = append(out, LineJSON{Code: l.Code, No: l.No, Label: l.Label, Cells: cells})
	}
	return out
}

// valueLines are the lines of a form of one column, headings included.
func valueLines(f statistics.Form, t statistics.Tally, r report.Report) []LineJSON {
	var out []LineJSON
	for _, l := range f.Lines {
		out = append(out, LineJSON{Code: l.Code, Label: l.Label, Unit: l.Unit,
			Value: orNull(t, l.Code, f.Cols[0].Code), By: source(l, r)})
	}
	return out
}

// source says where the number of a line comes from. A line that is counted and may
// be typed over is "hand" only if somebody did.
func source(l statistics.Line, r report.Report) string {
	switch {
	case l.Heading:
		return "heading"
	case l.ByHand && (l.Where == nil || r.Typed[l.Code]):
		return "hand"
	}
	return "cases"
}

// orNull is a number, nil for a blank cell.
func orNull(t statistics.Tally, line, col string) *statistics.Amount {
	if n, ok := t.Get(line, col); ok {
		return &n
	}
	return nil
}

// writeReportJSON leaves < and > as they are: the file is no part of a page.
func writeReportJSON(w io.Writer, r report.Report) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(NewReportJSON(r))
}
