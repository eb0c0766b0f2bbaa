package handlers

import (
	"cmp"
	"net/http"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// users lists the users.
func (s *Server) users(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	return s.usersPage(c, http.StatusOK, f, nil)
}

// usersPage lists the users, of one office where the address says so.
func (s *Server) usersPage(c echo.Context, status int, f form.Form, err error) error {
	settings, storeErr := s.desk(c).Settings(c.Request().Context())
	if storeErr != nil {
		return storeErr
	}
	offices := s.allOffices(c)
	p := views.UsersPage{Frame: s.frame(c, views.ID("用户")), Warning: s.jointly(c, settings)}
	if p.Rows, storeErr = s.userRows(c, p.Tongue, f.Text("of")); storeErr != nil {
		return storeErr
	}
	p.Caption = p.T("共 %d 个用户", len(p.Rows))
	p.Offices = views.Optional(p.T("全部"), f.Text("of"), officeOptions(offices, f.Text("of")))
	if powers(c).Runs {
		p.Fields = s.userFields(c, p.Tongue, settings, cmp.Or(f.Text("of"), user(c).Office))
	}
	if settings.Separated {
		p.Hint = p.T("三员分立已经开启：新建的用户没有角色，也不能登录，由安全管理员授予角色、设定密码以后才能使用。")
	}
	p.Problem = fill(p.Tongue, p.Fields, f, err)
	return s.page(c, status, p)
}

// jointly warns that one person holds all three powers.
func (s *Server) jointly(c echo.Context, settings account.Settings) string {
	if settings.Separated {
		return ""
	}
	return s.tongue(c).T("系统管理员一人兼任安全管理员和安全审计员。人手足够时，请在“安全策略”页开启三员分立。")
}

// userRows are the users of an office, of all where it is "".
func (s *Server) userRows(c echo.Context, t views.Tongue, office string) ([]views.UserRow, error) {
	all, err := s.desk(c).AllUsers(c.Request().Context())
	var out []views.UserRow
	for _, u := range all {
		if office == "" || u.Office == office {
			out = append(out, views.UserRow{
				URL: userURL(u.Name), Name: u.Name, Display: u.Shown(),
				Office: s.officeName(c, u.Office), Role: u.Role.Powers().Label,
				State: t.AccountState(u, s.Now()), Self: u.Name == user(c).Name,
			})
		}
	}
	return out, err
}

// userURL is the page of a user.
func userURL(name string) string { return address.Fill(address.User, name) }

// userFields are the fields of a new user. Where the three are separated, what
// authorises is not asked for. The office is the one that is looked at, else one's
// own: the first of the list would be a chance one.
func (s *Server) userFields(c echo.Context, t views.Tongue, settings account.Settings, office string) []views.Field {
	out := []views.Field{
		{Name: "name", Label: t.T("用户名"), Required: true, Max: 40, Auto: "off"},
		{Name: "display", Label: t.T("显示姓名"), Max: 40, Auto: "off"},
		{Name: "office", Label: t.T("机关"), Options: officeOptions(s.allOffices(c), office), Required: true},
	}
	if settings.Separated {
		return out
	}
	return append(out, views.Field{Name: "role", Label: t.T("角色"), Options: roleOptions(account.Clerk), Required: true},
		newPassword(t, settings.Rules()))
}

// roleOptions are the roles as options.
func roleOptions(chosen account.Role) []views.Option {
	return views.Choose(account.Roles, string(chosen), func(p account.Powers) (string, string) {
		return string(p.Code), p.Label
	})
}

// addUser adds a user.
func (s *Server) addUser(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	u, err := s.typedUser(c, f)
	if err == nil {
		err = s.desk(c).AddAccount(c.Request().Context(), u, c.RealIP(), s.Now())
	}
	if mendable(err) || fault.KindOf(err) == fault.Conflict {
		return s.usersPage(c, statuses[fault.KindOf(err)], f, err)
	}
	if err != nil {
		return err
	}
	s.flash(c, s.tongue(c).T("已新建用户 %s", u.Name))
	return c.Redirect(http.StatusSeeOther, address.Users)
}

// typedUser is the user that the form describes.
func (s *Server) typedUser(c echo.Context, f form.Form) (account.User, error) {
	settings, err := s.desk(c).Settings(c.Request().Context())
	if err != nil {
		return account.User{}, err
	}
	if err := f.Short("display", 40); err != nil {
		return account.User{}, err
	}
	if settings.Separated {
		u := account.User{Name: f.Text("name"), Display: f.Text("display"), Office: f.Text("office"), Disabled: true}
		return u, u.Validate()
	}
	u, err := s.newUser(c, f.Text("name"), f.Text("display"),
		f.Text("office"), account.Role(f.Text("role")), f.Raw("password"))
	u.Foreign = true
	return u, err
}
