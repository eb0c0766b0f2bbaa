package handlers

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// A text that has to be there is not there when nothing of it can be seen: on every form,
// and in JSON. The control is the same form with a letter in it.
func TestUnseenTextIsNoText(t *testing.T) {
	s := newSite(t)
	clerk, head, admin := s.as("jingban"), s.as("shenhe"), s.as("guanli")
	page := clerk.log()
	for _, tt := range []struct {
		by         *browser
		name, path string
		form       []string
		input      string
	}{
		{clerk, "an applicant's name", "/applications", registeredPost("token", "a"), "name"},
		{clerk, "the content", "/applications", registeredPost("token", "b"), "content"},
		{head, "a unit", page + "/events", []string{"event", "transfer", "on", "2026-11-20"}, "unit"},
		{head, "the reason of a withdrawal", page + "/events", []string{"event", "withdraw", "on", "2026-11-20"}, "reason"},
		{admin, "a new office", "/offices", []string{"code", "x1"}, "office_name"},
		{admin, "an office", "/offices/mzj", []string{"seen.office_name", "示例县民政局"}, "office_name"},
		{admin, "a document", "/calendar/preview", []string{"kind", "local", "do", "off", "office", "xfb", "days",
			"2026-12-01"}, "document"},
		{head, "who signs", "/report/frozen", []string{"office", "xfb", "year", "2024", "reviewer", "乙", "filler",
			"丙", "phone", "0", "date", "2026-01-10"}, "head"},
		{clerk, "a view", "/applications/views", []string{"back", "/applications"}, "name"},
	} {
		for unseen, what := range map[string]string{"\u200b\u200d": "no width", "\u202e": "direction",
			"\x01": "control", "\u3164": "filler"} {
			var form []string
			for i := 0; i < len(tt.form); i += 2 {
				if tt.form[i] != tt.input {
					form = append(form, tt.form[i], tt.form[i+1])
				}
			}
			r := tt.by.post(tt.path, append(form, tt.input, unseen)...)
			r.want(t, tt.name+" of "+what, http.StatusUnprocessableEntity)
			if what == "no width" {
				if r := tt.by.post(tt.path, append(form, tt.input, "示例")...); r.status >= 400 {
					t.Errorf("%s with a letter: %d\n%.300s", tt.name, r.status, r.body)
				}
			}
		}
	}
	var got failureJSON
	clerk.json("/api/applications", map[string]any{
		"channel": "registered",
		"content": "示例",
		"arrived": "2026-11-09",
		"applicant": map[string]any{
			"kind": "person",
			"name": "\u200b",
		},
	}, &got).want(t, "JSON", http.StatusUnprocessableEntity)
	if got.Input != "name" {
		t.Errorf("JSON: input %q", got.Input)
	}
}

var (
	boxes = regexp.MustCompile(`(?s)<textarea.*?</textarea>`)
	tags  = regexp.MustCompile(`(?s)<[^>]*>`)
)

// Marks of direction and characters without width are shown as marks on every page that
// shows the text, and kept as they were typed.
func TestUnseenCharactersAreShown(t *testing.T) {
	s := newSite(t)
	b := s.as("shenhe")
	const name = "示例\u202e公司\u200d"
	page := b.log("kind", "company", "name", name, "content", "某\u2066方案\x02")
	for _, path := range []string{page, "/applications", "/journal", "/work",
		"/applications/print?ids=" + strings.TrimPrefix(page, "/applications/")} {
		r := b.get(path)
		text := tags.ReplaceAllString(boxes.ReplaceAllString(r.body, ""), "")
		if strings.ContainsAny(text, "\u202e\u200d\u2066\x02") {
			t.Errorf("%s shows a character that is not seen as it is", path)
		}
		if strings.Contains(r.body, "示例") && strings.Contains(r.body, "公司") && path != "/journal" {
			r.has(t, path, "〔U+202E〕")
		}
	}
	r := b.send("GET", "/api"+page, "", "")
	if !strings.Contains(r.body, name) && !strings.Contains(r.body, `示例\u202e公司\u200d`) {
		t.Errorf("the name is not kept: %s", r.body)
	}
}
