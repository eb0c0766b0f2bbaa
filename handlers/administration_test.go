package handlers

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/workflow/account"
)

// withKeepers are the users of a site that has all three keepers.
var withKeepers = append(slices.Clone(people),
	account.User{Name: "anquan", Display: "安全己", Office: "xfb", Role: account.Security},
	account.User{Name: "rizhi", Display: "日志庚", Office: "xfb", Role: account.Inspector})

// separate keeps the three apart.
func (s *site) separate() {
	s.t.Helper()
	s.as("anquan").post("/security/separation", "on", "1", "typed", "三员分立").want(s.t, "separate", http.StatusSeeOther)
}

// logged are the kinds of the lines of the log about a person, the latest first.
func (s *site) logged(q account.OperationQuery) []string {
	s.t.Helper()
	all, _, err := s.store.Operations(context.Background(), q)
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, o := range all {
		out = append(out, strings.TrimSpace(strings.Join([]string{o.By, string(o.Kind), o.Of, o.Says}, " ")))
	}
	return out
}

// A person who moves to another office, or gets another role, is out at once, and
// comes back to the new office alone.
func TestGrantEndsSessions(t *testing.T) {
	s := newSite(t)
	clerk, admin := s.as("jingban"), s.as("guanli")
	page := clerk.log()
	admin.get("/users/jingban").has(t, "the form", "角色和机关", "键入用户名 jingban 以确认")
	admin.post("/users/jingban", "do", "grant", "role", "clerk", "office", "mzj").want(t, "move", http.StatusSeeOther)
	clerk.get(page).want(t, "the session from before", http.StatusSeeOther)
	s.as("jingban").get(page).want(t, "the application of the old office", http.StatusNotFound)
	admin.post("/users/jingban", "do", "grant", "role", "king", "office", "mzj").
		has(t, "a role that there is not", "角色“king”不存在", `href="#grant-role"`)
	admin.post("/users/jingban", "do", "grant", "role", "clerk", "office", "zz").
		want(t, "an office that there is not", http.StatusUnprocessableEntity)
	admin.post("/users/jingban", "do", "name", "display", "改名甲").want(t, "another name", http.StatusSeeOther)
	admin.post("/users/jingban", "do", "disable", "typed", "jinban").
		has(t, "a name mistyped", "请键入用户名 jingban 以确认停用", `value="jinban"`)
	s.as("jingban").get("/help").has(t, "the new name", "改名甲")
}

// Where the three are separated each has its own power: the administrator makes an
// account that cannot sign in, the security administrator authorises it, the
// auditor reads of both; and none of them does anything to the own account.
func TestSeparatedKeepers(t *testing.T) {
	s := siteOn(t, populated(t, withKeepers...))
	s.as("anquan").get("/users").has(t, "before", "一人兼任")
	s.separate()
	admin, guard, inspector := s.as("guanli"), s.as("anquan"), s.as("rizhi")
	admin.get("/users").has(t, "the administrator's form", "新建的用户没有角色")
	admin.post("/users", "name", "xinren", "office", "mzj", "role", "supervisor", "password", password).
		want(t, "make", http.StatusSeeOther)
	b := s.browser()
	b.get("/sign-in")
	b.post("/sign-in", "name", "xinren", "password", password).
		want(t, "not authorised yet", http.StatusUnprocessableEntity)
	admin.post("/users/xinren", "do", "grant", "role", "clerk", "office", "mzj").
		want(t, "the administrator authorises", http.StatusForbidden)
	admin.post("/users/xinren", "do", "reset", "password", password).
		want(t, "the administrator sets a password", http.StatusForbidden)
	guard.post("/users", "name", "qita", "office", "mzj", "role", "clerk", "password", password).
		want(t, "the security administrator makes", http.StatusForbidden)
	guard.post("/users/anquan", "do", "grant", "role", "admin", "office", "xfb").has(t, "oneself", "也不能给自己授权")
	guard.post("/users/xinren", "do", "enable").has(t, "enabling one without a role", "还没有角色")
	guard.post("/users/xinren", "do", "reset", "password", password).want(t, "password", http.StatusSeeOther)
	guard.post("/users/xinren", "do", "grant", "role", "clerk", "office", "mzj").want(t, "authorise", http.StatusSeeOther)
	s.as("xinren").get("/applications").want(t, "now a clerk", http.StatusOK)
	inspector.get("/operations?by=xinren").has(t, "the log", "新建用户", "授权", "重置密码", "角色由“未授权”改为“经办人”")
	for who, path := range map[*browser]string{admin: "/operations", guard: "/operations", inspector: "/users"} {
		who.get(path).want(t, path, http.StatusForbidden)
	}
	guard.post("/users/rizhi", "do", "disable", "typed", "rizhi").has(t, "the last auditor", "最后一个能登录的安全审计员")
	admin.get("/users/xinren").lacks(t, "what the administrator may do", "重置密码", "角色和机关")
}

// Separating the three needs the word typed, and one of each who can sign in.
func TestSeparationNeedsAllThree(t *testing.T) {
	s := newSite(t)
	admin := s.as("guanli")
	admin.post("/security/separation", "on", "1", "typed", "好").has(t, "the word", "请键入“三员分立”", `href="#typed"`)
	admin.post("/security/separation", "on", "1", "typed", "三员分立").has(t, "nobody else", "还没有能登录的安全管理员")
	if got, err := s.store.Settings(context.Background()); err != nil || got.Separated {
		t.Errorf("separated all the same: %+v (%v)", got, err)
	}
}

// The profile in force is that of the sign-in, of the form of a password and of the
// password itself; what is stricter holds at once.
func TestProfileIsInForce(t *testing.T) {
	s := newSite(t)
	admin, first := s.as("guanli"), s.as("jingban")
	admin.get("/password").has(t, "the rules before", "至少 8 个字符")
	admin.post("/security", "profile", "none").want(t, "a profile that there is not", http.StatusUnprocessableEntity)
	admin.post("/security", "profile", "level2").want(t, "level 2", http.StatusSeeOther)
	admin.get("/password").has(t, "the rules after", "至少 10 个字符", "至少 3 类")
	admin.post("/users/shenji", "do", "reset", "password", "只有汉字的一句很长的话").
		has(t, "too few kinds", "至少 3 类", `href="#reset-password"`)
	first.get("/applications").want(t, "the one sign-in", http.StatusOK)
	second := s.as("jingban")
	first.get("/applications").want(t, "a second one ends it", http.StatusSeeOther)
	s.pass(16 * time.Minute)
	second.get("/applications").want(t, "unused for longer than level 2 has it", http.StatusSeeOther)
}

// A password that somebody else has set, or that is too old, must be changed
// before anything else; then all goes on.
func TestStalePassword(t *testing.T) {
	s := newSite(t)
	admin := s.as("guanli")
	admin.post("/security", "profile", "level2").want(t, "level 2", http.StatusSeeOther)
	fresh := "Yi ju gou chang de hua 1"
	admin.post("/users/shenji", "do", "reset", "password", fresh).want(t, "reset", http.StatusSeeOther)
	b := s.browser()
	b.get("/sign-in")
	b.post("/sign-in", "name", "shenji", "password", fresh)
	if r := b.get("/applications"); r.status != http.StatusSeeOther || r.to != "/password" {
		t.Errorf("the register: %d to %q, want the page of the password", r.status, r.to)
	}
	b.get("/api/applications").want(t, "the API", http.StatusForbidden)
	b.get("/password").has(t, "why", "密码已经到期，或者是别人设定的")
	b.post("/password", "old", fresh, "password", fresh, "again", fresh).has(t, "the same again", "和现在的密码一样")
	b.post("/password", "old", fresh, "password", fresh+"2", "again", fresh+"2").want(t, "change", http.StatusSeeOther)
	b.get("/applications").want(t, "afterwards", http.StatusOK)
	s.pass(91 * 24 * time.Hour)
	b = s.browser()
	b.get("/sign-in")
	b.post("/sign-in", "name", "shenji", "password", fresh+"2")
	if r := b.get("/applications"); r.to != "/password" {
		t.Errorf("ninety-one days later: to %q, want the page of the password", r.to)
	}
}

// Enough wrong passwords from one place shut it, for the right one as well, until the
// time is over or somebody unlocks it; the log tells of each.
func TestLockout(t *testing.T) {
	s := newSite(t)
	admin, b := s.as("guanli"), s.browser()
	b.get("/sign-in")
	wrong := func(n int) {
		for range n {
			b.post("/sign-in", "name", "jingban", "password", "wrong").want(t, "wrong", http.StatusUnprocessableEntity)
			s.pass(time.Minute)
		}
	}
	wrong(10)
	b.post("/sign-in", "name", "jingban", "password", password).
		want(t, "the right one while locked", http.StatusUnprocessableEntity)
	admin.get("/users/jingban").has(t, "the account", "登录的地方", "锁定至", "127.0.0.1")
	admin.post("/users/jingban", "do", "unlock").want(t, "unlock", http.StatusSeeOther)
	b.post("/sign-in", "name", "jingban", "password", password).want(t, "unlocked", http.StatusSeeOther)
	got := s.logged(account.OperationQuery{By: "jingban", Limit: 5})
	want := []string{"jingban signed_in jingban", "guanli user_unlocked jingban", "sign_in_failed jingban 锁定期间",
		"locked_out jingban 这个地址", "sign_in_failed jingban 密码不对"}
	if !slices.Equal(got, want) {
		t.Errorf("the log says %q, want %q", got, want)
	}
	b = s.browser()
	b.get("/sign-in")
	wrong(10)
	s.pass(10 * time.Minute)
	b.post("/sign-in", "name", "jingban", "password", password).want(t, "when the time is over", http.StatusSeeOther)
}

// What is done to the installation is in the log, who did it and to what, without
// what was searched for and without what was typed as a name by mistake.
func TestOperationsAreLogged(t *testing.T) {
	s := newSite(t)
	clerk, admin := s.as("jingban"), s.as("guanli")
	clerk.log("name", "钱不可见")
	found := clerk.post("/applications/find", "q", "钱不可见", "channel", "registered").to
	clerk.get(strings.Replace(found, "/applications?", "/applications/export?format=csv&", 1)).
		want(t, "export", http.StatusOK)
	admin.post("/offices", "code", "zrzy", "office_name", "示例县自然资源局").want(t, "office", http.StatusSeeOther)
	admin.post("/offices/zrzy", "office_name", "示例县自然资源局", "court", "示例县人民法院", "numbering", "甲{年}-{序号}").
		want(t, "office changed", http.StatusSeeOther)
	shown := admin.post("/calendar/preview", "kind", "local", "office", "xfb", "document", "示办发〔2026〕3号",
		"do", "off", "days", "2026-12-25")
	admin.post("/calendar/confirm", shown.seen()...).want(t, "calendar", http.StatusSeeOther)
	b := s.browser()
	b.get("/sign-in")
	b.post("/sign-in", "name", password, "password", "x")
	clerk.post("/sign-out")
	got := s.logged(account.OperationQuery{})
	want := []string{
		"jingban signed_out jingban", "sign_in_failed  没有这个用户", "guanli calendar xfb 增加地方假日（示办发〔2026〕3号），0 件未办结申请的期限有变化",
		"guanli office_changed zrzy 改动了救济途径、编号格式", "guanli office_added zrzy 示例县自然资源局",
		"jingban exported  台账 1 件，csv，条件：渠道为“邮寄（挂号）”，并有搜索文字", "guanli signed_in guanli", "jingban signed_in jingban",
	}
	want[5] = got[5] // the words of the channel are the table's
	if !slices.Equal(got, want) || !strings.Contains(got[5], "台账 1 件，csv，条件：渠道为") ||
		!strings.HasSuffix(got[5], "，并有搜索文字") {
		t.Errorf("the log says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	page := admin.get("/operations?kind=exported")
	page.has(t, "the log by kind", "共 1 条", "jingban")
	page.lacks(t, "the log by kind", "钱不可见", "zrzy")
	admin.get("/operations?from=2026-11-25").has(t, "a day on which nothing was done", "没有符合条件的记录")
	admin.get("/operations?from=x").want(t, "no day", http.StatusUnprocessableEntity)
	admin.get("/operations/export?kind=exported").has(t, "the export", "时间,用户,事项,结果", "jingban")
	if got := s.logged(account.OperationQuery{Limit: 1}); got[0] != "guanli exported  管理日志，1 条，事项 exported" {
		t.Errorf("the export of the log itself: %q", got)
	}
}

// The numbers of an office follow its pattern from the next application on; a
// pattern that cannot be is said beside its field, and a look changes nothing.
func TestNumberingOfAnOffice(t *testing.T) {
	s := newSite(t)
	clerk, admin := s.as("jingban"), s.as("guanli")
	clerk.log()
	form := []string{"office_name", "示例县人民政府办公室", "numbering", "示公开〔{年}〕{序号:4}号"}
	admin.get("/offices/xfb").has(t, "the form", "2026-00012", "经办甲")
	admin.post("/offices/xfb", append(form, "do", "preview")...).has(t, "a look", "示公开〔2026〕0012号")
	clerk.get(clerk.log()).has(t, "after a look", "2026-00002")
	admin.post("/offices/xfb", form...).want(t, "save", http.StatusSeeOther)
	clerk.get(clerk.log()).has(t, "afterwards", "示公开〔2026〕0003号")
	admin.post("/offices/xfb", "office_name", "示例县人民政府办公室", "numbering", "第{序号}号").
		has(t, "without a year", "要有 {年} 和 {序号} 各一处", `href="#numbering"`)
}

// A day picked in a month fills in the form of local days off, to enter it or to
// take it back; the text of a notice becomes what would have been typed in; and a
// change that moves applications is confirmed by typing how many.
func TestCalendarIsChangedByHand(t *testing.T) {
	s := newSite(t)
	clerk, admin := s.as("jingban"), s.as("guanli")
	admin.get("/calendar?day=2026-12-25").
		has(t, "a day picked", `id="change-local" open`, "2026-12-25</textarea>", `value="off" checked`)
	clerk.get("/calendar?day=2026-12-25").lacks(t, "a clerk", "change-local", `name="day"`)
	days := []string{"kind", "local", "office", "xfb", "document", "示办发〔2026〕3号"}
	off := admin.post("/calendar/preview", append(days, "do", "off", "days", "2026-11-25")...)
	admin.post("/calendar/confirm", off.seen()...).want(t, "enter", http.StatusSeeOther)
	admin.get("/calendar?day=2026-11-25").has(t, "the same day again", `value="back" checked`)
	clerk.log("arrived", "2026-11-09")
	shown := admin.post("/calendar/preview", append(days, "do", "exclude")...)
	shown.has(t, "what moves", "键入期限有变化的申请件数（1）以确认")
	fields := shown.seen()
	fields[len(fields)-1] = "2"
	admin.post("/calendar/confirm", fields...).has(t, "another number", "现在是 1 件", `href="#count"`, `value="2"`)
	if due, _, _ := s.due(1); due != "2026-12-07" {
		t.Errorf("it was saved all the same: due %s", due)
	}
	admin.post("/calendar/confirm", shown.seen()...).want(t, "the right number", http.StatusSeeOther)
	notice := "国务院办公厅关于2027年部分节假日安排的通知\n国办发明电〔2026〕9号\n一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n"
	admin.post("/calendar/preview", "kind", "notice", "notice", notice).
		has(t, "a notice", "2027 年放假安排：国办发明电〔2026〕9号", "放假 3 天")
	admin.post("/calendar/preview", "kind", "notice", "notice", strings.Replace(notice, "周五", "周六", 1)).
		has(t, "a wrong weekday", "2027-01-01 是星期六，实际是星期五", `href="#notice"`, "国办发明电〔2026〕9号")
}

// The page of the system has counts and sizes; a store that does not tell of
// itself is no fault. The days off of the next year are missed from November on.
func TestSystemPage(t *testing.T) {
	s := newSite(t)
	s.as("jingban").log("name", "钱不可见")
	admin := s.as("guanli")
	r := admin.get("/system")
	r.has(t, "the system", "不详", "2027 年放假安排还没有导入", "还没有记录", "没有使用 HTTPS")
	r.lacks(t, "the system", "钱不可见")
}
