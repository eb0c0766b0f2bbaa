package report

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
	"gongkai/workflow/merge"
	"gongkai/workflow/statistics"
)

// Reports is one person's way to the annual reports: the person's desk, and the store
// of reports beside that of applications.
type Reports struct {
	*workflow.Desk
	Store Store
}

// Report is one office's statistics for one year: a tally for each form of the edition.
type Report struct {
	Office  account.Office
	Year    int
	Edition statistics.Edition
	Rollup  bool                         // the office together with those below it
	Offices []string                     // the codes of all that were counted
	Tallies []statistics.Tally           // in the order of Edition.Forms
	Typed   map[string]bool              // the codes of the lines that somebody typed in
	Text    map[string]statistics.Amount // what the text of the report states, by line code
	Across  []statistics.Finding         // equations with other reports; of a submitted report, all findings
	Frozen  *Frozen                      // the latest submitted revision; nil if there is none
	Final   bool                         // the report is that revision, not today's numbers
	AsOf    calendar.Date                // the day on which it was known so; "" for now
}

// Options say which report is wanted.
type Options struct {
	Office string // the code
	Year   int
	Form   string // the name of the edition; "" is the one in force for the year
	Rollup bool   // with the offices below it
	// AsOf asks for the report as it would have been at the end of that day: by when
	// things were recorded, not by when they happened. "" is now.
	AsOf calendar.Date
}

// moment returns the end of the day asked about; the zero time for the present.
func (o Options) moment() time.Time {
	if o.AsOf == "" {
		return time.Time{}
	}
	return calendar.EndOf(o.AsOf)
}

// textPrefix marks a typed number as one that the text of the report states:
// “text:new”.
const textPrefix = "text:"

// edition returns the edition that is named, or the one in force for the year.
func (o Options) edition() (statistics.Edition, error) {
	if !calendar.Years.Has(o.Year) {
		return statistics.Edition{}, fault.InputYear.Wrong("年份 %d 不对", o.Year)
	}
	if o.Form == "" {
		return EditionFor(o.Year), nil
	}
	return EditionNamed(o.Form)
}

// subject returns the office asked about, and the codes of all offices that count with
// it.
func (d Reports) subject(ctx context.Context, o Options) (account.Office, []string, error) {
	office, err := d.InScope(ctx, o.Office)
	if err != nil || !o.Rollup {
		return office, []string{office.Code}, err
	}
	all, err := d.Offices(ctx)
	return office, account.Below(all, office.Code), err
}

// Report derives the annual tables. Typed lines are those of the office itself, even
// when the numbers of the offices below are added.
func (d Reports) Report(ctx context.Context, o Options) (Report, error) {
	r, _, err := d.reported(ctx, o, o.moment())
	return r, err
}

// reported returns the report as of a moment (zero: the present), and the look its
// numbers were read from.
func (d Reports) reported(ctx context.Context, o Options, at time.Time) (Report, source, error) {
	edition, err := o.edition()
	if err != nil {
		return Report{}, source{}, err
	}
	office, codes, err := d.subject(ctx, o)
	if err != nil {
		return Report{}, source{}, err
	}
	l, err := d.source(ctx, codes, at)
	if err != nil {
		return Report{}, l, err
	}
	// Both years in one query: last year's report is needed for what was carried over.
	if l.kept, err = l.latest(ctx,
		FrozenQuery{Offices: []string{office.Code}, Since: o.Year - 1, Year: o.Year}); err != nil {
		return Report{}, l, err
	}
	r := Report{Office: office, Year: o.Year, Edition: edition, Rollup: o.Rollup, Offices: codes, AsOf: o.AsOf}
	if err := l.fill(ctx, &r); err != nil {
		return Report{}, l, err
	}
	if r.Across, err = l.across(ctx, r); err != nil {
		return Report{}, l, err
	}
	r.Frozen = l.handedIn(r)
	return r, l, nil
}

// fill counts the lines and adds what was typed in.
func (l source) fill(ctx context.Context, r *Report) error {
	hand, err := l.handLines(ctx, r.Office.Code, r.Year, r.Edition.Name)
	if err != nil {
		return err
	}
	r.Text, r.Typed = map[string]statistics.Amount{}, map[string]bool{}
	// Codes with a prefix are not lines, so Fill ignores them.
	for code, n := range hand {
		if line, ok := strings.CutPrefix(code, textPrefix); ok {
			r.Text[line] = n
		}
		r.Typed[code] = true
	}
	for _, f := range r.Edition.Forms {
		t, err := l.tally(ctx, f, r.Offices, calendar.YearOf(r.Year))
		if err != nil {
			return err
		}
		f.Fill(t, hand)
		r.Tallies = append(r.Tallies, t)
	}
	return nil
}

// handedIn returns the latest submitted revision of the report; nil if there is none.
func (l source) handedIn(r Report) *Frozen {
	for _, f := range slices.Backward(l.keptOf(r.Year)) {
		if f.Form == r.Edition.Name && f.Rollup == r.Rollup {
			return &f
		}
	}
	return nil
}

// Check applies every equation of the edition, compares what the text states with the
// table, and the table with other reports. The findings of a submitted report stay as
// they were.
func (r Report) Check() []statistics.Finding {
	if r.Final {
		return r.Across
	}
	var out []statistics.Finding
	for i, f := range r.Edition.Forms {
		out = append(out, f.Check(r.Tallies[i])...)
		out = append(out, compareText(f, r.Tallies[i], r.Text)...)
	}
	return append(out, r.Across...)
}

// compareText compares the numbers stated in the text with the cells of the same line:
// its total, or its only column.
func compareText(f statistics.Form, t statistics.Tally, text map[string]statistics.Amount) []statistics.Finding {
	var out []statistics.Finding
	// The last column is the total, or the only one.
	col := f.Cols[len(f.Cols)-1].Code
	for _, l := range f.Lines {
		said, ok := text[l.Code]
		if !ok {
			continue
		}
		// Soft, for the text may round or speak of something narrower.
		e := statistics.Equation{Rel: statistics.Equal, Says: "正文所写的“" + l.Label + "”与表中数字一致"}
		n, _ := t.Get(l.Code, col)
		out = append(out, statistics.Finding{ID: "T", Where: l.Code, Place: l.Label, Holds: said == n, Soft: true,
			Left: said, Right: n, Says: e.Words(said, n), Of: [2][]statistics.Ref{nil, {{Line: l.Code, Col: col}}}})
	}
	return out
}

// Cell is the list behind one number: where the number stands, the condition that
// counted it, and a query that lists exactly as many.
type Cell struct {
	Form  statistics.Form
	Line  statistics.Line
	Col   statistics.Col
	Cond  cond.Cond // without the offices, which Query adds
	Query workflow.Query
}

// Cell returns what is behind one number of the report. col "" is the last column,
// which is the total where there is one. It is NotFound for an unknown line or column,
// and Refused for a line that is typed in.
func (d Reports) Cell(ctx context.Context, o Options, line, col string) (Cell, error) {
	edition, err := o.edition()
	if err != nil {
		return Cell{}, err
	}
	f, l, err := edition.Find(line)
	if err != nil {
		return Cell{}, err
	}
	if col == "" {
		col = f.Cols[len(f.Cols)-1].Code
	}
	cell, err := countedCell(f, l, col)
	if err != nil {
		return Cell{}, err
	}
	_, codes, err := d.subject(ctx, o)
	if err != nil {
		return Cell{}, err
	}
	return cell.within(codes, o.Year), nil
}

// countedCell returns a cell of a form whose query is still to be limited; an error as that
// of [statistics.Form] Cell.
func countedCell(f statistics.Form, l statistics.Line, col string) (Cell, error) {
	of, condition, err := f.Cell(l.Code, col)
	c, _ := f.Col(col)
	return Cell{f, l, c, condition, workflow.Query{Of: of}}, err
}

// within limits the query of a cell to offices and a year.
func (c Cell) within(codes []string, year int) Cell {
	c.Query.Where = cond.All{cond.InOffices(codes...), c.Cond}
	c.Query.Period, c.Query.Sort = calendar.YearOf(year), cond.FieldNumber
	return c
}

// SetHandLines keeps lines of a form that were typed in; nil blanks one. A line that is
// counted, or that the form does not have, is Invalid, and then nothing is kept.
// “text:” before a code is what the text of the report states of that line,
// “published:” a number published before the program was in use.
func (d Reports) SetHandLines(ctx context.Context, o Options, lines map[string]*statistics.Amount, at time.Time) error {
	return d.typeLines(ctx, o, lines, Written(lines), at)
}

// EditHandLines is [Reports.SetHandLines] of what people typed into a page: numbers as
// [statistics.Amount] writes them, by the code of their line. Only what was changed is
// kept, and what somebody else changed meanwhile stays, or is a [*merge.Conflict]. It
// returns how many lines it has written.
func (d Reports) EditHandLines(ctx context.Context, o Options, changes merge.Changes, at time.Time) (int, error) {
	typed := map[string]string{}
	for _, c := range changes.Touched() {
		typed[c.Name] = c.Typed
	}
	lines, err := amounts(typed)
	if err != nil {
		return 0, err
	}
	n := 0
	err = d.typeLines(ctx, o, lines, func(stands map[string]statistics.Amount) (map[string]*statistics.Amount, error) {
		now := map[string]string{}
		for code, a := range stands {
			now[code] = a.String()
		}
		write, err := changes.Onto(now)
		if n = len(write); err != nil {
			return nil, err
		}
		return amounts(write)
	}, at)
	return n, err
}

// amounts reads numbers as [statistics.Amount] writes them; "" is nil.
func amounts(texts map[string]string) (map[string]*statistics.Amount, error) {
	out := map[string]*statistics.Amount{}
	for code, text := range texts {
		out[code] = nil
		if text == "" {
			continue
		}
		n, err := statistics.ParseSigned(text)
		if err != nil {
			return nil, fault.About(fault.InputOfLine(code), err)
		}
		out[code] = &n
	}
	return out, nil
}

// typeLines checks the lines and keeps of them what decide says.
func (d Reports) typeLines(
	ctx context.Context, o Options, lines map[string]*statistics.Amount, decide DecideLines, at time.Time,
) error {
	if err := d.MayAct(); err != nil {
		return err
	}
	edition, err := o.edition()
	if err != nil {
		return err
	}
	// In order, so that of several mistakes always the same one is reported.
	for _, code := range slices.Sorted(maps.Keys(lines)) {
		if err := checkHand(edition, code, lines[code]); err != nil {
			return fault.About(fault.InputOfLine(code), err)
		}
	}
	office, err := d.InScope(ctx, o.Office)
	if err != nil || len(lines) == 0 {
		return err
	}
	return d.Store.SetHandLines(ctx, office.Code, o.Year, edition.Name, decide, d.User().DisplayName(), at)
}

// checkHand returns what is wrong with one typed number, or nil.
func checkHand(e statistics.Edition, code string, n *statistics.Amount) error {
	if cell, ok := strings.CutPrefix(code, publishedPrefix); ok {
		return checkPublished(e, cell, n)
	}
	if line, ok := strings.CutPrefix(code, textPrefix); ok {
		_, _, err := e.Find(line)
		if err == nil && n != nil && *n < 0 {
			err = fault.Errorf(fault.Invalid, "正文的数字“%s”不能小于 0", n)
		}
		return err
	}
	_, l, err := e.Find(code)
	if err == nil && n != nil && *n < 0 && !l.Change {
		return fault.Errorf(fault.Invalid, "代码“%s”的值“%s”不是数字，请填写不小于 0、最多四位小数的数", code, n)
	}
	if err == nil && !l.ByHand {
		err = fault.Errorf(fault.Invalid, "“%s”（%s）由申请自动统计，不能填报", l.Label, code)
	}
	// An unknown code in a form is a mistake in the form, not a page that is missing.
	if fault.KindOf(err) == fault.NotFound {
		err = fault.Errorf(fault.Invalid, "%s 年版统计表中没有代码为“%s”的行", e.Name, code)
	}
	return err
}
