package views

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"gongkai/views/address"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// ReportPage is the yearly table (统计表) with all forms of its edition.
type ReportPage struct {
	Frame
	Choose    []Field // office, year, edition, rollup
	Office    string
	Heading   string
	Basis     string // which edition, and on what it rests
	Tables    []FormTable
	Fills     bool     // the reader may type in lines by hand
	Carry     []Option // which report it is, sent along with what is typed in
	Downloads []Link
	Verdict   string       // how many equations hold
	Agrees    bool         // all of them do; hints do not count
	Broken    []FindingRow // equations that fail, and hints
	Held      []FindingRow // equations that hold
	AsOf      string       // the day as of which this was known; "" is now
	Kept      FrozenNote   // whether it was submitted
	Compare   string       // the address of this year beside the last
}

// FormTable is one form as a table.
type FormTable struct {
	Name   string
	Region string // the name of its scrolling region, for screen readers
	Groups []GroupHead
	Cols   []string // under the groups, or alone
	Lines  []FormLine
	Span   int // columns in all
}

// GroupHead is a heading above several columns. Tall is one above a single column,
// which reaches down over both lines of headings.
type GroupHead struct {
	Label string
	Span  int
	Tall  bool
}

// FormLine is one line. A heading has no cells.
type FormLine struct {
	Label, Unit, Class string
	Heading            bool
	Cells              []FormCell
}

// FormCell is one number: a link to what is behind it, or a control if the line is
// typed in by hand. Text "" is blank, which is not 0.
type FormCell struct {
	Text, URL, Says string // Says: what a screen reader reads for the link or control
	Input           string // the name of the control; "" for none
	Seen            string // what the control showed when the page was read
	ID              string
	Error           string // what is wrong with what was typed
}

// FindingRow is an equation of the form, in words.
type FindingRow struct {
	Mark, Place, Says, Class string
	Sides                    []ApartSide // the applications that make the difference
}

// CellPage lists the applications behind one number.
type CellPage struct {
	Frame
	Heading string
	Means   string // in Chinese, what the number counts
	Caption string
	Rows    []BriefRow
	Pager   Pager
	Exports []Link
	Back    Link
}

// Reported fills the page of a report. fills says whether the reader may type in the
// lines that are filled in by hand.
func Reported(f Frame, r report.Report, o report.Options, fills bool) ReportPage {
	p := ReportPage{
		Frame: f, Office: r.Office.Name, Fills: fills && len(r.Edition.HandLines()) > 0,
		Heading: fmt.Sprintf("%s %d 年政府信息公开统计表", r.Office.Name, r.Year),
		Basis:   fmt.Sprintf("按 %s 年版统计表（%s）", r.Edition.Name, r.Edition.Basis),
		Carry:   carry(r, o),
	}
	for i, form := range r.Edition.Forms {
		p.Tables = append(p.Tables, f.table(form, r.Tallies[i], ReportQuery(o), p.Fills))
	}
	for _, format := range []string{"xlsx", "csv", "json"} {
		q := ReportQuery(o)
		q.Set("format", format)
		p.Downloads = append(p.Downloads,
			Link{URL: address.Query(address.ReportExport, q), Label: f.T("下载 %s", strings.ToUpper(format))})
	}
	p.findings(r)
	p.Compare = address.Query(address.ReportCompare, ReportQuery(o))
	p.AsOf, p.Kept = string(o.AsOf), f.keptNote(r, o)
	return p
}

// carry are the hidden fields that say which report a form is about.
func carry(r report.Report, o report.Options) []Option {
	return []Option{
		{Value: "office", Label: o.Office}, {Value: "year", Label: strconv.Itoa(o.Year)},
		{Value: "form", Label: r.Edition.Name},
	}
}

// ReportQuery is the report as the query of an address.
func ReportQuery(o report.Options) url.Values {
	q := url.Values{"office": {o.Office}, "year": {strconv.Itoa(o.Year)}}
	if o.Form != "" {
		q.Set("form", o.Form)
	}
	if o.Rollup {
		q.Set("rollup", "1")
	}
	if o.AsOf != "" {
		q.Set("as_of", string(o.AsOf))
	}
	return q
}

// table is a form with the numbers of a tally; q is the report in an address.
func (f Frame) table(form statistics.Form, t statistics.Tally, q url.Values, fills bool) FormTable {
	out := FormTable{Name: form.Name, Region: f.T("表格：%s", form.Name), Span: len(form.Cols) + 2}
	out.Groups, out.Cols = heads(form.Cols)
	for _, l := range form.Lines {
		out.Lines = append(out.Lines, f.line(form, l, t, q, fills))
	}
	return out
}

// heads splits the columns into the upper line of headings and the lower one.
func heads(cols []statistics.Col) (groups []GroupHead, lower []string) {
	for _, c := range cols {
		switch n := len(groups); {
		case c.Group == "":
			groups = append(groups, GroupHead{c.Label, 1, true})
			continue
		case n > 0 && groups[n-1].Label == c.Group:
			groups[n-1].Span++
		default:
			groups = append(groups, GroupHead{c.Group, 1, false})
		}
		lower = append(lower, c.Label)
	}
	return groups, lower
}

// line is a line of a form with its cells.
func (f Frame) line(form statistics.Form, l statistics.Line, t statistics.Tally, q url.Values, fills bool) FormLine {
	out := FormLine{Label: l.Label, Unit: l.Unit, Heading: l.Heading, Class: DepthClass(l.Depth)}
	if l.Heading {
		return out
	}
	for _, c := range form.Cols {
		out.Cells = append(out.Cells, f.cell(form, l, c, t, q, fills))
	}
	return out
}

// DepthClass is the indentation of a line or an office so many steps below the top: ""
// at the top, and the same for everything below the third.
func DepthClass(depth int) string {
	if depth == 0 {
		return ""
	}
	return "depth" + strconv.Itoa(min(depth, 3))
}

// cell is blank where the tally is: blank is not 0. There is a link only where an
// application stands behind the number.
func (f Frame) cell(
	form statistics.Form, l statistics.Line, c statistics.Col, t statistics.Tally, q url.Values, fills bool,
) FormCell {
	n, ok := t.Get(l.Code, c.Code)
	if l.ByHand && fills {
		return FormCell{Text: text(n, ok), Seen: text(n, ok), Input: "line." + l.Code, ID: "line-" + l.Code, Says: l.Label}
	}
	out := FormCell{Text: text(n, ok)}
	if _, _, err := form.Cell(l.Code, c.Code); err != nil || n == 0 {
		return out
	}
	q.Set("line", l.Code)
	q.Set("col", c.Code)
	out.URL = address.Query(address.ReportCell, q)
	out.Says = f.T("%s，%s：%s，查看是哪些申请", l.Label, c.Label, n)
	return out
}

// text is a number, "" for a blank cell.
func text(n statistics.Amount, filled bool) string {
	if !filled {
		return ""
	}
	return n.String()
}

// findings sorts the equations, those that fail first, and sums them up.
func (p *ReportPage) findings(r report.Report) {
	all, failed := r.Check(), 0
	for _, x := range all {
		row := FindingRow{"✓ " + p.T("相符"), x.Place, x.Says, "holds", apartSides(x, r)}
		switch {
		case x.Holds:
			p.Held = append(p.Held, row)
			continue
		case x.Soft:
			row.Mark, row.Class = "⚠ "+p.T("请核对"), "soft"
		default:
			failed++
			row.Mark, row.Class = "✗ "+p.T("不符"), "fails"
		}
		p.Broken = append(p.Broken, row)
	}
	p.Agrees = failed == 0
	p.Verdict = p.T("共核对 %d 项勾稽关系，不符 %d 项，提示 %d 项", len(all), failed, len(p.Broken)-failed)
}
