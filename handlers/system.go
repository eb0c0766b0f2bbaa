package handlers

import (
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
)

// What the page of the system warns of: a disk that is almost full, and a clock
// that is not that of the database.
const (
	littleSpace       = 1 << 30
	certificateWarned = 30 * 24 * time.Hour // before it ends
	clocksApart       = 5 * time.Second
)

// system tells how the installation stands. It has counts and sizes, no content.
func (s *Server) system(c echo.Context) error {
	p := views.SystemPage{Frame: s.frame(c, views.ID("系统状态"))}
	state := workflow.SystemState{Size: -1, Log: -1, Free: -1, Applications: -1, Entries: -1, Sessions: -1}
	if m, ok := s.Desk.Store.(workflow.Measured); ok {
		var err error
		if state, err = m.SystemState(c.Request().Context(), s.Now()); err != nil {
			return err
		}
	}
	years, warning, err := s.publishedYears(c)
	if err != nil {
		return err
	}
	checked, err := s.lastCheck(c)
	if err != nil {
		return err
	}
	p.Parts = s.systemParts(p.Language, state, years, checked)
	p.Warnings = append(s.systemWarnings(p.Language, state), warning...)
	return s.page(c, http.StatusOK, p)
}

// systemParts are the facts of the system, in groups. What is not known is said so.
func (s *Server) systemParts(t views.Language, state workflow.SystemState, years, checked string) []views.SystemPart {
	pair := func(label, value string) views.Pair {
		if value == "" {
			value = t.T("不详")
		}
		return views.Pair{Label: label, Value: value}
	}
	return []views.SystemPart{
		{Heading: t.T("程序"), Pairs: []views.Pair{
			pair(t.T("版本"), s.Version), pair("Go", runtime.Version()),
			pair(t.T("已运行"), lasting(t, s.Now().Sub(s.began))), pair(t.T("程序时间"), s.Now().In(china).Format(time.DateTime)),
		}},
		{Heading: t.T("数据库"), Pairs: []views.Pair{
			pair(t.T("类型"), state.Database),
			pair(t.T("结构版本"), strconv.FormatInt(state.Schema, 10)), pair(t.T("大小"), size(state.Size)),
			pair(t.T("预写日志"), size(state.Log)), pair(t.T("磁盘剩余"), size(state.Free)), pair(t.T("数据库时间"), clock(state.Clock)),
		}},
		{Heading: t.T("数据"), Pairs: []views.Pair{
			pair(t.T("申请件数"), count(state.Applications)), pair(t.T("办理记录条数"), count(state.Entries)),
			pair(t.T("正在登录"), count(state.Sessions)), pair(t.T("最近一次核验"), checked), pair(t.T("放假安排"), years),
		}},
	}
}

// lasting is a time in days, hours and minutes.
func lasting(t views.Language, d time.Duration) string {
	days := int(d.Hours()) / 24
	return t.T("%[1]d 天 %[2]d 小时 %[3]d 分", days, int(d.Hours())%24, int(d.Minutes())%60)
}

// count is a number; "" if it is not known.
func count(n int64) string {
	if n < 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// clock is a moment in China to the second; "" if it is not known.
func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(china).Format(time.DateTime)
}

// size is a number of bytes as people say it; "" where it is not known.
func size(n int64) string {
	if n < 0 {
		return ""
	}
	unit, v := "B", float64(n)
	for _, next := range []string{"KB", "MB", "GB", "TB"} {
		if v < 1024 {
			break
		}
		unit, v = next, v/1024
	}
	if unit == "B" {
		return strconv.FormatInt(n, 10) + " B"
	}
	return fmt.Sprintf("%.1f %s", v, unit)
}

// systemWarnings are what somebody should see to.
func (s *Server) systemWarnings(t views.Language, state workflow.SystemState) []string {
	var out []string
	if state.Free >= 0 && state.Free < littleSpace {
		out = append(out, t.T("磁盘剩余空间不到 1 GB，写满以后不能保存。请清理或者扩容。"))
	}
	if apart := s.Now().Sub(state.Clock).Abs(); !state.Clock.IsZero() && apart > clocksApart {
		out = append(out, t.T("程序和数据库的时间相差 %d 秒。请校准两边的时钟。", int(apart.Seconds())))
	}
	if s.CertificateEnds != nil && s.CertificateEnds().Before(s.Now().Add(certificateWarned)) {
		out = append(out, t.T("HTTPS 证书到 %s 为止。请在此之前换发（gongkai tls ca），到期以后浏览器打不开本系统。",
			calendar.DateOf(s.CertificateEnds())))
	}
	if !s.TLS {
		out = append(out, t.T("程序没有使用 HTTPS。如果前面也没有提供 HTTPS 的网关，密码和内容会在网络上明文传输。"))
	}
	return out
}

// publishedYears are the years with an arrangement of days off. From the last
// month but one on that of the next year should be there.
func (s *Server) publishedYears(c echo.Context) (string, []string, error) {
	cal, err := s.desk(c).Calendar(c.Request().Context())
	if err != nil {
		return "", nil, err
	}
	years, t, today := cal.Years(), s.languageOf(c), s.today()
	if len(years) == 0 {
		return "", nil, nil
	}
	next := today.Year() + 1
	var warning []string
	if today >= calendar.Date(fmt.Sprintf("%d-11-01", today.Year())) && years[len(years)-1] < next {
		warning = []string{t.T("%d 年放假安排还没有导入，落在那一年的答复期限是暂定的。国务院办公厅公布以后请在“日历”页导入。", next)}
	}
	return t.T("%[1]d 至 %[2]d 年", years[0], years[len(years)-1]), warning, nil
}

// lastCheck is when the journals were last checked, as far as the log knows.
func (s *Server) lastCheck(c echo.Context) (string, error) {
	found, _, err := s.Desk.Store.Operations(c.Request().Context(),
		account.OperationQuery{Kind: account.JournalChecked, Limit: 1})
	if err != nil || len(found) == 0 {
		return s.languageOf(c).T("还没有记录"), err
	}
	return clock(found[0].At) + " " + found[0].Says, nil
}
