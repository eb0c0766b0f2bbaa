package statistics

import (
	"fmt"
	"slices"

	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

// Line is one line of a form. It is a heading, or it counts (Where), adds up other
// lines (Sum) or is typed in (ByHand): exactly one of these. There is no subtraction.
// Only a line that adds up payments may be typed in as well, and then what was typed in
// stands, since an office collects money outside of applications too.
type Line struct {
	Code    string // unique in its edition; never changed once numbers were kept under it
	No      string // as printed: 三（一）; "" if none is
	Label   string // as printed
	Unit    string // as printed: 件, 万元
	Depth   int    // of indentation
	Heading bool
	Of      cond.Subject // what Where is about
	Where   cond.Cond    // nil: it does not count
	Sum     []string     // the codes of the lines it adds up, cell by cell
	ByHand  bool
	Change  bool // an increase or, below 0, a decrease
}

// Col is one column of a form. Any are the values of the form's By field that count in
// it; with none, everything does.
type Col struct {
	Code  string
	Label string
	Group string // the heading above it; "" if none
	Any   []string
}

// Form is one table of an edition.
type Form struct {
	Name  string     // the field that the columns tell apart; "" for a single column
	By    cond.Field // what the columns tell apart; "" for a single column
	Cols  []Col
	Lines []Line
	Agree []Equation // what must hold between its cells
}

// Edition is the set of tables that make up a year's report.
type Edition struct {
	Name  string // the year of First, as text
	First int    // the first year reported in it
	Last  int    // the last; 0: still in force
	Basis string // the document that prescribes it
	Forms []Form
}

// Relation is how the two sides of an equation must compare.
type Relation string

// The relations, as they are printed.
const (
	Equal   Relation = "="
	AtMost  Relation = "≤"
	AtLeast Relation = "≥"
)

// Equation is one of the 勾稽关系: the sum of the left cells must have this relation to the
// sum of the right ones. It applies to every column, with lines as its cells; or if
// Across, to every line, with columns as its cells. One with Last speaks of two years:
// what those cells held a year ago is added to the right side, and what the cells of
// Less hold is taken off it.
type Equation struct {
	ID     string
	Left   []string
	Rel    Relation
	Right  []string
	Last   []string
	Less   []string
	Across bool
	Soft   bool   // worth a look, but not an error
	Says   string // in Chinese, what must hold
}

// Tally is the numbers of a form, by line and column code. A missing cell is blank,
// which is not 0.
type Tally map[string]map[string]Amount

// Set puts a number into a cell.
func (t Tally) Set(line, col string, n Amount) {
	if t[line] == nil {
		t[line] = map[string]Amount{}
	}
	t[line][col] = n
}

// Get returns the number in a cell, and whether it is filled.
func (t Tally) Get(line, col string) (Amount, bool) { n, ok := t[line][col]; return n, ok }

// Text returns the number in a cell as it is written; "" if it is blank.
func (t Tally) Text(line, col string) string {
	if n, ok := t.Get(line, col); ok {
		return n.String()
	}
	return ""
}

// Line returns the line with this code, and whether there is one.
func (f Form) Line(code string) (Line, bool) {
	i := slices.IndexFunc(f.Lines, func(l Line) bool { return l.Code == code })
	if i < 0 {
		return Line{}, false
	}
	return f.Lines[i], true
}

// Col returns the column with this code, and whether there is one.
func (f Form) Col(code string) (Col, bool) {
	i := slices.IndexFunc(f.Cols, func(c Col) bool { return c.Code == code })
	if i < 0 {
		return Col{}, false
	}
	return f.Cols[i], true
}

// LinesOf returns the lines that count one subject.
func (f Form) LinesOf(of cond.Subject) []Line {
	var out []Line
	for _, l := range f.Lines {
		if l.Where != nil && l.Of == of {
			out = append(out, l)
		}
	}
	return out
}

// Cell returns the condition behind one number, the same that counted it, and what it
// counts. Behind a typed line there is nothing: Refused. An unknown line or column is
// NotFound.
func (f Form) Cell(line, col string) (cond.Subject, cond.Cond, error) {
	l, ok := f.Line(line)
	c, okCol := f.Col(col)
	if !ok || !okCol {
		return "", nil, fault.Errorf(fault.NotFound, "表中没有“%s”行“%s”列", line, col)
	}
	of, where := f.where(l)
	if where == nil {
		return "", nil, fault.InputLine.Refusal("", "", "“%s”由人工填报，背后没有申请", l.Label)
	}
	if len(c.Any) > 0 {
		where = cond.All{where, cond.Is{Field: f.By, Any: c.Any}}
	}
	return of, where, nil
}

// where returns the condition of a line; for a sum, that of any line it adds. It is nil
// if there is none, also if only a part of the sum is counted.
func (f Form) where(l Line) (cond.Subject, cond.Cond) {
	if l.Where != nil {
		return l.Of, l.Where
	}
	var of cond.Subject
	var either cond.Any
	for _, code := range l.Sum {
		part, _ := f.Line(code)
		s, c := f.where(part)
		if c == nil {
			return "", nil
		}
		of, either = s, append(either, c)
	}
	if len(either) == 0 {
		return "", nil
	}
	return of, either
}

// Count fills the counting lines of one subject in the tally from groups of equal
// facts: each group says what its members are and how many there are, or how much
// money. All groups must come in one call: money is added up before it is converted to
// 万元, so that the way things are grouped makes no difference.
func (f Form) Count(t Tally, of cond.Subject, groups []Group, p calendar.Period) {
	for _, l := range f.LinesOf(of) {
		for _, c := range f.Cols {
			t.Set(l.Code, c.Code, 0)
		}
		for _, g := range groups {
			if cond.Match(l.Where, g.Facts, p) {
				f.add(t, l.Code, g)
			}
		}
		if of == cond.Payments {
			t.convert(l.Code)
		}
	}
}

// convert converts a line that was added up in 元 to 万元.
func (t Tally) convert(line string) {
	for col, sum := range t[line] {
		t[line][col] = sum.TenThousands()
	}
}

// add adds a group to the cells of a line in whose columns it counts.
func (f Form) add(t Tally, line string, g Group) {
	for _, c := range f.Cols {
		if len(c.Any) == 0 || slices.Contains(c.Any, g.Facts.Fact(f.By)) {
			t[line][c.Code] += g.amount()
		}
	}
}

// amount returns what a group adds to a cell: how many there are or, for payments, the
// money in 元.
func (g Group) amount() Amount {
	if g.N == 0 {
		return g.Yuan
	}
	return Whole(g.N)
}

// Group is a number of things that the conditions of a form cannot tell apart.
type Group struct {
	Facts cond.Facts
	N     int    // how many there are; 0 for payments
	Yuan  Amount // of payments, instead of N
}

// Asks returns the fields by which a form tells things of one subject apart. A store
// groups by them before it counts.
func (f Form) Asks(of cond.Subject) []cond.Field {
	var conds []cond.Cond
	for _, l := range f.LinesOf(of) {
		conds = append(conds, l.Where)
	}
	fields := cond.FieldsOf(conds...)
	if f.By != "" && len(conds) > 0 && !slices.Contains(fields, f.By) {
		fields = append(fields, f.By)
	}
	return fields
}

// Fill adds the typed numbers (by line code) and the sums to a tally of counts. The sum
// of nothing but blanks is blank. Sums come last, because they may add typed lines.
func (f Form) Fill(t Tally, hand map[string]Amount) {
	for _, l := range f.Lines {
		if n, ok := hand[l.Code]; ok && l.ByHand {
			t.Set(l.Code, f.Cols[0].Code, n)
		}
	}
	for _, l := range f.Lines {
		if len(l.Sum) == 0 {
			continue
		}
		for _, c := range f.Cols {
			if n, filled := t.sum(l.Sum, func(code string) (string, string) { return code, c.Code }); filled {
				t.Set(l.Code, c.Code, n)
			}
		}
	}
}

// sum adds up cells; filled reports whether any of them holds a number.
func (t Tally) sum(codes []string, cell func(string) (line, col string)) (n Amount, filled bool) {
	for _, code := range codes {
		v, ok := t.Get(cell(code))
		n, filled = n+v, filled || ok
	}
	return n, filled
}

// Ref names a cell, of the table itself or, if Last, of the one of the year before.
type Ref struct {
	Line, Col string
	Last      bool
}

// String returns line/column; a cell of the year before begins with “last:”.
func (r Ref) String() string {
	if r.Last {
		return "last:" + r.Line + "/" + r.Col
	}
	return r.Line + "/" + r.Col
}

// Finding is an equation of a form applied to one of its lines or columns, or a cell
// with a number that such a cell cannot hold (ID [CellRule]).
type Finding struct {
	ID    string   `json:"id"`
	Where string   `json:"where"` // the code of the line or column, or line/column of one cell
	Place string   `json:"place"` // the same, in Chinese
	Holds bool     `json:"holds"`
	Soft  bool     `json:"soft,omitempty"`
	Left  Amount   `json:"left"`
	Right Amount   `json:"right"`
	Says  string   `json:"says"` // in Chinese, with the numbers
	Of    [2][]Ref `json:"-"`    // the cells that make up the left and the right side
	// The applications behind one side only, where lists stand behind both sides and
	// the equation does not hold.
	OnlyLeft  []string `json:"only_left,omitempty"`
	OnlyRight []string `json:"only_right,omitempty"`
}

// Cells returns the cells of both sides.
func (f Finding) Cells() []Ref { return slices.Concat(f.Of[0], f.Of[1]) }

// CellRule is the ID of the rule that every single cell must keep: what is counted is
// counted in whole numbers from 0.
const CellRule = "N"

// Check applies every equation of the form that is about one year. If both sides are
// blank it says nothing and is left out, as is a comparison with one side blank. Of the
// rule for single cells only violations are returned.
func (f Form) Check(t Tally) []Finding {
	var out []Finding
	for _, e := range f.Agree {
		for _, at := range f.places(e) {
			left, okLeft := t.sum(e.Left, at.cell)
			right, okRight := t.sum(e.Right, at.cell)
			if len(e.Last) > 0 || !okLeft && !okRight || e.Rel != Equal && (!okLeft || !okRight) || !t.broken(e, at) {
				continue
			}
			out = append(out, e.finding(at, left, right))
		}
	}
	return append(out, f.checkCells(t)...)
}

// CheckYears applies the equations between the table and that of the year before. One
// with any cell blank is left out, because blank is not 0.
func (f Form) CheckYears(t, last Tally) []Finding {
	var out []Finding
	for _, e := range f.Agree {
		for _, at := range f.places(e) {
			found := e.finding(at, 0, 0)
			blank := slices.ContainsFunc(found.Cells(), func(r Ref) bool { _, ok := r.in(t, last); return !ok })
			if len(e.Last) == 0 || blank {
				continue
			}
			left, _ := t.sum(e.Left, at.cell)
			right, _ := t.sum(e.Right, at.cell)
			before, _ := last.sum(e.Last, at.cell)
			less, _ := t.sum(e.Less, at.cell)
			out = append(out, e.finding(at, left, right+before-less))
		}
	}
	return out
}

// in returns the number of the cell, from the table of its year.
func (r Ref) in(t, last Tally) (Amount, bool) {
	if r.Last {
		t = last
	}
	return t.Get(r.Line, r.Col)
}

// checkCells returns the cells that hold a fraction of a thing, or fewer than none.
func (f Form) checkCells(t Tally) []Finding {
	var out []Finding
	for _, l := range f.Lines {
		for _, c := range f.Cols {
			n, ok := t.Get(l.Code, c.Code)
			if says := l.cannotBe(n); ok && says != "" {
				out = append(out, f.cellFinding(l, c, n, says))
			}
		}
	}
	return out
}

// cellFinding returns the finding about one cell; its right side is the number without
// its fraction, at least 0.
func (f Form) cellFinding(l Line, c Col, n Amount, says string) Finding {
	where, place := l.Code, l.Label
	if len(f.Cols) > 1 {
		where, place = l.Code+"/"+c.Code, l.Label+"/"+c.Label
	}
	return Finding{ID: CellRule, Where: where, Place: place, Left: n,
		Right: max(0, n/10_000*10_000), Says: fmt.Sprintf("%s，现为 %s", says, n),
		Of: [2][]Ref{{{Line: l.Code, Col: c.Code}}, nil}}
}

// Money reports whether the line is an amount of money, which the forms want in units
// of ten thousand yuan (万元).
func (l Line) Money() bool { return l.Unit == "万元" }

// cannotBe returns in Chinese what the number of the line must be; "" if this one is.
func (l Line) cannotBe(n Amount) string {
	money, part := l.Money(), n%10_000 != 0
	switch {
	case money && n < 0:
		return "金额应当不小于 0"
	case l.Change && part:
		return "应当是整数"
	case !money && !l.Change && (n < 0 || part):
		return "应当是不小于 0 的整数"
	}
	return ""
}

// broken returns false for one case: a total of 0 whose parts were all left blank. A
// report may state the total alone, and the lines below a 0 are often left empty.
func (t Tally) broken(e Equation, at place) bool {
	_, parts := t.sum(e.Right, at.cell)
	total, filled := t.sum(e.Left, at.cell)
	return parts || !filled || total != 0 || e.Rel != Equal
}

// place is one line or column to which an equation applies. cell turns a code of the
// equation into a cell: it adds the line or column that stays the same.
type place struct {
	code, label string
	cell        func(string) (line, col string)
}

// places returns the lines or columns to which an equation applies.
func (f Form) places(e Equation) []place {
	var out []place
	if e.Across {
		for _, l := range f.Lines {
			out = append(out, place{l.Code, l.Label, func(col string) (string, string) { return l.Code, col }})
		}
		return out
	}
	for _, c := range f.Cols {
		out = append(out, place{c.Code, c.Label, func(line string) (string, string) { return line, c.Code }})
	}
	return out
}

// finding returns what the equation says of a place with these two sums.
func (e Equation) finding(at place, left, right Amount) Finding {
	refs := func(codes []string, last bool) (out []Ref) {
		for _, code := range codes {
			line, col := at.cell(code)
			out = append(out, Ref{line, col, last})
		}
		return out
	}
	of := [2][]Ref{refs(e.Left, false), slices.Concat(refs(e.Right, false), refs(e.Last, true), refs(e.Less, false))}
	return Finding{ID: e.ID, Where: at.code, Place: at.label,
		Holds: e.Rel.holds(left, right), Soft: e.Soft, Left: left, Right: right,
		Says: e.Words(left, right), Of: of}
}

// holds reports whether the two sides have the relation.
func (r Relation) holds(left, right Amount) bool {
	switch r {
	case AtMost:
		return left <= right
	case AtLeast:
		return left >= right
	case Equal:
		return left == right
	}
	panic("workflow: unknown relation")
}

// Words returns in Chinese what the equation says, with the numbers, and what is wrong
// if it does not hold.
func (e Equation) Words(left, right Amount) string {
	if e.Rel.holds(left, right) {
		return fmt.Sprintf("%s：%s %s %s", e.Says, left, e.Rel, right)
	}
	return fmt.Sprintf("%s：应当 左 %s 右，现为 %s 与 %s", e.Says, e.Rel, left, right)
}

// SumFinding returns the finding whether a cell of a roll-up (left) equals the sum of
// the reports it covers (right).
func (f Form) SumFinding(line Line, c Col, left, right Amount) Finding {
	e := Equation{ID: "E6", Rel: Equal, Says: "汇总数等于所含各机关报告之和"}
	at := place{code: line.Code, label: line.Label, cell: func(string) (string, string) { return line.Code, c.Code }}
	if len(f.Cols) > 1 {
		at.code, at.label = at.code+"/"+c.Code, at.label+"/"+c.Label
	}
	return e.finding(at, left, right)
}

// HandLines returns the codes of the lines of an edition that can be typed in.
func (e Edition) HandLines() []string {
	var out []string
	for _, f := range e.Forms {
		for _, l := range f.Lines {
			if l.ByHand {
				out = append(out, l.Code)
			}
		}
	}
	return out
}

// Find returns the line with this code and the form it is in; NotFound if there is
// none, or it is a heading.
func (e Edition) Find(line string) (Form, Line, error) {
	for _, f := range e.Forms {
		if l, ok := f.Line(line); ok && !l.Heading {
			return f, l, nil
		}
	}
	return Form{}, Line{}, fault.Errorf(fault.NotFound, "%s 年版统计表中没有代码为“%s”的行", e.Name, line)
}

// Amount returns the number in a cell; nil if it is blank.
func (t Tally) Amount(line, col string) *Amount {
	if n, ok := t.Get(line, col); ok {
		return &n
	}
	return nil
}
