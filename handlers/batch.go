package handlers

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/views/export"
	"gongkai/workflow"
	"gongkai/workflow/fault"
)

// maxTicked is how many applications may be ticked at once.
const maxTicked = 500

// batches are what may be done to the ticked lines of the register.
var batches = map[string]func(*Server, echo.Context, []workflow.ID) error{
	"print": func(_ *Server, c echo.Context, ids []workflow.ID) error {
		return c.Redirect(http.StatusSeeOther, address.ApplicationsPrint+"?ids="+joinIDs(ids))
	},
	"handover": func(_ *Server, c echo.Context, ids []workflow.ID) error {
		return c.Redirect(http.StatusSeeOther, address.Handover+"?ids="+joinIDs(ids))
	},
	"export": (*Server).exportTicked,
}

// batch does something to the ticked lines.
func (s *Server) batch(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	do := batches[f.Text("do")]
	if do == nil {
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	ids, err := readIDs(f.Several("ids"))
	if err == nil && len(ids) == 0 {
		err = &fault.Error{Kind: fault.Invalid, Input: "ids", What: "还没有勾选申请", Next: "请返回台账，在行首勾选后再按按钮"}
	}
	if err != nil {
		return err
	}
	return do(s, c, ids)
}

// readIDs reads the numbers of applications.
func readIDs(values []string) ([]workflow.ID, error) {
	if len(values) > maxTicked {
		return nil, fault.Input("ids").Wrong("一次最多选 %d 件，现在是 %d 件。请分几次办理", maxTicked, len(values))
	}
	var out []workflow.ID
	seen := map[uint64]bool{}
	for _, v := range values {
		n, err := strconv.ParseUint(v, 10, 63)
		if err != nil || n == 0 {
			return nil, fault.Errorf(fault.NotFound, "没有这件申请")
		}
		if !seen[n] {
			seen[n], out = true, append(out, workflow.ID(n))
		}
	}
	return out, nil
}

// idsIn are the applications that an address or a form lists with commas between.
func idsIn(f form.Form) ([]workflow.ID, error) {
	if f.Text("ids") == "" {
		return nil, nil
	}
	return readIDs(strings.Split(f.Text("ids"), ","))
}

// joinIDs writes IDs with commas between, as idsIn reads them.
func joinIDs(ids []workflow.ID) string {
	out := make([]string, len(ids))
	for i, n := range ids {
		out[i] = strconv.FormatInt(int64(n), 10)
	}
	return strings.Join(out, ",")
}

// exportTicked sends the ticked applications as a spreadsheet.
func (s *Server) exportTicked(c echo.Context, ids []workflow.ID) error {
	apps, err := s.desk(c).Applications(c.Request().Context(), ids)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	each := func(visit func(*workflow.Application) error) error {
		for _, app := range apps {
			if err := visit(app); err != nil {
				return err
			}
		}
		return nil
	}
	if err := export.WriteRegister(&b, "xlsx", each); err != nil {
		return err
	}
	l := exportLine{"", "台账中勾选的 " + strconv.Itoa(len(apps)) + " 件，xlsx"}
	return s.download(c, l, "台账-所选-"+s.Now().In(china).Format("20060102"), "xlsx", b.Bytes())
}

// printTicked shows the facts of applications for the printer.
func (s *Server) printTicked(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	ids, err := idsIn(f)
	if err != nil {
		return err
	}
	apps, err := s.desk(c).Applications(c.Request().Context(), ids)
	if err != nil {
		return err
	}
	d, err := s.deadlines(c)
	if err != nil {
		return err
	}
	names, err := s.names(c)
	p := views.PrintPage{Frame: s.frame(c, views.ID("打印申请"))}
	p.Empty = p.T("没有选中的申请。请在台账中勾选后，再按“打印所选”。")
	for _, app := range apps {
		desk := views.PageContext{Deadlines: d, Office: s.office(c, app.Office), People: names.People}
		p.Sheets = append(p.Sheets, desk.PrintedApplication(app))
	}
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, p)
}
