package calendar

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"gongkai/workflow/fault"
)

// holidayFile is a year in the layout of the public holiday-cn project.
type holidayFile struct {
	Year   int      `json:"year"`
	Papers []string `json:"papers"`
	Days   []struct {
		Name     string `json:"name"`
		Date     string `json:"date"`
		IsOffDay *bool  `json:"isOffDay"` // a pointer, to tell false from missing
	} `json:"days"`
}

// ReadYear reads a year in the JSON layout of the public holiday-cn project. It is
// Invalid if it cannot be a notice.
func ReadYear(text []byte) (Year, error) {
	var file holidayFile
	if err := json.Unmarshal(text, &file); err != nil {
		return Year{}, fault.Errorf(fault.Invalid, "文件不是 holiday-cn 的 JSON 格式（year、papers、days）")
	}
	y, err := newYearOf(file.Year, file.Papers)
	if err != nil {
		return y, err
	}
	for _, day := range file.Days {
		// Neither would be safe to guess: one loses a working day, the other invents
		// one.
		if day.IsOffDay == nil {
			return y, fault.Errorf(fault.Invalid, "%s 没有写明放假还是上班（isOffDay）", day.Date)
		}
		d, err := ParseDate(day.Date)
		if err == nil && !*day.IsOffDay && !d.weekend() {
			continue // the public file of 2020 lists such a day; it is worked anyway
		}
		if err == nil {
			err = y.add(d, day.Name, *day.IsOffDay)
		}
		if err != nil {
			return y, err
		}
	}
	return ParseYear(y.Year, y.Text())
}

// TypeYear reads a year that was typed in: notices, days off and make-up working days,
// one a line (see [ReadDays]). An error names the input it is about.
func TypeYear(year int, notices, off, work string) (Year, error) {
	y, err := newYearOf(year, strings.Split(notices, "\n"))
	if err != nil {
		return y, err
	}
	for _, part := range []struct {
		input fault.Input
		text  string
		off   bool
	}{{fault.InputOff, off, true}, {fault.InputWork, work, false}} {
		if err := y.takeLines(part.text, part.off); err != nil {
			return y, fault.About(part.input, err)
		}
	}
	return ParseYear(y.Year, y.Text())
}

// calendarYear refuses a year for which there can be no notice.
func calendarYear(year int) error {
	if CalendarYears.Has(year) {
		return nil
	}
	return fault.InputYear.Wrong("年份 %d 不对，应当在 %d 至 %d 之间", year, CalendarYears.First, CalendarYears.Last)
}

// takeLines adds days that were typed in to the year.
func (y *Year) takeLines(text string, off bool) error {
	days, err := ReadDays(text)
	if err != nil {
		return err
	}
	for _, d := range days {
		if err := y.add(d.Date, d.Name, off); err != nil {
			return err
		}
	}
	return nil
}

// newYearOf returns an empty year with the addresses or numbers of its notices, from
// which blanks are removed.
func newYearOf(year int, notices []string) (Year, error) {
	y := Year{Year: year, Off: map[Date]string{}, Work: map[Date]string{}}
	if err := calendarYear(year); err != nil {
		return y, err
	}
	for _, n := range notices {
		if n = strings.Join(strings.Fields(n), ""); n != "" {
			y.Notices = append(y.Notices, n)
		}
	}
	return y, nil
}

// add adds a day to the year. The notice for a year may name days from the end of the
// year before to the beginning of the next, and a make-up working day is always a
// Saturday or a Sunday.
func (y *Year) add(d Date, name string, off bool) error {
	_, offTwice := y.Off[d]
	_, workTwice := y.Work[d]
	switch whole := YearOf(y.Year); {
	case d < whole.From.AddDays(-15) || d > whole.To.AddDays(15):
		return fault.Errorf(fault.Invalid, "%s 不属于 %d 年的安排", d, y.Year)
	case offTwice || workTwice:
		return fault.Errorf(fault.Invalid, "%s 出现了两次", d)
	case !off && !d.weekend():
		return fault.Errorf(fault.Invalid, "%s 是%s，本来就上班，不会是调休上班", d, d.Weekday())
	case off:
		y.Off[d] = name
	default:
		y.Work[d] = name
	}
	return nil
}

// NamedDay is a day with the name of its holiday, which may be "".
type NamedDay struct {
	Date Date
	Name string
}

// maxStretch is how long one holiday can be, in days. It guards against a slip in the
// year.
const maxStretch = 31

// ReadDays reads days as people type them, one a line: a day that [ReadDate] can read,
// or two with 至 or ~ between them for a stretch, then the name of the holiday, which
// may be left out. No day may occur twice.
func ReadDays(text string) ([]NamedDay, error) {
	var out []NamedDay
	for i, line := range strings.Split(text, "\n") {
		days, err := readDayLine(line)
		if err != nil {
			return nil, fault.Errorf(fault.Invalid, "第 %d 行：%s", i+1, strings.TrimSuffix(err.Error(), "。"))
		}
		for _, d := range days {
			if slices.ContainsFunc(out, func(o NamedDay) bool { return o.Date == d.Date }) {
				return nil, fault.Errorf(fault.Invalid, "第 %d 行：%s 出现了两次", i+1, d.Date)
			}
			out = append(out, d)
		}
	}
	return out, nil
}

// dayLine is a day, perhaps a second one, and a name. 至 also occurs in names: 冬至.
var dayLine = regexp.MustCompile(`^([^\s至~]+)(?:\s*[至~]\s*(\S+))?(?:\s+(.*))?$`)

// readDayLine returns the days of one line; none for a blank one.
func readDayLine(line string) ([]NamedDay, error) {
	line = strings.Join(strings.Fields(line), " ")
	if line == "" {
		return nil, nil
	}
	m := dayLine.FindStringSubmatch(line)
	if m == nil || strings.HasPrefix(m[3], "至") || strings.HasPrefix(m[3], "~") {
		return nil, fault.Errorf(fault.Invalid, "“%s”不能读作日期，请写成“2027-02-05 春节”或者“2027-02-05 至 2027-02-12 春节”", line)
	}
	from, err := ReadDate(m[1])
	to := from
	if err == nil && m[2] != "" {
		to, err = ReadDate(m[2])
	}
	switch {
	case err != nil:
		return nil, err
	case to < from:
		return nil, fault.Errorf(fault.Invalid, "%s 早于 %s", to, from)
	case to > from.AddDays(maxStretch-1):
		return nil, fault.Errorf(fault.Invalid, "%s 至 %s 超过 %d 天", from, to, maxStretch)
	}
	var out []NamedDay
	for d := from; d <= to; d = d.AddDays(1) {
		out = append(out, NamedDay{d, m[3]})
	}
	return out, nil
}

// DayLines writes days as [ReadDays] reads them.
func DayLines(days map[Date]string) string {
	var b strings.Builder
	for _, d := range sortedDays(days) {
		b.WriteString(strings.TrimSpace(string(d)+" "+days[d]) + "\n")
	}
	return b.String()
}
