package main

import (
	"fmt"
	"slices"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
)

// demoHand are made-up numbers for the lines of chapter two, in their order, for two
// years. They agree: what is in force at the end of the second year is what was in
// force at the end of the first, with what changed since.
var demoHand = [2][]int{{0, 0, 1, 6, 2, 21, 318, 57, 4, 12}, {0, 0, 1, 7, 3, 25, 319, 58, 5, 13}}

// demoKinds are the kinds of applicant with names to draw from. Persons are there
// several times because most applicants are persons. All names are made up.
var demoKinds = []struct {
	code  workflow.ApplicantKind
	names []string
}{
	{"person", []string{"张某某", "李某", "王某某", "赵某", "陈某某", "杨某", "马某某", "扎西某", "卓玛某"}},
	{"person", []string{"周某", "吴某某", "郑某", "孙某某", "刘某", "何某某"}},
	{"person", []string{"村民甲", "村民乙", "业主丙", "业主丁"}},
	{"person", []string{"冯某", "孔某某", "曹某", "严某某", "华某"}},
	{"person", []string{"居民戊", "居民己", "居民庚"}},
	{"company", []string{"示例县晨光建材有限公司", "示例县河源牧业有限公司"}},
	{"institute", []string{"示例省草原研究所"}},
	{"charity", []string{"示例县助学促进会"}},
	{"law_firm", []string{"示例律师事务所"}},
	{"other", []string{"示例县东关村村民委员会"}},
}

// demoPlaces and demoAsks make up the content: each asks about one place.
var demoPlaces = []string{"东关村", "河曲镇", "城北片区", "新开路", "西山乡", "产业园一期", "老城区", "三号地块"}

var demoAsks = []string{
	"%s征收土地的补偿安置方案及批准文件",
	"%s近三年草原生态补奖资金的发放明细",
	"%s改造项目的环境影响评价批复",
	"%s房屋征收决定书和评估机构的选定材料",
	"%s道路施工的招标文件和中标通知书",
	"%s农村饮水安全工程的验收报告",
	"%s宅基地审批的依据和办理流程",
	"%s规划许可证及附图",
	"关于%s综合整治的会议纪要",
	"%s行政处罚决定书一份",
}

// demoPlot is what happens to an application after it came in. A nil play is nothing yet.
type demoPlot struct {
	unconfirmed bool // nobody has confirmed it yet
	play        func(*demoApplication)
}

// plots are what usually happens. The more usual a plot, the more often it is listed.
var plots = []demoPlot{
	{play: answered("granted")}, {play: answered("granted")},
	{play: answered("granted")}, {play: answered("already_public")},
	{play: answered("partial")}, {play: answered("not_held")},
	{play: answered("not_ours")}, {play: answered("needs_work")},
	{play: answered("petition")}, {play: answered("publication")},
	{play: answered("duplicate")}, {play: answered("registry")},
	{play: disputed("internal", reviewed)},
	{play: disputed("third_party", reviewedAndSued)}, {play: disputed("not_held", sued)},
	{play: answered("deliberative")}, {play: answered("enforcement_file")}, {play: answered("security")},
	{play: corrected("granted")}, {play: corrected("still_unclear")}, {play: uncorrected},
	{play: consulted("partial")}, {play: consulted("granted")}, {play: extended("granted")}, {play: extended("partial")},
	{play: paid}, {play: unpaid}, {play: withdrawn}, {play: late},
}

// slow are plots for the days around today; most of them stay open.
var slow = []demoPlot{
	{}, {play: corrected("granted")}, {}, {play: consulted("partial")}, {play: extended("granted")}, {unconfirmed: true},
	{}, {play: paid}, {play: answered("granted")}, {play: uncorrected}, {play: withdrawn},
}

// demoApplication plays one application. A step that would fall after today does not happen, and
// neither does any after it.
type demoApplication struct {
	d    *demo
	app  *workflow.Application
	no   int   // of the tale; decides who takes it where several could
	over bool  // a step would have fallen after today
	err  error // of the first step that failed; later ones are skipped
}

// do takes one step at ten o'clock of its day.
func (t *demoApplication) do(cmd workflow.Command) {
	if t.over || t.err != nil {
		return
	}
	if t.over = cmd.On > t.d.today; t.over {
		return
	}
	cmd.At, cmd.Pair = tenOClock(cmd.On), demoOffice(t.app.Office).Pair
	if cmd.Role == "" {
		cmd.Role = whose(cmd.Event)
	}
	u := by(t.app.Office, cmd.Role, t.no)
	cmd.By, cmd.User = u.DisplayName(), u.Name
	if t.err = t.app.Apply(cmd, t.d.cal); t.err != nil {
		t.err = fmt.Errorf("%s on %s in %s, received %s: %w", cmd.Event, cmd.On, t.app.Office, t.app.Received, t.err)
	}
}

// whose is the role that takes a step: the clerk, wherever the clerk may.
func whose(event workflow.Event) account.Role {
	for _, p := range workflow.Procedures {
		if r, ok := p.Named(event); ok && !slices.Contains(r.Roles, account.Clerk) {
			return account.Supervisor
		}
	}
	return account.Clerk
}

// sign has the clerk draft and submit what the head then signs, all on one day.
func (t *demoApplication) sign(draft, sign workflow.Event, cmd workflow.Command) {
	cmd.Event = draft
	t.do(cmd)
	t.do(workflow.Command{Event: workflow.Submit, On: cmd.On})
	t.do(workflow.Command{Event: sign, On: cmd.On})
}

// after is the nth working day after on, with n drawn from from to to.
func (t *demoApplication) after(on calendar.Date, from, to int) calendar.Date {
	return t.d.cal.Add(on, from+t.d.dice.IntN(to-from+1))
}

// on is the day of the latest step.
func (t *demoApplication) on() calendar.Date { return t.app.Journal[len(t.app.Journal)-1].On }

// answer drafts, signs and serves an answer.
func (t *demoApplication) answer(on calendar.Date, outcome workflow.OutcomeCode) {
	cmd := workflow.Command{On: on, Outcome: outcome, LetterNumber: t.letterNumber(on)}
	t.sign(workflow.DraftAnswer, workflow.Answer, cmd)
	t.serve(on)
}

// letterNumber makes up the number of a letter. Two on one day may get the same.
func (t *demoApplication) letterNumber(on calendar.Date) string {
	return "示公开复〔" + string(on[:4]) + "〕" + string(on[5:7]) + string(on[8:]) + "-" +
		string(rune('1'+t.d.dice.IntN(9))) + "号"
}

// serve hands the answer over, or sends it and has it arrive some days later.
func (t *demoApplication) serve(on calendar.Date) {
	method := pick(t.d.dice, workflow.Methods[:3]).Code
	if method == workflow.ServedByHand {
		t.do(workflow.Command{Event: workflow.Deliver, On: on, Method: method})
		return
	}
	t.do(workflow.Command{Event: workflow.Dispatch, On: on, Method: method})
	t.do(workflow.Command{Event: workflow.Deliver, On: t.after(on, 1, 4), Method: method})
}

// answered is the plain plot: an answer within the term.
func answered(outcome workflow.OutcomeCode) func(*demoApplication) {
	return func(t *demoApplication) { t.answer(t.after(t.app.Received, 3, 18), outcome) }
}

// corrected asks for a correction, gets it, and answers.
func corrected(outcome workflow.OutcomeCode) func(*demoApplication) {
	return func(t *demoApplication) {
		t.do(workflow.Command{Event: workflow.AskCorrection, On: t.after(t.app.Received, 1, 6), Reason: "没有写明所需信息的名称或者特征"})
		t.do(workflow.Command{Event: workflow.Correct, On: t.after(t.on(), 2, 8)})
		t.answer(t.after(t.on(), 3, 15), outcome)
	}
}

// uncorrected asks for a correction that never comes, which ends the application.
func uncorrected(t *demoApplication) {
	t.do(workflow.Command{Event: workflow.AskCorrection, On: t.after(t.app.Received, 1, 6), Reason: "没有写明所需信息的名称或者特征"})
	t.do(workflow.Command{Event: workflow.Lapse, On: t.after(t.on(), 11, 14)})
}

// consulted asks a third party. If it objects, part of the information is withheld.
func consulted(outcome workflow.OutcomeCode) func(*demoApplication) {
	return func(t *demoApplication) {
		t.do(workflow.Command{Event: workflow.Consult,
			On: t.after(t.app.Received, 2, 6), Party: pick(t.d.dice, workflow.Parties).Code})
		opinion := pick(t.d.dice, workflow.Opinions[:2]).Code
		t.do(workflow.Command{Event: workflow.Consulted, On: t.after(t.on(), 4, 12), Opinion: opinion})
		if opinion == objects {
			t.answer(t.after(t.on(), 2, 9), "partial")
			return
		}
		t.answer(t.after(t.on(), 2, 9), outcome)
	}
}

// extended answers in the extension, after the head has signed it.
func extended(outcome workflow.OutcomeCode) func(*demoApplication) {
	return func(t *demoApplication) {
		t.sign(workflow.DraftExtension, workflow.Extend,
			workflow.Command{On: t.after(t.app.Received, 12, 18), Days: 20, Reason: "需要查找的档案较多"})
		t.answer(t.after(t.app.Received, 22, 38), outcome)
	}
}

// paid asks for a fee, which stops the clock until it is paid.
func paid(t *demoApplication) {
	t.do(pages(t.after(t.app.Received, 3, 8), 34+t.d.dice.IntN(20)))
	t.do(workflow.Command{Event: workflow.Pay, On: t.after(t.on(), 2, 12)})
	t.answer(t.after(t.on(), 3, 12), "granted")
}

// pages asks for a fee for so many pages.
func pages(on calendar.Date, n int) workflow.Command {
	tariff, _ := workflow.TariffOf(workflow.ByPage)
	return workflow.Command{Event: workflow.AskFee, On: on, Tariff: tariff.Code, Units: n, Amount: tariff.Fee(n)}
}

// unpaid asks for a fee that is not paid in time, which ends the application.
func unpaid(t *demoApplication) {
	t.do(pages(t.after(t.app.Received, 3, 8), 42))
	t.do(workflow.Command{Event: workflow.Lapse, On: t.after(t.on(), 21, 23)})
}

// withdrawn is an application that its applicant takes back.
func withdrawn(t *demoApplication) {
	t.do(workflow.Command{Event: workflow.Withdraw, On: t.after(t.app.Received, 1, 9), Reason: "申请人书面撤回"})
}

// late answers after the term. That happens, and the pages must show it.
func late(t *demoApplication) { t.answer(t.after(t.app.Received, 22, 27), "granted") }

// disputed answers in a way that the applicant does not accept.
func disputed(outcome workflow.OutcomeCode, then func(*demoApplication)) func(*demoApplication) {
	return func(t *demoApplication) {
		answered(outcome)(t)
		then(t)
	}
}

// result draws how a dispute ended.
func (t *demoApplication) result() workflow.Result { return pick(t.d.dice, workflow.Results).Code }

// reviewed goes to administrative review, and ends there.
func reviewed(t *demoApplication) {
	t.do(workflow.Command{Event: workflow.AcceptReview, On: t.after(t.on(), 8, 30)})
	t.do(workflow.Command{Event: workflow.EndReview, On: t.after(t.on(), 25, 40), Result: t.result()})
}

// reviewedAndSued goes on to court after the review.
func reviewedAndSued(t *demoApplication) {
	reviewed(t)
	t.do(workflow.Command{Event: workflow.AcceptSuit, On: t.after(t.on(), 5, 9), Block: workflow.SuitAfterReview})
	t.do(workflow.Command{Event: workflow.EndSuit, On: t.after(t.on(), 60, 110), Result: t.result()})
}

// sued goes to court at once.
func sued(t *demoApplication) {
	t.do(workflow.Command{Event: workflow.AcceptSuit, On: t.after(t.on(), 10, 60), Block: workflow.SuitDirect})
	t.do(workflow.Command{Event: workflow.EndSuit, On: t.after(t.on(), 60, 110), Result: t.result()})
}
