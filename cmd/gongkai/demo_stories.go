package main

import (
	"context"
	"fmt"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
)

// objects is the opinion of a third party that objects and gives its grounds.
const objects workflow.Opinion = "objects"

// demoStory is one application that shows a part of the law which chance seldom brings
// about. It came in so many working days ago, far enough back for all of it to have
// happened.
type demoStory struct {
	office string
	ago    int
	plot   demoPlot
}

// demoStories show each step of handling, drafting, review and lawsuit at least once,
// and every state in which something can be waiting.
var demoStories = []demoStory{
	// Article 35: too many applications, and why.
	{"xzf", 8, demoPlot{play: reasonsAsked}},
	{"zrzy", 28, demoPlot{play: reasonsRefused}},
	{"xzf", 16, demoPlot{play: reasonsAccepted}},

	// Letters on their way to a signature.
	{"xzf", 9, demoPlot{play: drafted(6)}},
	{"zrzy", 14, demoPlot{play: drafted(10, submit)}},
	{"xzf", 15, demoPlot{play: drafted(9, submit, sendBack)}},
	{"xzf", 16, demoPlot{play: drafted(9, submit, sendBack, draftAgain, submit)}},
	{"zrzy", 17, demoPlot{play: extensionDrafted}},
	{"hequ", 12, demoPlot{play: signedByClerk}},

	// Inside the office.
	{"zrzy", 2, demoPlot{unconfirmed: true, play: unreachable}},
	{"zrzy", 1, demoPlot{unconfirmed: true, play: confirmed}},
	{"xzf", 5, demoPlot{play: transferred}},
	{"hequ", 7, demoPlot{play: amended}},
	{"zrzy", 10, demoPlot{play: voided}},
	{"xzf", 24, demoPlot{play: overridden}},
	{"hequ", 19, demoPlot{play: ceased}},

	// After the answer.
	{"xzf", 70, demoPlot{play: filedAway}},
	{"zrzy", 26, demoPlot{play: cameBack}},
	{"hequ", 31, demoPlot{play: putRight}},

	// Reviews, by where they stand.
	{"xzf", 40, demoPlot{play: reviewFiled}},
	{"xzf", 44, demoPlot{play: reviewRefused}},
	{"zrzy", 45, demoPlot{play: reviewPending}},
	{"xzf", 60, demoPlot{play: reviewSuspended}},
	{"hequ", 90, demoPlot{play: reviewSettled}},
	{"xzf", 75, demoPlot{play: remaking}},
	{"zrzy", 140, demoPlot{play: remade}},

	// Suits, by where they stand.
	{"zrzy", 70, demoPlot{play: suit(60)}},
	{"xzf", 110, demoPlot{play: judgedAt("dismissed")}},
	{"zrzy", 130, demoPlot{play: appealed}},
	{"zrzy", 250, demoPlot{play: affirmed}},
	{"xzf", 300, demoPlot{play: remanded}},
}

// tellStories plays all stories.
func (d *demo) tellStories() error {
	for _, s := range demoStories {
		if _, err := d.tellIn(s.office, d.ago(s.ago), s.plot); err != nil {
			return err
		}
	}
	return nil
}

// then takes a step so many working days after the latest one; 0 is the same day.
func (t *demoApplication) then(days int, cmd workflow.Command) {
	cmd.On = t.on()
	if days > 0 {
		cmd.On = t.d.cal.Add(cmd.On, days)
	}
	t.do(cmd)
}

// event is a step that needs nothing but a reason.
func event(e workflow.Event, reason string) workflow.Command {
	return workflow.Command{Event: e, Reason: reason}
}

func reasonsAsked(t *demoApplication) {
	t.then(2, event(workflow.AskReasons, "本月已就同一地块提出九件申请，请说明理由"))
}

func reasonsRefused(t *demoApplication) {
	reasonsAsked(t)
	t.answer(t.d.cal.Add(t.on(), 12), "excessive")
}

func reasonsAccepted(t *demoApplication) {
	reasonsAsked(t)
	cmd := event(workflow.Explained, "各件所涉年度不同，理由合理；数量较多，确定延迟答复的期限")
	cmd.Until = t.d.cal.Add(t.app.Received, 35)
	t.then(6, cmd)
}

// drafted drafts a letter so many working days after receipt; then is what became of
// it since, one step a day.
func drafted(after int, then ...workflow.Command) func(*demoApplication) {
	return func(t *demoApplication) {
		t.then(after, workflow.Command{Event: workflow.DraftAnswer, Outcome: "granted", Reason: "已检索到所申请的文件"})
		for _, cmd := range then {
			t.then(1, cmd)
		}
	}
}

// What can become of a draft: it is submitted, sent back, drafted differently.
var (
	submit     = event(workflow.Submit, "")
	sendBack   = event(workflow.Return, "附件中有他人的身份证号码，请区分处理后以部分公开答复")
	draftAgain = workflow.Command{Event: workflow.DraftAnswer, Outcome: "partial",
		Also: []workflow.OutcomeCode{"third_party"}, Reason: "隐去他人的身份证号码"}
)

func extensionDrafted(t *demoApplication) {
	t.then(15, workflow.Command{Event: workflow.DraftExtension, Days: 15, Reason: "所涉档案已移交档案馆，需要调阅"})
	t.then(0, submit)
}

// signedByClerk is how an office where any two may sign answers: the head drafts and
// the clerk signs.
func signedByClerk(t *demoApplication) {
	t.then(8, workflow.Command{Event: workflow.DraftAnswer,
		Role: account.Supervisor, Outcome: "already_public", Reason: "已在政府网站公开"})
	t.then(0, workflow.Command{Event: workflow.Submit, Role: account.Supervisor})
	t.then(1, workflow.Command{Event: workflow.Answer, Role: account.Clerk, LetterNumber: t.letterNumber(t.on())})
	t.serve(t.on())
}

func unreachable(t *demoApplication) {
	t.then(1, event(workflow.Unreachable, "按所留电话联系三次，无人接听"))
}

func confirmed(t *demoApplication) { t.then(0, event(workflow.Confirm, "")) }

func transferred(t *demoApplication) {
	t.then(1, workflow.Command{Event: workflow.Transfer, Unit: "县政府办文秘股", Reason: "会议纪要由该股保管"})
	successor := by(t.app.Office, account.Clerk, t.no+1)
	t.then(0, workflow.Command{Event: workflow.Assign, Reason: "原承办人轮岗",
		Handler: successor.Name, HandlerName: successor.DisplayName()})
}

// amended corrects a slip in the register; the dates stay as they were.
func amended(t *demoApplication) {
	in := t.app.Intake
	in.Remark = "登记时写错了邮政编码，已核对信封"
	cmd := event(workflow.Amend, "登记时写错了邮政编码")
	cmd.Intake = &in
	t.then(1, cmd)
}

func voided(t *demoApplication) {
	t.then(2, workflow.Command{Event: workflow.Consult, Party: workflow.ThirdParty})
	t.then(1, event(workflow.Void, "登错了件：征求意见的是另一件申请"))
}

// overridden publishes against an objection, for the sake of the public interest.
func overridden(t *demoApplication) {
	t.then(2, workflow.Command{Event: workflow.Consult, Party: workflow.ThirdParty})
	t.then(8, workflow.Command{Event: workflow.Consulted, Opinion: objects})
	t.then(1, event(workflow.Override, "涉及饮用水源，不公开会对公共利益造成重大影响"))
	t.answer(t.d.cal.Add(t.on(), 3), "granted")
}

func ceased(t *demoApplication) {
	t.then(9, event(workflow.Cease, "申请人已注销，没有承受其权利的单位"))
}

// byHand answers so many working days after the latest step and hands the answer over
// the same day.
func (t *demoApplication) byHand(days int, outcome workflow.OutcomeCode) {
	on := t.d.cal.Add(t.on(), days)
	t.sign(workflow.DraftAnswer, workflow.Answer,
		workflow.Command{On: on, Outcome: outcome, LetterNumber: t.letterNumber(on), Reason: "见答复书"})
	t.then(0, workflow.Command{Event: workflow.Deliver, Method: workflow.ServedByHand})
}

func filedAway(t *demoApplication) {
	t.byHand(10, "granted")
	t.then(40, workflow.Command{Event: workflow.FileAway, Archive: "XZF-YSQ-" + string(t.on()[:4]) + "-017"})
}

// cameBack sends an answer that the post returns, and sends it again.
func cameBack(t *demoApplication) {
	on := t.d.cal.Add(t.on(), 9)
	cmd := workflow.Command{On: on, Outcome: "not_held", LetterNumber: t.letterNumber(on)}
	t.sign(workflow.DraftAnswer, workflow.Answer, cmd)
	t.then(0, workflow.Command{Event: workflow.Dispatch, Method: workflow.ServedByPost})
	t.then(6, event(workflow.Undelivered, "地址不详，邮局退回"))
	t.then(1, workflow.Command{Event: workflow.Dispatch, Method: workflow.ServedByPost})
	t.then(3, workflow.Command{Event: workflow.Deliver, Method: workflow.ServedByPost})
}

// putRight corrects and supplements an answer already given.
func putRight(t *demoApplication) {
	t.byHand(12, "granted")
	t.then(3, workflow.Command{Event: workflow.Rectify, LetterNumber: t.letterNumber(t.on()), Reason: "答复书中文号有误"})
	t.then(4, workflow.Command{Event: workflow.Supplement, LetterNumber: t.letterNumber(t.on()), Reason: "又检索到附件一份"})
	t.then(2, event(workflow.MarkProactive, "同一信息已有三人申请"))
}

// refusedAndFiled refuses, and the applicant applies for review.
func refusedAndFiled(t *demoApplication) {
	t.byHand(15, "internal")
	t.then(14, event(workflow.FileReview, ""))
}

func reviewFiled(t *demoApplication) { refusedAndFiled(t) }

func reviewRefused(t *demoApplication) {
	refusedAndFiled(t)
	t.then(4, event(workflow.RefuseReview, ""))
}

// reviewPending still owes the review body its reply.
func reviewPending(t *demoApplication) {
	refusedAndFiled(t)
	t.then(9, event(workflow.AcceptReview, ""))
}

// reviewAccepted has replied and waits for the decision.
func reviewAccepted(t *demoApplication) {
	refusedAndFiled(t)
	t.then(4, event(workflow.AcceptReview, ""))
	t.then(7, event(workflow.ReplyReview, ""))
}

func reviewSuspended(t *demoApplication) {
	reviewAccepted(t)
	t.then(6, event(workflow.SuspendReview, ""))
}

func reviewSettled(t *demoApplication) {
	reviewSuspended(t)
	t.then(8, event(workflow.ResumeReview, ""))
	t.then(3, event(workflow.ChangeAnswer, "改为公开工作流程，申请人同意撤回"))
	t.then(5, workflow.Command{Event: workflow.EndReview, Ruling: "terminated"})
}

// remaking has lost the review and has to answer again.
func remaking(t *demoApplication) {
	reviewAccepted(t)
	t.then(22, workflow.Command{Event: workflow.EndReview, Ruling: "remake"})
}

func remade(t *demoApplication) {
	remaking(t)
	t.byHand(11, "partial")
}

// suit goes to court directly, so many working days after receipt.
func suit(after int) func(*demoApplication) {
	return func(t *demoApplication) {
		t.byHand(12, "not_held")
		t.then(after-12, workflow.Command{Event: workflow.AcceptSuit, Block: workflow.SuitDirect, Our: workflow.Original})
	}
}

// judgedAt ends the first instance with a ruling.
func judgedAt(ruling workflow.RulingCode) func(*demoApplication) {
	return func(t *demoApplication) {
		suit(45)(t)
		t.then(9, event(workflow.ReplySuit, ""))
		t.then(50, workflow.Command{Event: workflow.Judge, Ruling: ruling})
	}
}

func appealed(t *demoApplication) {
	judgedAt("dismissed")(t)
	appeal := event(workflow.Appeal, "")
	// The time for an appeal runs in calendar days: with a holiday among them, eight
	// working days would be too late.
	appeal.On = t.on().AddDays(10)
	t.do(appeal)
}

func affirmed(t *demoApplication) {
	appealed(t)
	t.then(55, workflow.Command{Event: workflow.JudgeAppeal, Ruling: "affirmed"})
}

// remanded goes through both instances, back to the first, and is retried once it is
// over.
func remanded(t *demoApplication) {
	appealed(t)
	t.then(50, event(workflow.Remand, ""))
	t.then(40, workflow.Command{Event: workflow.Judge, Ruling: "unlawful"})
	t.then(14, event(workflow.TakeEffect, ""))
	t.then(40, event(workflow.Retry, ""))
	t.then(20, workflow.Command{Event: workflow.EndSuit, Ruling: "dismissed"})
}

// divide splits one application and merges another. Either concerns several
// applications at once, so the head does it at a desk rather than in a plot.
func (d *demo) divide(ctx context.Context) error {
	one, err := d.split(ctx)
	if err != nil {
		return err
	}
	return d.merge(ctx, one)
}

// split splits an open application in three, and returns the ID of another that the
// same applicant submitted with it.
func (d *demo) split(ctx context.Context) (workflow.ID, error) {
	on := d.ago(3)
	app, err := d.tellIn("xzf", on, demoPlot{})
	if err != nil {
		return 0, err
	}
	again := &workflow.Application{Office: app.Office}
	cmd := workflow.Log(app.Intake, d.cal)
	u := by("xzf", account.Clerk, 0)
	cmd.At, cmd.By, cmd.User, cmd.Role, cmd.Office = tenOClock(on), u.DisplayName(), u.Name, u.Role, app.Office
	if err := again.Apply(cmd, d.cal); err != nil {
		return 0, fmt.Errorf("log the same again: %w", err)
	}
	if err := d.store.Add(ctx, app, again); err != nil {
		return 0, err
	}
	parts := []string{app.Content + "（批复）", app.Content + "（附图）", app.Content + "（公示材料）"}
	_, err = d.head().Do(ctx, app.ID,
		workflow.Command{Event: workflow.Split, On: on, At: tenOClock(on), Parts: parts, Reason: "一件中有三项不同的申请"})
	return again.ID, err
}

// merge ends the application that came twice in favour of a part of the first.
func (d *demo) merge(ctx context.Context, id workflow.ID) error {
	again, err := d.store.Get(ctx, nil, id)
	if err != nil {
		return err
	}
	approval := cond.Is{Field: cond.FieldContent, Any: []string{again.Content + "（批复）"}}
	parts, _, err := d.store.List(ctx, workflow.Query{Where: approval, Limit: 1})
	if err != nil || len(parts) == 0 {
		return fmt.Errorf("find the part to merge into: %w", err)
	}
	on := again.Received
	_, err = d.head().Do(ctx, id, workflow.Command{Event: workflow.Merge,
		On: on, At: tenOClock(on), Other: parts[0].Number, Reason: "同一申请人同日重复提交"})
	return err
}

// head is the desk of the head of the county's office.
func (d *demo) head() *desks.Set {
	return desks.New(d.store).For(by("xzf", account.Supervisor, 0))
}

// tenOClock is the moment of the day at which everything is written down.
func tenOClock(on calendar.Date) time.Time { return on.Noon().Add(-2 * time.Hour) }
