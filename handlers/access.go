package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"gongkai/views/address"
	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// Need is what a person must be to use a route.
type Need int

// The needs. Machine routes have no session at all.
const (
	Machine  Need = iota + 1
	Anyone        // signed in or not
	SignedIn      // whoever has signed in
	Reads         // sees applications
	Acts          // does something to applications
	Runs          // runs the installation
	Guards        // gives roles and passwords
	Staffs        // either of these: whoever has to do with accounts
	Inspects      // reads the log of administration
)

// needs say in words and in powers what each need asks for.
var needs = map[Need]struct {
	Label string
	Met   func(account.Powers) bool
}{
	Machine:  {"无须登录", func(account.Powers) bool { return true }},
	Anyone:   {"无须登录", func(account.Powers) bool { return true }},
	SignedIn: {"登录用户", func(account.Powers) bool { return true }},
	Reads:    {"可查看申请的用户", func(p account.Powers) bool { return p.Reads }},
	Acts:     {"可办理申请的用户", func(p account.Powers) bool { return p.Acts }},
	Runs:     {"系统管理员", func(p account.Powers) bool { return p.Runs }},
	Guards:   {"安全管理员", func(p account.Powers) bool { return p.Guards }},
	Staffs:   {"系统管理员或者安全管理员", func(p account.Powers) bool { return p.Runs || p.Guards }},
	Inspects: {"安全审计员", func(p account.Powers) bool { return p.Inspects }},
}

// Label is the need in Chinese.
func (n Need) Label() string { return needs[n].Label }

// admit lets through who meets the need of the route: the one place where roles
// are enforced. What of the applications a person sees, the desk decides.
func (s *Server) admit(r Route) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			was := s.sessions.GetString(c.Request().Context(), keyUser) // before it is found to have ended
			u, err := s.person(c)
			if err != nil {
				return err
			}
			switch {
			case r.Need == Anyone:
				return next(c)
			case u.Name == "":
				return s.askAgain(c, was)
			case !needs[r.Need].Met(powers(c)):
				return &fault.Error{Kind: fault.Forbidden,
					What: "您的角色是“" + u.Role.Powers().Label + "”，不能使用这个页面", Next: "需要时请联系系统管理员调整角色"}
			case s.stale(c) && r.Path != address.Password:
				return s.askForPassword(c)
			case factorless(c) && r.Path != address.Password && r.Path != address.Factor:
				return s.askForFactor(c)
			}
			return next(c)
		}
	}
}

// askToSignIn leads a reader to the sign-in page and back. A form that was sent
// is not lost: the browser still has it one page back.
func (s *Server) askToSignIn(c echo.Context) error {
	if c.Request().Method != http.MethodGet || isAPI(c) {
		return echo.NewHTTPError(http.StatusUnauthorized)
	}
	next := url.Values{"next": {c.Request().URL.RequestURI()}}
	return c.Redirect(http.StatusSeeOther, address.Query(address.SignIn, next))
}

// askForPassword leads to where a new password is chosen.
func (s *Server) askForPassword(c echo.Context) error {
	if c.Request().Method != http.MethodGet || isAPI(c) {
		return &fault.Error{Kind: fault.Forbidden, What: "密码已经到期，或者是别人设定的，没有保存", Next: "请先修改密码"}
	}
	return c.Redirect(http.StatusSeeOther, address.Password)
}

// factorless says whether the person must set up a second factor before anything else.
func factorless(c echo.Context) bool {
	out, _ := c.Get("factorless").(bool)
	return out
}

// askForFactor leads to where a second factor is set up.
func (s *Server) askForFactor(c echo.Context) error {
	if c.Request().Method != http.MethodGet || isAPI(c) {
		return &fault.Error{Kind: fault.Forbidden, What: "安全策略要求您的角色使用动态码，还没有设置，没有保存", Next: "请先设置动态码"}
	}
	return c.Redirect(http.StatusSeeOther, address.Factor)
}

// inside is the address to go to after signing in: one of ours, or the start.
// Browsers take a backslash for a slash and drop control characters.
func inside(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\t\r\n") {
		return address.Home
	}
	if u, err := url.Parse(next); err != nil || u.Host != "" || u.Scheme != "" {
		return address.Home
	}
	return next
}

// isAPI says whether a request is a program's: it is answered in JSON, and errors
// too.
func isAPI(c echo.Context) bool { return strings.HasPrefix(c.Request().URL.Path, address.API) }

// user is who sends the request; the zero user if nobody has signed in.
func user(c echo.Context) account.User {
	u, _ := c.Get("user").(account.User)
	return u
}

// powers are what the person who asks may do here; none if nobody has signed in.
func powers(c echo.Context) account.Powers {
	p, _ := c.Get("powers").(account.Powers)
	return p
}

// note writes into the log of administration what the person who asks did. Its
// words have nothing of an applicant in them.
func (s *Server) note(c echo.Context, kind account.OperationKind, of, says string) error {
	return s.desk(c).Note(c.Request().Context(), kind, of, says, c.RealIP(), s.Now())
}

// noteDone is [Server.note] of what cannot be taken back any more: whoever asked is
// not told that it failed when only its line is missing.
func (s *Server) noteDone(c echo.Context, kind account.OperationKind, of, says string) {
	if err := s.note(c, kind, of, says); err != nil {
		s.Log.Error("operation not noted", "ref", ref(c), "kind", kind, "err", err)
	}
}

// desk is the desk of the request, as the person who asks sees it. What goes on
// after the request takes [Server.keptDesk].
func (s *Server) desk(c echo.Context) *desks.Set {
	if d, ok := c.Get("desk").(*desks.Set); ok {
		return d
	}
	d := s.Desk.Once(user(c))
	c.Set("desk", d)
	return d
}

// keptDesk is the desk of the person who asks for work that outlives the request.
func (s *Server) keptDesk(c echo.Context) *desks.Set { return s.Desk.For(user(c)) }
