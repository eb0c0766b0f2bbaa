package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow"
)

func (s *Server) users(c echo.Context) error { return s.usersPage(c, http.StatusOK, form{}, nil) }

func (s *Server) usersPage(c echo.Context, status int, f form, err error) error {
	ctx := c.Request().Context()
	all, storeErr := s.Desk.Store.Users(ctx)
	if storeErr != nil {
		return storeErr
	}
	offices, storeErr := s.Desk.Store.Offices(ctx)
	if storeErr != nil {
		return storeErr
	}
	p := views.UsersPage{Frame: s.frame(c, views.ID("用户"))}
	p.Caption = p.T("共 %d 个用户", len(all))
	for _, u := range all {
		p.Rows = append(p.Rows, s.userRow(c, p.Tongue, u))
	}
	p.Fields = userFields(p.Tongue, offices)
	p.Problem = fill(p.Tongue, p.Fields, f, err)
	return s.page(c, status, p)
}

func (s *Server) userRow(c echo.Context, t views.Tongue, u workflow.User) views.UserRow {
	reset := newPassword(t)
	reset.ID = "reset-" + url.PathEscape(u.Name)
	return views.UserRow{
		URL: "/users/" + url.PathEscape(u.Name), Name: u.Name, Display: u.Shown(), Office: s.officeName(c, u.Office),
		Role: u.Role.Powers().Label, Disabled: u.Disabled, Self: u.Name == user(c).Name, Password: reset,
	}
}

func userFields(t views.Tongue, offices []workflow.Office) []views.Field {
	var roles []views.Option
	for _, r := range workflow.Roles {
		roles = append(roles, views.Option{Value: string(r.Code), Label: r.Label})
	}
	return []views.Field{
		{Name: "name", Label: t.T("用户名"), Required: true, Max: 40, Auto: "off"},
		{Name: "display", Label: t.T("显示姓名"), Max: 40, Auto: "off"},
		{Name: "office", Label: t.T("机关"), Options: officeOptions(offices, ""), Required: true},
		{Name: "role", Label: t.T("角色"), Options: roles, Required: true},
		newPassword(t),
	}
}

func (s *Server) addUser(c echo.Context) error {
	f, err := readForm(c)
	if err != nil {
		return err
	}
	u, err := s.newUser(f.text("name"), f.text("display"), f.text("office"), workflow.Role(f.text("role")), f.raw("password"))
	if err == nil {
		err = s.Desk.Store.AddUser(c.Request().Context(), u)
	}
	if mendable(err) || workflow.KindOf(err) == workflow.Conflict {
		return s.usersPage(c, statuses[workflow.KindOf(err)], f, err)
	}
	if err != nil {
		return err
	}
	s.flash(c, s.tongue(c).T("已新建用户 %s", u.Name))
	return c.Redirect(http.StatusSeeOther, "/users")
}

// userChanges are what the administrator may do to a user.
var userChanges = map[string]struct {
	says views.ID
	do   func(*workflow.User, form) error
}{
	"disable": {views.ID("已停用用户 %s"), func(u *workflow.User, _ form) error { u.Disabled = true; return nil }},
	"enable":  {views.ID("已启用用户 %s"), func(u *workflow.User, _ form) error { u.Disabled = false; return nil }},
	"reset": {views.ID("已重置用户 %s 的密码"), func(u *workflow.User, f form) (err error) {
		u.Password, err = HashPassword(u.Name, f.raw("password"))
		return err
	}},
}

func (s *Server) setUser(c echo.Context) error {
	f, err := readForm(c)
	if err != nil {
		return err
	}
	change, ok := userChanges[f.text("do")]
	if !ok {
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	u, err := s.other(c)
	if err == nil {
		err = change.do(&u, f)
	}
	if err == nil {
		err = s.Desk.Store.SetUser(c.Request().Context(), u)
	}
	if mendable(err) {
		return s.usersPage(c, http.StatusUnprocessableEntity, form{}, fault{"", err})
	}
	if err != nil {
		return err
	}
	s.flash(c, s.tongue(c).T(change.says, u.Name))
	return c.Redirect(http.StatusSeeOther, "/users")
}

// other is the user of the address, who must not be the administrator himself:
// nobody shuts himself out.
func (s *Server) other(c echo.Context) (workflow.User, error) {
	name, err := url.PathUnescape(c.Param("name"))
	if err != nil {
		return workflow.User{}, echo.ErrNotFound
	}
	if name == user(c).Name {
		return workflow.User{}, workflow.Errorf(workflow.Invalid, "不能停用自己；修改自己的密码请用“修改密码”")
	}
	return s.Desk.Store.User(c.Request().Context(), name)
}
