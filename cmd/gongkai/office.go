package main

import (
	"slices"

	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/merge"
)

// Run adds an office. Its code is for good: journals and numbers refer to it.
func (c *officeAdd) Run(p *program) error {
	o := account.Office{Code: c.Code, Name: c.Name, Parent: c.Parent}
	if err := o.Validate(); err != nil {
		return err
	}
	return p.withDesk(func(desk *desks.Set) error {
		if err := desk.AddOffice(p.ctx, o, "", p.now()); err != nil {
			return err
		}
		p.say("已增加机关 %s %s", o.Code, o.Name)
		return nil
	})
}

// officeRow is what `office list --json` prints of each office.
type officeRow struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Parent string `json:"parent"` // "" for the top
}

// Run lists the offices by code.
func (c *officeList) Run(p *program) error {
	return p.withDesk(func(desk *desks.Set) error {
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

// officeSettings is what `office set --json` prints: everything that holds, not only
// what was changed. "" is what nobody has filled in.
type officeSettings struct {
	Code         string `json:"code"`
	Name         string `json:"name"`
	Pair         bool   `json:"pair"`
	Government   bool   `json:"government"`
	Review       string `json:"review"`
	ReviewBefore string `json:"review_before"`
	Superior     string `json:"superior"`
	Court        string `json:"court"`
	Online       string `json:"online"`
}

// settingsOf are the settings of an office.
func settingsOf(o account.Office) officeSettings {
	return officeSettings{
		o.Code, o.Name, o.Pair, o.Remedy.Government, o.Remedy.Review,
		o.Remedy.Before, o.Remedy.Superior, o.Remedy.Court, o.Remedy.Online,
	}
}

// Run changes what was given, and prints what holds then.
func (c *officeSet) Run(p *program) error {
	return p.withDesk(func(desk *desks.Set) error {
		offices, err := desk.Offices(p.ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(offices, func(o account.Office) bool { return o.Code == c.Code })
		if i < 0 {
			return fault.Errorf(fault.NotFound, "没有代码为“%s”的机关", c.Code)
		}
		o := c.set(offices[i])
		if err := desk.SetOffice(p.ctx, c.Code, merge.Between(offices[i].Values(), o.Values()), "", p.now()); err != nil {
			return err
		}
		if c.JSON {
			return p.json(settingsOf(o))
		}
		settingsOf(o).print(p)
		return nil
	})
}

// set is the office with what was given.
func (c *officeSet) set(o account.Office) account.Office {
	put(&o.Pair, c.Pair)
	put(&o.Remedy.Government, c.Government)
	put(&o.Remedy.Review, c.Review)
	put(&o.Remedy.Before, c.ReviewBefore)
	put(&o.Remedy.Superior, c.Superior)
	put(&o.Remedy.Court, c.Court)
	put(&o.Remedy.Online, c.Online)
	return o
}

// put sets what was given; nil leaves it as it is.
func put[T any](to, given *T) {
	if given != nil {
		*to = *given
	}
}

func (s officeSettings) print(p *program) {
	yes := map[bool]string{true: "是", false: "否"}
	p.say("机关 %s %s", s.Code, s.Name)
	for _, line := range [][2]string{
		{"两人办理", yes[s.Pair]}, {"一级政府", yes[s.Government]}, {"复议机关", s.Review}, {"复议机关（2023 年底以前）", s.ReviewBefore},
		{"上一级主管部门", s.Superior}, {"有管辖权的人民法院", s.Court}, {"网上申请复议", s.Online},
	} {
		p.say("  %s：%s", line[0], line[1])
	}
}
