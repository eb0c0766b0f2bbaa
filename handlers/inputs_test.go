package handlers

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongkai/workflow/fault"
)

// wrongInput is a form of a page with one input that is wrong. Input "" is an error
// that no single input can mend.
type wrongInput struct {
	name, path string
	form       []string
	status     int
	input      string
	id         string // of the control; "" is the input
}

// invalid finds what a page marks as wrong.
var invalid = regexp.MustCompile(`<(?:input|select|textarea|fieldset)[^>]* aria-invalid="true"[^>]*>`)

// controlID is what a control is known by: its id, the name for one of a group.
var controlID = regexp.MustCompile(` (?:id|name)="([^"]*)"`)

// marked are the controls that a page marks as wrong, a group of ticks once.
func marked(page string) []string {
	var out []string
	for _, tag := range invalid.FindAllString(page, -1) {
		out = append(out, controlID.FindStringSubmatch(tag)[1])
	}
	return slices.Compact(out)
}

// holds checks that the page marks the control and no other, explains it beside it
// and leads to it from the summary.
func (w wrongInput) holds(t *testing.T, r reply) {
	t.Helper()
	if w.status == 0 {
		w.status = http.StatusUnprocessableEntity
	}
	r.want(t, w.name, w.status)
	if strings.Contains(r.body, " autofocus") {
		t.Errorf("%s: a control takes the focus, want it left to the summary", w.name)
	}
	id := w.id
	if id == "" {
		id = w.input
	}
	if w.input == "" {
		if got := marked(r.body); len(got) > 0 || strings.Contains(r.body, `<li><a href="#`) {
			t.Errorf("%s: %v is marked, want no control", w.name, got)
		}
		r.has(t, w.name, `id="problem"`)
		return
	}
	if got := marked(r.body); !slices.Equal(got, []string{id}) && !slices.Equal(got, []string{w.input}) {
		t.Errorf("%s: %v is marked, want %s alone", w.name, got, id)
	}
	r.has(t, w.name, `<li><a href="#`+id+`">`, `id="`+id+`-error"`)
	if !regexp.MustCompile(`aria-describedby="` + regexp.QuoteMeta(id) + `-error[ "]`).MatchString(r.body) {
		t.Errorf("%s: %s is not described by its error", w.name, id)
	}
}

// Whoever leaves one input of a form wrong finds that control marked, and no other.
func TestPagesMarkTheInputThatIsWrong(t *testing.T) {
	s := newSite(t)
	clerk, head, admin, auditor := s.as("jingban"), s.as("shenhe"), s.as("guanli"), s.as("shenji")
	letter := func(change ...string) []string {
		pairs := []string{
			"channel", "registered", "kind", "person", "name", "赵甲", "content", "征地补偿方案", "arrived", "2026-11-09",
		}
		for i := 0; i < len(change); i += 2 {
			if at := slices.Index(pairs, change[i]); at >= 0 {
				pairs = slices.Delete(pairs, at, at+2)
			}
		}
		return append(pairs, change...)
	}
	page := head.log("arrived", "2026-11-09")
	step := func(name, event, input string, form ...string) wrongInput {
		return wrongInput{name: name, path: page + "/events", form: append([]string{"event", event}, form...),
			input: input, id: event + "-" + input}
	}
	for _, group := range []struct {
		by   *browser
		rows []wrongInput
	}{
		{clerk, []wrongInput{
			{name: "no channel", path: "/applications", form: letter("channel", ""), input: "channel"},
			{name: "no name", path: "/applications", form: letter("name", ""), input: "name"},
			{name: "no kind", path: "/applications", form: letter("kind", "club"), input: "kind"},
			{name: "no content", path: "/applications", form: letter("content", ""), input: "content"},
			{name: "no day of arrival", path: "/applications", form: letter("arrived", ""), input: "arrived"},
			{name: "arrival to come", path: "/applications", form: letter("arrived", "2026-12-25"), input: "arrived"},
			{name: "submitted on no day", path: "/applications", form: letter("submitted", "某天"), input: "submitted"},
			{name: "confirmed before arrival", path: "/applications",
				form: letter("channel", "fax", "confirmed", "2026-11-01"), input: "confirmed"},
			{name: "spoken by post", path: "/applications", form: letter("oral", "1"), input: "oral"},
			{name: "a long telephone number", path: "/applications",
				form: letter("phone", strings.Repeat("1", 41)), input: "phone"},
			{name: "a long remark", path: "/applications", form: letter("remark", strings.Repeat("长", 2001)), input: "remark"},
			{name: "another password", path: "/password",
				form: []string{"old", "wrong", "password", "x", "again", "x"}, input: "old"},
			{name: "no file", path: "/import", input: "file"},
		}},
		{head, []wrongInput{
			step("no category of answer", "draft_answer", "outcome", "on", "2026-11-20"),
			step("no such further reason", "draft_answer", "also", "on", "2026-11-20", "outcome", "granted", "also", "nonsense"),
			step("a long letter number", "draft_answer", "letter",
				"on", "2026-11-20", "outcome", "granted", "letter", strings.Repeat("长", 101)),
			step("no day", "draft_answer", "on", "on", "", "outcome", "granted"),
			step("a day before receipt", "draft_answer", "on", "on", "2026-10-01", "outcome", "granted"),
			step("too many days", "draft_extension", "days", "on", "2026-11-20", "days", "21"),
			step("corrected until the same day", "ask_correction", "until", "on", "2026-11-10", "until", "2026-11-10"),
			step("correction asked too late", "ask_correction", "on", "on", "2026-11-24"),
			step("nobody consulted", "consult", "party", "on", "2026-11-20"),
			step("no tariff", "ask_fee", "tariff", "on", "2026-11-20", "amount", "100"),
			step("another place in the month", "ask_fee", "units",
				"on", "2026-11-20", "tariff", "items", "units", "40", "amount", "100"),
			step("no amount", "ask_fee", "amount", "on", "2026-11-20", "tariff", "pages", "units", "40"),
			step("too much", "ask_fee", "amount", "on", "2026-11-20", "tariff", "pages", "units", "40", "amount", "1000"),
			step("less without a reason", "ask_fee", "reason",
				"on", "2026-11-20", "tariff", "pages", "units", "40", "amount", "1"),
			step("withdrawn for no reason", "withdraw", "reason", "on", "2026-11-20"),
			step("no unit", "transfer", "unit", "on", "2026-11-20"),
			step("nobody takes over", "assign", "handler", "on", "2026-11-20"),
			step("one part", "split", "parts", "on", "2026-11-20", "parts", "一", "reason", "两事"),
			step("merged into nothing", "merge", "other", "on", "2026-11-20", "other", "没有这一件", "reason", "重复"),
			step("corrected into no name", "amend", "name",
				append([]string{"on", "2026-11-20", "reason", "误"}, letter("name", "")...)...),
			step("corrected into a day to come", "amend", "arrived",
				append([]string{"on", "2026-11-20", "reason", "误"}, letter("arrived", "2026-12-20")...)...),
			step("a step out of turn", "correct", "", "on", "2026-11-20"),
			{name: "too few are counted", path: "/handover", form: []string{"ids", strings.TrimPrefix(page, "/applications/"),
				"handler", "jingban", "count", "9"}, input: "count"},
			{name: "a line that is no number", path: "/report", form: []string{"year", "2025", "line.charges", "很多"},
				input: "line.charges", id: "line-charges"},
			{name: "no head", path: "/report/frozen", form: []string{"year", "2025", "reviewer", "钱乙",
				"filler", "孙丙", "phone", "0", "date", "2026-01-10"}, input: "head"},
			{name: "handed in before its end", path: "/report/frozen", form: []string{"year", "2025", "head", "李",
				"reviewer", "钱乙", "filler", "孙丙", "phone", "0", "date", "2025-01-10"}, input: "date"},
		}},
		{auditor, []wrongInput{
			{name: "a filter that is no day", path: "/applications/find", form: []string{"due", "某天"},
				input: "due", id: "find-due"},
			{name: "a year that is none", path: "/applications/find", form: []string{"year", "1066"}, input: "year"},
		}},
		{admin, []wrongInput{
			{name: "an account with a space", path: "/users",
				form: []string{"name", "不 行", "office", "xfb", "role", "clerk", "password", "plain-words-4242"}, input: "name"},
			{name: "no such role", path: "/users",
				form: []string{"name", "xin", "office", "xfb", "role", "king", "password", "plain-words-4242"}, input: "role"},
			{name: "a short password", path: "/users",
				form: []string{"name", "xin", "office", "xfb", "role", "clerk", "password", "1"}, input: "password"},
			{name: "an account that is there", path: "/users", form: []string{"name", "jingban", "office", "xfb",
				"role", "clerk", "password", "plain-words-4242"}, input: "name", status: 409},
			{name: "another name to confirm", path: "/users/jingban", form: []string{"do", "disable", "typed", "x"},
				input: "typed", id: "disable-typed"},
			{name: "no code of an office", path: "/offices", form: []string{"code", "不行", "office_name", "示例局"}, input: "code"},
			{name: "an office without a name", path: "/offices",
				form: []string{"code", "x1", "office_name", ""}, input: "office_name"},
			{name: "an office under none", path: "/offices",
				form: []string{"code", "x1", "office_name", "示例局", "parent", "nowhere"}, input: "parent"},
			{name: "a code that is taken", path: "/offices", form: []string{"code", "xfb", "office_name", "示例局"},
				input: "code", status: 409},
			{name: "an office that loses its name", path: "/offices/xfb",
				form: []string{"office_name", ""}, input: "office_name"},
			{name: "a pattern without a year", path: "/offices/xfb",
				form: []string{"office_name", "示例局", "numbering", "第{序号}号"}, input: "numbering"},
			{name: "another word", path: "/security/separation", form: []string{"on", "1", "typed", "好"}, input: "typed"},
			{name: "a year far off", path: "/calendar/preview",
				form: []string{"kind", "year", "year", "1066", "off", "2027-01-01"}, input: "year", id: "notice-year"},
			{name: "a day off of another year", path: "/calendar/preview",
				form: []string{"kind", "year", "year", "2028", "off", "2030-01-01"}, input: "off"},
			{name: "a weekday made up", path: "/calendar/preview",
				form: []string{"kind", "year", "year", "2028", "off", "2028-01-01", "work", "2028-01-04"}, input: "work"},
			{name: "a notice of nothing", path: "/calendar/preview",
				form: []string{"kind", "notice", "notice", "放假"}, input: "notice"},
			{name: "no document", path: "/calendar/preview",
				form: []string{"kind", "local", "do", "off", "office", "xfb", "days", "2026-12-01"}, input: "document"},
			{name: "no days", path: "/calendar/preview",
				form: []string{"kind", "local", "do", "off", "office", "xfb", "document", "示", "days", "某天"}, input: "days"},
			{name: "nothing to be done", path: "/calendar/preview",
				form: []string{"kind", "local", "do", "dance", "office", "xfb"}, input: "do"},
		}},
	} {
		for _, row := range group.rows {
			row.holds(t, group.by.post(row.path, row.form...))
		}
	}
	wrongInput{name: "a journal from no day", input: "from"}.holds(t, auditor.get("/journal?from=someday"))
	wrongInput{name: "a journal that ends before it begins", input: "from"}.
		holds(t, auditor.get("/journal?from=2026-02-01&to=2026-01-01"))
	wrongInput{name: "a sample of many", input: "n"}.holds(t, auditor.get("/sample?year=2025&n=many&seed=a"))
	wrongInput{name: "a sample of none", input: "n"}.holds(t, auditor.get("/sample?year=2025&n=0&seed=a"))
	wrongInput{name: "no name to sign in with", path: "/sign-in", input: "name"}.
		holds(t, stranger(s).post("/sign-in", "name", "nobody", "password", "x"))
}

// stranger has the form to sign in before them.
func stranger(s *site) *browser {
	b := s.browser()
	b.get("/sign-in")
	return b
}

// A program that sends something wrong is told the member that is wrong, by the name
// it has in what was sent.
func TestAPINamesTheInput(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	at := "/api" + b.log()
	for _, tt := range []struct {
		name, path string
		sent       map[string]any
		want       fault.Input
	}{
		{"no name", "/api/applications", map[string]any{"channel": "registered", "content": "示例",
			"arrived": "2026-11-09", "applicant": map[string]any{"kind": "person"}}, "name"},
		{"arrived on no day", "/api/applications",
			map[string]any{"channel": "registered", "content": "示例", "arrived": "昨天"}, "arrived"},
		{"a member that there is not", "/api/applications", map[string]any{"colour": "红"}, "colour"},
		{"a number of the register within the applicant", "/api/applications",
			map[string]any{"applicant": map[string]any{"number": "1"}}, "number"},
		{"a list for a text", "/api/applications", map[string]any{"content": []string{"一", "二"}}, "content"},
		{"a correction that says no version", at + "/events", map[string]any{"event": "amend", "on": "2026-11-20",
			"reason":  "误",
			"channel": "fax", "content": "示例", "arrived": "2026-11-09"}, "version"},
		{"no party", at + "/events", map[string]any{"event": "consult", "on": "2026-11-20"}, "party"},
		{"no such step", at + "/events", map[string]any{"event": "dance", "on": "2026-11-20"}, "event"},
		{"a day to come", at + "/events", map[string]any{"event": "withdraw", "reason": "示例", "on": "2027-11-20"}, "on"},
		{"a step out of turn", at + "/events", map[string]any{"event": "correct", "on": "2026-11-20"}, ""},
	} {
		var got failureJSON
		b.json(tt.path, tt.sent, &got).want(t, tt.name, http.StatusUnprocessableEntity)
		if got.Input != tt.want || got.Error == "" || got.Ref == "" {
			t.Errorf("%s: got %+v, want input %q", tt.name, got, tt.want)
		}
	}
}
