package workflow

import (
	"cmp"
	"slices"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// The states of a draft; [New] is that of no draft.
const (
	Drafted   State = "drafted"
	Submitted State = "submitted"
	Returned  State = "returned"
)

// The events of a draft. There is none for its signature, which is the step of handling
// itself: [Answer], [Extend].
const (
	DraftAnswer    Event = "draft_answer"
	DraftExtension Event = "draft_extension"
	Submit         Event = "submit"
	Return         Event = "return"
)

// LetterProcedure is the way of a draft (拟稿、送审、退回) to its signature, which is a step of
// handling. Four eyes see every letter: nobody who drafted any version of it signs it
// (docs/adr/0016-drafts-and-four-eyes.md).
var LetterProcedure = Procedure{
	{Event: DraftAnswer, Label: "拟答复", Article: "36", From: []State{New, Drafted, Submitted, Returned}, To: Drafted,
		Roles: clerks, Guards: guards{beingHandled, hasCategory},
		Asks: []fault.Input{AskOutcome, AskAlso, AskLetterNumber, AskReason}},
	{Event: DraftExtension, Label: "拟延期", Article: "33(2)", From: []State{New, Drafted, Submitted, Returned}, To: Drafted,
		Roles: clerks, Guards: guards{beforeExtension, inExtensionTerm}, Asks: []fault.Input{AskDays, AskReason}},
	{Event: Submit, Label: "送审", Article: "45", From: []State{Drafted}, To: Submitted, Roles: clerks,
		Guards: guards{beingHandled}},
	{Event: Return, Label: "退回", Article: "45", From: []State{Submitted}, To: Returned, Roles: heads, Small: clerks,
		Guards: guards{beingHandled, notOwnDraft, hasReason}, Asks: []fault.Input{AskReason}},
}

// Draft is what was drafted and not yet signed (拟稿). The zero Draft means none.
type Draft struct {
	State        State
	For          Event    // the step that its signature is: Answer or Extend
	By           []string // the accounts that drafted any version of it
	DrafterName  string   // who drafted the latest version, as others read the name
	On           calendar.Date
	Days         int // of an extension, in working days
	Outcome      OutcomeCode
	Also         []OutcomeCode
	LetterNumber string
	Reason       string
	Remark       string // why it was returned; "" if it was not
}

// drafts says which step a draft is for.
var drafts = map[Event]Event{DraftAnswer: Answer, DraftExtension: Extend}

// Draft returns the draft of the application. A step that changes the state of handling
// drops it, since it was written for another situation; so does an order to answer
// again, and being split off.
func (app *Application) Draft() Draft {
	var d Draft
	state := New
	for _, e := range app.EntriesInForce() {
		switch e.Event {
		case DraftAnswer, DraftExtension:
			d = Draft{
				// By grows with every version: whoever wrote any of them may not sign.
				State: Drafted, For: drafts[e.Event], By: append(slices.Clip(d.By), e.Who()), DrafterName: e.By, On: e.On,
				Days: e.Days, Outcome: e.Outcome, Also: e.Also, LetterNumber: e.LetterNumber, Reason: e.Reason,
			}
		case Submit:
			d.State = Submitted
		case Return:
			d.State, d.Remark = Returned, e.Reason
		default: // writes nothing; whether it drops the draft is seen next
		}
		if e.orders() || e.Event == SplitOff || e.To != "" && e.To != state {
			d = Draft{}
		}
		state = cmp.Or(e.To, state)
	}
	return d
}

// signsDraft copies what was drafted to the entry that signs it. An old register has no
// drafts.
func signsDraft(app *Application, e *Entry, cmd Command, _ Law) {
	if cmd.Register {
		return
	}
	d := app.Draft()
	e.LetterNumber, e.Reason = cmp.Or(e.LetterNumber, d.LetterNumber), cmp.Or(e.Reason, d.Reason)
	e.Outcome, e.Also, e.Days = d.Outcome, d.Also, d.Days
}

// drafted returns the command completed from the draft. Where the command says
// something else it keeps its own word, so that a guard can refuse the difference.
func (m Move) drafted(d Draft) Command {
	cmd := m.Cmd
	if !cmd.Register {
		cmd.Outcome, cmd.Days = cmp.Or(cmd.Outcome, d.Outcome), max(cmd.Days, d.Days)
	}
	return cmd
}

var beingHandled = Guard{"正在办理", func(m Move) error {
	if !slices.Contains(underway, m.Of.State) {
		return fault.Refusal("", "请按当前状态选择下一步", "申请当前为“%s”，不能“%s”", StateLabel(m.Of.State), m.Rule.Label)
	}
	return nil
}}

var beforeExtension = Guard{"尚未延期", func(m Move) error {
	if m.Of.State != Received {
		return fault.Refusal("", "请按当前状态选择下一步", "申请当前为“%s”，不能延长答复期限", StateLabel(m.Of.State))
	}
	if e, ok := m.Of.Last(Extend); ok {
		return fault.Refusal("33(2)", "请在期限内答复", "答复期限只能延长一次，已于 %s 延长", e.On)
	}
	return nil
}}

// signedByAnother is not a rule of the regulation that a past step may have broken; it
// is how the office works here. So it has no exception but for what comes from an old
// register.
var signedByAnother = Guard{"由一人拟稿送审，另一人签发", func(m Move) error {
	if m.Cmd.Register {
		return nil
	}
	d := m.Of.Draft()
	switch {
	case d.State != Submitted || d.For != m.Cmd.Event:
		return &fault.Error{
			Kind:    fault.Forbidden,
			Article: "45",
			What:    "还没有送审的稿子，不能“" + m.Rule.Label + "”",
			Next:    "请先拟稿并送审，再由另一人签发",
		}
	case m.Cmd.Outcome != "" && m.Cmd.Outcome != d.Outcome:
		return otherThanDrafted(AskOutcome)
	case m.Cmd.Days != 0 && m.Cmd.Days != d.Days:
		return otherThanDrafted(AskDays)
	}
	return ownDraft(m, d)
}}

// otherThanDrafted refuses to sign what nobody has submitted.
func otherThanDrafted(in fault.Input) error {
	return &fault.Error{Kind: fault.Invalid, Input: in, What: "签发的内容与送审稿不一致", Next: "需要改动的，请退回或者重新拟稿"}
}

var notOwnDraft = Guard{"不是自己拟的稿", func(m Move) error { return ownDraft(m, m.Of.Draft()) }}

// ownDraft refuses people their own draft. Accounts are compared, or names where an old
// entry has no account.
func ownDraft(m Move, d Draft) error {
	if slices.Contains(d.By, cmp.Or(m.Cmd.User, m.Cmd.By)) {
		return &fault.Error{
			Kind:    fault.Forbidden,
			Article: "45",
			What:    "这份稿子是您拟的，拟稿人不能“" + m.Rule.Label + "”",
			Next:    "请由另一人办理；要改动的可以重新拟稿",
		}
	}
	return nil
}
