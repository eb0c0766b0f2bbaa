package report

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
	"gongkai/workflow/statistics"
)

// What a report owes to other reports: the number carried over from last year (E4, and
// whatever else the forms say across years), and for a roll-up, the sum of the reports
// it covers (E6). See docs/law.md §9.7.

// publishedPrefix marks a number that was typed in from a report published before the
// program was in use: “published:carried/person”.
const publishedPrefix = "published:"

// checkPublished returns what is wrong with such a code or number, or nil. n nil takes
// the number back.
func checkPublished(e statistics.Edition, cell string, n *statistics.Amount) error {
	line, col, _ := strings.Cut(cell, "/")
	f, _, err := e.Find(line)
	if _, ok := f.Col(col); err != nil || !ok {
		return fault.Errorf(fault.Invalid, "%s 年版统计表中没有“%s”行“%s”列，已公布的数应当写成 published:行代码/列代码", e.Name, line, col)
	}
	if n != nil && *n < 0 {
		return fault.Errorf(fault.Invalid, "已公布的数“%s”不能小于 0", n)
	}
	return nil
}

// lastYear is the report of the year before, as far as one form goes: what was
// submitted, otherwise what was published, otherwise what is counted today. The order
// is that of what the public has seen.
type lastYear struct {
	tally  statistics.Tally
	words  string  // in Chinese, where the numbers come from
	frozen *Frozen // the submitted report; nil if there is none
	// If nothing was submitted, the form, and the cells (line/column) that were typed
	// in as published.
	form  statistics.Form // else
	typed map[string]bool
}

// across checks a report against last year's, and a roll-up against the reports it adds
// up.
func (l source) across(ctx context.Context, r Report) ([]statistics.Finding, error) {
	var out []statistics.Finding
	for i, f := range r.Edition.Forms {
		last, ok, err := l.lastYear(ctx, r, f)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		found, err := l.overYears(ctx, r, i, last)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	sums, err := l.sums(ctx, r)
	return append(out, sums...), err
}

// lastYear returns last year's figures for a form, and whether there are any. Forms
// without an equation across years need none. A report in the edition of its own year
// comes before one in another.
func (l source) lastYear(ctx context.Context, r Report, f statistics.Form) (lastYear, bool, error) {
	// Nothing in this form is compared with last year.
	if !slices.ContainsFunc(f.Agree, func(e statistics.Equation) bool { return len(e.Last) > 0 }) {
		return lastYear{}, false, nil
	}
	kept, edition := l.keptOf(r.Year-1), EditionFor(r.Year-1)
	for _, k := range slices.Backward(kept) {
		if t, ok := k.table(f.Name); ok && k.Rollup == r.Rollup &&
			(k.Form == edition.Name || !has(kept, edition.Name, r.Rollup)) {
			return lastYear{tally: t.tally(), words: k.words(), frozen: &k}, true, nil
		}
	}
	i := slices.IndexFunc(edition.Forms, func(g statistics.Form) bool { return g.Name == f.Name })
	if i < 0 {
		return lastYear{}, false, nil // the form of 2014 carries nothing over
	}
	return l.derived(ctx, r, edition, edition.Forms[i])
}

// has reports whether a report in the edition was submitted, for the office alone or as
// a roll-up.
func has(kept []Frozen, form string, rollup bool) bool {
	return slices.ContainsFunc(kept, func(k Frozen) bool { return k.Form == form && k.Rollup == rollup })
}

// derived counts last year's form, with published numbers in place of counted ones.
// Without anything counted or published there was no report, and the result is false.
func (l source) derived(
	ctx context.Context, r Report, e statistics.Edition, f statistics.Form,
) (lastYear, bool, error) {
	hand, err := l.before.Or(
		func() (map[string]statistics.Amount, error) { return l.handLines(ctx, r.Office.Code, r.Year-1, e.Name) },
	)
	if err != nil {
		return lastYear{}, false, err
	}
	t, err := l.tally(ctx, f, r.Offices, calendar.YearOf(r.Year-1))
	if err != nil {
		return lastYear{}, false, err
	}
	// Zeros alone are no report: the office began to use the program later.
	if emptyTally(t) {
		t = statistics.Tally{}
	}
	f.Fill(t, hand)
	out := lastYear{tally: t, words: fmt.Sprintf("%d 年度统计（未定稿）", r.Year-1), form: f, typed: map[string]bool{}}
	// Published numbers come last, in place of counts and sums: they are what the
	// public has read.
	for code, n := range hand {
		cell, ok := strings.CutPrefix(code, publishedPrefix)
		line, col, _ := strings.Cut(cell, "/")
		if _, known := f.Line(line); ok && known {
			t.Set(line, col, n)
			out.typed[cell], out.words = true, fmt.Sprintf("%d 年度已公布的报告（人工填报）", r.Year-1)
		}
	}
	return out, len(t) > 0, nil
}

// emptyTally reports whether no cell holds anything but 0.
func emptyTally(t statistics.Tally) bool {
	for _, cells := range t {
		for _, n := range cells {
			if n != 0 {
				return false
			}
		}
	}
	return true
}

// overYears applies the equations across years to form i, and names the applications
// behind one side only of those that do not hold.
func (l source) overYears(ctx context.Context, r Report, i int, last lastYear) ([]statistics.Finding, error) {
	f := r.Edition.Forms[i]
	out := f.CheckYears(r.Tallies[i], last.tally)
	for n := range out {
		out[n].Says += "（上年度：" + last.words + "）"
		if out[n].Holds {
			continue
		}
		left, right, err := l.bothSides(ctx, r, f, last, out[n])
		if err != nil {
			return nil, err
		}
		noteApart(&out[n], left, right)
	}
	return out, nil
}

// bothSides returns the applications behind the cells of either side of an equation;
// none at all if a cell was only published as a number.
func (l source) bothSides(
	ctx context.Context, r Report, f statistics.Form, last lastYear, found statistics.Finding,
) (left, right []string, err error) {
	for side, cells := range found.Of {
		for _, c := range cells {
			// Of this year what is counted; of last year what was submitted, if anything
			// was.
			var names []string
			switch {
			case c.Last && last.frozen != nil:
				names = last.frozen.names(f.Name, c.Line, c.Col, r.Offices)
			case c.Last && (last.typed[c.Line+"/"+c.Col]):
				return nil, nil, nil // only a number was published, and not what was behind it
			case c.Last:
				names, err = l.names(ctx, last.form, c.Line, c.Col, r.Offices, calendar.YearOf(r.Year-1))
			default:
				names, err = l.names(ctx, f, c.Line, c.Col, r.Offices, calendar.YearOf(r.Year))
			}
			if err != nil {
				return nil, nil, err
			}
			if side == 0 {
				left = append(left, names...)
			} else {
				right = append(right, names...)
			}
		}
	}
	return left, right, nil
}

// noteApart records which applications are behind one side only.
func noteApart(f *statistics.Finding, left, right []string) {
	f.OnlyLeft, f.OnlyRight = without(left, right), without(right, left)
}

// without returns what is in a but not in b. What is in both, but more often in a,
// remains as often as it is there more often.
func without(a, b []string) []string {
	left := map[string]int{}
	for _, s := range b {
		left[s]++
	}
	var out []string
	for _, s := range a {
		if left[s]--; left[s] < 0 {
			out = append(out, s)
		}
	}
	return out
}

// unitReport is the report of one office below a roll-up: the one it submitted, or if
// frozen is nil, what is counted for it today.
type unitReport struct {
	office string
	frozen *Frozen
}

// sums checks a roll-up against the sum of the reports of its offices. What is typed in
// by hand is about the office itself and is not added up.
func (l source) sums(ctx context.Context, r Report) ([]statistics.Finding, error) {
	// A roll-up of one office is its own sum.
	if !r.Rollup || len(r.Offices) < 2 {
		return nil, nil
	}
	units, err := l.units(ctx, r)
	if err != nil {
		return nil, err
	}
	var out []statistics.Finding
	for i, f := range r.Edition.Forms {
		sum := statistics.Tally{}
		for _, u := range units {
			t, err := l.ofUnit(ctx, r, f, u)
			if err != nil {
				return nil, err
			}
			addTally(sum, t)
		}
		found, err := l.sumFindings(ctx, r, i, sum, units)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// units returns the report of each office, in the order of the roll-up.
func (l source) units(ctx context.Context, r Report) ([]unitReport, error) {
	kept, err := l.latest(ctx, FrozenQuery{Offices: r.Offices, Year: r.Year})
	var out []unitReport
	for _, code := range r.Offices {
		u := unitReport{office: code}
		for _, k := range kept {
			if k.Office == code && k.Form == r.Edition.Name && !k.Rollup {
				u.frozen = &k // the latest revision comes last
			}
		}
		out = append(out, u)
	}
	return out, err
}

// ofUnit returns the numbers of one office in a form, as submitted or as counted today.
func (l source) ofUnit(ctx context.Context, r Report, f statistics.Form, u unitReport) (statistics.Tally, error) {
	if u.frozen != nil {
		if t, ok := u.frozen.table(f.Name); ok {
			return t.tally(), nil
		}
	}
	t, err := l.tally(ctx, f, []string{u.office}, calendar.YearOf(r.Year))
	// Without the typed lines, which are about the office itself.
	f.Fill(t, nil)
	return t, err
}

// addTally adds the cells of other to t. A blank adds nothing, and does not make a 0.
func addTally(t statistics.Tally, other statistics.Tally) {
	for line, cells := range other {
		for col, n := range cells {
			have, _ := t.Get(line, col)
			t.Set(line, col, have+n)
		}
	}
}

// sumFindings returns one finding a line, for its total, and one for each further cell
// that is not the sum.
func (l source) sumFindings(
	ctx context.Context, r Report, i int, sum statistics.Tally, units []unitReport,
) ([]statistics.Finding, error) {
	f := r.Edition.Forms[i]
	var out []statistics.Finding
	for _, line := range f.Lines {
		for j, c := range f.Cols {
			left, ok := r.Tallies[i].Get(line.Code, c.Code)
			right, _ := sum.Get(line.Code, c.Code)
			// Totals are always listed, so that the reader sees that they were checked;
			// other cells only if they are wrong.
			if _, _, err := f.Cell(line.Code, c.Code); err != nil || !ok || line.ByHand || left == right && j < len(f.Cols)-1 {
				continue
			}
			found := f.SumFinding(line, c, left, right)
			if err := l.explain(ctx, r, f, &found, units); err != nil {
				return nil, err
			}
			out = append(out, found)
		}
	}
	return out, nil
}

// explain names, for a sum that does not hold, the offices whose submitted report
// differs from what is counted today, and the applications that make the difference.
func (l source) explain(
	ctx context.Context, r Report, f statistics.Form, found *statistics.Finding, units []unitReport,
) error {
	if found.Holds {
		return nil
	}
	line, col := cellOf(f, found.Where)
	left, err := l.names(ctx, f, line, col, r.Offices, calendar.YearOf(r.Year))
	if err != nil {
		return err
	}
	var right, words []string
	for _, u := range units {
		names, err := l.names(ctx, f, line, col, []string{u.office}, calendar.YearOf(r.Year))
		if err != nil {
			return err
		}
		if u.frozen != nil {
			kept := u.frozen.names(f.Name, line, col, nil)
			// An office is a reason only if its report differs from what is counted for it
			// today.
			if n := u.frozen.amount(f.Name, line, col); len(without(names, kept))+len(without(kept, names)) > 0 {
				words = append(words, fmt.Sprintf("%s 定稿 %s，现为 %d", u.frozen.OfficeName, n, len(names)))
			}
			names = kept
		}
		for _, n := range names {
			right = append(right, named(u.office, n, r.Offices))
		}
	}
	found.Says += "（" + strings.Join(words, "；") + "）"
	noteApart(found, left, right)
	return nil
}

// cellOf returns the line and the column of a place: “line/column”, or the line alone
// in a form of one column.
func cellOf(f statistics.Form, where string) (line, col string) {
	line, col, ok := strings.Cut(where, "/")
	if !ok {
		col = f.Cols[0].Code
	}
	return line, col
}
