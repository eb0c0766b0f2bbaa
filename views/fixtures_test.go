package views

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/register"
	"gongkai/workflow/report"
	"gongkai/workflow/storetest"
)

// fixture is a page in one of its states.
type fixture struct {
	name string
	page Page
}

var fixtureNow = time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC)

// fixtures are one page at least of each struct, in the states that look
// different.
func fixtures(t *testing.T, v *Views, lang string) []fixture {
	f := v.Frame(lang)
	f.CSRF, f.Version, f.Today = "token", "1.0", f.T("今天 %s %s", "2026-11-24", "星期二")
	f.Languages = []Link{{URL: "/?lang=en", Label: "English", Lang: "en"}}
	out := f
	f.Who = &Who{"经办甲", "经办人", "示例县人民政府办公室"}
	f.Menu, f.Searches = []MenuItem{{URL: "/applications", Label: f.T("台账"), Key: "l", Current: true}}, true
	titled := func(f Frame, id ID) Frame { f.Title = f.T(id); return f }
	field := Field{
		ID: "name", Name: "name", Label: f.T("用户名"), Required: true, Value: "<b>", Hint: f.T("至少 %d 个字符", 10), Error: "错",
	}
	wrong := titled(out, "登录")
	wrong.Problem = &Problem{f.T("没有登录"), []ProblemItem{{"错", "#name"}}}
	d := Deadlines{f.Language, "2026-11-24", calendar.Published()}
	rep := storetest.FilledReport(t, "2021", 2023)
	options := report.Options{Office: rep.Office.Code, Year: 2023}
	extra := slices.Concat(
		frozenFixtures(t, titled(f, "定稿")),
		supervisionFixtures(t, f),
		pageFixtures(t, titled(f, ""), d),
		logFixtures(titled(f, "登记申请")),
		jobFixtures(f),
		registerFixtures(t, titled(f, "申请台账"), d),
		adminFixtures(f, titled, field),
		auditorFixtures(t, f, titled),
	)
	return append(extra, []fixture{
		{"signin", SignInPage{titled(out, "登录"), []Field{{ID: "name", Name: "name", Label: f.T("用户名")}}, "/", true}},
		{"signin-wrong", SignInPage{wrong, []Field{field}, "/", false}},
		{"setup", SetupPage{titled(out, "首次设置"), []Field{field}}},
		{"password", PasswordPage{titled(f, "修改密码"), []Field{field}, false}},
		{"application-running", onPage(titled(f, ""), running(t), clerkContext(d), Typed{})},
		{"application-refused", onPage(titled(f, ""), running(t), clerkContext(d),
			Typed{Event: "answer", Value: func(string) string { return "x" }, Field: "outcome", Fault: "请选择答复类型。"})},
		{"application-stopped", onPage(titled(f, ""), stopped(t), clerkContext(d), Typed{})},
		{"application-ended", onPage(titled(f, ""), ended(t),
			PageContext{Deadlines: d, Role: account.Auditor, Office: ourOffice}, Typed{})},
		{"application-waiting", onPage(titled(f, ""), waiting(t), clerkContext(d), Typed{})},
		{"application-drafted", onPage(titled(f, ""), inDraft(t), clerkContext(d), Typed{})},
		{"application-signing", onPage(titled(f, ""), submitted(t), headContext(d), Typed{})},
		{"application-returned", onPage(titled(f, ""), returned(t), clerkContext(d), Typed{})},
		{"application-remaking", onPage(titled(f, ""), remaking(t), headContext(d), Typed{})},
		{"application-explaining", onPage(titled(f, ""), explaining(t), headContext(d), Typed{})},
		{"application-voided", onPage(titled(f, ""), voided(t), headContext(d), Typed{})},
		{"application-fee", onPage(titled(f, ""), stale(t), feeContext(d), Typed{})},
		{"application-sued", onPage(titled(f, ""), sued(t), headContext(d), Typed{})},
		{"report", Reported(titled(f, "统计表"), rep, options, false)},
		{"report-fills", Reported(titled(f, "统计表"), rep, options, true)},
		{"cell", CellPage{Frame: titled(f, "一个数背后的申请"), Heading: "2023 年 · 一、本年新收 = 1 件",
			Means: "在 2023-01-01 至 2023-12-31 收到。", Caption: f.T("共 %d 件", 1),
			Rows: Rows([]workflow.Brief{briefOf(ended(t))}, nil, d), Pager: Pager{Text: "1"},
			Back: Link{URL: "/report", Label: f.T("回统计表")}}},
		{"import", ImportPage{Frame: titled(f, "导入台账"),
			Fields: []Field{{ID: "file", Name: "file", Type: "file", Label: f.T("文件")}}, Columns: "编号、收到日期"}},
		{"import-refused", ImportPage{Frame: titled(f, "导入台账"), Result: f.Imported(register.ImportReport{
			Rows: 2, Unknown: []string{"经手"},
			Refused:   []register.RowFault{{Row: 3, Column: "收到日期", Value: "5月", Reason: "不能读作日期"}},
			Irregular: []register.RowIrregular{{Row: 2, Article: "33(2)", What: "期限届满后延期"}},
		}, false)}},
		{"import-ready", ImportPage{Frame: titled(f, "导入台账"), Token: "t", File: "台账.xlsx", Office: "示例县",
			Result: f.Imported(register.ImportReport{Rows: 2, Added: 2}, false)}},
		{"offices", OfficesPage{titled(f, "机关"), f.T("共 %d 个机关", 2), []OfficeRow{
			{Code: "xfb", Name: "示例县人民政府办公室", Class: "", URL: "/offices/xfb"},
			{Code: "mzj", Name: "示例县民政局", Parent: "示例县人民政府办公室", Class: "depth1", URL: "/offices/mzj",
				Pair: true, Told: true},
		}, []Field{field}}},
		{"deadlines", DeadlinesPage{titled(f, "复议诉讼期限"), f.T("共 %d 件", 2), true, DeadlineRows([]workflow.Brief{
			{ID: 7, Number: "2026-00007", Office: "xfb", Kind: "person", Name: "赵甲",
				Dispute: &workflow.Dispute{No: 6, Block: workflow.Review, Our: workflow.Original,
					State: workflow.Pending, Accepted: "2026-11-03", Due: "2026-11-17"}},
			{ID: 8, Number: "2026-00008", Office: "xfb", Kind: "company", Name: "示例<i>公司",
				Dispute: &workflow.Dispute{No: 9, Block: workflow.SuitDirect, Our: "co_reviewer",
					State: workflow.Judged, Accepted: "2026-10-12", Due: "2026-11-26"}},
		}, map[string]string{"xfb": "示例县人民政府办公室"}, d), Pager{Text: "1"}}},
		{"deadlines-none", DeadlinesPage{Frame: titled(f, "复议诉讼期限")}},
		{"calendar", CalendarPage{Frame: titled(f, "日历"), OfficeName: "示例县人民政府办公室",
			LocalState: f.T("计入期限：地方假日是否属于工作日没有统一规定，没有另行设定的照常计算"),
			Year:       "2024", Years: []Option{{"2024", "2024", true}},
			Summary: f.T("%[1]d 年共 %[2]d 个工作日。", 2024, 251), Notices: []string{"https://www.gov.cn/"},
			Months: f.Months(2024, calendar.Published()), Special: f.Special(2024, calendar.Published())}},
		{"calendar-runs", calendarFixture(titled(f, "日历"))},
		{"calendar_change", calendarChangeFixture(titled(f, "确认日历的变动"))},
		{"calendar_change-nothing", CalendarChangePage{Frame: titled(f, "确认日历的变动"), Reason: "按现行工作日历核对",
			Hidden: []Option{{Value: "kind", Label: "recheck"}}, Digest: "0f"}},
		{"help", HelpPage{titled(f, "帮助"), []Pair{{"Alt+L", f.T("台账")}}, nil, nil}},
		{"error", ErrorPage{titled(f, "找不到"), 404, f.T("没有这个页面，或者它不在您的范围内。请核对地址，或者从台账打开。"),
			[]Link{{URL: "/", Label: f.T("回首页")}}, "", nil}},
		{"error-kept", ErrorPage{titled(f, "暂时不能使用"), 503,
			"数据库正忙。您填写的内容没有保存。请稍后再试；仍不行的，请告诉系统管理员。",
			[]Link{{URL: "/", Label: f.T("回首页")}}, "/applications/7/events", []Option{
				{Value: "event", Label: "submit"}, {Value: "reason", Label: "两行\n文字"}, {Value: "token", Label: "form-1"}}}},
	}...)
}

var ourOffice = account.Office{Code: "xfb", Name: "示例县人民政府办公室"}

func clerkContext(d Deadlines) PageContext {
	return PageContext{Deadlines: d, Role: account.Clerk, Acts: true, Office: ourOffice}
}

func headContext(d Deadlines) PageContext {
	return PageContext{Deadlines: d, Role: account.Supervisor, Acts: true, Office: ourOffice}
}

// onPage is the page of an application, with the steps that one person of each
// role may take.
func onPage(f Frame, app *workflow.Application, d PageContext, typed Typed) ApplicationPage {
	user := map[account.Role]string{account.Clerk: "jingban", account.Supervisor: "shenhe"}[d.Role]
	d.Choices = app.Choices(workflow.Command{Role: d.Role, User: user, By: user, On: d.Today}, d.Calendar)
	return Applied(f, app, d, typed)
}

// applied is an application made by commands, each on its day.
func applied(t *testing.T, in workflow.Intake, cmds ...workflow.Command) *workflow.Application {
	t.Helper()
	cal := calendar.Published()
	app := &workflow.Application{ID: 7, Office: "xfb"}
	in.Applicant, in.Content = workflow.Applicant{Kind: "person", Name: "赵甲", Phone: "0930-0000000"}, "某乡镇征地补偿安置方案及批复文件"
	for i, cmd := range append([]workflow.Command{workflow.Log(in, cal)}, cmds...) {
		cmd.At = fixtureNow
		cmd.By, cmd.User = cmp.Or(cmd.By, "经办甲"), cmp.Or(cmd.User, "jingban")
		if cmd.Role == "" {
			cmd.Role = account.Supervisor
		}
		if i == 0 {
			cmd.Number = "2026-00007"
		}
		if err := app.Apply(cmd, cal); err != nil {
			t.Fatalf("step %d (%s): %v", i, cmd.Event, err)
		}
	}
	return app
}

// signed drafts what a command signs, sends it up and has another person sign it.
func signed(cmd workflow.Command) []workflow.Command {
	draft := cmd
	draft.Event = map[workflow.Event]workflow.Event{
		workflow.Answer: workflow.DraftAnswer, workflow.Extend: workflow.DraftExtension,
	}[cmd.Event]
	return []workflow.Command{
		draft, {Event: workflow.Submit, On: cmd.On},
		{Event: cmd.Event, On: cmd.On, LetterNumber: cmd.LetterNumber, By: "审核乙", User: "shenhe"},
	}
}

func running(t *testing.T) *workflow.Application {
	return applied(t, workflow.Intake{Channel: workflow.RegisteredPost, Arrived: "2026-11-09"},
		workflow.Command{Event: workflow.Consult, On: "2026-11-11", Party: workflow.ThirdParty},
		workflow.Command{Event: workflow.Consulted, On: "2026-11-18", Opinion: "objects"})
}

func stopped(t *testing.T) *workflow.Application {
	return applied(t, workflow.Intake{Channel: workflow.InPerson, Arrived: "2026-11-09", Oral: true},
		workflow.Command{Event: workflow.AskCorrection, On: "2026-11-11", Reason: "名称不明"})
}

// ended has an extension that came too late and was taken over from paper.
func ended(t *testing.T) *workflow.Application {
	return applied(t, workflow.Intake{Channel: workflow.RegisteredPost, Arrived: "2023-03-01"},
		workflow.Command{Event: workflow.Extend, On: "2023-04-10", Days: 20, Recorded: true, Register: true},
		workflow.Command{Event: workflow.Answer, On: "2023-04-12", Outcome: "partial",
			LetterNumber: "示公开告〔2023〕1号", Register: true},
		workflow.Command{Event: workflow.Dispatch, On: "2023-04-12", Method: workflow.ServedByPost},
		workflow.Command{Event: workflow.AcceptReview, On: "2023-05-04"})
}

// answerable came in three weeks ago; what is drafted for it is a refusal in part.
func answerable(t *testing.T, cmds ...workflow.Command) *workflow.Application {
	return applied(t, workflow.Intake{Channel: workflow.RegisteredPost, Arrived: "2026-11-09"}, cmds...)
}

var draftOfPart = workflow.Command{
	Event: workflow.DraftAnswer, On: "2026-11-20", Role: account.Clerk, Outcome: "partial",
	Also: []workflow.OutcomeCode{"third_party", "not_held"}, LetterNumber: "示公开告〔2026〕9号", Reason: "附件三涉及<b>他人住址",
}

func inDraft(t *testing.T) *workflow.Application { return answerable(t, draftOfPart) }

func submitted(t *testing.T) *workflow.Application {
	return answerable(t, draftOfPart, workflow.Command{Event: workflow.Submit, On: "2026-11-20", Role: account.Clerk})
}

func returned(t *testing.T) *workflow.Application {
	return answerable(t, draftOfPart, workflow.Command{Event: workflow.Submit, On: "2026-11-20", Role: account.Clerk},
		workflow.Command{Event: workflow.Return, On: "2026-11-23", By: "审核乙", User: "shenhe", Reason: "请补写<i>依据"})
}

// remaking was refused, the review revoked that and had the office answer again.
func remaking(t *testing.T) *workflow.Application {
	refused := workflow.Command{
		Event: workflow.Answer, On: "2026-09-10", Outcome: "third_party", LetterNumber: "示公开告〔2026〕3号",
	}
	cmds := append([]workflow.Command{{Event: workflow.Transfer, On: "2026-09-02", Unit: "规划股"}}, signed(refused)...)
	cmds = append(cmds,
		workflow.Command{Event: workflow.Deliver, On: "2026-09-14", Method: workflow.ServedByPost},
		workflow.Command{Event: workflow.FileReview, On: "2026-09-21"},
		workflow.Command{Event: workflow.AcceptReview, On: "2026-09-23", Track: "simplified"},
		workflow.Command{Event: workflow.ReplyReview, On: "2026-09-28"},
		workflow.Command{Event: workflow.EndReview, On: "2026-11-16", Ruling: "remake", Until: "2026-12-11"},
	)
	return applied(t, workflow.Intake{Channel: workflow.RegisteredPost, Arrived: "2026-09-01"}, cmds...)
}

// sued was answered twice, and the second answer is at court.
func sued(t *testing.T) *workflow.Application {
	app := remaking(t)
	granted := workflow.Command{
		Event: workflow.Answer, On: "2026-11-18", Outcome: "granted", LetterNumber: "示公开告〔2026〕12号",
	}
	for _, cmd := range append(signed(granted),
		workflow.Command{Event: workflow.Deliver, On: "2026-11-19", Method: workflow.ServedByPost},
		workflow.Command{Event: workflow.AcceptSuit, On: "2026-11-20", Block: workflow.SuitAfterReview, Our: "co_reviewer"}) {
		cmd.At, cmd.By, cmd.User = fixtureNow, cmp.Or(cmd.By, "经办甲"), cmp.Or(cmd.User, "jingban")
		cmd.Role = account.Supervisor
		if err := app.Apply(cmd, calendar.Published()); err != nil {
			t.Fatalf("%s: %v", cmd.Event, err)
		}
	}
	return app
}

func explaining(t *testing.T) *workflow.Application {
	return answerable(t, workflow.Command{Event: workflow.AskReasons, On: "2026-11-16", Reason: "三个月内提出四十件"})
}

// voided has a step that was entered by mistake and voided, and a name corrected.
func voided(t *testing.T) *workflow.Application {
	in := workflow.Intake{Channel: workflow.RegisteredPost, Arrived: "2026-11-10", Content: "某乡镇征地补偿安置方案及批复文件",
		Applicant: workflow.Applicant{Kind: "person", Name: "赵乙"}}
	return answerable(t,
		workflow.Command{Event: workflow.AskCorrection, On: "2026-11-12", Reason: "误登"},
		workflow.Command{Event: workflow.Void, On: "2026-11-13", Reason: "登到了另一件<u>"},
		workflow.Command{Event: workflow.Amend, On: "2026-11-13", Intake: &in, Reason: "姓名录错"})
}

// stale is past its term and its correction: what the law shuts a head may record.
func stale(t *testing.T) *workflow.Application {
	return applied(t, workflow.Intake{Channel: workflow.RegisteredPost, Arrived: "2026-10-09"})
}

// feeContext sees the twelfth application of the month.
func feeContext(d Deadlines) PageContext {
	h := headContext(d)
	h.Ordinal = 12
	return h
}

func waiting(t *testing.T) *workflow.Application {
	return applied(t, workflow.Intake{Channel: workflow.Fax, Arrived: "2026-11-23"})
}

func briefOf(app *workflow.Application) workflow.Brief {
	return workflow.Brief{ID: app.ID, Number: app.Number, Channel: app.Channel, Kind: app.Applicant.Kind,
		Name: app.Applicant.Name, Content: app.Content, State: app.State, Received: app.Received,
		Closed: app.Closed, Outcome: app.Outcome}
}
