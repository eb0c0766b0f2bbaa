package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/views/export"
	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/report"
)

// frozen shows what was handed in for a report, and what has moved since.
func (s *Server) frozen(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	return s.frozenPage(c, http.StatusOK, f, form.Form{}, nil)
}

// frozenPage shows it; with an error, what was typed into the form that hands it
// in stays.
func (s *Server) frozenPage(c echo.Context, status int, asked, typed form.Form, err error) error {
	o, optErr := asked.ReportOptions(user(c), s.today())
	if optErr != nil {
		return optErr
	}
	o.AsOf = ""
	desk, ctx := s.desk(c), c.Request().Context()
	office, deskErr := desk.InScope(ctx, o.Office)
	if deskErr != nil {
		return deskErr
	}
	all, deskErr := desk.Reports.Revisions(ctx, o)
	if deskErr != nil {
		return deskErr
	}
	shown, moved, deskErr := s.standsNow(c, o, asked, len(all) > 0)
	if deskErr != nil {
		return deskErr
	}
	frame := s.frame(c, views.ID("定稿"))
	p := views.HandedIn(frame, o, office.Name, all, shown, moved)
	if desk.Reports.MayFreeze() == nil {
		p.Fields = frame.SignerFields(s.today(), len(all) > 0)
		p.Problem = fill(frame.Language, p.Fields, typed, err)
	}
	return s.page(c, status, p)
}

// standsNow is the revision asked for, and what has moved since; nothing where no
// report was handed in.
func (s *Server) standsNow(
	c echo.Context, o report.Options, asked form.Form, any bool,
) (report.Frozen, []report.Difference, error) {
	n, err := asked.Number("revision")
	if err != nil || !any {
		return report.Frozen{}, nil, err
	}
	return s.desk(c).Reports.Differences(c.Request().Context(), o, n, s.Now())
}

// freeze hands a report in.
func (s *Server) freeze(c echo.Context) error {
	f, o, err := s.reportForm(c)
	if err != nil {
		return err
	}
	kept, err := s.handIn(c, o, f)
	if mendable(err) {
		return s.frozenPage(c, http.StatusUnprocessableEntity, f, f, err)
	}
	if err != nil {
		return err
	}
	s.flash(c, s.languageOf(c).T("已定稿，第 %d 稿，摘要 %s", kept.Revision, kept.Short()))
	return c.Redirect(http.StatusSeeOther, address.Query(address.ReportFrozen, views.ReportQuery(o)))
}

// handIn reads who signs, and submits the report.
func (s *Server) handIn(c echo.Context, o report.Options, f form.Form) (report.Frozen, error) {
	signers := report.Signers{Head: f.Text("head"),
		Reviewer: f.Text("reviewer"), Filler: f.Text("filler"), Phone: f.Text("phone")}
	var err error
	if signers.Date, err = f.Day("date"); err != nil {
		return report.Frozen{}, err
	}
	return s.desk(c).Reports.Freeze(c.Request().Context(), o, signers, f.Text("reason"), s.Now())
}

// asked is the report asked for: as it is, or one revision of what was handed in; with
// what is behind its numbers where the format shows that.
func (s *Server) asked(
	c echo.Context, f form.Form, o report.Options, format string,
) (r report.Report, details report.Details, err error) {
	reports, ctx := s.desk(c).Reports, c.Request().Context()
	n, err := f.Number("revision")
	if err != nil {
		return r, details, err
	}
	if n == 0 {
		if r, err = reports.Report(ctx, o); err == nil && export.ListsDetails(format) {
			details, err = reports.Details(ctx, o, nil)
		}
		return r, details, err
	}
	kept, err := reports.Revision(ctx, o, n)
	if err == nil && export.ListsDetails(format) {
		details, err = reports.DetailsKept(ctx, o, kept)
	}
	return kept.Report(), details, err
}

// behind lists a page of what is behind a number: today, as of a day, or in one
// revision of what was handed in. Limit 0 is all.
func (s *Server) behind(
	c echo.Context, f form.Form, o report.Options, limit, offset int,
) (report.Cell, []workflow.Brief, int, error) {
	desk, ctx := s.desk(c), c.Request().Context()
	n, err := f.Number("revision")
	if err != nil || n == 0 {
		if err != nil {
			return report.Cell{}, nil, 0, err
		}
		return desk.Reports.Behind(ctx, o, f.Text("line"), f.Text("col"), limit, offset)
	}
	cell, err := desk.Reports.Cell(ctx, o, f.Text("line"), f.Text("col"))
	if err != nil {
		return cell, nil, 0, err
	}
	kept, err := desk.Reports.Revision(ctx, o, n)
	if err != nil {
		return cell, nil, 0, err
	}
	all, err := desk.Reports.BehindKept(ctx, o, kept, cell.Line.Code, cell.Col.Code)
	if err != nil {
		return cell, nil, 0, err
	}
	cut := all[min(offset, len(all)):]
	if limit > 0 {
		cut = cut[:min(limit, len(cut))]
	}
	var ids []workflow.ID
	for _, b := range cut {
		ids = append(ids, b.ID)
	}
	apps, err := desk.Applications(ctx, ids) // as they are today, but the list is that of then
	if err != nil {
		return cell, nil, 0, err
	}
	for i, b := range cut {
		cut[i] = apps[i].Brief()
		cut[i].No, cut[i].Decides = b.No, b.Decides
	}
	return cell, cut, len(all), nil
}

// then loads the application of the address as it was known on a day that the
// query names; "" where it names none.
func (s *Server) then(c echo.Context) (*workflow.Application, calendar.Date, error) {
	n, err := form.ID(c)
	if err != nil {
		return nil, "", err
	}
	f, err := form.ReadQuery(c)
	if err != nil {
		return nil, "", err
	}
	day, err := f.AsOf(s.today())
	if err != nil || day == "" {
		return nil, "", err
	}
	app, err := s.desk(c).ApplicationAsOf(c.Request().Context(), n, day)
	return app, day, err
}

// pageThen shows an application as it was known on a day. Nothing can be done
// with it there.
func (s *Server) pageThen(c echo.Context, app *workflow.Application, day calendar.Date) error {
	d, err := s.deadlines(c)
	if err != nil {
		return err
	}
	d.Today = day
	frame := s.frame(c, "")
	frame.Title = app.Number
	p := views.Applied(frame, app,
		views.PageContext{Deadlines: d, Role: user(c).Role, Office: s.office(c, app.Office)}, views.Typed{})
	p.AsOf = string(day)
	return s.page(c, http.StatusOK, p)
}

// backThen lets the list behind a number lead where it came from: to the revision
// that was handed in, or to the applications as they were known on the day.
func (s *Server) backThen(p *views.CellPage, f form.Form, o report.Options) {
	if n := f.Text("revision"); n != "" {
		q := views.ReportQuery(o)
		q.Set("revision", n)
		p.Back = views.Link{URL: address.Query(address.ReportFrozen, q), Label: p.T("回定稿")}
	}
	if o.AsOf != "" {
		for i := range p.Rows {
			p.Rows[i].URL += "?as_of=" + string(o.AsOf)
		}
	}
}

// comparison shows a report beside that of the year before.
func (s *Server) comparison(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	o, err := f.ReportOptions(user(c), s.today())
	if err != nil {
		return err
	}
	desk, ctx := s.desk(c), c.Request().Context()
	two, err := desk.Reports.Compare(ctx, o)
	if err != nil {
		return err
	}
	offices, err := desk.Offices(ctx)
	if err != nil {
		return err
	}
	p := views.ComparedReports(s.frame(c, views.ID("与上年对比")), two, o)
	p.Choose = s.chooseReport(p.Language, two.Now, o, offices)
	return s.page(c, http.StatusOK, p)
}
