package workflow

import (
	"cmp"

	"gongkai/workflow/fault"
)

// The events of a suit (行政诉讼). Which row each is stands in [SuitProcedure].
const (
	AcceptSuit  Event = "accept_suit"
	ReplySuit   Event = "court_reply"
	Judge       Event = "judge"
	Appeal      Event = "appeal"
	TakeEffect  Event = "take_effect"
	JudgeAppeal Event = "judge_appeal"
	Remand      Event = "remand"
	EndSuit     Event = "end_suit"
	Retry       Event = "retry"
)

// SuitProcedure is the way of one suit through its instances (docs/law.md §8.3). One
// suit is one case however many instances it has. A retrial (再审) is a case of its own,
// so that the year in which the first one ended stays as it was reported.
var SuitProcedure = Procedure{
	{Event: AcceptSuit, Label: "行政诉讼立案", Article: "行诉法 45", From: []State{New}, To: Pending, Roles: clerks,
		Guards: guards{disputable, hasRoute, reviewedFirst}, Asks: []fault.Input{AskRoute, AskOur, AskReason}},
	{Event: ReplySuit, Label: "提交答辩状和证据", Article: "行诉法 46", From: []State{Pending}, To: Stay, Roles: clerks,
		Guards: guards{hasDispute, oncePerDispute}, Asks: []fault.Input{AskRef}},
	{Event: Judge, Label: "一审裁判", Article: "行诉法 69", From: []State{Pending}, To: Judged, Roles: clerks,
		Guards: guards{hasDispute, hasRuling}, Asks: []fault.Input{AskRef, AskRuling, AskUntil}},
	{Event: Appeal, Label: "上诉", Article: "行诉法 85", From: []State{Judged}, To: Appealed, Roles: clerks,
		Guards: guards{hasDispute, appealInTime}, Asks: []fault.Input{AskRef, AskReason}},
	{Event: TakeEffect, Label: "一审裁判生效", Article: "行诉法 85", From: []State{Judged}, To: Concluded, Roles: clerks,
		Guards: guards{hasDispute, appealTermOver}, Asks: []fault.Input{AskRef, AskReason}},
	{Event: JudgeAppeal, Label: "二审裁判", Article: "行诉法 89", From: []State{Appealed}, To: Concluded, Roles: clerks,
		Guards: guards{hasDispute, hasRuling}, Asks: []fault.Input{AskRef, AskRuling, AskUntil}},
	{Event: Remand, Label: "发回重审", Article: "行诉法 89", From: []State{Appealed}, To: Pending, Roles: clerks,
		Guards: guards{hasDispute}, Asks: []fault.Input{AskRef}},
	{Event: EndSuit, Label: "行政诉讼审结", Article: "行诉法 69", From: []State{Pending, Judged, Appealed}, To: Concluded,
		Roles: clerks, Guards: guards{hasDispute, hasRuling}, Asks: []fault.Input{AskRef, AskRuling, AskUntil}},
	{Event: Retry, Label: "再审", Article: "行诉法 90", From: []State{Concluded}, To: Pending, Roles: clerks,
		Guards: guards{hasDispute}, Asks: []fault.Input{AskRef}},
}

// The calendar days for the office's pleading, and for an appeal against a judgment
// (判决) and a ruling (裁定) (docs/law.md §7.1).
const (
	pleadingDays = 15
	appealDays   = 15
	rulingDays   = 10 // 行诉法 85
)

// hasRoute guards which block of 表四 the suit counts in: “after review” needs a review
// that was concluded, or one whose term is over and a reason.
var hasRoute = Guard{"诉讼方式与复议相符", func(m Move) error {
	switch {
	case m.Cmd.Block != SuitDirect && m.Cmd.Block != SuitAfterReview:
		return AskRoute.Wrong("请选择诉讼方式：直接起诉，或者复议后起诉")
	case m.Cmd.Our != "" && !m.Cmd.Our.Known():
		return AskOur.Wrong("请选择本机关的诉讼地位")
	case m.Cmd.Block == SuitAfterReview && !m.Of.reviewed() && (m.Cmd.Reason == "" || !m.Of.unreviewed(m.Cmd.On, m.Law)):
		return AskRoute.Refusal("行诉法 45", "请先登记复议审结，或者选择直接起诉；复议机关逾期不作决定的，请写明情况", "没有已审结的行政复议，不能登记为复议后起诉")
	}
	return nil
}}

// reviewedFirst refuses a direct suit against a refusal under articles 14 to 16, which
// since 2024 must go to review first (docs/law.md §7.2). What a court accepted
// nevertheless is recorded with the reason.
var reviewedFirst = Guard{"不予公开的，先经复议", func(m Move) error {
	made, _ := m.Of.latest()
	o, _ := OutcomeOf(made.Outcome)
	said := o.ReviewFirst || len(made.Also) > 0 && m.Of.reviewFirst(made)
	if m.Cmd.Block != SuitDirect || m.Cmd.On < newReview || made.On < newReview || !said || m.Cmd.Reason != "" {
		return nil
	}
	return AskReason.Refusal("复议法 23", "法院仍予立案的，请写明情况后继续", "以“%s”不予公开的，应当先申请行政复议，不能直接起诉", o.Label)
}}

// acceptsSuit begins a suit, and sets the day by which the office must plead. Unless
// said otherwise the suit is over the office's own answer.
func acceptsSuit(_ *Application, e *Entry, _ Command, law Law) {
	e.Our = cmp.Or(e.Our, Original)
	e.Until = law.rolled(e.On.AddDays(pleadingDays))
}

// retries begins a suit of its own that takes its block and role from the one it
// reopens.
func retries(app *Application, e *Entry, cmd Command, law Law) {
	goesOn(app, e, cmd, law)
	e.Until = law.rolled(e.On.AddDays(pleadingDays))
}

// judges fixes until when the judgment can be appealed.
func judges(app *Application, e *Entry, cmd Command, law Law) {
	goesOn(app, e, cmd, law)
	days := appealDays
	if r, known := RulingOf(e.Block, e.Ruling); known {
		e.Result = r.Result
		if r.Ruled {
			days = rulingDays
		}
	}
	e.Effective = law.rolled(e.On.AddDays(days))
}

// appealInTime accepts a late appeal only with a reason, since it is for the court to
// allow it.
var appealInTime = Guard{"在上诉期内，或者写明情况", func(m Move) error {
	if last := m.Of.judgment(m.Case.No).Effective; m.Cmd.On > last && m.Cmd.Reason == "" {
		return AskReason.Refusal("行诉法 85", "法院仍予受理的，请写明情况后继续", "上诉期至 %s 止", last)
	}
	return nil
}}

var appealTermOver = Guard{"上诉期已过，或者写明情况", func(m Move) error {
	if last := m.Of.judgment(m.Case.No).Effective; m.Cmd.On <= last && m.Cmd.Reason == "" {
		return AskReason.Refusal("行诉法 85", "请等上诉期届满；确已生效的，请写明情况后继续", "上诉期至 %s 止，还没有届满", last)
	}
	return nil
}}
