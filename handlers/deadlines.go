package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/cond"
)

// withDeadline are the reviews and suits in which the office has something to do.
var withDeadline = cond.Span{Field: cond.FieldDeadline}

// disputes lists them, the nearest deadline first.
func (s *Server) disputes(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	page, err := f.PageNumber()
	if err != nil {
		return err
	}
	q := workflow.Query{Of: cond.Disputes, Where: withDeadline,
		Sort: cond.FieldDeadline, Limit: views.PageSize, Offset: (page - 1) * views.PageSize}
	briefs, total, err := s.desk(c).List(c.Request().Context(), q)
	if err != nil {
		return err
	}
	offices, err := s.desk(c).Offices(c.Request().Context())
	if err != nil {
		return err
	}
	d, err := s.deadlines(c)
	if err != nil {
		return err
	}
	p := views.DeadlinesPage{Frame: s.frame(c, views.ID("复议诉讼期限")), WithOffice: len(offices) > 1}
	p.Caption, p.Rows = p.T("共 %d 件", total), views.DeadlineRows(briefs, s.officeNames(c), d)
	p.Pager = pager(p.Tongue, page, total, func(n string) string {
		return address.Query(address.Disputes, url.Values{"page": {n}})
	})
	return s.page(c, http.StatusOK, p)
}

// fewDisputes is how many are read rather than counted: to read a few takes one
// question, to count them and find the nearest takes two.
const fewDisputes = 100

// disputesDue is the number on top of the register that leads to them: alarming
// once one is over.
func (s *Server) disputesDue(c echo.Context, t views.Tongue) (views.Count, error) {
	q := workflow.Query{Of: cond.Disputes, Where: withDeadline, Sort: cond.FieldDeadline, Limit: fewDisputes}
	nearest, n, err := s.desk(c).List(c.Request().Context(), q)
	if err != nil {
		return views.Count{}, err
	}
	look := class("urgent", n)
	if n > 0 && nearest[0].Dispute.Due < s.today() {
		look = "overdue"
	}
	return views.Count{N: strconv.Itoa(n), Label: t.T("复议诉讼期限"), URL: address.Disputes, Class: look}, nil
}
