package workflow

import (
	"slices"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/statistics"
)

// Prospect is what the due date would be after a possible next step.
type Prospect struct {
	Event   Event
	Label   string
	Due     calendar.Date // "" while the clock would stand still
	Stopped bool
	State   State
}

// prospects are the steps that move the due date, as they would be done with
// nothing but the day filled in.
func (app *Application) prospects(law Law) []Command {
	return []Command{
		{Event: Confirm},
		{Event: AskCorrection},
		{Event: Correct, Reason: "–"},
		{Event: Extend, Days: law.Extension.Days},
		{Event: Consult, Party: ThirdParty},
		{Event: Consulted, Opinion: "agrees"},
		{
			Event: AskReasons,
		},
		{Event: AskFee, Tariff: ByItem, Units: 11, Amount: statistics.Whole(100)},
		{Event: Pay, Reason: "–"},
	}
}

// WhatIf tells, for an open application, the due date after each step that the
// law admits on a day: it takes the step on a copy, by the same code. Who may do
// it, and that an extension has yet to be drafted, is not asked.
func (app *Application) WhatIf(on calendar.Date, cal *calendar.Calendar) []Prospect {
	if app.State.Ended() {
		return nil
	}
	law := app.Law(cal)
	var out []Prospect
	for _, cmd := range app.prospects(law) {
		probe := *app
		probe.Journal, probe.Disputes = slices.Clone(app.Journal), slices.Clone(app.Disputes)
		cmd.On, cmd.At, cmd.Role, cmd.Register = on, on.Noon(), account.Supervisor, true
		if probe.Apply(cmd, cal) != nil {
			continue
		}
		out = append(out, Prospect{cmd.Event, EventLabel(cmd.Event), probe.Due, probe.Stopped, probe.State})
	}
	return out
}

// AnsweredAs is the application as if it were answered so on a day, to see where
// that would count. What was answered before counts as before.
func (app *Application) AnsweredAs(code OutcomeCode, on calendar.Date) *Application {
	probe := *app
	probe.Journal, probe.Disputes = slices.Clone(app.Journal), slices.Clone(app.Disputes)
	probe.fold(Entry{Seq: len(app.Journal) + 1, Event: Answer, On: on, To: Answered, Outcome: code})
	return &probe
}
