package handlers

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// form opens the log form and gives its token.
func (b *browser) logToken(path string) string {
	b.t.Helper()
	m := regexp.MustCompile(`<form class="log"(?s:.*?)name="token" value="([^"]+)"`).FindStringSubmatch(b.get(path).body)
	if m == nil {
		b.t.Fatalf("%s has no form with a token", path)
	}
	return m[1]
}

// A draft is offered to its owner alone, opens as it was typed, and is gone when
// it is saved, discarded or a week old.
func TestDraftsOfTheLogForm(t *testing.T) {
	for _, tt := range []struct {
		name string
		ends func(*site, *browser, string)
	}{
		{"saved", func(_ *site, b *browser, token string) { b.log("token", token) }},
		{"discarded", func(_ *site, b *browser, token string) {
			b.post("/applications/draft/discard", "token", token).want(b.t, "discarding", http.StatusSeeOther)
		}},
		{"emptied", func(_ *site, b *browser, token string) {
			b.post("/applications/draft", "token", token, "name", " ").want(b.t, "emptying", http.StatusSeeOther)
		}},
		{"old", func(s *site, b *browser, _ string) { s.pass(7*24*time.Hour + time.Minute) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t)
			b, other := s.as("jingban"), s.as("shenhe")
			token := b.logToken("/applications/new")
			b.post("/applications/draft", "token", token, "channel", "fax", "name", "赵甲乙", "content", "柳林村<水库>图纸",
				"then", "next").
				want(t, "putting aside", http.StatusSeeOther)
			b.get("/applications/new").has(t, "the blank form", "没有登记完的一件：2026-11-24", "柳林村&lt;水库&gt;图纸", "继续上次登记")
			other.get("/applications/new").lacks(t, "the form of another", "水库")
			other.get("/applications/new?draft="+token).want(t, "the draft to another", http.StatusNotFound)
			b.get("/applications/new?draft="+token).
				has(t, "the draft", `value="fax" checked`, `value="赵甲乙"`, "柳林村&lt;水库&gt;图纸</textarea>", `value="`+token+`"`)
			tt.ends(s, b, token)
			if tt.name == "old" {
				b = s.as("jingban")
			}
			b.get("/applications/new").lacks(t, "the form afterwards", "水库", "继续上次登记")
			b.get("/applications/new?draft="+token).want(t, "the draft afterwards", http.StatusNotFound)
		})
	}
}

// The script of the page gets no page back, and a form without a token, or with
// what cannot be kept, changes nothing and loses nothing.
func TestDraftsTheyCannotKeep(t *testing.T) {
	b := newSite(t).as("jingban")
	b.post("/applications/draft", "content", "某").want(t, "a draft without a token", http.StatusBadRequest)
	b.post("/applications/draft", "token", strings.Repeat("x", maxToken+1), "content", "某").
		want(t, "a draft with a long token", http.StatusBadRequest)
	r := b.post("/applications/draft", "token", "T", "content", strings.Repeat("字", 60_000))
	r.want(t, "a draft that is too long", http.StatusUnprocessableEntity)
	r.has(t, "a draft that is too long", "内容太长", "字字字")
	b.get("/applications/new").lacks(t, "the form afterwards", "继续上次登记")
}

// The channel of the last application and the way of the Enter key are remembered
// for the person, also by the next sign-in; the number just given leads back.
func TestLogFormIsAsItWasLiked(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	b.get("/applications/new").
		has(t, "the first form", `name="enter" value="1" checked`, `name="channel" value="in_person" autofocus`)
	r := b.post("/applications", registeredPost("channel", "online", "then", "next")...)
	if r.to != "/applications/new" {
		t.Fatalf("saving leads to %q\n%s", r.to, r.body)
	}
	b.get("/applications/new").has(t, "the next form", `上一件 <a href="/applications/1">2026-00001</a>`)
	again := s.as("jingban")
	page := again.get("/applications/new")
	page.has(t, "the form of the next day", `value="online" checked`,
		`id="name" name="name" type="text" value="" maxlength="200" autofocus`)
	page.lacks(t, "the form of the next day", `name="enter" value="1" checked`)
}

// What is known of earlier applications is shown before saving, without scripts,
// and named when it was saved; it never hinders.
func TestHintsOnTheLogForm(t *testing.T) {
	s := newSite(t)
	b := s.as("jingban")
	first := registeredPost("name", "赵甲", "content", "申请公开河曲镇柳林村2023年征地补偿安置方案", "token", "A")
	b.post("/applications", first...)
	again := registeredPost("name", "赵甲", "content", "柳林村二〇二三年征收土地的补偿、安置方案", "token", "B")
	b.post("/applications/preview", again...).
		has(t, "the form before saving", "可能重复申请（《政府信息公开条例》第36条第（六）项）", `<a href="/applications/1"`, "2026-00001")
	r := b.post("/applications", again...)
	r.want(t, "saving the repeat", http.StatusSeeOther)
	b.get(r.to).has(t, "the page afterwards", "；相同内容另见 2026-00001")
	r = b.post("/applications", first...)
	b.get(r.to).has(t, "the first form again", "已登记 2026-00001")
	s.as("minzheng").post("/applications/preview", again...).lacks(t, "the form in another office", "2026-00001")
}
