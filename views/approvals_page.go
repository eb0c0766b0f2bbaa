package views

import (
	"cmp"
	"slices"

	"gongkai/workflow"
	"gongkai/workflow/fault"
)

// ApprovalsPage is the queue of drafts that wait for the reader's signature (待签发),
// with one of them open: the request on the left, the draft on the right.
type ApprovalsPage struct {
	Frame
	Place string        // which of how many is open
	Own   string        // how many of the reader's own drafts are left out, and why; "" for none
	Open  *OpenApproval // nil: nothing waits
	Queue []QueueItem
	Empty string // said if nothing waits
}

// QueueItem is one draft of the queue. Current is the open one.
type QueueItem struct {
	URL, Number string
	Current     bool
	Badges      []Badge
}

// OpenApproval is everything one signature is about.
type OpenApproval struct {
	ID, Number, URL, Kind string // Kind: what is drafted, an answer or an extension
	Version               int    // the version shown, as on an application page
	Badges                []Badge
	Clock                 ClockBar
	Content               string
	Details, Draft        []Pair
	Checks                []SignatureCheck
	Event, Sign           string  // the step that signs, and the word on its button
	Consent               string  // whose consent the signature expresses, "" if the law asks for nobody's
	Why                   string  // why it cannot be signed, "" if it can
	Fields                []Field // of the signature
	Return                Field   // the reason for sending it back
	ReturnOpen            bool    // sending back was tried
	Next, SkipURL         string  // what opens afterwards, "" after the last
}

// SignatureCheck is one thing checked before the signature; Text says how it was found.
type SignatureCheck struct {
	Good bool
	Text string
}

// signings are the word for what is signed and the word on the button.
var signings = map[workflow.Event]struct{ kind, button ID }{
	workflow.Answer: {ID("答复"), ID("签发")},
	workflow.Extend: {ID("延期"), ID("同意延期")},
}

// Approving opens one draft of the queue. next opens after it; 0 means it is the last.
func Approving(d PageContext, a workflow.Approval, next workflow.ID, typed Typed) *OpenApproval {
	d.Deadlines = d.For(a.App.Office)
	app, t, words := a.App, d.Language, signings[a.Draft.For]
	out := &OpenApproval{
		ID: idText(app.ID), Number: app.Number,
		URL: ApplicationURL(app.ID), Version: app.Version, Kind: t.T(words.kind),
		Badges:  d.Badges(app.State, app.Stopped, app.Provisional, app.Due),
		Clock:   d.clock(app, app.Ledger(app.Law(d.Calendar), d.Today)),
		Content: app.Content, Details: d.requested(app), Draft: d.draft(app), Checks: d.verdicts(a),
		Event: string(a.Draft.For), Sign: t.T(words.button), Why: a.Sign.Why,
		Return:     Field{ID: "reason", Name: "reason", Label: t.T("退回理由"), Long: true, Tall: 2, Max: 2000, Required: true},
		ReturnOpen: typed.Event == string(workflow.Return),
	}
	if a.Draft.For == workflow.Answer {
		out.Fields = []Field{{ID: "letter", Name: "letter", Label: t.T("答复文号"), Value: a.Draft.LetterNumber, Max: 100}}
	} else {
		out.Consent = t.T("%s：延长答复期限应当经政府信息公开工作机构负责人同意并告知申请人。签发即表示同意。", fault.Cite(a.Sign.Rule.Article))
	}
	if next != 0 {
		out.Next, out.SkipURL = idText(next), ApprovalURL(next)
	}
	out.take(typed)
	return out
}

// take puts back what was typed into the form that was not accepted.
func (s *OpenApproval) take(typed Typed) {
	if s.ReturnOpen {
		s.Return.take(typed)
		return
	}
	for i := range s.Fields {
		if typed.Event != "" {
			s.Fields[i].take(typed)
		}
	}
}

// Fault is where the summary of faults leads: to the control that has one, "" if none
// does.
func (s *OpenApproval) Fault() string {
	for _, f := range append(slices.Clone(s.Fields), s.Return) {
		if f.Error != "" {
			return "#" + f.ID
		}
	}
	return ""
}

// requested are the facts of the request that matter to a signature.
func (d PageContext) requested(app *workflow.Application) []Pair {
	t := d.Language
	return written([]Pair{
		{t.T("申请人"), app.Applicant.Name + "（" + kindWord(string(app.Applicant.Kind)) + "）"},
		{t.T("渠道"), channelWord(string(app.Channel)) + oral(app)},
		{t.T("受理机关"), d.Office.Name},
		{t.T("承办单位"), app.Unit},
		{t.T("收到申请之日"), string(app.Received)},
		{t.T("答复期限"), string(app.Due)},
		{t.T("备注"), app.Remark},
	})
}

// verdicts are what a careful reader checks before signing. Only the first can
// prevent it; the others warn.
func (d PageContext) verdicts(a workflow.Approval) []SignatureCheck {
	app, t := a.App, d.Language
	out := []SignatureCheck{{a.Sign.Why == "", cmp.Or(a.Sign.Why, t.T("按规则可以签发"))}}
	switch {
	case app.Due == "":
		out = append(out, SignatureCheck{false, t.T("期限计算中止，没有答复期限")})
	case app.Due < d.Today:
		out = append(out, SignatureCheck{false, t.T("答复期限 %s 已过", app.Due)})
	default:
		out = append(out, SignatureCheck{true, t.T("答复期限 %s 未过", app.Due)})
	}
	if n := len(app.Consulting()); n > 0 {
		out = append(out, SignatureCheck{false, t.T("有 %d 项征求意见没有返回", n)})
	}
	if n := len(app.Irregular()); n > 0 {
		out = append(out, SignatureCheck{false, t.T("办理记录中有 %d 处不合规，见下方标注。", n)})
	}
	if a.Draft.For == workflow.Answer && a.Draft.LetterNumber == "" {
		out = append(out, SignatureCheck{false, t.T("稿件没有答复文号，请在签发前填写")})
	}
	return out
}
