package handlers

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/fault"
)

// policy is the content security policy of every reply: everything from us,
// nothing inline, no frames.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

// headers are on every reply, whatever it says.
var headers = map[string]string{
	"Content-Security-Policy":    policy,
	"X-Content-Type-Options":     "nosniff",
	"X-Frame-Options":            "DENY",
	"Referrer-Policy":            "same-origin",
	"Cross-Origin-Opener-Policy": "same-origin",
	"Cache-Control":              "no-store",
}

// timeout is how long one request may take.
const timeout = 60 * time.Second

// bodyLimits are the largest bodies by address; all others may have 1 MB.
var bodyLimits = map[string]string{address.Import: "21M"}

// outermost is what every request passes, known address or not.
func (s *Server) outermost() []echo.MiddlewareFunc {
	return []echo.MiddlewareFunc{s.dress, s.record, middleware.RecoverWithConfig(middleware.RecoverConfig{
		LogErrorFunc: func(_ echo.Context, err error, stack []byte) error {
			s.Log.Error("panic", "err", err, "stack", string(stack))
			return err
		},
	})}
}

// chain is what a request to a route passes, the outermost first.
func (s *Server) chain(r Route) []echo.MiddlewareFunc {
	if r.Need == Machine {
		return nil
	}
	limit := bodyLimits[r.Path]
	if limit == "" {
		limit = "1M"
	}
	return []echo.MiddlewareFunc{
		middleware.BodyLimit(limit), middleware.ContextTimeout(timeout), watch,
		s.session, endErrors, bare, s.sameOrigin, legible, s.csrf(), s.language, s.admit(r),
	}
}

// dress puts the headers on the reply, and a number by which to find the
// request in the log. A number that the client sends is not believed.
func (s *Server) dress(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		for name, value := range headers {
			h.Set(name, value)
		}
		if s.TLS {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		h.Set(echo.HeaderXRequestID, newRef())
		return next(c)
	}
}

// newRef makes a short number that people can read out on the telephone.
func newRef() string {
	var b [5]byte
	_, _ = rand.Read(b[:]) // never fails
	s := strings.ToUpper(hex.EncodeToString(b[:]))
	return s[:4] + "-" + s[4:]
}

// ref is the number of the request, by which it is found in the log.
func ref(c echo.Context) string { return c.Response().Header().Get(echo.HeaderXRequestID) }

// record writes one line a request. It names the route, not the address: what
// people search for is nobody's business.
func (s *Server) record(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begin := s.Now()
		if err := next(c); err != nil {
			c.Error(err)
		}
		took := s.Now().Sub(begin)
		if s.Observe != nil {
			s.Observe(c.Request().Method, c.Path(), c.Response().Status, took)
		}
		s.Log.LogAttrs(c.Request().Context(), slog.LevelInfo, "request",
			slog.String("ref", ref(c)), slog.String("method", c.Request().Method), slog.String("route", c.Path()),
			slog.Int("status", c.Response().Status), slog.Duration("took", took),
			slog.String("user", user(c).Name), slog.String("from", c.RealIP()))
		return nil
	}
}

// endErrors ends every error while the session can still be saved.
func endErrors(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := next(c); err != nil {
			c.Error(err)
		}
		return nil
	}
}

// bare refuses a form with a query string: what is meant must stand in one
// place.
func bare(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Method == http.MethodPost && c.Request().URL.RawQuery != "" {
			return echo.NewHTTPError(http.StatusBadRequest)
		}
		return next(c)
	}
}

// legible refuses a form that cannot be read and says why. Without it the check of the
// token, which is the first to look into the form, would only find no token.
func legible(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Method == http.MethodPost && !form.IsJSON(c) {
			if _, err := form.Read(c); err != nil {
				return err
			}
		}
		return next(c)
	}
}

// verbs answers HEAD with what GET would answer, of which the server sends no body, and
// sends OPTIONS, which nothing here answers, to where other unknown methods end.
func verbs(next http.Handler) http.Handler {
	instead := map[string]string{http.MethodHead: http.MethodGet, http.MethodOptions: http.MethodTrace}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if method := instead[r.Method]; method != "" {
			other := *r // a copy: the server still has to know that it was HEAD
			other.Method = method
			r = &other
		}
		next.ServeHTTP(w, r)
	})
}

// allowed are the methods that an address answers to, as the Allow header lists them.
func (s *Server) allowed(path string) string {
	var out []string
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		if _, ok := s.routes[method+" "+path]; ok {
			out = append(out, method)
		}
	}
	if slices.Contains(out, http.MethodGet) {
		out = append(out, http.MethodHead)
	}
	return strings.Join(out, ", ")
}

// csrf refuses a form without the token that its page was given.
func (s *Server) csrf() echo.MiddlewareFunc {
	return middleware.CSRFWithConfig(middleware.CSRFConfig{
		TokenLookup: "form:csrf,header:" + echo.HeaderXCSRFToken,
		CookieName:  s.cookie("csrf"), CookiePath: "/", CookieHTTPOnly: true,
		CookieSecure: s.TLS, CookieSameSite: http.SameSiteLaxMode,
		ErrorHandler: func(err error, _ echo.Context) error {
			return &fault.Error{Kind: fault.Forbidden, What: "页面已经过期，没有保存", Next: "请返回上一页，刷新后再提交"}
		},
	})
}

// cookie is the name of one of our cookies. Over TLS the prefix makes browsers
// refuse it from anywhere else.
func (s *Server) cookie(name string) string {
	if s.TLS {
		return "__Host-" + name
	}
	return name
}

// language turns ?lang= into a cookie, and the cookie into the language.
func (s *Server) language(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		u := *c.Request().URL
		q := u.Query()
		if lang := q.Get("lang"); c.Request().Method == http.MethodGet && isLanguage(lang) {
			q.Del("lang")
			u.RawQuery = q.Encode()
			c.SetCookie(&http.Cookie{Name: s.cookie("lang"), Value: lang, Path: "/",
				MaxAge: 365 * 86400, HttpOnly: true, Secure: s.TLS, SameSite: http.SameSiteLaxMode})
			return c.Redirect(http.StatusSeeOther, inside(u.RequestURI()))
		}
		c.Set("lang", s.Lang)
		if ck, err := c.Cookie(s.cookie("lang")); err == nil && isLanguage(ck.Value) {
			c.Set("lang", ck.Value)
		}
		return next(c)
	}
}

func isLanguage(lang string) bool {
	for _, l := range views.Languages {
		if l.Code == lang {
			return true
		}
	}
	return false
}

// sameOrigin refuses a form that a page of another site sent, as far as the browser
// tells. The host of the request is no measure where a proxy changes it: what the
// browser sees is. Where that is not known, the token against forgery stands alone,
// unless we speak TLS ourselves: then no proxy has changed the host.
func (s *Server) sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	if s.Origin == "" && s.CertificateEnds == nil {
		return next
	}
	guard := http.NewCrossOriginProtection()
	if err := guard.AddTrustedOrigin(s.Origin); err != nil && s.Origin != "" {
		panic(err) // whoever sets it has checked it
	}
	return func(c echo.Context) error {
		if guard.Check(c.Request()) != nil {
			here := cmp.Or(s.Origin, "https://"+c.Request().Host)
			return &fault.Error{Kind: fault.Forbidden, What: "这次提交来自别的网站的页面，没有保存", Next: "请从 " + here + " 打开本系统，再提交"}
		}
		return next(c)
	}
}
