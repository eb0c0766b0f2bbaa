package handlers

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/board"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

// approved are the steps that the queue of approvals takes.
var approved = []workflow.Event{workflow.Answer, workflow.Extend, workflow.Return}

// approvals shows the queue of drafts that wait for the reader's signature.
func (s *Server) approvals(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	return s.approvalsPage(c, http.StatusOK, f, nil)
}

// approvalsPage opens the draft that the form names, the most urgent where it
// names none that waits; with an error, with what was typed and what is wrong.
func (s *Server) approvalsPage(c echo.Context, status int, f form.Form, fail error) error {
	n, err := f.Number("id")
	if err != nil {
		return err
	}
	all, err := s.desk(c).Approvals(c.Request().Context(), s.today())
	if err != nil {
		return err
	}
	p := views.ApprovalsPage{Frame: s.frame(c, views.ID("审批"))}
	p.Empty = p.T("没有等您签发的稿件。")
	if all.Own > 0 {
		p.Own = p.T("另有 %d 件是您参与拟稿的，不在此列：拟稿人不能签发自己的稿件，须由另一人签发。", all.Own)
	}
	if len(all.Waiting) == 0 {
		return s.page(c, status, p)
	}
	at := max(0, place(all.Waiting, workflow.ID(n)))
	p.Place = p.T("第 %[1]d 件，共 %[2]d 件", at+1, len(all.Waiting))
	if p.Open, err = s.openApproval(c, all.Waiting, at, f, fail); err != nil {
		return err
	}
	if fail != nil {
		p.Problem = problem(p.Language, fail, p.Open.Fault())
	}
	p.Queue, err = s.queue(c, all.Waiting, at)
	if err != nil {
		return err
	}
	return s.page(c, status, p)
}

// place is where an application stands among those that wait; -1 if it does not.
func place(waiting []workflow.Approval, id workflow.ID) int {
	return slices.IndexFunc(waiting, func(a workflow.Approval) bool { return a.App.ID == id })
}

// openApproval is the one that is open.
func (s *Server) openApproval(
	c echo.Context, waiting []workflow.Approval, at int, f form.Form, fail error,
) (*views.OpenApproval, error) {
	a, next := waiting[at], workflow.ID(0)
	if len(waiting) > 1 {
		next = waiting[(at+1)%len(waiting)].App.ID
	}
	d, err := s.deadlines(c)
	desk := views.PageContext{Deadlines: d, Role: user(c).Role, Acts: true, Office: s.office(c, a.App.Office)}
	typed := views.Typed{}
	if fail != nil {
		typed = views.Typed{Event: f.Text("event"), Value: f.Text, Fault: fail.Error(), Field: string(fault.InputOf(fail))}
	}
	return views.Approving(desk, a, next, typed), err
}

// shownQueue is how many of those that wait are listed.
const shownQueue = 50

// queue lists the first drafts that wait; at is the place of the open one.
func (s *Server) queue(c echo.Context, waiting []workflow.Approval, at int) ([]views.QueueItem, error) {
	d, err := s.deadlines(c)
	var out []views.QueueItem
	for i, a := range waiting[:min(len(waiting), shownQueue)] {
		app := a.App
		out = append(out, views.QueueItem{
			URL: views.ApprovalURL(app.ID), Number: app.Number, Current: i == at,
			Badges: d.For(app.Office).Badges(app.State, app.Stopped, app.Provisional, app.Due),
		})
	}
	return out, err
}

// approve signs or returns one draft, and opens the next. Where somebody else was
// first there is nothing left to do with that one.
func (s *Server) approve(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	n, err := f.Number("id")
	if err != nil {
		return err
	}
	next, err := f.Number("next")
	if err != nil {
		return err
	}
	app, err := s.decide(c, workflow.ID(n), f)
	switch {
	case fault.KindOf(err) == fault.Conflict:
		s.flash(c, s.languageOf(c).T("这一件没有办理：%s。已打开下一件。", err.Error()))
	case mendable(err):
		return s.approvalsPage(c, http.StatusUnprocessableEntity, f, err)
	case err != nil:
		return err
	default:
		s.flash(c, app.Number+" "+s.done(c, app, 1))
	}
	if next == 0 {
		return c.Redirect(http.StatusSeeOther, address.Approvals)
	}
	return c.Redirect(http.StatusSeeOther, views.ApprovalURL(workflow.ID(next)))
}

// decide does the step, today: a signature bears the day it is given.
func (s *Server) decide(c echo.Context, id workflow.ID, f form.Form) (*workflow.Application, error) {
	if !slices.Contains(approved, workflow.Event(f.Text("event"))) {
		return nil, fault.InputEvent.Wrong("审批只能签发、同意延期或者退回")
	}
	f.Drop("recorded", "then")
	f.Set("on", string(s.today()))
	return s.do(c, id, f)
}

// awaiting is how many drafts within reach wait for a signature; false for who
// signs none.
func (s *Server) awaiting(c echo.Context) (int, bool) {
	desk, ctx := s.desk(c), c.Request().Context()
	if desk.MaySign(ctx) != nil {
		return 0, false
	}
	rows, err := desk.Board.Census(ctx, board.Census{Where: workflow.AwaitsSignature, Count: []cond.Cond{nil}})
	if err != nil {
		return 0, true // the page itself will say that the database is away
	}
	return rows[0].N[0], true
}
