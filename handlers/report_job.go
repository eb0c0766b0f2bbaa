package handlers

import (
	"context"
	"fmt"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/jobs"
	"gongkai/views/export"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/cond"
	"gongkai/workflow/job"
	"gongkai/workflow/report"
)

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
			p.Of(export.Numbers(r))
			out := jobs.NewPieces()
			err = export.WriteReport(out, r, "xlsx", func(line, col string) ([]workflow.Brief, error) {
				p.Step()
				_, briefs, _, err := desk.Reports.Behind(ctx, o, line, col, 0, 0)
				return briefs, err
			})
			return jobs.Product{Name: reportName(r) + ".xlsx", Media: formats["xlsx"], Body: out}, err
		},
	)
}

// reportName is what the file of a report is called.
func reportName(r report.Report) string {
	return fmt.Sprintf("统计表-%s-%d", r.Office.Code, r.Year)
}
