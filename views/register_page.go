package views

import (
	"strconv"

	"gongkai/views/address"
	"gongkai/workflow"
)

// RegisterPage is the register (台账): one line an application, with a line of
// filters in the head of the table. What is filtered by lives in the address, but
// for texts, of which the address has a token.
type RegisterPage struct {
	Frame
	Views   []ViewLink
	Warning string   // something that was asked for is not in the list
	Asked   string   // the conditions in words, "" when there are none
	Clear   string   // the address without them
	Year    Field    // a filter that has no column
	Hidden  []Option // what else the filters must carry: the order, and those without a column
	Here    string   // the address of this very list
	Savable bool     // it may be given a name
	Chosen  []ColumnChoice
	Roomy   bool
	Caption string
	Heads   []Heading
	Rows    []RegisterRow
	Span    int // of a line that has but one cell
	Empty   string
	First   bool // there is no application at all
	Pager   Pager
	Exports []Link
	MayLog  bool
	Printed string // what a print says below the title: conditions and time
}

// Fault is where the summary of faults leads: the filter that one stands beside, ""
// where none does.
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

// ViewLink is a list that has a name, with how many are in it. Key is by what it
// is removed; those of the program have none.
type ViewLink struct {
	URL, Label, N, Class, Key string
	Current                   bool
}

// ColumnChoice is a column that may be shown, and the place it has.
type ColumnChoice struct {
	Code, Label, Place string
	Shown              bool
}

// Count is a number that leads to its applications.
type Count struct {
	N, Label, URL, Class string
}

// Heading is the head of a column. URL orders by it, "" where it cannot; Sort is
// the aria-sort of the column the list is ordered by. Control is its filter, which
// has no name where there is none.
type Heading struct {
	Code, Label, URL, Sort, Mark, Class string
	Control                             Field
}

// BriefRow is one line of a list of applications, as people read it.
type BriefRow struct {
	URL, Number, Office, Channel, Kind, Name, Content string
	Received, Due, Closed, Outcome                    string
	Badges                                            []Badge
	Decides                                           Deciding
}

// Pager leads to the neighbouring pages of a list.
type Pager struct{ Text, Prev, Next, PrevURL, NextURL string }

// PageSize is the number of lines on a page of a list.
const PageSize = 50

// Rows puts a page of the register into words. Names of people are masked: a
// list is read over many shoulders.
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

// idText is the id of an application in addresses and forms.
func idText(id workflow.ID) string { return strconv.FormatInt(int64(id), 10) }

// PrintPage is the facts of several applications, a sheet of paper each.
type PrintPage struct {
	Frame
	Sheets []PrintSheet
	Empty  string
}

// PrintSheet is one of them.
type PrintSheet struct {
	Number, Office, Content, Stage string
	Facts                          []Pair
}

// Sheet puts the facts of an application into words.
func (d Desk) Sheet(app *workflow.Application) PrintSheet {
	return PrintSheet{Number: app.Number, Office: d.Office.Name,
		Content: app.Content, Stage: Sentence(stage(app)), Facts: d.details(app)}
}

func (PrintPage) template() string { return "print" }
