package handlers

import (
	"bytes"
	"cmp"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/account"
)

// logFilters are the names that the log is narrowed by.
var logFilters = []string{"by", "kind", "from", "to"}

// readLog reads which lines of the log are asked for.
func readLog(c echo.Context) (form.Form, account.OperationQuery, int, error) {
	f, err := form.ReadQuery(c)
	if err != nil {
		return f, account.OperationQuery{}, 0, err
	}
	q := account.OperationQuery{By: f.Text("by"), Kind: account.OperationKind(f.Text("kind"))}
	var errs [3]error
	q.From, errs[0] = f.Day("from")
	q.To, errs[1] = f.Day("to")
	page, err := f.Number("page")
	errs[2] = err
	return f, q, max(page, 1), cmp.Or(errs[:]...)
}

// operations shows a page of the log of administration, latest first.
func (s *Server) operations(c echo.Context) error {
	f, q, page, err := readLog(c)
	if err != nil {
		return err
	}
	q.Limit, q.Offset = views.PageSize, (page-1)*views.PageSize
	all, total, err := s.Desk.Store.Operations(c.Request().Context(), q)
	if err != nil {
		return err
	}
	p := views.OperationsPage{Frame: s.frame(c, views.ID("管理日志")),
		Filters: operationFields(s.languageOf(c), f), Rows: views.OperationRows(all)}
	p.Caption, p.Empty = p.T("共 %d 条，最近的在前", total), p.T("没有符合条件的记录。")
	p.Pager = pager(p.Language, page, total, func(n string) string { return f.Address(address.Operations, "page", n) })
	p.Export = views.Link{URL: f.Address(address.OperationsExport, "page", ""), Label: p.T("导出 %s", "CSV")}
	if f.Address(address.Operations, "page", "") != address.Operations {
		p.Clear = address.Operations
	}
	return s.page(c, http.StatusOK, p)
}

// operationFields are the filters of the log, as they stand.
func operationFields(t views.Language, f form.Form) []views.Field {
	var kinds []views.Option
	for _, k := range account.OperationKinds {
		kinds = append(kinds, views.Option{Value: string(k.Code), Label: k.Label, Selected: string(k.Code) == f.Text("kind")})
	}
	return []views.Field{
		{ID: "by", Name: "by", Label: t.T("用户名"), Value: f.Text("by"), Max: 40, Auto: "off"},
		{ID: "kind", Name: "kind", Label: t.T("事项"), Options: views.Optional(t.T("全部"), f.Text("kind"), kinds)},
		{ID: "from", Name: "from", Label: t.T("自"), Value: f.Text("from"), Day: true, Max: 20},
		{ID: "to", Name: "to", Label: t.T("至"), Value: f.Text("to"), Day: true, Max: 20},
	}
}

// exportOperations sends the lines that the filters leave, which is a line of the
// log itself.
func (s *Server) exportOperations(c echo.Context) error {
	f, q, _, err := readLog(c)
	if err != nil {
		return err
	}
	all, total, err := s.Desk.Store.Operations(c.Request().Context(), q)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := views.OperationTable(all).WriteCSV(&b); err != nil {
		return err
	}
	l := exportLine{"", "管理日志，" + strconv.Itoa(total) + " 条" + logWords(f)}
	return s.download(c, l, "管理日志-"+s.Now().In(china).Format("20060102"), "csv", b.Bytes())
}

// logWords says in words what the log was narrowed by.
func logWords(f form.Form) string {
	out := ""
	for i, name := range logFilters {
		if v := f.Text(name); v != "" {
			out += "，" + []string{"用户 ", "事项 ", "自 ", "至 "}[i] + v
		}
	}
	return out
}
