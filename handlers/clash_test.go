package handlers

import (
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var seenField = regexp.MustCompile(`<input type="hidden" name="(seen\.[^"]+)" value="([^"]*)">`)

// seenOn are the fields in which a page says what it showed, as pairs of a form.
func (r reply) seenOn() []string {
	var out []string
	for _, m := range seenField.FindAllStringSubmatch(r.body, -1) {
		out = append(out, m[1], html.UnescapeString(m[2]))
	}
	return out
}

// shared is a page on which several people change values: how two of them do, and what
// stands after both.
type shared struct {
	name, page, path string
	always           []string // sent with every form
	theirs, mine     []string // different values
	also             []string // changed by both, to another value than theirs
	after, refused   []string // shown where both are kept; where mine is refused
	untouched        string   // shown after an old page was saved as it was
}

// Who saves an older page keeps what a colleague saved meanwhile and adds only what they
// changed; a value that both changed is not saved, both values are shown, and what was
// typed stays; saved once more it holds. The values that the page does not say it
// showed, the control of this test, are refused wherever they would undo something.
func TestOlderPageUndoesNothing(t *testing.T) {
	for _, tt := range []shared{
		{
			name: "hand lines", page: "/report?office=xfb&year=2025", path: "/report", always: []string{"office",
				"xfb", "year", "2025", "form", "2021"},
			theirs: []string{"line.charges", "3.25", "line.rules.issued", "12"}, mine: []string{"line.penalties",
				"7", "line.charges", "", "line.rules.issued", ""},
			also: []string{"line.charges", "9"}, after: []string{`name="line.charges" value="3.25"`,
				`name="line.rules.issued" value="12"`, `name="line.penalties" value="7"`},
			refused:   []string{"他人已改为“3.25”", "您填写的是“9”", `name="line.charges" value="9"`, `href="#line-charges"`},
			untouched: `name="line.charges" value="3.25"`,
		},
		{
			name: "an office", page: "/offices/xfb", path: "/offices/xfb", always: nil,
			theirs: []string{"office_name", "示例县人民政府办公室", "court", "示例县人民法院", "pair", "1"},
			mine:   []string{"office_name", "示例县人民政府办公室", "court", "", "review", "示例县人民政府"},
			also:   []string{"office_name", "示例县人民政府办公室", "court", "示例市中级人民法院"},
			after:  []string{`value="示例县人民法院"`, `name="pair" value="1" checked`, `value="示例县人民政府"`},
			refused: []string{"他人已改为“示例县人民法院”", "您填写的是“示例市中级人民法院”", `value="示例市中级人民法院"`, `href="#court"`,
				`name="pair" value="1" checked`}, untouched: `value="示例县人民法院"`,
		},
		{
			name: "an account", page: "/users/jingban", path: "/users/jingban", always: []string{"do", "grant"},
			theirs: []string{"role", "clerk", "office", "mzj"}, mine: []string{"role", "supervisor", "office", "xfb"},
			also: []string{"role", "clerk", "office", "mzj"}, after: []string{`value="supervisor" selected`,
				`value="mzj" selected`},
			untouched: `value="mzj" selected`,
		},
		{
			name: "a display name", page: "/users/jingban", path: "/users/jingban", always: []string{"do", "name"},
			theirs: []string{"display", "甲经办"}, mine: []string{"display", "经办甲"}, also: []string{"display", "新名"},
			after: []string{`value="甲经办"`}, refused: []string{"他人已改为“甲经办”", `value="新名"`, `href="#name-display"`},
			untouched: `value="甲经办"`,
		},
	} {
		t.Run(tt.name, tt.holds)
	}
}

// holds tries the page on a site of its own.
func (s shared) holds(t *testing.T) {
	site := newSite(t)
	who := "guanli"
	if s.path == "/report" {
		who = "jingban"
	}
	me, other := site.as(who), site.as(who)
	old := me.get(s.page)
	send := func(b *browser, r reply, values []string) reply {
		return b.post(s.path, slices.Concat(s.always, r.seenOf(s.always), values)...)
	}
	send(other, other.get(s.page), s.theirs).want(t, "the colleague", http.StatusSeeOther)
	if s.refused != nil {
		r := send(me, old, s.also)
		r.want(t, "a value that both changed", http.StatusConflict)
		r.has(t, "the refusal", s.refused...)
		me.get(s.page).has(t, "after the refusal", s.untouched)
		blind := me.post(s.path, slices.Concat(s.always, s.also)...)
		if s.always == nil || s.path == "/report" {
			blind.want(t, "a value without what was shown", http.StatusConflict)
		}
		again := send(me, r, s.also)
		again.want(t, "saved once more", http.StatusSeeOther)
		send(other, me.get(s.page), s.theirs).want(t, "and back", http.StatusSeeOther)
	}
	send(me, old, s.mine).want(t, "the older page", http.StatusSeeOther)
	me.get(s.page).has(t, "after both", s.after...)
}

// seenOf are the fields of [reply.seenOn] of one form: of the act that always names.
func (r reply) seenOf(always []string) []string {
	if i := slices.Index(always, "do"); i >= 0 {
		_, rest, _ := strings.Cut(r.body, `id="act-`+always[i+1]+`"`)
		body, _, _ := strings.Cut(rest, "</form>")
		return reply{body: body}.seenOn()
	}
	return r.seenOn()
}

// The page of the profiles says which one it showed, so that pressing its button later
// undoes no other choice; the conflict itself is held in the package of accounts.
func TestProfilePageSaysWhatItShowed(t *testing.T) {
	b := newSite(t).as("guanli")
	if got := b.get("/security").seenOn(); !slices.Equal(got, []string{"seen.profile", "recommended"}) {
		t.Errorf("the page says it showed %q", got)
	}
	r := b.post("/security", "profile", "recommended", "seen.profile", "level2")
	r.want(t, "a page that showed another profile", http.StatusSeeOther) // it is so already
}

// The days off of a year that a colleague has changed since are not undone by an older
// page: what it left alone stays as it is, what both changed is refused.
func TestOlderYearUndoesNothing(t *testing.T) {
	s := newSite(t)
	me, other := s.as("guanli"), s.as("guanli")
	shown := func(b *browser) []string { return b.get("/calendar?year=2028").seenOn() }
	confirm := func(b *browser, r reply, name string) {
		t.Helper()
		r.want(t, name, http.StatusOK)
		var form []string
		hidden := regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)">`)
		for _, m := range hidden.FindAllStringSubmatch(r.body, -1) {
			if m[1] != "csrf" {
				form = append(form, m[1], html.UnescapeString(m[2]))
			}
		}
		b.post("/calendar/confirm", form...).want(t, name+", confirmed", http.StatusSeeOther)
	}
	old := shown(me)
	confirm(
		other,
		other.post(
			"/calendar/preview",
			append(shown(other), "kind", "year", "year", "2028", "notices", "国办发明电〔2027〕1号", "off", "2028-01-01 元旦")...),
		"the colleague",
	)
	r := me.post(
		"/calendar/preview",
		append(slices.Clone(old), "kind", "year", "year", "2028", "notices", "", "off", "2028-05-01 劳动节")...)
	r.want(t, "days that both changed", http.StatusConflict)
	r.has(t, "the refusal", "他人已改为", "2028-05-01 劳动节", "国办发明电〔2027〕1号")
	r = me.post(
		"/calendar/preview",
		append(r.seenOn(), "kind", "year", "year", "2028", "notices", "国办发明电〔2027〕1号", "off", "2028-05-01 劳动节")...)
	r.want(t, "sent once more", http.StatusOK)
	r = me.post(
		"/calendar/preview",
		append(slices.Clone(old), "kind", "year", "year", "2028", "notices", "", "off", "")...)
	r.want(t, "nothing changed on the older page", http.StatusOK)
	r.has(t, "the proposal", `name="off" value="2028-01-01`)
}
