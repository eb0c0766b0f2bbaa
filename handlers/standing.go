package handlers

import (
	"net/url"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/board"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

// termStanding is how a way of standing against the term is shown.
type termStanding struct {
	Code  board.Standing
	Label views.ID
	Class string
}

// standings are the ways an application may stand against its term that the
// register filters by. Those with a Class are counted on top of the list.
var standings = []termStanding{
	{board.Overdue, views.ID("逾期未办结"), "overdue"},
	{board.DueToday, views.ID("今日到期"), "urgent"},
	{board.ThisWeek, views.ID("本周到期"), "urgent"},
	{board.NextWeek, views.ID("下周到期"), ""},
	{board.Stopped, views.ID("中止计算"), "stopped"},
	{board.InOpinion, views.ID("征求意见未返回"), ""},
	{board.Arrived, views.ID("待双方确认"), "stopped"},
	{board.Unsigned, views.ID("待签发"), "near"},
	{board.Unposted, views.ID("已答复未寄出"), ""},
	{board.Unserved, views.ID("已寄出未送达"), ""},
	{board.Open, views.ID("全部未办结"), ""},
	{board.Disputed, views.ID("在复议或者诉讼中"), ""},
}

// further are the filters that the numbers of boards lead by, besides those of
// the register's form: who and what unit, how it ended, and spans of days.
var further = []struct {
	Name string
	Cond func(value string) (cond.Cond, error)
}{
	{"handler", valueOf(cond.FieldHandler)},
	{"pace", valueOf(cond.FieldPace)},
	{"none", func(v string) (cond.Cond, error) {
		return cond.Is{Field: cond.Field(v), Any: []string{""}}, nil
	}},
	{"due_from", from(cond.FieldDue)}, {"due_to", upTo(cond.FieldDue)},
	{"received_from", from(cond.FieldReceived)}, {"received_to", upTo(cond.FieldReceived)},
	{"closed_from", from(cond.FieldClosed)}, {"closed_to", upTo(cond.FieldClosed)},
}

func valueOf(f cond.Field) func(string) (cond.Cond, error) {
	return func(v string) (cond.Cond, error) { return cond.Is{Field: f, Any: []string{v}}, nil }
}

func from(f cond.Field) func(string) (cond.Cond, error) {
	return func(v string) (cond.Cond, error) {
		d, err := calendar.ReadDate(v)
		return cond.Span{Field: f, From: d}, err
	}
}

func upTo(f cond.Field) func(string) (cond.Cond, error) {
	return func(v string) (cond.Cond, error) {
		d, err := calendar.ReadDate(v)
		return cond.Span{Field: f, To: d}, err
	}
}

// readFurther reads the filters that boards lead by.
func (f *filter) readFurther() error {
	for _, row := range further {
		v := f.Text(row.Name)
		if v == "" {
			continue
		}
		c, err := row.Cond(v)
		if err != nil {
			return fault.About(fault.Input(row.Name), err)
		}
		f.where = append(f.where, c)
	}
	return nil
}

// registerFilters is where a number leads: some filters of the register. The number is
// counted by what the register reads from them, so the two cannot disagree.
type registerFilters url.Values

// lead makes one of names and values.
func lead(filters ...string) registerFilters {
	out := registerFilters{}
	for i := 0; i < len(filters); i += 2 {
		out[filters[i]] = []string{filters[i+1]}
	}
	return out
}

// and adds further filters; of two with a name the later holds.
func (l registerFilters) and(more registerFilters) registerFilters {
	out := registerFilters{}
	for _, part := range []registerFilters{l, more} {
		for name, v := range part {
			out[name] = v
		}
	}
	return out
}

// address is the list.
func (l registerFilters) address() string { return address.Query(address.Applications, url.Values(l)) }

// cond is what the register reads from the address.
func (l registerFilters) cond(today calendar.Date) (cond.Cond, error) {
	values, err := form.Parse(url.Values(l))
	if err != nil {
		return nil, err
	}
	f, err := sift(values, today)
	return f.where, err
}

// conds are those of several.
func conds(today calendar.Date, all ...registerFilters) ([]cond.Cond, error) {
	var out []cond.Cond
	for _, l := range all {
		c, err := l.cond(today)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}
