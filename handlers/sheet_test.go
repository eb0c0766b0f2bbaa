package handlers

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// What is searched for never stands in an address: it is posted, the address has a
// token that only its owner can use and only for a day, and an address with the
// text itself is refused. A list whose text is lost says so.
func TestFindingKeepsTextOutOfAddresses(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	b.log()
	b.log("name", "钱乙", "content", "水库移民名册")
	for _, tt := range []struct{ name, text, has, lacks string }{
		{"q", "移民", "2026-00002", "2026-00001"}, {"name", "钱乙", "2026-00002", "2026-00001"},
		{"content", "补偿", "2026-00001", "2026-00002"}, {"number", "00001", "2026-00001", "2026-00002"},
	} {
		to := b.post("/applications/find", tt.name, tt.text, "channel", "registered", "page", "3").to
		if !strings.HasPrefix(to, "/applications?channel=registered&find=") || strings.Contains(to, "%") ||
			strings.Contains(to, "00001") {
			t.Errorf("finding %s leads to %s, want the other filters and a token", tt.text, to)
		}
		r := b.get(to)
		r.has(t, tt.text, tt.has, "共 1 件", tt.text, "清除条件")
		r.lacks(t, tt.text, tt.lacks)
		b.get("/applications?"+tt.name+"="+tt.text).want(t, "the text in the address", http.StatusUnprocessableEntity)
		other := s.as("shenhe").get(to)
		other.has(t, "somebody else's token", "搜索的文字已经过期", "共 2 件")
		other.lacks(t, "somebody else's token", `value="`+tt.text+`"`)
	}
	to := b.post("/applications/find", "q", "移民").to
	s.pass(25 * 60 * 60 * 1e9)
	b = s.as("jingban")
	b.get(to).has(t, "a day later", "搜索的文字已经过期", "共 2 件")
	b.get(strings.Replace(to, "/applications", "/applications/export", 1)+"&format=csv").
		want(t, "an export without the text", http.StatusNotFound)
}

// The filters in the head of the table take days as people type them, and lead to
// the list of those days. What cannot be read stays in its control, is named, and
// the other filters hold.
func TestFiltersInTheHead(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	b.log()
	b.log("arrived", "2026-10-09")
	b.log("arrived", "2026-10-09", "channel", "in_person")
	for typed, want := range map[string]string{
		"1009":                    "/applications?received_from=2026-10-09",
		"10-01~10.31":             "/applications?received_from=2026-10-01&received_to=2026-10-31",
		"2026-10-01 至 2026-10-09": "/applications?received_from=2026-10-01&received_to=2026-10-09",
		"~20261009":               "/applications?received_to=2026-10-09",
		"":                        "/applications",
	} {
		if to := b.post("/applications/find", "received", typed).to; to != want {
			t.Errorf("%q leads to %s, want %s", typed, to, want)
		}
	}
	b.get("/applications?received_from=2026-10-01&received_to=2026-10-31").
		has(t, "October", "共 2 件", `value="2026-10-01~2026-10-31"`, "收到 2026-10-01 至 2026-10-31")
	for typed, says := range map[string]string{"13月": "不能读作日期", "1109~1101": "前后颠倒"} {
		r := b.post("/applications/find", "received", typed, "channel", "in_person")
		r.want(t, typed, http.StatusUnprocessableEntity)
		r.has(t, typed, says, `value="`+typed+`"`, `href="#find-received"`, `aria-invalid="true"`, "共 1 件", "错误：")
	}
	b.get("/applications?handler=jingban").has(t, "by handler", "共 3 件", "经办甲")
	b.get("/applications?sort=urgency").has(t, "the most urgent first", `aria-sort="ascending"`)
}

// A list can be given a name, with what was searched for; it is the person's own,
// outlives the search, gives way to one of the same name, and an eleventh is
// refused until one is removed.
func TestNamedViews(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	b.log()
	b.log("content", "水库移民名册")
	found := b.post("/applications/find", "content", "移民", "channel", "registered").to
	to := b.post("/applications/views", "name", "移民件", "back", found).to
	if strings.Contains(to, "find=") || !strings.Contains(to, "channel=registered&view=") {
		t.Errorf("the view leads to %s, want its filters and its key", to)
	}
	s.pass(25 * 60 * 60 * 1e9)
	b = s.as("jingban")
	b.get(to).has(t, "a day later", "共 1 件", "水库移民名册", `aria-current="page">移民件`)
	b.get("/applications").has(t, "the register", "移民件", "删除视图")
	s.as("shenhe").get("/applications").lacks(t, "the register of another", "移民件")
	b.post("/applications/views", "name", "移民件", "back", "/applications?channel=fax").
		want(t, "the same name", http.StatusSeeOther)
	if n := strings.Count(b.get("/applications").body, ">移民件</a>"); n != 1 {
		t.Errorf("there are %d views of the name, want the later one", n)
	}
	for i := range 9 {
		b.post("/applications/views", "name", "视图"+strconv.Itoa(i), "back", "/applications?channel=fax").
			want(t, "a further view", http.StatusSeeOther)
	}
	full := b.post("/applications/views", "name", "第十一个", "back", "/applications?channel=fax")
	full.want(t, "one too many", http.StatusUnprocessableEntity)
	full.has(t, "one too many", "最多存 10 个", "请先在台账")
	b.post("/applications/views", "name", "", "back", "/applications").want(t, "no name", http.StatusUnprocessableEntity)
	b.post("/applications/views", "name", "外面", "back", "https://example.com/applications").
		want(t, "an address elsewhere", http.StatusUnprocessableEntity)
	key := to[strings.LastIndex(to, "=")+1:]
	b.post("/applications/views", "remove", key).want(t, "remove", http.StatusSeeOther)
	r := b.get("/applications")
	r.has(t, "the register", "常用视图已删除", "视图8")
	r.lacks(t, "the register", "移民件")
}

// Columns are shown as the person chose them, in the order of their places, and
// the lines as wide; nobody else sees a difference.
func TestColumnsOfOnesOwn(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	b.log()
	b.get("/applications").has(t, "the usual", ">申请内容<", ">承办人<")
	b.post("/applications/layout", "back", "/applications?sort=due", "columns", "due", "columns", "next",
		"columns", "nonsense", "place-next", "1", "place-due", "2", "roomy", "1").
		want(t, "choose", http.StatusSeeOther)
	r := b.get("/applications?sort=due")
	r.has(t, "the chosen", `class="roomy register"`, "拟答复")
	r.lacks(t, "the chosen", "<th scope=\"col\">承办人</th>", "赵*")
	if next, due := strings.Index(r.body, ">下一步</th>"), strings.Index(r.body, ">期限 ▲</a>"); next < 0 || due < next {
		t.Errorf("下一步 stands at %d and 期限 at %d, want them in this order", next, due)
	}
	s.as("shenhe").get("/applications").has(t, "another's", `class="dense register"`, "赵*")
	b.post("/applications/layout", "columns", "due", "place-due", "x").
		want(t, "a place that is none", http.StatusUnprocessableEntity)
	b.post("/applications/layout", "reset", "1").want(t, "reset", http.StatusSeeOther)
	b.get("/applications").has(t, "the usual again", `class="dense register"`, "赵*")
}

// What is ticked is printed, exported or handed over; with nothing ticked the page
// says so, and nothing out of reach comes along.
func TestTickedLines(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	b.log()
	b.log("name", "钱乙", "content", "水库移民名册")
	s.as("minzheng").log("office", "mzj", "content", "别的机关的")
	b.post("/applications/batch", "do", "print").has(t, "nothing ticked", "还没有勾选申请")
	b.post("/applications/batch", "do", "erase", "ids", "1").want(t, "an act that there is not", http.StatusBadRequest)
	printing := b.post("/applications/batch", "do", "print", "ids", "2", "ids", "1", "ids", "2")
	if printing.to != "/applications/print?ids=2,1" {
		t.Errorf("printing leads to %s, want each once", printing.to)
	}
	b.get("/applications/print?ids=2,1").has(t, "the print", "水库移民名册", "某乡镇征地补偿方案", "钱乙")
	b.get("/applications/print?ids=1,3").want(t, "one of another office", http.StatusNotFound)
	b.post("/applications/batch", "do", "export", "ids", "3").want(t, "export of another office's", http.StatusNotFound)
	r := b.post("/applications/batch", "do", "export", "ids", "2")
	if r.status != http.StatusOK || !strings.Contains(r.header.Get("Content-Disposition"), "xlsx") || len(r.body) < 1000 {
		t.Errorf("the export is %d, %q, %d bytes, want a spreadsheet",
			r.status, r.header.Get("Content-Disposition"), len(r.body))
	}
}

// A supervisor hands over all that a clerk has open, after saying how many there
// are: all at once, with an entry in each journal and a paper to sign. A clerk
// hands over the own only; a wrong count, nobody chosen or another office's people
// change nothing.
func TestHandover(t *testing.T) {
	s := newSite(t)
	clerk, head := s.as("jingban"), s.as("shenhe")
	clerk.log("arrived", "2026-11-23")
	clerk.log("arrived", "2026-11-09", "name", "钱乙")
	ended := clerk.log()
	clerk.do(ended, "withdraw", "2026-11-24", "reason", "不再需要").want(t, "withdraw", http.StatusSeeOther)
	r := head.get("/handover?from=jingban")
	r.has(t, "the list", "共 2 件", "钱*", `name="ids" value="2,1"`)
	r.lacks(t, "the list", "2026-00003")
	for _, tt := range []struct{ name, count, to, says string }{
		{"a wrong count", "3", "shenhe", "清单上是 2 件，填写的是 3 件"}, {"no count", "", "shenhe", "请填写清单上的件数，共 2 件"},
		{"nobody", "2", "", "请选择承办人"}, {"another office", "2", "minzheng", "不在受理"}, {"one's own", "2", "jingban", "已经由接收人承办"},
	} {
		bad := head.post("/handover", "ids", "2,1", "count", tt.count, "handler", tt.to, "reason", "岗位调整")
		bad.want(t, tt.name, http.StatusUnprocessableEntity)
		bad.has(t, tt.name, tt.says, `value="岗位调整"`, `name="ids" value="2,1"`)
	}
	head.get("/applications?handler=jingban").has(t, "after the refusals", "共 3 件")
	clerk.get("/handover?from=shenhe").want(t, "another's work", http.StatusForbidden)
	done := head.post("/handover", "ids", "2,1", "count", "2", "handler", "shenhe", "reason", "岗位调整")
	done.want(t, "hand over", http.StatusSeeOther)
	sheet := head.get(done.to)
	sheet.has(t, "the paper", "已移交 2 件", "移交人：", "监交人：", "经办甲", "审核乙", "2026-11-24", "岗位调整", "拟答复")
	head.get("/applications?handler=shenhe").has(t, "the register", "共 2 件")
	for _, page := range []string{"/applications/1", "/applications/2"} {
		head.get(page).has(t, page, "移交承办人", "岗位调整")
	}
	clerk.post("/handover", "ids", "1", "count", "1", "handler", "jingban").
		want(t, "taking it back from a head", http.StatusForbidden)
	clerk.get(done.to).has(t, "another's paper", "没有刚刚移交的清单")
	clerk.get("/handover").has(t, "nothing left", "没有在办的申请可以移交")
}
