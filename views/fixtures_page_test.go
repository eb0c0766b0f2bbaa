package views

import (
	"testing"

	"gongkai/workflow"
)

// pageFixtures are the pages around one application: the questions that lead to
// a category, what a step would do, and what who came second reads.
func pageFixtures(t *testing.T, f Frame, d Deadlines) []fixture {
	desk := clerkContext(d)
	coach := func(app *workflow.Application, drafts bool, replies ...string) CoachPage {
		f.Title = f.T("类别引导")
		p, err := Coached(f, app, desk, replies, drafts)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	typed := map[string]string{
		"event": "draft_answer", "on": "2026-11-24", "outcome": "partial", "also": "not_held\npetition", "reason": "区分<i>处理",
	}
	value := func(name string) string { return typed[name] }
	f.Title = f.T("已被他人先办理")
	overtaken := Overtaken(f, submitted(t), desk, 1, value)
	overtaken.Message = "经办甲 已于 2026-11-24 10:30:00 对此件办理了“送审”。"
	gone := Overtaken(f, ended(t), desk, 0, func(name string) string {
		return map[string]string{"event": "judge", "ruling": "revoked", "until": "2026-12-30"}[name]
	})
	gone.Message, gone.Why = "申请当前为“已答复”。", "没有可以“一审判决”的案件。"
	effect := &EffectLine{Text: "办理后：办理中 · 答复期限 2026-12-07 不变", Warning: minds("partial")}
	refused := &EffectLine{Text: "日期 2026-12-01 晚于今天（2026-11-24）。", Refused: true}
	late := f
	late.Who, late.Menu, late.Searches, late.Title = nil, nil, false, f.T("请再登录一次")
	wrong := late
	wrong.Problem = &Problem{f.T("没有保存，请核对"), []ProblemItem{{"密码不对，或者用户已经停用。", "#renew_password"}}}
	renewal := func(f Frame, fault string) RenewalPage {
		return RenewalPage{f, "jingban", []Field{
			{ID: "renew_name", Name: "renew_name", Label: f.T("用户名"), Value: "jingban", Auto: "username", Fixed: true},
			{ID: "renew_password", Name: "renew_password", Label: f.T("密码"), Type: "password",
				Auto: "current-password", Required: true, Error: fault},
		}, "/applications/7/events", "proof",
			[]Option{{Value: "kept.event", Label: "transfer"}, {Value: "kept.reason", Label: "一\n\"二\"<i>"}}}
	}
	revealing := headContext(d)
	revealing.Reveals = true
	return []fixture{
		{"renewal", renewal(late, "")},
		{"renewal-wrong", renewal(wrong, "密码不对，或者用户已经停用。")},
		{"application-revealed", onPage(f, voided(t), revealing, Typed{})},
		{"coach", coach(running(t), true)},
		{"coach-on", coach(running(t), true, "held", "none")},
		{"coach-leaf", coach(running(t), true, "lacking", "absent")},
		{"coach-shut", coach(ended(t), false, "outside", "again")},
		{"application-tried", onPage(f, running(t), desk, Typed{Event: "draft_answer", Value: value, Effect: effect})},
		{"application-not-tried", onPage(f, running(t), desk,
			Typed{Event: "transfer", Value: value, Field: "on", Fault: refused.Text, Effect: refused})},
		{"application-coached", onPage(f, running(t), desk, Typed{Event: "draft_answer", Part: true,
			Value: func(name string) string { return map[string]string{"outcome": "granted"}[name] }})},
		{"conflict", overtaken},
		{"conflict-gone", gone},
	}
}
