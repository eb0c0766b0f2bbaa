package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongkai/views"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
)

// tries asks as a script does what a step would do.
func (b *browser) tries(page string, pairs ...string) views.EffectLine {
	b.t.Helper()
	form := []string{"csrf=" + b.token}
	for i := 0; i < len(pairs); i += 2 {
		form = append(form, pairs[i]+"="+pairs[i+1])
	}
	req, err := http.NewRequest("POST", b.URL+page+"/preview", strings.NewReader(strings.Join(form, "&")))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	resp, err := b.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	var line views.EffectLine
	if err := json.NewDecoder(resp.Body).Decode(&line); err != nil {
		b.t.Fatalf("what a step would do is answered with %d, no JSON: %v", resp.StatusCode, err)
	}
	return line
}

// What a step would do is told before it is done: the state, how the due date
// moves, and in which cell it would count; of what would be refused, why, with
// the article. Nothing is saved by asking.
func TestEffectIsTold(t *testing.T) {
	s := newSite(t)
	clerk := s.as("jingban")
	page := clerk.log()
	for _, tt := range []struct {
		name    string
		form    []string
		refused bool
		says    []string
	}{
		{"a correction that is asked for", []string{"event", "ask_correction", "on", "2026-11-16"},
			false, []string{"办理中 → 待补正", "答复期限 2026-12-07 → 中止计算"}},
		{"a correction asked too late", []string{"event", "ask_correction", "on", "2026-11-24"},
			true, []string{"7 个工作日", "第30条"}},
		{"an answer that is drafted", []string{"event", "draft_answer", "on", "2026-11-24", "outcome", "deliberative"}, false,
			[]string{"办理后：办理中（稿件：拟稿）", "答复期限 2026-12-07 不变", "计入：2026 年统计表 三（三）6 属于四类过程性信息 · 自然人列"}},
		{"an answer with further reasons", []string{"event", "draft_answer", "on", "2026-11-24",
			"outcome", "partial", "also", "not_held"}, false, []string{"三（二）", "不再另计"}},
		{"information that does not exist", []string{"event", "draft_answer", "on", "2026-11-24", "outcome", "not_held"},
			false, []string{"三（四）1", "检索记录"}},
		{"no category", []string{"event", "draft_answer", "on", "2026-11-24"}, true, []string{"请选择答复类型"}},
		{"a withdrawal", []string{"event", "withdraw", "on", "2026-11-24", "reason", "x"},
			false, []string{"办理中 → 已终止", "三（六）3 其他"}},
		{"a day that is none", []string{"event", "transfer", "on", "1131", "unit", "x"}, true, []string{"1131"}},
		{"an old version", []string{"event", "transfer", "on", "2026-11-24", "unit", "x", "version", "9"},
			true, []string{"经办甲 已于"}},
		{"a step of a head", []string{"event", "extend", "on", "2026-11-24", "days", "20"}, true, []string{"须由审核签发人"}},
	} {
		line := clerk.tries(page, tt.form...)
		for _, want := range tt.says {
			if line.Refused != tt.refused || !strings.Contains(line.Text+line.Warning, want) {
				t.Errorf("%s: refused %t, %q %q, want %t with %q", tt.name, line.Refused, line.Text, line.Warning, tt.refused, want)
			}
		}
	}
	clerk.get("/api"+page).has(t, "the application", `"version":1,`)
	clerk.post(page+"/preview", "event", "draft_answer", "on", "2026-11-24", "outcome", "secret", "reason", "一<b>").
		has(t, "without scripts", `id="step-draft_answer" open`, `value="secret" data-key="1" checked`,
			"一&lt;b&gt;</textarea>", "三（三）1 属于国家秘密", "自然人列")
	r := clerk.post(page+"/preview", "event", "draft_answer", "on", "1131", "outcome", "secret")
	r.want(t, "a day that is none, without scripts", http.StatusUnprocessableEntity)
	r.has(t, "a day that is none, without scripts", `href="#draft_answer-on"`, `<output aria-live="polite" class="error">`)
	s.as("minzheng").post(page+"/preview", "event", "transfer").want(t, "somebody else's application", http.StatusNotFound)
}

// An answer is drafted and submitted by one form.
func TestDraftIsSubmittedAtOnce(t *testing.T) {
	s := newSite(t)
	clerk := s.as("jingban")
	page := clerk.log()
	clerk.post(page+"/events", "event", "draft_answer", "on", "2026-11-24", "outcome", "granted", "then", "submit").
		want(t, "draft and submit", http.StatusSeeOther)
	clerk.get(page).has(t, "the page", "已办理“拟答复”", "已办理“送审”", "待签发")
	clerk.get("/api"+page).has(t, "the application", `"draft":"submitted"`, `"version":3`)
	r := clerk.post(page+"/events", "event", "draft_answer", "on", "2026-11-24", "then", "submit")
	r.want(t, "no category", http.StatusUnprocessableEntity)
	clerk.get("/api"+page).has(t, "the application", `"version":3`)
}

// oneMore is a store that takes so many changes of an application and then fails.
type oneMore struct {
	desks.Store
	left *int
}

func (o oneMore) Update(ctx context.Context, scope cond.Cond, id workflow.ID,
	change func(*workflow.Application) error) (*workflow.Application, error) {
	if *o.left--; *o.left < 0 {
		return nil, errors.New("示例")
	}
	return o.Store.Update(ctx, scope, id, change)
}

// What one button does is one change of the store: nothing can come between the
// draft and its submission, on the page and by the API.
func TestDraftAndSubmissionAreOneChange(t *testing.T) {
	changes := 0
	s := siteOn(t, oneMore{populated(t, people...), &changes})
	clerk := s.as("jingban")
	for way, send := range map[string]func(page string) reply{
		"page": func(page string) reply {
			return clerk.post(page+"/events", "event", "draft_answer", "on", "2026-11-24",
				"outcome", "granted", "then", "submit")
		},
		"API": func(page string) reply {
			return clerk.json("/api"+page+"/events",
				map[string]any{"event": "draft_answer", "on": "2026-11-24", "outcome": "granted", "then": "submit"}, nil)
		},
	} {
		page := clerk.log()
		changes = 1
		if r := send(page); r.status >= http.StatusBadRequest {
			t.Errorf("%s: status %d\n%.300s", way, r.status, r.body)
		}
		clerk.get("/api"+page).has(t, way, `"version":3`, `"draft":"submitted"`)
	}
}

// Where the second of two steps by one button is refused, the first is not taken
// either, and the page says why.
func TestRefusedSubmissionLeavesNothing(t *testing.T) {
	s := newSite(t)
	clerk := s.as("jingban")
	page := clerk.log()
	r := clerk.post(page+"/events", "event", "transfer", "on", "2026-11-24", "unit", "规划股", "then", "submit")
	r.want(t, "a transfer, and submitting what was not drafted", http.StatusUnprocessableEntity)
	r.has(t, "the page", "还没有拟稿，不能“送审”", "规划股")
	clerk.post(page+"/events", "event", "draft_answer", "on", "2026-11-24", "outcome", "granted", "then", "answer").
		has(t, "a step that no button adds", "不能和“签发答复”一次办理")
	clerk.get("/api"+page).has(t, "the application", `"version":1`, `"draft":""`)
}

// The same form sent twice is one step, and the second reply leads to where the
// first did and says so. What was changed in between is not taken for the same.
func TestDoubleSubmitIsOneStep(t *testing.T) {
	s := newSite(t)
	clerk := s.as("jingban")
	page := clerk.log()
	token := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(clerk.get(page).body)
	if token == nil {
		t.Fatal("the form has no token")
	}
	form := []string{"event", "transfer", "on", "2026-11-24", "unit", "规划股", "version", "1", "token", token[1]}
	for range 3 {
		if r := clerk.post(page+"/events", form...); r.status != http.StatusSeeOther || r.to != page {
			t.Fatalf("the form: %d to %q, want 303 to %s", r.status, r.to, page)
		}
	}
	clerk.get(page).has(t, "the page after", "已经保存过")
	clerk.get("/api"+page).has(t, "the application", `"version":2,`)
	clerk.post(page+"/events", "event", "transfer", "on", "2026-11-24", "unit", "综合股", "version", "1", "token", token[1]).
		want(t, "the form with another word in it", http.StatusConflict)
	s.as("shenhe").post(page+"/events", form...).want(t, "the same by another", http.StatusConflict)
}

// A form for a new application that comes again with something changed is refused: its
// first saving stands, and the page says so and keeps what was typed.
func TestChangedIntakeFormIsToldOf(t *testing.T) {
	s := newSite(t)
	clerk := s.as("jingban")
	page := clerk.log("token", "once")
	clerk.get(page).has(t, "the first", "已登记 2026-00001")
	if again := clerk.log("token", "once"); again != page {
		t.Fatalf("the same form leads to %s, want %s", again, page)
	}
	for _, change := range [][]string{{"content", "另一项内容"}, {"number", "2026-00009"}} {
		r := clerk.post("/applications", registeredPost(append(change, "token", "once")...)...)
		r.want(t, "the second", http.StatusConflict)
		r.has(t, "the second", "这张表单已经登记为 2026-00001，后来改动的内容没有保存", change[1])
	}
}

// A program must give a key with what it logs: the same again is the same application,
// and is said to be; something else under the key is refused.
func TestProgramLogsOnce(t *testing.T) {
	s := newSite(t)
	clerk := s.as("jingban")
	what := map[string]any{"channel": "registered", "content": "某方案", "arrived": "2026-11-09",
		"applicant": map[string]any{"kind": "person", "name": "赵甲"}}
	clerk.key = "key-1"
	first := clerk.json("/api/applications", what, nil)
	s.now = s.now.Add(time.Minute)
	again := clerk.json("/api/applications", what, nil)
	if first.status != http.StatusCreated || again.body != first.body ||
		first.header.Get("Idempotency-Replayed") != "" || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("first %d %v, again %d %v, want the same application, said to be there before",
			first.status, first.header, again.status, again.header)
	}
	what["content"] = "另一方案"
	clerk.json("/api/applications", what, nil).want(t, "something else", http.StatusConflict)
	clerk.key = " "
	r := clerk.json("/api/applications", what, nil)
	r.want(t, "without a key", http.StatusUnprocessableEntity)
	r.has(t, "without a key", "Idempotency-Key", `"input":"token"`)
}

// A program that sends a step again under the same token gets the application,
// not a second step.
func TestStepOfProgramIsTakenOnce(t *testing.T) {
	s := newSite(t)
	clerk := s.as("jingban")
	page := clerk.log()
	for _, replayed := range []string{"", "true"} {
		r := clerk.json("/api"+page+"/events",
			map[string]any{"event": "transfer", "on": "2026-11-24", "unit": "规划股", "token": "t-1"}, nil)
		r.has(t, "the step", `"version":2,`, `"unit":"规划股"`)
		if got := r.header.Get("Idempotency-Replayed"); got != replayed {
			t.Errorf("Idempotency-Replayed: got %q, want %q", got, replayed)
		}
	}
}

// Who comes second reads what was done meanwhile beside what was typed, and goes
// on from there with it, where the step is still to be had; else it says why.
func TestGoingOnAfterAConflict(t *testing.T) {
	s := newSite(t)
	clerk, head := s.as("jingban"), s.as("shenhe")
	page := clerk.log("arrived", "2026-11-19")
	head.post(page+"/events", "event", "consult", "on", "2026-11-20", "party", "third_party").
		want(t, "consult", http.StatusSeeOther)
	typed := []string{"event", "transfer", "on", "2026-11-24", "unit", "规划股", "reason", "一<b>", "version", "1"}
	r := clerk.post(page+"/events", typed...)
	r.want(t, "overtaken", http.StatusConflict)
	r.has(t, "overtaken", "审核乙 已于", "期限 2026-12-17 → 中止计算", "规划股", "在新状态下继续", page+`/preview"`,
		`name="reason" value="一&lt;b&gt;"`)
	if strings.Contains(r.body, `name="version"`) {
		t.Error("going on carries the version that was overtaken")
	}
	clerk.post(page+"/preview", typed[:8]...).
		has(t, "going on", `id="step-transfer" open`, `value="规划股"`, "一&lt;b&gt;</textarea>", `name="version" value="2"`)
	head.post(page+"/events", "event", "withdraw", "on", "2026-11-24", "reason", "已撤回").
		want(t, "withdraw", http.StatusSeeOther)
	r = clerk.post(page+"/events", typed...)
	r.want(t, "overtaken by the end", http.StatusConflict)
	r.has(t, "overtaken by the end", "在新状态下不能再办理这一步", "申请当前为“已终止”，不能“转交承办单位”", "规划股")
	clerk.post(page+"/preview", typed[:8]...).has(t, "going on with what is over", "在新状态下不能再办理这一步", "规划股")
	clerk.post(page+"/events", "event", "judge", "ruling", "revoked", "on", "2026-11-24", "version", "1").
		has(t, "a judgment", "判决撤销")
	clerk.post(page+"/events", "event", "end_review", "ruling", "revoked", "on", "2026-11-24", "version", "1").
		has(t, "a decision", `<dd lang="zh-CN">撤销</dd>`)
}

// Three questions at most lead to one category, with its article, a sentence,
// what to mind and where it counts; the form then has it chosen.
func TestCoach(t *testing.T) {
	s := newSite(t)
	clerk := s.as("jingban")
	page := clerk.log()
	clerk.get(page+"/coach").has(t, "the first question", "申请人要的是什么？", page+`/coach?way=held"`)
	clerk.get(page+"/coach?way=held.none").has(t, "the third", page+`/coach?way=held.none.process"`, "改选")
	clerk.get(page+"/coach?way=lacking.absent").has(t, "the category", "信息不存在", "第36条第（四）项", "经检索",
		"检索记录", "三（四）1", `href="`+page+`?draft=not_held#step-draft_answer"`)
	clerk.get(page+"?draft=not_held").has(t, "the form", `id="step-draft_answer" open`,
		`value="not_held" data-key="1" checked`, "经检索，本机关没有", `name="on" type="text" value="2026-11-24"`)
	clerk.get(page+"/coach?way=held.nothing").want(t, "a reply that there is not", http.StatusNotFound)
	if r := clerk.get(page + "?draft=nothing"); r.status != http.StatusOK ||
		strings.Contains(r.body, "data-panel id=\"step-draft_answer\" open") {
		t.Errorf("an unknown category: %d, want the page with no form open", r.status)
	}
	clerk.answered(page, "2026-11-24", "granted")
	clerk.get(page+"/coach?way=lacking.absent").has(t, "what is answered", "现在不能拟答复")
}

// The particulars of the applicant are masked until they are asked for, and who
// asked is noted, without what was seen.
func TestParticularsAreMasked(t *testing.T) {
	s := newSite(t)
	page := s.as("jingban").log("phone", "0930-1234567", "id_number", "110101199001010011", "address", "示例县城关镇一号院二单元")
	b := s.as("shenji")
	if r := b.get(page); strings.Contains(r.body, "0930-1234567") || strings.Contains(r.body, "110101199001010011") ||
		strings.Contains(r.body, "二单元") {
		t.Error("the page shows the particulars unasked")
	}
	b.get(page).has(t, "the masked particulars", "********4567", "**************0011", "示例县城关镇****")
	shown := func() []account.Operation {
		t.Helper()
		lines, _, err := s.store.Operations(t.Context(), account.OperationQuery{Kind: account.Revealed})
		if err != nil {
			t.Fatal(err)
		}
		return lines
	}
	if got := shown(); len(got) != 0 {
		t.Errorf("noted before anybody asked: %+v", got)
	}
	b.post(page+"/reveal").has(t, "the particulars", "0930-1234567", "110101199001010011", "二单元")
	if got := shown(); len(got) != 1 || got[0].By != "shenji" || !strings.Contains(got[0].Says, "申请 2026-00001") ||
		strings.Contains(s.log.String()+got[0].Says, "1234567") {
		t.Errorf("the log does not say who saw them, or says what: %+v", got)
	}
	s.as("guanli").post(page+"/reveal").want(t, "an administrator", http.StatusForbidden)
	s.as("minzheng").post(page+"/reveal").want(t, "another office", http.StatusNotFound)
}

var hidden = regexp.MustCompile(`name="((?:kept\.|renew_)[^"]*)" (?:type="text" )?value="([^"]*)"`)

// renews sends the form of a renewal page with a password.
func (b *browser) renews(r reply, password string) reply {
	b.t.Helper()
	form := []string{"renew_password", password}
	for _, m := range hidden.FindAllStringSubmatch(r.body, -1) {
		form = append(form, m[1], strings.ReplaceAll(m[2], "&lt;", "<"))
	}
	return b.post("/session/renew", form...)
}

// A form that comes in after the session has ended is not lost: the same person
// types the password in its place and the save goes on. A wrong password keeps
// it; a forged page, another person's name and another address do nothing.
func TestSessionIsRenewedInPlace(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	page := b.log()
	s.pass(31 * time.Minute)
	late := b.post(page+"/events", "event", "transfer", "on", "2026-11-24", "unit", "规划<股", "reason", "待办", "version", "1")
	late.want(t, "the form that is late", http.StatusUnauthorized)
	late.has(t, "the form that is late", "登录已经过期，还没有保存", `value="jingban" readonly`,
		`name="kept.unit" value="规划&lt;股"`, `name="renew_to" value="`+page+`/events"`)
	wrong := b.renews(late, "不是这个口令一二三")
	wrong.want(t, "a wrong password", http.StatusUnprocessableEntity)
	wrong.has(t, "a wrong password", "密码不对", `name="kept.unit" value="规划&lt;股"`)
	for name, change := range map[string][2]string{
		"another person":     {`value="jingban" readonly`, `value="shenhe" readonly`},
		"another address":    {page + "/events", page + "/reveal"},
		"an address of none": {page + "/events", "/sign-out"}, "nothing as an address": {page + "/events", ""},
		"what is no address": {page + "/events", "applications//../%"},
	} {
		forged := late
		forged.body = strings.Replace(forged.body, change[0], strings.Replace(change[1], " readonly", "", 1), 1)
		b.renews(forged, password).want(t, name, http.StatusUnauthorized)
	}
	b.get("/api"+page).want(t, "still signed out", http.StatusUnauthorized)
	if r := b.renews(late, password); r.status != http.StatusSeeOther || r.to != page {
		t.Fatalf("the right password: %d to %q, want 303 to %s\n%s", r.status, r.to, page, r.body)
	}
	b.get(page).has(t, "the page", "已办理“转交承办单位”", "规划&lt;股", "待办")
}

// Where the form is refused after the renewal, it stands there with what was
// typed; passwords are never carried; and who had no session is led to sign in.
func TestRenewalOfOtherForms(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	s.pass(31 * time.Minute)
	late := b.post("/applications", registeredPost("arrived", "11月31日", "content", "一\n二")...)
	b.renews(late, password).has(t, "the intake that is wrong", `value="11月31日"`, "一\n二</textarea>")
	admin := s.as("guanli")
	s.pass(31 * time.Minute)
	late = admin.post("/users", "name", "xinren", "office", "xfb", "role", "clerk", "password", "新口令新口令一二三")
	if late.want(t, "a new user", http.StatusUnauthorized); strings.Contains(late.body, "新口令新口令") {
		t.Error("the renewal page carries a password")
	}
	admin.renews(late, password).has(t, "the new user", `value="xinren"`)
	nobody := s.browser()
	nobody.get("/sign-in")
	r := nobody.post("/applications", registeredPost()...)
	r.want(t, "who never signed in", http.StatusUnauthorized)
	if strings.Contains(r.body, "/session/renew") {
		t.Error("who never signed in is asked to renew")
	}
}
