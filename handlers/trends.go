package handlers

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow"
	"gongkai/workflow/board"
)

func (s *Server) trends(c echo.Context) error {
	desk, ctx, today := s.desk(c), c.Request().Context(), s.today()
	months, err := desk.Board.Months(ctx, today)
	if err != nil {
		return err
	}
	cal, err := desk.Calendar(ctx)
	if err != nil {
		return err
	}
	spread, err := desk.Board.Spread(ctx, today, cal.For(user(c).Office))
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK,
		views.Trended(s.frame(c, views.ID("趋势")), monthRows(months), spreadRows(spread), today))
}

// monthRows are the months with where their numbers lead.
func monthRows(months []board.Month) []views.MonthRow {
	var out []views.MonthRow
	for _, m := range months {
		from, to := string(m.First), string(m.First.AddMonths(1).AddDays(-1))
		received, closed := lead("received_from", from, "received_to", to), lead("closed_from", from, "closed_to", to)
		late := closed.and(lead("pace", workflow.Late))
		out = append(out, views.MonthRow{
			Month: m.First.Month(), Received: m.Received, Closed: m.Closed, Late: m.Late,
			URLs: [3]string{received.address(), closed.address(), late.address()},
		})
	}
	return out
}

// spreadRows are how long it took, with the classes in figures.
func spreadRows(all []board.Took) []views.SpreadRow {
	var out []views.SpreadRow
	for _, t := range all {
		label := fmt.Sprintf("%d–%d", t.From, t.To)
		if t.To == 0 {
			label = fmt.Sprintf("> %d", t.From-1)
		}
		out = append(out, views.SpreadRow{Label: label, N: t.N})
	}
	return out
}
