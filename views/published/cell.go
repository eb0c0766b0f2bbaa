package published

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai/workflow/statistics"
)

// cellKind is what the text of a cell turned out to be.
type cellKind int

const (
	isBlank  cellKind = iota
	isMark            // a stroke or a word, where nothing happened
	isNumber          // a number
	isText            // anything else
)

// marks are what people type for nothing. Whether they mean 0 is not for us to say, so
// they are blank.
var marks = []string{"/", "\\", "-", "--", "—", "——", "–", "―", "无", "空", "*", "N/A", "n/a", "不涉及", "不适用"}

var (
	thousands = regexp.MustCompile(`^(-?[0-9]{1,3})((?:,[0-9]{3})+)(\.[0-9]+)?$`)
	measured  = regexp.MustCompile(`^(.*[0-9])\s*(?:件|条|次|项|个|人|篇|人次|宗|万元)$`)
	yuan      = regexp.MustCompile(`^(.*[0-9])\s*元$`)
	grown     = regexp.MustCompile(`^(?:\+|增加?)\s*([0-9].*)$`)
	shrunk    = regexp.MustCompile(`^(?:-|−|减少?)\s*([0-9].*)$`)
)

// readNumber reads a cell as people type numbers: in full width, with separators for
// thousands, with a unit behind, with a word for more or less in front. The number is
// 0 unless the reading is isNumber.
func readNumber(typed string) (statistics.Amount, cellKind) {
	s := strings.TrimSpace(narrow(typed))
	switch {
	case s == "":
		return 0, isBlank
	case slices.Contains(marks, s):
		return 0, isMark
	}
	if m := measured.FindStringSubmatch(s); m != nil {
		s = strings.TrimSpace(m[1])
	}
	s = grown.ReplaceAllString(shrunk.ReplaceAllString(s, "-$1"), "$1")
	if m := thousands.FindStringSubmatch(s); m != nil {
		s = m[1] + strings.ReplaceAll(m[2], ",", "") + m[3]
	}
	n, err := statistics.ParseSigned(exact(s))
	if err != nil {
		return 0, isText
	}
	return n, isNumber
}

var (
	decimal  = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)
	decimals = regexp.MustCompile(`^(-?[0-9]+\.[0-9]{4})([0-9]+)$`)
)

// exact repairs what a spreadsheet makes of a decimal number when it stores it:
// 59237.2449 may come back as 59237.244899999998. A number that really has more than
// four decimals is cut to four, but never so that it becomes whole: 1.00001 is not 1.
func exact(text string) string {
	if !decimal.MatchString(text) {
		return text
	}
	n, err := strconv.ParseFloat(text, 64)
	rounded := math.Round(n*1e4) / 1e4
	if err == nil && math.Abs(n-rounded) <= 1e-9*math.Max(1, math.Abs(n)) && math.Abs(n) < 1e13 {
		return strconv.FormatFloat(rounded, 'f', -1, 64)
	}
	m := decimals.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	if strings.HasSuffix(m[1], ".0000") && strings.Trim(m[2], "0") != "" {
		return m[1][:len(m[1])-1] + "1"
	}
	return m[1]
}

// put reads a cell into form number form. Blank stays blank; what is no number is
// noted. unit is that of its column, "" if the table names none. A cell that was read
// before, or that is a heading, is passed over.
func (p *Published) put(form int, line, col, typed, unit string) {
	l, _ := p.Report.Edition.Forms[form].Line(line)
	at := statistics.Ref{Line: line, Col: col}
	if _, seen := p.Report.Tallies[form].Get(line, col); seen || l.Heading {
		return
	}
	if m := yuan.FindStringSubmatch(typed); m != nil && l.Money() && !strings.HasSuffix(typed, "万元") {
		typed, unit = m[1], "元"
	}
	n, how := readNumber(typed)
	switch how {
	case isBlank:
		p.Blank[at] = true
		return
	case isMark:
		p.Blank[at], p.marked = true, append(p.marked, at.String())
		return
	case isText:
		p.noNumber(form, l, col, typed)
		return
	case isNumber:
	}
	if unit == "元" && l.Money() {
		p.note(unitRule, l.Label, fmt.Sprintf("这一格以元为单位，表中应当以万元为单位，按 %s 万元核对", n.TenThousands()), at.String())
		n = n.TenThousands()
	}
	delete(p.Blank, at)
	p.Report.Tallies[form].Set(line, col, n)
}

// noNumber notes a cell that should hold a number. That is an error, not a hint.
func (p *Published) noNumber(form int, l statistics.Line, col, typed string) {
	f := p.Report.Edition.Forms[form]
	place := l.Label
	if c, ok := f.Col(col); ok && len(f.Cols) > 1 {
		place += "/" + c.Label
	}
	p.notes = append(p.notes, Failure{
		ID: statistics.CellRule, Where: place, Says: fmt.Sprintf("应当是不小于 0 的数，现为“%s”", typed),
		Cells: []string{statistics.Ref{Line: l.Code, Col: col}.String()},
	})
}

// noteMarks notes the cells with a stroke, all in one note.
func (p *Published) noteMarks() {
	if len(p.marked) == 0 {
		return
	}
	n := len(p.marked)
	p.notes = append(p.notes, Failure{ID: blankRule, Where: "统计表", Left: statistics.Whole(n), Soft: true, Cells: p.marked,
		Says: fmt.Sprintf("有 %d 格填的是“/”“-”“无”之类，按空白处理，没有发生的应当填 0：%s", n, someOf(p.marked))})
}
