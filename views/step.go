package views

import (
	"slices"
	"strconv"
	"strings"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// groups divide the steps on the page by what they are about. A step belongs to the
// first group that has it.
var groups = []struct {
	heading ID
	has     func(workflow.Event) bool
}{
	{ID("拟稿与签发"), Among(workflow.DraftAnswer, workflow.DraftExtension,
		workflow.Submit, workflow.Return, workflow.Answer, workflow.Extend)},
	{ID("办理"), func(e workflow.Event) bool { return !amending(e) && hasEvent(workflow.HandlingProcedure, e) }},
	{ID("行政复议"), func(e workflow.Event) bool { return hasEvent(workflow.ReviewProcedure, e) }},
	{ID("行政诉讼"), func(e workflow.Event) bool { return hasEvent(workflow.SuitProcedure, e) }},
	{ID("更正与并拆"), amending},
}

// amending says whether a step is about the record itself.
var amending = Among(workflow.Split, workflow.Merge, workflow.Amend, workflow.Void)

// Among says of a value whether it is in the list.
func Among[T comparable](list ...T) func(T) bool {
	return func(x T) bool { return slices.Contains(list, x) }
}

// hasEvent says whether a procedure has the step.
func hasEvent(p workflow.Procedure, e workflow.Event) bool {
	_, ok := p.Named(e)
	return ok
}

// group is the place of a step's group, by which steps are sorted; -1 for none.
func group(e workflow.Event) int {
	return slices.IndexFunc(groups, func(g struct {
		heading ID
		has     func(workflow.Event) bool
	}) bool {
		return g.has(e)
	})
}

// steps makes a form of every step: those that are open, and those that are shut, with
// the reason. What the law shuts, a head may still record as it happened.
func (d PageContext) steps(app *workflow.Application, typed Typed) (open, shut []Step) {
	choices := slices.Clone(d.Choices)
	slices.SortStableFunc(choices, func(a, b workflow.Choice) int { return group(a.Rule.Event) - group(b.Rule.Event) })
	last := -1
	for _, c := range choices {
		s := d.step(app, c, typed)
		if s.Why != "" {
			shut = append(shut, s)
			continue
		}
		if g := group(c.Rule.Event); g != last {
			s.Group, last = d.Language.T(groups[g].heading), g
		}
		if len(open) < 9 {
			s.Key = strconv.Itoa(len(open) + 1)
		}
		open = append(open, s)
	}
	return open, shut
}

// step is one step with its form. A step that is shut has a form only if it may be
// recorded.
func (d PageContext) step(app *workflow.Application, c workflow.Choice, typed Typed) Step {
	s := Step{Event: string(c.Rule.Event), Label: c.Rule.Label, Why: c.Why}
	if c.Rule.Article != "" {
		s.Article = fault.Cite(c.Rule.Article)
	}
	late := backdated(app, c)
	if s.Open = typed.Event == s.Event && (!typed.Called || s.Why == "" || late); s.Open || late {
		s.Why = ""
	}
	if s.Why == "" || d.records(c) && c.Kind == fault.Refused {
		s.Fields = d.fields(app, c, typed)
	}
	if signs(c.Rule.Event) {
		s.Draft = d.draft(app)
	}
	if s.Open {
		s.Effect = typed.Effect
	}
	s.Both = c.Rule.Event == workflow.DraftAnswer || c.Rule.Event == workflow.DraftExtension
	return s
}

// categoryFirst puts the category of answer before the day, as it is what the drafter
// decides.
func categoryFirst(fields []Field) []Field {
	i := slices.IndexFunc(fields, func(f Field) bool { return len(f.Classes) > 0 })
	if i <= 0 {
		return fields
	}
	return slices.Concat(fields[i:i+1], fields[:i], fields[i+1:])
}

// records says whether the reader may enter a step as it happened although the law
// refuses it (照实补记).
func (d PageContext) records(c workflow.Choice) bool {
	return d.Role == account.Supervisor && workflow.Recordable(c.Rule.Event)
}

// backdated says whether a step that is shut today may still be entered for an earlier
// day, or with a reason: its guards look at the day and the form.
func backdated(app *workflow.Application, c workflow.Choice) bool {
	if c.Rule.Event == workflow.AcceptSuit && app.Closed == "" {
		return false // there is nothing to sue over yet
	}
	return c.Kind == fault.Refused && dated[c.Rule.Event]
}

// dated are the steps a clerk may enter after the fact: the letter went out in time,
// but the register is written later. Some are opened by a reason.
var dated = map[workflow.Event]bool{
	workflow.Correct: true, workflow.Pay: true, workflow.AskCorrection: true, workflow.Extend: true, workflow.AskFee: true,
	workflow.Appeal: true, workflow.TakeEffect: true, workflow.AcceptSuit: true,
}

// signs says whether a step is the signature under a draft.
var signs = Among(workflow.Answer, workflow.Extend)

// further are inputs that a step asks for only on occasion: a fee below the tariff
// needs a reason.
var further = map[workflow.Event][]fault.Input{workflow.AskFee: {workflow.AskReason}}

// fields are the controls of a step: the day and what its rule asks for, filled with
// the draft it would change or with what was typed before.
func (d PageContext) fields(app *workflow.Application, c workflow.Choice, typed Typed) []Field {
	event := c.Rule.Event
	out := []Field{{Name: "on", Label: d.Language.T("日期"), Value: string(d.Today),
		Day: true, Required: true, Hint: d.dayHint(app, event)}}
	for _, ask := range append(slices.Clone(c.Rule.Asks), further[event]...) {
		if f, ok := asked[ask]; ok && (!signs(event) || ask == workflow.AskLetterNumber) {
			out = append(out, f(question{d, app, c.Rule})...)
		}
	}
	tried := typed.Event == string(event) && !typed.Called
	if d.records(c) && (tried || c.Why != "") {
		out = append(out, d.record(out)...)
	}
	before := drafted(app, event)
	for i := range out {
		out[i].ID = string(event) + "-" + out[i].Name
		if v, ok := before[out[i].Name]; ok {
			out[i].put(v)
		}
		if tried {
			out[i].take(typed)
		}
	}
	return out
}

// dayHint says what the day of a step is. For a request to correct it also says until
// when one may be made, so that nobody writes one that is refused.
func (d PageContext) dayHint(app *workflow.Application, event workflow.Event) string {
	last := app.Law(d.Calendar).LastAsk(app.Received)
	switch {
	case event == workflow.Amend:
		return d.Language.T("办理更正的日期；要更正的日期在下面各栏改")
	case event != workflow.AskCorrection || last == "":
		return d.Language.T("办理这一步的日期，如 %s", d.Today)
	case d.Today > last:
		return d.Language.T("最迟 %s，已经过了：只能补记当时已经告知的", last)
	}
	return d.Language.T("最迟 %s", last)
}

// drafted are the values of the draft that a step would change; nil if it would change
// none.
func drafted(app *workflow.Application, event workflow.Event) map[string]string {
	draft := app.Draft()
	if draft.State == workflow.New || draftOf[draft.For] != event {
		return nil
	}
	out := map[string]string{
		"outcome": string(draft.Outcome), "letter": draft.LetterNumber,
		"reason": draft.Reason, "days": strconv.Itoa(draft.Days),
	}
	var also []string
	for _, code := range draft.Also {
		also = append(also, string(code))
	}
	out["also"] = strings.Join(also, "\n")
	return out
}

// draftOf is, by the step that signs, the step that drafts.
var draftOf = map[workflow.Event]workflow.Event{
	workflow.Answer: workflow.DraftAnswer, workflow.Extend: workflow.DraftExtension,
}

// record is the tick for entering a step as it happened, and the reason that needs,
// unless the form asks for one anyway.
func (d PageContext) record(fields []Field) []Field {
	out := []Field{{Name: "recorded", Label: d.Language.T("照实补记（已经发生而不合规定）"),
		Box: true, Wide: true, Hint: d.Language.T("须写明理由；办理记录中会标为不合规")}}
	if slices.ContainsFunc(fields, func(f Field) bool { return f.Name == "reason" }) {
		return out
	}
	return append(out, Field{Name: "reason", Label: d.Language.T("补记的理由"), Long: true, Wide: true, Max: 2000})
}

// take puts back what was typed, and the fault if it is in this control.
func (f *Field) take(typed Typed) {
	if v := typed.Value(f.Name); v != "" || !typed.Part {
		f.put(v)
	}
	if typed.Field != "" && typed.Field == f.Name {
		f.Error = typed.Fault
	}
}

// put sets the control to a value; for a group of ticks, one value to a line.
func (f *Field) put(value string) {
	f.Value = value
	for i := range f.Options {
		f.Options[i].Selected = f.Options[i].Value == f.Value ||
			f.Many && slices.Contains(strings.Split(f.Value, "\n"), f.Options[i].Value)
	}
	f.choose(f.Value)
	f.Checked = f.Box && f.Value != ""
}
