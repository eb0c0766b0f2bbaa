package views

import (
	"strconv"

	"gongkai/workflow"
)

// RegisterPage is the register (台账): one line an application, with filters
// that live in the address.
type RegisterPage struct {
	Frame
	Counts     []Count
	Filters    []Field
	Query      string
	Hidden     []Option // what else the filter form must carry: the order
	Clear      string   // the address without filters, "" when there are none
	Caption    string
	WithOffice bool
	Heads      []Heading
	Rows       []BriefRow
	Empty      string
	Pager      Pager
	Exports    []Link
	MayLog     bool
}

// Count is a number on top of the register that leads to its applications.
type Count struct {
	N, Label, URL, Class string
}

// Heading is the head of a column. URL orders by it, "" where it cannot; Sort is
// the aria-sort of the column the list is ordered by.
type Heading struct{ Label, URL, Sort, Mark string }

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
			Outcome: outcomeWord(string(b.Outcome)),
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
	return "/applications/" + strconv.FormatInt(int64(id), 10)
}
