package handlers

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
)

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)">`)

// seen are the fields of the form that confirms what a page shows.
func (r reply) seen() []string {
	var out []string
	_, form, _ := strings.Cut(r.body, `action="/calendar/confirm"`)
	form, _, _ = strings.Cut(form, "</form>")
	for _, m := range hiddenField.FindAllStringSubmatch(form, -1) {
		if m[1] != "csrf" {
			out = append(out, m[1], strings.NewReplacer("&#34;", `"`, "&#43;", "+", "&lt;", "<", "&amp;", "&").Replace(m[2]))
		}
	}
	if strings.Contains(form, `name="count"`) {
		out = append(out, "count", strconv.Itoa(strings.Count(r.body, `<tr><th scope="row">`)))
	}
	return out
}

// upload sends a file with the form of an import.
func (b *browser) upload(text string) reply {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, pair := range [][2]string{{"csrf", b.token}, {"kind", "file"}} {
		if err := w.WriteField(pair[0], pair[1]); err != nil {
			b.t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", "2027.json")
	if err == nil {
		_, err = part.Write([]byte(text))
	}
	if err != nil || w.Close() != nil {
		b.t.Fatal(err)
	}
	return b.send("POST", "/calendar/preview", w.FormDataContentType(), body.String())
}

const year2027 = `{"year":2027,"papers":["https://www.example.gov.cn/2027"],"days":[
	{"name":"元旦","date":"2027-01-01","isOffDay":true},{"name":"春节","date":"2027-02-05","isOffDay":true}]}`

func (s *site) due(id workflow.ID) (calendar.Date, bool, int) {
	s.t.Helper()
	app, err := s.store.Get(context.Background(), nil, id)
	if err != nil {
		s.t.Fatal(err)
	}
	return app.Due, app.Provisional, len(app.Journal)
}

// The notice of the next year arrives: the administrator sees whose provisional
// date becomes fixed or moves, by number and office alone, confirms it, and the
// journal says why.
func TestNoticeOfTheNextYear(t *testing.T) {
	s := newSite(t)
	s.pass(15 * 24 * time.Hour)
	clerk, b := s.as("jingban"), s.as("guanli")
	clerk.log("arrived", "2026-12-01", "name", "钱不可见", "content", "内容不可见") // due 2026-12-29, provisional
	clerk.log("arrived", "2026-12-08")                                     // due 2027-01-05
	clerk.log("arrived", "2026-11-09")                                     // due 2026-12-07
	b.get("/calendar")
	shown := b.upload(year2027)
	shown.want(t, "the file", http.StatusOK)
	shown.has(t, "what would move", "2027 年放假安排：https://www.example.gov.cn/2027", "这一年以前没有载入", "期限有变化的未办结申请 2 件",
		`<th scope="row">2026-00001</th><td>示例县人民政府办公室</td>`+
			`<td class="date">2026-12-29（暂定）</td><td class="date">2026-12-29</td>`,
		`<th scope="row">2026-00002</th><td>示例县人民政府办公室</td>`+
			`<td class="date">2027-01-05（暂定）</td><td class="date">2027-01-06</td>`)
	shown.lacks(t, "what would move", "钱不可见", "内容不可见", "赵甲", "某乡镇", "2026-00003")
	if due, _, entries := s.due(2); due != "2027-01-05" || entries != 1 {
		t.Errorf("a look alone made it due %s with %d entries", due, entries)
	}
	r := b.post("/calendar/confirm", shown.seen()...)
	r.want(t, "confirmed", http.StatusSeeOther)
	b.get(r.to).has(t, "the calendar", "2 件未办结申请的期限有变化，已记入办理记录", "变动记录", "管理丁", "2027 年安排：放假 2 天，调休上班 0 天")
	if due, provisional, entries := s.due(1); due != "2026-12-29" || provisional || entries != 2 {
		t.Errorf("the first is due %s, provisional %t, with %d entries", due, provisional, entries)
	}
	clerk.get("/applications/2").
		has(t, "the journal", "期限重算", "2027-01-05 → 2027-01-06", "https://www.example.gov.cn/2027", "管理丁")
	b.upload(year2027).has(t, "the file again", "没有未办结申请的期限因此变动")
}

// What is confirmed is what was seen: an application that came, moved or ended in
// between has the administrator look again, and nothing is saved.
func TestStaleConfirmation(t *testing.T) {
	s := newSite(t)
	s.pass(15 * 24 * time.Hour)
	clerk, b := s.as("jingban"), s.as("guanli")
	clerk.log("arrived", "2026-12-08")
	b.get("/calendar")
	seen := b.upload(year2027).seen()
	clerk.log("arrived", "2026-12-09")
	again := b.post("/calendar/confirm", seen...)
	again.want(t, "one application more", http.StatusConflict)
	again.has(t, "it is shown again", "期限有变化的申请与刚才列出的不同", "期限有变化的未办结申请 2 件")
	if due, provisional, entries := s.due(1); due != "2027-01-05" || !provisional || entries != 1 {
		t.Errorf("it was saved all the same: due %s, provisional %t, %d entries", due, provisional, entries)
	}
	for i := range again.seen() {
		forged := again.seen()
		if i%2 == 1 && forged[i-1] != "kind" {
			forged[i] = map[string]string{
				"digest": "00", "year": "2028", "notices": "别的通知", "off": "2027-01-01 元旦\n2027-01-02", "work": "2027-01-09",
			}[forged[i-1]]
			if r := b.post("/calendar/confirm", forged...); r.status == http.StatusSeeOther {
				t.Errorf("confirmed with another %s", forged[i-1])
			}
		}
	}
	b.post("/calendar/confirm", again.seen()...).want(t, "what is seen now", http.StatusSeeOther)
	b.post("/calendar/confirm", again.seen()...).want(t, "the same once more", http.StatusConflict)
}

// A clerk who had the page open while the date moved is not sent away: the step
// is taken, by the new date.
func TestClerkGoesOnAfterRecalculation(t *testing.T) {
	s := newSite(t)
	s.pass(15 * 24 * time.Hour)
	clerk, b := s.as("jingban"), s.as("guanli")
	page := clerk.log("arrived", "2026-12-08")
	b.get("/calendar")
	b.post("/calendar/confirm", b.upload(year2027).seen()...).want(t, "confirmed", http.StatusSeeOther)
	clerk.get(page)
	clerk.post(page+"/events", "event", "consult", "on", "2026-12-09", "party", "third_party", "version", "1").
		want(t, "a step on the version before", http.StatusSeeOther)
	clerk.post(page+"/events", "event", "consult", "on", "2026-12-09", "party", "co_maker", "version", "1").
		want(t, "a step that did not see that one", http.StatusConflict)
}

// Days typed in replace those of the year that stands in the form; what cannot be
// read is said beside its field, with what was typed.
func TestTypedYear(t *testing.T) {
	s := newSite(t)
	b := s.as("guanli")
	b.get("/calendar?year=2026").
		has(t, "the form begins with what there is", "2026-01-01 元旦\n", "2026-01-04 元旦", "content_")
	for name, form := range map[string][]string{
		`href="#off"`:                     {"off", "元旦"},
		`href="#work"`:                    {"off", "2028-01-01", "work", "2028-13-01"},
		"第 2 行：2028-01-01 出现了两次":          {"off", "2028-01-01\n2028-01-01"},
		"2028-01-03 是星期一":                 {"off", "2028-01-01", "work", "2028-01-03"},
		"2027-12-01 不属于 2028 年":           {"off", "2027-12-01"},
		"2028 年的安排里没有放假日":                 {"off", ""},
		"2028-01-01 至 2028-03-01 超过 31 天": {"off", "2028-01-01 至 2028-03-01"},
	} {
		b.post("/calendar/preview", append([]string{"kind", "year", "year", "2028", "notices", "示发〔2027〕1号"}, form...)...).
			has(t, "a mistake", name, "示发〔2027〕1号", "没有保存，请核对")
	}
	b.post("/calendar/preview", "kind", "year", "year", "1999", "off", "1999-01-01").
		has(t, "a year before all", "年份 1999 不对")
	b.post("/calendar/preview", "kind", "king").want(t, "a kind that there is not", http.StatusBadRequest)
	b.upload("2028").has(t, "no such file", "holiday-cn", `href="#file"`)
	shown := b.post("/calendar/preview", "kind", "year", "year", "2028", "notices", "示发〔2027〕1号",
		"off", "2028-01-01 至 2028-01-03 元旦", "work", "2028年1月8日")
	shown.has(t, "what would be", "2028 年放假安排：示发〔2027〕1号", "放假 3 天", "调休上班 1 天")
	b.post("/calendar/confirm", shown.seen()...).want(t, "confirmed", http.StatusSeeOther)
	cal, err := s.store.Calendar(context.Background())
	if err != nil || cal.Why("2028-01-03") != "元旦" || cal.Why("2028-01-08") != "调休上班" {
		t.Errorf("2028-01-03 is %s, 2028-01-08 %s (%v)", cal.Why("2028-01-03"), cal.Why("2028-01-08"), err)
	}
}

// Local days off count until the office is switched over; then they move its
// applications alone, and each says under which document.
func TestLocalDaysPage(t *testing.T) {
	s := newSite(t)
	clerk, other, b := s.as("jingban"), s.as("minzheng"), s.as("guanli")
	page, ours := clerk.log("arrived", "2026-11-09"), "2026-12-07"
	other.log("arrived", "2026-11-09", "office", "mzj")
	b.get("/calendar")
	do := func(what string, pairs ...string) reply {
		t.Helper()
		shown := b.post("/calendar/preview",
			append([]string{"kind", "local", "office", "xfb", "document", "示办发〔2026〕3号"}, pairs...)...)
		shown.want(t, what, http.StatusOK)
		b.post("/calendar/confirm", shown.seen()...).want(t, what, http.StatusSeeOther)
		return shown
	}
	do("days for both", "do", "off", "days", "2026-11-25 至 2026-11-26 示例节", "below", "1").
		has(t, "days", "示例县人民政府办公室、示例县民政局", "没有未办结申请")
	do("the switch of one", "do", "exclude").has(t, "the switch", "期限有变化的未办结申请 1 件", ours, "2026-12-09")
	clerk.get("/api/due?channel=in_person&arrived=2026-11-09").has(t, "the due date before logging", `"due":"2026-12-09"`)
	clerk.get(page).has(t, "the ledger", "地方假日 示例节（示办发〔2026〕3号）", "2026-12-07 → 2026-12-09", "地方假日不计入期限（示办发〔2026〕3号）")
	clerk.get("/calendar").has(t, "the clerk's calendar", "不计入期限，依据：示办发〔2026〕3号", "示例节", "管理丁", "246 个工作日")
	other.get("/calendar").has(t, "the other office's", "计入期限：地方假日是否属于工作日没有统一规定", "示例节", "248 个工作日")
	b.get("/calendar?office=mzj").has(t, "chosen by the administrator", `<option value="mzj" selected>`, "248 个工作日")
	if due, _, entries := s.due(2); due != "2026-12-07" || entries != 1 {
		t.Errorf("the other office's is due %s with %d entries", due, entries)
	}
	do("a day taken back", "do", "back", "days", "2026-11-26", "below", "1").
		has(t, "a day less", "2026-12-09", "2026-12-08")
	for name, form := range map[string][]string{
		`href="#document"`:     {"do", "exclude", "document", ""},
		`href="#do"`:           {"do", "dance"},
		`href="#days"`:         {"do", "off", "days", "明天"},
		"没有登记过地方假日 2026-11-26": {"do", "back", "days", "2026-11-26"},
		"请填写地方假日的日期":           {"do", "off"},
		"没有代码为“zz”的机关":         {"do", "count", "office", "zz"},
	} {
		fields := map[string]string{"kind": "local", "office": "xfb", "document": "示办发〔2026〕3号"}
		for i := 0; i < len(form); i += 2 {
			fields[form[i]] = form[i+1]
		}
		var pairs []string
		for k, v := range fields {
			pairs = append(pairs, k, v)
		}
		b.post("/calendar/preview", pairs...).has(t, "a mistake", name)
	}
	clerk.post("/calendar/preview", "kind", "recheck").want(t, "a clerk", http.StatusForbidden)
	clerk.get("/calendar").lacks(t, "the clerk's calendar", "/calendar/preview")
}
