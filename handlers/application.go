package handlers

import (
	"crypto/rand"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// application shows an application, as it is now or as it was known on ?as_of.
// ?draft opens the form of an answer.
func (s *Server) application(c echo.Context) error {
	if then, day, err := s.then(c); err != nil || day != "" {
		if err != nil {
			return err
		}
		return s.pageThen(c, then, day)
	}
	app, err := s.find(c)
	if err != nil {
		return err
	}
	if code := c.QueryParam("draft"); code != "" {
		return s.draftPage(c, app, workflow.OutcomeCode(code))
	}
	return s.applicationPage(c, http.StatusOK, app, form.Form{}, nil)
}

// find loads the application of the address, if it is the reader's to see.
func (s *Server) find(c echo.Context) (*workflow.Application, error) {
	n, err := form.ID(c)
	if err != nil {
		return nil, err
	}
	return s.desk(c).Application(c.Request().Context(), n)
}

// applicationPage shows an application; with an error, the form of the step
// that was tried stands open with what was typed and what is wrong.
func (s *Server) applicationPage(c echo.Context, status int, app *workflow.Application, f form.Form, err error) error {
	desk, deskErr := s.counter(c, app)
	if deskErr != nil {
		return deskErr
	}
	typed := views.Typed{Event: c.QueryParam("step"), Called: true}
	if err != nil {
		typed = views.Typed{Event: f.Text("event"), Value: f.Text}
	}
	return s.page(c, status, s.applied(c, app, desk, typed, err))
}

// applied is the page of an application with what was typed into the form of a
// step, and with an error, what is wrong with that.
func (s *Server) applied(
	c echo.Context, app *workflow.Application, desk views.PageContext, typed views.Typed, err error,
) views.ApplicationPage {
	frame := s.frame(c, "")
	frame.Title = app.Number
	p := views.Applied(frame, app, desk, typed)
	if err == nil {
		return p
	}
	step := tried(p)
	typed.Field, typed.Fault = string(fault.InputOf(err)), err.Error()
	frame.Problem = problem(frame.Language, err, anchor(step, typed.Field))
	return views.Applied(frame, app, desk, typed)
}

// counter is what the page needs to know besides the application.
func (s *Server) counter(c echo.Context, app *workflow.Application) (views.PageContext, error) {
	ctx := c.Request().Context()
	desk := views.PageContext{Role: user(c).Role, Acts: powers(c).Acts,
		Office: s.office(c, app.Office), Token: rand.Text()}
	var err error
	if desk.Deadlines, err = s.deadlines(c); err != nil {
		return desk, err
	}
	people, err := s.desk(c).Handlers(ctx, app.Office)
	if desk.People, desk.Handlers = names(people), successors(people, app.Handler); err != nil || !desk.Acts {
		return desk, err
	}
	if desk.Choices, err = s.desk(c).Choices(ctx, app, s.today()); err != nil {
		return desk, err
	}
	if slices.ContainsFunc(desk.Choices, func(ch workflow.Choice) bool { return ch.Rule.Event == workflow.AskFee }) {
		desk.Ordinal, err = s.desk(c).Ordinal(ctx, app)
	}
	return desk, err
}

// successors are those of some people who may take over what one of them has.
func successors(people []account.User, from string) []views.Option {
	var out []views.Option
	for _, u := range people {
		if u.Name != from {
			out = append(out, views.Option{Value: u.Name, Label: u.DisplayName()})
		}
	}
	return out
}

// tried is the step whose form came in; the zero step if the page has none such.
func tried(p views.ApplicationPage) views.Step {
	i := slices.IndexFunc(p.Steps, func(st views.Step) bool { return st.Open })
	if i < 0 {
		return views.Step{}
	}
	return p.Steps[i]
}

// anchor leads to the control of a step that is wrong; "" where its form has none
// such.
func anchor(step views.Step, field string) string {
	for _, f := range step.Fields {
		if f.Name == field {
			return "#" + f.ID
		}
	}
	return ""
}

// act does one step.
func (s *Server) act(c echo.Context) error {
	n, err := form.ID(c)
	if err != nil {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	app, err := s.do(c, n, f)
	switch {
	case mendable(err): // the clerk can mend this: same page, the reason on top
		return s.again(c, n, f, err)
	case errors.Is(err, workflow.ErrRepeated): // what it asked for is done
		s.flash(c, s.languageOf(c).T("已经保存过，没有再保存一遍"))
		return c.Redirect(http.StatusSeeOther, views.ApplicationURL(n))
	case fault.KindOf(err) == fault.Conflict:
		return s.conflict(c, n, f, err)
	case err != nil:
		return err
	}
	steps := 1
	if f.Text("then") != "" {
		steps = 2
	}
	s.flash(c, s.done(c, app, steps))
	return c.Redirect(http.StatusSeeOther, views.ApplicationURL(n))
}

// do does what page and API have in common.
func (s *Server) do(c echo.Context, n workflow.ID, f form.Form) (*workflow.Application, error) {
	cmd, err := f.Command(s.Now())
	if err != nil {
		return nil, err
	}
	cmd.Token = f.Digest()
	return s.desk(c).Do(c.Request().Context(), n, cmd)
}

// done is what the clerk reads after a button that took so many steps.
func (s *Server) done(c echo.Context, app *workflow.Application, steps int) string {
	var words []string
	for _, e := range app.Journal[len(app.Journal)-steps:] {
		words = append(words, s.stepDone(c, app, e))
	}
	return strings.Join(words, "；")
}

// stepDone says what one step did, and when the answer is due after it.
func (s *Server) stepDone(c echo.Context, app *workflow.Application, e workflow.Entry) string {
	t := s.languageOf(c)
	words := t.T("已办理“%s”", workflow.EventLabel(e.Event))
	if e.Event == workflow.AskCorrection {
		return words + t.T("，补正期限 %s", e.Until)
	}
	if app.State.Ended() || app.Due == "" {
		return words
	}
	return words + t.T("，答复期限 %s", app.Due)
}

// again shows the application with the form of the step as it was typed, and what is
// wrong with it.
func (s *Server) again(c echo.Context, n workflow.ID, f form.Form, err error) error {
	app, findErr := s.desk(c).Application(c.Request().Context(), n)
	if findErr != nil {
		return findErr
	}
	return s.applicationPage(c, http.StatusUnprocessableEntity, app, f, err)
}

// reveal shows the application with the identity number, telephone and addresses
// of the applicant, which are masked else, and notes who has seen them.
func (s *Server) reveal(c echo.Context) error {
	app, err := s.find(c)
	if err != nil {
		return err
	}
	desk, err := s.counter(c, app)
	if err != nil {
		return err
	}
	if err := s.note(c, account.Revealed, app.Office, "申请 "+app.Number+" 的证件和联系方式"); err != nil {
		return err
	}
	desk.Reveals = true
	return s.page(c, http.StatusOK, s.applied(c, app, desk, views.Typed{}, nil))
}
