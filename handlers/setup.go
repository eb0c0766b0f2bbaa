package handlers

import (
	"crypto/subtle"
	"net/http"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// setupOpen says whether the first administrator has yet to be made. Where the people
// cannot be read it is shut: who may make an administrator is not guessed.
func (s *Server) setupOpen(c echo.Context) (bool, error) {
	if s.SetupCode == "" {
		return false, nil
	}
	users, err := s.desk(c).AllUsers(c.Request().Context())
	for _, u := range users {
		if u.Role == account.Admin {
			return false, err
		}
	}
	return err == nil, err
}

func (s *Server) setupPage(c echo.Context) error {
	open, err := s.setupOpen(c)
	if err != nil {
		return err
	}
	if !open {
		return echo.ErrNotFound
	}
	return s.setupForm(c, http.StatusOK, form.Form{}, nil)
}

func (s *Server) setupForm(c echo.Context, status int, f form.Form, err error) error {
	frame := s.frame(c, views.ID("首次设置"))
	fields := []views.Field{
		{Name: "code", Label: frame.T("一次性代码"), Required: true, Auto: "one-time-code"},
		{Name: "office", Label: frame.T("机关代码"), Required: true, Max: 32, Hint: frame.T("字母、数字，如 xfb；以后不能改")},
		{Name: "office_name", Label: frame.T("机关名称"), Required: true, Max: 100},
		{Name: "name", Label: frame.T("用户名"), Required: true, Max: 40, Auto: "username"},
		newPassword(frame.Language, s.rules(c)),
	}
	frame.Problem = fill(frame.Language, fields, f, err)
	return s.page(c, status, views.SetupPage{Frame: frame, Fields: fields})
}

// setUp makes the first administrator for whoever has the code.
func (s *Server) setUp(c echo.Context) error {
	// One at a time: of two who send the code at once, both would find nobody there.
	s.setup.Lock()
	defer s.setup.Unlock()
	open, err := s.setupOpen(c)
	if err != nil {
		return err
	}
	if !open {
		return echo.ErrNotFound
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	if !s.passwords.Allows("setup", c.RealIP(), s.Now()) {
		return echo.NewHTTPError(http.StatusTooManyRequests)
	}
	u, err := s.firstAdmin(c, f)
	if mendable(err) || fault.KindOf(err) == fault.Conflict {
		return s.setupForm(c, http.StatusUnprocessableEntity, f, err)
	}
	if err == nil {
		err = s.enter(c, u, account.Proof{})
	}
	if err != nil {
		return err
	}
	s.flash(c, s.languageOf(c).T("已建立系统管理员 %s。接着请建立机关和用户。", u.Name))
	return c.Redirect(http.StatusSeeOther, address.Users)
}

// firstAdmin makes the office and its administrator.
func (s *Server) firstAdmin(c echo.Context, f form.Form) (account.User, error) {
	// The time that the answer takes must not tell how much of the code was right.
	if subtle.ConstantTimeCompare([]byte(f.Text("code")), []byte(s.SetupCode)) != 1 {
		return account.User{}, fault.Input("code").Wrong("一次性代码不对，请看程序启动时控制台上的那一行")
	}
	office := account.Office{Code: f.Text("office"), Name: f.Text("office_name")}
	// On this form “code” is the one-time code, so a wrong code of the office is said
	// beside “office”.
	if err := office.Validate(); fault.InputOf(err) == fault.InputCode {
		return account.User{}, fault.About(fault.InputOffice, err)
	} else if err != nil {
		return account.User{}, err
	}
	u, err := s.newUser(c, f.Text("name"), "", office.Code, account.Admin, f.Raw("password"), office.Name)
	if err != nil {
		return u, err
	}
	ctx, machine := c.Request().Context(), s.Desk.For(account.Operator) // whoever has the code stands at the machine
	// The office may be there already, from a try that then failed at the account.
	err = machine.AddOffice(ctx, office, c.RealIP(), s.Now())
	if err != nil && fault.KindOf(err) != fault.Conflict {
		return u, err
	}
	return u, machine.AddAccount(ctx, u, c.RealIP(), s.Now())
}
