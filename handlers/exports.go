package handlers

import (
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow"
)

// noteRegister writes into the log how many applications were exported and by
// what they were chosen, without the text that was searched for: it may be a name.
func (s *Server) noteRegister(c echo.Context, f filter, n int) error {
	searched := func(cond workflow.Cond) bool { _, ok := cond.(workflow.Contains); return ok }
	chosen := slices.DeleteFunc(slices.Clone(f.where), searched)
	says := "台账 " + strconv.Itoa(n) + " 件，" + f.text("format") + "，条件：" + views.Describe(chosen, workflow.Period{})
	if len(chosen) < len(f.where) {
		says += "，并有搜索文字"
	}
	return s.note(c, workflow.Exported, f.text("office"), says)
}

// noteReport writes into the log which report, or which number of it, was exported.
func (s *Server) noteReport(c echo.Context, o workflow.ReportOptions, format, what string) error {
	return s.note(c, workflow.Exported, o.Office, strconv.Itoa(o.Year)+" 年"+what+"，"+format)
}
