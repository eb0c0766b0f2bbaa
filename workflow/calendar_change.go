package workflow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// CalendarChange is one change of which days count: a year of the State Council's
// arrangement in place of the one there was, local days off, or the switch of an
// office. A change of nothing settles what a new version of the program brought.
type CalendarChange struct {
	Year   *Year
	Days   []LocalDay
	Switch *LocalSwitch

	By   string // who confirmed it
	User string // the account behind By
	Role Role
	At   time.Time
}

// Validate says what is wrong with the change, if anything.
func (c CalendarChange) Validate() error {
	if c.Year != nil {
		if err := calendarYear(c.Year.Year); err != nil {
			return err
		}
		if _, err := ParseYear(c.Year.Year, c.Year.Text()); err != nil {
			return err // it could not be read again
		}
	}
	seen := map[string]bool{}
	for _, d := range c.Days {
		if err := d.validate(); err != nil {
			return err
		}
		if key := d.Office + " " + string(d.Date); seen[key] {
			return InputDates.Wrong("%s 出现了两次", d.Date)
		} else {
			seen[key] = true
		}
	}
	if c.Switch != nil {
		return documented(c.Switch.Document)
	}
	return nil
}

// Reason is what the journal of an application cites for its new due date.
func (c CalendarChange) Reason() string {
	switch {
	case c.Year != nil:
		return strings.TrimSuffix(fmt.Sprintf("%d 年放假安排：%s", c.Year.Year, strings.Join(c.Year.Notices, "、")), "：")
	case len(c.Days) > 0 && c.Days[0].Off:
		return "增加地方假日（" + c.Days[0].Document + "）"
	case len(c.Days) > 0:
		return "取消地方假日（" + c.Days[0].Document + "）"
	case c.Switch != nil && c.Switch.Excluded:
		return "地方假日不计入期限（" + c.Switch.Document + "）"
	case c.Switch != nil:
		return "地方假日计入期限（" + c.Switch.Document + "）"
	}
	return "按现行工作日历核对"
}

// text is all that the change says but who made it and when.
func (c CalendarChange) text() string {
	var b strings.Builder
	if c.Year != nil {
		fmt.Fprintf(&b, "year %d\n%s", c.Year.Year, c.Year.Text())
	}
	for _, d := range c.Days {
		fmt.Fprintf(&b, "day %q %s %q %q %t\n", d.Office, d.Date, d.Name, d.Document, d.Off)
	}
	if c.Switch != nil {
		fmt.Fprintf(&b, "switch %q %t %q\n", c.Switch.Office, c.Switch.Excluded, c.Switch.Document)
	}
	return b.String()
}

// Proposal is what a change would do: the open applications it moves, and the
// digest by which exactly this is confirmed.
type Proposal struct {
	Change CalendarChange
	Before Year // the year that is replaced; the zero year if there is none
	Moved  []Moved
	Digest string
}

// digest stands for what was shown: the change, the year it replaces and every
// application that moves.
func (p Proposal) digest() string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\nbefore\n%s\n", p.Change.text(), p.Before.Text())
	for _, m := range p.Moved {
		fmt.Fprintf(h, "%d %s %s %t %t\n", m.ID, m.From, m.To, m.WasProvisional, m.Provisional)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// ProposeCalendar tells what a change of the calendar would do and changes
// nothing. Who runs the installation and sees no application is told of these
// their number, office and dates.
func (d *Desk) ProposeCalendar(ctx context.Context, c CalendarChange) (Proposal, error) {
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

// ChangeCalendar makes a change that was proposed, and writes the new due date
// into the journal of every application that moves. It is a Conflict if what it
// would do is no longer what the digest stands for.
func (d *Desk) ChangeCalendar(ctx context.Context, c CalendarChange, digest string) ([]Moved, error) {
	p, _, err := d.proposal(ctx, c)
	if err != nil {
		return nil, err
	}
	defer d.forget()
	return d.Store.SetCalendar(ctx, p.Change, func(moved []Moved) error {
		p.Moved = moved
		if p.digest() != digest {
			return &Error{Kind: Conflict, What: "期限有变化的申请与刚才列出的不同，日历没有改动", Next: "请核对新列出的申请后再确认"}
		}
		return nil
	})
}

// proposal signs and checks a change, and gives the calendar after it.
func (d *Desk) proposal(ctx context.Context, c CalendarChange) (Proposal, *Calendar, error) {
	if err := d.runs(); err != nil {
		return Proposal{}, nil, err
	}
	c.By, c.User, c.Role = d.user.Shown(), d.user.Name, d.user.Role
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
		p.Before, _ = CalendarAfter(past).Year(c.Year.Year)
	}
	return p, CalendarAfter(append(slices.Clone(past), c)), nil
}

// fits refuses local days of an office that is not there, and taking back what
// was never entered.
func (d *Desk) fits(ctx context.Context, c CalendarChange, past []CalendarChange) error {
	offices, err := d.AllOffices(ctx)
	if err != nil {
		return err
	}
	known := func(code string) error {
		if !slices.ContainsFunc(offices, func(o Office) bool { return o.Code == code }) {
			return InputOffice.Wrong("没有代码为“%s”的机关", code)
		}
		return nil
	}
	if c.Switch != nil {
		return known(c.Switch.Office)
	}
	local := LocalDaysIn(past)
	for _, day := range c.Days {
		if err := known(day.Office); err != nil {
			return err
		}
		if _, there := local[day.Office].Days[day.Date]; !there && !day.Off {
			return InputDates.Wrong("机关 %s 没有登记过地方假日 %s", day.Office, day.Date)
		}
	}
	return nil
}

// runs refuses a person whose role does not run the installation.
func (d *Desk) runs() error {
	if d.user == Operator || d.user.Role.Powers().Runs && !d.user.Disabled {
		return nil
	}
	return &Error{
		Kind: Forbidden,
		What: "“" + d.user.Role.Powers().Label + "”不能改动日历",
		Next: "请由" + Admin.Powers().Label + "办理",
	}
}
