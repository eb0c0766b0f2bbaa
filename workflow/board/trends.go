package board

import (
	"context"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
)

// trendMonths is how far back the trends look; it takes in all of last year.
const trendMonths = 24

// Month is what came and what ended in a month.
type Month struct {
	First                  calendar.Date
	Received, Closed, Late int
}

// Months counts what came and what ended in each month, the present one last.
func (d Board) Months(ctx context.Context, today calendar.Date) ([]Month, error) {
	var out []Month
	at := map[string]int{}
	for i := range trendMonths {
		first := firstOf(today).AddMonths(i + 1 - trendMonths)
		at[first.Month()] = i
		out = append(out, Month{First: first})
	}
	since := out[0].First
	came, err := d.each(ctx, cond.FieldReceived, since, today, nil)
	if err != nil {
		return nil, err
	}
	for _, r := range came {
		out[at[calendar.Date(r.Key[0]).Month()]].Received += r.N[0]
	}
	ended, err := d.each(ctx, cond.FieldClosed, since, today,
		nil, cond.Is{Field: cond.FieldPace, Any: []string{workflow.Late}})
	for _, r := range ended {
		m := &out[at[calendar.Date(r.Key[0]).Month()]]
		m.Closed, m.Late = m.Closed+r.N[0], m.Late+r.N[1]
	}
	return out, err
}

// each counts by the day in a field, from a day to another.
func (d Board) each(
	ctx context.Context, by cond.Field, from, to calendar.Date, count ...cond.Cond,
) ([]CensusRow, error) {
	return d.Census(ctx, Census{Where: cond.Span{Field: by, From: from, To: to}, By: []cond.Field{by}, Count: count})
}

func firstOf(d calendar.Date) calendar.Date { return calendar.Date(d.Month() + "-01") }

// Took is how many took from so many working days to so many; To is 0 where there
// is no end.
type Took struct{ From, To, N int }

// classes are the ends of the classes of handling time in working days: the terms
// of the regulation are among them.
var classes = []int{5, 10, 15, 20, 30, 40}

// Spread counts how long it took, of what ended in the last twelve months.
func (d Board) Spread(ctx context.Context, today calendar.Date, cal *calendar.Calendar) ([]Took, error) {
	rows, err := d.Census(ctx, Census{
		Where: cond.Span{Field: cond.FieldClosed, From: today.AddMonths(-12).AddDays(1), To: today},
		By:    []cond.Field{cond.FieldClosed, cond.FieldReceived},
		Count: []cond.Cond{cond.Span{Field: cond.FieldReceived}},
	})
	out := []Took{{To: classes[0]}}
	for i, end := range classes {
		out = append(out, Took{From: end + 1})
		out[i].To = end
	}
	for _, r := range rows {
		out[class(cal.Between(calendar.Date(r.Key[1]), calendar.Date(r.Key[0])))].N += r.N[0]
	}
	return out, err
}

// class is the place of the class that so many days fall into.
func class(days int) int {
	for i, end := range classes {
		if days <= end {
			return i
		}
	}
	return len(classes)
}
