package views

import (
	"strconv"

	"gongkai/workflow/calendar"
)

// CalendarPage shows the working days of a year in an office and the notices they come
// from, and lets administrators change them.
type CalendarPage struct {
	Frame
	Office      string // code
	OfficeName  string
	LocalState  string // whether local days off count in the office's terms
	Local       []LocalDayRow
	History     []CalendarChangeRow // changes to this year and this office
	Runs        bool                // the reader may change the calendar; else there are no forms
	Offices     []Option            // to choose from
	YearFields  []Field
	FileFields  []Field
	LocalFields []Field
	Pasted      Field  // the text of a notice
	Open        string // the form that was tried and not accepted, "" for none

	Year    string
	Years   []Option
	Unknown string // said of a year without a notice, otherwise ""
	Summary string // how many days off and working days
	Notices []string
	Months  []Month
	Special []SpecialDay // the days that differ from the ordinary week
}

// Month is a small table of days, one line a week, beginning on Monday.
type Month struct {
	Name  string
	Weeks [][]Day
}

// Day is one day of a month. Number is "" for a cell before the first day or after the
// last. Mark is 休 or 班 if the day differs from the ordinary week, otherwise "".
type Day struct{ Date, Number, Class, Mark, Why string }

// SpecialDay is a day off on a weekday or a make-up working day.
type SpecialDay struct{ Date, Weekday, Kind, Name string }

// Months lays out the twelve months of a year.
func (t Language) Months(year int, cal *calendar.Calendar) []Month {
	var out []Month
	for d := calendar.YearOf(year).From; d.Year() == year; d = d.AddDays(1) {
		if d[8:] == "01" {
			out = append(out, Month{Name: t.T("%d 月", len(out)+1)})
		}
		m := &out[len(out)-1]
		m.add(d, t.day(d, cal))
	}
	return out
}

// add puts a day under its weekday, in a new week if it is a Monday.
func (m *Month) add(d calendar.Date, day Day) {
	column := column(d)
	if len(m.Weeks) == 0 || column == 0 {
		m.Weeks = append(m.Weeks, make([]Day, 7))
	}
	m.Weeks[len(m.Weeks)-1][column] = day
}

// column is the weekday, counted from Monday as 0.
func column(d calendar.Date) int {
	return (int(d.DayOfWeek()) + 6) % 7
}

// day is how a day looks by a calendar.
func (t Language) day(d calendar.Date, cal *calendar.Calendar) Day {
	n, _ := strconv.Atoi(string(d[8:]))
	day := Day{Date: string(d), Number: strconv.Itoa(n), Why: cal.Why(d)}
	weekend := column(d) >= 5
	switch working := cal.Working(d); {
	case working && weekend:
		day.Class, day.Mark = "makeup", t.T("班")
	case !working && !weekend:
		day.Class, day.Mark = "holiday", t.T("休")
	case !working:
		day.Class = "weekend"
	}
	return day
}

// kinds are the words for those classes of [Day] that have a mark.
var kinds = map[string]ID{"makeup": ID("上班"), "holiday": ID("放假")}

// Special lists the days of a year that differ from the ordinary week, in order.
func (t Language) Special(year int, cal *calendar.Calendar) []SpecialDay {
	var out []SpecialDay
	for d := calendar.YearOf(year).From; d.Year() == year; d = d.AddDays(1) {
		if day := t.day(d, cal); day.Mark != "" {
			out = append(out, SpecialDay{string(d), d.Weekday(), t.T(kinds[day.Class]), day.Why})
		}
	}
	return out
}
