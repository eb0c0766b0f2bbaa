package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// security shows the separation of powers and the security profile.
func (s *Server) security(c echo.Context) error {
	return s.securityPage(c, http.StatusOK, form.Form{}, nil)
}

// securityPage shows them; with an error, with what was typed and what is wrong.
func (s *Server) securityPage(c echo.Context, status int, f form.Form, err error) error {
	settings, storeErr := s.desk(c).Settings(c.Request().Context())
	if storeErr != nil {
		return storeErr
	}
	p := views.SecurityPage{Frame: s.frame(c, views.ID("安全策略")),
		Warning: s.jointly(c, settings), Separated: settings.Separated}
	p.Chosen = settings.Rules().Code
	p.Profiles, p.Rules = views.ProfileChoices(settings.Rules())
	if p.Keepers, storeErr = s.administrators(c); storeErr != nil {
		return storeErr
	}
	fields := []views.Field{{Name: "typed", Label: p.T("键入“%s”四个字以确认", account.SeparationWord),
		Required: true, Max: 10, Auto: "off"}}
	p.Problem = fill(p.Language, fields, f, err)
	p.Confirm = fields[0]
	return s.page(c, status, p)
}

// administrators are who holds each of the three roles.
func (s *Server) administrators(c echo.Context) ([]views.Pair, error) {
	all, err := s.desk(c).AllUsers(c.Request().Context())
	var out []views.Pair
	for _, r := range account.Administrators {
		var names []string
		for _, u := range all {
			if u.Role == r && !u.Disabled {
				names = append(names, u.DisplayName()+"（"+u.Name+"）")
			}
		}
		if len(names) == 0 {
			names = []string{s.languageOf(c).T("没有")}
		}
		out = append(out, views.Pair{Label: r.Powers().Label, Value: views.Sentence(names)})
	}
	return out, err
}

// chooseProfile puts a security profile into force.
func (s *Server) chooseProfile(c echo.Context) error {
	return s.secure(c, views.ID("已采用选定的安全策略"), func(f form.Form) error {
		ctx := c.Request().Context()
		return s.desk(c).Choose(ctx, f.Text("profile"), f.Text(form.SeenPrefix+"profile"), c.RealIP(), s.Now())
	})
}

// separate begins or ends the separation of powers.
func (s *Server) separate(c echo.Context) error {
	return s.secure(c, views.ID("已改动三员分立"), func(f form.Form) error {
		return s.desk(c).Separate(c.Request().Context(), f.Yes("on"), f.Text("typed"), c.RealIP(), s.Now())
	})
}

// secure makes a change of the page and says so.
func (s *Server) secure(c echo.Context, says views.ID, do func(form.Form) error) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	err = do(f)
	if mendable(err) {
		return s.securityPage(c, statuses[fault.KindOf(err)], f, err)
	}
	if err != nil {
		return err
	}
	s.flash(c, s.languageOf(c).T(says))
	return c.Redirect(http.StatusSeeOther, address.Security)
}
