package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow/account"
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
	if err := s.note(c, account.Revealed, app.Office, "申请 "+app.Number+" 的证件和联系方式"); err != nil {
		return err
	}
	desk.Reveals = true
	return s.page(c, http.StatusOK, s.applied(c, app, desk, views.Typed{}, nil))
}
