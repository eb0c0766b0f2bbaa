package views

import (
	"cmp"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
)

// Badge is a word in a box. Class gives its shape, so that badges differ even without
// colour.
type Badge struct{ Word, Class string }

// Deadlines puts due dates into badges, as seen on one day by one calendar.
type Deadlines struct {
	Language Language
	Today    calendar.Date
	Calendar *calendar.Calendar
}

// For counts by the calendar of an office, which may have local days off.
func (d Deadlines) For(office string) Deadlines {
	d.Calendar = d.Calendar.For(office)
	return d
}

// nearness are the classes of a running term, by the working days left.
var nearness = []struct {
	upTo  int
	class string
}{{2, "urgent"}, {5, "near"}, {1 << 30, "normal"}}

// standing are the states that have a word of their own, whatever the clock says.
var standing = map[workflow.State]struct {
	word  ID
	class string
}{
	workflow.Arrived:    {ID("待确认"), "stopped"},
	workflow.Correcting: {ID("中止·补正"), "stopped"},
	workflow.Explaining: {ID("待说明理由"), "stopped"},
	workflow.FeePending: {ID("中止·缴费"), "stopped"},
	workflow.Answered:   {ID("已答复"), "done"},
	workflow.Lapsed:     {ID("已终止"), "done"},
	workflow.Superseded: {ID("已并拆"), "done"},
}

// Badges say where an application stands against its term. There is always at least
// one.
func (d Deadlines) Badges(state workflow.State, stopped, provisional bool, due calendar.Date) []Badge {
	if b, ok := standing[state]; ok && (stopped || state.Ended() || due == "") {
		return []Badge{{d.Language.T(b.word), b.class}}
	}
	if due == "" {
		return []Badge{{d.Language.T("中止·征求意见"), "stopped"}}
	}
	out := []Badge{d.running(due)}
	if provisional {
		out = append(out, Badge{d.Language.T("暂定"), "provisional"})
	}
	return out
}

// running counts working days: those left of the term, or those since it ran out.
func (d Deadlines) running(due calendar.Date) Badge {
	switch {
	case due < d.Today:
		return Badge{d.Language.T("逾期 %d 日", max(1, d.Calendar.Between(due, d.Today))), "overdue"}
	case due == d.Today:
		return Badge{d.Language.T("今日到期"), "urgent"}
	}
	left := d.Calendar.Between(d.Today, due)
	for _, n := range nearness {
		if left <= n.upTo {
			return Badge{d.Language.T("剩 %d 日", left), n.class}
		}
	}
	return Badge{}
}

// DeadlinesPage lists the reviews and lawsuits in which the office has something to
// do, the nearest first.
type DeadlinesPage struct {
	Frame
	Caption    string
	WithOffice bool // several offices are listed, so there is a column for them
	Rows       []DeadlineRow
	Pager      Pager
}

// DeadlineRow is one review or lawsuit with its application.
type DeadlineRow struct {
	URL, Number, Office, Name, Block, Our, State, Accepted, Due string
	Badges                                                      []Badge
}

// DeadlineRows are disputes as rows. Each brief must have its dispute.
func DeadlineRows(briefs []workflow.Brief, offices map[string]string, d Deadlines) []DeadlineRow {
	var out []DeadlineRow
	for _, b := range briefs {
		c := *b.Dispute
		out = append(out, DeadlineRow{
			URL: ApplicationURL(b.ID), Number: b.Number, Office: offices[b.Office], Name: Masked(b.Kind, b.Name),
			Block: blockWord(string(c.Block)), Our: ourWord(string(c.Our)), State: workflow.StateLabel(c.State),
			Accepted: string(cmp.Or(c.Accepted, c.Filed)), Due: string(c.Due), Badges: []Badge{d.running(c.Due)},
		})
	}
	return out
}
