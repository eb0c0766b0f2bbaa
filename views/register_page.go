package views

import (
	"strconv"

	"gongkai/views/address"
	"gongkai/workflow"
)

// RegisterPage is the register (台账), one line to an application, with filters in the
// head of the table. What is filtered by is in the address, except for texts, which
// may name people: for those the address has only a token.
type RegisterPage struct {
	Frame
	Views   []ViewLink     // lists with a name
	Warning string         // that something asked for is not in the list, otherwise ""
	Asked   string         // the conditions in words, "" if there are none
	Clear   string         // the address without them
	Year    Field          // a filter that has no column
	Hidden  []Option       // what else the filters must send: the order, and filters without a column
	Here    string         // the address of this very list
	Savable bool           // it can be given a name
	Chosen  []ColumnChoice // all columns, those shown first
	Roomy   bool           // with more space between the lines
	Caption string
	Heads   []Heading
	Rows    []RegisterRow
	Span    int    // of a line with a single cell
	Empty   string // said if there are no rows
	First   bool   // there is no application at all yet
	Pager   Pager
	Exports []Link // to the same list as a file
	MayLog  bool   // the reader may log an application
	Printed string // what a printout says below the title: conditions and time
}

// Fault is where the summary of faults leads: to the filter that has one, "" if none
// does.
func (p RegisterPage) Fault() string {
	if p.Year.Error != "" {
		return "#" + p.Year.ID
	}
	for _, h := range p.Heads {
		if h.Control.Error != "" {
			return "#" + h.Control.ID
		}
	}
	return ""
}

// ViewLink is a list that has a name, with how many are in it. Key removes it; the
// program's own lists have none.
type ViewLink struct {
	URL, Label, N, Class, Key string
	Current                   bool
}

// ColumnChoice is a column that can be shown. Place is where it stands among them.
type ColumnChoice struct {
	Code, Label, Place string
	Shown              bool
}

// Count is a number that leads to its applications.
type Count struct {
	N, Label, URL, Class string
}

// Heading is the head of a column. URL sorts by it, "" if that is not possible. Sort
// is the aria-sort of the column the list is sorted by. Control is its filter; without
// one it has no name.
type Heading struct {
	Code, Label, URL, Sort, Mark, Class string
	Control                             Field
}

// BriefRow is one line of a list of applications, in words. Decides is filled in where
// the list stands behind a number.
type BriefRow struct {
	URL, Number, Office, Channel, Kind, Name, Content string
	Received, Due, Closed, Outcome                    string
	Badges                                            []Badge
	Decides                                           Deciding
}

// Pager leads to the neighbouring pages of a list. A URL is "" where there is none.
type Pager struct{ Text, Prev, Next, PrevURL, NextURL string }

// PageSize is the number of lines on a page of a list.
const PageSize = 50

// Rows are a page of a list as rows. Names of people are masked, as a list is read over
// many shoulders.
func Rows(briefs []workflow.Brief, offices map[string]string, d Deadlines) []BriefRow {
	out := make([]BriefRow, 0, len(briefs))
	for _, b := range briefs {
		out = append(out, BriefRow{
			URL: ApplicationURL(b.ID), Number: b.Number, Office: offices[b.Office],
			Channel: channelWord(string(b.Channel)), Kind: kindWord(string(b.Kind)),
			Name: Masked(b.Kind, b.Name), Content: b.Content,
			Received: string(b.Received), Due: string(b.Due), Closed: string(b.Closed),
			Outcome: OutcomeWord(string(b.Outcome)),
			Badges:  d.For(b.Office).Badges(b.State, b.Stopped, b.Provisional, b.Due),
			Decides: deciding(b.Decides),
		})
	}
	return out
}

// Masked is a name as lists show it: of a person the first character, of an
// organisation the whole.
func Masked(kind workflow.ApplicantKind, name string) string {
	if kind != "person" {
		return name
	}
	for _, first := range name {
		return string(first) + "*"
	}
	return ""
}

// ApplicationURL is where an application is shown.
func ApplicationURL(id workflow.ID) string {
	return address.Fill(address.Application, idText(id))
}

// idText is the ID of an application in addresses and forms.
func idText(id workflow.ID) string { return strconv.FormatInt(int64(id), 10) }

// PrintPage is the facts of several applications, each on a sheet of paper.
type PrintPage struct {
	Frame
	Sheets []PrintedApplication
	Empty  string // said if none was chosen
}

// PrintedApplication is one application on paper.
type PrintedApplication struct {
	Number, Office, Content, Stage string
	Facts                          []Pair
}

// PrintedApplication is an application as it is printed.
func (d PageContext) PrintedApplication(app *workflow.Application) PrintedApplication {
	return PrintedApplication{Number: app.Number, Office: d.Office.Name,
		Content: app.Content, Stage: Sentence(stage(app)), Facts: d.details(app)}
}

func (PrintPage) template() string { return "print" }
