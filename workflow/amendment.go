package workflow

import (
	"slices"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// What was recorded wrongly is never changed. A further entry with a reason corrects
// it: [Amend] for what was registered, [Void] for a step that was not taken, or not as
// recorded. See docs/adr/0018-mistakes-are-voided.md.

// sameEdition refuses a correction that would move the application under another
// edition of the regulation, or into or out of confirmation: the steps already taken
// would then have been judged by the wrong rules.
var sameEdition = Guard{"更正后适用同一版本的条例", func(m Move) error {
	if m.Cmd.Intake == nil {
		return fault.Errorf(fault.Invalid, "请填写更正后的登记内容")
	}
	on := m.Cmd.Intake.ReceivedOn(m.Law.Calendar)
	first, _ := m.Of.firstStep()
	switch {
	case (on == "") != (m.Of.Received == ""):
		return fault.InputConfirmed.Refusal("31", "请改用“双方确认”，或者核对渠道和确认日期", "更正不能改变收到之日是否已经确定")
	case on != "" && LawOn(on, m.Law.Calendar).Name != m.Law.Name:
		return m.Cmd.Intake.receiptInput(on).Refusal("31", "请登记撤回并重新登记", "更正后的收到之日 %s 适用另一版本的条例", on)
	case first != "" && on > first:
		return m.Cmd.Intake.receiptInput(on).Wrong("更正后的收到之日 %s 晚于已经登记的办理步骤（%s）", on, first)
	}
	return nil
}}

// firstStep returns the day of the first step of handling after receipt and true, or
// false while there is none. Entries about the record itself ([unordered]) are not
// steps.
func (app *Application) firstStep() (calendar.Date, bool) {
	for _, e := range app.EntriesInForce() {
		if e.Intake == nil && e.Event != Confirm && e.Event != Unreachable && !unordered[e.Event] {
			return e.On, true
		}
	}
	return "", false
}

// voidable returns the entry that [Void] would cancel: the latest one in force,
// recalculations aside. It returns the zero Entry if that is the registration itself,
// which [Amend] corrects, or no step of a person.
func (app *Application) voidable() Entry {
	all := slices.DeleteFunc(slices.Clone(app.EntriesInForce()), func(e Entry) bool { return e.Event == Recalculate })
	if len(all) < 2 {
		return Entry{}
	}
	if last := all[len(all)-1]; noSteps[last.Event] == "" {
		return last
	}
	return Entry{}
}

// voidable is the guard for [Void]; Seq 0 means that nothing can be cancelled.
var voidable = Guard{"有可以撤销的最近一步", func(m Move) error {
	if m.Of.voidable().Seq == 0 {
		return fault.Refusal("45", "登记本身有误的，请办理“更正登记”", "没有可以撤销的步骤")
	}
	return nil
}}

// voids records which entry is cancelled and the state the application falls back to.
// The state is found by replaying a copy of the journal that already ends with the
// cancellation.
func voids(app *Application, e *Entry, _ Command, _ Law) {
	e.Ref = app.voidable().Seq
	probe := *app
	probe.Journal = append(slices.Clone(app.Journal), *e)
	probe.Refold()
	e.To = probe.State
}
