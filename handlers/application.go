package handlers

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow"
)

func (s *Server) application(c echo.Context) error {
	if then, day, err := s.then(c); err != nil || day != "" {
		if err != nil {
			return err
		}
		return s.pageThen(c, then, day)
	}
	app, err := s.find(c)
	if err != nil {
		return err
	}
	return s.applicationPage(c, http.StatusOK, app, form{}, nil)
}

// find loads the application of the address, if it is the reader's to see.
func (s *Server) find(c echo.Context) (*workflow.Application, error) {
	n, err := id(c)
	if err != nil {
		return nil, err
	}
	return s.desk(c).Application(c.Request().Context(), n)
}

// applicationPage shows an application; with an error, the form of the step
// that was tried stands open with what was typed and what is wrong.
func (s *Server) applicationPage(c echo.Context, status int, app *workflow.Application, f form, err error) error {
	desk, deskErr := s.counter(c, app)
	if deskErr != nil {
		return deskErr
	}
	frame := s.frame(c, "")
	frame.Title = app.Number
	if err == nil {
		return s.page(c, status, views.Applied(frame, app, desk, views.Typed{}))
	}
	typed := views.Typed{Event: f.text("event"), Value: f.text}
	step := tried(views.Applied(frame, app, desk, typed))
	typed.Field, typed.Fault = blame(err, step.Fields, f.text), err.Error()
	frame.Problem = problem(frame.Tongue, err, anchor(step, typed.Field))
	return s.page(c, status, views.Applied(frame, app, desk, typed))
}

// counter is what the page needs to know besides the application.
func (s *Server) counter(c echo.Context, app *workflow.Application) (views.Desk, error) {
	role, ctx := user(c).Role, c.Request().Context()
	desk := views.Desk{Role: role, Acts: role.Powers().Acts, Office: s.office(c, app.Office)}
	var err error
	if desk.Deadlines, err = s.deadlines(c); err != nil {
		return desk, err
	}
	if err = s.heirs(c, app, &desk); err != nil || !desk.Acts {
		return desk, err
	}
	if desk.Choices, err = s.desk(c).Choices(ctx, app, s.today()); err != nil {
		return desk, err
	}
	if slices.ContainsFunc(desk.Choices, func(ch workflow.Choice[*workflow.Application]) bool { return ch.Rule.Event == workflow.AskFee }) {
		desk.Ordinal, err = s.desk(c).Ordinal(ctx, app)
	}
	return desk, err
}

// heirs are the people of the office, who may take the application over.
func (s *Server) heirs(c echo.Context, app *workflow.Application, desk *views.Desk) error {
	handlers, err := s.desk(c).Handlers(c.Request().Context(), app.Office)
	desk.People = map[string]string{}
	for _, u := range handlers {
		desk.People[u.Name] = u.Shown()
		if u.Name != app.Handler {
			desk.Handlers = append(desk.Handlers, views.Option{Value: u.Name, Label: u.Shown()})
		}
	}
	return err
}

// tried is the step whose form came in; the zero step if the page has none such.
func tried(p views.ApplicationPage) views.Step {
	i := slices.IndexFunc(p.Steps, func(st views.Step) bool { return st.Open })
	if i < 0 {
		return views.Step{}
	}
	return p.Steps[i]
}

func anchor(step views.Step, field string) string {
	if step.Event == "" {
		return ""
	}
	return "#" + step.Event + "-" + field
}

// act does one step.
func (s *Server) act(c echo.Context) error {
	n, err := id(c)
	if err != nil {
		return err
	}
	f, err := readForm(c)
	if err != nil {
		return err
	}
	app, err := s.do(c, n, f)
	switch {
	case mendable(err): // the clerk can mend this: same page, the reason on top
		return s.again(c, n, f, err)
	case workflow.KindOf(err) == workflow.Conflict:
		return s.conflict(c, n, f, err)
	case err != nil:
		return err
	}
	s.flash(c, s.done(c, app))
	return c.Redirect(http.StatusSeeOther, views.ApplicationURL(n))
}

// do does what page and API have in common.
func (s *Server) do(c echo.Context, n workflow.ID, f form) (*workflow.Application, error) {
	cmd, err := f.command(s.Now())
	if err != nil {
		return nil, err
	}
	return s.desk(c).Do(c.Request().Context(), n, cmd)
}

// done is what the clerk reads after a step.
func (s *Server) done(c echo.Context, app *workflow.Application) string {
	t, last := s.tongue(c), app.Journal[len(app.Journal)-1]
	words := t.T("已办理“%s”", workflow.EventLabel(last.Event))
	if app.State.Ended() || app.Due == "" {
		return words
	}
	return words + t.T("，答复期限 %s", app.Due)
}

func (s *Server) again(c echo.Context, n workflow.ID, f form, err error) error {
	app, findErr := s.desk(c).Application(c.Request().Context(), n)
	if findErr != nil {
		return findErr
	}
	return s.applicationPage(c, http.StatusUnprocessableEntity, app, f, err)
}

// carried are the fields of a form that nobody typed.
var carried = []string{"csrf", "version", "event"}

// conflict tells who was first, and gives back what was typed.
func (s *Server) conflict(c echo.Context, n workflow.ID, f form, err error) error {
	frame := s.frame(c, titles[http.StatusConflict])
	p := views.ConflictPage{Frame: frame, Message: s.read(err, c).text, URL: views.ApplicationURL(n)}
	for _, name := range fieldNames {
		if v := f.text(name.Name); v != "" && !slices.Contains(carried, name.Name) {
			p.Typed = append(p.Typed, views.Pair{Label: frame.T(name.Label), Value: views.Word(name.Name, v)})
		}
	}
	return s.page(c, http.StatusConflict, p)
}

// fieldNames are the names of the fields of a step in words.
var fieldNames = []struct {
	Name  string
	Label views.ID
}{
	{"on", views.ID("日期")}, {"until", views.ID("期限")}, {"days", views.ID("延长工作日")}, {"party", views.ID("征求对象")},
	{"opinion", views.ID("对方意见")}, {"outcome", views.ID("答复类型")}, {"also", views.ID("并用的其他类型")},
	{"letter", views.ID("答复文号")}, {"method", views.ID("送达方式")}, {"tariff", views.ID("收费方式")}, {"units", views.ID("件数或者页数")},
	{"amount", views.ID("收费金额（元）")}, {"block", views.ID("诉讼方式")}, {"our", views.ID("本机关的诉讼地位")}, {"track", views.ID("复议程序")},
	{"ruling", views.ID("审理结果")}, {"result", views.ID("审理结果")}, {"ref", views.ID("对应哪一项")}, {"unit", views.ID("承办单位")}, {"handler", views.ID("承办人")},
	{"archive", views.ID("归档号")}, {"other", views.ID("另一件的编号")}, {"parts", views.ID("拆分后各件的内容")},
	{"channel", views.ID("渠道")}, {"kind", views.ID("申请人类型")}, {"name", views.ID("申请人姓名或者名称")}, {"content", views.ID("申请内容")},
	{"submitted", views.ID("提交日期")}, {"arrived", views.ID("到达日期")}, {"confirmed", views.ID("确认日期")},
	{"id_number", views.ID("证件号码")}, {"phone", views.ID("联系电话")}, {"email", views.ID("电子邮箱")}, {"address", views.ID("联系地址")},
	{"remark", views.ID("备注")}, {"reason", views.ID("理由")},
}
