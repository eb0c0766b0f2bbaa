//go:build e2e

package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gongkai/views"
	"gongkai/workflow"
	"gongkai/workflow/account"
)

// Two people have one application open, and one of them is first. Who comes second
// is told by whom and with what, finds what was typed, and goes on with it: the
// step is done with those very words. In both languages, without a barrier.
func TestBrowserComesSecond(t *testing.T) {
	t.Parallel()
	axe := axeSource(t)
	s := serveProgram(t, "--demo")
	chrome := chromium(t)
	clerk, head := newTab(t, chrome, s.base), newTab(t, chrome, s.base)
	clerk.signInAs(account.Clerk)
	head.signInAs(account.Supervisor)
	app := clerk.logs("当面")
	successors := []string{"县府办经办员小周", "县府办审核员"}
	for i, lang := range views.Languages {
		clerk.open("/help?lang=" + lang.Code)
		clerk.open(app)
		draft := mistake{path: app, form: "#step-draft_answer form",
			fill: map[string]string{"outcome": "granted", "letter": "示公开〔" + lang.Code + "〕号"}}
		clerk.slips(draft)
		head.steps(app, workflow.Assign, "移交承办人", map[string]string{"承办人": successors[i]})

		clerk.click(draft.form+" button:not([name])", http.StatusConflict)
		clerk.forgive() // the browser notes the status
		for _, want := range []string{"县府办审核员", "县府办经办员", "移交承办人", draft.fill["letter"]} {
			if said := clerk.text("body"); !strings.Contains(said, want) {
				t.Errorf("who comes second reads nothing of %s:\n%s", want, said)
			}
		}
		clerk.judge(axe)
		clerk.click(".compare form button", http.StatusOK)
		clerk.keeps("going on", draft)
		clerk.click(draft.form+" button:not([name])", http.StatusOK)
		clerk.shows(app, draft.fill["letter"])
	}
}

// The session of a clerk is ended while a letter is being written down. The form
// that is then sent asks for the password only, and is saved as it was typed.
func TestBrowserSessionEnds(t *testing.T) {
	t.Parallel()
	axe := axeSource(t)
	s := serveProgram(t, "--demo")
	chrome := chromium(t)
	clerk, admin := newTab(t, chrome, s.base), newTab(t, chrome, s.base)
	clerk.signInAs(account.Clerk)
	admin.signInAs(account.Admin)
	for _, lang := range views.Languages {
		clerk.open("/help?lang=" + lang.Code)
		clerk.open("/applications/new")
		letter := map[string]string{"channel": "in_person", "name": "赵甲", "content": "示例村征地公告 " + lang.Code}
		clerk.slips(mistake{form: "form.log", fill: letter})
		grant := mistake{path: "/users/jingban", form: "form:has([value=grant])",
			fill: map[string]string{"role": string(account.Clerk)}}
		if got := admin.sends(grant); got != http.StatusOK {
			t.Fatalf("granting the role anew: status %d\n%s", got, admin.text("main"))
		}

		clerk.click("form.log [value=open]", http.StatusUnauthorized)
		clerk.forgive() // the browser notes the status
		clerk.judge(axe)
		clerk.slips(mistake{form: "form[action='/session/renew']", fill: map[string]string{"renew_password": "wrong"}})
		clerk.click("form[action='/session/renew'] button", http.StatusUnprocessableEntity)
		clerk.forgive()
		clerk.summed("a wrong password", false)
		clerk.judge(axe)
		clerk.slips(mistake{form: "form[action='/session/renew']", fill: map[string]string{"renew_password": demoPassword}})
		clerk.click("form[action='/session/renew'] button", http.StatusOK)
		if said := clerk.text("main"); !strings.Contains(said, letter["content"]) ||
			!strings.HasPrefix(clerk.path(), "/applications/") {
			t.Errorf("after the password the page at %s is not the application:\n%s", clerk.path(), said)
		}
	}
}

// The chord that saves, struck twice, saves once; so does the same form that
// arrives twice at the same time.
func TestBrowserSavesOnce(t *testing.T) {
	t.Parallel()
	s := serveProgram(t, "--demo")
	b := newTab(t, chromium(t), s.base)
	b.signInAs(account.Clerk)
	before := b.registered()
	b.open("/applications/new")
	b.slips(mistake{form: "form.log", fill: map[string]string{"channel": "in_person", "name": "赵甲", "content": "示例村征地公告"}})
	b.answers("Ctrl+Enter twice", chromedp.Evaluate[chromedp.Void](`(field => { for (let n = 0; n < 2; n++)
		field.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", ctrlKey: true, bubbles: true}));
		})(document.querySelector("form.log [name=content]"))`))
	if got := b.registered() - before; got != 1 {
		t.Errorf("Ctrl+Enter twice made %d applications, want 1", got)
	}
	b.open("/applications/new")
	b.slips(mistake{form: "form.log", fill: map[string]string{"channel": "in_person", "name": "钱乙", "content": "示例镇供水协议"}})
	if ok := evaluateRaw[bool](b, `(async () => {
		const form = document.querySelector("form.log");
		const send = () => fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
		return (await Promise.all([send(), send()])).every(r => r.ok);
	})()`); !ok {
		t.Error("a form that arrives twice is refused, want both told of the one application")
	}
	if got := b.registered() - before; got != 2 {
		t.Errorf("after both there are %d more, want 2", got)
	}
}

// registered is how many applications there are.
func (b *tab) registered() int {
	b.t.Helper()
	return evaluateRaw[int](b, `fetch("/api/applications?count=1&limit=1").then(r => r.json()).then(list => list.count)`)
}

// click presses what is at a place in the page and expects another page with the
// status.
func (b *tab) click(css string, want int) {
	b.t.Helper()
	if got := b.answers("press "+css, chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible)); got != want {
		b.t.Fatalf("press %s: status %d, want %d\n%s", css, got, want, b.text("main"))
	}
}
