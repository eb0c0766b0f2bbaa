package views

import (
	"testing"

	"gongkai/workflow"
)

// registerFixtures are the register with applications in it, filtered down to
// none, on its first day, and after a day that could not be read.
func registerFixtures(t *testing.T, f Frame, d Deadlines) []fixture {
	wrong := registerFixture(f, d)
	wrong.Heads[1].Control.Value, wrong.Heads[1].Control.Error = "13月", "“13月”不能读作日期"
	wrong.Problem = &Problem{f.T("没有筛选，请核对"), []ProblemItem{{"“13月”不能读作日期", "#find-due"}}}
	none := registerFixture(f, d)
	none.Rows, none.Caption, none.Roomy, none.Pager = nil, f.T("共 %d 件", 0), true, Pager{}
	none.Asked, none.Clear, none.Savable = "传真 · 逾期未办结", "/applications", true
	none.Hidden = []Option{{"channel", "fax", false}}
	none.Empty = f.T("没有符合“%s”的申请。", none.Asked)
	none.Warning = "搜索的文字已经过期"
	titled := func(id ID) Frame { g := f; g.Title = g.T(id); return g }
	handed := HandoverRows([]workflow.Brief{briefOf(running(t)), briefOf(stopped(t))},
		map[workflow.ID]string{7: "第三方<i> 至 2026-11-30"}, d)
	fields := []Field{
		{ID: "handler", Name: "handler", Label: f.T("接收人"), Options: []Option{{"yi", "经办乙", false}}, Required: true},
		{ID: "count", Name: "count", Label: f.T("清单上的件数"), Required: true},
	}
	miscounted := HandoverPage{Frame: titled("移交承办人"), Caption: f.T("共 %d 件", 2), Rows: handed, Fields: fields, IDs: "7,8"}
	miscounted.Problem = &Problem{f.T("没有保存，请核对"), []ProblemItem{{"清单上是 2 件，填写的是 3 件，没有移交", "#count"}}}
	givers := Field{ID: "from", Name: "from", Label: f.T("移交谁承办的申请"), Options: []Option{{"jia", "经办甲", true}}}
	facts := []Pair{{f.T("移交人"), "经办甲"}, {f.T("接收人"), "经办乙<b>"}}
	return []fixture{
		{"print", PrintPage{Frame: titled("打印申请"), Sheets: []PrintedApplication{
			clerkContext(d).PrintedApplication(running(t)), clerkContext(d).PrintedApplication(ended(t)),
		}}},
		{"print-none", PrintPage{Frame: titled("打印申请"), Empty: f.T("没有选中的申请。请在台账中勾选后，再按“打印所选”。")}},
		{"handover", HandoverPage{Frame: titled("移交承办人"), From: givers, Caption: f.T("共 %d 件", 2),
			Rows: handed, Fields: fields, IDs: "7,8"}},
		{"handover-none", HandoverPage{Frame: titled("移交承办人"), From: givers, Empty: f.T("没有在办的申请可以移交。")}},
		{"handover-miscounted", miscounted},
		{"handover_sheet", HandoverListPage{Frame: titled("申请移交清单"), Facts: facts, Caption: f.T("共 %d 件", 2), Rows: handed}},
		{"handover_sheet-gone", HandoverListPage{Frame: titled("申请移交清单"),
			Empty: f.T("没有刚刚移交的清单；清单保留 24 小时，各件的办理记录长期保留移交情况。")}},
		{"register", registerFixture(f, d)}, {"register-empty", none}, {"register-wrong", wrong},
		{"register-first", RegisterPage{Frame: f, MayLog: true, First: true,
			Empty: f.T("还没有申请。收到第一件后按 Alt+N 登记；也可以从电子表格导入历史台账。")}},
	}
}

func registerFixture(f Frame, d Deadlines) RegisterPage {
	briefs := []workflow.Brief{
		{ID: 1, Number: "2026-00001", Name: "赵甲", Kind: "person", Channel: workflow.Fax, Content: "<script>alert(1)</script>",
			State: workflow.Received, Stage: "received", Handler: "jingban", Received: "2026-10-22", Due: "2026-11-20"},
		{ID: 2, Number: "2026-00002", Name: "示例公司", Kind: "company", Unit: "综合科", State: workflow.Received,
			Draft: workflow.Submitted, Received: "2026-10-27", Due: "2026-11-24"},
		{ID: 3, Number: "2026-00003", State: workflow.Extended, Due: "2027-01-04", Provisional: true},
		{ID: 4, Number: "2026-00004", State: workflow.Answered, Outcome: "granted",
			LetterNumber: "示公开告〔2026〕1号", Closed: "2026-11-02"},
	}
	var heads []Heading
	for _, c := range Columns {
		heads = append(heads, Heading{Code: c.Code, Label: f.T(c.Label)})
	}
	heads[1].Control = Field{ID: "find-due", Name: "due", Label: f.T("按“%s”筛选", f.T("期限")), Hint: f.T("起~止"), Max: 40}
	heads[2] = Heading{"due", f.T("期限"), "/applications?sort=due", "ascending", " ▲", "",
		Field{ID: "find-channel", Name: "channel", Label: f.T("按“%s”筛选", f.T("渠道")),
			Options: []Option{{"", f.T("全部"), true}, {"fax", "传真", false}}}}
	return RegisterPage{
		Frame: f, MayLog: true, Here: "/applications?sort=due", Span: len(Columns) + 1, Heads: heads,
		Views: []ViewLink{{URL: "/applications", Label: f.T("全部"), N: "4", Current: true},
			{URL: "/applications?standing=overdue", Label: f.T("逾期"), N: "1", Class: "overdue"},
			{URL: "/applications?channel=fax&view=K", Label: "传真<b>的", Key: "K"}},
		Year:    Field{ID: "year", Name: "year", Label: f.T("收到年度"), Options: []Option{{"", f.T("全部"), true}}},
		Hidden:  []Option{{Value: "sort", Label: "due"}, {Value: "q", Label: `"><i>`}},
		Chosen:  []ColumnChoice{{"channel", f.T("渠道"), "1", true}, {"kind", f.T("申请人类型"), "", false}},
		Caption: f.T("共 %d 件", 4), Printed: f.T("打印时间 %s", "2026-11-24 10:30"),
		Rows:  RegisterRows(briefs, Columns[1:], Names{People: map[string]string{"jingban": "经办甲"}}, d),
		Pager: Pager{f.T("第 %d 页，共 %d 页", 1, 2), f.T("上一页"), f.T("下一页"), "", "/applications?page=2"},
	}
}
