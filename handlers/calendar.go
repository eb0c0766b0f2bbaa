package handlers

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow"
)

func (s *Server) calendar(c echo.Context) error {
	f, err := readQuery(c)
	if err != nil {
		return err
	}
	cal, err := s.Desk.Calendar(c.Request().Context())
	if err != nil {
		return err
	}
	year, err := f.number("year")
	if err != nil {
		return err
	}
	if year == 0 {
		year = s.today().Year()
	}
	if year < 2007 || year > 2099 {
		return workflow.Errorf(workflow.NotFound, "没有 %d 年的日历", year)
	}
	return s.page(c, http.StatusOK, s.calendarPage(c, cal, year))
}

func (s *Server) calendarPage(c echo.Context, cal *workflow.Calendar, year int) views.CalendarPage {
	p := views.CalendarPage{Frame: s.frame(c, views.ID("日历")), Year: strconv.Itoa(year)}
	shown := append(cal.Years(), s.today().Year(), s.today().Year()+1, year)
	slices.Sort(shown)
	for _, y := range slices.Backward(slices.Compact(shown)) {
		v := strconv.Itoa(y)
		p.Years = append(p.Years, views.Option{Value: v, Label: v, Selected: y == year})
	}
	if known, ok := cal.Year(year); ok {
		p.Notices = known.Notices
	} else {
		p.Unknown = p.T("%d 年放假安排还没有公布或者导入，只除去周末；落在这一年的答复期限为暂定。", year)
	}
	whole := workflow.YearOf(year)
	p.Summary = p.T("%[1]d 年共 %[2]d 个工作日。", year, cal.Between(whole.From.AddDays(-1), whole.To))
	p.Months, p.Special = p.Tongue.Months(year, cal), p.Tongue.Special(year, cal)
	return p
}
