package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow"
)

// conflict tells who was first, and gives back what was typed.
func (s *Server) conflict(c echo.Context, n workflow.ID, f form, err error) error {
	app, findErr := s.desk(c).Application(c.Request().Context(), n)
	if findErr != nil {
		return findErr
	}
	return s.overtaken(c, http.StatusConflict, app, f, err)
}

// overtaken shows what was done since the page that was seen, beside what was
// typed, and the way to go on with it where the step is still there.
func (s *Server) overtaken(c echo.Context, status int, app *workflow.Application, f form, err error) error {
	desk, deskErr := s.counter(c, app)
	if deskErr != nil {
		return deskErr
	}
	seen, _ := f.number("version") // it was read before
	p := views.Overtaken(s.frame(c, titles[http.StatusConflict]), app, desk, seen, f.text)
	p.Message = s.read(err, c).text
	again := form{maps.Clone(f.values)}
	delete(again.values, "version")
	step := tried(views.Applied(p.Frame, app, desk, views.Typed{Event: f.text("event"), Value: f.text}))
	if step.Event == "" {
		_, why := s.effect(c, app, again)
		p.Why = p.Message
		if why != nil {
			p.Why = s.read(why, c).text
		}
	}
	return s.page(c, status, p)
}

// digest names what a form says and the page it came from: "" where the form has
// no token. The same form sent again has the same, one with something changed
// has not; the token against forgery is no part of it, for it may be another by
// then.
func (f form) digest() string {
	if f.text("token") == "" {
		return ""
	}
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(f.values)) {
		if name != "csrf" {
			h.Write([]byte(name + "\x00" + f.values[name] + "\x00"))
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}
