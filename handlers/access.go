package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"gongkai/workflow"
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
)

// needs say in words and in powers what each need asks for.
var needs = map[Need]struct {
	Label string
	Met   func(workflow.Powers) bool
}{
	Machine:  {"无须登录", func(workflow.Powers) bool { return true }},
	Anyone:   {"无须登录", func(workflow.Powers) bool { return true }},
	SignedIn: {"登录用户", func(workflow.Powers) bool { return true }},
	Reads:    {"可查看申请的用户", func(p workflow.Powers) bool { return p.Reads }},
	Acts:     {"可办理申请的用户", func(p workflow.Powers) bool { return p.Acts }},
	Runs:     {"系统管理员", func(p workflow.Powers) bool { return p.Runs }},
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
			case !needs[r.Need].Met(u.Role.Powers()):
				return &workflow.Error{Kind: workflow.Forbidden,
					What: "您的角色是“" + u.Role.Powers().Label + "”，不能使用这个页面", Next: "需要时请联系系统管理员调整角色"}
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
	return c.Redirect(http.StatusSeeOther, "/sign-in?next="+url.QueryEscape(c.Request().URL.RequestURI()))
}

// inside is the address to go to after signing in: one of ours, or the start.
// Browsers take a backslash for a slash and drop control characters.
func inside(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\t\r\n") {
		return "/"
	}
	if u, err := url.Parse(next); err != nil || u.Host != "" || u.Scheme != "" {
		return "/"
	}
	return next
}

func isAPI(c echo.Context) bool { return strings.HasPrefix(c.Request().URL.Path, "/api/") }

// user is who sends the request; the zero user if nobody has signed in.
func user(c echo.Context) workflow.User {
	u, _ := c.Get("user").(workflow.User)
	return u
}

// desk is the desk as the person who asks sees it.
func (s *Server) desk(c echo.Context) *workflow.Desk { return s.Desk.For(user(c)) }
