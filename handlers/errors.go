package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/fault"
	"gongkai/workflow/merge"
)

// statuses are the HTTP status of each kind of error.
var statuses = map[fault.Kind]int{
	fault.Internal:    http.StatusInternalServerError,
	fault.Invalid:     http.StatusUnprocessableEntity,
	fault.Refused:     http.StatusUnprocessableEntity,
	fault.NotFound:    http.StatusNotFound,
	fault.Conflict:    http.StatusConflict,
	fault.Forbidden:   http.StatusForbidden,
	fault.Unavailable: http.StatusServiceUnavailable,
	fault.Full:        http.StatusInsufficientStorage,
}

// titles head the error pages by status.
var titles = map[int]views.ID{
	http.StatusBadRequest:            views.ID("请求不完整"),
	http.StatusUnauthorized:          views.ID("登录已经过期"),
	http.StatusForbidden:             views.ID("没有权限"),
	http.StatusNotFound:              views.ID("找不到"),
	http.StatusMethodNotAllowed:      views.ID("找不到"),
	http.StatusConflict:              views.ID("已被他人先办理"),
	http.StatusRequestEntityTooLarge: views.ID("内容太大"),
	http.StatusUnsupportedMediaType:  views.ID("格式不对"),
	http.StatusUnprocessableEntity:   views.ID("请核对"),
	http.StatusTooManyRequests:       views.ID("请稍后再试"),
	http.StatusServiceUnavailable:    views.ID("暂时不能使用"),
	http.StatusInsufficientStorage:   views.ID("磁盘空间不足"),
	http.StatusInternalServerError:   views.ID("出错了"),
}

// messages are what the error page says where no error of ours says it better.
var messages = map[int]views.ID{
	http.StatusBadRequest:            views.ID("请求不完整，没有保存。请返回上一页，刷新后再提交。"),
	http.StatusUnauthorized:          views.ID("没有保存。请在另一个窗口登录，再回到这一页重新提交，填写的内容还在。"),
	http.StatusForbidden:             views.ID("您没有权限使用这个页面。"),
	http.StatusNotFound:              views.ID("没有这个页面，或者它不在您的范围内。请核对地址，或者从台账打开。"),
	http.StatusMethodNotAllowed:      views.ID("没有这个页面，或者它不在您的范围内。请核对地址，或者从台账打开。"),
	http.StatusRequestEntityTooLarge: views.ID("提交的内容超过限度，没有保存。文件不能超过 20 MB。"),
	http.StatusUnsupportedMediaType:  views.ID("接口只接受 application/json。"),
	http.StatusTooManyRequests:       views.ID("尝试次数过多，请一分钟后再试。"),
	http.StatusServiceUnavailable:    views.ID("数据库暂时连不上。请稍后再试。"),
}

// failure is what the reader gets to see of an error.
type failure struct {
	status int
	text   string      // "" only for a status that has no message of its own
	input  fault.Input // "" where it is about no one thing that was sent
	saving fault.Saving
}

// failureJSON is a failure as programs read it. Input is the member of what they
// sent that has to be changed, where there is one. Saved is "no", "yes" or "unknown"
// where something else than what they sent went wrong.
type failureJSON struct {
	Error string      `json:"error"`
	Input fault.Input `json:"input,omitempty"`
	Saved string      `json:"saved,omitempty"`
	Ref   string      `json:"ref"`
}

// savedJSON is what became of a request for programs.
var savedJSON = map[fault.Saving]string{fault.Unsaved: "no", fault.MaybeSaved: "unknown", fault.WasSaved: "yes"}

// savedWords is what became of a request for people, where no error of ours says it.
var savedWords = map[fault.Saving]views.ID{
	fault.Unsaved:    views.ID("没有保存。"),
	fault.MaybeSaved: views.ID("不能确定是否保存，请用编号查找，查不到的再提交。"),
	fault.WasSaved:   views.ID("已保存，请刷新查看，不要重新填写。"),
}

// fail is where every error of every handler ends. What the reader may know is
// shown; a fault of ours goes to the log, and the reader gets its number.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	f := s.read(err, c)
	if f.status >= http.StatusInternalServerError {
		s.Log.Error("request failed", "ref", ref(c), "route", c.Path(), "err", err)
	}
	if f.status == http.StatusMethodNotAllowed {
		c.Response().Header().Set(echo.HeaderAllow, s.allowed(c.Path()))
	}
	if f.status == http.StatusServiceUnavailable || f.status == http.StatusTooManyRequests {
		c.Response().Header().Set(echo.HeaderRetryAfter, "30")
	}
	if isAPI(c) {
		err = c.JSON(f.status, failureJSON{f.text, f.input, savedJSON[f.saving], ref(c)})
	} else {
		err = s.failurePage(c, f)
	}
	if err != nil {
		s.Log.Error("error page failed", "ref", ref(c), "err", err)
	}
}

// read finds out what an error means for the reader.
func (s *Server) read(err error, c echo.Context) failure {
	t := s.languageOf(c)
	ours, http5 := (*fault.Error)(nil), (*echo.HTTPError)(nil)
	f := failure{status: http.StatusInternalServerError}
	switch {
	case errors.As(err, &http5):
		f.status = http5.Code
		// What the reading of a form found wrong is inside, and says more than the status.
		if errors.As(http5.Internal, &ours) {
			f.text, f.input = ours.Error(), ours.Input
		}
	case errors.As(err, &ours) && ours.Kind >= fault.Unavailable:
		says := *ours
		says.Saving = saving(c, err)
		f.status, f.text, f.input, f.saving = statuses[ours.Kind], says.Error(), ours.Input, says.Saving
	case errors.As(err, &ours):
		f.status, f.text, f.input = statuses[ours.Kind], ours.Error(), ours.Input
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		f.status = http.StatusServiceUnavailable
	}
	if f.status == http.StatusInternalServerError {
		f.text = t.T("出错了。请把编号 %s 告诉系统管理员。", ref(c))
	}
	if f.text == "" {
		f.text = t.T(messages[f.status])
	}
	if f.status >= http.StatusInternalServerError && f.saving == fault.Untold {
		f.saving = saving(c, err)
		if f.saving != fault.Untold {
			f.text = t.T(savedWords[f.saving]) + " " + f.text
		}
	}
	return f
}

// saving is what became of what a request wanted saved. A page that is only opened
// wants nothing saved: what was sent before it was answered for then.
func saving(c echo.Context, err error) fault.Saving {
	switch {
	case c.Request().Method != http.MethodPost:
		return fault.Untold
	case fault.SavingOf(err) == fault.MaybeSaved:
		return fault.MaybeSaved
	case fault.HasSaved(c.Request().Context()):
		return fault.WasSaved
	}
	return fault.Unsaved
}

// watch lets the request remember whether something of it was saved.
func watch(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.SetRequest(c.Request().WithContext(fault.Watch(c.Request().Context())))
		return next(c)
	}
}

// failurePage shows what the reader may know of an error, with the way to the start.
func (s *Server) failurePage(c echo.Context, f failure) error {
	frame := s.frame(c, titles[f.status])
	if titles[f.status] == "" {
		frame.Title = http.StatusText(f.status)
	}
	p := views.ErrorPage{Frame: frame, Status: f.status, Message: f.text,
		Next: []views.Link{{URL: address.Home, Label: frame.T("回首页")}}}
	if f.saving == fault.Unsaved || f.saving == fault.MaybeSaved {
		p.To, p.Kept = s.keptForm(c)
	}
	return s.page(c, f.status, p)
}

// keptForm is the form of the request, to be sent again to the same place; "" where
// that cannot be: nobody is signed in, a password is in it, or a file.
func (s *Server) keptForm(c echo.Context) (to string, kept []views.Option) {
	f, err := form.Read(c)
	to = c.Request().URL.Path
	if _, ok := s.renewable(c, to); !ok || err != nil || user(c).Name == "" || c.Request().MultipartForm != nil {
		return "", nil
	}
	for _, name := range f.Names() {
		switch {
		case name == "csrf":
		case notKept[name]:
			return "", nil
		default:
			kept = append(kept, views.Option{Value: name, Label: f.Raw(name)})
		}
	}
	return to, kept
}

// mendable says whether the person can mend the form and send it again.
func mendable(err error) bool {
	k := fault.KindOf(err)
	return k == fault.Invalid || k == fault.Refused || len(clashesOf(err)) > 0
}

// problem is the summary on top of a form that was not taken.
func problem(t views.Language, err error, href string) *views.Problem {
	return &views.Problem{Heading: t.T("没有保存，请核对"), Items: []views.ProblemItem{{Text: err.Error(), Href: href}}}
}

// clashesOf are the values that two people changed, where err is about them.
func clashesOf(err error) []merge.Clash {
	if c := (*merge.Conflict)(nil); errors.As(err, &c) {
		return c.Clashes
	}
	return nil
}

// clashing puts what was typed back into the controls of a form, and beside each that
// somebody else has changed meanwhile what it is now. The form should be [form.Form.Rebased].
func clashing(t views.Language, fields []views.Field, f form.Form, clashes []merge.Clash) *views.Problem {
	problem := &views.Problem{Heading: t.T("没有保存：打开页面以后他人改动了其中 %d 项", len(clashes))}
	for i := range fields {
		if fields[i].ID == "" {
			fields[i].ID = fields[i].Name
		}
		put(&fields[i], f)
		at := slices.IndexFunc(clashes, func(c merge.Clash) bool { return c.Name == fields[i].Name })
		if at < 0 {
			continue
		}
		fields[i].Error = clashWords(t, clashes[at], func(v string) string { return valueWord(t, fields[i], v) })
		problem.Items = append(problem.Items,
			views.ProblemItem{Text: fields[i].Label + "：" + fields[i].Error, Href: "#" + fields[i].ID})
	}
	return problem
}

// valueWord is a value of a control as people read it.
func valueWord(t views.Language, field views.Field, v string) string {
	if field.Box {
		return map[bool]string{true: t.T("勾选"), false: t.T("不勾选")}[v != ""]
	}
	for _, o := range field.Options {
		if o.Value == v {
			return o.Label
		}
	}
	return v
}

// clashWords say what the page showed, what somebody else made of it, what was typed, and
// how to go on.
func clashWords(t views.Language, c merge.Clash, word func(string) string) string {
	say := func(v string) string {
		if v = word(v); v == "" {
			return t.T("空白")
		}
		return "“" + v + "”"
	}
	typed := t.T("他人已改为%[1]s，您填写的是%[2]s。要改成您填写的，请再次保存；要保留他人的，请填写%[1]s再保存。", say(c.Stands), say(c.Typed))
	if c.Blind {
		return typed
	}
	return t.T("打开页面时是%s。", say(c.Seen)) + typed
}
