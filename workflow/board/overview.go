package board

import (
	"context"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
)

// By is what the rows of an overview are told apart by: of what is open one field,
// of what ended another. By week, what is open counts in the week it is due, and
// what ended in the week it did.
type By struct {
	Open, Closed cond.Field
	Weekly       bool
}

// The weeks that an overview shows, before and after the present one.
const weeksBack, weeksAhead = 8, 3

// Overview is what was counted of an office. By week the key of a row is the
// Monday.
type Overview struct {
	By
	Rows  map[string]*Row
	Total Row
	today calendar.Date
	cal   *calendar.Calendar
}

// Row is what was counted for one row: of what is open a number for each
// condition asked for, of what ended how many in all, how many of them late and
// after an extension, and the working days that all of them took.
type Row struct {
	Open                            []int
	Closed, Late, Extended, Elapsed int
}

// Overview counts what is open, by each of several conditions, and what ended.
func (d Board) Overview(
	ctx context.Context, by By, today calendar.Date, cal *calendar.Calendar, open []cond.Cond,
) (*Overview, error) {
	o := &Overview{By: by, Rows: map[string]*Row{}, Total: Row{Open: make([]int, len(open))}, today: today, cal: cal}
	for i := -weeksBack; by.Weekly && i <= weeksAhead; i++ {
		o.row(string(Monday(today).AddDays(7 * i))) // a week is there whatever is counted
	}
	rows, err := d.Census(ctx, Census{Where: o.looksAt(), By: []cond.Field{by.Open}, Count: open})
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		o.addOpen(o.row(r.Key[0]), r.N)
	}
	return o, d.countClosed(ctx, o)
}

// countClosed asks how it ended and when it came apart from each other: the
// working days between two days are those up to the one less those up to the
// other, so the sum over all needs no pair of them, of which there are thousands.
func (d Board) countClosed(ctx context.Context, o *Overview) error {
	span := o.Span(o.today)
	ended := cond.Span{Field: cond.FieldClosed, From: span.From, To: span.To}
	known := cond.Span{Field: cond.FieldReceived}
	rows, err := d.Census(ctx, Census{
		Where: ended, By: []cond.Field{o.Closed, cond.FieldClosed, cond.FieldPace},
		Count: []cond.Cond{nil, known},
	})
	if err != nil {
		return err
	}
	for _, r := range rows {
		o.addClosed(o.row(r.Key[0]), r)
	}
	rows, err = d.Census(ctx, Census{
		Where: ended, By: []cond.Field{o.Closed, cond.FieldReceived}, Count: []cond.Cond{known},
	})
	for _, r := range rows {
		o.addDays(o.row(r.Key[0]), -r.N[0], r.Key[1])
	}
	return err
}

// Span is what of the ended ones is counted: the year so far, by week some weeks.
func (b By) Span(today calendar.Date) calendar.Period {
	if b.Weekly {
		return calendar.Period{From: Monday(today).AddDays(-7 * weeksBack), To: today}
	}
	return calendar.Period{From: calendar.YearOf(today.Year()).From, To: today}
}

// Weeks are the days from the first of the weeks shown to the last.
func Weeks(today calendar.Date) calendar.Period {
	return calendar.Period{From: Monday(today).AddDays(-7 * weeksBack), To: Sunday(today).AddDays(7 * weeksAhead)}
}

// looksAt is what is open, by week what is due in the weeks shown.
func (o *Overview) looksAt() cond.Cond {
	if !o.Weekly {
		return workflow.StillOpen
	}
	weeks := Weeks(o.today)
	return DueWithin(weeks.From, weeks.To)
}

// row finds the row of a key.
func (o *Overview) row(key string) *Row {
	if o.Weekly {
		key = string(Monday(calendar.Date(key)))
	}
	if o.Rows[key] == nil {
		o.Rows[key] = &Row{Open: make([]int, len(o.Total.Open))}
	}
	return o.Rows[key]
}

func (o *Overview) addOpen(r *Row, n []int) {
	for i := range n {
		r.Open[i] += n[i]
		o.Total.Open[i] += n[i]
	}
}

func (o *Overview) addClosed(r *Row, group CensusRow) {
	n := group.N[0]
	o.addDays(r, group.N[1], group.Key[1])
	for _, to := range []*Row{r, &o.Total} {
		to.Closed += n
		switch group.Key[2] {
		case workflow.Late:
			to.Late += n
		case workflow.AfterExtension:
			to.Extended += n
		}
	}
}

// origin is a day before any that is counted from.
const origin = calendar.Date("2000-01-01")

// addDays adds the working days from the origin to a day, so many times.
func (o *Overview) addDays(r *Row, times int, day string) {
	days := times * o.cal.Between(origin, calendar.Date(day))
	r.Elapsed += days
	o.Total.Elapsed += days
}
