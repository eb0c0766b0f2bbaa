package workflow

import "slices"

// Counted is the one cell of the forms in which the ending of an application
// counts.
type Counted struct {
	Year    int
	Edition Edition
	Form    Form
	Line    Line
	Col     Col
}

// EndingCellOf finds the cell of the report of its year that the ending of the
// application counts in, by the conditions that count; none while it is open,
// and for one that no line tells from others.
func EndingCellOf(app *Application) (Counted, bool) {
	if app.Closed == "" {
		return Counted{}, false
	}
	c := Counted{Year: app.Closed.Year(), Edition: EditionFor(app.Closed.Year())}
	found := false
	for _, f := range c.Edition.Forms {
		for _, l := range f.Counted(Applications) {
			if tellsEndings(l) && Match(l.Where, app, YearOf(c.Year)) {
				c.Form, c.Line, c.Col, found = f, l, columnOf(f, app), true
			}
		}
	}
	return c, found
}

// tellsEndings says whether a line tells one ending from another: the totals do
// not, nor does the line of all that were answered.
func tellsEndings(l Line) bool {
	all, ok := l.Where.(All)
	return ok && slices.ContainsFunc(all, func(c Cond) bool {
		is, ok := c.(Is)
		return ok && is.Field == FieldOutcome
	})
}

// columnOf is the column that tells the thing apart; of a form without such, its
// only one.
func columnOf(f Form, of Facts) Col {
	for _, c := range f.Cols {
		if slices.Contains(c.Any, of.Fact(f.By)) {
			return c
		}
	}
	return f.Cols[len(f.Cols)-1]
}
