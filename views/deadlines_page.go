package views

import "gongkai/workflow"

// DeadlinesPage lists the reviews and suits in which the office has something to
// do, the nearest first.
type DeadlinesPage struct {
	Frame
	Caption    string
	WithOffice bool
	Rows       []DeadlineRow
	Pager      Pager
}

// DeadlineRow is one of them, with its application.
type DeadlineRow struct {
	URL, Number, Office, Name, Block, Our, State, Accepted, Due string
	Badges                                                      []Badge
}

// DeadlineRows puts a list of disputes into words.
func DeadlineRows(briefs []workflow.Brief, offices map[string]string, d Deadlines) []DeadlineRow {
	var out []DeadlineRow
	for _, b := range briefs {
		c := *b.Dispute
		out = append(out, DeadlineRow{
			URL: ApplicationURL(b.ID), Number: b.Number, Office: offices[b.Office], Name: Masked(b.Kind, b.Name),
			Block: blockWord(string(c.Block)), Our: ourWord(string(c.Our)), State: workflow.StateLabel(c.State),
			Accepted: string(or(c.Accepted, c.Filed)), Due: string(c.Due), Badges: []Badge{d.running(c.Due)},
		})
	}
	return out
}
