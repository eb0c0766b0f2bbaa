package handlers

import (
	"net/url"
	"time"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

// standing is one way of standing against the term.
type standing struct {
	Code  string
	Label views.ID
	Class string
	Cond  func(today calendar.Date) cond.Cond
}

// standings are the ways an application may stand against its term that the
// register filters by. Those with a Class are counted on top of the list.
var standings = []standing{
	{"overdue", views.ID("逾期未办结"), "overdue", workflow.OverdueOn},
	{"today", views.ID("今日到期"), "urgent", func(d calendar.Date) cond.Cond { return dueWithin(d, d) }},
	{"week", views.ID("本周到期"), "urgent", func(d calendar.Date) cond.Cond { return dueWithin(d, sunday(d)) }},
	{"next", views.ID("下周到期"), "", func(d calendar.Date) cond.Cond {
		return dueWithin(sunday(d).AddDays(1), sunday(d).AddDays(7))
	}},
	{"stopped", views.ID("中止计算"), "stopped", func(calendar.Date) cond.Cond {
		return cond.All{workflow.StillOpen, cond.Is{Field: cond.FieldStopped, Any: []string{"true"}}}
	}},
	{"opinion", views.ID("征求意见未返回"), "", func(calendar.Date) cond.Cond { return workflow.AwaitsOpinion }},
	{"arrived", views.ID("待双方确认"), "stopped", func(calendar.Date) cond.Cond {
		return cond.Is{Field: cond.FieldState, Any: []string{string(workflow.Arrived)}}
	}},
	{"unsigned", views.ID("待签发"), "near", func(calendar.Date) cond.Cond { return workflow.AwaitsSignature }},
	{"unposted", views.ID("已答复未寄出"), "", lately(workflow.Unposted)},
	{"unserved", views.ID("已寄出未送达"), "", lately(workflow.Unserved)},
	{"open", views.ID("全部未办结"), "", func(calendar.Date) cond.Cond { return workflow.StillOpen }},
	{"disputed", views.ID("在复议或者诉讼中"), "", func(calendar.Date) cond.Cond {
		return cond.Is{Field: cond.FieldStage, Any: []string{string(workflow.InReview), string(workflow.Litigated)}}
	}},
}

// dueWithin is what is open and due on one of these days.
func dueWithin(from, to calendar.Date) cond.Cond {
	return cond.All{workflow.StillOpen, cond.Span{Field: cond.FieldDue, From: from, To: to}}
}

// service is for how many days after an answer its service is asked after: in the
// registers of earlier years nobody wrote it down.
const service = 90

// lately narrows a condition to what was answered of late.
func lately(c cond.Cond) func(calendar.Date) cond.Cond {
	return func(d calendar.Date) cond.Cond {
		return cond.All{cond.Span{Field: cond.FieldClosed, From: d.AddDays(-service), To: d}, c}
	}
}

// monday and sunday are the first and the last day of the week of d.
func monday(d calendar.Date) calendar.Date { return sunday(d).AddDays(-6) }

// sunday is the last day of the week of d.
func sunday(d calendar.Date) calendar.Date {
	for d.DayOfWeek() != time.Sunday {
		d = d.AddDays(1)
	}
	return d
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

// valueOf filters by one value of a field.
func valueOf(f cond.Field) func(string) (cond.Cond, error) {
	return func(v string) (cond.Cond, error) { return cond.Is{Field: f, Any: []string{v}}, nil }
}

// from filters by days from one on.
func from(f cond.Field) func(string) (cond.Cond, error) {
	return func(v string) (cond.Cond, error) {
		d, err := calendar.ReadDate(v)
		return cond.Span{Field: f, From: d}, err
	}
}

// upTo filters by days up to one.
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

// leads is where a number leads: some filters of the register. The number is
// counted by what the register reads from them, so the two cannot disagree.
type leads url.Values

// lead makes one of names and values.
func lead(filters ...string) leads {
	out := leads{}
	for i := 0; i < len(filters); i += 2 {
		out[filters[i]] = []string{filters[i+1]}
	}
	return out
}

// and adds further filters; of two with a name the later holds.
func (l leads) and(more leads) leads {
	out := leads{}
	for _, part := range []leads{l, more} {
		for name, v := range part {
			out[name] = v
		}
	}
	return out
}

// address is the list.
func (l leads) address() string { return address.Query(address.Applications, url.Values(l)) }

// cond is what the register reads from the address.
func (l leads) cond(today calendar.Date) (cond.Cond, error) {
	values, err := form.Parse(url.Values(l))
	if err != nil {
		return nil, err
	}
	f, err := sift(values, today)
	return f.where, err
}

// conds are those of several.
func conds(today calendar.Date, all ...leads) ([]cond.Cond, error) {
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
