package handlers

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/account"
	"gongkai/workflow/fault"
	"gongkai/workflow/merge"
)

// offices lists the offices.
func (s *Server) offices(c echo.Context) error {
	return s.officesPage(c, http.StatusOK, form.Form{}, nil)
}

// officesPage shows the offices and the form of a new one; with an error, with what
// was typed and what is wrong.
func (s *Server) officesPage(c echo.Context, status int, f form.Form, err error) error {
	all, storeErr := s.desk(c).AllOffices(c.Request().Context())
	if storeErr != nil {
		return storeErr
	}
	p := views.OfficesPage{Frame: s.frame(c, views.ID("机关"))}
	p.Caption = p.T("共 %d 个机关", len(all))
	p.Rows = tree(all, "", 0)
	p.Fields = []views.Field{
		{Name: "code", Label: p.T("机关代码"), Required: true, Max: 32, Auto: "off", Hint: p.T("字母、数字，如 xfb；以后不能改")},
		{Name: "office_name", Label: p.T("名称"), Required: true, Max: 100, Auto: "off"},
		{Name: "parent", Label: p.T("上级"), Options: views.Optional(p.T("没有上级"), "", officeOptions(all, ""))},
	}
	p.Problem = fill(p.Language, p.Fields, f, err)
	return s.page(c, status, p)
}

// tree lists the offices, each above those below it. An office that hangs in no
// tree does not occur: a parent must be there first, and none is ever moved.
func tree(all []account.Office, parent string, depth int) []views.OfficeRow {
	var out []views.OfficeRow
	for _, o := range all {
		if o.Parent != parent {
			continue
		}
		above := slices.IndexFunc(all, func(p account.Office) bool { return p.Code == o.Parent })
		row := views.OfficeRow{
			Code:  o.Code,
			Name:  o.Name,
			Class: views.DepthClass(depth),
			URL:   officeURL(o),
			Pair:  o.Pair,
			// Told where one body at least is entered beside the government.
			Told: o.Remedy != account.Bodies{Government: o.Remedy.Government},
		}
		if above >= 0 {
			row.Parent = all[above].Name
		}
		out = append(append(out, row), tree(all, o.Code, depth+1)...)
	}
	return out
}

// addOffice adds an office.
func (s *Server) addOffice(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	o := account.Office{Code: f.Text("code"), Name: f.Text("office_name"), Parent: f.Text("parent")}
	if err = o.Validate(); err == nil {
		err = s.desk(c).AddOffice(c.Request().Context(), o, c.RealIP(), s.Now())
	}
	if mendable(err) || fault.KindOf(err) == fault.Conflict {
		return s.officesPage(c, statuses[fault.KindOf(err)], f, err)
	}
	if err != nil {
		return err
	}
	s.flash(c, s.languageOf(c).T("已新建机关 %s", o.Name))
	return c.Redirect(http.StatusSeeOther, address.Offices)
}

// officeOf is the office of the address; NotFound if there is none.
func (s *Server) officeOf(c echo.Context) (account.Office, error) {
	code, err := url.PathUnescape(c.Param("code"))
	if err != nil {
		return account.Office{}, echo.ErrNotFound
	}
	all, err := s.desk(c).AllOffices(c.Request().Context())
	if err != nil {
		return account.Office{}, err
	}
	i := slices.IndexFunc(all, func(o account.Office) bool { return o.Code == code })
	if i < 0 {
		return account.Office{}, fault.Errorf(fault.NotFound, "没有代码为“%s”的机关", code)
	}
	return all[i], nil
}

func (s *Server) officeToEdit(c echo.Context) error {
	o, err := s.officeOf(c)
	if err != nil {
		return err
	}
	return s.officePage(c, http.StatusOK, o, form.Showing(o.Values()), nil)
}

func (s *Server) officePage(c echo.Context, status int, o account.Office, f form.Form, err error) error {
	p := views.OfficePage{Frame: s.frame(c, views.ID("修改机关")), Heading: o.Name + "（" + o.Code + "）", URL: officeURL(o)}
	p.Back = views.Link{URL: address.Offices, Label: p.T("回机关列表")}
	p.Main, p.Bodies = officeMain(p.Language), officeBodies(p.Language)
	all := slices.Concat(p.Main, p.Bodies, []views.Field{officeNumbering(p.Language)})
	p.Problem = fill(p.Language, all, f, err)
	p.Main, p.Bodies, p.Numbering = all[:len(p.Main)], all[len(p.Main):len(all)-1], all[len(all)-1]
	p.Example = s.numberLike(account.Numbering(f.Text("numbering")))
	var storeErr error
	if p.Users, storeErr = s.userRows(c, p.Language, o.Code); storeErr != nil {
		return storeErr
	}
	return s.page(c, status, p)
}

func officeURL(o account.Office) string { return address.Fill(address.Office, o.Code) }

func officeMain(t views.Language) []views.Field {
	return []views.Field{
		{Name: "office_name", Label: t.T("名称"), Required: true, Max: 100, Auto: "off"},
		{Name: "pair", Label: t.T("两人办理：任何两人即可一人拟稿、一人签发"), Box: true, Wide: true, Hint: t.T("只有两名工作人员的机关使用；拟稿人始终不能签发自己的稿件")},
	}
}

func officeBodies(t views.Language) []views.Field {
	return []views.Field{
		{Name: "government", Label: t.T("本机关是一级人民政府，不是部门"), Box: true, Wide: true},
		{Name: "review", Label: t.T("行政复议机关（2024-01-01 起）"), Max: 100, Auto: "off"},
		{Name: "before", Label: t.T("行政复议机关（2023-12-31 止）"), Max: 100, Auto: "off"},
		{Name: "superior", Label: t.T("上一级主管部门"), Max: 100, Auto: "off"},
		{Name: "court", Label: t.T("有管辖权的人民法院"), Max: 100, Auto: "off"},
		{Name: "online", Label: t.T("网上申请复议的途径"), Max: 200, Auto: "off", Wide: true, Hint: t.T("网址或者平台名称；以互联网方式送达的答复要告知")},
	}
}

func officeNumbering(t views.Language) views.Field {
	return views.Field{Name: "numbering", Label: t.T("编号格式"), Max: 40, Auto: "off", Wide: true,
		Hint: t.T("%[1]s 和 %[2]s 各写一处，数字是最少的位数；空着是 %[3]s。年中改动的，序号接着编，已有的编号不变。",
			"{年}", "{序号:4}", string(account.UsualNumbering))}
}

// numberLike is a number of this year as a pattern writes it; "" for a pattern that
// is none.
func (s *Server) numberLike(n account.Numbering) string {
	if n.Validate() != nil {
		return ""
	}
	return n.Number(s.today().Year(), 12)
}

// officeControls are the controls for an office.
var officeControls = slices.Sorted(maps.Keys(account.Office{}.Values()))

// changed are what the form makes of an office, and the office as it would then be.
func changed(f form.Form, o account.Office) (merge.Changes, account.Office, error) {
	typed := map[string]string{}
	changes := f.Changes(officeControls...)
	for _, c := range changes {
		typed[c.Name] = c.Typed
	}
	o = o.With(typed)
	if err := cmp.Or(f.Short("office_name", 100), f.Short("review", 100), f.Short("before", 100),
		f.Short("superior", 100), f.Short("court", 100), f.Short("online", 200)); err != nil {
		return changes, o, err
	}
	return changes, o, o.Validate()
}

func (s *Server) setOffice(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	o, err := s.officeOf(c)
	if err != nil {
		return err
	}
	changes, next, err := changed(f, o)
	if err == nil && f.Text("do") == "preview" {
		return s.officePage(c, http.StatusOK, o, f, nil)
	}
	if err == nil {
		err = s.desk(c).SetOffice(c.Request().Context(), o.Code, changes, c.RealIP(), s.Now())
	}
	if len(clashesOf(err)) > 0 {
		if o, storeErr := s.officeOf(c); storeErr == nil {
			f = f.Rebased(o.Values())
		}
	}
	if mendable(err) {
		return s.officePage(c, statuses[fault.KindOf(err)], o, f, err)
	}
	if err != nil {
		return err
	}
	s.flash(c, s.languageOf(c).T("已保存机关 %s", next.Name))
	return c.Redirect(http.StatusSeeOther, address.Offices)
}
