package report

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gongkai/workflow/cond"
	"gongkai/workflow/statistics"
)

// Comparison is a report next to that of the year before.
type Comparison struct {
	Now    Report
	Before Report
	// Same says that both years are reported in one edition. Otherwise lines are
	// matched by what they count, and most have no counterpart.
	Same    bool
	matches map[statistics.Ref]statistics.Ref // the cells of Now with their counterparts in Before
}

// Compared is one cell next to its counterpart. A nil amount is blank.
type Compared struct {
	Now, Before *statistics.Amount
	At          statistics.Ref // the counterpart, if there is one
	Found       bool           // whether there is a counterpart
}

// Change returns by how much the number grew (below 0: shrank); nil if either is blank
// or missing.
func (c Compared) Change() *statistics.Amount {
	if c.Now == nil || c.Before == nil {
		return nil
	}
	n := *c.Now - *c.Before
	return &n
}

// YearBefore returns the options of the report to compare with: that of the year before
// in the edition then in force. If the report is not in the edition of its own year, it
// is compared within its edition.
func (o Options) YearBefore() Options {
	o.Year--
	if o.Form == EditionFor(o.Year+1).Name {
		o.Form = ""
	}
	return o
}

// Compare returns a report next to that of the year before, both as of today or of the
// day in the options.
func (d Reports) Compare(ctx context.Context, o Options) (Comparison, error) {
	now, err := d.Report(ctx, o)
	if err != nil {
		return Comparison{}, err
	}
	before, err := d.Report(ctx, o.YearBefore())
	if err != nil {
		return Comparison{}, err
	}
	return CompareReports(now, before), nil
}

// CompareReports matches the cells of two reports by what they mean.
func CompareReports(now, before Report) Comparison {
	c := Comparison{Now: now, Before: before, Same: now.Edition.Name == before.Edition.Name,
		matches: map[statistics.Ref]statistics.Ref{}}
	// By meaning and not by code: codes differ from edition to edition.
	there := map[string]statistics.Ref{}
	for i := range before.Edition.Forms {
		before.eachCell(i, func(means string, at statistics.Ref) {
			// Of two cells that mean the same, the first in the printed order is the
			// counterpart.
			if _, ok := there[means]; !ok {
				there[means] = at
			}
		})
	}
	for i := range now.Edition.Forms {
		now.eachCell(i, func(means string, at statistics.Ref) {
			if other, ok := there[means]; ok {
				c.matches[at] = other
			}
		})
	}
	return c
}

// eachCell calls visit with the meaning of every cell of a form.
func (r Report) eachCell(form int, visit func(means string, at statistics.Ref)) {
	f := r.Edition.Forms[form]
	for _, l := range f.Lines {
		for _, c := range f.Cols {
			if !l.Heading {
				visit(meansOf(f, l, c), statistics.Ref{Line: l.Code, Col: c.Code})
			}
		}
	}
}

// meansOf returns the same text for two cells that count the same, in whatever edition,
// and for two that are typed in under the same words.
func meansOf(f statistics.Form, l statistics.Line, c statistics.Col) string {
	if of, cond, err := f.Cell(l.Code, c.Code); err == nil {
		return string(of) + " " + meaning(cond)
	}
	return strings.Join([]string{"typed in", f.Name, l.Code, l.Label, l.Unit, c.Code}, " ")
}

// meaning writes a condition in such a way that the order of its parts makes no
// difference.
func meaning(c cond.Cond) string {
	switch c := c.(type) {
	case cond.Is:
		return fmt.Sprintf("%s is %q", c.Field, slices.Sorted(slices.Values(c.Any)))
	case cond.All:
		return "all(" + sortedMeanings(flat(c)) + ")"
	case cond.Any:
		return "any(" + sortedMeanings(c) + ")"
	case cond.Not:
		return "not(" + meaning(c.Cond) + ")"
	case cond.Falls, cond.Span, cond.Contains:
	}
	return fmt.Sprintf("%T%v", c, c)
}

// flat returns the parts of a conjunction, including those of conjunctions inside it.
func flat(c cond.All) []cond.Cond {
	var out []cond.Cond
	for _, part := range c {
		if inner, ok := part.(cond.All); ok {
			out = append(out, flat(inner)...)
			continue
		}
		out = append(out, part)
	}
	return out
}

// sortedMeanings joins the meanings of conditions in order, each once.
func sortedMeanings(conds []cond.Cond) string {
	var out []string
	for _, c := range conds {
		out = append(out, meaning(c))
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), ", ")
}

// Cell returns a cell of one of the report's forms next to its counterpart.
func (c Comparison) Cell(form int, line, col string) Compared {
	out := Compared{Now: c.Now.Tallies[form].Amount(line, col)}
	if out.At, out.Found = c.matches[statistics.Ref{Line: line, Col: col}]; !out.Found {
		return out
	}
	// A code belongs to one form of an edition, so the form need not be known.
	for _, t := range c.Before.Tallies {
		if n := t.Amount(out.At.Line, out.At.Col); n != nil {
			out.Before = n
		}
	}
	return out
}
