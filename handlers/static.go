package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// static sends a style sheet, script or icon. The address has the hash of the
// content, so it may be kept for ever; an old address finds nothing.
func (s *Server) static(c echo.Context) error {
	f, ok := s.views.Static(c.Request().URL.Path)
	if !ok {
		return echo.ErrNotFound
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return c.Blob(http.StatusOK, f.Type, f.Body)
}

// health says whether the program and its database answer.
func (s *Server) health(c echo.Context) error {
	if _, err := s.Desk.Store.Offices(c.Request().Context()); err != nil {
		s.Log.Error("not healthy", "ref", ref(c), "err", err)
		return c.String(http.StatusServiceUnavailable, "unavailable\n")
	}
	return c.String(http.StatusOK, "ok\n")
}
