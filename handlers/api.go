package handlers

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"gongkai/handlers/form"
	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// The JSON API has the same session, the same forms by the same names and the
// same desk as the pages.

// sessionJSON is who is signed in, and the token that every POST must carry in
// the header X-CSRF-Token.
type sessionJSON struct {
	User   string       `json:"user"`
	Role   account.Role `json:"role"`
	Office string       `json:"office"`
	CSRF   string       `json:"csrf"`
}

// apiSession tells a program who it is signed in as, and the token for its POSTs.
func (s *Server) apiSession(c echo.Context) error {
	u := user(c)
	token, _ := c.Get(middleware.DefaultCSRFConfig.ContextKey).(string)
	return c.JSON(http.StatusOK, sessionJSON{u.Name, u.Role, u.Office, token})
}

// listJSON is a page of the register, whether more follow, and with ?count=1 how
// many there are in all.
type listJSON struct {
	Count        *int             `json:"count,omitempty"`
	More         bool             `json:"more"`
	Applications []workflow.Brief `json:"applications"`
}

// The number of applications a list gives at most, and unless told otherwise.
const (
	mostListed   = 1000
	usuallyGiven = 50
)

// apiList is a page of the register. The query takes the filters of the register,
// limit, offset and count.
func (s *Server) apiList(c echo.Context) error {
	f, err := s.readFilter(c)
	if err != nil {
		return err
	}
	limit, err := f.Number("limit")
	if err != nil {
		return err
	}
	if limit == 0 {
		limit = usuallyGiven
	}
	limit = min(limit, mostListed)
	q := f.query(limit + 1) // one more tells whether there are more
	if q.Offset, err = f.Number("offset"); err != nil {
		return err
	}
	q.Untotalled = !f.Yes("count")
	briefs, total, err := s.desk(c).List(c.Request().Context(), q)
	if err != nil {
		return err
	}
	out := listJSON{More: len(briefs) > limit,
		Applications: append([]workflow.Brief{}, briefs[:min(limit, len(briefs))]...)}
	if !q.Untotalled {
		out.Count = &total
	}
	return c.JSON(http.StatusOK, out)
}

// applicationJSON is one application with its journal.
type applicationJSON struct {
	ID           workflow.ID          `json:"id"`
	Version      int                  `json:"version"`
	Office       string               `json:"office"`
	Number       string               `json:"number"`
	State        workflow.State       `json:"state"`
	Stage        workflow.Stage       `json:"stage"`
	Draft        workflow.State       `json:"draft"`
	Received     calendar.Date        `json:"received"`
	Due          calendar.Date        `json:"due"`
	Stopped      bool                 `json:"stopped"`
	Provisional  bool                 `json:"provisional"`
	Closed       calendar.Date        `json:"closed"`
	Outcome      workflow.OutcomeCode `json:"outcome"`
	LetterNumber string               `json:"letter"`
	Method       workflow.Method      `json:"method"`
	Dispatched   calendar.Date        `json:"dispatched"`
	Delivered    calendar.Date        `json:"delivered"`
	Unit         string               `json:"unit"`
	Handler      string               `json:"handler"`
	Archive      string               `json:"archive"`
	Intake       workflow.Intake      `json:"intake"`
	Disputes     []disputeJSON        `json:"disputes"`
	Journal      []workflow.Entry     `json:"journal"`
}

// disputeJSON is one review or lawsuit. A date or code that there is not yet is "".
type disputeJSON struct {
	No       int                 `json:"no"`
	Block    workflow.Block      `json:"block"`
	Accepted calendar.Date       `json:"accepted"`
	Closed   calendar.Date       `json:"closed"`
	Result   workflow.Result     `json:"result"`
	Our      workflow.OurRole    `json:"our_role"`
	State    workflow.State      `json:"state"`
	Filed    calendar.Date       `json:"filed"`
	Deadline calendar.Date       `json:"deadline"`
	Ruling   workflow.RulingCode `json:"ruling"`
}

// asJSON is an application as the API shows it. Its lists are never null.
func asJSON(app *workflow.Application) applicationJSON {
	out := applicationJSON{
		ID: app.ID, Version: app.Version, Office: app.Office, Number: app.Number,
		State: app.State, Stage: app.Stage(), Draft: app.Draft().State, Received: app.Received,
		Due: app.Due, Stopped: app.Stopped, Provisional: app.Provisional, Closed: app.Closed, Outcome: app.Outcome,
		LetterNumber: app.LetterNumber, Method: app.Method, Dispatched: app.Dispatched,
		Delivered: app.Delivered, Unit: app.Unit, Handler: app.Handler, Archive: app.Archive,
		Intake: app.Intake, Disputes: []disputeJSON{}, Journal: app.Journal,
	}
	for _, d := range app.Disputes {
		out.Disputes = append(out.Disputes, disputeJSON{
			No: d.No, Block: d.Block, Accepted: d.Accepted, Closed: d.Closed, Result: d.Result, Our: d.Our, State: d.State,
			Filed: d.Filed, Deadline: d.Due, Ruling: d.Ruling,
		})
	}
	return out
}

// apiApplication is one application, as it is now or as it was known on ?as_of.
func (s *Server) apiApplication(c echo.Context) error {
	app, day, err := s.then(c)
	if err == nil && day == "" {
		app, err = s.find(c)
	}
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, asJSON(app))
}

// readKeyed reads the JSON of a request that changes something. Its header
// Idempotency-Key is what the token of a form is.
func readKeyed(c echo.Context) (form.Form, error) {
	f, err := form.ReadJSON(c)
	if key := c.Request().Header.Get("Idempotency-Key"); err == nil && key != "" && f.Text("token") == "" {
		f.Set("token", key)
	}
	return f, err
}

// apiLog logs an application. The same key sent again gives the one it logged before.
func (s *Server) apiLog(c echo.Context) error {
	f, err := readKeyed(c)
	if err != nil {
		return err
	}
	app, err := s.logOne(c, f)
	if err != nil {
		return err
	}
	at := address.Fill(address.APIApplication, strconv.FormatInt(int64(app.ID), 10))
	c.Response().Header().Set(echo.HeaderLocation, at)
	return c.JSON(http.StatusCreated, asJSON(app))
}

// apiAct takes one step and gives the application after it.
func (s *Server) apiAct(c echo.Context) error {
	n, err := form.ID(c)
	if err != nil {
		return err
	}
	f, err := readKeyed(c)
	if err != nil {
		return err
	}
	if err := tellsVersion(f); err != nil {
		return err
	}
	app, err := s.do(c, n, f)
	if errors.Is(err, workflow.ErrRepeated) { // what it asked for is done
		c.Response().Header().Set(replayed, "true")
		app, err = s.desk(c).Application(c.Request().Context(), n)
	}
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, asJSON(app))
}

// tellsVersion refuses a step that rewrites all that was registered and does not say on
// which version it rests: what a colleague corrected meanwhile would be undone unseen.
func tellsVersion(f form.Form) error {
	_, registers := f.Given("channel")
	if v, _ := f.Number("version"); registers && v == 0 && workflow.Event(f.Text("event")) == workflow.Amend {
		return fault.Input("version").Wrong("更正登记要写明依据的是第几版，请填写读取这件申请时的 version")
	}
	return nil
}

// apiDue tells when an application would have to be answered, without logging it.
func (s *Server) apiDue(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	d, err := s.dueEcho(c, f)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, d)
}

// apiReport is the yearly table, as `gongkai report --format json` prints it.
func (s *Server) apiReport(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	o, err := f.ReportOptions(user(c), s.today())
	if err != nil {
		return err
	}
	b, _, err := s.writeReport(c, f, o, "json")
	if err != nil {
		return err
	}
	return c.JSONBlob(http.StatusOK, b)
}
