package handlers

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/handlers/signin"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// halfway is how long a right password waits for the code.
const halfway = 5 * time.Minute

// issuer is what the app of a device calls us.
const issuer = "依申请公开"

// codeField asks for a code of the device or a recovery code.
func codeField(t views.Language, name string) views.Field {
	return views.Field{Name: name, Label: t.T("动态码或者恢复码"), Auto: "one-time-code", Required: true, Max: 30}
}

// askForCode remembers that the password was right, and leads on to the code.
func (s *Server) askForCode(c echo.Context, u account.User, next string) error {
	ctx := c.Request().Context()
	s.sessions.Put(ctx, keyHalf, u.Name)
	s.sessions.Put(ctx, keyHalfStamp, signin.Stamp(u))
	s.sessions.Put(ctx, keyHalfSince, s.Now().Unix())
	s.sessions.Put(ctx, keyHalfNext, inside(next))
	return c.Redirect(http.StatusSeeOther, address.SignInCode)
}

// half returns whose password was right a moment ago; the zero user if nobody's, or the
// account has changed since.
func (s *Server) half(c echo.Context) (account.User, error) {
	ctx := c.Request().Context()
	since := time.Unix(s.sessions.GetInt64(ctx, keyHalfSince), 0)
	name := s.sessions.GetString(ctx, keyHalf)
	if name == "" || s.Now().Sub(since) > halfway {
		return account.User{}, nil
	}
	u, err := s.Desk.Store.User(ctx, name)
	if err != nil || u.Disabled || !u.Factor.On() || signin.Stamp(u) != s.sessions.GetString(ctx, keyHalfStamp) {
		return account.User{}, err
	}
	return u, nil
}

func (s *Server) codePage(c echo.Context) error {
	u, err := s.half(c)
	if err != nil {
		return err
	}
	if u.Name == "" {
		return c.Redirect(http.StatusSeeOther, address.SignIn)
	}
	return s.codeForm(c, http.StatusOK, nil)
}

func (s *Server) codeForm(c echo.Context, status int, err error) error {
	f := s.frame(c, views.ID("动态码"))
	fields := []views.Field{codeField(f.Language, "code")}
	fields[0].Focus = err == nil
	f.Problem = fill(f.Language, fields, form.Form{}, err)
	if err != nil {
		f.Problem.Heading = f.T("没有登录")
	}
	return s.page(c, status, views.CodePage{Frame: f, Fields: fields})
}

// signInCode is the second step of signing in.
func (s *Server) signInCode(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	u, err := s.half(c)
	if err != nil {
		return err
	}
	if u.Name == "" {
		return c.Redirect(http.StatusSeeOther, address.SignIn)
	}
	err = s.enterWith(c, u, f.Text("code"))
	if fault.KindOf(err) == fault.Invalid {
		return s.codeForm(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	s.Log.Info("signed in", "ref", ref(c), "user", u.Name, "from", c.RealIP())
	return c.Redirect(http.StatusSeeOther, inside(s.sessions.PopString(c.Request().Context(), keyHalfNext)))
}

// enterWith signs a user in whose password was right, with the code that was typed if
// the account has a second factor. A wrong code is noted, and Invalid.
func (s *Server) enterWith(c echo.Context, u account.User, typed string) error {
	if !u.Factor.On() {
		return s.enter(c, u, account.Proof{})
	}
	ctx, attempt := c.Request().Context(), s.entrance(c, u.Name)
	from, err := s.Desk.Place(ctx, attempt)
	if err != nil {
		return err
	}
	if !s.passwords.Allows("code of "+u.Name, from.At, s.Now()) {
		return echo.NewHTTPError(http.StatusTooManyRequests)
	}
	if s.rules(c).Bars(u, from, s.Now()) {
		return fault.InputCode.Wrong("这里输错的次数过多，暂时不能登录；请过一会再试，或者换一台登录过的电脑")
	}
	proof, err := signin.Proof(s.Sealer, u, typed, s.Now())
	if err == nil {
		err = s.enter(c, u, proof)
	}
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	s.Log.Warn("code refused", "ref", ref(c), "user", u.Name, "from", c.RealIP())
	if failed := s.Desk.FailSecond(ctx, attempt); failed != nil {
		return failed
	}
	return err
}

func (s *Server) factorPage(c echo.Context) error {
	return s.factorForm(c, http.StatusOK, "", nil, nil)
}

// factorForm shows the reader's own second factor: beside the form that was sent what is
// wrong with it, and recovery codes that were just made.
func (s *Server) factorForm(c echo.Context, status int, sent string, codes []string, err error) error {
	u, rules := user(c), s.rules(c)
	p := views.FactorPage{Frame: s.frame(c, views.ID("动态码")), Codes: codes, Must: factorless(c) && len(codes) == 0}
	secret := s.sessions.GetString(c.Request().Context(), keySecret)
	switch {
	case len(codes) > 0: // to be put away before anything else
	case u.Factor.On():
		p.Facts = []views.Pair{{Label: p.T("启用时间"), Value: views.Moment(u.Factor.Since)},
			{Label: p.T("剩余恢复码"), Value: strconv.Itoa(u.Factor.Left())}}
		p.Renew = []views.Field{codeField(p.Language, "code")}
		if !rules.Demands(u.Role) {
			p.Drop = []views.Field{codeField(p.Language, "code")}
		}
	case secret != "":
		p.Secret, p.Confirm = grouped(secret), []views.Field{codeField(p.Language, "code")}
		p.Confirm[0].Label = p.T("设备上显示的六位数字")
		var drawErr error
		if p.QR, drawErr = views.NewQRCode(signin.SecretURL(secret, u.Name, issuer)); drawErr != nil {
			return drawErr
		}
	default:
		p.Start = true
	}
	for name, fields := range map[string][]views.Field{"confirm": p.Confirm, "codes": p.Renew, "drop": p.Drop} {
		for i := range fields {
			fields[i].ID = name + "-" + fields[i].Name
		}
		if name == sent && err != nil {
			p.Problem = fill(p.Language, fields, form.Form{}, err)
		}
	}
	if err != nil && p.Problem == nil {
		p.Problem = problem(p.Language, err, "")
	}
	return s.page(c, status, p)
}

// grouped writes a secret in groups of four letters.
func grouped(secret string) string {
	out := ""
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			out += " "
		}
		out += string(r)
	}
	return out
}

// setFactor sets up, renews or takes off the reader's own second factor.
func (s *Server) setFactor(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	ctx, act := c.Request().Context(), f.Text("do")
	if !s.passwords.Allows("factor of "+user(c).Name, "user "+user(c).Name, s.Now()) {
		return echo.NewHTTPError(http.StatusTooManyRequests)
	}
	var codes []string
	switch act {
	case "begin":
		s.sessions.Put(ctx, keySecret, signin.NewSecret())
		return c.Redirect(http.StatusSeeOther, address.Factor)
	case "confirm":
		codes, err = s.confirmFactor(c, f.Text("code"))
	case "codes":
		codes, err = s.renewCodes(c, f.Text("code"))
	case "drop":
		err = s.dropFactor(c, f.Text("code"))
	default:
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	if mendable(err) {
		return s.factorForm(c, http.StatusUnprocessableEntity, act, nil, err)
	}
	if err != nil {
		return err
	}
	if len(codes) > 0 {
		return s.factorForm(c, http.StatusOK, "", codes, nil)
	}
	s.flash(c, s.languageOf(c).T("已取消动态码，以后登录只用密码。"))
	return c.Redirect(http.StatusSeeOther, address.Factor)
}

// confirmFactor keeps the second factor whose code was typed, and returns its recovery
// codes.
func (s *Server) confirmFactor(c echo.Context, typed string) ([]string, error) {
	ctx, u := c.Request().Context(), user(c)
	secret := s.sessions.GetString(ctx, keySecret)
	if secret == "" {
		return nil, &fault.Error{Kind: fault.Refused, What: "没有正在设置的动态码", Next: "请重新设置"}
	}
	proof, err := signin.FirstProof(secret, typed, s.Now())
	if err != nil {
		return nil, err
	}
	kept, err := signin.KeepSecret(s.Sealer, secret, u.Name)
	if err != nil {
		return nil, err
	}
	shown, hashes := signin.NewCodes(u.Name)
	factor := account.Factor{Secret: kept, Codes: hashes}
	if _, err = s.desk(c).SetFactor(ctx, factor, proof, c.RealIP(), s.Now()); err != nil {
		return nil, err
	}
	s.sessions.Remove(ctx, keySecret)
	return shown, nil
}

// renewCodes makes new recovery codes for whoever gives a code.
func (s *Server) renewCodes(c echo.Context, typed string) ([]string, error) {
	proof, err := signin.Proof(s.Sealer, user(c), typed, s.Now())
	if err != nil {
		return nil, err
	}
	shown, hashes := signin.NewCodes(user(c).Name)
	_, err = s.desk(c).SetCodes(c.Request().Context(), hashes, proof, c.RealIP(), s.Now())
	return shown, err
}

// dropFactor takes the second factor off for whoever gives a code.
func (s *Server) dropFactor(c echo.Context, typed string) error {
	proof, err := signin.Proof(s.Sealer, user(c), typed, s.Now())
	if err == nil {
		_, err = s.desk(c).DropFactor(c.Request().Context(), proof, c.RealIP(), s.Now())
	}
	return err
}
