package calendar

// YearSpan is a stretch of years, both ends included.
type YearSpan struct{ First, Last int }

// Has says whether a year lies in the span.
func (s YearSpan) Has(year int) bool { return s.First <= year && year <= s.Last }

var (
	// Years are the years of which a day or a report can be: what lies outside is
	// a slip of the pen. The first is well before the Regulation came into force in
	// 2008, as old registers cite older papers, and before it China had summer time
	// in some years; the last is the end of the days that a term is counted in.
	Years = YearSpan{1990, 2099}

	// CalendarYears are the years that have a calendar of days off. The notice for
	// 2007 is the first: a term of the Regulation reaches back no further. A term
	// that begins in the last of them still ends within [Years].
	CalendarYears = YearSpan{2007, 2098}
)

// The days the program can count with.
var FirstDay, LastDay = YearOf(Years.First).From, YearOf(Years.Last).To
