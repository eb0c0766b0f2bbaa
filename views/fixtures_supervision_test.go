package views

import (
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
)

// supervisionFixtures are the workbench, the queue of approvals and the boards,
// each with something to show and with nothing.
func supervisionFixtures(t *testing.T, f Frame) []fixture {
	titled := func(id ID) Frame { f := f; f.Title = f.T(id); return f }
	d := Deadlines{f.Language, "2026-11-24", calendar.Published()}
	return []fixture{
		{"workbench", workbenchFixture(titled("到期"), d)},
		{"workbench-empty", WorkbenchPage{Frame: titled("到期"), Empty: f.T("没有要办的件。"),
			Calm: f.T("本周没有到期件。下一件：%s，%s 到期。", "2026-0312", "12-03")}},
		{"approvals", approvalsFixture(titled("审批"), approval(t, submitted(t)), 8, headContext(d), Typed{})},
		{"approvals-extension", approvalsFixture(titled("审批"), approval(t, extending(t)), 0, headContext(d), Typed{})},
		{"approvals-refused", approvalsFixture(titled("审批"), approval(t, submitted(t)), 8, headContext(d),
			Typed{Event: "return", Value: func(string) string { return `"><i>` }, Field: "reason", Fault: "请填写理由"})},
		{"approvals-empty", ApprovalsPage{Frame: titled("审批"), Empty: f.T("没有等您签发的稿件。"),
			Own: f.T("另有 %d 件是您参与拟稿的，不在此列：拟稿人不能签发自己的稿件，须由另一人签发。", 2)}},
		{"oversight", oversightFixture(titled("督办台"))},
		{"oversight-empty", OversightPage{Frame: titled("督办台"), Empty: f.T("没有在办的件，本年也没有办结的件。")}},
		{"daily", DailyPage{Frame: titled("督办日报"), Office: "示例县人民政府办公室", Day: "2026-11-24 星期二",
			Counts:     []Count{{"1", f.T("逾期未办结"), "/applications?standing=overdue", "overdue"}},
			WithOffice: true, Printed: f.T("打印时间 %s", "2026-11-24 10:30"),
			Lists: []DailyList{{Label: f.T("逾期"), N: "11", More: f.T("另有 %d 件，见台账", 10), Rows: tasksFixture(d)[:1]},
				{Label: f.T("今日和本周到期"), N: "0", None: f.T("无")}}}},
		{"daily-empty", DailyPage{Frame: titled("督办日报")}},
		{"trends", Trended(titled("趋势"), monthsFixture(), []SpreadRow{{"0–5", 3}, {"6–10", 0}, {"> 40", 1}}, "2026-11-24")},
		{"trends-empty", Trended(titled("趋势"), monthsFixture()[:1], nil, "2026-11-24")},
	}
}

func tasksFixture(d Deadlines) []TaskRow {
	return TaskRows([]workflow.Brief{
		{ID: 1, Number: "2026-00001", Office: "xfb", Name: "赵甲", Kind: "person", Content: "<script>alert(1)</script>",
			State: workflow.Received, Due: "2026-11-20", Handler: "jingban"},
		{ID: 2, Number: "2026-00002", Office: "xfb", Name: "示例公司", Kind: "company", State: workflow.Received,
			Due: "2026-11-24", Draft: workflow.Submitted, Handler: "left"},
		{ID: 3, Number: "2026-00003", Office: "xfb", State: workflow.Correcting, Stopped: true},
	}, Names{map[string]string{"jingban": "经办甲"}, map[string]string{"xfb": "示例县人民政府办公室"}}, d, true)
}

func workbenchFixture(f Frame, d Deadlines) WorkbenchPage {
	return WorkbenchPage{
		Frame: f, MayLog: true, WithOffice: true,
		Whose:  TabList{f.T("看谁的"), []Tab{{"/work?whose=mine", f.T("我的"), true}, {"/work?whose=all", f.T("全部"), false}}},
		Counts: []Count{{"1", f.T("逾期未办结"), "/applications?standing=overdue", "overdue"}},
		Days:   []DueDay{{f.T("周一"), "11-23", "", false}, {f.T("周二"), "11-24", f.T("休"), true}},
		Loads:  []DueLoad{{f.T("全部"), []Bar{{"0", "/applications", 0}, {"3", "/applications", 100}}}},
		Groups: []TaskGroup{{f.T("逾期"), "late", "/applications?standing=overdue", f.T("在台账中查看"), tasksFixture(d)}},
	}
}

// approval is a draft as another person may sign it.
func approval(t *testing.T, app *workflow.Application) workflow.Approval {
	t.Helper()
	draft := app.Draft()
	for _, c := range app.Choices(workflow.Command{
		Role: account.Supervisor, User: "shenhe", By: "审核乙", On: "2026-11-24",
	}, calendar.Published()) {
		if c.Rule.Event == draft.For {
			return workflow.Approval{App: app, Draft: draft, Sign: c}
		}
	}
	t.Fatalf("nothing signs %+v", draft)
	return workflow.Approval{}
}

// extending waits for the consent to an extension.
func extending(t *testing.T) *workflow.Application {
	return applied(t, workflow.Intake{Channel: workflow.RegisteredPost, Arrived: "2026-11-09"},
		workflow.Command{Event: workflow.DraftExtension, On: "2026-11-18", Days: 10, Reason: "需要查阅<i>多年的档案", User: "jingban"},
		workflow.Command{Event: workflow.Submit, On: "2026-11-18", User: "jingban"})
}

func approvalsFixture(f Frame, a workflow.Approval, next workflow.ID, desk PageContext, typed Typed) ApprovalsPage {
	p := ApprovalsPage{Frame: f, Place: f.T("第 %[1]d 件，共 %[2]d 件", 1, 2), Open: Approving(desk, a, next, typed)}
	p.Queue = []QueueItem{
		{ApprovalURL(7), "2026-00007", true, []Badge{{"今日到期", "urgent"}}}, {ApprovalURL(8), "2026-00008", false, nil},
	}
	if typed.Event != "" {
		p.Problem = &Problem{f.T("没有保存，请核对"), []ProblemItem{{typed.Fault, ""}}}
	}
	return p
}

func oversightFixture(f Frame) OversightPage {
	return OversightPage{
		Frame: f, Tabs: TabList{f.T("查看方式"), []Tab{{"/oversight?by=handler", f.T("按承办人"), true}}},
		RowHead: f.T("承办人"), Heads: []string{f.T("在办"), f.T("按期率")},
		Summary: f.T("平均办理 %[1]s 个工作日 · 按期率 %[2]s · 延期率 %[3]s", "9.4", "98.7%", "6.1%"),
		Rows: []BoardRow{
			{"经办甲", []BoardCell{{"18", "/applications?handler=jingban&standing=open", "late"}, {"–", "", ""}}},
		},
		Total: BoardRow{f.T("合计"), []BoardCell{{"18", "/applications?standing=open", ""}, {"–", "", ""}}},
	}
}

func monthsFixture() []MonthRow {
	urls := [3]string{
		"/applications?received_from=2026-10-01", "/applications?closed_from=2026-10-01", "/applications?pace=late",
	}
	return []MonthRow{
		{Month: "2025-11"}, {Month: "2026-10", Received: 12, Closed: 7, Late: 1, URLs: urls},
		{Month: "2026-11", Received: 3, URLs: urls},
	}
}
