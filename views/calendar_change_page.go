package views

import (
	"slices"
	"strings"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
)

// CalendarChangePage shows what a change of the calendar would move, to be confirmed.
// Administrators see no applications, so it shows only their numbers, offices and
// dates.
type CalendarChangePage struct {
	Frame
	Reason  string   // what the journals would say
	Facts   []string // what is different after the change
	Caption string
	Rows    []MovedRow
	Hidden  []Option // what was typed, to be sent again with the confirmation
	Digest  string   // of what is shown: if more has moved since, it does not fit
	Count   Field    // where the number of rows has to be typed
}

func (CalendarChangePage) template() string { return "calendar_change" }

// MovedRow is an application whose due date moves. From and To may be "none" or
// provisional, in words.
type MovedRow struct{ Number, Office, From, To string }

// LocalDayRow is one local day off, with who entered it and when.
type LocalDayRow struct{ Date, Weekday, Name, Document, By, At string }

// CalendarChangeRow is one change that was made. Document is what it rests on.
type CalendarChangeRow struct{ At, By, What, Document string }

// MovedRows are the applications that move, as rows. offices are names by code.
func (t Language) MovedRows(moved []workflow.Moved, offices map[string]string) []MovedRow {
	var out []MovedRow
	for _, m := range moved {
		out = append(out,
			MovedRow{m.Number, officeNamed(offices, m.Office), t.due(m.From, m.WasProvisional), t.due(m.To, m.Provisional)})
	}
	return out
}

// due is a due date in words.
func (t Language) due(d calendar.Date, provisional bool) string {
	switch {
	case d == "":
		return t.T("无")
	case provisional:
		return t.T("%s（暂定）", d)
	}
	return string(d)
}

// officeNamed is the name of an office, or its code if it has none.
func officeNamed(names map[string]string, code string) string {
	if name := names[code]; name != "" {
		return name
	}
	return code
}

// Changed says what is different after a change; nil for one that only recalculates.
func (t Language) Changed(p workflow.Proposal, offices map[string]string) []string {
	switch c := p.Change; {
	case c.Year != nil:
		return t.changedYear(p.Before, *c.Year)
	case len(c.Days) > 0:
		return t.changedDays(c.Days, offices)
	case c.Switch != nil:
		return []string{t.T("机关：%s", officeNamed(offices, c.Switch.Office))}
	}
	return nil
}

// changedYear compares the days of a year before and after. before is the zero Year if
// the year was not known.
func (t Language) changedYear(before, after calendar.Year) []string {
	out := []string{t.T("放假 %d 天", len(after.Off)), t.T("调休上班 %d 天", len(after.Work))}
	if before.Year == 0 {
		return append(out, t.T("这一年以前没有载入"))
	}
	for _, part := range []struct {
		words    ID
		has, not map[calendar.Date]string
	}{
		{ID("新增放假：%s"), after.Off, before.Off}, {ID("不再放假：%s"), before.Off, after.Off},
		{ID("新增上班：%s"), after.Work, before.Work}, {ID("不再上班：%s"), before.Work, after.Work},
	} {
		if days := missing(part.has, part.not); len(days) > 0 {
			out = append(out, t.T(part.words, strings.Join(days, "、")))
		}
	}
	return out
}

// missing lists the days of has that not lacks, in order.
func missing(has, not map[calendar.Date]string) []string {
	var out []string
	for d := range has {
		if _, ok := not[d]; !ok {
			out = append(out, string(d))
		}
	}
	slices.Sort(out)
	return out
}

// changedDays lists the days and offices of a change, each once.
func (t Language) changedDays(days []calendar.LocalDay, offices map[string]string) []string {
	var dates, names []string
	for _, d := range days {
		dates, names = append(dates, string(d.Date)), append(names, officeNamed(offices, d.Office))
	}
	slices.Sort(dates)
	slices.Sort(names)
	return []string{t.T("日子：%s", strings.Join(slices.Compact(dates), "、")),
		t.T("机关：%s", strings.Join(slices.Compact(names), "、"))}
}

// LocalDays lists the local days off of an office and says whether they count in its
// terms, and on what ground.
func (t Language) LocalDays(l calendar.LocalDays) ([]LocalDayRow, string) {
	var out []LocalDayRow
	for _, d := range l.Sorted() {
		out = append(out, LocalDayRow{string(d.Date), d.Date.Weekday(), d.Name, d.Document, d.By, Moment(d.At)})
	}
	switch {
	case l.Switch.Excluded:
		return out, t.T("不计入期限，依据：%s", l.Switch.Document)
	case l.Switch.Document != "":
		return out, t.T("计入期限，依据：%s", l.Switch.Document)
	}
	return out, t.T("计入期限：地方假日是否属于工作日没有统一规定，没有另行设定的照常计算")
}

// CalendarHistory lists the changes made to a year and to the local days off of an
// office, latest first.
func (t Language) CalendarHistory(changes []calendar.Change, year int, office string) []CalendarChangeRow {
	shown := slices.DeleteFunc(slices.Clone(changes), func(c calendar.Change) bool {
		about := c.Year != nil && c.Year.Year == year || len(c.Days) > 0 && c.Days[0].Office == office ||
			c.Switch != nil && c.Switch.Office == office
		return !about
	})
	slices.SortStableFunc(shown, func(a, b calendar.Change) int { return b.At.Compare(a.At) })
	var out []CalendarChangeRow
	for _, c := range shown {
		row := CalendarChangeRow{At: Moment(c.At), By: c.By}
		row.What, row.Document = t.change(c)
		out = append(out, row)
	}
	return out
}

// change says what was changed and what the change rests on.
func (t Language) change(c calendar.Change) (what, document string) {
	switch {
	case c.Year != nil:
		what := t.T("%[1]d 年安排：放假 %[2]d 天，调休上班 %[3]d 天", c.Year.Year, len(c.Year.Off), len(c.Year.Work))
		return what, strings.Join(c.Year.Notices, "、")
	case c.Switch != nil && c.Switch.Excluded:
		return t.T("地方假日不计入期限"), c.Switch.Document
	case c.Switch != nil:
		return t.T("地方假日计入期限"), c.Switch.Document
	case c.Days[0].Off:
		return strings.TrimSpace(t.T("地方假日 %s", c.Days[0].Date) + " " + c.Days[0].Name), c.Days[0].Document
	}
	return t.T("取消地方假日 %s", c.Days[0].Date), c.Days[0].Document
}
