package statistics

import (
	"fmt"
	"slices"

	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

// Line is one line of a form. It is a heading, or it counts (Where), adds up
// other lines (Sum), or is typed in (ByHand): exactly one of these. There is no
// subtraction. One that adds up payments may be typed in as well, and then what
// was typed in stands: an office collects money outside of applications too.
type Line struct {
	Code    string
	No      string // as printed: 三（一）
	Label   string
	Unit    string
	Depth   int // of indentation
	Heading bool
	Of      cond.Subject
	Where   cond.Cond
	Sum     []string
	ByHand  bool
	Change  bool // an increase, or below 0 a decrease
}

// Col is one column of a form, with the values of the form's By field that
// count in it; none: everything does.
type Col struct {
	Code  string
	Label string
	Group string // the heading above it, if any
	Any   []string
}

// Form is one table of an edition.
type Form struct {
	Name  string
	By    cond.Field // what the columns tell apart; "" for a single column
	Cols  []Col
	Lines []Line
	Agree []Equation
}

// Edition is the set of tables that a year's report consists of.
type Edition struct {
	Name  string
	First int // the first and the last year it was reported in; 0: still in force
	Last  int
	Basis string // the document that prescribes it
	Forms []Form
}

// Relation is how the two sides of an equation compare.
type Relation string

const (
	Equal   Relation = "="
	AtMost  Relation = "≤"
	AtLeast Relation = "≥"
)

// Equation is one of the 勾稽关系: the sum of the left cells compares so with
// the sum of the right ones. Across says that the cells are columns of every
// line, else they are lines of every column. A soft one is worth a look, not an
// error. One with Last speaks of two years: what those cells held a year ago
// goes to the right, and what the cells of Less hold is taken off it.
type Equation struct {
	ID     string
	Left   []string
	Rel    Relation
	Right  []string
	Last   []string
	Less   []string
	Across bool
	Soft   bool
	Says   string // what it means, in Chinese
}

// Tally is the numbers of a form, line → column. A cell that is missing is
// blank, which is not 0.
type Tally map[string]map[string]Amount

// Set puts a number into a cell.
func (t Tally) Set(line, col string, n Amount) {
	if t[line] == nil {
		t[line] = map[string]Amount{}
	}
	t[line][col] = n
}

// Get reads a cell, and whether it is filled.
func (t Tally) Get(line, col string) (Amount, bool) { n, ok := t[line][col]; return n, ok }

// Text is the number of a cell as it is written; "" where it is blank.
func (t Tally) Text(line, col string) string {
	if n, ok := t.Get(line, col); ok {
		return n.String()
	}
	return ""
}

// Line finds a line by its code.
func (f Form) Line(code string) (Line, bool) {
	i := slices.IndexFunc(f.Lines, func(l Line) bool { return l.Code == code })
	if i < 0 {
		return Line{}, false
	}
	return f.Lines[i], true
}

// Col finds a column by its code.
func (f Form) Col(code string) (Col, bool) {
	i := slices.IndexFunc(f.Cols, func(c Col) bool { return c.Code == code })
	if i < 0 {
		return Col{}, false
	}
	return f.Cols[i], true
}

// Counted lists the lines that count one kind of thing.
func (f Form) Counted(of cond.Subject) []Line {
	var out []Line
	for _, l := range f.Lines {
		if l.Where != nil && l.Of == of {
			out = append(out, l)
		}
	}
	return out
}

// Cell is the condition behind one number, the same that counted it: what it
// counts, and which of those. A line typed in by hand has nothing behind it,
// and an unknown line or column is NotFound.
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

// where is the condition of a line; of a sum, that of any line it adds.
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

// Count makes the tally of the counting lines of one subject from groups of
// equal facts: each group says what its members are and how many there are, or how
// much money. It takes all groups at once: money is added up before it is put
// into 万元, so that how things are grouped makes no difference.
func (f Form) Count(t Tally, of cond.Subject, groups []Group, p calendar.Period) {
	for _, l := range f.Counted(of) {
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

// convert puts a line that was added up in 元 into 万元.
func (t Tally) convert(line string) {
	for col, sum := range t[line] {
		t[line][col] = sum.TenThousands()
	}
}

func (f Form) add(t Tally, line string, g Group) {
	for _, c := range f.Cols {
		if len(c.Any) == 0 || slices.Contains(c.Any, g.Facts.Fact(f.By)) {
			t[line][c.Code] += g.amount()
		}
	}
}

// amount is what a group adds to a cell: how many there are, or of payments the
// money in 元.
func (g Group) amount() Amount {
	if g.N == 0 {
		return g.Yuan
	}
	return Whole(g.N)
}

// Group is a number of things of which the conditions of a form cannot tell one
// from another.
type Group struct {
	Facts cond.Facts
	N     int
	Yuan  Amount // of payments, instead of N
}

// Asks lists the fields by which a form tells things of one subject apart.
func (f Form) Asks(of cond.Subject) []cond.Field {
	var conds []cond.Cond
	for _, l := range f.Counted(of) {
		conds = append(conds, l.Where)
	}
	fields := cond.FieldsOf(conds...)
	if f.By != "" && len(conds) > 0 && !slices.Contains(fields, f.By) {
		fields = append(fields, f.By)
	}
	return fields
}

// Fill adds the hand-entered numbers (line code → number) and the sums to a
// tally of counts. A sum of nothing but blanks is blank.
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

// sum adds cells; filled says whether any of them holds a number.
func (t Tally) sum(codes []string, cell func(string) (line, col string)) (n Amount, filled bool) {
	for _, code := range codes {
		v, ok := t.Get(cell(code))
		n, filled = n+v, filled || ok
	}
	return n, filled
}

// Ref names a cell, of the table itself or of the one of the year before.
type Ref struct {
	Line, Col string
	Last      bool
}

// String is line/column; a cell of the year before begins with “last:”.
func (r Ref) String() string {
	if r.Last {
		return "last:" + r.Line + "/" + r.Col
	}
	return r.Line + "/" + r.Col
}

// Finding is an equation of a form applied to one of its lines or columns, or a
// cell that holds what no such cell can hold (ID [CellRule]).
type Finding struct {
	ID    string   `json:"id"`
	Where string   `json:"where"` // the code of the line or column
	Place string   `json:"place"` // the same in Chinese
	Holds bool     `json:"holds"`
	Soft  bool     `json:"soft,omitempty"`
	Left  Amount   `json:"left"`
	Right Amount   `json:"right"`
	Says  string   `json:"says"`
	Of    [2][]Ref `json:"-"` // the cells that the left and the right side are made of
	// The applications behind the one side and not behind the other, where lists
	// stand behind both and the equation does not hold.
	OnlyLeft  []string `json:"only_left,omitempty"`
	OnlyRight []string `json:"only_right,omitempty"`
}

// Cells are the cells of both sides.
func (f Finding) Cells() []Ref { return slices.Concat(f.Of[0], f.Of[1]) }

// CellRule is the ID of the rule that every single cell has to keep: what is
// counted is counted in whole numbers from 0.
const CellRule = "N"

// Check applies every equation of the form that speaks of one year. One whose
// sides are both blank says nothing and is left out; so is a comparison with a
// blank side. Of the rule for single cells only what breaks it is told.
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

// CheckYears applies the equations that hold the table against that of the year
// before. One with any cell blank is left out: blank is not 0.
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

func (r Ref) in(t, last Tally) (Amount, bool) {
	if r.Last {
		t = last
	}
	return t.Get(r.Line, r.Col)
}

// checkCells finds the cells that hold a part of a thing, or less than none.
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

func (f Form) cellFinding(l Line, c Col, n Amount, says string) Finding {
	where, place := l.Code, l.Label
	if len(f.Cols) > 1 {
		where, place = l.Code+"/"+c.Code, l.Label+"/"+c.Label
	}
	return Finding{ID: CellRule, Where: where, Place: place, Left: n,
		Right: max(0, n/10_000*10_000), Says: fmt.Sprintf("%s，现为 %s", says, n),
		Of: [2][]Ref{{{Line: l.Code, Col: c.Code}}, nil}}
}

// Money says whether the line is an amount of money, which the forms want in units of
// ten thousand yuan (万元).
func (l Line) Money() bool { return l.Unit == "万元" }

// cannotBe says what the number of the line has to be, "" if this one is.
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

// broken keeps a total apart whose parts were all left blank: a report may give
// the total alone (the sub-lines of a 0 are often left empty).
func (t Tally) broken(e Equation, at place) bool {
	_, parts := t.sum(e.Right, at.cell)
	total, filled := t.sum(e.Left, at.cell)
	return parts || !filled || total != 0 || e.Rel != Equal
}

type place struct {
	code, label string
	cell        func(string) (line, col string)
}

// places are the lines or columns an equation speaks of.
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

func (e Equation) Words(left, right Amount) string {
	if e.Rel.holds(left, right) {
		return fmt.Sprintf("%s：%s %s %s", e.Says, left, e.Rel, right)
	}
	return fmt.Sprintf("%s：应当 左 %s 右，现为 %s 与 %s", e.Says, e.Rel, left, right)
}

func (f Form) SumFinding(line Line, c Col, left, right Amount) Finding {
	e := Equation{ID: "E6", Rel: Equal, Says: "汇总数等于所含各机关报告之和"}
	at := place{code: line.Code, label: line.Label, cell: func(string) (string, string) { return line.Code, c.Code }}
	if len(f.Cols) > 1 {
		at.code, at.label = at.code+"/"+c.Code, at.label+"/"+c.Label
	}
	return e.finding(at, left, right)
}

// HandLines lists the codes of an edition that are typed in by hand.
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

// Find gives the form of the edition that has the line.
func (e Edition) Find(line string) (Form, Line, error) {
	for _, f := range e.Forms {
		if l, ok := f.Line(line); ok && !l.Heading {
			return f, l, nil
		}
	}
	return Form{}, Line{}, fault.Errorf(fault.NotFound, "%s 年版统计表中没有代码为“%s”的行", e.Name, line)
}

// Amount is a cell; nil where it is blank.
func (t Tally) Amount(line, col string) *Amount {
	if n, ok := t.Get(line, col); ok {
		return &n
	}
	return nil
}
