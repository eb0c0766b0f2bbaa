package calendar

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"gongkai/workflow/fault"
)

// LocalDay is one line about a day off that a local authority has set for an office
// (地方假日, such as the customs of minority areas). Lines are only ever added: the latest
// about a day holds, and one that is not Off takes the day back.
type LocalDay struct {
	Office   string // the code
	Date     Date
	Name     string    // "" if not given
	Document string    // 文号
	Off      bool      // false takes the day back
	By       string    // who entered it
	At       time.Time // and when
}

// Label returns the reason that the count day by day gives for the day.
func (d LocalDay) Label() string {
	s := "地方假日"
	if d.Name != "" {
		s += " " + d.Name
	}
	return s + "（" + d.Document + "）"
}

// LocalSwitch says whether the local days off of one office are left out of its terms
// (不计入期限). The law does not settle whether they are working days, so they count until
// an office decides otherwise and names a document (docs/law.md §4.6).
type LocalSwitch struct {
	Office   string // they are left out
	Excluded bool
	Document string
	By       string
	At       time.Time
}

// LocalDays is what holds in one office: its days off by date, and the switch. A zero
// switch excludes nothing.
type LocalDays struct {
	Days   map[Date]LocalDay
	Switch LocalSwitch
}

// LocalDaysIn returns what the changes, in their order, have made of the local days off
// of every office that has any. The days of one office hold for it alone: those below
// it have them only if they were entered for them too.
func LocalDaysIn(changes []Change) map[string]LocalDays {
	out := map[string]LocalDays{}
	in := func(office string) LocalDays {
		l := out[office]
		if l.Days == nil {
			l.Days = map[Date]LocalDay{}
		}
		return l
	}
	for _, c := range changes {
		for _, d := range c.Days {
			l := in(d.Office)
			d.By, d.At = c.By, c.At
			l.Days[d.Date] = d
			if !d.Off {
				delete(l.Days, d.Date)
			}
			out[d.Office] = l
		}
		if c.Switch != nil {
			l := in(c.Switch.Office)
			l.Switch = *c.Switch
			l.Switch.By, l.Switch.At = c.By, c.At
			out[c.Switch.Office] = l
		}
	}
	return out
}

// After returns the calendar made by the notices that the program carries and the
// changes since, in their order.
func After(changes []Change) *Calendar {
	cal := Published()
	if years := yearsIn(changes); len(years) > 0 {
		cal = New(years...)
	}
	return cal.with(LocalDaysIn(changes))
}

// yearsIn returns the years of the changes, in their order; the last of a year holds.
func yearsIn(changes []Change) []Year {
	var out []Year
	for _, c := range changes {
		if c.Year != nil {
			out = append(out, *c.Year)
		}
	}
	return out
}

// with returns the same calendar, which now knows the offices whose local days off do
// not count. Their calendars are made when first asked for: few offices have any, and
// each takes a count over all days.
func (c *Calendar) with(local map[string]LocalDays) *Calendar {
	own := map[string]func() *Calendar{}
	for office, l := range local {
		if l.Switch.Excluded && len(l.Days) > 0 {
			own[office] = sync.OnceValue(func() *Calendar { return c.without(l.Days) })
		}
	}
	if len(own) == 0 {
		return c
	}
	out := *c
	out.own = own
	return &out
}

// without returns the calendar of an office in which these days do not count.
func (c *Calendar) without(days map[Date]LocalDay) *Calendar {
	out := *c
	out.own, out.local, out.days = nil, maps.Clone(days), nil
	out.count()
	return &out
}

// For returns the calendar of an office: the State Council's, without the local days
// off that do not count there. That calendar is already the office's own, so its For
// returns it for any office. For a nil calendar it returns nil.
func (c *Calendar) For(office string) *Calendar {
	if c == nil {
		return nil
	}
	if own, ok := c.own[office]; ok {
		return own()
	}
	return c
}

// Local returns the local day off for which d is left out of the terms, and whether
// there is one.
func (c *Calendar) Local(d Date) (LocalDay, bool) { day, ok := c.local[d]; return day, ok }

// maxDocument and maxDayName are how long the texts may be, in characters.
const (
	maxDocument = 200
	maxDayName  = 40
)

// validate returns what is wrong with the line, or nil.
func (d LocalDay) validate() error {
	switch {
	case d.Office == "":
		return fault.InputOffice.Wrong("请指定地方假日所属的机关")
	case !CalendarYears.Has(d.Date.Year()):
		return fault.InputDates.Wrong("地方假日 %s 应当在 %d 至 %d 年之间", d.Date, CalendarYears.First, CalendarYears.Last)
	case utf8.RuneCountInString(d.Name) > maxDayName:
		return fault.InputDates.Wrong("地方假日的名称不能超过 %d 字", maxDayName)
	}
	return documented(d.Document)
}

// documented refuses a decision without a document: somebody must be able to check it.
func documented(document string) error {
	switch n := utf8.RuneCountInString(document); {
	case n == 0:
		return &fault.Error{Kind: fault.Invalid, Input: fault.InputDocument, What: "请填写文号或者依据", Next: "地方假日以当地机关的文件为准，请填写其文号"}
	case n > maxDocument:
		return fault.InputDocument.Wrong("文号不能超过 %d 字", maxDocument)
	}
	return nil
}

// Sorted returns the days in order.
func (l LocalDays) Sorted() []LocalDay {
	return slices.SortedFunc(maps.Values(l.Days), func(a, b LocalDay) int { return cmp.Compare(a.Date, b.Date) })
}
