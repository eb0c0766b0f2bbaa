package calendar

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gongkai/workflow/fault"
)

// Date is a civil day in China, "2026-03-02"; "" is "not yet". As text it sorts alike
// in Go, SQLite and PostgreSQL (docs/adr/0003-dates-are-text.md). Methods that count
// need a day: they panic on a text that was never parsed.
type Date string

// China is the zone of every legal day. There has been no summer time since 1991, so a
// fixed offset will do, and needs no zone data on the machine.
var China = time.FixedZone("CST", 8*3600)

// DateOf returns the civil day in China at a moment.
func DateOf(t time.Time) Date { return Date(t.In(China).Format(time.DateOnly)) }

// ParseDate reads a day written 2026-03-02, between [FirstDay] and [LastDay]; anything
// else is Invalid. So is "": ask first whether there is anything to read.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	d := Date(s)
	if err != nil || d < FirstDay || d > LastDay {
		return "", fault.Errorf(fault.Invalid, "“%s”不是 %s 至 %s 之间的日期，请写成 2026-03-02 的样子", s, FirstDay, LastDay)
	}
	return DateFrom(t), nil
}

// DateFrom returns the day that a time names in its own zone.
func DateFrom(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// written are the ways in which offices write a day, with or without the midnight that
// a spreadsheet adds.
var written = regexp.MustCompile(`^(\d{4})(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})日?(?:[ T]00?:00(?::00)?)?$`)

// packed is a day without separators, 20240301.
var packed = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)

// ReadDate reads a day as offices write it: 2024-03-01, 2024.3.1, 2024/3/1, 20240301,
// 2024年3月1日, or the serial number of a spreadsheet (45352). "" is "not yet". A text
// without a year is Invalid, and never guessed.
func ReadDate(s string) (Date, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	for _, form := range []*regexp.Regexp{written, packed} {
		if m := form.FindStringSubmatch(s); m != nil {
			return ParseDate(m[1] + "-" + pad(m[2]) + "-" + pad(m[3]))
		}
	}
	if m := serial.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1])
		return ParseDate(string(serialZero.AddDays(n)))
	}
	return "", fault.Errorf(fault.Invalid, "“%s”不能读作日期，请写成 2024-03-01 的样子（年、月、日都要有）", s)
}

// serial is a day as a spreadsheet stores it.
var serial = regexp.MustCompile(`^(\d{5})(?:\.0+)?$`)

// serialZero is day 0 of a spreadsheet, which wrongly treats 1900 as a leap year.
const serialZero = Date("1899-12-30")

// pad puts a 0 before a single digit.
func pad(s string) string { return strings.Repeat("0", 2-len(s)) + s }

// AddDays returns the day n calendar days later.
func (d Date) AddDays(n int) Date { return fromOrdinal(d.ordinal() + n) }

// Year returns the year; 0 for "not yet".
func (d Date) Year() int {
	if len(d) < 4 {
		return 0
	}
	n, _ := strconv.Atoi(string(d[:4]))
	return n
}

// Month returns "2026-03"; "" for "not yet".
func (d Date) Month() string {
	if len(d) < 7 {
		return ""
	}
	return string(d[:7])
}

var weekdays = [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}

// Weekday returns 星期日 to 星期六.
func (d Date) Weekday() string { return weekdays[d.weekday()] }

// DayOfWeek returns the day of the week as a number.
func (d Date) DayOfWeek() time.Weekday { return time.Weekday(d.weekday()) }

// weekday counts from Sunday, 0. Day 0 of the ordinals, 1970-01-01, was a Thursday. The
// second remainder is for days before it.
func (d Date) weekday() int { return ((d.ordinal()+4)%7 + 7) % 7 }

// weekend reports whether the day is a Saturday or a Sunday.
func (d Date) weekend() bool { return d.weekday() == 0 || d.weekday() == 6 }

// ordinal counts days from 1970-01-01.
func (d Date) ordinal() int {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		panic(fmt.Sprintf("workflow: date %q was never parsed", string(d)))
	}
	return int(t.Unix() / 86400)
}

// fromOrdinal is the reverse of ordinal.
func fromOrdinal(n int) Date {
	return Date(time.Unix(int64(n)*86400, 0).UTC().Format(time.DateOnly))
}

// AddMonths returns the same day n months later, or the last day of a shorter month.
func (d Date) AddMonths(n int) Date {
	t := d.time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DateFrom(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// time returns midnight UTC of the day; the zero time for "not yet".
func (d Date) time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Noon returns noon in China: a moment of the day, for what is recorded on it.
func (d Date) Noon() time.Time { return d.time().Add(4 * time.Hour) }

// EndOf returns the last moment of a civil day in China.
func EndOf(d Date) time.Time { return d.AddDays(1).time().Add(-8*time.Hour - time.Nanosecond) }
