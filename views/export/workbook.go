package export

import (
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongkai/views"
	"gongkai/views/published"
	"gongkai/views/sheet"
	"gongkai/workflow"
	"gongkai/workflow/cond"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

const (
	reportSheet = "统计表"
	detailSheet = "明细"
)

// writeReportXLSX writes the report in the layout of the printed form and, on a second
// sheet, the applications behind every number.
func writeReportXLSX(w io.Writer, r report.Report, behind Behind) error {
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // removes its own temporary files, no more
	if err := f.SetSheetName("Sheet1", reportSheet); err != nil {
		return err
	}
	if err := printReport(r).write(f, reportSheet); err != nil {
		return err
	}
	if behind != nil {
		if err := writeDetail(f, r, behind); err != nil {
			return err
		}
	}
	return f.Write(w)
}

// sheetPlan is a sheet as it will be printed. It is laid out completely before any of
// it is written, as headings grow while the lines below them are added.
type sheetPlan struct {
	cells  []planned
	widths []float64 // of the columns, in characters
	next   int       // the row to go on at
}

// planned is one cell, merged over cols and rows. Columns and rows count from 1.
type planned struct {
	col, row, cols, rows int
	value                any
	style                cellStyle
}

// cellStyle is how a cell is drawn.
type cellStyle int

const (
	plain cellStyle = iota // no frame
	label                  // to the left, wrapped
	centred
	number
	title
	subtitle
)

// put adds a cell.
func (p *sheetPlan) put(col, row, cols, rows int, value any, how cellStyle) {
	p.cells = append(p.cells, planned{col, row, cols, rows, value, how})
}

// line puts a text across the whole width and moves on to the next row.
func (p *sheetPlan) line(text string, how cellStyle) {
	p.put(1, p.next, len(p.widths), 1, text, how)
	p.next++
}

// printReport lays out the forms of the edition one below the other, with the head and
// foot of the printed form.
func printReport(r report.Report) *sheetPlan {
	p := &sheetPlan{next: 1, widths: planWidths(r.Edition)}
	p.line(reportTitle(r), title)
	p.line(headYear(r), subtitle)
	p.line(headOffice(r), plain)
	for i, f := range r.Edition.Forms {
		if len(r.Edition.Forms) > 1 {
			p.next++
			p.line(f.Name, title)
		}
		printForm(p, f, r.Tallies[i])
	}
	p.next++
	for _, line := range views.FootLines(r) {
		p.line(line, plain)
	}
	return p
}

// planWidths are three columns for the form of 2014. In later editions 表四 is
// the widest with fifteen, of which the first three hold the labels of 表三.
func planWidths(e statistics.Edition) []float64 {
	if len(e.Forms) == 1 {
		return []float64{72, 8, 14}
	}
	out := []float64{12, 14, 44}
	for range 12 {
		out = append(out, 11)
	}
	return out
}

// printForm lays out one form, whichever it is.
func printForm(p *sheetPlan, f statistics.Form, t statistics.Tally) {
	switch {
	case f.By == cond.FieldBlock:
		printDisputes(p, f, t)
	case f.By != "":
		printMatrix(p, f, t)
	case len(p.widths) == 3:
		printLines(p, f, t)
	default:
		printProactive(p, f, t)
	}
}

// printLines is the form of 2014: indicator, unit, number.
func printLines(p *sheetPlan, f statistics.Form, t statistics.Tally) {
	for i, head := range []string{"统计指标", "单位", "统计数"} {
		p.put(i+1, p.next, 1, 1, head, centred)
	}
	for _, l := range f.Lines {
		p.next++
		p.put(1, p.next, 1, 1, strings.Repeat("　", l.Depth)+l.Label, label)
		p.put(2, p.next, 1, 1, l.Unit, centred)
		p.put(3, p.next, 1, 1, cellValue(t, l.Code, f.Cols[0].Code), number)
	}
	p.next++
}

// labelCols is how many columns the labels of 表三 take up.
const labelCols = 3

// printMatrix is 表三. A heading stands once, to the left of all lines below it.
func printMatrix(p *sheetPlan, f statistics.Form, t statistics.Tally) {
	printMatrixHead(p, f)
	heads := map[int]int{} // depth → index of the cell of the heading in force
	for _, l := range f.Lines {
		for depth := range heads {
			if depth >= l.Depth {
				delete(heads, depth)
			}
		}
		if l.Heading {
			heads[l.Depth] = len(p.cells)
			p.put(l.Depth+1, p.next, 1, 0, l.Label, label) // no rows yet: each line below adds one
			continue
		}
		for _, at := range heads {
			p.cells[at].rows++
		}
		p.put(l.Depth+1, p.next, labelCols-l.Depth, 1, l.Label, label)
		for i, c := range f.Cols {
			p.put(labelCols+1+i, p.next, 1, 1, cellValue(t, l.Code, c.Code), number)
		}
		p.next++
	}
}

// matrixSays is the sentence in the head of 表三, word for word.
const matrixSays = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

// printMatrixHead is the head of 表三, three rows high.
func printMatrixHead(p *sheetPlan, f statistics.Form) {
	top := p.next
	p.put(1, top, labelCols, 3, matrixSays, centred)
	p.put(labelCols+1, top, len(f.Cols), 1, "申请人情况", centred)
	printColumns(p, f.Cols, labelCols+1, top+1, 1)
	p.next = top + 3
}

// printColumns puts the labels of columns, each wide cells wide, below the headings
// they share. A column without one is two rows high.
func printColumns(p *sheetPlan, cols []statistics.Col, from, row, wide int) {
	for i := 0; i < len(cols); {
		n := 1
		for cols[i].Group != "" && i+n < len(cols) && cols[i+n].Group == cols[i].Group {
			n++
		}
		at := from + i*wide
		if cols[i].Group == "" {
			p.put(at, row, wide, 2, cols[i].Label, centred)
		} else {
			p.put(at, row, n*wide, 1, cols[i].Group, centred)
			for j := range n {
				p.put(at+j*wide, row+1, wide, 1, cols[i+j].Label, centred)
			}
		}
		i += n
	}
}

// printDisputes is 表四: all numbers in one row, below the blocks they belong to.
func printDisputes(p *sheetPlan, f statistics.Form, t statistics.Tally) {
	n := len(f.Lines)
	printColumns(p, f.Cols, 1, p.next, n)
	for i, c := range f.Cols {
		for j, l := range f.Lines {
			p.put(1+i*n+j, p.next+2, 1, 1, l.Label, centred)
			p.put(1+i*n+j, p.next+3, 1, 1, cellValue(t, l.Code, c.Code), number)
		}
	}
	p.next += 4
}

// proactiveCols is how many columns of numbers the widest part of 表二 has.
const proactiveCols = 3

// printProactive is 表二: a small table for each item of article 20. The label of a
// line is its row and its column, with a space between.
func printProactive(p *sheetPlan, f statistics.Form, t statistics.Tally) {
	row, cols := "", map[string]int{}
	for _, l := range f.Lines {
		if l.Heading {
			p.put(1, p.next, labelCols+proactiveCols, 1, l.Label, centred)
			p.put(1, p.next+1, labelCols, 1, "信息内容", centred)
			p.next += 2
			row, cols = "", map[string]int{}
			continue
		}
		name, column, _ := strings.Cut(l.Label, " ")
		if name != row {
			row = name
			p.put(1, p.next, labelCols, 1, name, label)
			p.next++
		}
		if cols[column] == 0 {
			cols[column] = labelCols + 1 + len(cols)
			p.put(cols[column], p.next-2, 1, 1, withUnit(column, l), centred)
		}
		p.put(cols[column], p.next-1, 1, 1, cellValue(t, l.Code, f.Cols[0].Code), number)
	}
}

// withUnit is the label of a column of money with its unit.
func withUnit(column string, l statistics.Line) string {
	if l.Money() {
		return column + "（单位：万元）"
	}
	return column
}

// cellValue is the number of a cell, nil if it is blank: a formula must not find 0
// there.
func cellValue(t statistics.Tally, line, col string) any {
	n, ok := t.Get(line, col)
	if !ok {
		return nil
	}
	v, err := strconv.ParseFloat(n.String(), 64)
	if err != nil {
		return n.String()
	}
	return v
}

// write puts the plan into a sheet, which must be empty.
func (p *sheetPlan) write(f *excelize.File, sheet string) error {
	styles, err := planStyles(f)
	if err != nil {
		return err
	}
	for i, w := range p.widths {
		name, _ := excelize.ColumnNumberToName(i + 1)
		if err := f.SetColWidth(sheet, name, name, w); err != nil {
			return err
		}
	}
	for _, c := range p.cells {
		if err := c.write(f, sheet, styles); err != nil {
			return err
		}
	}
	for row, lines := range p.lines() {
		if err := f.SetRowHeight(sheet, row, float64(lines)*lineHeight); err != nil {
			return err
		}
	}
	return onPaper(f, sheet, len(p.widths) == 3)
}

// lineHeight is the height of one line of text, in points.
const lineHeight = 15.0

// lines says how many lines of text each row needs room for. A spreadsheet does not
// work that out by itself for merged cells.
func (p *sheetPlan) lines() map[int]int {
	out := map[int]int{}
	for _, c := range p.cells {
		text, _ := c.value.(string)
		wide := 0.0
		for i := range c.cols {
			wide += p.widths[c.col-1+i]
		}
		if c.rows == 1 {
			out[c.row] = max(out[c.row], int(math.Ceil(float64(sheet.ColumnsOf(text)+1)/wide)))
		}
	}
	return out
}

// onPaper fits the sheet to the width of an A4 page; its length may be several pages.
func onPaper(f *excelize.File, sheet string, upright bool) error {
	a4, wide, tall, fits, way := 9, 1, 0, true, "landscape" // 9 is the code of A4; 0 pages tall is as many as it takes
	if upright {
		way = "portrait"
	}
	if err := f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fits}); err != nil {
		return err
	}
	return f.SetPageLayout(sheet,
		&excelize.PageLayoutOptions{Size: &a4, Orientation: &way, FitToWidth: &wide, FitToHeight: &tall})
}

// write puts one cell into the sheet.
func (c planned) write(f *excelize.File, sheet string, styles map[cellStyle]int) error {
	from, _ := excelize.CoordinatesToCellName(c.col, c.row)
	to, _ := excelize.CoordinatesToCellName(c.col+c.cols-1, c.row+c.rows-1)
	if err := f.SetCellValue(sheet, from, c.value); err != nil {
		return err
	}
	if err := f.SetCellStyle(sheet, from, to, styles[c.style]); err != nil || from == to {
		return err
	}
	return f.MergeCell(sheet, from, to)
}

// planStyles registers the looks with the file and returns their numbers.
func planStyles(f *excelize.File) (map[cellStyle]int, error) {
	var frame []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		frame = append(frame, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	out := map[cellStyle]int{}
	for how, style := range map[cellStyle]*excelize.Style{
		plain:    {Alignment: &excelize.Alignment{Vertical: "center"}},
		label:    {Border: frame, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}},
		centred:  {Border: frame, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}},
		number:   {Border: frame, Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "center"}},
		subtitle: {Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}},
		title: {Font: &excelize.Font{Bold: true, Size: 14},
			Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}},
	} {
		id, err := f.NewStyle(style)
		if err != nil {
			return nil, err
		}
		out[how] = id
	}
	return out, nil
}

// writeDetail lists, for every counted number that is not 0, the applications behind
// it. The only personal thing in it is the number of the application.
func writeDetail(f *excelize.File, r report.Report, behind Behind) error {
	if _, err := f.NewSheet(detailSheet); err != nil {
		return err
	}
	head := []string{"行代码", "行", "列", "编号", "机关", "收到日期", "办结日期", "办理结果", "由哪一步计入", "该步日期", "记录序号"}
	s, err := sheet.NewStream(f, detailSheet, len(head))
	if err != nil {
		return err
	}
	s.Row(s.Head(head))
	for i, form := range r.Edition.Forms {
		detailForm(s, form, r.Tallies[i], behind)
	}
	return s.End()
}

// detailForm lists what is behind the numbers of one form.
func detailForm(s *sheet.Stream, f statistics.Form, t statistics.Tally, behind Behind) {
	for _, l := range f.Lines {
		for _, c := range f.Cols {
			if n, _ := t.Get(l.Code, c.Code); n == 0 || l.ByHand {
				continue
			}
			detailCell(s, l, c, behind(l.Code, c.Code))
		}
	}
}

// detailCell lists what is behind one number. Once the sheet is full, its last row
// says that the rest is missing.
func detailCell(s *sheet.Stream, l statistics.Line, c statistics.Col, list []workflow.Brief) {
	for _, b := range list {
		if s.Full() {
			if s.Next == sheet.MaxRows {
				s.Row([]any{"以下略：工作表已满，请按单元格导出"})
			}
			return
		}
		var row []any
		for _, v := range []string{
			l.Code, l.Label, published.FullLabel(c), b.Number, b.Office, string(b.Received), string(b.Closed),
			views.OutcomeWord(string(b.Outcome)), b.Decides.Label(), string(b.Decides.On), views.CountOrBlank(b.Decides.Seq),
		} {
			row = append(row, excelize.Cell{StyleID: s.Text, Value: v})
		}
		s.Row(row)
	}
}
