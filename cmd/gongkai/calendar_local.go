package main

import (
	"fmt"
	"slices"
	"strings"

	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
)

// localRow is one local day off as it was last entered.
type localRow struct {
	Date     calendar.Date `json:"date"`
	Name     string        `json:"name"`
	Document string        `json:"document"` // number of the notice, or on what ground; "" if nobody said
	By       string        `json:"by"`       // who entered it
	At       string        `json:"at"`       // and when, RFC 3339
}

// localAnswer is what `calendar local --json` prints when it only lists.
type localAnswer struct {
	Office   string     `json:"office"`
	Excluded bool       `json:"excluded"` // from the terms of the office
	Document string     `json:"document"` // on what ground
	Days     []localRow `json:"days"`
}

// Run lists the local days off of an office, or changes one thing about them: each
// change is confirmed and written to the journals by itself.
func (c *calendarLocal) Run(p *program) error {
	asked := 0
	for _, given := range []bool{len(c.Off) > 0, len(c.Back) > 0, c.Terms != ""} {
		if given {
			asked++
		}
	}
	switch {
	case asked == 0:
		return c.list(p)
	case asked > 1:
		return misuse{"--off、--back、--terms 一次只用一个"}
	}
	change, err := c.change(p)
	if err != nil {
		return err
	}
	return c.confirm(p, change, c.JSON, func(a changeAnswer) (any, string) {
		return a, fmt.Sprintf("%s；%d 件未办结申请的期限有变化", change.Reason(), len(a.Moved))
	})
}

// change is the change that the flags ask for. --name is for days that do not bring
// a name of their own.
func (c *calendarLocal) change(p *program) (calendar.Change, error) {
	if c.Terms != "" {
		return calendar.Change{
			Switch: &calendar.LocalSwitch{Office: c.Office, Excluded: c.Terms == "exclude", Document: c.Document},
		}, nil
	}
	days, err := calendar.ReadDays(strings.Join(slices.Concat(c.Off, c.Back), "\n"))
	if err != nil {
		return calendar.Change{}, err
	}
	for i := range days {
		if days[i].Name == "" {
			days[i].Name = c.Name
		}
	}
	var change calendar.Change
	err = p.withDesk(func(desk *desks.Set) (err error) {
		change, err = desk.LocalChange(p.ctx, c.Office, c.Below, c.Document, days, len(c.Off) > 0)
		return err
	})
	return change, err
}

// list shows the days in force, and whether they count in terms.
func (c *calendarLocal) list(p *program) error {
	return p.withDesk(func(desk *desks.Set) error {
		if _, err := desk.InScope(p.ctx, c.Office); err != nil {
			return err
		}
		local, err := desk.LocalDays(p.ctx, c.Office)
		if err != nil {
			return err
		}
		answer := localAnswer{c.Office, local.Switch.Excluded, local.Switch.Document, []localRow{}}
		for _, d := range local.Sorted() {
			answer.Days = append(answer.Days,
				localRow{d.Date, d.Name, d.Document, d.By, d.At.Format("2006-01-02T15:04:05Z07:00")})
		}
		if c.JSON {
			return p.json(answer)
		}
		answer.print(p)
		return nil
	})
}

// print ends with the one line that says what the days do to terms.
func (a localAnswer) print(p *program) {
	for _, d := range a.Days {
		p.say("%s %s %s %s", d.Date, d.Date.Weekday(), d.Name, d.Document)
	}
	words := map[bool]string{true: "不计入期限", false: "计入期限"}[a.Excluded]
	if a.Document != "" {
		words += "（" + a.Document + "）"
	}
	p.say("%s：地方假日 %d 天，%s", a.Office, len(a.Days), words)
}
