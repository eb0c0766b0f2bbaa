package report

import (
	"slices"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/statistics"
)

// EndingCell is the one cell of the forms in which the ending of an application counts
// (docs/law.md §9.8).
type EndingCell struct {
	Year    int // in which it ended
	Edition statistics.Edition
	Form    statistics.Form
	Line    statistics.Line
	Col     statistics.Col
}

// EndingCellOf returns the cell in which the ending of the application counts in the
// report of its year, found by the conditions that count. It returns false while the
// application is open, and for an ending that no line tells from others.
func EndingCellOf(app *workflow.Application) (EndingCell, bool) {
	if app.Closed == "" {
		return EndingCell{}, false
	}
	c := EndingCell{Year: app.Closed.Year(), Edition: EditionFor(app.Closed.Year())}
	found := false
	for _, f := range c.Edition.Forms {
		for _, l := range f.LinesOf(cond.Applications) {
			// Every outcome has one line in an edition, so at most one matches.
			if tellsEndings(l) && cond.Match(l.Where, app, calendar.YearOf(c.Year)) {
				c.Form, c.Line, c.Col, found = f, l, columnOf(f, app), true
			}
		}
	}
	return c, found
}

// tellsEndings reports whether a line tells one ending from another. The totals do not,
// nor does the line of all that were answered.
func tellsEndings(l statistics.Line) bool {
	all, ok := l.Where.(cond.All)
	return ok && slices.ContainsFunc(all, func(c cond.Cond) bool {
		is, ok := c.(cond.Is)
		return ok && is.Field == cond.FieldOutcome
	})
}

// columnOf returns the column in which the thing counts; in a form whose columns tell
// nothing apart, its only one.
func columnOf(f statistics.Form, of cond.Facts) statistics.Col {
	for _, c := range f.Cols {
		if slices.Contains(c.Any, of.Fact(f.By)) {
			return c
		}
	}
	return f.Cols[len(f.Cols)-1]
}
