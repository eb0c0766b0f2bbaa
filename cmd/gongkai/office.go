package main

import (
	"gongkai/workflow"
)

// Run adds an office.
func (c *officeAdd) Run(p *program) error {
	o := workflow.Office{Code: c.Code, Name: c.Name, Parent: c.Parent}
	if err := o.Validate(); err != nil {
		return err
	}
	return p.withDesk(func(desk *workflow.Desk) error {
		if err := desk.Store.AddOffice(p.ctx, o); err != nil {
			return err
		}
		p.say("已增加机关 %s %s", o.Code, o.Name)
		return nil
	})
}

// officeRow is what `office list --json` prints of each.
type officeRow struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Parent string `json:"parent"`
}

// Run lists the offices.
func (c *officeList) Run(p *program) error {
	return p.withDesk(func(desk *workflow.Desk) error {
		offices, err := desk.Offices(p.ctx)
		if err != nil {
			return err
		}
		rows := []officeRow{}
		for _, o := range offices {
			rows = append(rows, officeRow{o.Code, o.Name, o.Parent})
		}
		if c.JSON {
			return p.json(rows)
		}
		for _, o := range rows {
			p.say("%s\t%s\t%s", o.Code, o.Name, o.Parent)
		}
		return nil
	})
}
