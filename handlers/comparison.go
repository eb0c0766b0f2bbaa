package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
)

// comparison shows a report beside that of the year before.
func (s *Server) comparison(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	o, err := f.ReportOptions(user(c), s.today())
	if err != nil {
		return err
	}
	desk, ctx := s.desk(c), c.Request().Context()
	two, err := desk.Reports.Compare(ctx, o)
	if err != nil {
		return err
	}
	offices, err := desk.Offices(ctx)
	if err != nil {
		return err
	}
	p := views.ComparedReports(s.frame(c, views.ID("与上年对比")), two, o)
	p.Choose = s.chooseReport(p.Tongue, two.Now, o, offices)
	return s.page(c, http.StatusOK, p)
}
