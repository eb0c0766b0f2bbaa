package calendar

// YearSpan is a stretch of years, both ends included.
type YearSpan struct{ First, Last int }

// Has reports whether the year lies in the span.
func (s YearSpan) Has(year int) bool { return s.First <= year && year <= s.Last }

// The years that the program works with.
var (
	// Years are the years in which a day or a report can lie: anything outside is a
	// slip of the pen. The first is well before the Regulation came into force in 2008,
	// since old registers cite older papers, and before it China had summer time in
	// some years. The last is where the tables of working days end.
	Years = YearSpan{1990, 2099}

	// CalendarYears are the years that can have a calendar of days off. The first is
	// that of the first notice carried, for 2007: no term of the Regulation reaches
	// back further. A term that begins in the last one still ends within [Years].
	CalendarYears = YearSpan{2007, 2098}
)

// The ends of the days with which the program can count.
var (
	FirstDay = YearOf(Years.First).From
	LastDay  = YearOf(Years.Last).To
)
