package storetest

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// SetCalendar implements [workflow.Store].
func (m *Mem) SetCalendar(
	_ context.Context, c calendar.Change, agree func([]workflow.Moved) error,
) ([]workflow.Moved, error) {
	kept, err := m.keepable(c)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	changes := slices.Clone(m.changes)
	if kept.Year != nil || kept.Days != nil || kept.Switch != nil {
		changes = append(changes, kept)
	}
	cal, apps := calendar.After(changes), slices.Clone(m.apps)
	var moved []workflow.Moved
	for i, app := range apps {
		changed := clone(app)
		if mv, ok := changed.Recalculate(c, cal); ok {
			moved, apps[i] = append(moved, mv), clone(changed)
		}
	}
	if err := agree(moved); err != nil {
		return nil, err
	}
	if len(changes) > len(m.changes) {
		m.cal = nil
	}
	m.apps, m.changes = apps, changes
	return moved, nil
}

// keepable returns a copy of the change as it can be read again, or refuses it.
func (m *Mem) keepable(c calendar.Change) (calendar.Change, error) {
	if err := c.Validate(); err != nil {
		return c, err
	}
	for _, t := range textsOf(c) {
		if !utf8.ValidString(t) || strings.ContainsRune(t, 0) {
			return c, fault.Errorf(fault.Invalid, "文字中有不能保存的字符")
		}
	}
	kept := calendar.Change{By: c.By, At: c.At.Round(0).UTC(), Days: slices.Clone(c.Days)}
	for _, office := range officesOf(c) {
		m.mu.Lock()
		_, ok := m.offices[office]
		m.mu.Unlock()
		if !ok {
			return c, fault.InputOffice.Wrong("没有代码为“%s”的机关", office)
		}
	}
	if c.Year != nil {
		y, err := calendar.ParseYear(c.Year.Year, c.Year.Text())
		if err != nil {
			return c, err
		}
		kept.Year = &y
	}
	if c.Switch != nil {
		s := *c.Switch
		kept.Switch = &s
	}
	return kept, nil
}

// textsOf returns the texts of a change.
func textsOf(c calendar.Change) []string {
	out := []string{c.By}
	if c.Year != nil {
		out = append(out, c.Year.Text())
	}
	for _, d := range c.Days {
		out = append(out, d.Name, d.Document)
	}
	if c.Switch != nil {
		out = append(out, c.Switch.Document)
	}
	return out
}

// officesOf returns the codes of the offices that a change names.
func officesOf(c calendar.Change) []string {
	var out []string
	for _, d := range c.Days {
		out = append(out, d.Office)
	}
	if c.Switch != nil {
		out = append(out, c.Switch.Office)
	}
	return out
}

// CalendarChanges implements [workflow.Store]. Changes are kept in one list, so they
// are put in order here.
func (m *Mem) CalendarChanges(context.Context) ([]calendar.Change, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var years, days, switches []calendar.Change
	for _, c := range m.changes {
		switch {
		case c.Year != nil:
			years = append(years, c)
		case c.Switch != nil:
			switches = append(switches, c)
		}
		for _, d := range c.Days {
			days = append(days, calendar.Change{Days: []calendar.LocalDay{d}, By: c.By, At: c.At})
		}
	}
	return slices.Concat(years, days, switches), nil
}

// Calendar implements [workflow.Store].
func (m *Mem) Calendar(context.Context) (*calendar.Calendar, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cal == nil {
		m.cal = calendar.After(m.changes)
	}
	return m.cal, nil
}
