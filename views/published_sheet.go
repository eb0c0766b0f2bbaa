package views

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai/workflow"
)

var yearInHead = regexp.MustCompile(`([0-9]{4})\s*年度`)

// publishedSheet reads the official spreadsheet, filled: its lines are found by
// their words, its columns by their heads, wherever they stand.
func publishedSheet(data []byte) (Published, error) {
	grid, err := readWorkbook(data, false)
	if err != nil {
		return Published{}, err
	}
	year, form := sheetEdition(grid)
	if form == "" {
		return Published{}, workflow.Errorf(workflow.Invalid, "第一张工作表里没有找到统计表（“统计指标”或者“申请人情况”）")
	}
	p, err := newPublished(sheetOffice(grid), year, form)
	if err != nil {
		return Published{}, err
	}
	for i, f := range p.Report.Edition.Forms {
		if err := readForm(grid, f, p.Report.Tallies[i]); err != nil {
			return Published{}, err
		}
	}
	return p, nil
}

// sheetEdition tells the year and the edition from what stands in the sheet;
// "" if it is no report.
func sheetEdition(grid [][]string) (year int, form string) {
	for _, row := range grid {
		for _, cell := range row {
			if m := yearInHead.FindStringSubmatch(cell); m != nil && year == 0 {
				year, _ = strconv.Atoi(m[1])
			}
			switch {
			case normal(cell) == "统计指标":
				form = "2014"
			case normal(cell) == "自然人" && form == "":
				form = "2019"
			case strings.Contains(normal(cell), "逾期不补正、行政机关不再处理"):
				form = "2021"
			}
		}
	}
	return year, form
}

func sheetOffice(grid [][]string) string {
	for _, row := range grid {
		for _, cell := range row {
			if _, name, ok := strings.Cut(sameMarks.Replace(cell), "填报单位（盖章）："); ok {
				return name
			}
		}
	}
	return ""
}

func readForm(grid [][]string, f workflow.Form, t workflow.Tally) error {
	switch {
	case f.By == workflow.FieldBlock:
		return readDisputes(grid, f, t)
	case f.By != "":
		return readMatrix(grid, f, t)
	case f.Lines[0].Code == "1":
		return readLines(grid, f, t)
	}
	return readProactive(grid, f, t)
}

// set puts the text of a cell into the tally; blank stays blank.
func set(t workflow.Tally, l workflow.Line, col, text string) error {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	n, _, err := amount(l.Label, json.RawMessage(exact(text)))
	if err == nil {
		t.Set(l.Code, col, n)
	}
	return err
}

// exact mends what a spreadsheet makes of a decimal number when it stores it:
// 59237.2449 may come back as 59237.244899999998.
func exact(text string) string {
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	rounded := math.Round(n*1e4) / 1e4
	if err != nil || math.Abs(n-rounded) > 1e-9*math.Max(1, math.Abs(n)) {
		return text
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

func cell(row []string, i int) string {
	if i < 0 || i >= len(row) {
		return ""
	}
	return row[i]
}

// readLines reads the form of 2014 from top to bottom. A label that stands in
// two sections is that of the section being read.
func readLines(grid [][]string, f workflow.Form, t workflow.Tally) error {
	value, section := -1, ""
	for _, row := range grid {
		if i := slices.IndexFunc(row, func(c string) bool { return normal(c) == "统计数" }); i >= 0 {
			value = i
			continue
		}
		for _, l := range f.Lines {
			if value < 0 || cell(row, 0) == "" || normal(l.Label) != normal(cell(row, 0)) {
				continue
			}
			if !strings.Contains(l.Code, ".") {
				section = l.Code
			}
			if l.Heading || !strings.HasPrefix(l.Code, section) {
				continue
			}
			if err := set(t, l, f.Cols[0].Code, cell(row, value)); err != nil {
				return err
			}
		}
	}
	return nil
}

// readMatrix reads 表三. The label of a row is the innermost one, the last text
// before its numbers.
func readMatrix(grid [][]string, f workflow.Form, t workflow.Tally) error {
	cols := map[string]int{}
	for _, row := range grid {
		for i, c := range row {
			if code, ok := colLabelled(f, c); ok && i > 0 {
				if _, seen := cols[code]; !seen {
					cols[code] = i
				}
			}
		}
		if len(cols) < len(f.Cols) {
			continue
		}
		label := ""
		for i := range cols["person"] {
			if s := cell(row, i); s != "" {
				label = s
			}
		}
		code, ok := lineLabelled(f, label)
		if !ok {
			continue
		}
		l, _ := f.Line(code)
		for col, i := range cols {
			if err := set(t, l, col, cell(row, i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// readDisputes reads 表四: below the row of its labels stands the row of its
// numbers, block after block.
func readDisputes(grid [][]string, f workflow.Form, t workflow.Tally) error {
	for i, row := range grid {
		if normal(cell(row, 0)) != normal(f.Lines[0].Label) || i+1 == len(grid) {
			continue
		}
		for j, label := range row {
			code, ok := lineLabelled(f, label)
			if block := j / len(f.Lines); ok && block < len(f.Cols) {
				l, _ := f.Line(code)
				if err := set(t, l, f.Cols[block].Code, cell(grid[i+1], j)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// readProactive reads 表二: each of its little tables begins with 信息内容.
func readProactive(grid [][]string, f workflow.Form, t workflow.Tally) error {
	var head []string
	for _, row := range grid {
		if normal(cell(row, 0)) == "信息内容" {
			head = row
			continue
		}
		for i, column := range head {
			code, ok := lineLabelled(f, cell(row, 0)+" "+column)
			if !ok || i == 0 {
				continue
			}
			l, _ := f.Line(code)
			if err := set(t, l, f.Cols[0].Code, cell(row, i)); err != nil {
				return err
			}
		}
	}
	return nil
}
