package handlers

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/board"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

// filter is which applications a list shows, as the address says it and what was
// searched for, which the address has a token of.
type filter struct {
	form.Form
	where cond.All
	sort  cond.Field
	desc  bool
	page  int
	lost  error // why the texts of the token are not among the conditions
}

// exact are the filters that ask for one value of a field.
var exact = []struct {
	Name  string
	Field cond.Field
}{
	{"stage", cond.FieldStage}, {"draft", cond.FieldDraft}, {"unit", cond.FieldUnit},
	{"state", cond.FieldState}, {"channel", cond.FieldChannel}, {"kind", cond.FieldKind},
	{"outcome", cond.FieldOutcome}, {"office", cond.FieldOffice},
}

// spans are the columns that are filtered by a stretch of days: of the column due
// the filters are due_from and due_to.
var spans = []string{"received", "due", "closed"}

// readFilter reads the filters of a list. What it does not know it refuses, and
// what is no longer kept too, so that neither shows everything.
func (s *Server) readFilter(c echo.Context) (filter, error) {
	f, err := s.wanted(c)
	if err == nil {
		err = f.lost
	}
	return f, err
}

// wanted reads the filters of a list; what was searched for may be lost.
func (s *Server) wanted(c echo.Context) (filter, error) {
	f, err := form.ReadQuery(c)
	if err != nil {
		return filter{}, err
	}
	for _, name := range spoken {
		if _, given := f.Given(name); given && !isAPI(c) { // a program has no history that others read
			return filter{}, &fault.Error{
				Kind: fault.Invalid, Input: fault.Input(name),
				What: "搜索的文字不放在地址里，以免留在浏览记录和日志中",
				Next: "请在页首的搜索框或者台账表头的筛选行里输入",
			}
		}
	}
	lost, err := s.recall(c, f)
	if err != nil {
		return filter{}, err
	}
	out, err := sift(f, s.today())
	out.lost = lost
	return out, err
}

// sift makes the conditions of what a filter says.
func sift(f form.Form, today calendar.Date) (filter, error) {
	out := filter{Form: f, page: 1}
	for _, e := range exact {
		if v := f.Text(e.Name); v != "" {
			out.where = append(out.where, cond.Is{Field: e.Field, Any: []string{v}})
		}
	}
	for _, read := range []func() error{
		out.readYear, out.readFurther, out.readSpans, func() error { return out.readStanding(today) },
		out.readText, out.readTexts, out.readOrder,
	} {
		if err := read(); err != nil {
			return out, err
		}
	}
	return out, nil
}

// readSpans refuses a stretch that ends before it begins.
func (f *filter) readSpans() error {
	for _, name := range spans {
		if from, to := f.Text(name+"_from"), f.Text(name+"_to"); to != "" && to < from {
			return fault.Input(name).Wrong("“%s 至 %s”前后颠倒，请先写早的一天", from, to)
		}
	}
	return nil
}

// readYear narrows the list to a year of receipt.
func (f *filter) readYear() error {
	year, err := f.Number("year")
	if err != nil || year == 0 {
		return err
	}
	if !calendar.Years.Has(year) {
		return fault.InputYear.Wrong("年度 %d 不对", year)
	}
	p := calendar.YearOf(year)
	f.where = append(f.where, cond.Span{Field: cond.FieldReceived, From: p.From, To: p.To})
	return nil
}

// readStanding narrows the list to one way of standing against the term.
func (f *filter) readStanding(today calendar.Date) error {
	code := f.Text("standing")
	if code == "" {
		return nil
	}
	where := board.Standing(code).On(today)
	if where == nil {
		return fault.Input("standing").Wrong("没有“%s”这种时限状态", code)
	}
	f.where = append(f.where, where)
	return nil
}

// readText looks for the text in the number, the name, the content and the letter.
func (f *filter) readText() error {
	q := f.Text("q")
	if len([]rune(q)) > 100 {
		return fault.Input("q").Wrong("搜索的文字不能超过 100 字")
	}
	if q != "" {
		in := []cond.Field{cond.FieldNumber, cond.FieldName, cond.FieldContent, cond.FieldLetterNumber}
		f.where = append(f.where, cond.Contains{Fields: in, Text: q})
	}
	return nil
}

// readTexts looks for texts in a column each.
func (f *filter) readTexts() error {
	for _, in := range []cond.Field{cond.FieldNumber, cond.FieldName, cond.FieldContent} {
		text := f.Text(string(in))
		if len([]rune(text)) > 100 {
			return fault.Input(in).Wrong("搜索的文字不能超过 100 字")
		}
		if text != "" {
			f.where = append(f.where, cond.Contains{Fields: []cond.Field{in}, Text: text})
		}
	}
	return nil
}

// readOrder reads which page of the list is wanted, in which order.
func (f *filter) readOrder() error {
	page, err := f.PageNumber()
	if err != nil {
		return err
	}
	f.page, f.desc = page, f.Yes("desc")
	by := cond.Field(f.Text("sort"))
	if by == "" || slices.ContainsFunc(views.Columns, func(col views.Column) bool { return col.Sort == by }) {
		f.sort = by
		return nil
	}
	return fault.InputSort.Wrong("不能按“%s”排序", by)
}

// query is the list the filter asks for.
func (f filter) query(limit int) workflow.Query {
	q := workflow.Query{Sort: f.sort, Desc: f.desc, Limit: limit, Offset: (f.page - 1) * limit}
	if len(f.where) > 0 {
		q.Where = f.where
	}
	return q
}

// mostFound is where counting stops what has a text in it.
const mostFound = 1000

// cap is where counting stops; 0 counts all.
func (f filter) cap() int {
	if len(texts(f.Form)) > 0 {
		return mostFound
	}
	return 0
}

// pages is the total that the pager goes by: where counting stopped, a full page
// has one after it.
func (f filter) pages(total, shown int) int {
	if total == f.cap() && shown == views.PageSize {
		return max(total, f.page*views.PageSize+1)
	}
	return total
}

// Address is the list with some of the filter changed; "" takes a value out. What
// was searched for is not in it.
func (f filter) Address(path string, change ...string) string {
	shown := f.Clone()
	shown.Drop(spoken...)
	return shown.Address(path, change...)
}

// register shows the list that the address asks for.
func (s *Server) register(c echo.Context) error {
	f, err := s.wanted(c)
	if err != nil {
		return err
	}
	return s.registerPage(c, http.StatusOK, f, typedFilters{Form: f.Form})
}

// registerPage shows the list of a filter, with what was typed in the controls.
func (s *Server) registerPage(c echo.Context, status int, f filter, typed typedFilters) error {
	q := f.query(views.PageSize)
	q.Cap = f.cap()
	briefs, total, counts, err := s.listed(c, f, q)
	if err != nil {
		return err
	}
	k, err := s.layoutAndNames(c)
	if err != nil {
		return err
	}
	d, err := s.deadlines(c)
	if err != nil {
		return err
	}
	p := views.RegisterPage{Frame: s.frame(c, views.ID("申请台账")), MayLog: powers(c).Acts, Roomy: k.layout.Roomy}
	if p.Views, err = s.viewLinks(c, p.Language, f, counts); err != nil {
		return err
	}
	shown := k.shown()
	p.Heads, p.Chosen, p.Span = s.heads(p.Language, f, typed, k), k.choices(p.Language), len(shown)+1
	p.Rows = views.RegisterRows(briefs, shown[1:], k.names, d)
	p.Year = views.Field{ID: "year", Name: "year", Label: p.T("收到年度"),
		Options: views.Optional(p.T("全部"), f.Text("year"), years(s.today(), f.Text("year")))}
	if typed.wrong() == p.Year.Name {
		p.Year.Error = typed.err.Error()
	}
	p.Hidden, p.Here = f.carried(shown), f.Address(address.Applications)
	p.Pager = pager(p.Language, f.page, f.pages(total, len(briefs)), func(n string) string {
		return f.Address(address.Applications, "page", n)
	})
	p.Caption = p.T("共 %d 件", total)
	if total == q.Cap && total > 0 {
		p.Caption = p.T("%d 件以上", total)
	}
	p.Exports = files(p.Language, f.Address, address.ApplicationsExport)
	s.told(&p, f, k, total)
	if typed.err != nil {
		p.Problem = problem(p.Language, typed.err, p.Fault())
		p.Problem.Heading = p.T("没有筛选，请核对")
	}
	return s.page(c, status, p)
}

// listed is a page of a list, how many it has in all, and how many the usual lists
// have: one of those is counted once.
func (s *Server) listed(
	c echo.Context, f filter, q workflow.Query,
) (page []workflow.Brief, total int, counts []int, err error) {
	if counts, err = s.usualCounts(c, f); err != nil {
		return nil, 0, nil, err
	}
	at := f.usual()
	q.Untotalled = at >= 0
	page, total, err = s.desk(c).List(c.Request().Context(), q)
	if at >= 0 {
		total = counts[at]
	}
	return page, total, counts, err
}

// told says which conditions the list has, and why it is empty.
func (s *Server) told(p *views.RegisterPage, f filter, k layoutAndNames, total int) {
	words := f.words(p.Language, k)
	p.Asked, p.Savable = strings.Join(words, " · "), len(words) > 0
	p.Printed = p.T("打印时间 %s", views.Moment(s.Now()))
	if f.lost != nil {
		p.Warning = f.lost.Error()
	}
	if len(words) > 0 {
		p.Clear, p.Empty = address.Applications, p.T("没有符合“%s”的申请。", p.Asked)
		p.Printed = p.T("条件：%s", p.Asked) + " · " + p.Printed
		return
	}
	p.Empty = p.T("还没有申请。收到第一件后按 Alt+N 登记；也可以从电子表格导入历史台账。")
	p.First = total == 0 && f.lost == nil
}

// class keeps the alarm for numbers that are not 0.
func class(name string, n int) string {
	if n == 0 {
		return "none"
	}
	return name
}

// pager leads through the pages of a list; address gives the link to one.
func pager(t views.Language, page, total int, address func(page string) string) views.Pager {
	return leaves(t, page, total, views.PageSize, address)
}

// leaves leads through pages of so many each.
func leaves(t views.Language, page, total, each int, address func(page string) string) views.Pager {
	last := max(1, (total+each-1)/each)
	p := views.Pager{Text: t.T("第 %d 页，共 %d 页", page, last), Prev: t.T("上一页"), Next: t.T("下一页")}
	if page > 1 {
		p.PrevURL = address(strconv.Itoa(page - 1))
	}
	if page < last {
		p.NextURL = address(strconv.Itoa(page + 1))
	}
	return p
}

// stageOption is a stage as an option.
func stageOption(row struct {
	Code  workflow.Stage
	Label string
}) (string, string) {
	return string(row.Code), row.Label
}

// draftStates are where a draft may stand.
var draftStates = []workflow.State{workflow.Drafted, workflow.Submitted, workflow.Returned}

// years are the years from this one back to the first of the regulation.
func years(today calendar.Date, chosen string) []views.Option {
	var out []views.Option
	for y := today.Year(); y >= workflow.Regimes[0].From.Year(); y-- {
		v := strconv.Itoa(y)
		out = append(out, views.Option{Value: v, Label: v, Selected: v == chosen})
	}
	return out
}

// officeOptions are offices as options.
func officeOptions(offices []account.Office, chosen string) []views.Option {
	return views.Choose(offices, chosen, func(o account.Office) (string, string) { return o.Code, o.Name })
}
