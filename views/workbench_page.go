package views

import (
	"cmp"
	"net/url"

	"gongkai/views/address"
	"gongkai/workflow"
)

// WorkbenchPage is where a day's work begins (到期): what is late, what is due
// and what is waited for, each with its next step.
type WorkbenchPage struct {
	Frame
	Whose  TabList
	Counts []Count
	Days   []DueDay
	Loads  []Load
	Calm   string // said where nothing is late or due this week
	Late   Link   // to all that is late, where somebody else has some of it
	Groups []TaskGroup
	Empty  string
	MayLog bool

	WithOffice bool
}

// Tab is one of several ways to look at a page.
type Tab struct {
	URL, Label string
	Current    bool
}

// TabList are the ways to look at a page, with what they differ in.
type TabList struct {
	Label string
	Tabs  []Tab
}

// DueDay is the head of a day, or of a week, in which something may be due.
type DueDay struct {
	Label, Date, Note string
	Now               bool
}

// Load is how much is due on each of the days, for one reader.
type Load struct {
	Label string
	Bars  []Bar
}

// Bar is a number that leads to its list, with a bar as long.
type Bar struct {
	N, URL string
	Width  int // of 100
}

// TaskGroup are applications that wait alike.
type TaskGroup struct {
	Label, Class, URL, More string
	Rows                    []TaskRow
}

// TaskRow is one of them with what is next.
type TaskRow struct {
	URL, Number, Office, Name, Content, Due, Handler string
	Badges                                           []Badge
	Next, NextURL                                    string
}

// Columns is how many columns the list has.
func (p WorkbenchPage) Columns() int { return 7 + boolInt(p.WithOffice) }

// Names are the shown names of accounts and of offices.
type Names struct{ People, Offices map[string]string }

// TaskRows puts what waits into words. signs says whether the reader signs.
func TaskRows(briefs []workflow.Brief, n Names, d Deadlines, signs bool) []TaskRow {
	out := make([]TaskRow, 0, len(briefs))
	for _, b := range briefs {
		next := b.Next()
		r := TaskRow{
			URL: ApplicationURL(
				b.ID,
			),
			Number:  b.Number,
			Office:  n.Offices[b.Office],
			Name:    Masked(b.Kind, b.Name),
			Content: beginning(b.Content),
			Due:     string(b.Pressing()),
			Handler: cmp.Or(n.People[b.Handler], b.Handler),
			Next:    next.Label,
			Badges:  d.For(b.Office).Badges(b.State, b.Stopped, b.Provisional, b.Due),
		}
		if next.Event != "" && !next.Waits {
			r.NextURL = r.URL + "?step=" + string(next.Event) + "#step-" + string(next.Event)
		}
		if next.Event == workflow.Answer {
			r.NextURL = ""
			if signs {
				r.NextURL = ApprovalURL(b.ID)
			}
		}
		out = append(out, r)
	}
	return out
}

// ApprovalURL is where a draft that waits for a signature is shown.
func ApprovalURL(id workflow.ID) string {
	return address.Query(address.Approvals, url.Values{"id": {idText(id)}})
}
