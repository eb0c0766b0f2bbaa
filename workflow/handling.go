package workflow

import "slices"

// The states of handling (law document §7.1).
const (
	New        State = ""
	Arrived    State = "arrived"
	Received   State = "received"
	Correcting State = "correcting"
	FeePending State = "fee_pending"
	Extended   State = "extended"
	Answered   State = "answered"
	Lapsed     State = "lapsed"
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
	{FeePending, "待缴费", false},
	{Extended, "已延期", false},
	{Answered, "已答复", true},
	{Lapsed, "已终止", true},
	{Pending, "审理中", false},
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
func (s State) Ended() bool { return s == Answered || s == Lapsed }

// OpenStates are the states in which handling goes on.
func OpenStates() []string {
	return []string{string(Arrived), string(Received), string(Correcting), string(FeePending), string(Extended)}
}

// The events of handling.
const (
	Receive       Event = "receive"
	Arrive        Event = "arrive"
	Confirm       Event = "confirm"
	AskCorrection Event = "ask_correction"
	Correct       Event = "correct"
	Lapse         Event = "lapse"
	Consult       Event = "consult"
	Consulted     Event = "consulted"
	AskFee        Event = "ask_fee"
	Pay           Event = "pay"
	Extend        Event = "extend"
	Answer        Event = "answer"
	Withdraw      Event = "withdraw"
	Dispatch      Event = "dispatch"
	Deliver       Event = "deliver"
)

// Input is something a step's form asks for.
type Input string

const (
	AskIntake  Input = "intake"
	AskDays    Input = "days"
	AskUntil   Input = "until"
	AskParty   Input = "party"
	AskOpinion Input = "opinion"
	AskOutcome Input = "outcome"
	AskLetter  Input = "letter"
	AskMethod  Input = "method"
	AskRef     Input = "ref"
	AskReason  Input = "reason"
	AskAmount  Input = "amount"
	AskRoute   Input = "route"
	AskResult  Input = "result"
)

type guards = []Guard[*Application]

var (
	clerks = []Role{Clerk, Supervisor}
	heads  = []Role{Supervisor} // 政府信息公开工作机构负责人
)

// HandlingProcedure is the road of one application, from arrival to answer.
// What each step does to time stands in the edition ([Regime.Clock]).
var HandlingProcedure = Procedure[*Application]{
	{Receive, "收到申请", []State{New}, Received, clerks, guards{receiptKnown}, "31", []Input{AskIntake}, ""},
	{Arrive, "来件待确认", []State{New}, Arrived, clerks, guards{receiptOpen}, "31(三)", []Input{AskIntake}, ""},
	{Confirm, "双方确认", []State{Arrived}, Received, clerks, nil, "31(三)", nil, ""},
	{AskCorrection, "告知补正", []State{Received}, Correcting, clerks, guards{once, nothingOpen, inAskTerm, untilAhead}, "30", []Input{AskUntil, AskReason}, ""},
	{Correct, "收到补正", []State{Correcting}, Received, clerks, guards{correctedInTime}, "30", []Input{AskReason}, ""},
	{Lapse, "逾期不补正，终止", []State{Correcting}, Lapsed, clerks, guards{correctionTermOver, knownEnding}, "30", []Input{AskLetter}, "uncorrected"},
	{Consult, "征求意见", []State{Received, Extended}, Stay, clerks, guards{hasParty}, "32, 34", []Input{AskParty, AskReason}, ""},
	{Consulted, "意见返回", []State{Received, Extended}, Stay, clerks, guards{consulting, hasOpinion}, "33(3)", []Input{AskRef, AskOpinion}, ""},
	{AskFee, "收费通知", []State{Received, Extended}, FeePending, clerks, guards{feesAllowed, nothingOpen, notOverdue, hasAmount}, "42", []Input{AskAmount}, ""},
	{Pay, "收到缴费", []State{FeePending}, Received, clerks, guards{paidInTime}, "109号 6", []Input{AskReason}, ""},
	{Lapse, "逾期未缴费，终止", []State{FeePending}, Lapsed, clerks, guards{paymentTermOver, knownEnding}, "109号 6", []Input{AskLetter}, "unpaid"},
	{Extend, "延长答复期限", []State{Received}, Extended, heads, guards{once, notOverdue, inExtensionTerm}, "33(2)", []Input{AskDays, AskReason}, ""},
	{Answer, "答复", []State{Received, Extended}, Answered, clerks, guards{nothingOpen, hasOutcome}, "36", []Input{AskOutcome, AskLetter}, ""},
	{Withdraw, "撤回或其他终止", []State{Arrived, Received, Correcting, FeePending, Extended}, Lapsed, clerks, guards{knownEnding}, "", []Input{AskReason, AskLetter}, "withdrawn"},
	{Dispatch, "寄出（发送）", []State{Answered, Lapsed}, Stay, clerks, guards{once, hasMethod}, "235号", []Input{AskMethod}, ""},
	{Deliver, "签收（送达）", []State{Answered, Lapsed}, Stay, clerks, guards{once, servedSomehow}, "235号", []Input{AskMethod}, ""},
}

var receiptKnown = Guard[*Application]{"收到之日已定", func(m Move[*Application]) error {
	if m.Cmd.Intake == nil {
		return Errorf(Invalid, "请填写申请内容")
	}
	if m.Cmd.Intake.ReceivedOn(m.Law.Calendar) == "" {
		return Refusal("31", "请先登记为“待确认”，与申请人确认后再填确认日期", "通过该渠道提出的申请，以双方确认之日为收到申请之日，尚未确认")
	}
	return nil
}}

var receiptOpen = Guard[*Application]{"须双方确认", func(m Move[*Application]) error {
	if m.Cmd.Intake == nil {
		return Errorf(Invalid, "请填写申请内容")
	}
	if on := m.Cmd.Intake.ReceivedOn(m.Law.Calendar); on != "" {
		return Refusal("31", "请直接登记为收到", "该申请已于 %s 收到，不必再确认", on)
	}
	return nil
}}

var once = Guard[*Application]{"只能一次", func(m Move[*Application]) error {
	if e, ok := m.Of.Last(m.Cmd.Event); ok {
		return Refusal(m.Rule.Article, "请核对办理记录", "“%s”只能办理一次，已于 %s 办理", m.Rule.Label, e.On)
	}
	return nil
}}

var nothingOpen = Guard[*Application]{"没有未返回的征求意见", func(m Move[*Application]) error {
	if open := m.Of.Consulting(); len(open) > 0 {
		return Refusal("32", "请先登记意见返回，或者登记对方逾期未提出意见", "还有 %d 项征求意见没有返回", len(open))
	}
	return nil
}}

var inAskTerm = Guard[*Application]{"在告知补正的期限内", func(m Move[*Application]) error {
	if m.Law.AskWithin.Days == 0 {
		return nil
	}
	if last := m.Law.Add(m.Of.Received, m.Law.AskWithin.Days); m.Cmd.On > last {
		return Refusal("30", "请按现有内容办理并在答复期限内答复", "告知补正须在收到申请之日起 %d 个工作日内一次性作出，最后一日是 %s", m.Law.AskWithin.Days, last)
	}
	return nil
}}

var untilAhead = Guard[*Application]{"补正期限在告知之后", func(m Move[*Application]) error {
	if m.Cmd.Until != "" && m.Cmd.Until <= m.Cmd.On {
		return Errorf(Invalid, "补正期限 %s 应当晚于告知之日 %s", m.Cmd.Until, m.Cmd.On)
	}
	return nil
}}

var correctedInTime = Guard[*Application]{"在补正期限内，或者有正当理由", func(m Move[*Application]) error {
	ask, _ := m.Of.Last(AskCorrection)
	if m.Cmd.On > ask.Until && m.Cmd.Reason == "" {
		return Refusal("30", "申请人有正当理由的，请写明理由后继续；没有的，办理“逾期不补正，终止”", "补正期限至 %s 止，收到补正之日 %s 已经超过", ask.Until, m.Cmd.On)
	}
	return nil
}}

var correctionTermOver = Guard[*Application]{"补正期限已过", func(m Move[*Application]) error {
	if ask, _ := m.Of.Last(AskCorrection); m.Cmd.On <= ask.Until {
		return Refusal("30", "请等补正期限届满，或者登记收到补正", "补正期限至 %s 止，还没有届满", ask.Until)
	}
	return nil
}}

var hasParty = Guard[*Application]{"已选征求对象", func(m Move[*Application]) error {
	if m.Cmd.Party != ThirdParty && m.Cmd.Party != CoMaker {
		return Errorf(Invalid, "请选择征求对象")
	}
	return nil
}}

var consulting = Guard[*Application]{"有未返回的征求意见", func(m Move[*Application]) error {
	open := m.Of.Consulting()
	if len(open) == 0 {
		return Refusal("", "", "没有尚未返回的征求意见")
	}
	if m.Cmd.Ref != 0 && !slices.ContainsFunc(open, func(e Entry) bool { return e.Seq == m.Cmd.Ref }) {
		return Errorf(Invalid, "第 %d 条记录不是尚未返回的征求意见", m.Cmd.Ref)
	}
	return nil
}}

var hasOpinion = Guard[*Application]{"已选意见；逾期未提出须期限已满", func(m Move[*Application]) error {
	if !m.Cmd.Opinion.Known() && !(m.Cmd.Recorded && m.Cmd.Opinion == "") {
		return Errorf(Invalid, "请选择对方意见")
	}
	if asked := m.Of.consultation(m.Cmd.Ref); m.Cmd.Opinion == Silent && m.Cmd.On <= asked.Until {
		return Refusal("32", "请等期限届满，或者按收到的意见登记", "对方提出意见的期限至 %s 止，还没有届满", asked.Until)
	}
	return nil
}}

var feesAllowed = Guard[*Application]{"可以收取信息处理费", func(m Move[*Application]) error {
	if m.Law.FeesFrom == "" || m.Cmd.On < m.Law.FeesFrom {
		return Refusal("42", "请免费办理", "2021-01-01 以前没有信息处理费的收取办法，不能收取")
	}
	return nil
}}

var hasAmount = Guard[*Application]{"已填收费金额", func(m Move[*Application]) error {
	if m.Cmd.Amount < 0 || m.Cmd.Amount == 0 && !m.Cmd.Recorded {
		return Errorf(Invalid, "请填写收费金额")
	}
	return nil
}}

var paidInTime = Guard[*Application]{"在缴费期限内，或者写明理由", func(m Move[*Application]) error {
	if ask, _ := m.Of.Last(AskFee); m.Cmd.On > ask.Until && m.Cmd.Reason == "" {
		return Refusal("109号 6", "仍予受理的，请写明理由", "缴费期限至 %s 止，缴费之日 %s 已经超过", ask.Until, m.Cmd.On)
	}
	return nil
}}

var paymentTermOver = Guard[*Application]{"缴费期限已过", func(m Move[*Application]) error {
	if ask, _ := m.Of.Last(AskFee); m.Cmd.On <= ask.Until {
		return Refusal("109号 6", "请等缴费期限届满，或者登记收到缴费", "缴费期限至 %s 止，还没有届满", ask.Until)
	}
	return nil
}}

var notOverdue = Guard[*Application]{"答复期限未过", func(m Move[*Application]) error {
	if c := m.Of.Clock(m.Law); !c.Stopped && m.Cmd.On > c.Due {
		return Refusal("33(2)", "请尽快答复", "答复期限已于 %s 届满，期限届满后不能再办理这一步", c.Due)
	}
	return nil
}}

var inExtensionTerm = Guard[*Application]{"延长的工作日在上限内", func(m Move[*Application]) error {
	if m.Cmd.Days < 1 || m.Cmd.Days > m.Law.Extension.Days {
		return &Error{Kind: Invalid, Article: m.Law.Extension.Article, What: "延长答复期限最多 " + itoa(m.Law.Extension.Days) + " 个工作日，至少 1 个", Next: "请填写延长的工作日数"}
	}
	return nil
}}

var hasOutcome = Guard[*Application]{"已选答复类型", func(m Move[*Application]) error {
	o, ok := OutcomeOf(m.Cmd.Outcome)
	switch {
	case !ok || o.Event != Answer:
		return Errorf(Invalid, "请选择答复类型")
	case o.Article(m.Law.Name) == "":
		return Refusal("36", "请选择该版本条例下的答复类型", "该申请适用 %s 年条例，没有“%s”这一类", m.Law.Name, o.Label)
	case o.Code == "still_unclear" && !m.Of.has(Correct):
		return Refusal("30", "请先告知补正", "没有告知补正并收到补正，不能以“%s”答复", o.Label)
	}
	return nil
}}

var knownEnding = Guard[*Application]{"终止的原因属于规定的类型", func(m Move[*Application]) error {
	if o, ok := OutcomeOf(m.Cmd.Outcome); m.Cmd.Recorded && m.Cmd.Outcome != "" && (!ok || o.Event == Answer) {
		return Errorf(Invalid, "“%s”不是终止的类型", m.Cmd.Outcome)
	}
	return nil
}}

var hasMethod = Guard[*Application]{"已选送达方式", func(m Move[*Application]) error {
	if !m.Cmd.Method.Known() {
		return Errorf(Invalid, "请选择送达方式")
	}
	return nil
}}

var servedSomehow = Guard[*Application]{"已寄出，或者已选送达方式", func(m Move[*Application]) error {
	if !m.Cmd.Method.Known() && (m.Cmd.Method != "" || m.Of.Method == "") {
		return Errorf(Invalid, "请选择送达方式")
	}
	return nil
}}
