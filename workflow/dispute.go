package workflow

// The states of a review or a suit.
const (
	Pending   State = "pending"
	Concluded State = "concluded"
)

// The events of reviews and suits.
const (
	AcceptReview Event = "accept_review"
	EndReview    Event = "end_review"
	AcceptSuit   Event = "accept_suit"
	EndSuit      Event = "end_suit"
)

// Block is the block of 表四 that a dispute is counted in.
type Block string

const (
	Review          Block = "review"            // 行政复议
	SuitDirect      Block = "suit_direct"       // 行政诉讼：未经复议直接起诉
	SuitAfterReview Block = "suit_after_review" // 行政诉讼：复议后起诉
)

// Blocks are the blocks with their Chinese words, in the order of the form.
var Blocks = []struct {
	Code  Block
	Label string
}{
	{Review, "行政复议"},
	{SuitDirect, "行政诉讼/未经复议直接起诉"},
	{SuitAfterReview, "行政诉讼/复议后起诉"},
}

// Result is how a dispute ended.
type Result string

// Results are the three results of the form.
var Results = []struct {
	Code  Result
	Label string
}{{"upheld", "维持"}, {"corrected", "纠正"}, {"otherwise", "其他"}}

// Known says whether the result is one of [Results].
func (r Result) Known() bool {
	for _, row := range Results {
		if row.Code == r {
			return true
		}
	}
	return false
}

// Dispute is one review (行政复议) or suit (行政诉讼) over an application. No is
// the journal entry that began it.
type Dispute struct {
	No       int
	Block    Block
	Accepted Date
	Closed   Date // "": 尚未审结
	Result   Result
}

// State is where the dispute stands.
func (d Dispute) State() State {
	if d.Closed == "" {
		return Pending
	}
	return Concluded
}

// Fact answers conditions about disputes.
func (d Dispute) Fact(f Field) string {
	switch f {
	case FieldBlock:
		return string(d.Block)
	case FieldAccepted:
		return string(d.Accepted)
	case FieldClosed:
		return string(d.Closed)
	case FieldResult:
		return string(d.Result)
	}
	return ""
}

// DisputeProcedure is the road of one review or suit.
var DisputeProcedure = Procedure[*Application]{
	{AcceptReview, "行政复议受理", []State{New}, Pending, clerks, guards{disputable}, "复议法 30", nil, ""},
	{EndReview, "行政复议审结", []State{Pending}, Concluded, clerks, guards{hasDispute, hasResult}, "复议法 64", []Input{AskRef, AskResult}, ""},
	{AcceptSuit, "行政诉讼立案", []State{New}, Pending, clerks, guards{disputable, hasRoute}, "行诉法 45", []Input{AskRoute}, ""},
	{EndSuit, "行政诉讼审结", []State{Pending}, Concluded, clerks, guards{hasDispute, hasResult}, "行诉法 69", []Input{AskRef, AskResult}, ""},
}

// begins and ends pair the events that open and close a dispute.
var ends = map[Event]Event{EndReview: AcceptReview, EndSuit: AcceptSuit}

var disputable = Guard[*Application]{"已答复，或者逾期未答复", func(m Move[*Application]) error {
	if m.Of.State.Ended() {
		return nil
	}
	if c := m.Of.Clock(m.Law); m.Of.Received == "" || c.Stopped || m.Cmd.On <= c.Due {
		return Refusal("复议法 20", "请核对日期", "申请尚未答复，答复期限也没有届满，没有可以争议的行为")
	}
	return nil
}}

var hasRoute = Guard[*Application]{"诉讼方式与复议相符", func(m Move[*Application]) error {
	switch {
	case m.Cmd.Block != SuitDirect && m.Cmd.Block != SuitAfterReview:
		return Errorf(Invalid, "请选择诉讼方式：直接起诉，或者复议后起诉")
	case m.Cmd.Block == SuitAfterReview && !m.Of.reviewed():
		return Refusal("行诉法 45", "请先登记复议审结，或者选择直接起诉", "没有已审结的行政复议，不能登记为复议后起诉")
	}
	return nil
}}

var hasDispute = Guard[*Application]{"有审理中的案件", func(m Move[*Application]) error {
	if _, ok := m.Of.pendingDispute(m.Cmd); !ok {
		return Refusal("", "请核对", "没有审理中的这一案件")
	}
	return nil
}}

var hasResult = Guard[*Application]{"已选审理结果", func(m Move[*Application]) error {
	if !m.Cmd.Result.Known() {
		return Errorf(Invalid, "请选择审理结果")
	}
	return nil
}}

// reviewed says whether a review of the application was concluded.
func (app *Application) reviewed() bool {
	for _, d := range app.Disputes {
		if d.Block == Review && d.Closed != "" {
			return true
		}
	}
	return false
}

// pendingDispute finds the dispute that an ending event is about: the one it
// names, or the oldest pending one of its kind.
func (app *Application) pendingDispute(cmd Command) (Dispute, bool) {
	for _, d := range app.Disputes {
		rightKind := (d.Block == Review) == (cmd.Event == EndReview)
		if rightKind && d.Closed == "" && (cmd.Ref == 0 || cmd.Ref == d.No) {
			return d, true
		}
	}
	return Dispute{}, false
}
