package handlers

import (
	"bytes"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// page sends a page whole.
func (s *Server) page(c echo.Context, status int, p views.Page) error {
	var b bytes.Buffer
	if err := s.views.Render(&b, p); err != nil {
		return err
	}
	return c.HTMLBlob(status, b.Bytes())
}

// languageOf is the language the reader has chosen.
func (s *Server) languageOf(c echo.Context) views.Language { return s.views.Frame(lang(c)).Language }

// lang is the code of the language of the request; "" before it is known.
func lang(c echo.Context) string {
	code, _ := c.Get("lang").(string)
	return code
}

// today is the civil day in China.
func (s *Server) today() calendar.Date { return calendar.DateOf(s.Now()) }

// frame is what the page has around its content.
func (s *Server) frame(c echo.Context, title views.ID) views.Frame {
	f := s.views.Frame(lang(c))
	f.Title, f.Version, f.Demo, f.Plain = f.T(title), s.Version, s.Demo, s.Plain
	f.CSRF, _ = c.Get(middleware.DefaultCSRFConfig.ContextKey).(string)
	f.Languages = languages(c, f.Lang())
	f.Today = s.todayWords(c, f.Language)
	f.Health = s.healthNotice(c, f.Language)
	u := user(c)
	if u.Name == "" {
		return f
	}
	if in, _ := c.Get("session").(bool); in {
		f.Flash = s.sessions.PopString(c.Request().Context(), keyFlash)
	}
	f.Who = &views.Who{Name: u.DisplayName(), Role: u.Role.Powers().Label, Office: s.officeName(c, u.Office)}
	f.Tasks = s.tasks(c, f.Language)
	f.Menu, f.Searches = s.menu(c, f.Language, powers(c)), powers(c).Reads
	return f
}

// menu has the entries of the routes the person may use. Approvals say how many
// wait, and are there only for who signs.
func (s *Server) menu(c echo.Context, t views.Language, p account.Powers) []views.MenuItem {
	var out []views.MenuItem
	for _, r := range Routes() {
		if !r.shown(p) {
			continue
		}
		item := views.MenuItem{URL: r.Path, Label: t.T(r.Menu), Key: r.Key, Current: r.Path == c.Path()}
		if r.Path == address.Approvals {
			n, signs := s.awaiting(c)
			if !signs {
				continue
			}
			item.Waiting = n
		}
		out = append(out, item)
	}
	return out
}

// languages are the links to the other languages, by way of the same page.
func languages(c echo.Context, now string) []views.Link {
	var out []views.Link
	for _, l := range views.Languages {
		if l.Code == now {
			continue
		}
		u, q := *c.Request().URL, c.Request().URL.Query()
		if c.Request().Method != http.MethodGet {
			u.Path = address.Home
		}
		q.Set("lang", l.Code)
		u.RawQuery = q.Encode()
		out = append(out, views.Link{URL: u.RequestURI(), Label: l.Name, Lang: l.Code})
	}
	return out
}

// todayWords is the day, and how far the calendar is published.
func (s *Server) todayWords(c echo.Context, t views.Language) string {
	today := s.today()
	words := t.T("今天 %s %s", today, today.Weekday())
	cal, err := s.desk(c).Calendar(c.Request().Context())
	if err != nil {
		return words // the page itself will say that the database is away
	}
	if years := cal.Years(); len(years) > 0 {
		words += " · " + t.T("放假安排已公布到 %d 年", years[len(years)-1])
	}
	return words
}

// officeName is the name of an office, its code if there is none.
func (s *Server) officeName(c echo.Context, code string) string {
	if name := s.officeNames(c)[code]; name != "" {
		return name
	}
	return code
}

// office is an office by its code; one with nothing but its code if there is none.
func (s *Server) office(c echo.Context, code string) account.Office {
	for _, o := range s.allOffices(c) {
		if o.Code == code {
			return o
		}
	}
	return account.Office{Code: code, Name: code}
}

// officeNames are the names of all offices by code.
func (s *Server) officeNames(c echo.Context) map[string]string {
	names := map[string]string{}
	for _, o := range s.allOffices(c) {
		names[o.Code] = o.Name
	}
	return names
}

// allOffices are every office. A page without them is better than none: a fault
// here is left to the page's own questions.
func (s *Server) allOffices(c echo.Context) []account.Office {
	all, _ := s.desk(c).AllOffices(c.Request().Context())
	return all
}

// deadlines are the badges as seen today.
func (s *Server) deadlines(c echo.Context) (views.Deadlines, error) {
	cal, err := s.desk(c).Calendar(c.Request().Context())
	return views.Deadlines{Language: s.languageOf(c), Today: s.today(), Calendar: cal}, err
}

// fill puts what was typed back into the controls of a form, and the error beside
// the one that it names. Passwords are not put back. Controls without an ID take
// their name.
func fill(t views.Language, fields []views.Field, f form.Form, err error) *views.Problem {
	if clashes := clashesOf(err); len(clashes) > 0 {
		return clashing(t, fields, f, clashes)
	}
	wrong, href := fault.InputOf(err), ""
	for i := range fields {
		if fields[i].ID == "" {
			fields[i].ID = fields[i].Name
		}
		put(&fields[i], f)
		if wrong != "" && fields[i].Name == string(wrong) {
			fields[i].Error, href = err.Error(), "#"+fields[i].ID
		}
	}
	if err == nil {
		return nil
	}
	return problem(t, err, href)
}

// put puts what was typed back into one control.
func put(field *views.Field, f form.Form) {
	if seen, shared := f.Given(form.SeenPrefix + field.Name); shared {
		field.Shared, field.Seen = true, seen
	}
	value, typed := f.Given(field.Name)
	if !typed || field.Type == "password" || field.Type == "file" {
		return
	}
	field.Value, field.Checked = value, field.Box && value != ""
	for i := range field.Options {
		field.Options[i].Selected = field.Options[i].Value == value
	}
}
