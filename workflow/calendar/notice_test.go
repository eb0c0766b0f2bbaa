package calendar

import (
	"reflect"
	"strings"
	"testing"

	"gongkai/workflow/fault"
)

// Days are typed as people write them.
func TestReadDays(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []NamedDay
		says string
	}{
		{"", nil, ""},
		{"\n  \n", nil, ""},
		{"2027-01-01 元旦", []NamedDay{{"2027-01-01", "元旦"}}, ""},
		{"2027年1月1日　元旦\r\n2027.1.2", []NamedDay{{"2027-01-01", "元旦"}, {"2027-01-02", ""}}, ""},
		{"2027-02-05至2027-02-07 春节", []NamedDay{{"2027-02-05", "春节"}, {"2027-02-06", "春节"}, {"2027-02-07", "春节"}}, ""},
		{"2026-12-31 ~ 2027-01-01  New  Year", []NamedDay{{"2026-12-31", "New Year"}, {"2027-01-01", "New Year"}}, ""},
		{"2026-12-22 冬至", []NamedDay{{"2026-12-22", "冬至"}}, ""},
		{"2027-02-05 至", nil, "第 1 行：“2027-02-05 至”不能读作日期"},
		{"至 2027-02-05", nil, "第 1 行"},
		{"2027-01-01\n春节", nil, "第 2 行：“春节”不能读作日期"},
		{"1月1日 元旦", nil, "年、月、日都要有"},
		{"2027-02-07 至 2027-02-05", nil, "2027-02-05 早于 2027-02-07"},
		{"2027-02-07 至 2028-02-05", nil, "超过 31 天"},
		{"2027-02-07\n2027-02-06 至 2027-02-08", nil, "第 2 行：2027-02-07 出现了两次"},
		{"2099-12-31 至 2100-01-01", nil, "2099-12-31"},
	} {
		got, err := ReadDays(tt.text)
		if !reflect.DeepEqual(got, tt.want) || (err != nil) != (tt.says != "") ||
			err != nil && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("ReadDays(%q) = %v, %v; want %v, %q", tt.text, got, err, tt.want, tt.says)
		}
	}
}

// What was read is written so that it reads the same again, each day once.
func FuzzReadDays(f *testing.F) {
	for _, s := range []string{"2027-01-01 元旦", "2027-02-05 至 2027-02-12 春节\n2027.3.1",
		"20270101~20270131 a b", "冬至", "2026-12-22 冬至\r\n", "46023 x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		days, err := ReadDays(text)
		if err != nil {
			return
		}
		named := map[Date]string{}
		for _, d := range days {
			named[d.Date] = d.Name
		}
		again, err := ReadDays(DayLines(named))
		if err != nil || len(again) != len(days) || len(named) != len(days) {
			t.Fatalf("%q: %d days read back as %v, %v", text, len(days), again, err)
		}
		for _, d := range again {
			if named[d.Date] != d.Name {
				t.Errorf("%q: %s is named %q, then %q", text, d.Date, named[d.Date], d.Name)
			}
		}
	})
}

// Whatever a file says, a year that was taken is a possible one and written so
// that it reads the same again.
func FuzzReadYear(f *testing.F) {
	f.Add(`{"year":2028,"papers":["a b"],"days":[{"name":"元旦","date":"2028-01-01","isOffDay":true},` +
		`{"name":"元旦","date":"2028-01-08","isOffDay":false}]}`)
	f.Add(`{"year":2028,"days":null}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, text string) {
		y, err := ReadYear([]byte(text))
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q: kind %d, %v", text, fault.KindOf(err), err)
			}
			return
		}
		if err := (Change{Year: &y}).Validate(); err != nil {
			t.Errorf("%q was read and is refused: %v", text, err)
		}
		typed, err := TypeYear(y.Year, strings.Join(y.Notices, "\n"), DayLines(y.Off), DayLines(y.Work))
		if err != nil || typed.Text() != y.Text() {
			t.Errorf("%q typed in again is %q, %v, want %q", text, typed.Text(), err, y.Text())
		}
	})
}
