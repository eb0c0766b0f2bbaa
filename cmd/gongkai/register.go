package main

import (
	"io"
	"path/filepath"
	"strings"

	"gongkai/views/export"
	"gongkai/views/sheet"
	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/register"
)

// Run imports a register, all of it or nothing. The status is 1 if rows were refused.
func (c *importRegister) Run(p *program) error {
	return p.withDesk(func(desk *desks.Set) error {
		report, err := c.load(p, desk)
		if err != nil {
			c.failed(p, report, err)
			return err
		}
		if c.JSON {
			err = p.json(report)
		} else {
			c.print(p, report)
		}
		if err == nil && len(report.Refused) > 0 {
			err = errFound
		}
		return err
	})
}

// load reads the file and imports it. With an error the report is empty but has no
// nil lists, so that it can be printed as JSON.
func (c *importRegister) load(p *program, desk *desks.Set) (register.ImportReport, error) {
	empty := register.ImportReport{Refused: []register.RowFault{}, Irregular: []register.RowIrregular{}}
	if _, err := desk.InScope(p.ctx, c.Office); err != nil {
		return empty, err
	}
	f, err := p.open(c.File)
	if err != nil {
		return empty, err
	}
	defer f.Close() //nolint:errcheck // only read
	grid, err := sheet.ReadSheet(c.File, f)
	if err != nil {
		return empty, err
	}
	return desk.Register.Import(p.ctx, c.Office, grid, p.now(), c.DryRun)
}

// failed tells programs, too, why a whole file was refused: as a fault of no row.
func (c *importRegister) failed(p *program, report register.ImportReport, err error) {
	if c.JSON {
		report.Refused = append(report.Refused, register.RowFault{Reason: plain(err)})
		_ = p.json(report) // the error itself is reported anyway
	}
}

// print names what was refused, what was recorded as irregular, and sums up.
func (c *importRegister) print(p *program, r register.ImportReport) {
	for _, f := range r.Refused {
		p.say("第 %d 行 “%s”列 “%s”：%s", f.Row, f.Column, f.Value, f.Reason)
	}
	for _, f := range r.Irregular {
		article := ""
		if f.Article != "" {
			article = "（" + fault.Cite(f.Article) + "）"
		}
		p.say("第 %d 行 不合规，已照录：%s%s", f.Row, f.What, article)
	}
	if len(r.Unknown) > 0 {
		p.say("不认识的列，内容并入备注：%s", strings.Join(r.Unknown, "、"))
	}
	switch {
	case len(r.Refused) > 0:
		p.say("共 %d 行，有 %d 处不能导入，没有写入任何内容", r.Rows, len(r.Refused))
	case c.DryRun:
		p.say("共 %d 行，可以导入 %d 行，已有 %d 行，不合规 %d 处；试运行，没有写入", r.Rows, r.Added, r.Unchanged, len(r.Irregular))
	default:
		p.say("共 %d 行，导入 %d 行，已有 %d 行，不合规 %d 处", r.Rows, r.Added, r.Unchanged, len(r.Irregular))
	}
}

// Run exports a register in the layout that the import reads.
func (c *exportRegister) Run(p *program) error {
	format, err := c.format()
	if err != nil {
		return err
	}
	return p.withDesk(func(desk *desks.Set) error {
		if _, err := desk.InScope(p.ctx, c.Office); err != nil {
			return err
		}
		return p.write(c.Output, func(w io.Writer) error {
			return export.WriteRegister(w, format, func(visit func(*workflow.Application) error) error {
				return c.each(p, desk, visit)
			})
		})
	})
}

// format goes by the name of the file; standard output is CSV.
func (c *exportRegister) format() (string, error) {
	switch strings.ToLower(filepath.Ext(c.Output)) {
	case ".xlsx":
		return "xlsx", nil
	case ".csv", "":
		return "csv", nil
	}
	return "", misuse{"-o 的文件名应当以 .xlsx 或者 .csv 结尾"}
}

// each visits the applications to export. One that both sides have yet to confirm has
// no day of receipt and so no place in a register; it is left out, and a warning says
// how many were.
func (c *exportRegister) each(p *program, desk *desks.Set, visit func(*workflow.Application) error) error {
	waiting := 0
	err := desk.Each(p.ctx, cond.InOffices(c.Office), func(app *workflow.Application) error {
		switch {
		case app.Received == "":
			waiting++
		case c.Year == 0 || countsIn(app, calendar.YearOf(c.Year)):
			return visit(app)
		}
		return nil
	})
	if waiting > 0 {
		p.warn("有 %d 件申请待双方确认，还没有收到日期，没有导出", waiting)
	}
	return err
}

// countsIn says whether the table of a year counts the application, or a dispute over
// it: what is carried over from earlier years counts as well.
func countsIn(app *workflow.Application, year calendar.Period) bool {
	if app.Received > year.To {
		return false
	}
	if app.Closed == "" || app.Closed >= year.From {
		return true
	}
	for _, d := range app.Disputes {
		if d.Accepted <= year.To && (d.Closed == "" || d.Closed >= year.From) {
			return true
		}
	}
	return false
}
