package workflow

// The events of a suit (行政诉讼).
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

// SuitProcedure is the road of one suit through its instances (law document
// §7.3). One suit is one case however many instances it has; a retrial (再审) is
// a case of its own, so that the year in which the first ended stays as it was
// reported.
var SuitProcedure = Procedure[*Application]{
	{AcceptSuit, "行政诉讼立案", []State{New}, Pending, clerks, guards{disputable, hasRoute, reviewedFirst}, "行诉法 45", []Input{AskRoute, AskOur, AskReason}, "", nil},
	{ReplySuit, "提交答辩状和证据", []State{Pending}, Stay, clerks, guards{hasDispute, oncePerDispute}, "行诉法 46", []Input{AskRef}, "", nil},
	{Judge, "一审裁判", []State{Pending}, Judged, clerks, guards{hasDispute, hasRuling}, "行诉法 69", []Input{AskRef, AskRuling, AskUntil}, "", nil},
	{Appeal, "上诉", []State{Judged}, Appealed, clerks, guards{hasDispute, appealInTime}, "行诉法 85", []Input{AskRef, AskReason}, "", nil},
	{TakeEffect, "一审裁判生效", []State{Judged}, Concluded, clerks, guards{hasDispute, appealTermOver}, "行诉法 85", []Input{AskRef, AskReason}, "", nil},
	{JudgeAppeal, "二审裁判", []State{Appealed}, Concluded, clerks, guards{hasDispute, hasRuling}, "行诉法 89", []Input{AskRef, AskRuling, AskUntil}, "", nil},
	{Remand, "发回重审", []State{Appealed}, Pending, clerks, guards{hasDispute}, "行诉法 89", []Input{AskRef}, "", nil},
	{EndSuit, "行政诉讼审结", []State{Pending, Judged, Appealed}, Concluded, clerks, guards{hasDispute, hasRuling}, "行诉法 69", []Input{AskRef, AskRuling, AskUntil}, "", nil},
	{Retry, "再审", []State{Concluded}, Pending, clerks, guards{hasDispute}, "行诉法 90", []Input{AskRef}, "", nil},
}

// The days for the office's pleading, and for an appeal against a judgment
// (判决) and a ruling (裁定).
const (
	pleadingDays = 15
	appealDays   = 15
	rulingDays   = 10 // 行诉法 85
)

var hasRoute = Guard[*Application]{"诉讼方式与复议相符", func(m Move[*Application]) error {
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

// reviewedFirst: since 2024 a refusal under articles 14 to 16 goes to review
// first. What a court has taken in nevertheless is recorded with the reason.
var reviewedFirst = Guard[*Application]{"不予公开的，先经复议", func(m Move[*Application]) error {
	made, _ := m.Of.latest()
	o, _ := OutcomeOf(made.Outcome)
	said := o.ReviewFirst || len(made.Also) > 0 && m.Of.reviewFirst(made)
	if m.Cmd.Block != SuitDirect || m.Cmd.On < newReview || made.On < newReview || !said || m.Cmd.Reason != "" {
		return nil
	}
	return AskReason.Refusal("复议法 23", "法院仍予立案的，请写明情况后继续", "以“%s”不予公开的，应当先申请行政复议，不能直接起诉", o.Label)
}}

func acceptsSuit(_ *Application, e *Entry, _ Command, law Law) {
	e.Our = or(e.Our, Original)
	e.Until = law.rolled(e.On.AddDays(pleadingDays))
}

func retries(app *Application, e *Entry, cmd Command, law Law) {
	goesOn(app, e, cmd, law)
	e.Until = law.rolled(e.On.AddDays(pleadingDays))
}

// judges fixes by when the judgment may be appealed against.
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

var appealInTime = Guard[*Application]{"在上诉期内，或者写明情况", func(m Move[*Application]) error {
	if last := m.Of.judgment(m.Case.No).Effective; m.Cmd.On > last && m.Cmd.Reason == "" {
		return AskReason.Refusal("行诉法 85", "法院仍予受理的，请写明情况后继续", "上诉期至 %s 止", last)
	}
	return nil
}}

var appealTermOver = Guard[*Application]{"上诉期已过，或者写明情况", func(m Move[*Application]) error {
	if last := m.Of.judgment(m.Case.No).Effective; m.Cmd.On <= last && m.Cmd.Reason == "" {
		return AskReason.Refusal("行诉法 85", "请等上诉期届满；确已生效的，请写明情况后继续", "上诉期至 %s 止，还没有届满", last)
	}
	return nil
}}
