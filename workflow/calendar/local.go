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

// LocalDay is one line about a day off that a local authority has set for an
// office (地方假日, such as the customs of minority areas). Lines are only added:
// the latest of a day holds, and one that is not Off takes the day back.
type LocalDay struct {
	Office   string
	Date     Date
	Name     string
	Document string // 文号
	Off      bool
	By       string    // who entered it
	At       time.Time // and when
}

// Label is the reason that the count day by day gives.
func (d LocalDay) Label() string {
	s := "地方假日"
	if d.Name != "" {
		s += " " + d.Name
	}
	return s + "（" + d.Document + "）"
}

// LocalSwitch says of one office whether its local days off are left out of the
// terms (不计入期限). The law does not settle whether they are working days, so
// they count until somebody decides otherwise and says on what ground.
type LocalSwitch struct {
	Office   string
	Excluded bool
	Document string
	By       string
	At       time.Time
}

// LocalDays is what holds in one office: its days off by date, and the switch.
type LocalDays struct {
	Days   map[Date]LocalDay
	Switch LocalSwitch
}

// LocalDaysIn gives what the changes, in their order, have made of the local days
// off of every office that has any. An office has its own alone: those of the
// office above it do not hold for it unless they were entered for it too.
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

// After is the calendar that the notices the program carries and the
// changes since make, in their order.
func After(changes []Change) *Calendar {
	cal := Published()
	if years := yearsIn(changes); len(years) > 0 {
		cal = New(years...)
	}
	return cal.with(LocalDaysIn(changes))
}

func yearsIn(changes []Change) []Year {
	var out []Year
	for _, c := range changes {
		if c.Year != nil {
			out = append(out, *c.Year)
		}
	}
	return out
}

// with is the same calendar that knows the offices whose local days off do not
// count. Theirs are made when they are first asked for.
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

// without is the calendar of an office in which these days do not count.
func (c *Calendar) without(days map[Date]LocalDay) *Calendar {
	out := *c
	out.own, out.local, out.days = nil, maps.Clone(days), nil
	out.count()
	return &out
}

// For is the calendar of an office: the State Council's, less the local days off
// that are not to count there. The calendar of an office is its own For anyone.
func (c *Calendar) For(office string) *Calendar {
	if c == nil {
		return nil
	}
	if own, ok := c.own[office]; ok {
		return own()
	}
	return c
}

// Local tells whether d is left out of the terms as a local day off, and which.
func (c *Calendar) Local(d Date) (LocalDay, bool) { day, ok := c.local[d]; return day, ok }

// maxDocument and maxDayName are how long the texts may be, in characters.
const (
	maxDocument = 200
	maxDayName  = 40
)

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

func documented(document string) error {
	switch n := utf8.RuneCountInString(document); {
	case n == 0:
		return &fault.Error{Kind: fault.Invalid, Input: fault.InputDocument, What: "请填写文号或者依据", Next: "地方假日以当地机关的文件为准，请填写其文号"}
	case n > maxDocument:
		return fault.InputDocument.Wrong("文号不能超过 %d 字", maxDocument)
	}
	return nil
}

// Sorted lists the days in order.
func (l LocalDays) Sorted() []LocalDay {
	return slices.SortedFunc(maps.Values(l.Days), func(a, b LocalDay) int { return cmp.Compare(a.Date, b.Date) })
}
