package handlers

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/report"
)

// checkSheetsPerPage is how many sheets one page has: more would make it too long for an
// old PC.
const checkSheetsPerPage = 15

// usualDraw is how many applications are drawn where nobody says.
const usualDraw = 20

// readDraw reads which sample is asked for, and whether any is.
func readDraw(f form.Form, today calendar.Date) (report.Draw, bool, error) {
	d := report.Draw{Office: f.Text("office"), Seed: f.Text("seed")}
	var errs [2]error
	d.Year, errs[0] = f.Number("year")
	d.N, errs[1] = f.Number("n")
	_, asked := f.Given("n")
	if d.Year == 0 {
		d.Year = today.Year() - 1
	}
	if _, said := f.Given("n"); !said || f.Text("n") == "" {
		d.N = usualDraw
	}
	return d, asked, cmp.Or(errs[:]...)
}

// sample draws applications. Without a seed it finds one and comes back with it, so
// that the address itself draws the same again.
func (s *Server) sample(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	d, asked, err := readDraw(f, s.today())
	switch {
	case err != nil || !asked:
	case d.Seed == "":
		f.Set("seed", s.seed())
		return c.Redirect(http.StatusSeeOther, f.Address(address.Sample))
	}
	var drawn report.Drawn
	var sheets []report.CheckSheet
	if err == nil && asked {
		drawn, sheets, err = s.drawn(c, d)
	}
	if err != nil && !mendable(err) {
		return err
	}
	return s.samplePage(c, f, drawn, sheets, asked, err)
}

// seed is a seed that nobody could choose: the day, and chance.
func (s *Server) seed() string {
	return strings.ReplaceAll(string(s.today()), "-", "") + "-" + strings.ToLower(strings.ReplaceAll(newRef(), "-", ""))
}

// drawn draws the sample and looks at each application of it.
func (s *Server) drawn(c echo.Context, d report.Draw) (report.Drawn, []report.CheckSheet, error) {
	drawn, err := s.desk(c).Reports.Sample(c.Request().Context(), d)
	if err != nil {
		return drawn, nil, err
	}
	sheets, err := s.desk(c).Reports.CheckSheets(c.Request().Context(), drawn.Apps, s.today())
	return drawn, sheets, err
}

// samplePage shows what was drawn; with an error, what was asked stays.
func (s *Server) samplePage(
	c echo.Context, f form.Form, drawn report.Drawn, sheets []report.CheckSheet, asked bool, err error,
) error {
	offices, deskErr := s.desk(c).Offices(c.Request().Context())
	if deskErr != nil {
		return deskErr
	}
	p := views.SamplePage{Frame: s.frame(c, views.ID("抽查")), Drawn: asked && err == nil, WithOffice: len(offices) > 1}
	p.Choose = s.chooseSample(p.Language, f, offices)
	if err != nil {
		p.Problem = fill(p.Language, p.Choose, f, err)
		p.Problem.Heading = p.T("没有抽取，请核对")
		return s.page(c, http.StatusUnprocessableEntity, p)
	}
	if !asked {
		return s.page(c, http.StatusOK, p)
	}
	p.Facts, p.Rows = p.SampleFacts(drawn), views.SampleRows(drawn, sheets)
	p.Caption = p.T("抽到 %d 件", len(p.Rows))
	if len(p.Rows) == 0 {
		p.Caption = p.T("%d 年没有收到申请，没有可以抽查的。", drawn.Year)
		return s.page(c, http.StatusOK, p)
	}
	p.Sheets = views.Link{URL: f.Address(address.SampleSheet), Label: p.T("打印检查单")}
	p.Exports = files(p.Language, f.Address, address.SampleExport)
	return s.page(c, http.StatusOK, p)
}

// chooseSample are the controls that choose a sample, as they stand.
func (s *Server) chooseSample(t views.Language, f form.Form, offices []account.Office) []views.Field {
	year := f.Text("year")
	if year == "" {
		year = strconv.Itoa(s.today().Year() - 1)
	}
	n, asked := f.Given("n")
	if !asked {
		n = strconv.Itoa(usualDraw)
	}
	out := []views.Field{{ID: "year", Name: "year", Label: t.T("收到年度"), Options: years(s.today(), year)}}
	if len(offices) > 1 {
		out = append(out, views.Field{ID: "office", Name: "office", Label: t.T("机关"),
			Options: views.Optional(t.T("全部"), f.Text("office"), officeOptions(offices, f.Text("office")))})
	}
	return append(out,
		views.Field{ID: "n", Name: "n", Label: t.T("抽查件数"), Value: n, Mode: "numeric", Max: 3},
		views.Field{ID: "seed", Name: "seed", Label: t.T("种子（可不填）"), Value: f.Text("seed"), Max: 40},
	)
}

// readDraw reads the sample that an address names in full.
func (s *Server) readDraw(c echo.Context) (form.Form, report.Drawn, error) {
	f, err := form.ReadQuery(c)
	if err != nil {
		return f, report.Drawn{}, err
	}
	d, _, err := readDraw(f, s.today())
	if err != nil {
		return f, report.Drawn{}, err
	}
	drawn, err := s.desk(c).Reports.Sample(c.Request().Context(), d)
	return f, drawn, err
}

// checkSheets are the sheets of a sample, to be printed.
func (s *Server) checkSheets(c echo.Context) error {
	f, drawn, err := s.readDraw(c)
	if err != nil {
		return err
	}
	page, err := f.PageNumber()
	if err != nil {
		return err
	}
	from := min((page-1)*checkSheetsPerPage, len(drawn.Apps))
	to := min(from+checkSheetsPerPage, len(drawn.Apps))
	sheets, err := s.desk(c).Reports.CheckSheets(c.Request().Context(), drawn.Apps[from:to], s.today())
	if err != nil {
		return err
	}
	p := views.CheckSheetsPage{Frame: s.frame(c, views.ID("检查单"))}
	p.Sheets, p.Caption = p.CheckSheets(drawn, sheets, from), p.T("一件一页，用浏览器打印；系统判断依据办理记录作出，纸质案卷由检查人核对。")
	p.Pager = leaves(p.Language, page, len(drawn.Apps), checkSheetsPerPage, func(n string) string {
		return f.Address(address.SampleSheet, "page", n)
	})
	p.Back = views.Link{URL: f.Address(address.Sample, "page", ""), Label: p.T("回抽查名单")}
	return s.page(c, http.StatusOK, p)
}

// exportSample sends the list of a sample with the answer to every check.
func (s *Server) exportSample(c echo.Context) error {
	f, drawn, err := s.readDraw(c)
	if err != nil {
		return err
	}
	sheets, err := s.desk(c).Reports.CheckSheets(c.Request().Context(), drawn.Apps, s.today())
	if err != nil {
		return err
	}
	var b bytes.Buffer
	facts := s.frame(c, "").SampleFacts(drawn)
	if err := views.SampleTable(drawn, sheets, facts).Write(&b, f.Text("format")); err != nil {
		return err
	}
	return s.download(c, sampleLine(f, drawn),
		fmt.Sprintf("抽查-%d-%s", drawn.Year, drawn.Seed), f.Text("format"), b.Bytes())
}
