package handlers

import (
	"cmp"
	"crypto/rand"
	"net/http"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// newApplication shows the blank form, as the person likes it; or one that was
// put aside.
func (s *Server) newApplication(c echo.Context) error {
	if token := c.QueryParam("draft"); token != "" {
		f, err := s.draft(c, token)
		if err != nil {
			return err
		}
		return s.logForm(c, http.StatusOK, f, nil)
	}
	habit := s.logHabit(c)
	f := form.Of(map[string]string{"channel": habit["channel"],
		"kind": "person", "arrived": string(s.today()), "enter": habit["enter"]})
	return s.logForm(c, http.StatusOK, f, nil)
}

// previewApplication shows the form again with the due date and the hints. Nothing
// is saved.
func (s *Server) previewApplication(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return s.logForm(c, http.StatusOK, f, nil)
}

// logForm shows the form for a new application with what was typed so far.
func (s *Server) logForm(c echo.Context, status int, f form.Form, err error) error {
	offices, deskErr := s.desk(c).Offices(c.Request().Context())
	if deskErr != nil {
		return deskErr
	}
	p := views.LogPage{Frame: s.frame(c, views.ID("登记申请")), Token: f.Text("token"), Last: s.lastLogged(c)}
	if p.Token == "" {
		p.Token = rand.Text()
	}
	logFields(&p, f, err, offices, user(c).Office)
	echoed, deskErr := s.dueEcho(c, f)
	if deskErr != nil && !mendable(deskErr) {
		return deskErr
	}
	p.Due = views.DueEcho{Text: echoed.Text, Warning: echoed.Warning}
	p.Hints = p.HintLines(s.hints(c, f))
	if p.Drafts, deskErr = s.draftsOffered(c, f); deskErr != nil {
		return deskErr
	}
	return s.page(c, status, p)
}

// logFields fills the controls. One begins to type at the name where the channel
// is known, else at the channel.
func logFields(p *views.LogPage, f form.Form, err error, offices []account.Office, own string) {
	p.Channel, p.Main, p.More = views.IntakeFields(p.Language)
	if len(offices) > 1 {
		p.More = append([]views.Field{{Name: "office", Label: p.T("受理机关"), Options: officeOptions(offices, own)}}, p.More...)
	}
	all := append([]views.Field{p.Channel}, append(p.Main, p.More...)...)
	p.Problem = fill(p.Language, all, f, err)
	p.Channel, p.Main, p.More = all[0], all[1:1+len(p.Main)], all[1+len(p.Main):]
	for _, field := range p.More {
		p.Open = p.Open || field.Error != ""
	}
	p.EnterKey = views.EnterField(p.Language)
	p.EnterKey.Checked = f.Yes("enter")
	if err == nil {
		p.Main[0].Focus, p.Channel.Focus = f.Text("channel") != "", f.Text("channel") == ""
	}
}

// logApplication logs an application from the form, and leads to its page or to the
// next form.
func (s *Server) logApplication(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	hints := s.hints(c, f)
	app, err := s.logOne(c, f)
	if mendable(err) {
		return s.logForm(c, http.StatusUnprocessableEntity, f, err)
	}
	if fault.KindOf(err) == fault.Conflict { // the office's own number is taken: mended by another
		return s.logForm(c, http.StatusConflict, f, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Put(c.Request().Context(), keyLast, int64(app.ID))
	s.flash(c, s.logged(c, app)+s.languageOf(c).HintNote(others(hints, app.ID)))
	s.tidy(c, f)
	if f.Text("then") == "next" {
		return c.Redirect(http.StatusSeeOther, address.NewApplication)
	}
	return c.Redirect(http.StatusSeeOther, views.ApplicationURL(app.ID))
}

// logOne does what page and API have in common. The same form again gives the application
// that it logged; with something changed in it, it is refused.
func (s *Server) logOne(c echo.Context, f form.Form) (*workflow.Application, error) {
	ctx := c.Request().Context()
	cal, err := s.desk(c).Calendar(ctx)
	if err != nil {
		return nil, err
	}
	cmd, err := f.Logging(cal, user(c), s.Now())
	if err != nil {
		return nil, err
	}
	if isAPI(c) && cmd.Token == "" {
		return nil, fault.InputToken.Wrong("缺少请求头 Idempotency-Key（或者 token）：没有它，重发会登记成两件")
	}
	app, err := s.desk(c).Do(ctx, 0, cmd)
	if err == nil && (*cmd.Intake != *app.Journal[0].Intake || cmd.Number != "" && cmd.Number != app.Number) {
		return nil, &fault.Error{Kind: fault.Conflict, What: "这张表单已经登记为 " + app.Number + "，后来改动的内容没有保存",
			Next: "需要改动的，请打开 " + app.Number + " 办理“更正登记”；另有一件的，请另开一张登记表"}
	}
	if err == nil && !app.Journal[0].At.Equal(cmd.At) {
		c.Response().Header().Set(replayed, "true")
	}
	return app, err
}

// replayed is the header of an answer to what was done before: nothing was saved again.
const replayed = "Idempotency-Replayed"

// logged is what the clerk reads after saving.
func (s *Server) logged(c echo.Context, app *workflow.Application) string {
	t := s.languageOf(c)
	if app.Received == "" {
		return t.T("已登记 %s，待与申请人确认", app.Number)
	}
	return t.T("已登记 %s，答复期限 %s", app.Number, app.Due)
}

// due is what follows from a channel and dates, for the echo of the form and
// for programs.
type due struct {
	Received    calendar.Date `json:"received"`
	Edition     string        `json:"edition"`
	Due         calendar.Date `json:"due"`
	Days        int           `json:"days"`
	Provisional bool          `json:"provisional"`
	Text        string        `json:"text"`
	Warning     string        `json:"warning,omitempty"`
}

// dueEcho says when an application would have to be answered. Nothing typed
// yet is an empty echo.
func (s *Server) dueEcho(c echo.Context, f form.Form) (due, error) {
	in := workflow.Intake{Channel: workflow.Channel(f.Text("channel"))}
	var errs [2]error
	in.Arrived, errs[0] = f.Day("arrived")
	in.Confirmed, errs[1] = f.Day("confirmed")
	if err := cmp.Or(errs[:]...); err != nil {
		return due{}, err
	}
	cal, err := s.desk(c).Calendar(c.Request().Context())
	if err != nil || in.Arrived == "" && in.Confirmed == "" {
		return due{}, err
	}
	t := s.languageOf(c)
	if !in.Channel.Known() {
		return due{Text: t.T("选择渠道后显示答复期限")}, nil
	}
	on := in.ReceivedOn(cal)
	if on == "" {
		return due{Edition: workflow.LawOn("", cal).Name,
			Text: t.T("期限尚未起算：该渠道以双方确认之日为收到申请之日。"), Warning: t.T("请当日与申请人确认，再填确认日期。")}, nil
	}
	return s.dueFrom(t, on, cal.For(cmp.Or(f.Text("office"), user(c).Office))), nil
}

// dueFrom is the due date of an application received on a day.
func (s *Server) dueFrom(t views.Language, on calendar.Date, cal *calendar.Calendar) due {
	app := &workflow.Application{Received: on}
	law := app.Law(cal)
	clock := app.Clock(law)
	d := due{Received: on, Edition: law.Name, Due: clock.Due, Days: law.Answer.Days, Provisional: clock.Provisional}
	first := law.Add(on, 1)
	d.Text = t.T("收到 %s %s · 第 1 个工作日 %s · 到期 %s %s（第 %d 个工作日）", on, on.Weekday(), first, d.Due, d.Due.Weekday(), d.Days)
	if d.Provisional {
		d.Warning = t.T("暂定：%d 年放假安排未公布。", d.Due.Year())
	}
	if clock.Due < s.today() {
		d.Warning += t.T("答复期限已过。")
	}
	return d
}
