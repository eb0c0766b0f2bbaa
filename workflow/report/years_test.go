package report

import (
	"fmt"
	"testing"

	"gongkai/workflow/calendar"
)

// The first and the last year are taken, those beside them refused, wherever a
// year is read; and a day of the year is read if the year is.
func TestYearsAtTheirBorders(t *testing.T) {
	first := func(year int) calendar.Date { return calendar.Date(fmt.Sprintf("%d-01-01", year)) }
	for _, tt := range []struct {
		name string
		span calendar.YearSpan
		take func(year int) error
	}{
		{"a day", calendar.Years, func(year int) error { _, err := calendar.ParseDate(string(first(year))); return err }},
		{"a day as offices write it", calendar.Years, func(year int) error {
			_, err := calendar.ReadDate(fmt.Sprintf("%d年12月31日", year))
			return err
		}},
		{"a report", calendar.Years, func(year int) error { _, err := Options{Year: year}.edition(); return err }},
		{"a sample", calendar.Years, func(year int) error { return Draw{Year: year, N: 1, Seed: "1"}.Validate() }},
		{"a notice", calendar.CalendarYears, func(year int) error {
			_, err := calendar.ReadNotice(0, fmt.Sprintf("国务院办公厅关于%d年部分节假日安排的通知\n一、元旦：1月1日放假。", year))
			return err
		}},
		{"a change of the calendar", calendar.CalendarYears, func(year int) error {
			y := calendar.Year{Year: year, Off: map[calendar.Date]string{first(year): "元旦"}}
			return calendar.Change{Year: &y}.Validate()
		}},
		{"a local day off", calendar.CalendarYears, func(year int) error {
			return calendar.Change{
				Days: []calendar.LocalDay{{Office: "sx", Date: first(year), Name: "示例节", Document: "示办发〔2024〕3号", Off: true}},
			}.Validate()
		}},
	} {
		for year, want := range map[int]bool{
			tt.span.First - 1: false, tt.span.First: true, tt.span.Last: true, tt.span.Last + 1: false, 0: false, -1: false,
		} {
			if err := tt.take(year); (err == nil) != want {
				t.Errorf("%s of %d: got %v, want it taken: %v", tt.name, year, err, want)
			}
		}
	}
}

// Every year with a calendar is one that days can be counted in, with the year
// after it: a term that begins in its last days ends there.
func TestCalendarYearsLieWithinYears(t *testing.T) {
	if calendar.CalendarYears.First < calendar.Years.First || !calendar.Years.Has(calendar.CalendarYears.Last+1) {
		t.Errorf("calendars of %v, days of %v, want the next year to be counted too", calendar.CalendarYears, calendar.Years)
	}
	if got := calendar.Published().Years()[0]; got != calendar.CalendarYears.First {
		t.Errorf("the first year that the program carries is %d, want %d", got, calendar.CalendarYears.First)
	}
	if due := calendar.Published().Add(calendar.YearOf(calendar.CalendarYears.Last).To, 20); due > calendar.LastDay {
		t.Errorf("a term from the last day with a calendar is due %s, after %s", due, calendar.LastDay)
	}
}
