package main

import (
	"cmp"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// whatifAnswer is what `whatif --json` prints. The fields before Steps are as they are
// now.
type whatifAnswer struct {
	Number  string         `json:"number"`
	On      calendar.Date  `json:"on"` // the day of the next step
	State   workflow.State `json:"state"`
	Due     calendar.Date  `json:"due"` // "" while Stopped
	Stopped bool           `json:"stopped"`
	Steps   []whatifStep   `json:"steps"`
}

// whatifStep is a step that may come next, and how things stand after it.
type whatifStep struct {
	Event   workflow.Event `json:"event"`
	Label   string         `json:"label"`
	Due     calendar.Date  `json:"due"`
	Stopped bool           `json:"stopped"`
	State   workflow.State `json:"state"`
}

// Run tells what each step that may come next would do to the term. It changes
// nothing. Without --on the step is taken today.
func (c *whatifCommand) Run(p *program) error {
	on, err := calendar.ReadDate(c.On)
	if err != nil {
		return misuse{plain(err)}
	}
	return p.withDesk(func(desk *desks.Set) error {
		app, err := numbered(p, desk, c.Office, c.Number)
		if err != nil {
			return err
		}
		cal, err := desk.Calendar(p.ctx)
		if err != nil {
			return err
		}
		answer := prospects(app, cmp.Or(on, calendar.DateOf(p.now())), cal)
		if c.JSON {
			return p.json(answer)
		}
		answer.print(p)
		return nil
	})
}

// prospects tries each step on a copy of the application.
func prospects(app *workflow.Application, on calendar.Date, cal *calendar.Calendar) whatifAnswer {
	out := whatifAnswer{app.Number, on, app.State, app.Due, app.Stopped, []whatifStep{}}
	for _, s := range app.WhatIf(on, cal) {
		out.Steps = append(out.Steps, whatifStep{s.Event, s.Label, s.Due, s.Stopped, s.State})
	}
	return out
}

// numbered finds an application by the number people use, which is unique only within
// its office.
func numbered(p *program, desk *desks.Set, office, number string) (*workflow.Application, error) {
	if _, err := desk.InScope(p.ctx, office); err != nil {
		return nil, err
	}
	where := cond.All{cond.InOffices(office), cond.Is{Field: cond.FieldNumber, Any: []string{number}}}
	found, _, err := desk.List(p.ctx, workflow.Query{Where: where, Limit: 1, Untotalled: true})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.Errorf(fault.NotFound, "机关 %s 没有编号为“%s”的申请", office, number)
	}
	return desk.Application(p.ctx, found[0].ID)
}

// print says how things stand, then what each step would lead to.
func (a whatifAnswer) print(p *program) {
	p.say("%s：%s，%s", a.Number, workflow.StateLabel(a.State), termWords(a.Due, a.Stopped))
	if len(a.Steps) == 0 {
		p.say("%s 没有会改变期限的下一步", a.On)
		return
	}
	p.say("%s 办理以下一步，则", a.On)
	for _, s := range a.Steps {
		p.say("  %s：%s，%s", s.Label, workflow.StateLabel(s.State), termWords(s.Due, s.Stopped))
	}
}

// termWords is how a term stands, in words.
func termWords(due calendar.Date, stopped bool) string {
	switch {
	case stopped:
		return "期限中止计算"
	case due == "":
		return "没有期限"
	}
	return "答复期限 " + string(due)
}
