package handlers

import (
	"net/http"
	"strings"
	"testing"

	"gongkai/workflow/account"
)

// The administrator writes down how an office signs and where its answers are
// disputed; letters and the application page then name it.
func TestOfficeIsChanged(t *testing.T) {
	s := newSite(t)
	admin, clerk := s.as("guanli"), s.as("jingban")
	admin.get("/offices").has(t, "offices", `href="/offices/xfb"`, "审核签发人", "通用表述")
	admin.get("/offices/xfb").has(t, "the form", `value="示例县人民政府办公室"`, `name="pair" value="1"`, `name="court"`)
	form := []string{
		"office_name", "示例县人民政府办公室", "pair", "1", "review", "示例县人民政府", "court", "示例县人民法院", "online", "https://example.org/复议",
	}
	admin.post("/offices/xfb", form...).want(t, "save", http.StatusSeeOther)
	admin.get("/offices").has(t, "offices", "已保存机关", "两人办理", "已填")
	admin.get("/offices/xfb").has(t, "the form again", `name="pair" value="1" checked`, `value="示例县人民法院"`)
	page := clerk.log()
	clerk.answered(page, "2026-11-20", "granted")
	clerk.get(page).has(t, "the remedies", "示例县人民法院", "https://example.org/复议", "自送达之日起计算，还没有送达")

	admin.post("/offices/xfb", append(admin.get("/offices/xfb").seenOn(), "office_name", "示例县人民政府办公室")...).
		want(t, "untick", http.StatusSeeOther)
	offices, err := s.store.Offices(t.Context())
	if err != nil || offices[1] != (account.Office{Code: "xfb", Name: "示例县人民政府办公室"}) {
		t.Errorf("after unticking everything: %+v, %v", offices, err)
	}
	for _, tt := range []struct {
		name, path string
		form       []string
		status     int
		shows      string
	}{
		{"no name", "/offices/xfb", []string{"office_name", " ", "court", "某法院"}, 422, `value="某法院"`},
		{"too long", "/offices/xfb", []string{"office_name", "示例县", "court", strings.Repeat("法", 101)}, 422, `href="#court"`},
		{"not there", "/offices/zz", []string{"office_name", "示例县"}, 404, "没有代码为“zz”的机关"},
	} {
		r := admin.post(tt.path, tt.form...)
		r.want(t, tt.name, tt.status)
		r.has(t, tt.name, tt.shows)
	}
	clerk.get("/offices/xfb").want(t, "a clerk looks", http.StatusForbidden)
	clerk.post("/offices/xfb", form...).want(t, "a clerk changes", http.StatusForbidden)
	admin.token = "stale"
	admin.post("/offices/xfb", form...).want(t, "without the token", http.StatusForbidden)
}

// The list of deadlines has what the office has to do, the nearest first, and the
// register says how many there are and whether one is over.
func TestDeadlinesOfDisputes(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	b.get("/disputes").has(t, "nothing", "没有要办的复议、诉讼期限")
	late, soon := b.log("arrived", "2026-10-09"), b.log("arrived", "2026-10-09", "kind", "company", "name", "示例公司")
	for _, page := range []string{late, soon} {
		b.answered(page, "2026-10-12", "granted")
	}
	b.do(soon, "accept_suit", "2026-11-20", "block", "suit_direct", "our", "original").want(t, "suit", http.StatusSeeOther)
	r := b.get("/applications")
	r.has(t, "the register", `<a href="/disputes" class="urgent">复议诉讼期限 <b>1</b>`)
	b.do(late, "accept_review", "2026-10-20").want(t, "review", http.StatusSeeOther)
	b.get("/applications").has(t, "the register", `<a href="/disputes" class="overdue">复议诉讼期限 <b>2</b>`)
	r = b.get("/disputes")
	r.has(t, "the list", "共 2 件", "赵*", "示例公司", "原行为机关", "逾期", "2026-11-03")
	if strings.Index(r.body, "2026-00001") > strings.Index(r.body, "2026-00002") {
		t.Error("the later deadline stands first")
	}
	b.do(late, "review_reply", "2026-11-24").want(t, "reply", http.StatusSeeOther)
	b.get("/disputes").lacks(t, "the list after the reply", "2026-00001")
	s.as("minzheng").get("/disputes").has(t, "another office", "没有要办的复议、诉讼期限")
	s.as("guanli").get("/disputes").want(t, "the administrator", http.StatusForbidden)
	b.get("/disputes?page=x").want(t, "no page", http.StatusUnprocessableEntity)
}

// The register is filtered by stage, by where the draft stands and by unit.
func TestRegisterFilters(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	for range 3 {
		b.log()
	}
	b.do("/applications/1", "transfer", "2026-11-20", "unit", "规划股").want(t, "transfer", http.StatusSeeOther)
	b.drafted("/applications/2", "2026-11-20", "granted")
	b.answered("/applications/3", "2026-11-20", "granted")
	b.do("/applications/3", "accept_review", "2026-11-23").want(t, "review", http.StatusSeeOther)
	for query, number := range map[string]string{
		"stage=appealed": "2026-00003", "draft=submitted": "2026-00002", "standing=unsigned": "2026-00002",
		"unit=规划股": "2026-00001",
	} {
		r := b.get("/applications?" + query)
		r.has(t, query, "共 1 件", number, "清除条件")
	}
	b.get("/applications?stage=received").has(t, "in hand", "共 2 件")
	b.get("/applications").has(t, "the register", `待签发 <b>1</b>`, `href="/applications?standing=unsigned"`)
}
