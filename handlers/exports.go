package handlers

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/handlers/jobs"
	"gongkai/views"
	"gongkai/views/export"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/job"
	"gongkai/workflow/report"
)

// exportLine is what the log of administration says of an export: the office it is of,
// "" where it is of several, and what it is. Its words have nothing of an
// applicant in them.
type exportLine struct{ of, says string }

// outgoingFile is a file on its way to the browser.
type outgoingFile struct {
	name, media string
	size        int64
}

// handOut writes into the log who takes a file out, and tells the browser to save
// what comes. Every file that leaves goes through here: without its line it is not
// sent.
func (s *Server) handOut(c echo.Context, l exportLine, f outgoingFile) error {
	if err := s.noteExport(c, l); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(
		echo.HeaderContentDisposition,
		`attachment; filename="gongkai`+path.Ext(f.name)+`"; filename*=UTF-8''`+url.PathEscape(f.name),
	)
	h.Set(echo.HeaderContentType, f.media)
	h.Set(echo.HeaderContentLength, strconv.FormatInt(f.size, 10))
	c.Response().WriteHeader(http.StatusOK)
	return nil
}

// formats are the media types of what can be downloaded.
var formats = map[string]string{
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"csv":  "text/csv; charset=utf-8",
	"json": "application/json; charset=utf-8",
	"txt":  "text/plain; charset=utf-8",
}

// download sends a file to be saved under a name, which is a line of the log.
func (s *Server) download(c echo.Context, l exportLine, name, format string, body []byte) error {
	if err := s.handOut(c, l, outgoingFile{name + "." + format, formats[format], int64(len(body))}); err != nil {
		return err
	}
	_, err := c.Response().Write(body)
	return err
}

// noteExport writes the line of an export into the log.
func (s *Server) noteExport(c echo.Context, l exportLine) error {
	return s.note(c, account.Exported, l.of, l.says)
}

// registerLine says how many applications are exported and by what they were
// chosen, without the text that was searched for: it may be a name.
func registerLine(f filter, n int) exportLine {
	chosen := slices.DeleteFunc(
		slices.Clone(f.where),
		func(condition cond.Cond) bool { _, searched := condition.(cond.Contains); return searched },
	)
	says := "台账 " + strconv.Itoa(n) + " 件，" + f.Text("format") + "，条件：" + views.Describe(chosen, calendar.Period{})
	if len(chosen) < len(f.where) {
		says += "，并有搜索文字"
	}
	return exportLine{f.Text("office"), says}
}

// reportLine says which report, or which number of it, is exported.
func reportLine(o report.Options, format, what string) exportLine {
	return exportLine{o.Office, strconv.Itoa(o.Year) + " 年" + what + "，" + format}
}

// journalLine says how many lines of the journals are exported and by what they
// were chosen.
func journalLine(f form.Form, n int) exportLine {
	says := "办理记录 " + strconv.Itoa(n) + " 条，" + f.Text("format")
	for _, by := range []struct{ name, label, shown string }{
		{"from", "自 ", f.Text("from")}, {"to", "至 ", f.Text("to")}, {"by", "办理人 ", f.Text("by")},
		{"event", "步骤 ", workflow.EventLabel(workflow.Event(f.Text("event")))}, {"number", "编号 ", f.Text("number")},
		{"irregular", "只看不合规", ""}, {"voided", "只看已撤销", ""},
	} {
		if f.Text(by.name) != "" {
			says += "，" + by.label + by.shown
		}
	}
	return exportLine{f.Text("office"), says}
}

// sampleLine says which sample is exported.
func sampleLine(f form.Form, drawn report.Drawn) exportLine {
	return exportLine{
		f.Text("office"),
		strconv.Itoa(drawn.Year) + " 年抽查名单 " + strconv.Itoa(len(drawn.Apps)) + " 件，种子 " + drawn.Seed + "，" + f.Text("format"),
	}
}

// files are the links to what a page shows as a file, the whole of it; at is how
// the page makes its addresses.
func files(t views.Language, at func(path string, change ...string) string, path string) []views.Link {
	var out []views.Link
	for _, format := range []string{"XLSX", "CSV"} {
		out = append(out,
			views.Link{URL: at(path, "format", strings.ToLower(format), "page", ""), Label: t.T("导出 %s", format)})
	}
	return out
}

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

var china = time.FixedZone("CST", 8*3600)
