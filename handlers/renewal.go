package handlers

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/fault"
)

// kept begins the name of a field that a renewal carries for the form that came
// in too late.
const kept = "kept."

// notKept are the fields that a renewal does not carry: passwords and codes are
// typed again, and the token against forgery is of the page itself.
var notKept = map[string]bool{"csrf": true, "password": true, "old": true, "again": true, "code": true}

// askAgain is the answer to who is not signed in. Who sent a form when the
// session had just ended is asked for the password in its place; all others are
// led to sign in.
func (s *Server) askAgain(c echo.Context, was string) error {
	to := c.Request().URL.Path
	if _, ok := s.renewable(c, to); !ok || was == "" || c.Request().Method != http.MethodPost || wantsJSON(c) {
		return s.askToSignIn(c)
	}
	f, err := form.Read(c)
	if err != nil {
		return s.askToSignIn(c)
	}
	carried := form.Of(map[string]string{})
	for _, name := range f.Names() {
		if !notKept[name] {
			carried.Set(kept+name, f.Raw(name))
		}
	}
	return s.renewalForm(c, http.StatusUnauthorized, was, to, carried, nil)
}

// renewable finds the route of a form that a renewal may send on.
func (s *Server) renewable(c echo.Context, to string) (Route, bool) {
	there := c.Echo().NewContext(c.Request(), nil)
	c.Echo().Router().Find(http.MethodPost, to, there)
	r, ok := s.routes[http.MethodPost+" "+there.Path()]
	return r, ok && r.Need > Anyone && !strings.HasPrefix(r.Path, address.API)
}

// renewalForm asks for the password and carries the form that came too late.
func (s *Server) renewalForm(c echo.Context, status int, name, to string, f form.Form, err error) error {
	p := views.RenewalPage{Frame: s.frame(c, views.ID("请再登录一次")), Name: name, To: to, Proof: s.proof(c, name, to)}
	p.Fields = []views.Field{
		{Name: "renew_name", Label: p.T("用户名"), Value: name, Auto: "username", Fixed: true},
		{Name: "renew_password", Label: p.T("密码"), Type: "password", Auto: "current-password", Required: true},
	}
	u, storeErr := s.Desk.Store.User(c.Request().Context(), name)
	if storeErr != nil {
		return storeErr
	}
	if u.Factor.On() {
		p.Fields = append(p.Fields, codeField(p.Language, "renew_code"))
	}
	p.Problem = fill(p.Language, p.Fields, form.Form{}, err)
	for _, field := range f.Names() {
		if strings.HasPrefix(field, kept) {
			p.Kept = append(p.Kept, views.Option{Value: field, Label: f.Raw(field)})
		}
	}
	return s.page(c, status, p)
}

// proof says that it was this server that asked this person in this browser: it
// can be made only with the token that the browser has in its cookie.
func (s *Server) proof(c echo.Context, name, to string) string {
	token, _ := c.Get(middleware.DefaultCSRFConfig.ContextKey).(string)
	h := hmac.New(sha256.New, []byte(token))
	h.Write([]byte("renew\x00" + name + "\x00" + to))
	return hex.EncodeToString(h.Sum(nil))
}

// renew signs the same person in again and sends the form on that came too late.
func (s *Server) renew(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	name, to := f.Text("renew_name"), f.Raw("renew_to")
	route, ok := s.renewable(c, to)
	if !ok || !hmac.Equal([]byte(s.proof(c, name, to)), []byte(f.Raw("renew_proof"))) {
		return echo.NewHTTPError(http.StatusUnauthorized)
	}
	u, err := s.vouched(c, name, f.Raw("renew_password"))
	if fault.KindOf(err) == fault.Invalid {
		return s.renewalForm(c, http.StatusUnprocessableEntity, name, to, f, fault.About("renew_password", err))
	}
	if err == nil {
		err = s.enterWith(c, u, f.Text("renew_code"))
	}
	if fault.KindOf(err) == fault.Invalid {
		return s.renewalForm(c, http.StatusUnprocessableEntity, name, to, f, fault.About("renew_code", err))
	}
	if err != nil {
		return err
	}
	s.Log.Info("signed in again", "ref", ref(c), "user", u.Name, "from", c.RealIP())
	return s.sendOn(c, route, to, f)
}

// sendOn does the request again as it was meant.
func (s *Server) sendOn(c echo.Context, r Route, to string, f form.Form) error {
	values := url.Values{}
	for _, name := range f.Names() {
		if meant, ok := strings.CutPrefix(name, kept); ok {
			values.Set(meant, f.Raw(name))
		}
	}
	req := c.Request().Clone(c.Request().Context())
	req.URL, req.RequestURI, req.Form, req.PostForm = &url.URL{Path: to}, to, values, values
	c.SetRequest(req)
	c.Echo().Router().Find(http.MethodPost, to, c)
	return s.admit(r)(func(c echo.Context) error { return r.Do(s, c) })(c)
}
