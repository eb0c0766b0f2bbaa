package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/workflow"
	"gongkai/workflow/fault"
)

// preview tells what a step would do. Nothing is saved. A script gets the line,
// a person the page with the form of the step open.
func (s *Server) preview(c echo.Context) error {
	n, err := form.ID(c)
	if err != nil {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	app, err := s.desk(c).Application(c.Request().Context(), n)
	if err != nil {
		return err
	}
	line, err := s.effect(c, app, f)
	switch {
	case err != nil && !tellable(err):
		return err
	case wantsJSON(c):
		return c.JSON(http.StatusOK, line)
	}
	return s.previewPage(c, app, f, line, err)
}

// tellable says whether an error is the answer to the question what a step would
// do: nothing, and why.
func tellable(err error) bool {
	k := fault.KindOf(err)
	return mendable(err) || k == fault.Conflict || k == fault.Forbidden
}

// wantsJSON says whether a script of ours asks, rather than a browser for a page.
func wantsJSON(c echo.Context) bool {
	return strings.Contains(c.Request().Header.Get(echo.HeaderAccept), echo.MIMEApplicationJSON)
}

// effect is the line that says what a step would do, or why it would be refused.
func (s *Server) effect(c echo.Context, app *workflow.Application, f form.Form) (views.EffectLine, error) {
	cmd, err := f.Command(s.Now())
	if err != nil {
		return views.EffectLine{Text: err.Error(), Refused: true}, err
	}
	e, err := s.desk(c).Try(c.Request().Context(), app.ID, cmd)
	if err != nil {
		return views.EffectLine{Text: err.Error(), Refused: true}, err
	}
	deadlines, err := s.deadlines(c)
	return views.PageContext{Deadlines: deadlines}.Effect(cmd, e), err
}

// previewPage shows the application with the form of the step open, as it was
// filled in. Where there is no such step any more, it says why and keeps what
// was typed.
func (s *Server) previewPage(
	c echo.Context, app *workflow.Application, f form.Form, line views.EffectLine, err error,
) error {
	desk, deskErr := s.counter(c, app)
	if deskErr != nil {
		return deskErr
	}
	typed := views.Typed{Event: f.Text("event"), Value: f.Text, Effect: &line}
	page := s.applied(c, app, desk, typed, err)
	switch {
	case err == nil:
		return s.page(c, http.StatusOK, page)
	case tried(page).Event == "" && workflow.Event(f.Text("event")).Known():
		return s.overtaken(c, http.StatusConflict, app, f, err)
	}
	return s.page(c, http.StatusUnprocessableEntity, page)
}

// conflict tells who was first, and gives back what was typed.
func (s *Server) conflict(c echo.Context, n workflow.ID, f form.Form, err error) error {
	app, findErr := s.desk(c).Application(c.Request().Context(), n)
	if findErr != nil {
		return findErr
	}
	return s.overtaken(c, http.StatusConflict, app, f, err)
}

// overtaken shows what was done since the page that was seen, beside what was
// typed, and the way to go on with it where the step is still there.
func (s *Server) overtaken(c echo.Context, status int, app *workflow.Application, f form.Form, err error) error {
	desk, deskErr := s.counter(c, app)
	if deskErr != nil {
		return deskErr
	}
	seen, _ := f.Number("version") // it was read before
	p := views.Overtaken(s.frame(c, titles[http.StatusConflict]), app, desk, seen, f.Text)
	p.Message = s.read(err, c).text
	again := f.Clone()
	again.Drop("version")
	step := tried(views.Applied(p.Frame, app, desk, views.Typed{Event: f.Text("event"), Value: f.Text}))
	if step.Event == "" {
		_, why := s.effect(c, app, again)
		p.Why = p.Message
		if why != nil {
			p.Why = s.read(why, c).text
		}
	}
	return s.page(c, status, p)
}
