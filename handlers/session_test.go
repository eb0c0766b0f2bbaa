package handlers

import (
	"context"
	"net/http"
	"regexp"
	"testing"
	"time"

	"gongkai/handlers/signin"
	"gongkai/workflow/account"
)

var regexpStyle = regexp.MustCompile(`/a/[0-9a-f]+/gongkai\.css`)

// cookie is the value of one of the browser's cookies.
func (b *browser) cookie(name string) string {
	req, _ := http.NewRequest("GET", b.URL, nil)
	for _, c := range b.Jar.Cookies(req.URL) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// A wrong name, a wrong password and a disabled user read the same.
func TestSignInTellsNothing(t *testing.T) {
	s := newSite(t)
	off := account.User{Name: "tingyong", Office: "xfb", Role: account.Clerk, Disabled: true}
	off.Password, _ = hashOnce()
	if err := s.store.AddUser(context.Background(), off); err != nil {
		t.Fatal(err)
	}
	variable := regexp.MustCompile(`value="[^"]*"`)
	var bodies []string
	for _, tt := range [][2]string{
		{"jingban", "wrong password 1"}, {"meiyou", password}, {"tingyong", password}, {"", ""},
	} {
		b := s.browser()
		b.get("/sign-in")
		r := b.post("/sign-in", "name", tt[0], "password", tt[1])
		r.want(t, tt[0], http.StatusUnprocessableEntity)
		bodies = append(bodies, variable.ReplaceAllString(r.body, ""))
	}
	for i, body := range bodies {
		if body != bodies[0] {
			t.Errorf("reply %d differs from the first:\n%s\n%s", i, body, bodies[0])
		}
	}
}

// After five wrong passwords for one name the next try waits a minute, the
// right password included; other names do not.
func TestSignInIsLimited(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	b.get("/sign-in")
	for range signin.TriesOfName {
		b.post("/sign-in", "name", "jingban", "password", "wrong").want(t, "wrong password", http.StatusUnprocessableEntity)
	}
	r := b.post("/sign-in", "name", "jingban", "password", password)
	r.want(t, "one try more", http.StatusTooManyRequests)
	if r.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	b.post("/sign-in", "name", "shenhe", "password", password).want(t, "another name", http.StatusSeeOther)
	s.pass(time.Minute)
	b.post("/sign-in", "name", "jingban", "password", password).want(t, "a minute later", http.StatusSeeOther)
}

// The session has a new token after signing in and is worthless after signing
// out.
func TestSessionTokenChanges(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	first := b.cookie("session")
	b.post("/sign-in", "name", "jingban", "password", password)
	second := b.cookie("session")
	if first == "" || first == second {
		t.Errorf("tokens %q and %q, want two different ones", first, second)
	}
	b.post("/sign-out").want(t, "sign out", http.StatusSeeOther)
	for _, old := range []string{first, second} {
		req, _ := http.NewRequest("GET", s.URL+"/api/session", nil)
		req.AddCookie(&http.Cookie{Name: "session", Value: old})
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("an old token got %d, want 401", resp.StatusCode)
		}
	}
}

// A sign-in lasts while it is used, and ends after half an hour without.
func TestSessionRunsOut(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	for range 4 {
		s.pass(20 * time.Minute)
		b.get("/applications").want(t, "within half an hour", http.StatusOK)
	}
	s.pass(31 * time.Minute)
	if r := b.get("/applications?year=2025"); r.status != http.StatusSeeOther ||
		r.to != "/sign-in?next=%2Fapplications%3Fyear%3D2025" {
		t.Errorf("after half an hour: %d to %q, want the sign-in page and back", r.status, r.to)
	}
}

// Who is disabled, or gets a new password, is out with the next request.
func TestShutOutAtOnce(t *testing.T) {
	s := newSite(t)
	clerk, auditor, admin := s.as("jingban"), s.as("shenji"), s.as("guanli")
	admin.get("/users")
	admin.post("/users/jingban", "do", "disable", "typed", "jingban").want(t, "disable", http.StatusSeeOther)
	admin.post("/users/shenji", "do", "reset", "password", "另一句够长的口令八九十").want(t, "reset", http.StatusSeeOther)
	clerk.get("/applications").want(t, "disabled", http.StatusSeeOther)
	auditor.get("/applications").want(t, "password reset", http.StatusSeeOther)
	admin.post("/users/guanli", "do", "disable", "typed", "guanli").
		want(t, "disable oneself", http.StatusUnprocessableEntity)
	admin.get("/users").want(t, "still in", http.StatusOK)
}

// One's own password is changed with the old one; sign-ins elsewhere end, this
// one goes on.
func TestChangePassword(t *testing.T) {
	s := newSite(t)
	here, elsewhere := s.as("jingban"), s.as("jingban")
	here.get("/password")
	fresh := "另一句够长的口令八九十"
	here.post("/password", "old", "wrong", "password", fresh, "again", fresh).
		has(t, "wrong old password", "现在的密码不对", `href="#old"`)
	here.post("/password", "old", password, "password", fresh, "again", "x").
		has(t, "two new passwords", "不一样", `href="#again"`)
	here.post("/password", "old", password, "password", "jingban123456", "again", "jingban123456").
		has(t, "a password that is the name", "容易被猜到")
	here.post("/password", "old", password, "password", fresh, "again", fresh).want(t, "change", http.StatusSeeOther)
	here.get("/applications").want(t, "here", http.StatusOK)
	elsewhere.get("/applications").want(t, "elsewhere", http.StatusSeeOther)
}

// The one-time code makes the first administrator, once; without it nobody is
// made, and with an administrator the page is not there.
func TestSetup(t *testing.T) {
	s := siteOn(t, populated(t))
	b := s.browser()
	b.get("/setup").want(t, "page", http.StatusOK)
	fields := []string{"office", "xzfy", "office_name", "示例县行政复议局", "name", "guanli", "password", password}
	b.post("/setup", append(fields, "code", "guess")...).has(t, "wrong code", "一次性代码不对", `href="#code"`)
	b.get("/setup")
	r := b.post("/setup", append(fields, "code", "test-code")...)
	r.want(t, "right code", http.StatusSeeOther)
	b.get(r.to).has(t, "users", "已建立系统管理员 guanli", "示例县行政复议局")
	b.post("/setup", append(fields, "code", "test-code")...).want(t, "a second time", http.StatusNotFound)
	b.get("/setup").want(t, "page with an administrator", http.StatusNotFound)
	newSite(t).browser().get("/setup").want(t, "another site with an administrator", http.StatusNotFound)
}

// After signing in one is led to an address of ours, or to the start.
func TestInside(t *testing.T) {
	for _, tt := range [][2]string{
		{"/applications?year=2025", "/applications?year=2025"}, {"", "/"}, {"//evil.example", "/"}, {`/\evil.example`, "/"},
		{"/\t/evil.example", "/"}, {"https://evil.example", "/"}, {"javascript:alert(1)", "/"},
		{"/a\r\nSet-Cookie: x", "/"}, {"/%09/evil.example", "/%09/evil.example"},
	} {
		if got := inside(tt[0]); got != tt[1] {
			t.Errorf("inside(%q) = %q, want %q", tt[0], got, tt[1])
		}
	}
}

// The language is chosen by a link, kept in a cookie, and the address is the
// same afterwards.
func TestLanguage(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	if r := b.get("/applications?year=2025&lang=en"); r.status != http.StatusSeeOther ||
		r.to != "/applications?year=2025" {
		t.Errorf("choosing English: %d to %q", r.status, r.to)
	}
	b.get("/applications").has(t, "the register in English", `<html lang="en">`,
		"Log an application", "Register of applications")
	b.get("/applications?lang=zh-CN")
	b.get("/applications").has(t, "the register in Chinese", `<html lang="zh-CN">`, "登记申请")
	if r := b.get("/help?lang=xx"); r.status != http.StatusOK {
		t.Errorf("an unknown language: %d, want the page as it is", r.status)
	}
}

// Who has chosen no language reads the one the server was started with.
func TestLanguageOfTheServer(t *testing.T) {
	s := newSite(t)
	s.s.Lang = "en"
	b := s.browser()
	b.get("/sign-in").has(t, "the sign-in page of a server started in English", `<html lang="en">`, "Sign in")
	b.get("/sign-in?lang=zh-CN")
	b.get("/sign-in").has(t, "the same for who has chosen Chinese", `<html lang="zh-CN">`, "登录")
}

// The names of the person and of the office do not make a good password in the
// pages either.
func TestKnownWordsOnPages(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	b.get("/password")
	old := password
	for _, password := range []string{"示例县人民政府办公室", "示例县经办甲2026", "Jingban@2026"} {
		b.post("/password", "old", old, "password", password, "again", password).has(t, password, "容易被猜到", `href="#password"`)
		s.pass(time.Minute)
	}
}
