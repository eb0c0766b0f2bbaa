package handlers

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// Of fifty clerks who press the same button one wins; the others are told who
// was first, what was done and when, and see what they had typed.
func TestFiftyPresses(t *testing.T) {
	s := newSite(t)
	first := s.as("jingban")
	page := first.log()
	first.drafted(page, "2026-11-24", "granted")
	first = s.as("shenhe")
	first.get(page)
	var wait sync.WaitGroup
	replies := make([]reply, 50)
	for i := range replies {
		wait.Add(1)
		go func() {
			defer wait.Done()
			b := &browser{site: s, Client: http.Client{Jar: first.Jar, CheckRedirect: first.CheckRedirect}, token: first.token}
			replies[i] = b.post(page+"/events", "event", "answer", "version", "3", "on", "2026-11-24",
				"letter", fmt.Sprintf("示公开告〔2026〕%d号", i))
		}()
	}
	wait.Wait()
	count := map[int]int{}
	for i, r := range replies {
		count[r.status]++
		if r.status == http.StatusConflict {
			r.has(t, "the reply to one who came later", "审核乙 已于 2026-11-24 10:30:00 对此件办理了“签发答复”",
				fmt.Sprintf("示公开告〔2026〕%d号", i), `href="`+page+`"`)
		}
	}
	if count[http.StatusSeeOther] != 1 || count[http.StatusConflict] != 49 {
		t.Errorf("statuses %v, want one 303 and 49 times 409", count)
	}
}

// A step that the law refuses shows the same page: the reason on top with its
// article, a link to the control, and what was typed.
func TestRefusedStepKeepsWhatWasTyped(t *testing.T) {
	s := newSite(t)
	b := s.as("shenhe")
	page := b.log("arrived", "2026-10-09")
	for _, tt := range []struct {
		name  string
		form  []string
		shows []string
	}{
		{"correction asked too late", []string{"event", "ask_correction", "on", "2026-11-20", "reason", "名称不明<b>"},
			[]string{"须在收到申请之日起 7 个工作日内", "《政府信息公开条例》第30条", "名称不明&lt;b&gt;</textarea>",
				`<details name="step" data-panel id="step-ask_correction" open>`}},
		{"no category of answer", []string{"event", "draft_answer", "on", "2026-11-20", "letter", "示公开告〔2026〕9号"},
			[]string{"请选择答复类型", `href="#draft_answer-outcome"`, `value="示公开告〔2026〕9号"`}},
		{"a day that is none", []string{"event", "draft_answer", "on", "11月31日", "outcome", "granted"},
			[]string{`href="#draft_answer-on"`, `value="11月31日"`, `value="granted" data-key="2" checked>`, "错误："}},
		{"a day before receipt", []string{"event", "draft_answer", "on", "2026-10-01", "outcome", "granted"},
			[]string{"早于", `href="#draft_answer-on"`}},
		{"a day to come", []string{"event", "draft_answer", "on", "2026-12-01", "outcome", "granted"}, []string{"晚于今天"}},
		{"too many days", []string{"event", "draft_extension", "on", "2026-10-20", "days", "21"},
			[]string{"最多 20 个工作日", `href="#draft_extension-days"`, `value="21"`}},
		{"no number", []string{"event", "draft_extension", "on", "2026-10-20", "days", "二十"},
			[]string{"不是整数", `href="#draft_extension-days"`}},
		{"a step that there is not", []string{"event", "nonsense", "on", "2026-10-20"}, []string{"没有“nonsense”这个步骤"}},
		{"a step out of turn", []string{"event", "correct", "on", "2026-10-20"}, []string{"申请当前为“办理中”，不能“收到补正”"}},
	} {
		r := b.post(page+"/events", tt.form...)
		r.want(t, tt.name, http.StatusUnprocessableEntity)
		r.has(t, tt.name, append(tt.shows, `role="alert"`)...)
	}
	if r := b.get("/api" + page); !strings.Contains(r.body, `"version":1,`) {
		t.Errorf("refused steps changed the application: %.300s", r.body)
	}
}

// A step that needs a supervisor is refused to a clerk who forges its form.
func TestClerkCannotExtend(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	page := b.log()
	b.post(page+"/events", "event", "extend", "on", "2026-11-20", "days", "20").want(t, "extend", http.StatusForbidden)
	b.post(page+"/events", "event", "extend", "on", "2026-11-20", "days", "20", "role", "supervisor", "recorded", "1").
		want(t, "extend as somebody else", http.StatusForbidden)
}

// What a form has no say in it cannot say: who, when, the state, the number, the
// office of an application that is there, or that a step was taken over from
// paper.
func TestFormsCannotSayMore(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	page := b.log("id", "9", "state", "answered", "closed", "2020-01-01", "outcome", "granted",
		"version", "7", "by", "别人", "received", "2020-01-01")
	r := b.get("/api" + page)
	r.has(t, "the application", `"state":"received"`, `"version":1`, `"by":"经办甲"`,
		`"received":"2026-11-09"`, `"closed":""`)
	r = b.post(page+"/events", "event", "ask_correction", "on", "2026-11-24", "register", "true",
		"by", "别人", "role", "admin", "at", "2020-01-01", "office", "mzj", "id", "1")
	r.want(t, "a correction asked too late, said to be taken over", http.StatusUnprocessableEntity)
	r = b.post(page+"/events", "event", "ask_correction", "on", "2026-11-24", "reason", "补记",
		"recorded", "true", "role", "supervisor")
	r.want(t, "a correction that a clerk records", http.StatusForbidden)
	b.json("/api"+page+"/events", map[string]any{"event": "draft_answer", "on": "2026-11-20", "outcome": "granted",
		"by": "别人", "role": "admin", "register": true, "office": "mzj"}, nil).
		has(t, "the drafted application", `"office":"xfb"`, `"by":"经办甲","user":"jingban","role":"clerk"`)
}

// The same form sent twice logs one application; so does the API.
func TestDoubleSubmitLogsOne(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	first, second := b.log("token", "one-time"), b.log("token", "one-time")
	if first != second {
		t.Errorf("two submits of a form led to %s and %s", first, second)
	}
	if other := b.log("token", "another"); other == first {
		t.Errorf("another form led to %s too", other)
	}
	if page := s.as("minzheng").log("token", "one-time"); page == first {
		t.Errorf("somebody else's form led to %s", page)
	}
}

// An application is logged by each channel: received where the day of receipt is
// known, else to be confirmed; and the form for the next remembers the channel.
func TestLogByChannel(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	for _, tt := range []struct{ channel, confirmed, shows string }{
		{"in_person", "", "2026-12-07"}, {"registered", "", "2026-12-07"}, {"letter", "", "待确认"},
		{"online", "2026-11-10", "2026-12-08"},
		{"email", "", "待确认"}, {"fax", "2026-11-10", "2026-12-08"},
	} {
		page := b.log("channel", tt.channel, "confirmed", tt.confirmed)
		b.get(page).has(t, tt.channel, "已登记 2026-0000", tt.shows)
	}
	r := b.post("/applications", registeredPost("channel", "fax", "then", "next")...)
	if r.to != "/applications/new" {
		t.Errorf("save and log the next leads to %q", r.to)
	}
	b.get(r.to).has(t, "the next form", `value="fax" checked`, "已登记 2026-00007")
}

// A form for a new application that is not taken says what is wrong, where, and
// keeps what was typed.
func TestLogRefused(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	b.log("number", "甲-1")
	for _, tt := range []struct {
		name   string
		form   []string
		status int
		shows  []string
	}{
		{"no channel", registeredPost("channel", ""), 422, []string{"请选择申请渠道", `href="#channel"`}},
		{"unknown channel", registeredPost("channel", "pigeon"), 422, []string{"请选择申请渠道"}},
		{"no name", registeredPost("name", " "), 422, []string{"请填写申请人姓名或者名称", `href="#name"`}},
		{"no content", registeredPost("content", ""), 422, []string{"请填写申请内容", `href="#content"`, `value="赵甲"`}},
		{"a day to come", registeredPost("arrived", "2026-11-25"), 422, []string{"晚于今天", `href="#arrived"`}},
		{"no such day", registeredPost("arrived", "2026-02-30"), 422, []string{`href="#arrived"`, `value="2026-02-30"`}},
		{"confirmed before it arrived", registeredPost("channel", "fax", "confirmed", "2026-11-01"),
			422, []string{`href="#confirmed"`}},
		{"spoken by fax", registeredPost("channel", "fax", "oral", "1"), 422,
			[]string{"口头申请只能当面提出", `id="oral" name="oral" value="1" checked`}},
		{"a number that is taken", registeredPost("number", "甲-1"), 409, []string{`href="#number"`, `value="甲-1"`}},
		{"too long", registeredPost("phone", strings.Repeat("1", 41)), 422, []string{"不能超过 40 字", `href="#phone"`}},
	} {
		r := b.post("/applications", tt.form...)
		r.want(t, tt.name, tt.status)
		r.has(t, tt.name, append(tt.shows, "错误：")...)
	}
}

// Without scripts the due date is shown by a button, and nothing is saved.
func TestPreviewWithoutScripts(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	r := b.post("/applications/preview", registeredPost()...)
	r.has(t, "preview", "到期 2026-12-07 星期一（第 20 个工作日）", `value="赵甲"`)
	b.get("/applications").has(t, "the register", "还没有申请")
	b.post("/applications/preview", registeredPost("channel", "fax")...).has(t, "preview of a fax", "双方确认之日")
	b.post("/applications/preview", registeredPost("channel", "registered", "arrived", "2026-11-24")...).
		has(t, "preview", "2026-12-22")
}

// What an applicant writes is shown as text on every page and never as markup.
func TestNothingTypedBecomesMarkup(t *testing.T) {
	s := newSite(t)
	b := s.as("shenhe")
	evil := `"><script>alert(1)</script><img src=x onerror=alert(2)>`
	page := b.log("kind", "company", "name", evil, "content", evil, "remark", evil, "address", evil)
	b.post(page+"/events", "event", "draft_answer", "on", "2026-11-24", "outcome", "granted", "letter", `"><img src=x>`,
		"reason", evil, "version", "1").
		want(t, "draft", http.StatusSeeOther)
	markup := regexp.MustCompile(`<script>alert|<img`)
	for _, path := range []string{
		page, "/applications", b.post("/applications/find", "q", evil).to,
		"/report/cell?office=xfb&year=2026&line=new", "/report?office=xfb&year=2026",
	} {
		r := b.get(path)
		r.want(t, path, http.StatusOK)
		if found := markup.FindString(r.body); found != "" {
			t.Errorf("%s has %q", path, found)
		}
	}
}

// A form sent with a query string, or with a name twice, is refused whole.
func TestAmbiguousFormsAreRefused(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	page := b.log()
	b.post(page+"/events?outcome=secret", "event", "answer", "on", "2026-11-24", "outcome", "granted").
		want(t, "query string", http.StatusBadRequest)
	b.post(page+"/events", "event", "answer", "on", "2026-11-24", "outcome", "granted", "outcome", "secret").
		want(t, "name twice", http.StatusBadRequest)
	b.post(page+"/events", "event", "answer", "on", "2026-11-24", "outcome", "granted", "outcome", "secret").
		has(t, "name twice", "“outcome”给出了两次")
	b.get("/applications?year=2025&year=2026").want(t, "filter twice", http.StatusBadRequest)
	for _, path := range []string{
		"/applications/0", "/applications/-1", "/applications/1x", "/applications/99999999999999999999", "/applications/2",
	} {
		b.get(path).want(t, path, http.StatusNotFound)
	}
}

// A link from a list to a step opens its form as it stands, and opens nothing that
// is shut or unknown.
func TestLinkOpensAStep(t *testing.T) {
	s := newSite(t)
	clerk := s.as("jingban")
	page := clerk.log()
	for step, want := range map[string]int{"": 0, "draft_answer": 1, "answer": 0, "nothing": 0} {
		body := clerk.get(page + "?step=" + step).body
		if got := strings.Count(body, `id="step-draft_answer" open>`); got != want {
			t.Errorf("called for %q, the form of a draft is open %d times, want %d", step, got, want)
		}
		if strings.Contains(body, `id="step-answer"`) {
			t.Errorf("called for %q, a clerk is offered the signature", step)
		}
	}
}

// The form of a request to correct says until when it may be made, before anything
// is typed.
func TestCorrectionFormSaysItsLastDay(t *testing.T) {
	s := newSite(t)
	clerk := s.as("jingban")
	for arrived, want := range map[string]string{"2026-11-24": "最迟 2026-12-03<", "2026-10-09": "最迟 2026-10-19，已经过了"} {
		clerk.get(clerk.log("arrived", arrived)).has(t, "received on "+arrived, want)
	}
}
