package workflow

// The states of handling (law document §7.1).
const (
	New        State = ""
	Arrived    State = "arrived"
	Received   State = "received"
	Correcting State = "correcting"
	Explaining State = "explaining"
	FeePending State = "fee_pending"
	Extended   State = "extended"
	Answered   State = "answered"
	Lapsed     State = "lapsed"
	Remaking   State = "remaking"
	Superseded State = "superseded"
)

// States are the states with their Chinese words and with whether they end the
// handling.
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

// StateLabel is the state in Chinese.
func StateLabel(s State) string {
	for _, row := range States {
		if row.Code == s {
			return row.Label
		}
	}
	return "新登记"
}

// Ended says whether handling is over.
func (s State) Ended() bool { return s == Answered || s == Lapsed || s == Superseded }

var (
	handled  = []State{Received, Extended, Remaking}                                              // in which the office works on the answer
	underway = []State{Received, Extended, Explaining, Remaking}                                  // in which it may be drafted
	open     = []State{Arrived, Received, Correcting, Explaining, FeePending, Extended, Remaking} // not yet ended
	anywhere = append([]State{Answered, Lapsed}, open...)
	ended    = []State{Answered, Lapsed}
)

// OpenStates are the states in which handling goes on.
func OpenStates() []string { return texts(open) }

func texts[T ~string](list []T) []string {
	var out []string
	for _, v := range list {
		out = append(out, string(v))
	}
	return out
}

// The events of handling.
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

// The inputs that a step's form may ask for.
const (
	AskIntake  Input = "intake"
	AskDays    Input = "days"
	AskUntil   Input = "until"
	AskParty   Input = "party"
	AskOpinion Input = "opinion"
	AskOutcome Input = "outcome"
	AskAlso    Input = "also"
	AskLetter  Input = "letter"
	AskMethod  Input = "method"
	AskRef     Input = "ref"
	AskReason  Input = "reason"
	AskAmount  Input = "amount"
	AskTariff  Input = "tariff"
	AskRoute   Input = "block"
	AskOur     Input = "our"
	AskTrack   Input = "track"
	AskRuling  Input = "ruling"
	AskUnit    Input = "unit"
	AskHandler Input = "handler"
	AskArchive Input = "archive"
	AskOther   Input = "other"
	AskParts   Input = "parts"
)

type guards = []Guard[*Application]

var (
	clerks = []Role{Clerk, Supervisor}
	heads  = []Role{Supervisor} // 政府信息公开工作机构负责人
)

// HandlingProcedure is the road of one application, from arrival to archive.
// What each step does to time stands in the edition ([Regime.Clock]).
var HandlingProcedure = Procedure[*Application]{
	{Receive, "收到申请", []State{New}, Received, clerks, guards{receiptKnown}, "31", []Input{AskIntake}, "", nil},
	{Arrive, "来件待确认", []State{New}, Arrived, clerks, guards{receiptOpen}, "31(三)", []Input{AskIntake}, "", nil},
	{Confirm, "双方确认", []State{Arrived}, Received, clerks, nil, "31(三)", nil, "", nil},
	{Unreachable, "联系不上申请人", []State{Arrived}, Stay, clerks, guards{hasReason}, "207号", []Input{AskReason}, "", nil},
	{AskCorrection, "告知补正", []State{Received}, Correcting, clerks, guards{once, nothingOpen, inAskTerm, untilAhead}, "30", []Input{AskUntil, AskReason}, "", nil},
	{Correct, "收到补正", []State{Correcting}, Received, clerks, guards{correctedInTime}, "30", []Input{AskReason}, "", nil},
	{Lapse, "逾期不补正，终止", []State{Correcting}, Lapsed, clerks, guards{correctionTermOver, knownEnding}, "30", []Input{AskLetter}, "uncorrected", nil},
	{AskReasons, "要求说明理由", []State{Received, Extended}, Explaining, clerks, guards{reasonsAllowed, once, untilAhead}, "35", []Input{AskUntil, AskReason}, "", nil},
	{Explained, "说明理由合理，继续办理", []State{Explaining}, Received, heads, guards{laterTerm}, "35", []Input{AskUntil, AskReason}, "", nil},
	{Consult, "征求意见", handled, Stay, clerks, guards{hasParty}, "32, 34", []Input{AskParty, AskReason}, "", nil},
	{Consulted, "意见返回", underway, Stay, clerks, guards{consulting, hasOpinion}, "33(3)", []Input{AskRef, AskOpinion}, "", nil},
	{Override, "为公共利益决定公开", handled, Stay, heads, guards{objected, hasReason}, "32", []Input{AskReason}, "", nil},
	{AskFee, "收费通知", []State{Received, Extended}, FeePending, clerks, guards{feesAllowed, nothingOpen, notOverdue, hasAmount, byTariff}, "42", []Input{AskTariff, AskAmount}, "", nil},
	{Pay, "收到缴费", []State{FeePending}, Received, clerks, guards{paidInTime}, "109号 6", []Input{AskReason}, "", nil},
	{Lapse, "逾期未缴费，终止", []State{FeePending}, Lapsed, clerks, guards{paymentTermOver, knownEnding}, "109号 6", []Input{AskLetter}, "unpaid", nil},
	{Charge, "收取检索、复制、邮寄成本费", anywhere, Stay, clerks, guards{costsAllowed, hasAmount}, "42", []Input{AskAmount}, "", nil},
	{Transfer, "转交承办单位", open, Stay, clerks, guards{hasUnit}, "45", []Input{AskUnit, AskReason}, "", nil},
	{Assign, "移交承办人", anywhere, Stay, clerks, guards{hasHandler}, "45", []Input{AskHandler, AskReason}, "", nil},
	{Extend, "延长答复期限", []State{Received}, Extended, heads, guards{once, notOverdue, signedByAnother, inExtensionTerm}, "33(2)", []Input{AskDays, AskReason}, "", nil},
	{Answer, "签发答复", underway, Answered, heads, guards{nothingOpen, signedByAnother, hasOutcome, objectionsHeard}, "36", []Input{AskOutcome, AskLetter}, "", clerks},
	{Withdraw, "撤回或其他终止", open, Lapsed, clerks, guards{hasReason, knownEnding}, "", []Input{AskReason, AskLetter}, "withdrawn", nil},
	{Cease, "申请人死亡或者终止", open, Lapsed, clerks, guards{hasReason, knownEnding}, "", []Input{AskReason, AskLetter}, "ceased", nil},
	{Split, "拆分为多件", []State{Received, Extended}, Superseded, heads, guards{hasParts, hasReason}, "109号 4", []Input{AskParts, AskReason}, "", nil},
	{Merge, "并入另一件", []State{Received, Extended}, Superseded, heads, guards{hasOther, hasReason}, "45", []Input{AskOther, AskReason}, "", nil},
	{Dispatch, "寄出（发送）", ended, Stay, clerks, guards{notYetSent, hasMethod}, "235号", []Input{AskMethod}, "", nil},
	{Deliver, "签收（送达）", ended, Stay, clerks, guards{notYetServed, servedSomehow}, "235号", []Input{AskMethod}, "", nil},
	{Undelivered, "退件", ended, Stay, clerks, guards{underwayToApplicant, hasReason}, "235号", []Input{AskReason}, "", nil},
	{Supplement, "补充答复", []State{Answered}, Stay, clerks, guards{served, hasReason}, "36", []Input{AskLetter, AskReason}, "", nil},
	{Rectify, "更正笔误", []State{Answered}, Stay, clerks, guards{served, hasReason}, "36", []Input{AskLetter, AskReason}, "", nil},
	{MarkProactive, "转为主动公开", []State{Answered}, Stay, clerks, guards{once}, "44", []Input{AskReason}, "", nil},
	{FileAway, "归档", ended, Stay, clerks, guards{once, servedIfAnswered}, "45", []Input{AskArchive}, "", nil},
	{Amend, "更正登记", append([]State{}, anywhere...), Stay, heads, guards{hasReason, sameEdition}, "45", []Input{AskIntake, AskReason}, "", nil},
	{Void, "撤销误登", anywhere, Stay, heads, guards{voidable, hasReason}, "45", []Input{AskReason}, "", nil},
}
