package handlers

import (
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// calendar shows a year, the present one unless the query names another.
func (s *Server) calendar(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	year, err := f.Number("year")
	if err != nil {
		return err
	}
	if year == 0 {
		year = s.today().Year()
	}
	if !calendar.CalendarYears.Has(year) {
		return fault.Errorf(fault.NotFound, "没有 %d 年的日历", year)
	}
	picked, err := s.picked(c, f)
	if err != nil {
		return err
	}
	return s.calendarPage(c, http.StatusOK, year, f.Text("office"), picked, nil)
}

// picked is the form of local days off for a day that was picked in a month: to
// enter it, or to take back what was entered. Nothing is changed by picking.
func (s *Server) picked(c echo.Context, f form.Form) (form.Form, error) {
	day, err := f.Day("day")
	if err != nil || day == "" || !powers(c).Runs {
		return form.Form{}, err
	}
	office := f.Text("office")
	if office == "" {
		office = user(c).Office
	}
	local, err := s.desk(c).LocalDays(c.Request().Context(), office)
	do := "off"
	if _, there := local.Days[day]; there {
		do = "back"
	}
	return form.Of(map[string]string{"kind": "local", "do": do, "office": office, "days": string(day)}), err
}

// calendarPage shows a year as it is in an office: the reader's own, or the one
// that the administrator chose. What was typed into a form and was not taken
// stands in it again, with what is wrong.
func (s *Server) calendarPage(c echo.Context, status, year int, office string, f form.Form, err error) error {
	ctx := c.Request().Context()
	runs := powers(c).Runs
	if office == "" || !runs {
		office = user(c).Office
	}
	whole, storeErr := s.desk(c).Calendar(ctx)
	if storeErr != nil {
		return storeErr
	}
	changes, storeErr := s.desk(c).CalendarChanges(ctx)
	if storeErr != nil {
		return storeErr
	}
	cal := whole.For(office)
	p := views.CalendarPage{Frame: s.frame(c, views.ID("日历")), Year: strconv.Itoa(year), Years: s.calendarYears(cal, year)}
	known, ok := cal.Year(year)
	if p.Notices = known.Notices; !ok {
		p.Unknown = p.T("%d 年放假安排还没有公布或者导入，只除去周末；落在这一年的答复期限为暂定。", year)
	}
	span := calendar.YearOf(year)
	p.Summary = p.T("%[1]d 年共 %[2]d 个工作日。", year, cal.Between(span.From.AddDays(-1), span.To))
	p.Months, p.Special = p.Language.Months(year, cal), p.Language.Special(year, cal)
	p.Office, p.OfficeName = office, s.officeName(c, office)
	p.Local, p.LocalState = p.LocalDays(calendar.LocalDaysIn(changes)[office])
	p.History = p.CalendarHistory(changes, year, office)
	if runs {
		if err := s.calendarForms(c, &p, known, f, err); err != nil {
			return err
		}
	}
	return s.page(c, status, p)
}

// calendarYears are the years to choose from, latest first: those whose days off are
// known, this year, the next, and the one shown.
func (s *Server) calendarYears(cal *calendar.Calendar, year int) []views.Option {
	var out []views.Option
	shown := append(cal.Years(), s.today().Year(), s.today().Year()+1, year)
	slices.Sort(shown)
	for _, y := range slices.Backward(slices.Compact(shown)) {
		v := strconv.Itoa(y)
		out = append(out, views.Option{Value: v, Label: v, Selected: y == year})
	}
	return out
}

// calendarForms adds the forms of the administrator. That of a year begins with
// what there is: a notice that changes a few days replaces the whole year.
func (s *Server) calendarForms(
	c echo.Context, p *views.CalendarPage, known calendar.Year, f form.Form, err error,
) error {
	offices, storeErr := s.desk(c).AllOffices(c.Request().Context())
	if storeErr != nil {
		return storeErr
	}
	p.Runs, p.Offices = true, officeOptions(offices, p.Office)
	year, file := yearFields(p.Language, p.Year, known), fileFields(p.Language)
	for i := range year {
		year[i].Shared, year[i].Seen = true, strings.TrimSpace(year[i].Value)
	}
	if len(clashesOf(err)) > 0 {
		stands := map[string]string{}
		for _, field := range year {
			stands[field.Name] = field.Seen
		}
		f = f.Rebased(stands)
	}
	local := localFields(p.Language, officeOptions(offices, p.Office))
	all := slices.Concat(year, file, local, []views.Field{noticeField(p.Language)})
	p.Problem = fill(p.Language, all, f, err)
	p.YearFields, p.FileFields = all[:len(year)], all[len(year):len(year)+len(file)]
	p.LocalFields = all[len(year)+len(file) : len(all)-1]
	p.Pasted, p.Open = all[len(all)-1], f.Text("kind")
	return nil
}

// noticeSample is how a notice writes a holiday.
const noticeSample = "一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。"

// noticeField is the control for the text of a notice.
func noticeField(t views.Language) views.Field {
	return views.Field{Name: "notice", Label: t.T("通知全文"), Long: true, Tall: 10, Required: true, Max: 20000,
		Hint: t.T("从标题起粘贴，每个节日一行：%s", noticeSample)}
}

// yearFields are the controls for a year, filled with what is known of it.
func yearFields(t views.Language, year string, known calendar.Year) []views.Field {
	hint := t.T("每行一天或者一段，后面写节日名称：2027-02-05 至 2027-02-12 春节")
	return []views.Field{
		{ID: "notice-year", Name: "year", Label: t.T("年份"), Value: year,
			Required: true, Mode: "numeric", Max: 4, Auto: "off"},
		{Name: "notices", Label: t.T("通知的文号或者网址"), Value: lines(known.Notices),
			Long: true, Tall: 3, Wide: true, Max: 2000, Hint: t.T("每行一个；调整通知写在原通知后面")},
		{Name: "off", Label: t.T("放假的日子"), Value: calendar.DayLines(known.Off),
			Long: true, Tall: 12, Required: true, Max: 20000, Hint: hint},
		{Name: "work", Label: t.T("调休上班的日子"), Value: calendar.DayLines(known.Work),
			Long: true, Tall: 12, Max: 20000, Hint: t.T("每行一天，写法相同")},
	}
}

// lines writes each text on a line of its own.
func lines(texts []string) string {
	out := ""
	for _, t := range texts {
		out += t + "\n"
	}
	return out
}

// fileFields is the control for a file with the days off of a year.
func fileFields(t views.Language) []views.Field {
	return []views.Field{{Name: "file", Label: t.T("一年放假安排的文件"),
		Type: "file", Required: true, Hint: t.T("holiday-cn 的 JSON 格式，整年替换")}}
}

// localActs are what can be done about local days off.
var localActs = []struct {
	code  string
	label views.ID
}{
	{"off", views.ID("登记放假的日子")}, {"back", views.ID("取消登记过的日子")},
	{"exclude", views.ID("地方假日不计入期限")}, {"count", views.ID("地方假日计入期限")},
}

// localFields are the controls for the local days off of an office.
func localFields(t views.Language, offices []views.Option) []views.Field {
	var acts []views.Option
	for _, a := range localActs {
		acts = append(acts, views.Option{Value: a.code, Label: t.T(a.label), Selected: a.code == "off"})
	}
	return []views.Field{
		{Name: "do", Label: t.T("办理什么"), Options: acts, Radio: true, Required: true, Wide: true},
		{ID: "local-office", Name: "office", Label: t.T("机关"), Options: offices, Required: true},
		{Name: "document", Label: t.T("文号或者依据"), Required: true, Max: 200, Auto: "off"},
		{Name: "days", Label: t.T("日子"), Long: true, Tall: 4, Wide: true, Max: 20000,
			Hint: t.T("登记或者取消时填写。每行一天或者一段，后面写节日名称：2026-07-10 至 2026-07-12 示例节")},
		{Name: "below", Label: t.T("连同下级机关登记或者取消；是否计入期限由各机关分别设定"), Box: true, Wide: true},
	}
}

// calendarChange reads a form into a change. A file becomes what would have been
// typed in, so that it can be confirmed without being sent again.
func (s *Server) calendarChange(c echo.Context, f form.Form) (calendar.Change, error) {
	change := calendar.Change{}
	var err error
	switch f.Text("kind") {
	case "recheck":
	case "notice":
		var y calendar.Year
		if y, err = calendar.ReadNotice(0, f.Text("notice")); err != nil {
			return change, fault.About("notice", err)
		}
		asTyped(f, y)
		change.Year, err = typedYear(f)
	case "file":
		err = s.fileYear(c, f)
		if err == nil {
			change.Year, err = typedYear(f)
		}
	case "year":
		if err = s.ontoYear(c, f); err == nil {
			change.Year, err = typedYear(f)
		}
	case "local":
		change, err = s.localChange(c, f)
	default:
		err = echo.NewHTTPError(http.StatusBadRequest)
	}
	change.At = s.Now()
	return change, err
}

// fileYear puts the year of a file into the fields of the form.
func (s *Server) fileYear(c echo.Context, f form.Form) error {
	text, err := yearFile(c)
	if err != nil {
		return err
	}
	y, err := calendar.ReadYear(text)
	if err != nil {
		return fault.About("file", err)
	}
	asTyped(f, y)
	return nil
}

// asTyped makes the form as if the year had been typed in.
func asTyped(f form.Form, y calendar.Year) {
	f.Set("kind", "year")
	f.Set("year", strconv.Itoa(y.Year))
	f.Set("notices", lines(y.Notices))
	f.Set("off", calendar.DayLines(y.Off))
	f.Set("work", calendar.DayLines(y.Work))
}

// yearFile reads the file that was sent.
func yearFile(c echo.Context) ([]byte, error) {
	header, err := c.FormFile("file")
	if err != nil {
		return nil, fault.Input("file").Wrong("请选择文件")
	}
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()      //nolint:errcheck // only read
	return io.ReadAll(file) // the body of the request has a limit
}

// ontoYear lays what was changed in the form of a year over the year as it is now, where
// the page says what it showed of that year. What both changed is a [*merge.Conflict].
func (s *Server) ontoYear(c echo.Context, f form.Form) error {
	shown, known := f.Given(form.SeenPrefix + "year")
	if !known || shown != f.Text("year") {
		return nil // another year than the page showed, or one already laid over it
	}
	year, err := f.Number("year")
	if err != nil {
		return err
	}
	stands, err := s.yearValues(c, year)
	if err != nil {
		return err
	}
	write, err := f.Changes("notices", "off", "work").Onto(stands)
	if err != nil {
		return err
	}
	maps.Copy(stands, write)
	for name, v := range stands {
		f.Set(name, v)
	}
	return nil
}

// yearValues are the days off of a year as its controls show them, without space around.
func (s *Server) yearValues(c echo.Context, year int) (map[string]string, error) {
	cal, err := s.desk(c).Calendar(c.Request().Context())
	if err != nil {
		return nil, err
	}
	known, _ := cal.Year(year)
	out := map[string]string{}
	for _, field := range yearFields(s.languageOf(c), strconv.Itoa(year), known) {
		out[field.Name] = strings.TrimSpace(field.Value)
	}
	return out, nil
}

// typedYear reads the controls for a year.
func typedYear(f form.Form) (*calendar.Year, error) {
	year, err := f.Number("year")
	if err != nil {
		return nil, err
	}
	y, err := calendar.TypeYear(year, f.Text("notices"), f.Text("off"), f.Text("work"))
	return &y, err
}

// localChange reads the controls for local days off.
func (s *Server) localChange(c echo.Context, f form.Form) (calendar.Change, error) {
	switch act := f.Text("do"); act {
	case "exclude", "count":
		sw := calendar.LocalSwitch{Office: f.Text("office"), Excluded: act == "exclude", Document: f.Text("document")}
		return calendar.Change{Switch: &sw}, nil
	case "off", "back":
		days, err := calendar.ReadDays(f.Text("days"))
		if err != nil {
			return calendar.Change{}, fault.About("days", err)
		}
		return s.desk(c).LocalChange(c.Request().Context(),
			f.Text("office"), f.Yes("below"), f.Text("document"), days, act == "off")
	}
	return calendar.Change{}, fault.Input("do").Wrong("请选择办理什么")
}

// previewCalendar lists what a change would move, to be confirmed.
func (s *Server) previewCalendar(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	change, err := s.calendarChange(c, f)
	if err == nil {
		err = s.calendarProposal(c, http.StatusOK, f, change, nil)
	}
	return s.calendarFault(c, f, err)
}

// confirmCalendar makes the change that was seen.
func (s *Server) confirmCalendar(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	change, err := s.calendarChange(c, f)
	if err != nil {
		return s.calendarFault(c, f, err)
	}
	ctx := c.Request().Context()
	if err := s.confirmCount(c, f, change); err != nil {
		return s.calendarFault(c, f, s.calendarProposal(c, http.StatusUnprocessableEntity, f, change, err))
	}
	moved, err := s.desk(c).ChangeCalendar(ctx, change, f.Text("digest"))
	switch {
	case fault.KindOf(err) == fault.Conflict && err != nil: // shown again as it is now
		return s.calendarFault(c, f, s.calendarProposal(c, http.StatusConflict, f, change, err))
	case err != nil:
		return s.calendarFault(c, f, err)
	}
	says := change.Reason() + "，" + strconv.Itoa(len(moved)) + " 件未办结申请的期限有变化"
	s.noteDone(c, account.CalendarSet, f.Text("office"), says)
	s.flash(c, s.languageOf(c).T("已保存日历的变动；%d 件未办结申请的期限有变化，已记入办理记录", len(moved)))
	return c.Redirect(http.StatusSeeOther, s.calendarURL(f))
}

// confirmCount holds whoever confirms to the number of applications that move, which
// is typed by hand. What is no longer as it was shown, the digest tells.
func (s *Server) confirmCount(c echo.Context, f form.Form, change calendar.Change) error {
	p, err := s.desk(c).ProposeCalendar(c.Request().Context(), change)
	if err != nil || p.Digest != f.Text("digest") || len(p.Moved) == 0 {
		return nil //nolint:nilerr // the change itself will say what is wrong
	}
	if f.Text("count") != strconv.Itoa(len(p.Moved)) {
		return fault.Input("count").Wrong("请键入期限有变化的申请件数，现在是 %d 件；日历没有改动", len(p.Moved))
	}
	return nil
}

// calendarURL is where the calendar shows what the form changed.
func (s *Server) calendarURL(f form.Form) string {
	switch f.Text("kind") {
	case "year":
		return address.Query(address.Calendar, url.Values{"year": {f.Text("year")}})
	case "local":
		return address.Query(address.Calendar, url.Values{"office": {f.Text("office")}})
	}
	return address.Calendar
}

// calendarFault shows the forms again where the person can mend them.
func (s *Server) calendarFault(c echo.Context, f form.Form, err error) error {
	if !mendable(err) {
		return err
	}
	year, yearErr := f.Number("year")
	if yearErr != nil || !calendar.CalendarYears.Has(year) {
		year = s.today().Year()
	}
	return s.calendarPage(c, statuses[fault.KindOf(err)], year, f.Text("office"), f, err)
}

// calendarProposal shows what a change would do.
func (s *Server) calendarProposal(
	c echo.Context, status int, f form.Form, change calendar.Change, stale error,
) error {
	proposal, err := s.desk(c).ProposeCalendar(c.Request().Context(), change)
	if err != nil {
		return err
	}
	p := views.CalendarChangePage{Frame: s.frame(c, views.ID("确认日历的变动")), Digest: proposal.Digest}
	p.Reason, p.Facts = change.Reason(), p.Changed(proposal, s.officeNames(c))
	p.Caption, p.Rows = p.T("期限有变化的未办结申请 %d 件", len(proposal.Moved)), p.MovedRows(proposal.Moved, s.officeNames(c))
	for _, name := range []string{"kind", "year", "notices", "off", "work", "do", "office", "document", "days", "below"} {
		if v := f.Text(name); v != "" {
			p.Hidden = append(p.Hidden, views.Option{Value: name, Label: v})
		}
	}
	fields := []views.Field{{Name: "count", Label: p.T("键入期限有变化的申请件数（%d）以确认", len(proposal.Moved)),
		Required: true, Mode: "numeric", Max: 9, Auto: "off"}}
	p.Problem = fill(p.Language, fields, f, stale)
	p.Count = fields[0]
	return s.page(c, status, p)
}
