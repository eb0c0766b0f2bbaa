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

// prospects returns the steps that move the due date, with the least that each needs
// besides the day. “–” stands for a reason, units and amount for the smallest fee.
func (app *Application) prospects(law Law) []Command {
	return []Command{
		{Event: Confirm},
		{Event: AskCorrection},
		{Event: Correct, Reason: "–"},
		{Event: Extend, Days: law.Extension.Days},
		{Event: Consult, Party: ThirdParty},
		{Event: Consulted, Opinion: "agrees"},
		{Event: AskReasons},
		{Event: AskFee, Tariff: ByItem, Units: 11, Amount: statistics.Whole(100)},
		{Event: Pay, Reason: "–"},
	}
}

// WhatIf returns, for an open application, the due date after each step that the law
// allows on a day, by taking the step on a copy. It asks neither who may take it nor
// whether an extension was drafted. An ended application has no prospects.
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

// AnsweredAs returns a copy of the application as if it were answered so on a day, to
// see in which line it would count. An earlier answer still counts instead.
func (app *Application) AnsweredAs(code OutcomeCode, on calendar.Date) *Application {
	probe := *app
	probe.Journal, probe.Disputes = slices.Clone(app.Journal), slices.Clone(app.Disputes)
	probe.fold(Entry{Seq: len(app.Journal) + 1, Event: Answer, On: on, To: Answered, Outcome: code})
	return &probe
}
