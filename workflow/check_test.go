package workflow_test

import (
	"cmp"
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/report"
)

// by is a command that somebody writes down on its day.
func by(event workflow.Event, on calendar.Date, user string, role account.Role) workflow.Command {
	return workflow.Command{Event: event, On: on, By: user, User: user, Role: role}
}

// told is an application to which all of this has happened, each step done by whom
// it names.
func told(t *testing.T, cmds ...workflow.Command) *workflow.Application {
	t.Helper()
	app := &workflow.Application{Office: "sl", Number: "2025-00001"}
	for _, cmd := range cmds {
		cmd.At, cmd.By, cmd.Role = longAfter, cmp.Or(cmd.By, "jia"), cmp.Or(cmd.Role, account.Clerk)
		if err := app.Apply(cmd, calendar.Published()); err != nil {
			t.Fatalf("%s on %s: %v", cmd.Event, cmd.On, err)
		}
	}
	return app
}

// answeredBy is an application of 2025-03-03 whose answer one person drafted and
// another signed, with more steps behind.
func answeredBy(t *testing.T, on calendar.Date, more ...workflow.Command) *workflow.Application {
	t.Helper()
	draft := by(workflow.DraftAnswer, on, "jia", account.Clerk)
	draft.Outcome, draft.LetterNumber = "granted", "示例告知〔2025〕1号"
	sign := by(workflow.Answer, on, "yi", account.Supervisor)
	sign.LetterNumber = draft.LetterNumber
	return told(t, append([]workflow.Command{received("2025-03-03"), draft,
		by(workflow.Submit, on, "jia", account.Clerk), sign}, more...)...)
}

// Each question of an inspection has the answer that the journal gives, with the
// reason.
func TestChecks(t *testing.T) {
	served := by(workflow.Dispatch, "2025-03-20", "jia", account.Clerk)
	served.Method = workflow.ServedByPost
	late := workflow.Command{Event: workflow.Answer, On: "2025-06-30", Outcome: "granted",
		Role: account.Supervisor, By: "yi", Register: true, Recorded: true}
	asked := by(workflow.AskCorrection, "2025-03-06", "jia", account.Clerk)
	asked.Reason = "内容不明确"
	extended := workflow.Command{Event: workflow.Extend, On: "2025-05-30", Days: 5,
		Reason: "情况复杂", Role: account.Supervisor, By: "yi", Register: true, Recorded: true}
	whole := workflow.Seal{Entries: 4, Hash: strings.Repeat("a1", 32)}
	for _, tt := range []struct {
		name  string
		app   *workflow.Application
		seal  workflow.Seal
		label string
		want  report.Verdict
		says  string
	}{
		{"received in person", answeredBy(t, "2025-03-19"), whole, "收到之日按渠道确定", report.Complies, "2025-03-03"},
		{"in time", answeredBy(t, "2025-03-19", served), whole, "按期答复", report.Complies, "2025-03-20"},
		{"late", told(t, received("2025-03-03"), late), whole, "按期答复", report.Fails, "2025-06-30"},
		{"overdue", told(t, received("2025-03-03")), whole, "按期答复", report.Fails, "还没有答复"},
		{"underway", told(t, received("2026-11-20")), whole, "按期答复", report.NotApplicable, "正在办理"},
		{"stopped", told(t, received("2025-03-03"), asked), whole, "按期答复", report.NotApplicable, "中止"},
		{"unconfirmed", told(t, arrived("2026-11-20")), whole, "收到之日按渠道确定", report.NotApplicable, "尚未"},
		{"four eyes", answeredBy(t, "2025-03-19"), whole, "拟稿与签发不是同一人", report.Complies, "jia 拟稿，yi 签发"},
		{"from a register", told(t, received("2025-03-03"), late), whole, "拟稿与签发不是同一人", report.NotApplicable, "没有拟稿记录"},
		{"unsigned", told(t, received("2025-03-03")), whole, "拟稿与签发不是同一人", report.NotApplicable, "还没有签发"},
		{"letter", answeredBy(t, "2025-03-19"), whole, "有答复文书", report.Complies, "〔2025〕1号"},
		{"no letter", told(t, received("2025-03-03"), late), whole, "有答复文书", report.Fails, "文号"},
		{"served", answeredBy(t, "2025-03-19", served), whole, "已经送达", report.Complies, "2025-03-20"},
		{"not served", answeredBy(t, "2025-03-19"), whole, "已经送达", report.Fails, "没有寄出"},
		{"withdrawn", told(t, received("2025-03-03"),
			workflow.Command{Event: workflow.Withdraw, On: "2025-03-04", Reason: "来信撤回"}),
			whole, "已经送达", report.NotApplicable, "没有答复"},
		{"corrected", told(t, received("2025-03-03"), asked), whole, "补正告知", report.Complies, "2025-03-06"},
		{"no correction", answeredBy(t, "2025-03-19"), whole, "补正告知", report.NotApplicable, "没有要求补正"},
		{"extended too late", told(t, received("2025-03-03"), extended), whole, "延期", report.Fails, "2025-05-30"},
		{"marked", told(t, received("2025-03-03"), extended), whole, "办理记录没有不合规标注", report.Fails, "1 条"},
		{"regular", answeredBy(t, "2025-03-19"), whole, "办理记录没有不合规标注", report.Complies, "共 4 条"},
		{"intact", answeredBy(t, "2025-03-19"), whole, "办理记录完整，未被改动", report.Complies, "a1a1a1a1a1a1a1a1"},
		{"broken", answeredBy(t, "2025-03-19"), workflow.Seal{Broken: "第 2 条办理记录被改动"}, "办理记录完整，未被改动", report.Fails, "第 2 条"},
		{"not walked", answeredBy(t, "2025-03-19"), workflow.Seal{}, "办理记录完整，未被改动", report.NotApplicable, "没有核对"},
	} {
		all := report.Checks(tt.app, calendar.Published(), "2026-11-24", tt.seal)
		if len(all) != len(report.CheckLabels()) {
			t.Fatalf("%s: %d checks, want %d", tt.name, len(all), len(report.CheckLabels()))
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
	for _, c := range report.Checks(app, calendar.Published(), "2026-11-24", workflow.Seal{}) {
		if c.Label == "拟稿与签发不是同一人" && (c.Verdict != report.Fails || !strings.Contains(c.Reason, "自拟自签")) {
			t.Errorf("got %s (%s), want %s", c.Verdict, c.Reason, report.Fails)
		}
	}
}

// The stretches of the term count as many working days as the days one by one, up
// to the day the application ended, and follow one another without a gap.
func TestStretches(t *testing.T) {
	asked, corrected := by(workflow.AskCorrection, "2025-03-06", "jia", account.Clerk),
		by(workflow.Correct, "2025-03-17", "jia", account.Clerk)
	asked.Reason, corrected.Reason = "内容不明确", "已补正"
	law := workflow.LawOn("2025-03-03", calendar.Published())
	for _, app := range []*workflow.Application{answeredBy(t, "2025-03-19"),
		told(t, received("2025-03-03"), asked), told(t, received("2025-03-03"), asked, corrected)} {
		counted, want, day := 0, 0, app.Received
		for _, s := range report.Stretches(app, law, "2025-03-31") {
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
		if counted != want || counted == 0 && app.State != workflow.Correcting {
			t.Errorf("%s: the stretches count %d days, one by one they are %d", app.State, counted, want)
		}
	}
}
