package handlers

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"time"

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
	if p.Rows, storeErr = s.userRows(c, p.Language, f.Text("of")); storeErr != nil {
		return storeErr
	}
	p.Caption = p.T("共 %d 个用户", len(p.Rows))
	p.Offices = views.Optional(p.T("全部"), f.Text("of"), officeOptions(offices, f.Text("of")))
	if powers(c).Runs {
		p.Fields = s.userFields(c, p.Language, settings, cmp.Or(f.Text("of"), user(c).Office))
	}
	if settings.Separated {
		p.Hint = p.T("三员分立已经开启：新建的用户没有角色，也不能登录，由安全管理员授予角色、设定密码以后才能使用。")
	}
	p.Problem = fill(p.Language, p.Fields, f, err)
	return s.page(c, status, p)
}

// jointly warns that one person holds all three powers.
func (s *Server) jointly(c echo.Context, settings account.Settings) string {
	if settings.Separated {
		return ""
	}
	return s.languageOf(c).T("系统管理员一人兼任安全管理员和安全审计员。人手足够时，请在“安全策略”页开启三员分立。")
}

// userRows are the users of an office, of all where it is "".
func (s *Server) userRows(c echo.Context, t views.Language, office string) ([]views.UserRow, error) {
	all, err := s.desk(c).AllUsers(c.Request().Context())
	var out []views.UserRow
	for _, u := range all {
		if office == "" || u.Office == office {
			out = append(out, views.UserRow{
				URL: userURL(u.Name), Name: u.Name, Display: u.DisplayName(),
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
func (s *Server) userFields(c echo.Context, t views.Language, settings account.Settings, office string) []views.Field {
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
	s.flash(c, s.languageOf(c).T("已新建用户 %s", u.Name))
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

// userOf is the user of the address; NotFound if there is none.
func (s *Server) userOf(c echo.Context) (account.User, error) {
	name, err := url.PathUnescape(c.Param("name"))
	if err != nil {
		return account.User{}, echo.ErrNotFound
	}
	return s.Desk.Store.User(c.Request().Context(), name)
}

func (s *Server) userToEdit(c echo.Context) error {
	u, err := s.userOf(c)
	if err != nil {
		return err
	}
	return s.userPage(c, http.StatusOK, u, form.Form{}, nil)
}

// userPage shows a user with what the reader may do to the account.
func (s *Server) userPage(c echo.Context, status int, u account.User, f form.Form, err error) error {
	p := views.UserPage{Frame: s.frame(c, views.ID("修改用户")),
		Heading: u.DisplayName() + "（" + u.Name + "）", Self: u.Name == user(c).Name}
	p.Back = views.Link{URL: address.Users, Label: p.T("回用户列表")}
	p.Facts = s.userFacts(c, p.Language, u)
	open, storeErr := s.open(c, u)
	if storeErr != nil {
		return storeErr
	}
	p.Facts = append(p.Facts, views.Pair{Label: p.T("正在登录"), Value: p.T("%d 处", len(open))})
	places, storeErr := s.Desk.Store.Places(c.Request().Context(), u.Name)
	if storeErr != nil {
		return storeErr
	}
	p.Places = p.PlaceRows(places, s.Now())
	if !p.Self {
		p.Forms = s.accountForms(c, p.Language, u, shut(u, places, s.Now()), len(open) > 0)
	}
	if err != nil {
		p.Problem = problem(p.Language, err, "")
	}
	for i := range p.Forms {
		if string(p.Forms[i].Act) == f.Text("do") {
			p.Problem = fill(p.Language, p.Forms[i].Fields, f, err)
			continue
		}
		fill(p.Language, p.Forms[i].Fields, shownOf(u, p.Forms[i].Act), nil) // the others begin with what there is
	}
	return s.page(c, status, p)
}

// sharedOf are the controls of an act whose values others may change too.
func sharedOf(act account.Act) []string {
	return map[account.Act][]string{
		account.GrantAccount: {"role", "office"}, account.NameAccount: {"display"},
	}[act]
}

// shownOf is the form of an act as its page shows the account.
func shownOf(u account.User, act account.Act) form.Form {
	values := map[string]string{}
	for _, name := range sharedOf(act) {
		values[name] = u.Values()[name]
	}
	return form.Showing(values)
}

func (s *Server) userFacts(c echo.Context, t views.Language, u account.User) []views.Pair {
	set := u.Renewed
	if set.IsZero() {
		set = u.Since
	}
	return []views.Pair{
		{Label: t.T("显示姓名"), Value: u.DisplayName()}, {Label: t.T("机关"), Value: s.officeName(c, u.Office)},
		{Label: t.T("角色"), Value: u.Role.Powers().Label}, {Label: t.T("状态"), Value: t.AccountState(u, s.Now()).Word},
		{Label: t.T("建立时间"), Value: views.Moment(u.Since)}, {Label: t.T("密码设定"), Value: views.Moment(set)},
		{Label: t.T("动态码"), Value: map[bool]string{true: t.T("已启用"), false: t.T("没有")}[u.Factor.On()]},
	}
}

// accountForms are the things that the reader may do to an account as it stands.
// Locked says that wrong passwords have been counted, in that somebody is signed in.
func (s *Server) accountForms(c echo.Context, t views.Language, u account.User, locked, in bool) []views.AccountForm {
	reset := newPassword(t, s.rules(c))
	roles := roleOptions(u.Role)
	if u.Role == "" {
		roles = views.Optional(t.T("请选择"), "", roles)
	}
	ends := t.T("保存以后，这个用户已有的登录立即失效。")
	var out []views.AccountForm
	for _, row := range []struct {
		fits bool
		form views.AccountForm
	}{
		{true, views.AccountForm{Act: account.GrantAccount, Heading: t.T("角色和机关"), Button: t.T("保存角色和机关"),
			Hint: ends + t.T("调到另一机关的，立即看不到原机关的申请。"), Fields: []views.Field{
				{Name: "role", Label: t.T("角色"), Options: roles, Required: true},
				{Name: "office", Label: t.T("机关"), Options: officeOptions(s.allOffices(c), u.Office), Required: true},
			}}},
		{true, views.AccountForm{Act: account.NameAccount, Heading: t.T("显示姓名"),
			Button: t.T("保存显示姓名"), Hint: t.T("以后的办理记录按新的姓名显示，已有的不变。"),
			Fields: []views.Field{{Name: "display", Label: t.T("显示姓名"), Value: u.Display, Max: 40, Auto: "off"}}}},
		{true, views.AccountForm{Act: account.ResetAccount, Heading: t.T("重置密码"),
			Button: t.T("重置密码"), Hint: ends, Fields: []views.Field{reset}}},
		{locked, views.AccountForm{Act: account.UnlockAccount,
			Heading: t.T("解除锁定"), Button: t.T("解除锁定"), Hint: t.T("连续输错密码的次数清零，可以立即登录。")}},
		{in, views.AccountForm{Act: account.EndSessions, Heading: t.T("结束登录"), Button: t.T("结束登录"),
			Hint: t.T("立即结束这个用户在所有地方的登录，没有保存的内容可以再登录后接着保存。")}},
		{u.Factor.On(), views.AccountForm{Act: account.ForgetFactor, Heading: t.T("取消动态码"), Button: t.T("取消动态码"),
			Hint: t.T("设备和恢复码都丢失时使用，之前请核实本人；最好同时重置密码。") + ends}},
		{u.Disabled && u.Role != "", views.AccountForm{Act: account.EnableAccount, Heading: t.T("启用"), Button: t.T("启用")}},
		{!u.Disabled, views.AccountForm{Act: account.DisableAccount,
			Heading: t.T("停用"), Button: t.T("停用"), Hint: t.T("停用以后不能登录，办理记录中的姓名不变。") + ends,
			Fields: []views.Field{{Name: "typed", Label: t.T("键入用户名 %s 以确认", u.Name), Required: true, Max: 40, Auto: "off"}}}},
	} {
		if row.fits && row.form.Act.May(powers(c)) {
			for i := range row.form.Fields {
				row.form.Fields[i].ID = string(row.form.Act) + "-" + row.form.Fields[i].Name
			}
			out = append(out, row.form)
		}
	}
	return out
}

// shut says whether wrong passwords have been counted against an account, anywhere.
func shut(u account.User, places []account.Place, now time.Time) bool {
	return u.Failures > 0 || now.Before(u.Locked) || slices.ContainsFunc(places, func(p account.Place) bool {
		return p.Failures > 0 || now.Before(p.Locked)
	})
}

// accountDone says what was done to an account.
var accountDone = map[account.Act]views.ID{
	account.NameAccount: views.ID("已修改用户 %s 的显示姓名"), account.GrantAccount: views.ID("已修改用户 %s 的角色和机关"),
	account.DisableAccount: views.ID("已停用用户 %s"), account.EnableAccount: views.ID("已启用用户 %s"),
	account.ForgetFactor: views.ID("已取消用户 %s 的动态码"), account.EndSessions: views.ID("已结束用户 %s 的登录"),
	account.ResetAccount: views.ID("已重置用户 %s 的密码"), account.UnlockAccount: views.ID("已解除用户 %s 的锁定"),
}

func (s *Server) setUser(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	u, err := s.userOf(c)
	if err != nil {
		return err
	}
	act := account.Act(f.Text("do"))
	if accountDone[act] == "" {
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	change, err := s.accountChange(c, u, act, f)
	if err == nil {
		err = s.desk(c).ChangeAccount(c.Request().Context(), u.Name, change)
	}
	if len(clashesOf(err)) > 0 {
		if now, storeErr := s.userOf(c); storeErr == nil {
			u, f = now, f.Rebased(now.Values())
		}
	}
	if mendable(err) {
		return s.userPage(c, statuses[fault.KindOf(err)], u, f, err)
	}
	if err != nil {
		return err
	}
	s.flash(c, s.languageOf(c).T(accountDone[act], u.Name))
	return c.Redirect(http.StatusSeeOther, userURL(u.Name))
}

// accountChange reads what is to be done. Only a password that is to be set is
// hashed: it takes a while.
func (s *Server) accountChange(
	c echo.Context, u account.User, act account.Act, f form.Form,
) (account.Change, error) {
	out := account.Change{
		Act: act, Display: f.Text("display"), Role: account.Role(f.Text("role")),
		Office: f.Text("office"), Typed: f.Text("typed"), From: c.RealIP(), At: s.Now(),
	}
	for _, c := range f.Changes(sharedOf(act)...) {
		if !c.Blind {
			if out.Seen == nil {
				out.Seen = map[string]string{}
			}
			out.Seen[c.Name] = c.Seen
		}
	}
	if err := f.Short("display", 40); err != nil || act != account.ResetAccount {
		return out, err
	}
	var err error
	out.Hash, err = s.hash(c, u, f.Raw("password"))
	return out, err
}
