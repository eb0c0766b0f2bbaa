package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/workflow"
)

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
