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
	"gongkai/workflow/calendar"
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
	p.Pager = pager(p.Language, page, total, func(n string) string {
		return address.Query(address.Disputes, url.Values{"page": {n}})
	})
	return s.page(c, http.StatusOK, p)
}

// fewDisputes is how many are read rather than counted: to read a few takes one
// question, to count them and find the nearest takes two.
const fewDisputes = 100

// disputesDue is the number on top of the register that leads to them: alarming
// once one is over.
func (s *Server) disputesDue(c echo.Context, t views.Language) (views.Count, error) {
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

// dailyCounts are the numbers on the daily sheet; dailyLists its lists, each at
// most so long that the sheet stays one page.
var (
	dailyCounts = []string{"overdue", "today", "week", "next", "stopped", "arrived", "unsigned", "open"}
	dailyLists  = []struct {
		Label views.ID
		Of    func(today calendar.Date) registerFilters
		Most  int
	}{
		{views.ID("逾期"), standingLead("overdue"), 10},
		{views.ID("今日和本周到期"), standingLead("week"), 10},
	}
)

// daily is the sheet that a head gets in the morning (督办日报).
func (s *Server) daily(c echo.Context) error {
	b := &workbench{s: s, ctx: c.Request().Context(), desk: s.desk(c), today: s.today(), t: s.languageOf(c)}
	p := views.DailyPage{Frame: s.frame(c, views.ID("督办日报")), Office: s.officeName(c, user(c).Office)}
	p.Day = string(b.today) + " " + b.today.Weekday()
	all, _, err := b.census(dailyCounts, workflow.StillOpen)
	if err != nil {
		return err
	}
	p.Counts = b.strip(dailyCounts, all)
	if p.WithOffice, err = s.withOffice(c); err != nil {
		return err
	}
	for _, l := range dailyLists {
		list, err := b.dailyList(c, l.Of(b.today), l.Most)
		if err != nil {
			return err
		}
		list.Label = b.t.T(l.Label)
		p.Lists = append(p.Lists, list)
	}
	p.Printed = b.t.T("打印时间 %s", s.Now().In(china).Format("2006-01-02 15:04"))
	return s.page(c, http.StatusOK, p)
}

// dailyList is one list of the daily sheet, the first due on top.
func (b *workbench) dailyList(c echo.Context, l registerFilters, most int) (views.DailyList, error) {
	where, err := l.cond(b.today)
	if err != nil {
		return views.DailyList{}, err
	}
	briefs, total, err := b.desk.List(b.ctx, workflow.Query{Where: where, Sort: cond.FieldDue, Limit: most})
	if err != nil {
		return views.DailyList{}, err
	}
	d, err := b.s.deadlines(c)
	out := views.DailyList{N: strconv.Itoa(total), None: b.t.T("无"),
		Rows: views.TaskRows(briefs, views.Names{Offices: b.s.officeNames(c)}, d, false)}
	if total > most {
		out.More, out.URL = b.t.T("另有 %d 件，见台账", total-most), l.address()
	}
	return out, err
}
