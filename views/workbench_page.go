package views

import (
	"cmp"
	"net/url"

	"gongkai/views/address"
	"gongkai/workflow"
)

// WorkbenchPage is where a day's work begins (到期): what is late, what is due and what
// is being waited for, each with its next step.
type WorkbenchPage struct {
	Frame
	Whose  TabList // whose work is shown
	Counts []Count
	Days   []DueDay    // the days ahead
	Loads  []DueLoad   // how much is due on each of them
	Calm   string      // said if nothing is late or due this week, otherwise ""
	Late   Link        // to everything late, if some of it is somebody else's
	Groups []TaskGroup // each with its rows
	Empty  string      // said if there is nothing at all
	MayLog bool        // the reader may log an application

	WithOffice bool // several offices are listed, so there is a column for them
}

// Tab is one of several views of a page.
type Tab struct {
	URL, Label string
	Current    bool
}

// TabList are the views of a page. Label says in what they differ.
type TabList struct {
	Label string
	Tabs  []Tab
}

// DueDay is the head of a day, or of a week, on which something may be due.
type DueDay struct {
	Label, Date, Note string // Note: 休 on a day off, otherwise ""
	Now               bool
}

// DueLoad is how much is due on each of the days.
type DueLoad struct {
	Label string
	Bars  []Bar
}

// Bar is a number that leads to its list, with a bar of that length.
type Bar struct {
	N, URL string
	Width  int // percent of the longest
}

// TaskGroup are applications that wait for the same thing. More is the text of the link
// to all of them, of which only the first are listed.
type TaskGroup struct {
	Label, Class, URL, More string
	Rows                    []TaskRow
}

// TaskRow is one application with its next step. NextURL is "" if that is somebody
// else's to take.
type TaskRow struct {
	URL, Number, Office, Name, Content, Due, Handler string
	Badges                                           []Badge
	Next, NextURL                                    string
}

// Columns is how many columns the list has.
func (p WorkbenchPage) Columns() int { return 7 + boolInt(p.WithOffice) }

// Names are the shown names of accounts, and the names of offices by code.
type Names struct{ People, Offices map[string]string }

// TaskRows are applications that wait, as rows. signs says whether the reader signs:
// only then does a draft awaiting a signature lead to the approvals.
func TaskRows(briefs []workflow.Brief, n Names, d Deadlines, signs bool) []TaskRow {
	out := make([]TaskRow, 0, len(briefs))
	for _, b := range briefs {
		next := b.Next()
		r := TaskRow{
			URL: ApplicationURL(b.ID), Number: b.Number, Office: n.Offices[b.Office], Name: Masked(b.Kind, b.Name),
			Content: beginning(b.Content), Due: string(b.Pressing()), Handler: cmp.Or(n.People[b.Handler], b.Handler),
			Next: next.Label, Badges: d.For(b.Office).Badges(b.State, b.Stopped, b.Provisional, b.Due),
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

// ApprovalURL is where a draft that awaits a signature is shown.
func ApprovalURL(id workflow.ID) string {
	return address.Query(address.Approvals, url.Values{"id": {idText(id)}})
}
