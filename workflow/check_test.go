package workflow

import (
	"cmp"
	"strings"
	"testing"
)

// by is a command that somebody writes down on its day.
func by(event Event, on Date, user string, role Role) Command {
	return Command{Event: event, On: on, By: user, User: user, Role: role}
}

// told is an application to which all of this has happened, each step done by whom
// it names.
func told(t *testing.T, cmds ...Command) *Application {
	t.Helper()
	app := &Application{Office: "sl", Number: "2025-00001"}
	for _, cmd := range cmds {
		cmd.At, cmd.By, cmd.Role = longAfter, cmp.Or(cmd.By, "jia"), cmp.Or(cmd.Role, Clerk)
		if err := app.Apply(cmd, Published()); err != nil {
			t.Fatalf("%s on %s: %v", cmd.Event, cmd.On, err)
		}
	}
	return app
}

// answeredBy is an application of 2025-03-03 whose answer one person drafted and
// another signed, with more steps behind.
func answeredBy(t *testing.T, on Date, more ...Command) *Application {
	t.Helper()
	draft := by(DraftAnswer, on, "jia", Clerk)
	draft.Outcome, draft.Letter = "granted", "示例告知〔2025〕1号"
	sign := by(Answer, on, "yi", Supervisor)
	sign.Letter = draft.Letter
	return told(t, append([]Command{received("2025-03-03"), draft, by(Submit, on, "jia", Clerk), sign}, more...)...)
}

// Each question of an inspection has the answer that the journal gives, with the
// reason.
func TestChecks(t *testing.T) {
	served := by(Dispatch, "2025-03-20", "jia", Clerk)
	served.Method = ServedByPost
	late := Command{Event: Answer, On: "2025-06-30", Outcome: "granted",
		Role: Supervisor, By: "yi", Register: true, Recorded: true}
	asked := by(AskCorrection, "2025-03-06", "jia", Clerk)
	asked.Reason = "内容不明确"
	extended := Command{Event: Extend, On: "2025-05-30", Days: 5,
		Reason: "情况复杂", Role: Supervisor, By: "yi", Register: true, Recorded: true}
	whole := Seal{Entries: 4, Hash: strings.Repeat("a1", 32)}
	for _, tt := range []struct {
		name  string
		app   *Application
		seal  Seal
		label string
		want  Verdict
		says  string
	}{
		{"received in person", answeredBy(t, "2025-03-19"), whole, "收到之日按渠道确定", Complies, "2025-03-03"},
		{"in time", answeredBy(t, "2025-03-19", served), whole, "按期答复", Complies, "2025-03-20"},
		{"late", told(t, received("2025-03-03"), late), whole, "按期答复", Fails, "2025-06-30"},
		{"overdue", told(t, received("2025-03-03")), whole, "按期答复", Fails, "还没有答复"},
		{"underway", told(t, received("2026-11-20")), whole, "按期答复", NotApplicable, "正在办理"},
		{"stopped", told(t, received("2025-03-03"), asked), whole, "按期答复", NotApplicable, "中止"},
		{"unconfirmed", told(t, arrived("2026-11-20")), whole, "收到之日按渠道确定", NotApplicable, "尚未"},
		{"four eyes", answeredBy(t, "2025-03-19"), whole, "拟稿与签发不是同一人", Complies, "jia 拟稿，yi 签发"},
		{"from a register", told(t, received("2025-03-03"), late), whole, "拟稿与签发不是同一人", NotApplicable, "没有拟稿记录"},
		{"unsigned", told(t, received("2025-03-03")), whole, "拟稿与签发不是同一人", NotApplicable, "还没有签发"},
		{"letter", answeredBy(t, "2025-03-19"), whole, "有答复文书", Complies, "〔2025〕1号"},
		{"no letter", told(t, received("2025-03-03"), late), whole, "有答复文书", Fails, "文号"},
		{"served", answeredBy(t, "2025-03-19", served), whole, "已经送达", Complies, "2025-03-20"},
		{"not served", answeredBy(t, "2025-03-19"), whole, "已经送达", Fails, "没有寄出"},
		{"withdrawn", told(t, received("2025-03-03"), Command{Event: Withdraw, On: "2025-03-04", Reason: "来信撤回"}),
			whole, "已经送达", NotApplicable, "没有答复"},
		{"corrected", told(t, received("2025-03-03"), asked), whole, "补正告知", Complies, "2025-03-06"},
		{"no correction", answeredBy(t, "2025-03-19"), whole, "补正告知", NotApplicable, "没有要求补正"},
		{"extended too late", told(t, received("2025-03-03"), extended), whole, "延期", Fails, "2025-05-30"},
		{"marked", told(t, received("2025-03-03"), extended), whole, "办理记录没有不合规标注", Fails, "1 条"},
		{"regular", answeredBy(t, "2025-03-19"), whole, "办理记录没有不合规标注", Complies, "共 4 条"},
		{"intact", answeredBy(t, "2025-03-19"), whole, "办理记录完整，未被改动", Complies, "a1a1a1a1a1a1a1a1"},
		{"broken", answeredBy(t, "2025-03-19"), Seal{Broken: "第 2 条办理记录被改动"}, "办理记录完整，未被改动", Fails, "第 2 条"},
		{"not walked", answeredBy(t, "2025-03-19"), Seal{}, "办理记录完整，未被改动", NotApplicable, "没有核对"},
	} {
		all := Checks(tt.app, Published(), "2026-11-24", tt.seal)
		if len(all) != len(CheckLabels()) {
			t.Fatalf("%s: %d checks, want %d", tt.name, len(all), len(CheckLabels()))
		}
		found := false
		for _, c := range all {
			if c.Label != tt.label {
				continue
			}
			found = true
			if c.Verdict != tt.want || !strings.Contains(c.Reason, tt.says) {
				t.Errorf("%s: %s is %s (%s), want %s with %q", tt.name, c.Label, c.Verdict, c.Reason, tt.want, tt.says)
			}
		}
		if !found {
			t.Errorf("%s: no check %q", tt.name, tt.label)
		}
	}
}

// Nobody can sign his own draft here; a journal that says so all the same, such as
// one that was tampered with, fails the check.
func TestOwnDraftFails(t *testing.T) {
	app := answeredBy(t, "2025-03-19")
	app.Journal[3].User, app.Journal[3].By = "jia", "jia"
	for _, c := range Checks(app, Published(), "2026-11-24", Seal{}) {
		if c.Label == "拟稿与签发不是同一人" && (c.Verdict != Fails || !strings.Contains(c.Reason, "自拟自签")) {
			t.Errorf("got %s (%s), want %s", c.Verdict, c.Reason, Fails)
		}
	}
}

// The stretches of the term count as many working days as the days one by one, up
// to the day the application ended, and follow one another without a gap.
func TestStretches(t *testing.T) {
	asked, corrected := by(AskCorrection, "2025-03-06", "jia", Clerk), by(Correct, "2025-03-17", "jia", Clerk)
	asked.Reason, corrected.Reason = "内容不明确", "已补正"
	law := LawOn("2025-03-03", Published())
	for _, app := range []*Application{answeredBy(t, "2025-03-19"),
		told(t, received("2025-03-03"), asked), told(t, received("2025-03-03"), asked, corrected)} {
		counted, want, day := 0, 0, app.Received
		for _, s := range Stretches(app, law, "2025-03-31") {
			if s.From != day.AddDays(1) || s.To < s.From {
				t.Errorf("%s: a stretch from %s to %s follows %s", app.State, s.From, s.To, day)
			}
			counted, day = counted+s.Counted, s.To
		}
		for _, d := range app.Ledger(law, "2025-03-31") {
			if d.Counted > 0 && d.Date <= cmp.Or(app.Closed, "2025-03-31") {
				want++
			}
		}
		if counted != want || counted == 0 && app.State != Correcting {
			t.Errorf("%s: the stretches count %d days, one by one they are %d", app.State, counted, want)
		}
	}
}
