package handlers

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow"
)

// How long a sign-in lasts, at most and unused, and how often its use is noted.
const (
	lifetime = 12 * time.Hour
	idle     = 30 * time.Minute
	noted    = time.Minute
)

// What a session holds.
const (
	keyUser  = "user"  // the name of who signed in
	keyStamp = "stamp" // of the password it was done with
	keySeen  = "seen"  // when it was last used, in Unix seconds
	keyFlash = "flash" // what was just done
	keyLast  = "last"  // the channel of the application logged last
)

func (s *Server) manager() *scs.SessionManager {
	m := scs.New()
	m.Store, m.Lifetime = s.Sessions, lifetime
	m.Cookie.Name, m.Cookie.Secure = s.cookie("session"), s.TLS
	m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Persist = true, http.SameSiteLaxMode, false
	return m
}

// session loads the session, and saves it before the reply begins.
func (s *Server) session(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		token := ""
		if ck, err := c.Cookie(s.sessions.Cookie.Name); err == nil {
			token = ck.Value
		}
		ctx, err := s.sessions.Load(c.Request().Context(), token)
		if err != nil {
			return err
		}
		c.SetRequest(c.Request().WithContext(ctx))
		c.Set("session", true)
		c.Response().Before(func() { s.keep(c) })
		return next(c)
	}
}

// keep saves the session where it changed.
func (s *Server) keep(c echo.Context) {
	ctx := c.Request().Context()
	switch s.sessions.Status(ctx) {
	case scs.Modified:
		token, expiry, err := s.sessions.Commit(ctx)
		if err != nil {
			s.Log.Error("session not saved", "ref", ref(c), "err", err)
			return
		}
		s.sessions.WriteSessionCookie(ctx, c.Response(), token, expiry)
	case scs.Destroyed:
		s.sessions.WriteSessionCookie(ctx, c.Response(), "", time.Time{})
	case scs.Unmodified:
	}
	c.Response().Header().Set("Cache-Control", headers["Cache-Control"])
}

// person finds out who sends the request; the zero user if nobody is signed in.
// The user is read anew each time, so that one who is shut out is out at once.
func (s *Server) person(c echo.Context) (workflow.User, error) {
	ctx := c.Request().Context()
	name := s.sessions.GetString(ctx, keyUser)
	if name == "" {
		return workflow.User{}, nil
	}
	u, err := s.Desk.Store.User(ctx, name)
	if err != nil && workflow.KindOf(err) != workflow.NotFound {
		return workflow.User{}, err
	}
	seen := time.Unix(s.sessions.GetInt64(ctx, keySeen), 0)
	if err != nil || u.Disabled || stamp(u) != s.sessions.GetString(ctx, keyStamp) || s.Now().Sub(seen) > idle {
		return workflow.User{}, s.sessions.Destroy(ctx)
	}
	if s.Now().Sub(seen) > noted {
		s.sessions.Put(ctx, keySeen, s.Now().Unix())
	}
	c.Set("user", u)
	return u, nil
}

// stamp changes with the password: a new one ends every session of the old.
func stamp(u workflow.User) string {
	sum := sha256.Sum256([]byte(u.Password))
	return hex.EncodeToString(sum[:8])
}

// enter signs a user in, under a new token.
func (s *Server) enter(c echo.Context, u workflow.User) error {
	ctx := c.Request().Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, keyUser, u.Name)
	s.sessions.Put(ctx, keyStamp, stamp(u))
	s.sessions.Put(ctx, keySeen, s.Now().Unix())
	return nil
}

func (s *Server) flash(c echo.Context, text string) {
	s.sessions.Put(c.Request().Context(), keyFlash, text)
}

// home leads each role to where its work begins.
func (s *Server) home(c echo.Context) error {
	p := user(c).Role.Powers()
	switch {
	case p.Acts:
		return c.Redirect(http.StatusSeeOther, "/work")
	case p.Reads:
		return c.Redirect(http.StatusSeeOther, "/applications")
	case p.Runs:
		return c.Redirect(http.StatusSeeOther, "/users")
	}
	return c.Redirect(http.StatusSeeOther, "/sign-in")
}

func (s *Server) signInPage(c echo.Context) error {
	return s.signInForm(c, http.StatusOK, c.QueryParam("next"), "", nil)
}

func (s *Server) signInForm(c echo.Context, status int, next, name string, err error) error {
	f := s.frame(c, views.ID("登录"))
	fields := []views.Field{
		{ID: "name", Name: "name", Label: f.T("用户名"), Value: name, Auto: "username", Required: true, Max: 40},
		{ID: "password", Name: "password", Label: f.T("密码"), Type: "password", Auto: "current-password", Required: true},
	}
	if err != nil {
		f.Problem = &views.Problem{Heading: f.T("没有登录"), Items: []views.ProblemItem{{Text: err.Error(), Href: "#name"}}}
	}
	open, doorErr := s.setupOpen(c)
	if doorErr != nil {
		return doorErr
	}
	return s.page(c, status, views.SignInPage{Frame: f, Fields: fields, Next: inside(next), Setup: open})
}

// signIn says the same for a wrong name and a wrong password.
func (s *Server) signIn(c echo.Context) error {
	f, err := readForm(c)
	if err != nil {
		return err
	}
	name := f.text("name")
	if !s.door.admits(name, c.RealIP(), s.Now()) {
		return echo.NewHTTPError(http.StatusTooManyRequests)
	}
	ctx := c.Request().Context()
	u, err := s.Desk.Store.User(ctx, name)
	if err != nil && workflow.KindOf(err) != workflow.NotFound {
		return err
	}
	ok, err := s.door.check(ctx, u, f.raw("password"))
	if err != nil {
		return err
	}
	if !ok {
		s.Log.Warn("sign-in refused", "ref", ref(c), "from", c.RealIP())
		wrong := workflow.Errorf(workflow.Invalid, "%s", s.tongue(c).T("用户名或者密码不对，或者用户已经停用"))
		return s.signInForm(c, http.StatusUnprocessableEntity, f.text("next"), name, wrong)
	}
	if err := s.enter(c, u); err != nil {
		return err
	}
	s.Log.Info("signed in", "ref", ref(c), "user", u.Name, "from", c.RealIP())
	return c.Redirect(http.StatusSeeOther, inside(f.text("next")))
}

func (s *Server) signOut(c echo.Context) error {
	if err := s.sessions.Destroy(c.Request().Context()); err != nil {
		return err
	}
	c.Response().Header().Set("Clear-Site-Data", `"cache"`)
	return c.Redirect(http.StatusSeeOther, "/sign-in")
}

// setupOpen says whether the first administrator has yet to be made.
func (s *Server) setupOpen(c echo.Context) (bool, error) {
	if s.SetupCode == "" {
		return false, nil
	}
	users, err := s.Desk.Store.Users(c.Request().Context())
	for _, u := range users {
		if u.Role == workflow.Admin {
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
	return s.setupForm(c, http.StatusOK, form{}, nil)
}

func (s *Server) setupForm(c echo.Context, status int, f form, err error) error {
	frame := s.frame(c, views.ID("首次设置"))
	fields := []views.Field{
		{Name: "code", Label: frame.T("一次性代码"), Required: true, Auto: "one-time-code"},
		{Name: "office", Label: frame.T("机关代码"), Required: true, Max: 32, Hint: frame.T("字母、数字，如 xfb；以后不能改")},
		{Name: "office_name", Label: frame.T("机关名称"), Required: true, Max: 100},
		{Name: "name", Label: frame.T("用户名"), Required: true, Max: 40, Auto: "username"},
		newPassword(frame.Tongue),
	}
	frame.Problem = fill(frame.Tongue, fields, f, err)
	return s.page(c, status, views.SetupPage{Frame: frame, Fields: fields})
}

func newPassword(t views.Tongue) views.Field {
	return views.Field{Name: "password", Label: t.T("新密码"), Type: "password", Auto: "new-password", Required: true, Hint: t.T("至少 %d 个字符", minPassword)}
}

// setUp makes the first administrator for whoever has the code.
func (s *Server) setUp(c echo.Context) error {
	s.setup.Lock()
	defer s.setup.Unlock()
	open, err := s.setupOpen(c)
	if err != nil {
		return err
	}
	if !open {
		return echo.ErrNotFound
	}
	f, err := readForm(c)
	if err != nil {
		return err
	}
	if !s.door.admits("setup", c.RealIP(), s.Now()) {
		return echo.NewHTTPError(http.StatusTooManyRequests)
	}
	u, err := s.firstAdmin(c, f)
	if mendable(err) || workflow.KindOf(err) == workflow.Conflict {
		return s.setupForm(c, http.StatusUnprocessableEntity, f, err)
	}
	if err == nil {
		err = s.enter(c, u)
	}
	if err != nil {
		return err
	}
	s.flash(c, s.tongue(c).T("已建立系统管理员 %s。接着请建立机关和用户。", u.Name))
	return c.Redirect(http.StatusSeeOther, "/users")
}

func (s *Server) firstAdmin(c echo.Context, f form) (workflow.User, error) {
	if subtle.ConstantTimeCompare([]byte(f.text("code")), []byte(s.SetupCode)) != 1 {
		return workflow.User{}, fault{"code", workflow.Errorf(workflow.Invalid, "一次性代码不对，请看程序启动时控制台上的那一行")}
	}
	office := workflow.Office{Code: f.text("office"), Name: f.text("office_name")}
	if err := office.Validate(); err != nil {
		return workflow.User{}, fault{"office", err}
	}
	u, err := s.newUser(f.text("name"), "", office.Code, workflow.Admin, f.raw("password"))
	if err != nil {
		return u, err
	}
	ctx := c.Request().Context()
	if err := s.Desk.Store.AddOffice(ctx, office); err != nil && workflow.KindOf(err) != workflow.Conflict {
		return u, err
	}
	return u, s.Desk.Store.AddUser(ctx, u)
}

// newUser checks what was typed for a user and hashes the password.
func (s *Server) newUser(name, display, office string, role workflow.Role, password string) (workflow.User, error) {
	u := workflow.User{Name: name, Display: display, Office: office, Role: role, Since: s.Now().UTC()}
	if err := u.Validate(); err != nil {
		return u, err
	}
	hash, err := HashPassword(name, password)
	if err != nil {
		return u, fault{"password", err}
	}
	u.Password = hash
	return u, nil
}

func (s *Server) passwordPage(c echo.Context) error {
	return s.passwordForm(c, http.StatusOK, nil)
}

func (s *Server) passwordForm(c echo.Context, status int, err error) error {
	frame := s.frame(c, views.ID("修改密码"))
	fields := []views.Field{
		{Name: "old", Label: frame.T("现在的密码"), Type: "password", Auto: "current-password", Required: true},
		newPassword(frame.Tongue),
		{Name: "again", Label: frame.T("再输一遍新密码"), Type: "password", Auto: "new-password", Required: true},
	}
	frame.Problem = fill(frame.Tongue, fields, form{}, err)
	return s.page(c, status, views.PasswordPage{Frame: frame, Fields: fields})
}

func (s *Server) setPassword(c echo.Context) error {
	f, err := readForm(c)
	if err != nil {
		return err
	}
	u, err := s.changed(c, f)
	if mendable(err) {
		return s.passwordForm(c, http.StatusUnprocessableEntity, err)
	}
	if err == nil {
		err = s.enter(c, u)
	}
	if err != nil {
		return err
	}
	s.flash(c, s.tongue(c).T("密码已经修改。其他地方的登录已经失效。"))
	return c.Redirect(http.StatusSeeOther, "/")
}

// changed saves the person's new password.
func (s *Server) changed(c echo.Context, f form) (workflow.User, error) {
	u := user(c)
	if !s.door.admits("password of "+u.Name, c.RealIP(), s.Now()) {
		return u, echo.NewHTTPError(http.StatusTooManyRequests)
	}
	ok, err := s.door.check(c.Request().Context(), u, f.raw("old"))
	switch {
	case err != nil:
		return u, err
	case !ok:
		return u, fault{"old", workflow.Errorf(workflow.Invalid, "现在的密码不对")}
	case f.raw("password") != f.raw("again"):
		return u, fault{"again", workflow.Errorf(workflow.Invalid, "两遍输入的新密码不一样")}
	}
	if u.Password, err = HashPassword(u.Name, f.raw("password")); err != nil {
		return u, fault{"password", err}
	}
	return u, s.Desk.Store.SetUser(c.Request().Context(), u)
}
