package views

import (
	"fmt"
	"strconv"

	"gongkai/views/address"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// ComparisonPage shows a report beside that of the year before.
type ComparisonPage struct {
	Frame
	Choose  []Field // which report
	Heading string
	Basis   string // by which editions
	Other   string // that last year's edition is a different one; "" if it is the same
	Tables  []ComparedTable
	Back    Link
	AsOf    string // the day as of which this was known; "" is now
}

// ComparedTable is one form. Under each of its columns are this year's number, last
// year's and the change.
type ComparedTable struct {
	Name, Region string
	Groups       []GroupHead
	Cols         []GroupHead // under the groups; none for a form of one column
	Years        []string    // headings of the three numbers, for each column
	Lines        []ComparedLine
	Span         int // columns in all
}

// ComparedLine is one line of a form. A heading has no cells.
type ComparedLine struct {
	Label, Class string
	Heading      bool
	Cells        []ComparedCell
}

// ComparedCell is a number beside last year's, each a link to what is behind it.
type ComparedCell struct {
	Now, Before FormCell
	Change      string // with its sign; "" if one of the two is missing
	Class       string // how the change looks
}

// noCounterpart stands where last year's form has no such line. That is not 0.
const noCounterpart = "—"

// ComparedReports fills the page of two years.
func ComparedReports(f Frame, c report.Comparison, o report.Options) ComparisonPage {
	p := ComparisonPage{
		Frame: f, AsOf: string(o.AsOf),
		Heading: fmt.Sprintf("%s %d 年与 %d 年统计对比", c.Now.Office.Name, c.Now.Year, c.Before.Year),
		Basis: fmt.Sprintf("%d 年按 %s 年版统计表，%d 年按 %s 年版统计表", c.Now.Year,
			c.Now.Edition.Name, c.Before.Year, c.Before.Edition.Name),
		Back: Link{URL: address.Query(address.Report, ReportQuery(o)), Label: f.T("回统计表")},
	}
	if !c.Same {
		p.Other = f.T("两年的统计表版式不同，按统计口径对应；上年版式中没有口径相同的行，上年一栏写“—”。")
	}
	for i, form := range c.Now.Edition.Forms {
		p.Tables = append(p.Tables, f.besideLastYear(c, i, form, o))
	}
	return p
}

// besideLastYear is form i of this year beside last year's.
func (f Frame) besideLastYear(c report.Comparison, i int, form statistics.Form, o report.Options) ComparedTable {
	out := ComparedTable{Name: form.Name, Region: f.T("表格：%s", form.Name), Span: 3*len(form.Cols) + 1}
	if len(form.Cols) > 1 {
		out.Groups, out.Cols = comparedHeads(form.Cols)
	}
	for range form.Cols {
		out.Years = append(out.Years, strconv.Itoa(c.Now.Year), strconv.Itoa(c.Before.Year), "增减")
	}
	for _, l := range form.Lines {
		line := ComparedLine{Label: l.Label, Class: DepthClass(l.Depth), Heading: l.Heading}
		for _, col := range form.Cols {
			if !l.Heading {
				line.Cells = append(line.Cells, f.comparedCell(c, i, form, l, col, o))
			}
		}
		out.Lines = append(out.Lines, line)
	}
	return out
}

// comparedHeads widens the headings of columns to three numbers each.
func comparedHeads(cols []statistics.Col) (groups, lower []GroupHead) {
	groups, names := heads(cols)
	for i := range groups {
		groups[i].Span *= 3
	}
	for _, name := range names {
		lower = append(lower, GroupHead{Label: name, Span: 3})
	}
	return groups, lower
}

// comparedCell is one cell of form i beside its counterpart, which may be in another
// line and column if the editions differ.
func (f Frame) comparedCell(
	c report.Comparison, i int, form statistics.Form, l statistics.Line, col statistics.Col, o report.Options,
) ComparedCell {
	cell := c.Cell(i, l.Code, col.Code)
	out := ComparedCell{
		Now:    f.numberOf(cell.Now, form, l.Code, col.Code, o),
		Before: FormCell{Text: noCounterpart},
	}
	if cell.Found {
		other, _, _ := c.Before.Edition.Find(cell.At.Line)
		out.Before = f.numberOf(cell.Before, other, cell.At.Line, cell.At.Col, o.YearBefore())
	}
	if n := cell.Change(); n != nil {
		out.Change, out.Class = growth(*n)
	}
	return out
}

// numberOf is a number with a link to what is behind it; no link for 0 or for a
// number nothing is listed behind. nil is a blank cell.
func (f Frame) numberOf(n *statistics.Amount, form statistics.Form, line, col string, o report.Options) FormCell {
	if n == nil {
		return FormCell{}
	}
	out := FormCell{Text: n.String()}
	if _, _, err := form.Cell(line, col); err != nil || *n == 0 {
		return out
	}
	q := ReportQuery(o)
	q.Set("line", line)
	q.Set("col", col)
	out.URL = address.Query(address.ReportCell, q)
	return out
}

// growth is a change with its sign, and its class.
func growth(n statistics.Amount) (text, class string) {
	switch {
	case n > 0:
		return "+" + n.String(), "more"
	case n < 0:
		return "−" + (-n).String(), "less"
	}
	return "0", ""
}
