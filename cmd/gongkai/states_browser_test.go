//go:build e2e

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gongkai/handlers"
	"gongkai/models"
	"gongkai/views"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
)

// A new installation, in which people have been named and nothing has come in yet,
// with the three administrators apart: every page that is there without asking for
// something is as free of barriers empty as it is full.
func TestBrowserEmptyPagesAreAccessible(t *testing.T) {
	t.Parallel()
	axe := axeSource(t)
	s := partOfCounty(t, func(d *demo) []func(context.Context) error {
		return []func(context.Context) error{d.makeOffices, d.makeUsers, d.separate}
	})
	chrome := chromium(t)
	seen := &looked{at: map[string]bool{}}
	for _, role := range everyone {
		b := newTab(t, chrome, s.URL)
		b.signInAs(role)
		b.tours(axe, seen, role, b.visits(role, account.Settings{Separated: true}))
	}
}

// The pages of an installation that is not yet anybody's: the setup, and the way
// there.
func TestBrowserSetupIsAccessible(t *testing.T) {
	t.Parallel()
	axe := axeSource(t)
	s := serveProgram(t, "--data", t.TempDir())
	b := newTab(t, chromium(t), s.base)
	for _, lang := range views.Languages {
		b.open("/help?lang=" + lang.Code)
		for _, path := range []string{"/setup", "/sign-in"} {
			b.open(path)
			b.judge(axe)
		}
		b.errs(axe, mistake{path: "/setup", form: "form[action='/setup']",
			fill: map[string]string{"code": "000000", "office": "shili", "office_name": "示例县", "name": "guanli"}})
		b.errs(axe, mistake{path: "/setup", form: "form[action='/setup']", fill: map[string]string{
			"code": s.match(t, `一次性代码 (\S+)`)[1], "office": "示例", "office_name": "示例县", "name": "guanli"}})
	}
}

// separate parts the three administrators.
func (d *demo) separate(ctx context.Context) error {
	return desks.New(d.store).For(account.Operator).Separate(ctx, true, account.SeparationWord, "", d.now)
}

// partOfCounty serves a store that is filled by parts of the made-up county.
func partOfCounty(t *testing.T, parts func(*demo) []func(context.Context) error) *httptest.Server {
	t.Helper()
	db, err := models.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "gongkai.db"), models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range parts(newDemo(db, clock())) {
		if err := part(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return siteOn(t, db, db)
}

// siteOn serves a store, which may be one that fails, and closes the one it is made of.
func siteOn(t *testing.T, store desks.Store, db *models.Store) *httptest.Server {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	site := &handlers.Server{Desk: desks.New(store), Sessions: db.Sessions(clock), Now: clock, Log: log,
		Backups: newBackupKeeper(&program{ctx: t.Context(), env: env{now: clock}}, db, log)}
	server := httptest.NewServer(site.Handler())
	t.Cleanup(func() {
		server.Close()
		site.Rest(context.Background())
		_ = db.Close()
	})
	return server
}

// mistake is something a person does wrong with a form: what is filled in by the
// names of the controls, the button pressed, and the status of the page that says
// so. Without a form the address itself is wrong.
type mistake struct {
	path  string // "APP" and what follows: an application that is still to be answered
	form  string // css
	fill  map[string]string
	press string // css of the button within the form; "" is its first
	want  int    // 0: 422
	whole bool   // the fault is in no field: the summary leads nowhere
	plain bool   // there is nothing to mend on a page: it is told on one of its own
}

// mistakes are one for each form of the program at least, by who makes them.
var mistakes = map[account.Role][]mistake{
	"": {
		{path: "/sign-in", form: "form[action='/sign-in']", fill: map[string]string{"name": "nobody", "password": "wrong"}},
	},
	account.Clerk: {
		{path: "/applications/new", form: "form.log", fill: map[string]string{"channel": "registered",
			"name": "赵甲", "phone": "000"}, press: "[name=then][value=next]"},
		{path: "/applications/new", form: "form.log", fill: map[string]string{"channel": "in_person",
			"name": "赵甲", "content": "示例", "arrived": "2007-12-03"}, press: "[name=then][value=next]"},
		{path: "APP", form: "#step-draft_answer form", fill: map[string]string{"letter": "示公开〔1〕号"}},
		{path: "APP", form: "#step-ask_correction form", fill: map[string]string{"reason": "没有写明年份", "on": "2099-01-01"}},
		{path: "APP", form: "#step-draft_extension form",
			fill: map[string]string{"days": "99", "reason": "示例"}, press: "[data-try]"},
		{path: "APP", form: "#step-withdraw form", fill: map[string]string{"reason": ""}},
		{path: "APP/coach?way=somewhere", want: http.StatusNotFound, plain: true},
		{path: "/applications?standing=open", form: "form[action='/applications/views']",
			fill: map[string]string{"name": ""}, plain: true},
		{path: "/applications", form: "#batch", press: "[value=print]", plain: true},
		{path: "/applications", form: "form[action='/applications/layout']",
			fill: map[string]string{"place-channel": "第一"}, plain: true},
		{path: "/import", form: "form[action='/import']"},
		{path: "/password", form: "form[action='/password']",
			fill: map[string]string{"old": "wrong", "password": "plain-words-42", "again": "plain-words-42"}},
	},
	account.Supervisor: {
		{path: "ANSWER", form: "form[data-main]", fill: map[string]string{"letter": strings.Repeat("长", 101)}},
		{path: "/approvals", form: ".approval details form", fill: map[string]string{"reason": ""}},
		{path: "/handover?from=jingban", form: "form[action='/handover'][method=post]",
			fill: map[string]string{"count": "999", "reason": "岗位调整"}},
		{path: "/oversight?by=colour", plain: true},
		{path: "/report", form: "form[action='/report'][method=post]", fill: map[string]string{"line.": "很多"}},
		{path: "/report/frozen", form: "form[action='/report/frozen']",
			fill: map[string]string{"head": "钱甲", "date": "2007-12-03"}},
	},
	account.Auditor: {
		{path: "/applications", form: "#find", fill: map[string]string{"due": "某天"}},
		{path: "/applications?standing=nowhere", plain: true},
		{path: "/journal?from=someday"},
		{path: "/sample?year=2025&n=many&seed=a"},
		{path: "/report?year=2007&as_of=2099-01-01", plain: true},
	},
	account.Inspector: {
		{path: "/operations?from=someday", plain: true},
	},
	account.Admin: {
		{path: "/users", form: "form[action='/users'][method=post]", fill: map[string]string{"name": "不 行", "display": "新人"}},
		{path: "/users", form: "form[action='/users'][method=post]", fill: map[string]string{"name": "jingban",
			"display": "新人", "password": "plain-words-42"}, want: http.StatusConflict},
		{path: "/users/jingban", form: "form:has([value=reset])", fill: map[string]string{"password": "1"}},
		{path: "/users/jingban", form: "form:has([value=disable])", fill: map[string]string{"typed": "shenhe"}},
		{path: "/offices", form: "form[action='/offices']", fill: map[string]string{"code": "不行", "office_name": "示例局"}},
		{path: "/offices/hequ", form: "form[action^='/offices/']", fill: map[string]string{"office_name": ""}},
		{path: "/offices/hequ", form: "form[action^='/offices/']",
			fill: map[string]string{"numbering": "没有序号"}, press: "[value=preview]"},
		{path: "/security", form: "form[action='/security/separation']", fill: map[string]string{"typed": "三员"}},
		{path: "/calendar", form: "#change-notice form", fill: map[string]string{"notice": "放假"}},
		{path: "/calendar", form: "#change-file form"},
		{path: "/calendar", form: "#change-year form", fill: map[string]string{"off": "2027-13-40"}},
		{path: "/calendar", form: "#change-local form", fill: map[string]string{"document": "示公告〔1〕号", "days": "某天"}},
	},
}

// Whoever makes a mistake is told of it first: the summary has the focus, the title
// begins with it, each fault leads to its field and says the same there, and what
// was typed is still there. The page has no barrier, in either language.
func TestBrowserMistakesAreAccessible(t *testing.T) {
	axe := axeSource(t)
	s := serveProgram(t, "--demo")
	chrome := chromium(t)
	for role, all := range mistakes {
		t.Run(string(role), func(t *testing.T) {
			t.Parallel()
			b := newTab(t, chrome, s.base)
			b.signInAs(role)
			app := ""
			if role == account.Clerk {
				app = b.logs("邮寄(挂号/EMS)")
			}
			for _, lang := range views.Languages {
				b.open("/help?lang=" + lang.Code)
				for _, m := range all {
					if after, is := strings.CutPrefix(m.path, "APP"); is {
						m.path = app + after
					} else if m.path == "ANSWER" {
						m.path = b.answerToSign()
					}
					b.errs(axe, m)
				}
			}
		})
	}
}

// errs makes a mistake and looks at the page that tells of it.
func (b *tab) errs(axe string, m mistake) {
	b.t.Helper()
	what := m.path + " " + m.form
	if got, want := b.sends(m), cmp.Or(m.want, http.StatusUnprocessableEntity); got != want {
		b.t.Errorf("%s: status %d, want %d\n%s", what, got, want, b.text("main"))
		return
	}
	b.forgive() // the browser notes the status
	if m.plain {
		b.told(what)
		b.judge(axe)
		return
	}
	b.summed(what, m.whole)
	b.keeps(what, m)
	b.judge(axe)
}

// told holds a page of its own for a fault to saying so first.
func (b *tab) told(what string) {
	b.t.Helper()
	if title := evaluateRaw[string](b, `document.title`); !strings.HasPrefix(title, "错误：") &&
		!strings.HasPrefix(title, "Error: ") {
		b.t.Errorf("%s: the title is %q, want it to begin with the fault", what, title)
	}
}

// sends makes a mistake and gives the status of what comes back.
func (b *tab) sends(m mistake) int {
	b.t.Helper()
	if m.form == "" {
		return b.answers(m.path, chromedp.Navigate(b.base+m.path))
	}
	b.open(m.path)
	b.slips(m)
	button := m.form + " " + cmp.Or(m.press, "button:not([type=button])")
	return b.answers(m.path+" "+button, chromedp.Click(chromedp.CSS(button), chromedp.NodeVisible))
}

// answerToSign is the first of the queue of approvals that is an answer.
func (b *tab) answerToSign() string {
	b.t.Helper()
	b.open("/approvals")
	for _, path := range evaluateRaw[[]string](b,
		`[...document.querySelectorAll(".queue a")].map(a => a.getAttribute("href"))`) {
		b.open(path)
		if evaluateRaw[bool](b, `!!document.querySelector("form[data-main] [name=letter]")`) {
			return path
		}
	}
	b.t.Fatal("no answer waits for a signature")
	return ""
}

// slips fills in a form as the mistake has it.
func (b *tab) slips(m mistake) {
	b.t.Helper()
	typed, _ := json.Marshal(m.fill) // texts always can be
	if fault := evaluate[string](b, `((css, fill) => {
		const form = document.querySelector(css);
		if (!form) return "no form";
		for (let e = form; e; e = e.parentElement) if (e.nodeName === "DETAILS") e.open = true;
		form.querySelectorAll("details").forEach(d => { d.open = true; });
		for (const [name, value] of Object.entries(fill || {})) {
			const all = [...form.elements].filter(e => e.name === name || name.endsWith(".") && e.name.startsWith(name));
			const c = all.find(e => e.type !== "radio" || e.value === value);
			if (!c) return "no field " + name;
			if (c.type === "radio" || c.type === "checkbox") c.checked = true; else c.value = value;
			c.dispatchEvent(new Event("input", {bubbles: true}));
		}
		return "";
	})(%s, JSON.parse(%s))`, m.form, string(typed)); fault != "" {
		b.t.Fatalf("%s %s: %s\n%s", m.path, m.form, fault, b.text("main"))
	}
}

// summed holds the page of a mistake to what a summary of faults has to be.
func (b *tab) summed(what string, whole bool) {
	b.t.Helper()
	faults := evaluateRaw[[]string](b, `(async whole => {
		const out = [], say = (wrong, text) => wrong && out.push(text);
		say(!/^(错误：|Error: )./.test(document.title), "the title is " + document.title);
		say(document.activeElement.id !== "problem", "the focus is on " + document.activeElement.outerHTML.slice(0, 80));
		const items = [...document.querySelectorAll("#problem li")];
		say(!items.length, "there is no summary");
		for (const li of items) {
			const text = li.textContent.trim(), a = li.querySelector("a");
			say(!text, "a fault says nothing");
			if (!a) { say(!whole, "no link to the field: " + text); continue; }
			const field = document.getElementById(decodeURIComponent(a.hash.slice(1)));
			if (!field) { out.push(a.hash + " leads nowhere: " + text); continue; }
			const folded = field.closest("details:not([open])");
			say(folded || !field.getClientRects().length, a.hash + " leads to what is folded");
			a.click();
			await new Promise(then => setTimeout(then, 60));
			say(!field.contains(document.activeElement), a.hash + " does not take the focus, it is on " +
				document.activeElement.outerHTML.slice(0, 80));
			const note = document.getElementById(field.id + "-error");
			say(!note || note.textContent.trim() !== text,
				a.hash + " says " + (note ? note.textContent : "nothing") + ", the summary " + text);
			say(!(field.getAttribute("aria-describedby") || "").split(" ").includes(field.id + "-error"),
				a.hash + " is not described by what it says");
		}
		return out;
	})(`+strconv.FormatBool(whole)+`)`)
	if len(faults) > 0 {
		b.t.Errorf("%s, in %s: %s", what, evaluateRaw[string](b, "document.documentElement.lang"), strings.Join(faults, "\n"))
	}
}

// keeps finds again what was typed, but for what is secret.
func (b *tab) keeps(what string, m mistake) {
	b.t.Helper()
	for name, value := range m.fill {
		if name == "password" || name == "old" || name == "again" {
			continue
		}
		if !evaluate[bool](b, `((name, value) => [...document.querySelectorAll("input, select, textarea")].some(e =>
			(e.name === name || name.endsWith(".") && e.name.startsWith(name)) && e.value === value &&
			(e.type !== "radio" || e.checked)))(%s, %s)`, name, value) {
			b.t.Errorf("%s: %s was %q and is there no more", what, name, value)
		}
	}
}

// poorly is a store that fails where the calendar is looked at.
type poorly struct {
	desks.Store
	fault error
}

func (p *poorly) CalendarChanges(context.Context) ([]calendar.Change, error) {
	return nil, p.fault
}

// What cannot be shown says why, in a page without a barrier in either language: to
// whom it is not open, what is not there, a filter that does not exist, a fault of
// ours, a database that is away, too many attempts to sign in.
func TestBrowserRefusalsAreAccessible(t *testing.T) {
	t.Parallel()
	axe := axeSource(t)
	db, err := models.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "gongkai.db"), models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := newDemo(db, clock())
	if err := errors.Join(d.makeOffices(t.Context()), d.makeUsers(t.Context())); err != nil {
		t.Fatal(err)
	}
	store := &poorly{Store: db}
	site := siteOn(t, store, db)
	b := newTab(t, chromium(t), site.URL)
	b.signInAs(account.Clerk)
	for _, lang := range views.Languages {
		b.open("/help?lang=" + lang.Code)
		for _, page := range []struct {
			path  string
			fault error
			want  int
		}{
			{"/users", nil, http.StatusForbidden},
			{"/approvals", nil, http.StatusForbidden},
			{"/nowhere", nil, http.StatusNotFound},
			{"/applications/999999", nil, http.StatusNotFound},
			{"/jobs/none", nil, http.StatusNotFound},
			{"/calendar", errors.New("out of order"), http.StatusInternalServerError},
			{"/calendar", context.DeadlineExceeded, http.StatusServiceUnavailable},
		} {
			store.fault = page.fault
			b.visit(page.path, page.want)
			b.forgive() // the browser notes the status
			b.told(page.path)
			b.judge(axe)
		}
	}
	b.signsInTooOften()
	b.judge(axe)
}

// signsInTooOften tries the password of somebody until it is enough.
func (b *tab) signsInTooOften() {
	b.t.Helper()
	got := 0
	for n := 0; n < 100 && got != http.StatusTooManyRequests; n++ {
		b.open("/sign-in")
		b.fillByID("name", "nobody")
		got = b.answers("sign in", chromedp.Click(chromedp.CSS("main button"), chromedp.NodeVisible))
	}
	if got != http.StatusTooManyRequests {
		b.t.Errorf("after many attempts to sign in: status %d, want 429", got)
	}
	b.forgive() // the browser notes the status
}
