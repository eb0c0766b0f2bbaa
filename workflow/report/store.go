package report

import (
	"context"
	"slices"
	"time"

	"gongkai/workflow/calendar"
	"gongkai/workflow/statistics"
)

// FrozenQuery asks for frozen reports.
type FrozenQuery struct {
	Offices  []string  // codes; none: of all offices
	Year     int       // 0: of every year
	Since    int       // the first of several years, of which Year is the last; 0: that year alone
	Revision int       // 0: every one
	By       time.Time // only those that existed at this moment; zero: all
	Latest   bool      // of each report only the latest revision that existed
	// Heads leaves out what follows the head of a report: Tables, Text, Apps, Findings
	// and Body are then empty, and nothing is checked against the digest.
	Heads bool
}

// Matches reports whether a frozen report is asked for, apart from Latest, which needs
// the other revisions.
func (q FrozenQuery) Matches(f Frozen) bool {
	since := q.Since
	if since == 0 {
		since = q.Year
	}
	return (len(q.Offices) == 0 || slices.Contains(q.Offices, f.Office)) &&
		(q.Year == 0 || since <= f.Year && f.Year <= q.Year) &&
		(q.Revision == 0 || q.Revision == f.Revision) &&
		(q.By.IsZero() || !f.At.After(q.By))
}

// Typed is a number that was typed into a line.
type Typed struct {
	Line string             // the code of the line, perhaps with a prefix
	N    *statistics.Amount // nil took the number out again
	By   string             // who typed it, as shown to others
	At   time.Time
}

// DecideLines decides on what stands in the lines of a form what to write into them; nil
// blanks a line.
type DecideLines func(stands map[string]statistics.Amount) (map[string]*statistics.Amount, error)

// Written decides to write these lines, whatever stands.
func Written(lines map[string]*statistics.Amount) DecideLines {
	return func(map[string]statistics.Amount) (map[string]*statistics.Amount, error) { return lines, nil }
}

// Store counts what the lines of a form ask for, and keeps what was typed in and what
// was submitted. Its contract is tested by gongkai/workflow/storetest.
type Store interface {
	// Tally counts the lines of a form that have a condition over the applications of
	// these offices: every cell, 0 included.
	Tally(ctx context.Context, f statistics.Form, offices []string, p calendar.Period) (statistics.Tally, error)
	// SetHandLines shows decide the numbers of a form that were typed in and are not
	// blank, and keeps what it decides, by line code; nil blanks a line. Nobody else types
	// into the office's forms meanwhile. What stood there before is kept too, with who
	// typed it and when. If decide fails nothing is kept. It may be called again.
	SetHandLines(
		ctx context.Context, office string, year int, form string,
		decide DecideLines, by string, at time.Time,
	) error
	// HandLines returns the numbers typed in that are not blank, by line code.
	HandLines(ctx context.Context, office string, year int, form string) (map[string]statistics.Amount, error)

	// Freeze keeps a frozen report for good. It is a Conflict if the revision exists
	// already, and Invalid if the office does not.
	Freeze(ctx context.Context, f Frozen) error
	// Frozen returns frozen reports in order of office, year, form, roll-up and
	// revision, each as [OpenFrozen] reads it, or as [OpenHead] does where only heads
	// are asked for.
	Frozen(ctx context.Context, q FrozenQuery) ([]Frozen, error)
	// HandHistory returns everything ever typed into the lines of a form, in the order
	// it was typed.
	HandHistory(ctx context.Context, office string, year int, form string) ([]Typed, error)
}
