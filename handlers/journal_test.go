package handlers

import (
	"encoding/csv"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var entryLink = regexp.MustCompile(`<th scope="row"><a href="(/applications/\d+)#(e\d+)">`)

// The journal shows every entry of the offices in scope, each with the way to it,
// and narrows by every filter; nobody sees that of others, and the name of who
// applied is not in it.
func TestJournal(t *testing.T) {
	s := newSite(t)
	yearOf(s.as("jingban"))
	b := s.as("shenji")
	all := b.get("/journal")
	all.want(t, "journal", http.StatusOK)
	links := entryLink.FindAllStringSubmatch(all.body, -1)
	if len(links) < 15 {
		t.Errorf("%d entries, want more", len(links))
	}
	for _, m := range links {
		b.get(m[1]).has(t, m[1], `<li id="`+m[2]+`"`)
	}
	all.lacks(t, "journal", "赵甲", "name=\"q\" value")
	for _, tt := range []struct{ query, has, lacks string }{
		{"event=accept_review", "行政复议受理", `<td>收到申请</td>`},
		{"by=shenhe", "审核乙</td>", "经办甲</td>"},
		{"by=jingban&event=receive", "经办甲</td>", "审核乙</td>"},
		{"number=2025-00001", ">2025-00001</a>", ">2025-00002</a>"},
		{"office=mzj", "没有符合条件的办理记录", "经办甲</td>"},
		{"from=2026-11-24&to=2026-11-24", "收到申请", "没有符合条件"},
		{"to=2026-11-23", "没有符合条件的办理记录", "经办甲</td>"},
		{"voided=1", "没有符合条件的办理记录", "经办甲</td>"},
		{"irregular=1", "没有符合条件的办理记录", "经办甲</td>"},
	} {
		r := b.get("/journal?" + tt.query)
		r.has(t, tt.query, tt.has)
		r.lacks(t, tt.query, tt.lacks)
	}
	s.as("minzheng").get("/journal").has(t, "the journal of another office", "没有符合条件的办理记录")
	s.as("minzheng").get("/journal?office=xfb").want(t, "asking for another office", http.StatusNotFound)
}

// What cannot be asked is told beside its field, and what was typed stays.
func TestJournalRefuses(t *testing.T) {
	s := newSite(t)
	b := s.as("shenji")
	for _, tt := range []struct{ query, says string }{
		{"from=abc", "不能读作日期"}, {"from=2026-11-24&to=2026-11-01", "晚于截止日期"}, {"event=nonsense", "没有“nonsense”这种步骤"},
		{"by=nobody", "没有“nobody”这个用户"}, {"number=" + strings.Repeat("9", 65), "不能超过 64 字"},
	} {
		r := b.get("/journal?" + tt.query)
		r.want(t, tt.query, http.StatusUnprocessableEntity)
		r.has(t, tt.query, "没有查询，请核对", tt.says)
	}
	b.get("/journal?from=abc").has(t, "what was typed", `value="abc"`)
}

// The file has all lines of the filter, and as little of the applicant as the page.
func TestJournalExport(t *testing.T) {
	s := newSite(t)
	yearOf(s.as("jingban"))
	b := s.as("shenji")
	r := b.get("/journal/export?format=csv&event=receive")
	r.want(t, "CSV", http.StatusOK)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(r.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 7 {
		t.Fatalf("%d rows, %v; want a head and 6", len(rows), err)
	}
	for _, row := range rows[1:] {
		if row[4] != "收到申请" || row[6] != "经办甲" || row[7] != "jingban" {
			t.Errorf("row %v", row)
		}
	}
	b.get("/journal/export?format=xlsx").want(t, "XLSX", http.StatusOK)
	b.get("/journal?number=2025-00001").has(t, "the journal of one application", `<a href="/journal">清除条件</a>`,
		`href="/journal/export?format=csv&amp;number=2025-00001"`)
	b.get("/journal/export?format=pdf").want(t, "PDF", http.StatusUnprocessableEntity)
}

// The chains are walked when somebody asks, not before; who sees all offices gets
// everything, the administrator nothing.
func TestChainPage(t *testing.T) {
	s := newSite(t)
	yearOf(s.as("jingban"))
	b := s.as("shenji")
	b.get("/journal/chain").lacks(t, "before asking", "核对结果")
	b.get("/journal/chain?run=1").has(t, "after asking", "办理记录连续，没有断裂", "6 件", "0 处")
	s.as("guanli").get("/journal/chain?run=1").want(t, "the administrator", http.StatusForbidden)
}

var decidingLink = regexp.MustCompile(
	`<td class="date"><a href="(/applications/\d+)#(e\d+)">(\d{4}-\d\d-\d\d) ([^<]+)</a></td>`)

// The list behind a number names for each application the entry that decides, and
// that entry stands on its page with that day.
func TestCellNamesTheDecidingEntry(t *testing.T) {
	s := newSite(t)
	yearOf(s.as("jingban"))
	b := s.as("shenji")
	for query, label := range map[string]string{
		"line=new&col=total": "收到申请", "line=granted&col=total": "签发答复", "line=carried&col=total": "收到申请",
		"line=pending&col=review": "行政复议受理",
	} {
		r := b.get("/report/cell?office=xfb&year=2025&" + query)
		found := decidingLink.FindAllStringSubmatch(r.body, -1)
		if n := len(listed.FindAllString(r.body, -1)); len(found) == 0 || len(found) != n {
			t.Errorf("%s: %d of %d applications have an entry that decides", query, len(found), n)
		}
		for _, m := range found {
			if m[4] != label {
				t.Errorf("%s: decided by %s, want %s", query, m[4], label)
			}
			b.get(m[1]).has(t, m[1], `<li id="`+m[2]+`"`, m[3])
		}
	}
	b.get("/report/cell?office=xfb&year=2025&line=new&as_of=2026-11-24").
		has(t, "as it was known", `?as_of=2026-11-24#e1">2025-11-10 收到申请`)
	b.get("/report/cell/export?office=xfb&year=2025&line=granted&format=csv").
		has(t, "the file", "由哪一步计入", "签发答复,2025-11-28")
}

// Every number of the two years side by side that has a link leads to a list as
// long as the number.
func TestComparisonOpens(t *testing.T) {
	s := newSite(t)
	yearOf(s.as("jingban"))
	b := s.as("shenji")
	number := regexp.MustCompile(`<td class="num(?: now)?"><a href="([^"]+)">(\d+)</a></td>`)
	for _, year := range []string{"2026", "2025", "2026&form=2014", "2021", "2019"} {
		r := b.get("/report/compare?office=xfb&year=" + year)
		r.want(t, year, http.StatusOK)
		found := number.FindAllStringSubmatch(r.body, -1)
		if strings.HasPrefix(year, "2026") && len(found) < 6 {
			t.Errorf("%s: only %d links", year, len(found))
		}
		for _, m := range found {
			b.get(html.UnescapeString(m[1])).has(t, m[1], " = "+m[2]+" 件")
		}
	}
	b.get("/report/compare?office=xfb&year=2021").has(t, "another edition", "两年的统计表版式不同", ">—</td>")
	b.get("/report/compare?office=xfb&year=2025").lacks(t, "the same edition", "两年的统计表版式不同")
	b.get("/report?office=xfb&year=2025").has(t, "the report", "/report/compare?office=xfb&amp;year=2025")
	s.as("minzheng").get("/report/compare?office=xfb").want(t, "another office", http.StatusNotFound)
}

// A sample without a seed is given one and has its own address; drawn again it is
// the same, its sheets say how each check came out, and all of it can be taken
// along. What cannot be drawn is told beside its field.
func TestSample(t *testing.T) {
	s := newSite(t)
	yearOf(s.as("jingban"))
	b := s.as("shenji")
	b.get("/sample").has(t, "before drawing", "选择年度和件数后抽取", `name="n" type="text" value="20"`)
	first := b.get("/sample?year=2025&n=3&seed=")
	first.want(t, "without a seed", http.StatusSeeOther)
	address := first.header.Get("Location")
	if !regexp.MustCompile(`seed=20261124-[0-9a-f]{10}`).MatchString(address) {
		t.Errorf("the seed is not in the address %s", address)
	}
	once, again := b.get(address), b.get(address)
	if got := listed.FindAllString(once.body, -1); len(got) != 3 ||
		strings.Join(got, "") != strings.Join(listed.FindAllString(again.body, -1), "") {
		t.Errorf("drawn %v, then %v", got, listed.FindAllString(again.body, -1))
	}
	once.has(t, "the sample", "当年收到的 6 件", "抽到 3 件")
	sheets := b.get(strings.Replace(address, "/sample?", "/sample/sheet?", 1))
	sheets.has(t, "the sheets", "抽查第 3 件，共 3 件", "拟稿与签发不是同一人", "检查人：", "末条摘要")
	sheets.lacks(t, "the sheets", "赵甲")
	b.get(strings.Replace(address, "/sample?", "/sample/export?format=csv&", 1)).
		has(t, "the file", "抽取值", "按期答复", "2025-0000")
	for query, says := range map[string]string{
		"year=2025&n=0&seed=a": "1 至 100", "year=2025&n=3&seed=a%7Cb": "字母、数字",
		"year=2025&n=x&seed=a": "不是整数", "year=1949&n=3&seed=a": "年份",
	} {
		r := b.get("/sample?" + query)
		r.want(t, query, http.StatusUnprocessableEntity)
		r.has(t, query, "没有抽取，请核对", says)
	}
	b.get("/sample?year=2009&n=3&seed=a").has(t, "an empty year", "2009 年没有收到申请")
	s.as("minzheng").get("/sample?year=2025&n=3&seed=a").has(t, "another office", "2025 年没有收到申请")
}

// The menu has the journal and the sample for those who look after others' work,
// and not for a clerk.
func TestOversightInTheMenu(t *testing.T) {
	s := newSite(t)
	for name, shown := range map[string]bool{"jingban": false, "shenhe": true, "shenji": true, "guanli": false} {
		if got := strings.Contains(s.as(name).get("/help").body, `<li><a href="/journal" accesskey="k">`); got != shown {
			t.Errorf("%s: the journal in the menu is %v, want %v", name, got, shown)
		}
	}
}
