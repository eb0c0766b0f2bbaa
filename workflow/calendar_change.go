package workflow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// Proposal is what a change of the calendar would do, and the digest by which exactly
// this is confirmed.
type Proposal struct {
	Change calendar.Change
	Before calendar.Year // the year that is replaced; the zero year if there is none
	Moved  []Moved       // the open applications that it moves or makes sure of
	Digest string        // hexadecimal; see [Desk.ChangeCalendar]
}

// digest stands for everything that was shown: the change, the year it replaces and
// every application it moves. If any of this changes before it is confirmed, so does
// the digest.
func (p Proposal) digest() string {
	h := sha256.New()
	h.Write(fmt.Appendf(nil, "%s\nbefore\n%s\n", p.Change.Text(), p.Before.Text()))
	for _, m := range p.Moved {
		h.Write(fmt.Appendf(nil, "%d %s %s %t %t\n", m.ID, m.From, m.To, m.WasProvisional, m.Provisional))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// ProposeCalendar returns what a change of the calendar would do, and changes nothing.
// Whoever runs the installation sees no applications, and learns of those that move
// only number, office and dates.
func (d *Desk) ProposeCalendar(ctx context.Context, c calendar.Change) (Proposal, error) {
	p, next, err := d.proposal(ctx, c)
	if err != nil {
		return p, err
	}
	err = d.Store.Each(ctx, StillOpen, func(app *Application) error {
		if m, ok := app.Recalculate(p.Change, next); ok {
			p.Moved = append(p.Moved, m)
		}
		return nil
	})
	p.Digest = p.digest()
	return p, err
}

// ChangeCalendar makes a change that was proposed, and writes the new due date into the
// journal of every application that moves. It is a Conflict if the change would no
// longer do what the digest stands for.
func (d *Desk) ChangeCalendar(ctx context.Context, c calendar.Change, digest string) ([]Moved, error) {
	p, _, err := d.proposal(ctx, c)
	if err != nil {
		return nil, err
	}
	// Whatever comes of it, this desk's calendar may be an old one now.
	defer d.memory.Forget()
	return d.Store.SetCalendar(ctx, p.Change, func(moved []Moved) error {
		p.Moved = moved
		if p.digest() != digest {
			return &fault.Error{Kind: fault.Conflict, What: "期限有变化的申请与刚才列出的不同，日历没有改动", Next: "请核对新列出的申请后再确认"}
		}
		return nil
	})
}

// proposal signs and checks a change, and returns it with the calendar as it would then
// be.
func (d *Desk) proposal(ctx context.Context, c calendar.Change) (Proposal, *calendar.Calendar, error) {
	if err := d.MayRun(); err != nil {
		return Proposal{}, nil, err
	}
	c.By, c.User, c.Role = d.User().DisplayName(), d.User().Name, string(d.User().Role)
	p := Proposal{Change: c}
	if err := c.Validate(); err != nil {
		return p, nil, err
	}
	past, err := d.CalendarChanges(ctx)
	if err != nil {
		return p, nil, err
	}
	if err := d.fits(ctx, c, past); err != nil {
		return p, nil, err
	}
	if c.Year != nil {
		p.Before, _ = calendar.After(past).Year(c.Year.Year)
	}
	return p, calendar.After(append(slices.Clone(past), c)), nil
}

// fits refuses local days of an office that does not exist, and the removal of days
// that were never entered.
func (d *Desk) fits(ctx context.Context, c calendar.Change, past []calendar.Change) error {
	offices, err := d.AllOffices(ctx)
	if err != nil {
		return err
	}
	known := func(code string) error {
		if !slices.ContainsFunc(offices, func(o account.Office) bool { return o.Code == code }) {
			return fault.InputOffice.Wrong("没有代码为“%s”的机关", code)
		}
		return nil
	}
	if c.Switch != nil {
		return known(c.Switch.Office)
	}
	local := calendar.LocalDaysIn(past)
	for _, day := range c.Days {
		if err := known(day.Office); err != nil {
			return err
		}
		if _, there := local[day.Office].Days[day.Date]; !there && !day.Off {
			return fault.InputDates.Wrong("机关 %s 没有登记过地方假日 %s", day.Office, day.Date)
		}
	}
	return nil
}

// LocalChange returns the change that enters days off for an office (off true) or takes
// them back (false). With below it does so for every office under it as well; of those,
// only the ones that had the day entered take it back.
func (d *Desk) LocalChange(
	ctx context.Context, code string, below bool, document string, days []calendar.NamedDay, off bool,
) (calendar.Change, error) {
	if len(days) == 0 {
		return calendar.Change{}, fault.InputDates.Wrong("请填写地方假日的日期")
	}
	offices, err := d.AllOffices(ctx)
	if err != nil {
		return calendar.Change{}, err
	}
	past, err := d.CalendarChanges(ctx)
	codes, local := []string{code}, calendar.LocalDaysIn(past)
	if below {
		codes = account.Below(offices, code)
	}
	var c calendar.Change
	for _, office := range codes {
		for _, day := range days {
			if _, there := local[office].Days[day.Date]; off || there || office == code {
				c.Days = append(c.Days,
					calendar.LocalDay{Office: office, Date: day.Date, Name: day.Name, Document: document, Off: off})
			}
		}
	}
	return c, err
}

// LocalDays returns the local days off in force in an office.
func (d *Desk) LocalDays(ctx context.Context, office string) (calendar.LocalDays, error) {
	changes, err := d.CalendarChanges(ctx)
	return calendar.LocalDaysIn(changes)[office], err
}
