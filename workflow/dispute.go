package workflow

import (
	"cmp"
	"slices"

	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

// The states of a review or a suit (docs/law.md §8.2, §8.3).
const (
	Filed     State = "filed"
	Pending   State = "pending"
	Suspended State = "suspended"
	Judged    State = "judged"
	Appealed  State = "appealed"
	Concluded State = "concluded"
)

// Block is the block of 表四 in which a dispute is counted.
type Block string

// The blocks, in the order of 表四.
const (
	Review          Block = "review"            // 行政复议
	SuitDirect      Block = "suit_direct"       // 行政诉讼：未经复议直接起诉
	SuitAfterReview Block = "suit_after_review" // 行政诉讼：复议后起诉
)

// Blocks are the blocks with their Chinese labels, in the order of the form.
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

// Known reports whether the result is one of [Results].
func (r Result) Known() bool {
	for _, row := range Results {
		if row.Code == r {
			return true
		}
	}
	return false
}

// OurRole is what the office is in a suit (诉讼地位).
type OurRole string

// Original is the role of the office whose answer is disputed. Only its suits are
// counted (国办公开办函〔2016〕201号).
const Original OurRole = "original"

// OurRoles are the roles with their Chinese labels.
var OurRoles = []struct {
	Code  OurRole
	Label string
}{
	{Original, "原行为机关"},
	{"co_reviewer", "复议机关（共同被告）"},
	{"reviewer", "复议机关（单独被告）"},
	{"third", "第三人"},
}

// Known reports whether the role is one of [OurRoles].
func (o OurRole) Known() bool {
	for _, row := range OurRoles {
		if row.Code == o {
			return true
		}
	}
	return false
}

// Dispute is one review (行政复议) or suit (行政诉讼) over an application, derived from its
// journal.
type Dispute struct {
	No       int // the number of the journal entry that began it; 0 for a new one
	Block    Block
	Our      OurRole
	State    State
	Filed    calendar.Date // the day the office learned of it, where it was not yet accepted
	Accepted calendar.Date // the day the reviewing authority or the court accepted it; "" if not yet
	Due      calendar.Date // what the office has to do next: reply, plead, appeal; "" for nothing
	Closed   calendar.Date // "": 尚未审结
	Ruling   RulingCode
	Result   Result
}

// Fact answers a condition about the dispute with the text of one field; "" where it is
// empty or a field of something else.
func (d Dispute) Fact(f cond.Field) string {
	switch f {
	case cond.FieldBlock:
		return string(d.Block)
	case cond.FieldOurRole:
		return string(d.Our)
	case cond.FieldAccepted:
		return string(d.Accepted)
	case cond.FieldClosed:
		return string(d.Closed)
	case cond.FieldResult:
		return string(d.Result)
	case cond.FieldStand:
		return string(d.State)
	case cond.FieldDeadline:
		return string(d.Due)
	default: // of its application
		return ""
	}
}

// ofDispute reports whether the event is one of a review or a suit.
func ofDispute(e Event) bool { return knows(ReviewProcedure, e) || knows(SuitProcedure, e) }

// dispute returns the review or suit that a command is about: the one it names, or the
// oldest to which the event can happen. If there is none it returns the zero Dispute,
// which stands for a new one.
func (app *Application) dispute(cmd Command) Dispute {
	p, suits := ReviewProcedure, false
	if knows(SuitProcedure, cmd.Event) {
		p, suits = SuitProcedure, true
	}
	for _, d := range app.Disputes {
		if _, ok := p.Rule(cmd.Event, d.State); ok && (d.Block != Review) == suits && (cmd.Ref == 0 || cmd.Ref == d.No) {
			return d
		}
	}
	return Dispute{}
}

// aimed completes a command that does not say which review or suit it means with the
// oldest one for which the step is allowed.
func (app *Application) aimed(cmd Command, law Law) Command {
	if cmd.Ref != 0 || len(app.Disputes) < 2 || !ofDispute(cmd.Event) {
		return cmd
	}
	for _, d := range app.Disputes {
		try := cmd
		try.Ref = d.No
		if app.dispute(try).No != d.No || app.admits(try) != nil {
			continue
		}
		p, from := app.procedure(try)
		if _, err := p.Next(from, Move{Of: app, Case: d, Cmd: try, Law: law}); err == nil {
			return try
		}
	}
	return cmd
}

// About returns the entries in force of a dispute, from the one that began it. A
// retrial ([Retry]) names the suit it reopens, but belongs to the dispute that it
// begins.
func (app *Application) About(d Dispute) []Entry {
	var out []Entry
	for _, e := range app.EntriesInForce() {
		if d.No > 0 && e.Block != "" && (e.Seq == d.No || e.Ref == d.No && e.Event != Retry) {
			out = append(out, e)
		}
	}
	return out
}

// disputeFloor returns the earliest day for a step of a dispute, and in Chinese what
// happened on it.
func (app *Application) disputeFloor(cmd Command) (calendar.Date, string) {
	on, label := app.Received, "收到申请之日"
	for _, e := range app.About(app.dispute(cmd)) {
		if e.On > on {
			on, label = e.On, "“"+EventLabel(e.Event)+"”之日"
		}
	}
	return on, label
}

// disputeChoices returns the steps that begin a dispute and those of the existing ones.
// Of several rules for one event, the one that can be followed now stands for all.
func (app *Application) disputeChoices(p Procedure, m Move) []Choice {
	out := p.Choices(New, m)
	for _, r := range p {
		m.Cmd.Event, m.Cmd.Ref = r.Event, 0
		d := app.dispute(m.Cmd)
		m.Case = d
		if d.No == 0 || !slices.Contains(r.From, d.State) ||
			slices.ContainsFunc(out, func(c Choice) bool { return c.Rule.Event == r.Event && c.Why == "" }) {
			continue
		}
		out = slices.DeleteFunc(out, func(c Choice) bool { return c.Rule.Event == r.Event })
		out = append(out, r.choice(m))
	}
	return out
}

// stand takes an entry about a review or a suit into its dispute, or begins a new one.
func (app *Application) stand(e Entry) {
	i := slices.IndexFunc(app.Disputes, func(d Dispute) bool { return d.No == e.Ref && e.Event != Retry })
	if i < 0 {
		app.Disputes = append(app.Disputes, Dispute{No: e.Seq, Block: e.Block, Our: e.Our})
		i = len(app.Disputes) - 1
	}
	d := &app.Disputes[i]
	d.State = cmp.Or(e.Stand, d.State)
	switch e.Event {
	case FileReview:
		d.Filed = e.On
	case AcceptReview, AcceptSuit, Retry:
		d.Accepted, d.Due = e.On, e.Until
	case ReplyReview, ReplySuit, Appeal:
		d.Due = ""
	case Judge:
		d.Due = e.Effective
	default: // moves it, and starts no term
	}
	if d.State == Concluded {
		d.Closed, d.Result, d.Ruling, d.Due = e.On, e.Result, e.Ruling, ""
	}
}

// reviewed reports whether a review of the application was concluded.
func (app *Application) reviewed() bool {
	return slices.ContainsFunc(app.Disputes, func(d Dispute) bool { return d.Block == Review && d.Closed != "" })
}

// unreviewed reports whether the sixty days of a pending review are over: the applicant
// may then sue as after a review (复议法 34).
func (app *Application) unreviewed(on calendar.Date, law Law) bool {
	return slices.ContainsFunc(app.Disputes, func(d Dispute) bool {
		return d.Block == Review && d.Closed == "" && d.Accepted != "" && on > law.rolled(d.Accepted.AddDays(reviewDays))
	})
}

// goesOn names in the entry the dispute that the step continues.
func goesOn(app *Application, e *Entry, cmd Command, _ Law) {
	d := app.dispute(cmd)
	e.Ref, e.Block, e.Our = d.No, d.Block, d.Our
}

// concludes fixes the result and, if the decision orders the office to answer again, by
// when. Where a judgment takes effect or is affirmed, the result is that of the
// judgment.
func concludes(app *Application, e *Entry, cmd Command, law Law) {
	goesOn(app, e, cmd, law)
	if given := app.judgment(e.Ref); stands(e.Event, e.Ruling) {
		e.Ruling, e.Result, e.Until = given.Ruling, given.Result, given.Until
	}
	r, known := RulingOf(e.Block, e.Ruling)
	switch {
	case e.Event == RefuseReview:
		e.Result = "otherwise"
	case known:
		e.Result = r.Result
	}
	// Only an order to this office, for its own answer, reopens the application.
	if !r.Orders || e.Our != Original && e.Block != Review {
		e.Until = ""
		return
	}
	// A decision that names no date leaves the office a full new term.
	if e.Until <= e.On {
		e.Until = law.Add(e.On, law.Answer.Days)
	}
	e.To = Remaking
}

// stands reports whether a step leaves the judgment given before as it is.
func stands(event Event, r RulingCode) bool {
	return event == TakeEffect || event == JudgeAppeal && (r == "affirmed" || r == "appeal_withdrawn")
}

// judgment returns the latest judgment in a suit; the zero Entry if there is none.
func (app *Application) judgment(no int) Entry {
	var out Entry
	for _, e := range app.EntriesInForce() {
		if e.Event == Judge && e.Ref == no {
			out = e
		}
	}
	return out
}

// disputable guards the beginning of a dispute: there must be an answer or another
// ending to contest, or silence beyond the term.
var disputable = Guard{"已答复，或者逾期未答复", func(m Move) error {
	if m.Case.No > 0 || m.Of.Closed != "" || m.Of.State == Remaking {
		return nil
	}
	c := m.Of.ClockOn(m.Law, m.Cmd.On)
	if m.Of.Received == "" || m.Of.State == Superseded || c.Stopped || m.Cmd.On <= c.Due {
		return fault.InputOn.Refusal("复议法 20", "请核对日期", "申请尚未答复，答复期限也没有届满，没有可以争议的行为")
	}
	return nil
}}

var hasDispute = Guard{"有这一案件", func(m Move) error {
	if m.Case.No == 0 {
		return fault.Refusal("", "请核对", "没有可以“%s”的案件", m.Rule.Label)
	}
	return nil
}}

var oncePerDispute = Guard{"每案一次", func(m Move) error {
	for _, e := range m.Of.About(m.Case) {
		if e.Event == m.Cmd.Event {
			return fault.Refusal(m.Rule.Article, "请核对办理记录", "“%s”已于 %s 办理", m.Rule.Label, e.On)
		}
	}
	return nil
}}
