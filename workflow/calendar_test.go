package workflow

import "testing"

// The due dates of the law document §1.5 that need nothing but the calendar.
func TestAdd(t *testing.T) {
	cal := Published()
	for _, tt := range []struct {
		from Date
		n    int
		want Date
	}{
		{"2018-12-20", 15, "2019-01-11"}, // 12-29, a Saturday, is a working day; 12-31 is off
		{"2019-01-25", 15, "2019-02-20"}, // Spring Festival, make-up 02-02 and 02-03
		{"2019-05-14", 15, "2019-06-04"}, // the last day of the 2007 edition
		{"2019-05-15", 20, "2019-06-13"}, // the first of the 2019 edition
		{"2020-01-20", 20, "2020-02-25"}, // Spring Festival extended to 02-02
		{"2024-01-25", 20, "2024-02-27"}, // make-up 02-04 and 02-18
		{"2024-05-11", 20, "2024-06-07"}, // received on a make-up Saturday
		{"2024-05-12", 20, "2024-06-07"}, // received on a Sunday
		{"2024-09-02", 7, "2024-09-11"},
		{"2024-09-02", 20, "2024-09-30"},
		{"2024-09-02", 40, "2024-11-01"},
		{"2025-09-15", 20, "2025-10-17"}, // an eight-day holiday
		{"2025-12-20", 20, "2026-01-19"}, // crosses the year; 2026-01-04, a Sunday, works
		{"2026-01-30", 7, "2026-02-10"},
		{"2026-01-30", 20, "2026-03-05"}, // a nine-day Spring Festival
		{"2026-09-10", 20, "2026-10-14"}, // make-up 09-20 and 10-10
		{"2013-04-01", 15, "2013-04-23"}, // make-up 04-07, which some libraries lack
		{"2013-09-23", 15, "2013-10-17"}, // make-up 10-12, likewise
		{"2024-03-01", 7, "2024-03-12"},  // the last day to ask for a correction
		{"2024-03-15", 20, "2024-04-15"}, // the last day to pay
	} {
		if got := cal.Add(tt.from, tt.n); got != tt.want {
			t.Errorf("Add(%s, %d) = %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
}

// A year has as many working days as the State Council's arrangement leaves.
func TestWorkingDaysOfYears(t *testing.T) {
	want := map[int]int{
		2008: 251, 2009: 250, 2010: 250, 2011: 250, 2012: 249, 2013: 250, 2014: 250, 2015: 249, 2016: 250, 2017: 249,
		2018: 250, 2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248,
	}
	for year, n := range want {
		p := YearOf(year)
		if got := Published().Between(p.From.AddDays(-1), p.To); got != n {
			t.Errorf("%d has %d working days, want %d", year, got, n)
		}
	}
}
