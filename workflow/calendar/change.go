package calendar

import (
	"fmt"
	"strings"
	"time"

	"gongkai/workflow/fault"
)

// Change is one change of which days count. It has exactly one of a Year in place of
// the one there was, local Days off, or the Switch of an office. A change without any
// of them settles what a new version of the program brought.
type Change struct {
	Year   *Year
	Days   []LocalDay
	Switch *LocalSwitch

	By   string    // who confirmed it, as shown to others
	User string    // the account behind By
	Role string    // the role that By had
	At   time.Time // zero until it is kept
}

// Validate returns what is wrong with the change, or nil. Whether its offices exist is
// not for the calendar to know.
func (c Change) Validate() error {
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
			return fault.InputDates.Wrong("%s 出现了两次", d.Date)
		} else {
			seen[key] = true
		}
	}
	if c.Switch != nil {
		return documented(c.Switch.Document)
	}
	return nil
}

// Reason returns in Chinese what the journal of an application cites for its new due
// date.
func (c Change) Reason() string {
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

// Text returns all that the change says, except who made it and when. Equal changes
// have equal texts: a proposal is confirmed by a digest over it.
func (c Change) Text() string {
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
