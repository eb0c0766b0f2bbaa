package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow"
)

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
	s.noteReveal(c, app)
	desk.Reveals = true
	frame := s.frame(c, "")
	frame.Title = app.Number
	return s.page(c, http.StatusOK, views.Applied(frame, app, desk, views.Typed{}))
}

// noteReveal writes down who looked at whose particulars. It names the
// application, not the person.
func (s *Server) noteReveal(c echo.Context, app *workflow.Application) {
	s.Log.Info("particulars shown", "ref", ref(c), "user", user(c).Name, "office", app.Office, "number", app.Number, "from", c.RealIP())
}
