package calendar

import (
	"testing"
	"time"

	"gongkai/workflow/fault"
)

// Offices write days in many ways; each is read as the day it means.
func TestReadDate(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"  ", ""},
		{"2024-03-01", "2024-03-01"},
		{"2024-3-1", "2024-03-01"},
		{"2024.3.1", "2024-03-01"},
		{"2024/3/1", "2024-03-01"},
		{"20240301", "2024-03-01"},
		{"2024年3月1日", "2024-03-01"},
		{"2024年3月1", "2024-03-01"},
		{" 2024-03-01 00:00:00 ", "2024-03-01"},
		{"2024-03-01T00:00:00", "2024-03-01"},
		{"45352", "2024-03-01"},
		{"45352.0", "2024-03-01"},
		{"32874", "1990-01-01"},
		{"73050", "2099-12-31"},
	} {
		if got, err := ReadDate(tt.in); string(got) != tt.want || err != nil {
			t.Errorf("ReadDate(%q) = %q, %v, want %q", tt.in, got, err, tt.want)
		}
	}
}

// A text that is no day, or not surely one, is refused and never guessed.
func TestReadDateRefuses(t *testing.T) {
	for _, in := range []string{
		"5月6日", "3月", "2024年3月", "24.3.1", "2024-02-30", "2023-02-29", "2024-13-01", "1989-12-31", "2100-01-01",
		"32873", "73051", "45352.5", "0xb128", "4.5352e4", "-45352",
		"20241", "昨天", "2024-03-01 10:30:00", "2024-03-01、2024-03-02",
	} {
		if got, err := ReadDate(in); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("ReadDate(%q) = %q, %v, want Invalid", in, got, err)
		}
	}
}

// A moment belongs to the civil day in China, wherever the machine stands.
func TestDateOf(t *testing.T) {
	for _, tt := range []struct {
		at   string
		want Date
	}{
		{"2024-03-01T15:59:59Z", "2024-03-01"},
		{"2024-03-01T16:00:00Z", "2024-03-02"},
		{"2024-02-29T23:30:00-05:00", "2024-03-01"},
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := DateOf(at); got != tt.want {
			t.Errorf("DateOf(%s) = %s, want %s", tt.at, got, tt.want)
		}
	}
}

// Weekdays are those of the calendar on the wall.
func TestWeekday(t *testing.T) {
	for d, want := range map[Date]string{"1990-01-01": "星期一",
		"1969-12-31": "星期三", "2024-03-01": "星期五", "2026-02-15": "星期日"} {
		if got := d.Weekday(); got != want {
			t.Errorf("%s is %s, want %s", d, got, want)
		}
	}
}

// Whatever is typed, ReadDate gives a day that ParseDate takes, or says that it
// cannot.
func FuzzReadDate(f *testing.F) {
	for _, s := range []string{"", "2024-03-01", "2024年3月1日",
		"20240229", "45352", "1e5", "0x1p15", "２０２４-03-01", "2024-00-00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ReadDate(s)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid || d != "" {
				t.Errorf("ReadDate(%q) = %q with kind %d, want nothing and Invalid", s, d, fault.KindOf(err))
			}
			return
		}
		if again, err := ParseDate(string(d)); d != "" && (err != nil || again != d) {
			t.Errorf("ReadDate(%q) = %q, which ParseDate reads as %q, %v", s, d, again, err)
		}
	})
}
