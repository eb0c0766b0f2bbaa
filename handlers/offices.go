package handlers

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/account"
	"gongkai/workflow/fault"
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
	p.Problem = fill(p.Tongue, p.Fields, f, err)
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
			Told:  o.Remedy != account.Bodies{Government: o.Remedy.Government},
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
	s.flash(c, s.tongue(c).T("已新建机关 %s", o.Name))
	return c.Redirect(http.StatusSeeOther, address.Offices)
}
