package workflow

import (
	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// The states of handling (docs/law.md §8.1). Only the states that [State.Ended] reports
// are final, and even an answered application can be reopened by a review or suit.
const (
	New        State = ""        // not yet registered
	Arrived    State = "arrived" // waits for the confirmation that fixes the day of receipt, 31(二)(三)
	Received   State = "received"
	Correcting State = "correcting"  // waits for the applicant's correction, 30
	Explaining State = "explaining"  // waits for the applicant's reasons, 35
	FeePending State = "fee_pending" // waits for the fee, 109号 6
	Extended   State = "extended"
	Answered   State = "answered"
	Lapsed     State = "lapsed"     // ended without an answer: uncorrected, unpaid, withdrawn, ceased
	Remaking   State = "remaking"   // to be answered again by order of a review or suit
	Superseded State = "superseded" // divided into others or merged into another
)

// States are all states, of handling, drafts and disputes, with their Chinese labels
// and whether they are final.
var States = []struct {
	Code  State
	Label string
	Ended bool
}{
	{Arrived, "待确认", false},
	{Received, "办理中", false},
	{Correcting, "待补正", false},
	{Explaining, "待说明理由", false},
	{FeePending, "待缴费", false},
	{Extended, "已延期", false},
	{Answered, "已答复", true},
	{Lapsed, "已终止", true},
	{Remaking, "重新答复中", false},
	{Superseded, "已并拆", true},
	{Drafted, "拟稿", false},
	{Submitted, "待签发", false},
	{Returned, "已退回", false},
	{Filed, "已申请", false},
	{Pending, "审理中", false},
	{Suspended, "中止审理", false},
	{Judged, "已裁判，未生效", false},
	{Appealed, "二审中", false},
	{Concluded, "已审结", true},
}

// StateLabel returns the state in Chinese; that of [New] for an unknown one.
func StateLabel(s State) string {
	for _, row := range States {
		if row.Code == s {
			return row.Label
		}
	}
	return "新登记"
}

// Ended reports whether handling is over. States of drafts and disputes never are an
// end of handling.
func (s State) Ended() bool { return s == Answered || s == Lapsed || s == Superseded }

var (
	// in which the office works on the answer
	handled = []State{Received, Extended, Remaking}
	// in which it may be drafted and signed: the reasons of article 35 need not be waited for
	underway = []State{Received, Extended, Explaining, Remaking}
	open     = []State{Arrived, Received, Correcting, Explaining, FeePending, Extended, Remaking} // not yet ended
	anywhere = append([]State{Answered, Lapsed}, open...)
	ended    = []State{Answered, Lapsed}
)

// OpenStates returns the states in which handling goes on.
func OpenStates() []string { return texts(open) }

// texts returns codes as plain strings, for conditions.
func texts[T ~string](list []T) []string {
	var out []string
	for _, v := range list {
		out = append(out, string(v))
	}
	return out
}

// The events of handling. What each does stands in the row of [HandlingProcedure] that
// it begins, under its Chinese name.
const (
	Receive       Event = "receive"
	Arrive        Event = "arrive"
	Unreachable   Event = "unreachable"
	Confirm       Event = "confirm"
	AskCorrection Event = "ask_correction"
	Correct       Event = "correct"
	Lapse         Event = "lapse"
	AskReasons    Event = "ask_reasons"
	Explained     Event = "explained"
	Consult       Event = "consult"
	Consulted     Event = "consulted"
	Override      Event = "override"
	AskFee        Event = "ask_fee"
	Pay           Event = "pay"
	Charge        Event = "charge"
	Transfer      Event = "transfer"
	Assign        Event = "assign"
	Extend        Event = "extend"
	Answer        Event = "answer"
	Withdraw      Event = "withdraw"
	Cease         Event = "cease"
	Split         Event = "split"
	Merge         Event = "merge"
	Dispatch      Event = "dispatch"
	Deliver       Event = "deliver"
	Undelivered   Event = "undelivered"
	Supplement    Event = "supplement"
	Rectify       Event = "rectify"
	MarkProactive Event = "proactive"
	FileAway      Event = "archive"
	Amend         Event = "amend"
	Void          Event = "void"
	SplitOff      Event = "split_off" // of an application that came out of another
	Absorb        Event = "absorb"    // of one that another was merged into
	Recalculate   Event = "recalculate"
)

// The inputs that a step's form may ask for, named like the field of [Command] that
// each fills.
const (
	AskIntake       fault.Input = "intake"
	AskDays         fault.Input = "days"
	AskUntil        fault.Input = "until"
	AskParty        fault.Input = "party"
	AskOpinion      fault.Input = "opinion"
	AskOutcome      fault.Input = "outcome"
	AskAlso         fault.Input = "also"
	AskLetterNumber fault.Input = "letter"
	AskMethod       fault.Input = "method"
	AskRef          fault.Input = "ref"
	AskReason       fault.Input = "reason"
	AskAmount       fault.Input = "amount"
	AskTariff       fault.Input = "tariff"
	AskRoute        fault.Input = "block" // which block of 表四: Review, SuitDirect, SuitAfterReview
	AskOur          fault.Input = "our"
	AskTrack        fault.Input = "track"
	AskRuling       fault.Input = "ruling"
	AskUnit         fault.Input = "unit"
	AskHandler      fault.Input = "handler"
	AskArchive      fault.Input = "archive"
	AskOther        fault.Input = "other"
	AskParts        fault.Input = "parts"
)

// guards keeps the rows below short.
type guards = []Guard

var (
	clerks = []account.Role{account.Clerk, account.Supervisor}
	heads  = []account.Role{account.Supervisor} // 政府信息公开工作机构负责人
)

// HandlingProcedure is the way of one application, from arrival to the archive, in the
// order of the law. Its articles are those of 2019; what each step does to time is in
// the edition ([Regime.Clock]).
var HandlingProcedure = Procedure{
	{Event: Receive, Label: "收到申请", Article: "31", From: []State{New}, To: Received, Roles: clerks,
		Guards: guards{receiptDated}, Asks: []fault.Input{AskIntake}},
	{Event: Arrive, Label: "来件待确认", Article: "31(三)", From: []State{New}, To: Arrived, Roles: clerks,
		Guards: guards{receiptOpen}, Asks: []fault.Input{AskIntake}},
	{Event: Confirm, Label: "双方确认", Article: "31(三)", From: []State{Arrived}, To: Received, Roles: clerks},
	{Event: Unreachable, Label: "联系不上申请人", Article: "207号", From: []State{Arrived}, To: Stay, Roles: clerks,
		Guards: guards{hasReason}, Asks: []fault.Input{AskReason}},
	{Event: AskCorrection, Label: "告知补正", Article: "30", From: []State{Received}, To: Correcting, Roles: clerks,
		Guards: guards{once, nothingOpen, inAskTerm, untilAhead}, Asks: []fault.Input{AskUntil, AskReason}},
	{Event: Correct, Label: "收到补正", Article: "30", From: []State{Correcting}, To: Received, Roles: clerks,
		Guards: guards{correctedInTime}, Asks: []fault.Input{AskReason}},
	{Event: Lapse, Label: "逾期不补正，终止", Article: "30", From: []State{Correcting}, To: Lapsed, Roles: clerks,
		Guards: guards{correctionTermOver, endsByCategory}, Asks: []fault.Input{AskLetterNumber}, Brings: "uncorrected"},
	{Event: AskReasons, Label: "要求说明理由", Article: "35", From: []State{Received, Extended}, To: Explaining, Roles: clerks,
		Guards: guards{reasonsAllowed, once, untilAhead}, Asks: []fault.Input{AskUntil, AskReason}},
	{Event: Explained, Label: "说明理由合理，继续办理", Article: "35", From: []State{Explaining}, To: Received, Roles: heads,
		Guards: guards{laterTerm}, Asks: []fault.Input{AskUntil, AskReason}},
	{Event: Consult, Label: "征求意见", Article: "32, 34", From: handled, To: Stay, Roles: clerks,
		Guards: guards{hasParty}, Asks: []fault.Input{AskParty, AskReason}},
	{Event: Consulted, Label: "意见返回", Article: "33(3)", From: underway, To: Stay, Roles: clerks,
		Guards: guards{consulting, hasOpinion}, Asks: []fault.Input{AskRef, AskOpinion}},
	{Event: Override, Label: "为公共利益决定公开", Article: "32", From: handled, To: Stay, Roles: heads,
		Guards: guards{objected, hasReason}, Asks: []fault.Input{AskReason}},
	{Event: AskFee, Label: "收费通知", Article: "42", From: []State{Received, Extended}, To: FeePending, Roles: clerks,
		Guards: guards{feesAllowed, nothingOpen, notOverdue, hasAmount, byTariff}, Asks: []fault.Input{AskTariff, AskAmount}},
	{Event: Pay, Label: "收到缴费", Article: "109号 6", From: []State{FeePending}, To: Received, Roles: clerks,
		Guards: guards{paidInTime}, Asks: []fault.Input{AskReason}},
	{Event: Lapse, Label: "逾期未缴费，终止", Article: "109号 6", From: []State{FeePending}, To: Lapsed, Roles: clerks,
		Guards: guards{paymentTermOver, endsByCategory}, Asks: []fault.Input{AskLetterNumber}, Brings: "unpaid"},
	{Event: Charge, Label: "收取检索、复制、邮寄成本费", Article: "42", From: anywhere, To: Stay, Roles: clerks,
		Guards: guards{costsAllowed, hasAmount}, Asks: []fault.Input{AskAmount}},
	{Event: Transfer, Label: "转交承办单位", Article: "45", From: open, To: Stay, Roles: clerks,
		Guards: guards{hasUnit}, Asks: []fault.Input{AskUnit, AskReason}},
	{Event: Assign, Label: "移交承办人", Article: "45", From: anywhere, To: Stay, Roles: clerks,
		Guards: guards{hasHandler}, Asks: []fault.Input{AskHandler, AskReason}},
	{Event: Extend, Label: "延长答复期限", Article: "33(2)", From: []State{Received}, To: Extended, Roles: heads,
		Guards: guards{once, notOverdue, signedByAnother, inExtensionTerm}, Asks: []fault.Input{AskDays, AskReason}},
	{Event: Answer, Label: "签发答复", Article: "36", From: underway, To: Answered, Roles: heads, Small: clerks,
		Guards: guards{nothingOpen, signedByAnother, hasOutcome, objectionsHeard},
		Asks:   []fault.Input{AskOutcome, AskLetterNumber}},
	{Event: Withdraw, Label: "撤回或其他终止", From: open, To: Lapsed, Roles: clerks,
		Guards: guards{hasReason, endsByCategory}, Asks: []fault.Input{AskReason, AskLetterNumber}, Brings: "withdrawn"},
	{Event: Cease, Label: "申请人死亡或者终止", From: open, To: Lapsed, Roles: clerks,
		Guards: guards{hasReason, endsByCategory}, Asks: []fault.Input{AskReason, AskLetterNumber}, Brings: "ceased"},
	{Event: Split, Label: "拆分为多件", Article: "109号 4", From: []State{Received, Extended}, To: Superseded, Roles: heads,
		Guards: guards{hasParts, hasReason}, Asks: []fault.Input{AskParts, AskReason}},
	{Event: Merge, Label: "并入另一件", Article: "45", From: []State{Received, Extended}, To: Superseded, Roles: heads,
		Guards: guards{hasOther, hasReason}, Asks: []fault.Input{AskOther, AskReason}},
	{Event: Dispatch, Label: "寄出（发送）", Article: "235号", From: ended, To: Stay, Roles: clerks,
		Guards: guards{notYetSent, hasMethod}, Asks: []fault.Input{AskMethod}},
	{Event: Deliver, Label: "签收（送达）", Article: "235号", From: ended, To: Stay, Roles: clerks,
		Guards: guards{notYetServed, servedSomehow}, Asks: []fault.Input{AskMethod}},
	{Event: Undelivered, Label: "退件", Article: "235号", From: ended, To: Stay, Roles: clerks,
		Guards: guards{underwayToApplicant, hasReason}, Asks: []fault.Input{AskReason}},
	{Event: Supplement, Label: "补充答复", Article: "36", From: []State{Answered}, To: Stay, Roles: clerks,
		Guards: guards{served, hasReason}, Asks: []fault.Input{AskLetterNumber, AskReason}},
	{Event: Rectify, Label: "更正笔误", Article: "36", From: []State{Answered}, To: Stay, Roles: clerks,
		Guards: guards{served, hasReason}, Asks: []fault.Input{AskLetterNumber, AskReason}},
	{Event: MarkProactive, Label: "转为主动公开", Article: "44", From: []State{Answered}, To: Stay, Roles: clerks,
		Guards: guards{once}, Asks: []fault.Input{AskReason}},
	{Event: FileAway, Label: "归档", Article: "45", From: ended, To: Stay, Roles: clerks,
		Guards: guards{once, servedIfAnswered}, Asks: []fault.Input{AskArchive}},
	{Event: Amend, Label: "更正登记", Article: "45", From: append([]State{}, anywhere...), To: Stay, Roles: heads,
		Guards: guards{hasReason, sameEdition}, Asks: []fault.Input{AskIntake, AskReason}},
	{Event: Void, Label: "撤销误登", Article: "45", From: anywhere, To: Stay, Roles: heads,
		Guards: guards{voidable, hasReason}, Asks: []fault.Input{AskReason}},
}
