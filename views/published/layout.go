package published

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// office is a file as an office publishes it: its tables, and the paragraphs outside
// them. Each cell of a merged one holds the text of the whole.
type office struct {
	grids      [][][]string
	paragraphs []string
}

// placedCell is a cell of a form as it is found in a file. unit is what its column
// names, "" if it names none.
type placedCell struct{ line, col, typed, unit string }

// tableContent is what was found of a form in a table: its cells, and the labels of rows that
// have numbers but belong to no line.
type tableContent struct {
	cells  []placedCell
	unread []string
}

// officeTables reads the forms of the one report that a file holds. It takes the error
// of the reader along, so that both can be called in one line.
func officeTables(o office, err error) ([]Published, error) {
	if err != nil {
		return nil, err
	}
	form := o.edition()
	if form == "" {
		return nil, &fault.Error{Kind: fault.Invalid, What: "文件里没有找到统计表（“统计指标”、“申请人情况”或者“信息内容”）", Next: "请给出填好的官方统计表"}
	}
	p, err := newPublished(o.name(), o.year(), form)
	if err != nil {
		return nil, err
	}
	for i := range p.Report.Edition.Forms {
		p.readForm(i, o.grids)
	}
	p.noteMarks()
	p.readProse(o.paragraphs)
	return []Published{p}, nil
}

// readForm takes form i from the first table that has any of it.
func (p *Published) readForm(i int, grids [][][]string) {
	f := p.Report.Edition.Forms[i]
	for _, grid := range grids {
		got := findForm(grid, f)
		if len(got.cells) == 0 {
			continue
		}
		for _, c := range got.cells {
			p.put(i, c.line, c.col, c.typed, c.unit)
		}
		for _, row := range got.unread {
			p.note(unreadRule, f.Name, fmt.Sprintf("“%s”一行有数字，却对不上 %s 年版表中任何一行，没有计入", row, p.Report.Edition.Name))
		}
		p.noteMissing(f, got)
		return
	}
	p.note(missingRule, f.Name, "文件里没有找到这张表")
}

// noteMissing notes the lines of the form that the table does not have.
func (p *Published) noteMissing(f statistics.Form, got tableContent) {
	var missing []string
	for _, l := range f.Lines {
		if !l.Heading && !slices.ContainsFunc(got.cells, func(c placedCell) bool { return c.line == l.Code }) {
			missing = append(missing, l.Label)
		}
	}
	if len(missing) > 0 {
		p.note(missingRule, f.Name, fmt.Sprintf("表中没有找到 %d 行：%s", len(missing), someOf(missing)))
	}
}

// findForm finds a form in a table; no cells if it is not there.
func findForm(grid [][]string, f statistics.Form) tableContent {
	switch {
	case f.By == cond.FieldBlock:
		return findDisputes(grid, f)
	case f.By != "":
		return findMatrix(grid, f)
	case f.Lines[0].Code == "1":
		return findLines(grid, f)
	}
	return findProactive(grid, f)
}

// cells are all texts of the tables, row by row, without empty ones.
func (o office) cells(yield func(string) bool) {
	for _, grid := range o.grids {
		for _, row := range grid {
			for _, c := range row {
				if c != "" && !yield(c) {
					return
				}
			}
		}
	}
}

// edition tells the edition by words that only one of them has; "" if the file is no
// report.
func (o office) edition() string {
	form := ""
	for c := range o.cells {
		switch b := bare(c); {
		case b == "统计指标", b == "依申请公开情况":
			return "2014"
		case strings.Contains(b, "逾期不补正行政机关不再处理"), b == "现行有效件数", b == "本年制发件数":
			form = "2021"
		case form == "" && (b == "自然人" || b == "申请人情况" || b == "本年新制作数量"):
			form = "2019"
		}
	}
	return form
}

var (
	yearOfReport = regexp.MustCompile(`(20[0-9]{2})\s*年?度?[^。；]{0,30}(?:年度报告|统计表|年报)`)
	yearAlone    = regexp.MustCompile(`(20[0-9]{2})\s*年度`)
)

// year is the one in the title of the report, 0 if it names none.
func (o office) year() int {
	for _, pattern := range []*regexp.Regexp{yearOfReport, yearAlone} {
		for text := range o.texts {
			if m := pattern.FindStringSubmatch(narrow(text)); m != nil {
				year, _ := strconv.Atoi(m[1])
				return year
			}
		}
	}
	return 0
}

// texts are the paragraphs and then the cells: a title stands outside the tables.
func (o office) texts(yield func(string) bool) {
	for _, p := range o.paragraphs {
		if !yield(p) {
			return
		}
	}
	o.cells(yield)
}

// titled is a title that begins with the authority.
var titled = regexp.MustCompile(`^(.{2,40}?)\s*20[0-9]{2}\s*年(?:度|政府|信息)`)

// name is the authority: what follows 填报单位, or what is in front of the year in the
// title; "" if neither is there.
func (o office) name() string {
	for text := range o.texts {
		if _, name, ok := strings.Cut(sameMarks.Replace(text), "填报单位（盖章）："); ok && name != "" {
			return name
		}
	}
	for text := range o.texts {
		if m := titled.FindStringSubmatch(strings.TrimSpace(text)); m != nil && strings.Contains(text, "报告") {
			return m[1]
		}
	}
	return ""
}

// cell is the text of a cell, "" beyond the end of a row.
func cell(row []string, i int) string {
	if i < 0 || i >= len(row) {
		return ""
	}
	return row[i]
}

// innermost is the last text of a row before a column: with headings merged to its
// left, it is the label they head.
func innermost(row []string, before int) string {
	for i := min(before, len(row)) - 1; i >= 0; i-- {
		if strings.TrimSpace(row[i]) != "" {
			return row[i]
		}
	}
	return ""
}

// findLines reads the form of 2014 from top to bottom. A label that occurs in two
// sections belongs to the section being read.
func findLines(grid [][]string, f statistics.Form) (out tableContent) {
	value, before, section := -1, 0, ""
	for _, row := range grid {
		if v := slices.IndexFunc(row, isNumberHead); v > 0 {
			value, before = v, v
			if unit := slices.IndexFunc(row, func(c string) bool { return bare(c) == "单位" }); unit > 0 && unit < v {
				before = unit
			}
			continue
		}
		label := innermost(row, before)
		if value < 0 || label == "" {
			continue
		}
		section = sectionBegun(f, label, section)
		code, ok := lineLike(sectionOf(f, section), label)
		switch {
		case ok:
			out.cells = append(out.cells, placedCell{code, f.Cols[0].Code, cell(row, value), ""})
		case hasNumber(row[min(value, len(row)):]):
			out.unread = append(out.unread, label)
		}
	}
	return out
}

// isNumberHead says whether a text is the head of the column of numbers.
func isNumberHead(c string) bool {
	return slices.Contains([]string{"统计数", "统计数量", "数量", "数值"}, bare(c))
}

// sectionBegun is the section that a label begins, or else the one there was.
func sectionBegun(f statistics.Form, label, section string) string {
	said := bare(label)
	for _, l := range f.Lines {
		if !strings.Contains(l.Code, ".") && spellingsOf(l.Label).bare == said {
			return l.Code
		}
	}
	return section
}

// hasNumber says whether there is a number among the cells.
func hasNumber(cells []string) bool {
	return slices.ContainsFunc(cells, func(c string) bool { _, how := readNumber(c); return how == isNumber })
}

// findMatrix reads 表三. The label of a row is the last text before its numbers.
func findMatrix(grid [][]string, f statistics.Form) (out tableContent) {
	var cols []int
	for i, row := range grid {
		if at := matrixHead(grid[max(0, i-2):i+1], f); at != nil {
			cols = at
			continue
		}
		if isDisputesHead(row) {
			break
		}
		label := innermost(row, first(cols))
		if label == "" {
			continue
		}
		code, ok := lineLike(f, label)
		switch {
		case ok:
			for j, c := range f.Cols {
				out.cells = append(out.cells, placedCell{code, c.Code, cell(row, cols[j]), ""})
			}
		case hasNumber(row[min(cols[0], len(row)):]):
			out.unread = append(out.unread, label)
		}
	}
	return out
}

// first is the column where the numbers begin; 0 before a head was found, so that
// nothing is to the left of it.
func first(cols []int) int {
	if len(cols) == 0 {
		return 0
	}
	return cols[0]
}

// matrixHead finds where the columns of the form are in the rows of a head, the last
// of which must have some of their labels; nil if these rows are no head.
func matrixHead(rows [][]string, f statistics.Form) []int {
	at := map[string]int{}
	for _, row := range rows {
		for i, c := range row {
			if code, ok := colLabelled(f, c); ok {
				if old, seen := at[code]; !seen || i < old {
					at[code] = i
				}
			}
		}
	}
	lower := slices.ContainsFunc(rows[len(rows)-1], func(c string) bool { _, ok := colLabelled(f, c); return ok })
	var out []int
	for i, c := range f.Cols {
		place, ok := at[c.Code]
		if !ok || place == 0 || i > 0 && place <= out[i-1] || !lower {
			return nil
		}
		out = append(out, place)
	}
	return out
}

// isResult says whether a text is a label of the numbers of 表四.
func isResult(c string) bool { _, ok := lineLabelled(report.DisputesForm, c); return ok && c != "" }

// isDisputesHead says whether a row has the labels of 表四, those of one block at least.
func isDisputesHead(row []string) bool {
	n := 0
	for _, c := range row {
		if isResult(c) {
			n++
		}
	}
	return n >= len(report.DisputesForm.Lines)
}

// findDisputes reads 表四: below the row of its labels is either one row with the
// numbers of all blocks, or a row for each block.
func findDisputes(grid [][]string, f statistics.Form) (out tableContent) {
	for i, head := range grid {
		if !isDisputesHead(head) || i+1 < len(grid) && isDisputesHead(grid[i+1]) {
			continue
		}
		labels := slices.IndexFunc(head, isResult)
		for k := i + 1; k < len(grid); k++ {
			block, alone := blockLabelled(f, innermost(grid[k], labels))
			if !alone && k > i+1 {
				break
			}
			out.cells = append(out.cells, disputeRow(grid[:i+1], grid[k], f, block)...)
		}
		return out
	}
	return out
}

// disputeRow reads the numbers below a head, of one block, or of all if block is "".
// The two halves of a merged cell are read once.
func disputeRow(head [][]string, row []string, f statistics.Form, block string) (out []placedCell) {
	labels, times := head[len(head)-1], map[string]int{}
	for j, label := range labels {
		code, ok := lineLabelled(f, label)
		if !ok || j > 0 && labels[j-1] == label && cell(row, j-1) == cell(row, j) && bare(labels[j-1]) == bare(label) {
			continue
		}
		col := block
		if col == "" {
			col = blockAbove(head, j, f, times[code])
		}
		times[code]++
		if col != "" {
			out = append(out, placedCell{code, col, cell(row, j), ""})
		}
	}
	return out
}

// blockAbove is the block that stands above a column, or if none does, the nth.
func blockAbove(head [][]string, col int, f statistics.Form, nth int) string {
	for i := len(head) - 2; i >= max(0, len(head)-4); i-- {
		if code, ok := blockLabelled(f, cell(head[i], col)); ok && cell(head[i], col) != "" {
			return code
		}
	}
	if nth < len(f.Cols) {
		return f.Cols[nth].Code
	}
	return ""
}

// findProactive reads 表二, each of whose small tables begins with a row of labels.
func findProactive(grid [][]string, f statistics.Form) (out tableContent) {
	var head []string
	columns := map[string]bool{}
	for _, l := range f.Lines {
		_, column, _ := strings.Cut(l.Label, " ")
		columns[bare(column)] = !l.Heading
	}
	for _, row := range grid {
		if slices.ContainsFunc(row, func(c string) bool { return columns[bare(c)] && c != "" }) {
			head = row
			continue
		}
		for i, column := range head {
			code, ok := lineLabelled(f, innermost(row, firstOf(head, columns))+" "+withoutAside(column))
			if ok && columns[bare(column)] {
				out.cells = append(out.cells, placedCell{code, f.Cols[0].Code, cell(row, i), unitIn(column)})
			}
		}
	}
	return out
}

// firstOf is the first column of numbers below a head.
func firstOf(head []string, columns map[string]bool) int {
	return slices.IndexFunc(head, func(c string) bool { return columns[bare(c)] && c != "" })
}

// yuanInHead finds a unit of single yuan, where the form has ten thousands.
var yuanInHead = regexp.MustCompile(`[：:（(]\s*元`)

// unitIn is 元 if the head of a column says so, otherwise "".
func unitIn(column string) string {
	if yuanInHead.MatchString(column) {
		return "元"
	}
	return ""
}
