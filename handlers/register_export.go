package handlers

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/jobs"
	"gongkai/views/export"
	"gongkai/workflow"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/job"
)

// exportRegister sends the applications of the filter in the layout that the
// import reads; where there are many, it begins a job that makes the file.
func (s *Server) exportRegister(c echo.Context) error {
	f, err := s.readFilter(c)
	if err != nil {
		return err
	}
	format, where := f.Text("format"), f.query(1).Where
	if format != "csv" && format != "xlsx" {
		return fault.Input("format").Wrong("没有“%s”这种格式；可用 csv、xlsx", format)
	}
	_, total, err := s.desk(c).List(c.Request().Context(), workflow.Query{Where: where, Limit: 1})
	if err != nil {
		return err
	}
	x := registerExport{s.keptDesk(c), where, total, format, "台账-" + s.Now().In(china).Format("20060102")}
	if total > s.long().Export {
		if err := s.noteExport(c, registerLine(f, total)); err != nil {
			return err
		}
		return s.begin(c, job.Export, strings.ToUpper(format), x.make)
	}
	made, err := x.make(c.Request().Context(), &jobs.Progress{})
	if err != nil {
		return err
	}
	return s.download(c, registerLine(f, total), x.name, format, made.Body.Bytes())
}

// registerExport is what of the register is to be written, and how.
type registerExport struct {
	desk         *desks.Set
	where        cond.Cond
	total        int
	format, name string
}

// make writes the register.
func (x registerExport) make(ctx context.Context, p *jobs.Progress) (jobs.Product, error) {
	p.Of(x.total)
	out := jobs.NewPieces()
	err := export.WriteRegister(out, x.format, func(visit func(*workflow.Application) error) error {
		return x.desk.Each(ctx, x.where, func(app *workflow.Application) error {
			p.Step()
			return cmp.Or(ctx.Err(), visit(app))
		})
	})
	return jobs.Product{Name: x.name + "." + x.format, Media: formats[x.format], Body: out}, err
}

// china is the time in which days are counted, wherever the server runs. There is no
// summer time.
var china = time.FixedZone("CST", 8*3600)
