package handlers

import (
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/handlers/signin"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// noted is how often it is noted that a sign-in is used.
const noted = time.Minute

// What a session holds.
const (
	keyUser  = "user"  // the name of who signed in
	keyStamp = "stamp" // of the account as it was then
	keyBegan = "began" // when that was, in Unix seconds
	keyEntry = "entry" // the name of this sign-in among those of the person
	keyStale = "stale" // the password must be changed before anything else
	keySeen  = "seen"  // when it was last used, in Unix seconds
	keyFlash = "flash" // what was just done
	keyLast  = "last"  // the ID of the application logged last

	keyHalf      = "half"       // the name of whose password was right and who has yet to give a code
	keyHalfStamp = "half_stamp" // of that account as it was then
	keyHalfSince = "half_since" // when that was, in Unix seconds
	keyHalfNext  = "half_next"  // where to go afterwards
	keySecret    = "secret"     // of a second factor that is being set up
)

func (s *Server) manager() *scs.SessionManager {
	m := scs.New()
	m.Store, m.Lifetime = s.Sessions, signin.Longest()
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
func (s *Server) person(c echo.Context) (account.User, error) {
	ctx := c.Request().Context()
	name := s.sessions.GetString(ctx, keyUser)
	if name == "" {
		return account.User{}, nil
	}
	desk, err := s.Desk.Open(ctx, name)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return account.User{}, s.sessions.Destroy(ctx)
	}
	if err != nil {
		return account.User{}, err
	}
	settings, err := desk.Settings(ctx)
	if err != nil {
		return account.User{}, err
	}
	u, in := desk.User(), s.signedIn(ctx)
	if in.Over(u, settings.Rules(), s.Now()) {
		return account.User{}, s.sessions.Destroy(ctx)
	}
	if s.Now().Sub(in.Seen) > noted {
		s.sessions.Put(ctx, keySeen, s.Now().Unix())
	}
	c.Set("desk", desk)
	c.Set("user", u)
	c.Set("powers", settings.Powers(u.Role))
	c.Set("factorless", settings.Rules().Demands(u.Role) && !u.Factor.On())
	return u, nil
}

// signedIn is what the session keeps of a sign-in.
func (s *Server) signedIn(ctx context.Context) signin.Session {
	return signin.Session{
		Entry: s.sessions.GetString(ctx, keyEntry), Stamp: s.sessions.GetString(ctx, keyStamp),
		Began: time.Unix(s.sessions.GetInt64(ctx, keyBegan), 0), Seen: time.Unix(s.sessions.GetInt64(ctx, keySeen), 0),
	}
}

// rules are those for signing in; where they cannot be read, those of a new
// installation, and the page itself will say that the database is away.
func (s *Server) rules(c echo.Context) account.Profile {
	out, _ := s.desk(c).Settings(c.Request().Context())
	return out.Rules()
}

// enter signs a user in, under a new token. The proof is the second factor, if the
// account has one.
func (s *Server) enter(c echo.Context, u account.User, proof account.Proof) error {
	e := s.entrance(c, u.Name)
	e.Proof = proof
	return s.enterAs(c, e)
}

// enterAs is [Server.enter] for an attempt that is made up already.
func (s *Server) enterAs(c echo.Context, e account.SignIn) error {
	ctx := c.Request().Context()
	e.Session, e.Browser = rand.Text(), s.nameBrowser(c)
	u, err := s.Desk.Enter(ctx, e)
	if s.barred(err) {
		u, err = s.enterUnnoted(c, &e, err)
	}
	if err != nil {
		return err
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Remove(ctx, keyHalf)
	began := account.Session{User: u.Name, From: c.RealIP(), Agent: agentOf(c), Began: s.Now(),
		Entry: e.Session, Stamp: signin.Stamp(u)}
	err = s.Sessions.Begin(ctx, s.sessions.Token(ctx), began, s.Now().Add(signin.Longest()))
	if err != nil && !s.barred(err) {
		return err
	}
	s.sessions.Put(ctx, keyUser, u.Name)
	s.sessions.Put(ctx, keyStamp, signin.Stamp(u))
	s.sessions.Put(ctx, keySeen, s.Now().Unix())
	s.sessions.Put(ctx, keyBegan, s.Now().Unix())
	s.sessions.Put(ctx, keyEntry, e.Session)
	s.sessions.Put(ctx, keyStale, s.rules(c).Stale(u, s.Now()))
	return nil
}

// enterUnnoted lets somebody in although nothing can be saved just now, so that they can
// look. A second factor cannot be used up then, so an account that has one stays out.
func (s *Server) enterUnnoted(c echo.Context, e *account.SignIn, why error) (account.User, error) {
	u, err := s.Desk.Store.User(c.Request().Context(), e.Name)
	if err == nil && u.Factor.On() {
		err = why
	}
	s.Log.Warn("sign-in not noted", "ref", ref(c), "user", e.Name, "from", e.From, "err", why)
	e.Session = u.Session
	return u, err
}

// entrance is an attempt to sign in with this name.
func (s *Server) entrance(c echo.Context, name string) account.SignIn {
	token := ""
	if ck, err := c.Cookie(s.cookie("browser")); err == nil {
		token = ck.Value
	}
	return account.SignIn{Name: name, From: c.RealIP(), Browser: signin.BrowserName(token), At: s.Now()}
}

// browserKept is how long a browser keeps the name it was given, in seconds.
const browserKept = 365 * 86400

// nameBrowser gives the browser a name, by which it is known when somebody signs in next
// time, and returns what is kept of it. It opens nothing by itself. One that it has
// stays: several people may share it.
func (s *Server) nameBrowser(c echo.Context) string {
	token := rand.Text()
	if ck, err := c.Cookie(s.cookie("browser")); err == nil && len(ck.Value) == len(token) {
		token = ck.Value
	}
	c.SetCookie(&http.Cookie{Name: s.cookie("browser"), Value: token, Path: "/", MaxAge: browserKept,
		HttpOnly: true, Secure: s.TLS, SameSite: http.SameSiteLaxMode})
	return signin.BrowserName(token)
}

func (s *Server) flash(c echo.Context, text string) {
	s.sessions.Put(c.Request().Context(), keyFlash, text)
}

// home leads each role to where its work begins.
func (s *Server) home(c echo.Context) error {
	p := powers(c)
	switch {
	case p.Acts:
		return c.Redirect(http.StatusSeeOther, address.Work)
	case p.Reads:
		return c.Redirect(http.StatusSeeOther, address.Applications)
	case p.Runs || p.Guards:
		return c.Redirect(http.StatusSeeOther, address.Users)
	case p.Inspects:
		return c.Redirect(http.StatusSeeOther, address.Operations)
	}
	return c.Redirect(http.StatusSeeOther, address.SignIn)
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
		f.Problem = fill(f.Language, fields, form.Form{}, err)
		f.Problem.Heading = f.T("没有登录")
	}
	open, doorErr := s.setupOpen(c)
	if doorErr != nil {
		return doorErr
	}
	return s.page(c, status, views.SignInPage{Frame: f, Fields: fields, Next: inside(next), Setup: open})
}

// signIn says the same for a wrong name and a wrong password.
func (s *Server) signIn(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	name := f.Text("name")
	u, err := s.vouched(c, name, f.Raw("password"))
	if fault.KindOf(err) == fault.Invalid {
		return s.signInForm(c, http.StatusUnprocessableEntity, f.Text("next"), name, err)
	}
	if err == nil && u.Factor.On() {
		return s.askForCode(c, u, f.Text("next"))
	}
	if err == nil {
		err = s.enter(c, u, account.Proof{})
	}
	if err != nil {
		return err
	}
	s.Log.Info("signed in", "ref", ref(c), "user", u.Name, "from", c.RealIP())
	return c.Redirect(http.StatusSeeOther, inside(f.Text("next")))
}

// vouched is the user whose password it is; Invalid if it is not, or the account
// is shut. The failure is noted.
func (s *Server) vouched(c echo.Context, name, password string) (account.User, error) {
	ctx, attempt := c.Request().Context(), s.entrance(c, name)
	from, err := s.Desk.Place(ctx, attempt)
	if err != nil {
		return account.User{}, err
	}
	if !s.passwords.Allows(name, from.At, s.Now()) {
		return account.User{}, echo.NewHTTPError(http.StatusTooManyRequests)
	}
	u, err := s.Desk.Store.User(ctx, name)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return u, err
	}
	ok, err := s.passwords.Check(ctx, u, password, from.Familiar(s.Now()))
	rules := s.rules(c)
	if err != nil || ok && !rules.Bars(u, from, s.Now()) {
		return u, err
	}
	s.Log.Warn("sign-in refused", "ref", ref(c), "from", c.RealIP())
	if err := s.Desk.Fail(ctx, attempt); err != nil && !s.barred(err) {
		return u, err
	}
	says := s.languageOf(c).T(
		"用户名或者密码不对，或者用户已经停用、锁定；在一处连续输错 %[1]d 次，这一处锁定 %[2]d 分钟，换一台登录过的电脑不受影响",
		rules.Failures, int(rules.Wait.Minutes()))
	return u, fault.InputName.Wrong("%s", says)
}

func (s *Server) signOut(c echo.Context) error {
	if err := s.sessions.Destroy(c.Request().Context()); err != nil {
		return err
	}
	if u := user(c); u.Name != "" {
		s.noteDone(c, account.SignedOut, u.Name, "")
	}
	c.Response().Header().Set("Clear-Site-Data", `"cache"`)
	return c.Redirect(http.StatusSeeOther, address.SignIn)
}

// newPassword asks for a password and states the rules in force.
func newPassword(t views.Language, rules account.Profile) views.Field {
	hint := t.T("至少 %d 个字符", rules.Length)
	if rules.Classes > 0 {
		hint += " · " + t.T("大写字母、小写字母、数字、汉字、符号中至少 %d 类", rules.Classes)
	}
	hint += " · " + t.T("用户名和常见的词不算在内")
	return views.Field{Name: "password", Label: t.T("新密码"),
		Type: "password", Auto: "new-password", Required: true, Hint: hint}
}

// newUser checks what was typed for a user and hashes the password. Of an office
// that is yet to be made the name is known beside.
func (s *Server) newUser(
	c echo.Context,
	name, display, office string,
	role account.Role,
	password string,
	known ...string,
) (account.User, error) {
	u := account.User{Name: name, Display: display, Office: office, Role: role, Since: s.Now().UTC()}
	if err := u.Validate(); err != nil {
		return u, err
	}
	hash, err := s.hash(c, u, password, known...)
	if err != nil {
		return u, err
	}
	u.Password = hash
	return u, nil
}

// hash makes the hash of a password for a user, of whom the names do not count.
func (s *Server) hash(c echo.Context, u account.User, password string, known ...string) (string, error) {
	known = append(known, u.Display, u.Office, s.officeName(c, u.Office))
	return signin.HashUnder(s.rules(c), u.Name, password, known...)
}

func (s *Server) passwordPage(c echo.Context) error {
	return s.passwordForm(c, http.StatusOK, nil)
}

func (s *Server) passwordForm(c echo.Context, status int, err error) error {
	frame := s.frame(c, views.ID("修改密码"))
	fields := []views.Field{
		{Name: "old", Label: frame.T("现在的密码"), Type: "password", Auto: "current-password", Required: true},
		newPassword(frame.Language, s.rules(c)),
		{Name: "again", Label: frame.T("再输一遍新密码"), Type: "password", Auto: "new-password", Required: true},
	}
	frame.Problem = fill(frame.Language, fields, form.Form{}, err)
	return s.page(c, status, views.PasswordPage{Frame: frame, Fields: fields, Must: s.stale(c)})
}

func (s *Server) setPassword(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	u, err := s.changed(c, f)
	if mendable(err) {
		return s.passwordForm(c, http.StatusUnprocessableEntity, err)
	}
	if err == nil {
		e := s.entrance(c, u.Name)
		e.Again = true
		err = s.enterAs(c, e)
	}
	if err != nil {
		return err
	}
	s.flash(c, s.languageOf(c).T("密码已经修改。其他地方的登录已经失效。"))
	return c.Redirect(http.StatusSeeOther, address.Home)
}

// changed saves the person's new password.
func (s *Server) changed(c echo.Context, f form.Form) (account.User, error) {
	u := user(c)
	if !s.passwords.Allows("password of "+u.Name, "user "+u.Name, s.Now()) { // others share the address
		return u, echo.NewHTTPError(http.StatusTooManyRequests)
	}
	ok, err := s.passwords.Check(c.Request().Context(), u, f.Raw("old"), true)
	switch {
	case err != nil:
		return u, err
	case !ok:
		return u, fault.Input("old").Wrong("现在的密码不对")
	case f.Raw("password") != f.Raw("again"):
		return u, fault.Input("again").Wrong("两遍输入的新密码不一样")
	}
	if f.Raw("password") == f.Raw("old") {
		return u, fault.Input("password").Wrong("新密码和现在的密码一样，请换一个")
	}
	hash, err := s.hash(c, u, f.Raw("password"))
	if err != nil {
		return u, err
	}
	return s.desk(c).SetPassword(c.Request().Context(), hash, c.RealIP(), s.Now())
}

// stale says whether the password must be changed before anything else.
func (s *Server) stale(c echo.Context) bool {
	return user(c).Name != "" && s.sessions.GetBool(c.Request().Context(), keyStale)
}

// agentOf is what the browser says of itself, as far as it is kept.
func agentOf(c echo.Context) string {
	said := []rune(strings.ToValidUTF8(c.Request().UserAgent(), ""))
	return string(said[:min(len(said), 300)])
}

// open returns the sessions of an account that still let somebody in.
func (s *Server) open(c echo.Context, u account.User) ([]account.Session, error) {
	all, err := s.Sessions.Of(c.Request().Context(), u.Name)
	rules := s.rules(c)
	return slices.DeleteFunc(all, func(o account.Session) bool {
		return signin.Session{Entry: o.Entry, Stamp: o.Stamp, Began: o.Began, Seen: o.Seen}.Over(u, rules, s.Now())
	}), err
}

// sessionsPage lists where the reader is signed in.
func (s *Server) sessionsPage(c echo.Context) error {
	all, err := s.open(c, user(c))
	if err != nil {
		return err
	}
	p := views.SessionsPage{Frame: s.frame(c, views.ID("正在登录的地方"))}
	p.Rows = p.SessionRows(all, s.Sessions.Key(s.sessions.Token(c.Request().Context())))
	p.Caption = p.T("共 %d 处", len(all))
	return s.page(c, http.StatusOK, p)
}

// endSessions ends a sign-in of the reader's own elsewhere, or all but this one.
func (s *Server) endSessions(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	ctx, u := c.Request().Context(), user(c)
	all, err := s.open(c, u)
	if err != nil {
		return err
	}
	var keys []string
	this := s.Sessions.Key(s.sessions.Token(ctx))
	for _, o := range all {
		if o.Key != this && (f.Text("do") == "others" || o.Key == f.Text("key")) {
			keys = append(keys, o.Key)
		}
	}
	if len(keys) > 0 {
		if err := s.Sessions.End(ctx, u.Name, keys...); err != nil {
			return err
		}
		s.noteDone(c, account.SessionEnded, u.Name, "")
		s.flash(c, s.languageOf(c).T("已结束别处的登录"))
	}
	return c.Redirect(http.StatusSeeOther, address.Sessions)
}
