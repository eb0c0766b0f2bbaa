package handlers

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/workflow/account"
)

var (
	shownSecret = regexp.MustCompile(`<code>([A-Z2-7 ]{30,})</code>`)
	shownCode   = regexp.MustCompile(`<li><code>([A-Z2-7-]{19})</code>`)
)

// device is the app on somebody's phone.
type device struct {
	*site
	secret string
}

// now is the code that the device shows.
func (d device) now() string {
	d.t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(d.secret)
	if err != nil {
		d.t.Fatal(err)
	}
	h := hmac.New(sha1.New, key)
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(d.clock().Unix()/30)))
	sum := h.Sum(nil)
	n := binary.BigEndian.Uint32(sum[sum[19]&15:]) &^ (1 << 31)
	return fmt.Sprintf("%06d", n%1e6)
}

// setUpFactor sets up a device for whoever has signed in.
func (b *browser) setUpFactor() (device, []string) {
	b.t.Helper()
	b.get("/factor")
	b.post("/factor", "do", "begin").want(b.t, "begin", http.StatusSeeOther)
	m := shownSecret.FindStringSubmatch(b.get("/factor").body)
	if m == nil {
		b.t.Fatal("no secret is shown")
	}
	d := device{b.site, strings.ReplaceAll(m[1], " ", "")}
	r := b.post("/factor", "do", "confirm", "code", d.now())
	r.want(b.t, "confirm", http.StatusOK)
	var codes []string
	for _, m := range shownCode.FindAllStringSubmatch(r.body, -1) {
		codes = append(codes, m[1])
	}
	if len(codes) != 10 {
		b.t.Fatalf("%d recovery codes are shown, want 10", len(codes))
	}
	return d, codes
}

// password types the right password of a name, and is led on to the code.
func (b *browser) passwordOf(name string) {
	b.t.Helper()
	b.get("/sign-in")
	if r := b.post("/sign-in", "name", name, "password", password, "next", "/help"); r.to != "/sign-in/code" {
		b.t.Fatalf("the password of %s: %d to %q, want to be asked for the code", name, r.status, r.to)
	}
	b.get("/sign-in/code")
}

// Who has set up a device signs in with the password and a code of it, or with a
// recovery code. The password alone opens nothing, and no code is taken twice.
func TestSecondFactor(t *testing.T) {
	s := newSite(t)
	d, codes := s.as("jingban").setUpFactor()
	b := s.browser()
	b.passwordOf("jingban")
	b.get("/applications").want(t, "the password alone", http.StatusSeeOther)
	b.post("/sign-in/code", "code", d.now()).has(t, "the code of the setting up again", "已经用过", `href="#code"`)
	b.post("/sign-in/code", "code", "000000").want(t, "a wrong code", http.StatusUnprocessableEntity)
	s.pass(30 * time.Second)
	if r := b.post("/sign-in/code", "code", d.now()); r.status != http.StatusSeeOther || r.to != "/help" {
		t.Errorf("the next code: %d to %q, want /help", r.status, r.to)
	}
	b.get("/applications").want(t, "signed in", http.StatusOK)
	for n, want := range []int{http.StatusSeeOther, http.StatusUnprocessableEntity} {
		b := s.browser()
		b.passwordOf("jingban")
		b.post("/sign-in/code", "code", strings.ToLower(codes[3])).want(t, "a recovery code, time "+string(rune('1'+n)), want)
	}
	s.as("shenhe").get("/sign-in/code").want(t, "nobody half way", http.StatusSeeOther)
	b = s.browser()
	b.passwordOf("jingban")
	s.pass(6 * time.Minute)
	if r := b.post("/sign-in/code", "code", d.now()); r.to != "/sign-in" {
		t.Errorf("a code six minutes later: %d to %q, want to begin again", r.status, r.to)
	}
	got := s.logged(account.OperationQuery{By: "jingban"})
	for _, want := range []string{"jingban factor_set jingban", "sign_in_failed jingban 密码对，动态码不对"} {
		if !slices.Contains(got, want) {
			t.Errorf("the log has no %q: %q", want, got)
		}
	}
}

// Of many who give the same code at once, one gets in.
func TestCodeIsTakenOnce(t *testing.T) {
	s := newSite(t)
	d, codes := s.as("jingban").setUpFactor()
	s.pass(time.Minute)
	for what, give := range map[string]func() string{"a code": d.now,
		"a recovery code": func() string { return codes[0] }} {
		code := give()
		var all []*browser
		for range 4 {
			b := s.browser()
			b.passwordOf("jingban")
			all = append(all, b)
		}
		var wait sync.WaitGroup
		got := make([]int, len(all))
		for i, b := range all {
			wait.Go(func() { got[i] = b.post("/sign-in/code", "code", code).status })
		}
		wait.Wait()
		slices.Sort(got)
		if want := []int{303, 422, 422, 422}; !slices.Equal(got, want) {
			t.Errorf("%s given four times: %v, want %v", what, got, want)
		}
		s.pass(20 * time.Minute)
	}
}

// While strangers guess, whoever has the password and the device gets in from anywhere;
// who has the password and guesses codes does not for long.
func TestFactorWhileStrangersGuess(t *testing.T) {
	s := siteWith(t, populated(t, people...), func(s *Server) { s.Proxies = prefixes("127.0.0.1/32") })
	d, _ := s.as("jingban").setUpFactor()
	s.guess("jingban", 20)
	s.pass(time.Minute)
	owner := s.browser()
	owner.from("198.51.100.99")
	owner.passwordOf("jingban")
	owner.post("/sign-in/code", "code", d.now()).want(t, "the owner from a place never seen", http.StatusSeeOther)
	thief := s.browser()
	thief.from("198.51.100.66")
	thief.passwordOf("jingban")
	for range 10 {
		thief.post("/sign-in/code", "code", "123456").want(t, "a guess", http.StatusUnprocessableEntity)
		s.pass(20 * time.Second)
	}
	thief.from("198.51.100.67")
	thief.get("/sign-in")
	thief.post("/sign-in", "name", "jingban", "password", password).
		want(t, "the thief from elsewhere", http.StatusUnprocessableEntity)
	owner.passwordOf("jingban")
	owner.post("/sign-in/code", "code", d.now()).want(t, "the owner where the browser is known", http.StatusSeeOther)
}

// Where the profile demands it, administrators and auditors do nothing before they have
// a device, and cannot take it off; others need none.
func TestFactorIsDemanded(t *testing.T) {
	s := newSite(t)
	admin, clerk, auditor := s.as("guanli"), s.as("jingban"), s.as("shenji")
	admin.post("/security", "profile", "level3").want(t, "level 3", http.StatusSeeOther)
	if r := admin.get("/users"); r.to != "/factor" {
		t.Errorf("users: %d to %q, want the page of the code", r.status, r.to)
	}
	admin.post("/users/jingban", "do", "unlock").has(t, "an act", "请先设置动态码")
	admin.get("/factor").has(t, "why", "安全策略要求")
	d, _ := admin.setUpFactor()
	admin.get("/users").want(t, "afterwards", http.StatusOK)
	admin.get("/factor").lacks(t, "the page", `value="drop"`)
	s.pass(time.Minute)
	admin.post("/factor", "do", "drop", "code", d.now()).has(t, "taking it off", "不能取消")
	clerk.get("/applications").want(t, "a clerk", http.StatusOK)
	if r := auditor.get("/applications"); r.to != "/factor" {
		t.Errorf("an auditor: %d to %q, want the page of the code", r.status, r.to)
	}
}

// New recovery codes end the old ones; a device is taken off with a code; and whoever has
// lost everything is helped by the security administrator.
func TestFactorIsChanged(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	d, old := b.setUpFactor()
	b.post("/factor", "do", "codes", "code", "000000").has(t, "a wrong code", "动态码或者恢复码不对", `href="#codes-code"`)
	s.pass(time.Minute)
	fresh := shownCode.FindStringSubmatch(b.post("/factor", "do", "codes", "code", d.now()).body)
	if fresh == nil || slices.Contains(old, fresh[1]) {
		t.Fatalf("new codes begin with %v, want others than before", fresh)
	}
	c := s.browser()
	c.passwordOf("jingban")
	c.post("/sign-in/code", "code", old[1]).want(t, "an old code", http.StatusUnprocessableEntity)
	b.post("/factor", "do", "drop", "code", fresh[1]).want(t, "take it off", http.StatusSeeOther)
	again := s.as("jingban")
	again.setUpFactor()
	admin := s.as("guanli")
	admin.get("/users/jingban").has(t, "the account", "取消动态码")
	admin.post("/users/jingban", "do", "factor").want(t, "forget", http.StatusSeeOther)
	again.get("/applications").want(t, "what was signed in", http.StatusSeeOther)
	s.as("jingban").get("/applications").want(t, "with the password alone", http.StatusOK)
}

// A form that came in too late asks for the code as well, and is saved with it.
func TestRenewalAsksForCode(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	d, _ := b.setUpFactor()
	b.get("/applications/new")
	s.pass(31 * time.Minute)
	r := b.post("/applications", registeredPost()...)
	r.has(t, "the renewal", `name="renew_code"`)
	send := func(code string) reply {
		typed := r
		typed.body = strings.Replace(
			r.body,
			`name="renew_code" type="text" value=""`,
			`name="renew_code" type="text" value="`+code+`"`,
			1,
		)
		return b.renews(typed, password)
	}
	send("").has(t, "without a code", `href="#renew_code"`)
	if r := send(d.now()); r.status != http.StatusSeeOther || !strings.HasPrefix(r.to, "/applications/") {
		t.Errorf("with the code: %d to %q, want it saved", r.status, r.to)
	}
}
