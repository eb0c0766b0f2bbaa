package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow"
)

// columns are the columns of the register, with the field that the list can be
// ordered by.
var columns = []struct {
	Label views.ID
	Sort  workflow.Field
}{
	{views.ID("编号"), workflow.FieldNumber}, {views.ID("机关"), ""}, {views.ID("渠道"), ""}, {views.ID("申请人"), ""},
	{views.ID("申请内容"), ""}, {views.ID("收到"), workflow.FieldReceived}, {views.ID("期限"), workflow.FieldDue},
	{views.ID("时限状态"), ""}, {views.ID("办结"), workflow.FieldClosed}, {views.ID("办理结果"), ""},
}

// filter is which applications a list shows, as the address says it.
type filter struct {
	form
	where workflow.All
	sort  workflow.Field
	desc  bool
	page  int
}

// exact are the filters that ask for one value of a field.
var exact = []struct {
	Name  string
	Field workflow.Field
}{
	{"stage", workflow.FieldStage}, {"draft", workflow.FieldDraft}, {"unit", workflow.FieldUnit},
	{"state", workflow.FieldState}, {"channel", workflow.FieldChannel}, {"kind", workflow.FieldKind},
	{"outcome", workflow.FieldOutcome}, {"office", workflow.FieldOffice},
}

// readFilter reads the filters of a list. What it does not know it refuses, so
// that a mistyped address does not show everything.
func (s *Server) readFilter(c echo.Context) (filter, error) {
	f, err := readQuery(c)
	if err != nil {
		return filter{}, err
	}
	out := filter{form: f, page: 1}
	for _, e := range exact {
		if v := f.text(e.Name); v != "" {
			out.where = append(out.where, workflow.Is{Field: e.Field, Any: []string{v}})
		}
	}
	for _, read := range []func() error{out.readYear, out.readFurther, func() error { return out.readStanding(s.today()) }, out.readText, out.readOrder} {
		if err := read(); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (f *filter) readYear() error {
	year, err := f.number("year")
	if err != nil || year == 0 {
		return err
	}
	if year < 1990 || year > 2099 {
		return workflow.Errorf(workflow.Invalid, "年度 %d 不对", year)
	}
	p := workflow.YearOf(year)
	f.where = append(f.where, workflow.Span{Field: workflow.FieldReceived, From: p.From, To: p.To})
	return nil
}

func (f *filter) readStanding(today workflow.Date) error {
	code := f.text("standing")
	for _, st := range standings {
		if st.Code == code {
			f.where = append(f.where, st.Cond(today))
			return nil
		}
	}
	if code != "" {
		return workflow.Errorf(workflow.Invalid, "没有“%s”这种时限状态", code)
	}
	return nil
}

// readText looks for the text in the number, the name, the content and the letter.
func (f *filter) readText() error {
	q := f.text("q")
	if len([]rune(q)) > 100 {
		return workflow.Errorf(workflow.Invalid, "搜索的文字不能超过 100 字")
	}
	if q != "" {
		in := []workflow.Field{workflow.FieldNumber, workflow.FieldName, workflow.FieldContent, workflow.FieldLetter}
		f.where = append(f.where, workflow.Contains{Fields: in, Text: q})
	}
	return nil
}

func (f *filter) readOrder() error {
	page, err := f.pageNumber()
	if err != nil {
		return err
	}
	f.page, f.desc = page, f.yes("desc")
	by := workflow.Field(f.text("sort"))
	for _, col := range columns {
		if col.Sort == by {
			f.sort = by
			return nil
		}
	}
	return workflow.Errorf(workflow.Invalid, "不能按“%s”排序", by)
}

// query is the list the filter asks for.
func (f filter) query(limit int) workflow.Query {
	q := workflow.Query{Sort: f.sort, Desc: f.desc, Limit: limit, Offset: (f.page - 1) * limit}
	if len(f.where) > 0 {
		q.Where = f.where
	}
	return q
}

// address is the list with some of the filter changed; "" takes a value out.
func (f filter) address(path string, change ...string) string {
	q := url.Values{}
	for name, v := range f.values {
		if v != "" {
			q.Set(name, v)
		}
	}
	for i := 0; i < len(change); i += 2 {
		q.Set(change[i], change[i+1])
		if change[i+1] == "" {
			q.Del(change[i])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func (s *Server) register(c echo.Context) error {
	f, err := s.readFilter(c)
	if err != nil {
		return err
	}
	desk, ctx := s.desk(c), c.Request().Context()
	briefs, total, err := desk.List(ctx, f.query(views.PageSize))
	if err != nil {
		return err
	}
	offices, err := desk.Offices(ctx)
	if err != nil {
		return err
	}
	d, err := s.deadlines(c)
	if err != nil {
		return err
	}
	p := views.RegisterPage{Frame: s.frame(c, views.ID("申请台账")), WithOffice: len(offices) > 1, Query: f.text("q"), MayLog: user(c).Role.Powers().Acts}
	p.Filters, p.Hidden = s.filters(p.Tongue, f, offices), f.order()
	p.Heads = headings(p.Tongue, f, p.WithOffice)
	p.Rows, p.Pager = views.Rows(briefs, s.officeNames(c), d), pager(p.Tongue, f.page, total, func(n string) string { return f.address("/applications", "page", n) })
	p.Caption, p.Empty = p.T("共 %d 件", total), p.T("没有符合条件的申请。")
	p.Exports = []views.Link{
		{URL: f.address("/applications/export", "format", "xlsx", "page", ""), Label: p.T("导出 %s", "XLSX")},
		{URL: f.address("/applications/export", "format", "csv", "page", ""), Label: p.T("导出 %s", "CSV")},
	}
	if len(f.where) > 0 {
		p.Clear = "/applications"
		return s.page(c, http.StatusOK, p)
	}
	if total == 0 {
		p.Empty = p.T("还没有申请。收到第一件后按 Alt+N 登记；也可以从电子表格导入历史台账。")
	}
	if p.Counts, err = s.counts(c, p.Tongue, f); err != nil {
		return err
	}
	return s.page(c, http.StatusOK, p)
}

// counts are the numbers on top of the whole list.
func (s *Server) counts(c echo.Context, t views.Tongue, f filter) ([]views.Count, error) {
	var out []views.Count
	for _, st := range standings {
		if st.Class == "" || f.page > 1 {
			continue
		}
		_, n, err := s.desk(c).List(c.Request().Context(), workflow.Query{Where: st.Cond(s.today()), Limit: 1})
		if err != nil {
			return nil, err
		}
		out = append(out, views.Count{N: strconv.Itoa(n), Label: t.T(st.Label), URL: "/applications?standing=" + st.Code, Class: class(st.Class, n)})
	}
	if f.page > 1 {
		return out, nil
	}
	due, err := s.disputesDue(c, t)
	return append(out, due), err
}

// class keeps the alarm for numbers that are not 0.
func class(name string, n int) string {
	if n == 0 {
		return "none"
	}
	return name
}

// order is what the form of filters carries along.
func (f filter) order() []views.Option {
	var out []views.Option
	for _, name := range []string{"sort", "desc"} {
		if v := f.text(name); v != "" {
			out = append(out, views.Option{Value: name, Label: v})
		}
	}
	return out
}

func headings(t views.Tongue, f filter, withOffice bool) []views.Heading {
	var out []views.Heading
	for i, col := range columns {
		if i == 1 && !withOffice {
			continue
		}
		h := views.Heading{Label: t.T(col.Label)}
		if col.Sort != "" {
			h.URL = f.address("/applications", "sort", string(col.Sort), "desc", "", "page", "")
		}
		if col.Sort != "" && col.Sort == f.sort {
			h.Sort, h.Mark = "ascending", " ▲"
			h.URL = f.address("/applications", "desc", "1", "page", "")
			if f.desc {
				h.Sort, h.Mark = "descending", " ▼"
				h.URL = f.address("/applications", "desc", "", "page", "")
			}
		}
		out = append(out, h)
	}
	return out
}

// pager leads through the pages of a list; address gives the link to one.
func pager(t views.Tongue, page, total int, address func(page string) string) views.Pager {
	last := max(1, (total+views.PageSize-1)/views.PageSize)
	p := views.Pager{Text: t.T("第 %d 页，共 %d 页", page, last), Prev: t.T("上一页"), Next: t.T("下一页")}
	if page > 1 {
		p.PrevURL = address(strconv.Itoa(page - 1))
	}
	if page < last {
		p.NextURL = address(strconv.Itoa(page + 1))
	}
	return p
}

// filters are the controls above the list, as they stand.
func (s *Server) filters(t views.Tongue, f filter, offices []workflow.Office) []views.Field {
	all := t.T("全部")
	choose := func(name, label string, options []views.Option) views.Field {
		return views.Field{ID: name, Name: name, Label: label, Options: views.Optional(all, f.text(name), options)}
	}
	out := []views.Field{
		choose("year", t.T("收到年度"), years(s.today(), f.text("year"))),
		choose("standing", t.T("时限状态"), views.Choose(standings, f.text("standing"), func(st standing) (string, string) { return st.Code, t.T(st.Label) })),
		choose("stage", t.T("阶段"), views.Choose(workflow.Stages, f.text("stage"), stageOption)),
		choose("draft", t.T("稿件"), views.Choose(draftStates, f.text("draft"), func(st workflow.State) (string, string) { return string(st), workflow.StateLabel(st) })),
		choose("channel", t.T("渠道"), views.ChannelOptions(f.text("channel"))),
		choose("kind", t.T("申请人类型"), views.KindOptions(f.text("kind"))),
		choose("outcome", t.T("办理结果"), views.Choose(workflow.Outcomes, f.text("outcome"), func(o workflow.Outcome) (string, string) { return string(o.Code), o.Label })),
	}
	if len(offices) > 1 {
		out = append(out, choose("office", t.T("机关"), officeOptions(offices, f.text("office"))))
	}
	out = append(out, views.Field{ID: "unit", Name: "unit", Label: t.T("承办单位"), Value: f.text("unit"), Max: 200})
	return append(out, views.Field{ID: "q", Name: "q", Label: t.T("编号、申请人、内容"), Value: f.text("q"), Max: 100})
}

func stageOption(row struct {
	Code  workflow.Stage
	Label string
}) (string, string) {
	return string(row.Code), row.Label
}

// draftStates are where a draft may stand.
var draftStates = []workflow.State{workflow.Drafted, workflow.Submitted, workflow.Returned}

// years are the years from this one back to the first of the regulation.
func years(today workflow.Date, chosen string) []views.Option {
	var out []views.Option
	for y := today.Year(); y >= workflow.Regimes[0].From.Year(); y-- {
		v := strconv.Itoa(y)
		out = append(out, views.Option{Value: v, Label: v, Selected: v == chosen})
	}
	return out
}

func officeOptions(offices []workflow.Office, chosen string) []views.Option {
	return views.Choose(offices, chosen, func(o workflow.Office) (string, string) { return o.Code, o.Name })
}
