package calendar

import "strconv"

// Period is a stretch of days, both ends included.
type Period struct{ From, To Date }

// YearOf returns the calendar year as a period.
func YearOf(year int) Period {
	y := strconv.Itoa(year)
	return Period{Date(y + "-01-01"), Date(y + "-12-31")}
}
