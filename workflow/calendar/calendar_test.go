package calendar

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The due dates of docs/law.md §4.7 that need nothing but the calendar.
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

// Every due date from 2008-05-01 to 2026-10-31 is that of an independent count,
// day by day, over the days off as published (testdata/due/brute.py). The count
// is the same wherever the machine stands.
func TestAddAgainstBruteForce(t *testing.T) {
	rows := bruteForce(t)
	if want := 6758; len(rows) != want {
		t.Fatalf("%d days of brute force, want %d", len(rows), want)
	}
	defer func(zone *time.Location) { time.Local = zone }(time.Local)
	for _, zone := range []string{"UTC", "Asia/Shanghai", "America/New_York"} {
		time.Local = zoneNamed(t, zone)
		cal, wrong := New(), 0
		for _, row := range rows {
			for i, n := range []int{7, 15, 20, 40} {
				if got, want := cal.Add(Date(row[0]), n), Date(row[i+1]); got != want {
					wrong++
					t.Errorf("TZ=%s: Add(%s, %d) = %s, want %s", zone, row[0], n, got, want)
				}
			}
		}
		t.Logf("TZ=%s: %d dates compared, %d wrong", zone, 4*len(rows), wrong)
	}
}

// zoneNamed is a zone of the machine, or the same offset in winter where the
// machine has no zone data.
func zoneNamed(t *testing.T, name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err == nil {
		return zone
	}
	t.Logf("%v; using a fixed offset", err)
	return time.FixedZone(name, map[string]int{"Asia/Shanghai": 8, "America/New_York": -5}[name]*3600)
}

func bruteForce(t *testing.T) [][]string {
	f, err := os.Open("testdata/due/due.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// The day and the length of a due date depend on nothing the process has been
// told about zones: a process started under another TZ prints the same.
func TestDueUnderTZ(t *testing.T) {
	const child = "GONGKAI_TEST_PRINT_DUE"
	if os.Getenv(child) != "" {
		for _, d := range []Date{"2024-05-11", "2019-05-15", "2026-09-10"} {
			fmt.Fprintf(os.Stdout, "due %s %s %s\n", d, Published().Add(d, 20),
				DateOf(time.Date(2024, 3, 1, 16, 0, 0, 0, time.UTC)))
		}
		return
	}
	want := "due 2024-05-11 2024-06-07 2024-03-02\n" +
		"due 2019-05-15 2019-06-13 2024-03-02\n" +
		"due 2026-09-10 2026-10-14 2024-03-02\n"
	for _, zone := range []string{"UTC", "Asia/Shanghai", "America/New_York"} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestDueUnderTZ$")
		cmd.Env = append(os.Environ(), child+"=1", "TZ="+zone)
		out, err := cmd.CombinedOutput()
		if got := string(out); err != nil || !strings.HasPrefix(got, want) {
			t.Errorf("TZ=%s: got %q, %v\nwant %q", zone, got, err, want)
		}
	}
}

// What is told of a day is the reason that a clerk would give.
func TestWhy(t *testing.T) {
	for d, want := range map[Date]string{
		"2024-03-01": "工作日", "2024-03-02": "星期六", "2024-02-04": "调休上班 春节", "2024-02-12": "春节",
		"2027-03-01": "工作日（暂定：2027 年放假安排未公布）",
	} {
		if got := Published().Why(d); got != want {
			t.Errorf("Why(%s) = %q, want %q", d, got, want)
		}
	}
}

// The calendar of every start of the program gives the same reasons, also for
// days that two notices name.
func TestCalendarIsStable(t *testing.T) {
	again := New()
	for d := Date("2007-01-01"); d <= "2026-12-31"; d = d.AddDays(1) {
		if a, b := again.Why(d), Published().Why(d); a != b {
			t.Errorf("Why(%s) is %q and %q", d, a, b)
		}
	}
}

// The nth working day after a day is n working days away, later n and later days
// never come earlier, and a day of no term is the day itself or the next that
// works.
func TestAddAndBetween(t *testing.T) {
	cal := Published()
	rapid.Check(t, func(t *rapid.T) {
		d := Date("2008-05-01").AddDays(rapid.IntRange(0, 9000).Draw(t, "day"))
		n := rapid.IntRange(1, 250).Draw(t, "n")
		end := cal.Add(d, n)
		if got := cal.Between(d, end); got != n {
			t.Fatalf("Between(%s, Add(%s, %d) = %s) = %d", d, d, n, end, got)
		}
		if !cal.Working(end) {
			t.Fatalf("Add(%s, %d) = %s, which is a day off", d, n, end)
		}
		if next := cal.Add(d, n+1); next <= end {
			t.Fatalf("Add(%s, %d) = %s is not after Add(…, %d) = %s", d, n+1, next, n, end)
		}
		if tomorrow := cal.Add(d.AddDays(1), n); tomorrow < end {
			t.Fatalf("Add(%s, %d) = %s is before that of the day before, %s", d.AddDays(1), n, tomorrow, end)
		}
		if zero := cal.Add(d, 0); zero < d || !cal.Working(zero) || cal.Between(d, zero) > 1 {
			t.Fatalf("Add(%s, 0) = %s", d, zero)
		}
	})
}

// Two stretches that meet make one.
func TestBetweenAdds(t *testing.T) {
	cal := Published()
	rapid.Check(t, func(t *rapid.T) {
		a := Date("2008-05-01").AddDays(rapid.IntRange(0, 6000).Draw(t, "a"))
		b := a.AddDays(rapid.IntRange(0, 400).Draw(t, "b"))
		c := b.AddDays(rapid.IntRange(0, 400).Draw(t, "c"))
		if ab, bc, ac := cal.Between(a, b), cal.Between(b, c), cal.Between(a, c); ab+bc != ac ||
			cal.Between(c, a) != 0 && a != c {
			t.Fatalf("%s–%s %d and %s–%s %d, together %d", a, b, ab, b, c, bc, ac)
		}
	})
}

// A year is written so that it reads the same; what cannot be a notice is
// refused.
func TestYearText(t *testing.T) {
	for _, n := range Published().Years() {
		y, _ := Published().Year(n)
		again, err := ParseYear(n, y.Text())
		if err != nil || !reflect.DeepEqual(again, y) {
			t.Errorf("%d reads back as %+v, %v", n, again, err)
		}
		if len(y.Notices) == 0 {
			t.Errorf("%d has no address of a notice", n)
		}
	}
	for _, text := range []string{"", "off 2024-01-41 元旦",
		"off 2024-01-01\nwork 2024-01-01", "holiday 2024-01-01", "off", "work 2024-01-06"} {
		if _, err := ParseYear(2024, text); err == nil {
			t.Errorf("ParseYear(%q) was accepted", text)
		}
	}
}

// Whatever a file says, a year that was read is written so that it reads the
// same again.
func FuzzParseYear(f *testing.F) {
	f.Add("notice http://www.gov.cn/a\noff 2024-01-01 元旦\nwork 2024-02-04 春节\n")
	f.Add("# a\n\noff 2024-01-01")
	f.Add("off 1990-01-01 a  b\noff 1990-01-01 c")
	f.Fuzz(func(t *testing.T, text string) {
		y, err := ParseYear(2024, text)
		if err != nil {
			return
		}
		if again, err := ParseYear(2024, y.Text()); err != nil || !reflect.DeepEqual(again, y) {
			t.Errorf("%q reads back as %+v, %v, want %+v", text, again, err, y)
		}
	})
}
