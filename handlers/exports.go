package handlers

import (
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/report"
)

// line is what the log of administration says of an export: the office it is of,
// "" where it is of several, and what it is. Its words have nothing of an
// applicant in them.
type line struct{ of, says string }

// outgoing is a file on its way to the browser.
type outgoing struct {
	name, media string
	size        int64
}

// handOut writes into the log who takes a file out, and tells the browser to save
// what comes. Every file that leaves goes through here: without its line it is not
// sent.
func (s *Server) handOut(c echo.Context, l line, f outgoing) error {
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
}

// download sends a file to be saved under a name, which is a line of the log.
func (s *Server) download(c echo.Context, l line, name, format string, body []byte) error {
	if err := s.handOut(c, l, outgoing{name + "." + format, formats[format], int64(len(body))}); err != nil {
		return err
	}
	_, err := c.Response().Write(body)
	return err
}

// noteExport writes the line of an export into the log.
func (s *Server) noteExport(c echo.Context, l line) error {
	return s.note(c, account.Exported, l.of, l.says)
}

// registerLine says how many applications are exported and by what they were
// chosen, without the text that was searched for: it may be a name.
func registerLine(f filter, n int) line {
	chosen := slices.DeleteFunc(
		slices.Clone(f.where),
		func(condition cond.Cond) bool { _, searched := condition.(cond.Contains); return searched },
	)
	says := "台账 " + strconv.Itoa(n) + " 件，" + f.Text("format") + "，条件：" + views.Describe(chosen, calendar.Period{})
	if len(chosen) < len(f.where) {
		says += "，并有搜索文字"
	}
	return line{f.Text("office"), says}
}

// reportLine says which report, or which number of it, is exported.
func reportLine(o report.Options, format, what string) line {
	return line{o.Office, strconv.Itoa(o.Year) + " 年" + what + "，" + format}
}

// journalLine says how many lines of the journals are exported and by what they
// were chosen.
func journalLine(f form.Form, n int) line {
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
	return line{f.Text("office"), says}
}

// sampleLine says which sample is exported.
func sampleLine(f form.Form, drawn report.Drawn) line {
	return line{
		f.Text("office"),
		strconv.Itoa(drawn.Year) + " 年抽查名单 " + strconv.Itoa(len(drawn.Apps)) + " 件，种子 " + drawn.Seed + "，" + f.Text("format"),
	}
}
