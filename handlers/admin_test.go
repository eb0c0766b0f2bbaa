package handlers

import (
	"net/http"
	"testing"
)

// The administrator makes offices and users; a new user can sign in and sees
// the own office only.
func TestAdminMakesUsers(t *testing.T) {
	s := newSite(t)
	b := s.as("guanli")
	b.post("/offices", "code", "zrzy", "office_name", "示例县自然资源局", "parent", "xfb").want(t, "office", http.StatusSeeOther)
	b.get("/offices").has(t, "offices", "示例县自然资源局", "已新建机关", `class="depth1"`)
	for _, tt := range []struct {
		name   string
		form   []string
		status int
	}{
		{"a code that is taken", []string{"code", "xfb", "office_name", "又一个"}, 409},
		{"a bad code", []string{"code", "办", "office_name", "又一个"}, 422},
		{"no name", []string{"code", "ab"}, 422},
		{"no such parent", []string{"code", "ab", "office_name", "又一个", "parent", "zz"}, 422},
	} {
		b.post("/offices", tt.form...).want(t, tt.name, tt.status)
	}
	user := []string{"name", "ziran", "display", "自然己", "office", "zrzy", "role", "clerk", "password", password}
	b.post("/users", user...).want(t, "user", http.StatusSeeOther)
	b.get("/users").has(t, "users", "自然己", "已新建用户 ziran")
	b.post("/users", user...).want(t, "a name that is taken", http.StatusConflict)
	b.post("/users", "name", "x y", "office", "zrzy", "role", "clerk", "password", password).
		want(t, "a bad name", http.StatusUnprocessableEntity)
	b.post("/users", "name", "xin", "office", "zrzy", "role", "boss", "password", password).
		want(t, "no such role", http.StatusUnprocessableEntity)
	b.post("/users", "name", "xin", "office", "zrzy", "role", "clerk", "password", "short").
		has(t, "a short password", "密码至少", `href="#password"`)
	b.post("/users/meiyou", "do", "disable").want(t, "nobody", http.StatusNotFound)
	b.post("/users/jingban", "do", "promote").want(t, "an act that there is not", http.StatusBadRequest)
	b.get("/users").has(t, "the office proposed is the own", `<option value="xfb" selected>`)
	b.get("/users?of=zrzy").has(t, "the office proposed is the one looked at", `<label for="office">`,
		`<option value="zrzy" selected>示例县自然资源局</option>`)
	s.as("ziran").get("/applications").want(t, "the new user", http.StatusOK)
}

// The calendar shows each year's notice, and says of a year without one that its
// due dates are provisional.
func TestCalendarPage(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	b.get("/calendar").has(t, "this year", "2026 年共 248 个工作日", "gov.cn", "调休上班")
	b.get("/calendar?year=2027").has(t, "next year", "暂定", "2027")
	b.get("/calendar?year=1999").want(t, "a year before all", http.StatusNotFound)
	for _, tt := range []struct {
		page string
		want int
	}{
		{"/calendar?year=2006", http.StatusNotFound}, {"/calendar?year=2007", http.StatusOK},
		{"/calendar?year=2098", http.StatusOK}, {"/calendar?year=2099", http.StatusNotFound},
		{"/applications?year=1989", http.StatusUnprocessableEntity}, {"/applications?year=1990", http.StatusOK},
		{"/applications?year=2099", http.StatusOK}, {"/applications?year=2100", http.StatusUnprocessableEntity},
	} {
		b.get(tt.page).want(t, tt.page, tt.want)
	}
}

// The register sorts, filters, pages and masks names of people.
func TestRegisterPage(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	for range 51 {
		b.log()
	}
	b.log("kind", "company", "name", "示例公司", "content", "专户台账", "arrived", "2026-10-09")
	r := b.get("/applications")
	r.has(t, "the register", "共 52 件", "第 1 页，共 2 页", `href="/applications?page=2"`, "示例公司", "赵*", "逾期 <b>1</b>")
	r.lacks(t, "the register", "赵甲")
	b.get("/applications?page=2").has(t, "page 2", "第 2 页，共 2 页", `rel="prev"`)
	b.get("/applications?sort=due").
		has(t, "by due date", `aria-sort="ascending"`, `href="/applications?desc=1&amp;sort=due"`)
	b.get("/applications?sort=due&desc=1").has(t, "by due date, the last first", `aria-sort="descending"`)
	b.get("/applications?standing=overdue").has(t, "overdue", "共 1 件", "逾期 13 日", "专户台账")
	b.get("/applications?channel=fax&standing=overdue").has(t, "nothing found", "没有符合“逾期未办结 · 传真”的申请。", "清除条件")
	b.get("/applications/1").has(t, "the application", "赵甲")
}

// Who has signed in sees the menu of the own role, and help of the own pages.
func TestMenuByRole(t *testing.T) {
	s := newSite(t)
	for name, menu := range map[string]struct{ has, lacks string }{
		"jingban": {"登记申请", `href="/users"`}, "shenji": {"统计表", `href="/applications/new"`},
		"guanli": {`href="/users"`, `href="/applications"`},
	} {
		r := s.as(name).get("/help")
		r.has(t, name, menu.has)
		r.lacks(t, name, menu.lacks)
	}
}
