package handlers

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/handlers/jobs"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/views/export"
	"gongkai/views/sheet"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
	"gongkai/workflow/job"
	"gongkai/workflow/merge"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// lineName is how the controls of hand-entered lines begin.
const lineName = "line."

// report shows the yearly table.
func (s *Server) report(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	o, err := f.ReportOptions(user(c), s.today())
	if err != nil {
		return err
	}
	return s.reportPage(c, http.StatusOK, o, form.Form{}, nil)
}

// reportPage shows a report; with an error, what was typed into the lines stays.
func (s *Server) reportPage(c echo.Context, status int, o report.Options, f form.Form, err error) error {
	ctx := c.Request().Context()
	r, deskErr := s.desk(c).Reports.Report(ctx, o)
	if deskErr != nil {
		return deskErr
	}
	offices, deskErr := s.desk(c).Offices(ctx)
	if deskErr != nil {
		return deskErr
	}
	frame := s.frame(c, views.ID("统计表"))
	// What is typed in belongs to one office and holds from now on: a table that sums up
	// several, or that looks back, takes none.
	p := views.Reported(frame, r, o, powers(c).Acts && !o.Rollup && o.AsOf == "")
	p.Choose = s.chooseReport(frame.Language, r, o, offices)
	clashes := clashesOf(err)
	if len(clashes) > 0 {
		f = f.Rebased(handShown(p))
	}
	retype(p, f)
	switch {
	case len(clashes) > 0:
		p.Problem = clashingLines(p, clashes)
	case err != nil:
		href, text := miswritten(p, string(fault.InputOf(err)), err.Error())
		p.Problem = &views.Problem{Heading: p.T("没有保存，请核对"), Items: []views.ProblemItem{{Text: text, Href: href}}}
	}
	return s.page(c, status, p)
}

// miswritten puts what is wrong beside the line it is in, whose name it then begins
// with, and says where that is; "" where it is in none.
func miswritten(p views.ReportPage, input, says string) (href, text string) {
	for _, table := range p.Tables {
		for _, line := range table.Lines {
			for i := range line.Cells {
				if cell := &line.Cells[i]; cell.Input == input && input != "" {
					cell.Error = cell.Says + "：" + says
					return "#" + cell.ID, cell.Error
				}
			}
		}
	}
	return "", says
}

// handShown are the lines that are typed in as a page shows them, by their controls.
func handShown(p views.ReportPage) map[string]string {
	out := map[string]string{}
	for _, table := range p.Tables {
		for _, line := range table.Lines {
			for _, cell := range line.Cells {
				if cell.Input != "" {
					out[cell.Input] = cell.Text
				}
			}
		}
	}
	return out
}

// clashingLines puts beside each line that somebody else has changed meanwhile what it is
// now.
func clashingLines(p views.ReportPage, clashes []merge.Clash) *views.Problem {
	problem := &views.Problem{Heading: p.T("没有保存：打开页面以后他人改动了其中 %d 项", len(clashes))}
	for _, c := range clashes {
		says := clashWords(p.Language, c, func(v string) string { return v })
		href, text := miswritten(p, lineName+c.Name, says)
		problem.Items = append(problem.Items, views.ProblemItem{Text: text, Href: href})
	}
	return problem
}

// retype puts back what was typed into the lines.
func retype(p views.ReportPage, f form.Form) {
	for _, table := range p.Tables {
		for _, line := range table.Lines {
			for i := range line.Cells {
				if v, ok := f.Given(line.Cells[i].Input); ok {
					line.Cells[i].Text = v
				}
				if seen, ok := f.Given(form.SeenPrefix + line.Cells[i].Input); ok {
					line.Cells[i].Seen = seen
				}
			}
		}
	}
}

// chooseReport are the controls that choose a report, as they stand.
func (s *Server) chooseReport(
	t views.Language, r report.Report, o report.Options, offices []account.Office,
) []views.Field {
	out := []views.Field{
		{ID: "office", Name: "office", Label: t.T("机关"), Options: officeOptions(offices, o.Office)},
		{ID: "year", Name: "year", Label: t.T("年度"), Options: years(s.today(), strconv.Itoa(r.Year))},
		{ID: "form", Name: "form", Label: t.T("版式"), Options: views.Optional(t.T("当年版式"), o.Form,
			views.Choose(report.Editions, o.Form, func(e statistics.Edition) (string, string) {
				return e.Name, t.T("%s 年版", e.Name)
			}))},
	}
	out = append(out, views.Field{ID: "as_of", Name: "as_of", Label: t.T("截至某日所知"), Day: true, Value: string(o.AsOf)})
	if len(offices) > 1 {
		out = append(out, views.Field{ID: "rollup", Name: "rollup", Label: t.T("含下级机关"), Box: true, Checked: o.Rollup})
	}
	return out
}

// reportForm reads a form about a report.
func (s *Server) reportForm(c echo.Context) (form.Form, report.Options, error) {
	f, err := form.Read(c)
	if err != nil {
		return f, report.Options{}, err
	}
	o, err := f.ReportOptions(user(c), s.today())
	return f, o, err
}

// setHandLines saves the lines that were typed in, of those that changed.
func (s *Server) setHandLines(c echo.Context) error {
	f, o, err := s.reportForm(c)
	if err != nil {
		return err
	}
	n, err := s.saveHand(c, o, f)
	if mendable(err) {
		return s.reportPage(c, statuses[fault.KindOf(err)], o, f, err)
	}
	if err != nil {
		return err
	}
	s.flash(c, s.languageOf(c).T("已保存 %d 个人工填报的数", n))
	return c.Redirect(http.StatusSeeOther, address.Query(address.Report, views.ReportQuery(o)))
}

// saveHand saves the lines that the person changed and says how many they are.
func (s *Server) saveHand(c echo.Context, o report.Options, f form.Form) (int, error) {
	o.Rollup = false
	changes := f.Changes(f.Under(lineName)...)
	for i := range changes {
		if err := plain(&changes[i], f); err != nil {
			return 0, err
		}
	}
	return s.desk(c).Reports.EditHandLines(c.Request().Context(), o, changes, s.Now())
}

// plain makes the change of a control that of a line, with its numbers as the program
// writes them. What the page showed is such a number, or nothing.
func plain(change *merge.Change, f form.Form) error {
	n, err := f.Signed(change.Name)
	if err != nil {
		return err
	}
	if change.Typed != "" {
		change.Typed = n.String()
	}
	change.Name = strings.TrimPrefix(change.Name, lineName)
	return nil
}

// exportReport sends the table as a file. A long workbook is made by a job.
func (s *Server) exportReport(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	o, err := f.ReportOptions(user(c), s.today())
	if err != nil {
		return err
	}
	format := f.Text("format")
	if format == "xlsx" && f.Text("revision") == "" {
		if long, err := s.longReport(c, o); err != nil {
			return err
		} else if long {
			return s.workbook(c, o)
		}
	}
	b, r, err := s.writeReport(c, f, o, format)
	if err != nil {
		return err
	}
	if formats[format] == "" {
		return fault.Input("format").Wrong("没有“%s”这种格式；可用 xlsx、csv、json", format)
	}
	return s.download(c, reportLine(o, format, "统计表"), reportName(r), format, b)
}

// writeReport writes the report asked for, and returns it with its file.
func (s *Server) writeReport(
	c echo.Context, f form.Form, o report.Options, format string,
) ([]byte, report.Report, error) {
	r, details, err := s.asked(c, f, o, format)
	if err != nil {
		return nil, r, err
	}
	var b bytes.Buffer
	err = export.WriteReport(&b, r, format, details.Behind)
	return b.Bytes(), r, err
}

// readCell reads which number of which report is meant.
func (s *Server) readCell(c echo.Context) (form.Form, report.Options, error) {
	f, err := form.ReadQuery(c)
	if err != nil {
		return f, report.Options{}, err
	}
	o, err := f.ReportOptions(user(c), s.today())
	return f, o, err
}

// cell lists the applications behind one number.
func (s *Server) cell(c echo.Context) error {
	f, o, err := s.readCell(c)
	if err != nil {
		return err
	}
	page, err := f.PageNumber()
	if err != nil {
		return err
	}
	cell, briefs, total, err := s.behind(c, f, o, views.PageSize, (page-1)*views.PageSize)
	if err != nil {
		return err
	}
	d, err := s.deadlines(c)
	if err != nil {
		return err
	}
	p := views.CellPage{Frame: s.frame(c, views.ID("一个数背后的申请")),
		Heading: heading(o, cell, total), Means: views.Describe(cell.Cond, cell.Query.Period) + "。"}
	p.Rows, p.Caption = views.Rows(briefs, s.officeNames(c), d), p.T("共 %d 件", total)
	p.Pager = pager(p.Language, page, total, func(n string) string { return f.Address(address.ReportCell, "page", n) })
	p.Exports = files(p.Language, f.Address, address.ReportCellExport)
	p.Back = views.Link{URL: address.Query(address.Report, views.ReportQuery(o)), Label: p.T("回统计表")}
	s.backThen(&p, f, o)
	return s.page(c, http.StatusOK, p)
}

// heading names the number: 2023 年 · 一、本年新收… · 自然人 = 12 件.
func heading(o report.Options, cell report.Cell, n int) string {
	words := fmt.Sprintf("%d 年 · %s", o.Year, cell.Line.Label)
	if len(cell.Form.Cols) > 1 {
		words += " · " + cell.Col.Label
	}
	return words + fmt.Sprintf(" = %d 件", n)
}

// exportCell sends the list behind one number as a file.
func (s *Server) exportCell(c echo.Context) error {
	f, o, err := s.readCell(c)
	if err != nil {
		return err
	}
	cell, briefs, total, err := s.behind(c, f, o, 0, 0)
	if err != nil {
		return err
	}
	d, err := s.deadlines(c)
	if err != nil {
		return err
	}
	t := sheet.Table{
		Title: heading(o, cell, total), Notes: []string{views.Describe(cell.Cond, cell.Query.Period)},
		Head: []string{"编号", "机关", "渠道", "申请人类型", "申请人", "申请内容", "收到日期", "办结日期", "办理结果", "由哪一步计入", "该步日期"},
	}
	for _, r := range views.Rows(briefs, s.officeNames(c), d) {
		t.Rows = append(t.Rows, []string{r.Number, r.Office, r.Channel, r.Kind, r.Name,
			r.Content, r.Received, r.Closed, r.Outcome, r.Decides.Label, r.Decides.On})
	}
	var b bytes.Buffer
	if err := t.Write(&b, f.Text("format")); err != nil {
		return err
	}
	l := reportLine(o, f.Text("format"), fmt.Sprintf("统计表 %s/%s 背后的申请 %d 件", cell.Line.Code, cell.Col.Code, total))
	return s.download(c, l, fmt.Sprintf("%d-%s-%s", o.Year, cell.Line.Code, cell.Col.Code), f.Text("format"), b.Bytes())
}

// longReport says whether the offices of a report have so many applications that
// its workbook takes a job.
func (s *Server) longReport(c echo.Context, o report.Options) (bool, error) {
	ctx := c.Request().Context()
	codes := []string{o.Office}
	if o.Rollup {
		offices, err := s.desk(c).Offices(ctx)
		if err != nil {
			return false, err
		}
		codes = account.Below(offices, o.Office)
	}
	_, total, err := s.desk(c).List(ctx, workflow.Query{Where: cond.InOffices(codes...), Limit: 1})
	return total > s.long().Report, err
}

// workbook begins a job that writes a report with what is behind its numbers.
func (s *Server) workbook(c echo.Context, o report.Options) error {
	desk := s.keptDesk(c)
	office, err := desk.InScope(c.Request().Context(), o.Office)
	if err != nil {
		return err
	}
	if err := s.noteExport(c, reportLine(o, "xlsx", "统计表")); err != nil {
		return err
	}
	return s.begin(
		c,
		job.Workbook,
		fmt.Sprintf("%s %d 年度", office.Name, o.Year),
		func(ctx context.Context, p *jobs.Progress) (jobs.Product, error) {
			r, err := desk.Reports.Report(ctx, o)
			if err != nil {
				return jobs.Product{}, err
			}
			details, err := desk.Reports.Details(ctx, o, p)
			if err != nil {
				return jobs.Product{}, err
			}
			out := jobs.NewPieces()
			err = export.WriteReport(out, r, "xlsx", details.Behind)
			return jobs.Product{Name: reportName(r) + ".xlsx", Media: formats["xlsx"], Body: out}, err
		},
	)
}

// reportName is what the file of a report is called.
func reportName(r report.Report) string {
	return fmt.Sprintf("统计表-%s-%d", r.Office.Code, r.Year)
}
