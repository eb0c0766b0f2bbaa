package handlers

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow"
	"gongkai/workflow/board"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
)

// trendMonths is how far back the trends look; it takes in all of last year.
const trendMonths = 24

// spreads are the classes of handling time in working days: the terms of the
// regulation are their ends.
var spreads = []struct {
	Label string
	Most  int
}{{"0–5", 5}, {"6–10", 10}, {"11–15", 15}, {"16–20", 20}, {"21–30", 30}, {"31–40", 40}, {"> 40", 1 << 30}}

// trends shows how much came and went, and how long it took.
func (s *Server) trends(c echo.Context) error {
	desk, ctx, today := s.desk(c), c.Request().Context(), s.today()
	months, err := monthly(ctx, desk, today)
	if err != nil {
		return err
	}
	spread, err := spread(ctx, desk, today, user(c).Office)
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, views.Trended(s.frame(c, views.ID("趋势")), months, spread, today))
}

// monthly counts what came and what ended in each month, the present one last.
func monthly(ctx context.Context, desk *desks.Set, today calendar.Date) ([]views.MonthRow, error) {
	var out []views.MonthRow
	at := map[string]int{}
	for i := range trendMonths {
		m := firstOf(today).AddMonths(i + 1 - trendMonths)
		at[m.Month()] = i
		out = append(out, monthRow(m))
	}
	since := firstOf(today).AddMonths(1 - trendMonths)
	late := cond.Is{Field: cond.FieldPace, Any: []string{workflow.Late}}
	for _, ask := range []struct {
		by  cond.Field
		add func(*views.MonthRow, []int)
	}{
		{cond.FieldReceived, func(r *views.MonthRow, n []int) { r.Received += n[0] }},
		{cond.FieldClosed, func(r *views.MonthRow, n []int) { r.Closed, r.Late = r.Closed+n[0], r.Late+n[1] }},
	} {
		count := []cond.Cond{nil, late}
		if ask.by == cond.FieldReceived {
			count = count[:1]
		}
		rows, err := desk.Board.Census(ctx, board.Census{Where: cond.Span{Field: ask.by, From: since, To: today},
			By: []cond.Field{ask.by}, Count: count})
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			ask.add(&out[at[calendar.Date(r.Key[0]).Month()]], r.N)
		}
	}
	return out, nil
}

// firstOf is the first day of the month of d.
func firstOf(d calendar.Date) calendar.Date { return calendar.Date(d.Month() + "-01") }

// monthRow is a month before anything was counted, with where its numbers lead.
func monthRow(first calendar.Date) views.MonthRow {
	from, to := string(first), string(first.AddMonths(1).AddDays(-1))
	received, closed := lead("received_from", from, "received_to", to), lead("closed_from", from, "closed_to", to)
	return views.MonthRow{
		Month: first.Month(),
		URLs:  [3]string{received.address(), closed.address(), closed.and(lead("pace", workflow.Late)).address()},
	}
}

// spread counts how long it took, of what ended in the last twelve months.
func spread(ctx context.Context, desk *desks.Set, today calendar.Date, office string) ([]views.SpreadRow, error) {
	cal, err := desk.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	cal = cal.For(office)
	rows, err := desk.Board.Census(ctx, board.Census{
		Where: cond.Span{Field: cond.FieldClosed, From: today.AddMonths(-12).AddDays(1), To: today},
		By:    []cond.Field{cond.FieldClosed, cond.FieldReceived},
		Count: []cond.Cond{cond.Span{Field: cond.FieldReceived}},
	})
	var out []views.SpreadRow
	for _, s := range spreads {
		out = append(out, views.SpreadRow{Label: s.Label})
	}
	for _, r := range rows {
		days := cal.Between(calendar.Date(r.Key[1]), calendar.Date(r.Key[0]))
		for i, s := range spreads {
			if days <= s.Most {
				out[i].N += r.N[0]
				break
			}
		}
	}
	return out, err
}
