package statistics

import (
	"testing"

	"gongkai/workflow/fault"
)

// Numbers of a table are read and written exactly.
func TestParseAmount(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Amount
		text string
	}{
		{"463", 4_630_000, "463"},
		{"59237.2449", 592_372_449, "59237.2449"},
		{"0", 0, "0"},
		{"0.5", 5_000, "0.5"},
		{"007.10", 71_000, "7.1"},
		{" 12 ", 120_000, "12"},
		{"99999999999999.9999", 999_999_999_999_999_999, "99999999999999.9999"},
	} {
		got, err := ParseAmount(tt.in)
		if got != tt.want || err != nil || got.String() != tt.text {
			t.Errorf("ParseAmount(%q) = %d (%s), %v, want %d (%s)", tt.in, got, got, err, tt.want, tt.text)
		}
	}
}

// What no table can hold is refused.
func TestParseAmountRefuses(t *testing.T) {
	for _, in := range []string{"", "-1", "+1", "1e3", "1.23456", "1.", "1. ",
		".5", "1,000", "0x10", "1_000", "100000000000000", "１２", "1.2.3", "NaN"} {
		if got, err := ParseAmount(in); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("ParseAmount(%q) = %s, %v, want Invalid", in, got, err)
		}
	}
}

// Whatever is typed, an amount that was read is written so that it reads the
// same again.
func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{"0", "463", "59237.2449", "-1", "1e9", "..", "00.0001", "99999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAmount(s)
		if err != nil {
			return
		}
		if again, err := ParseAmount(a.String()); again != a || err != nil || a < 0 {
			t.Errorf("ParseAmount(%q) = %s, which reads as %s, %v", s, a, again, err)
		}
	})
}

// A decrease has a minus sign, and whatever an amount is written as reads back.
func TestParseSigned(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Amount
	}{{"-3", Whole(-3)}, {"3", Whole(3)}, {" -0.5 ", -5_000}, {"-0", 0}} {
		if got, err := ParseSigned(tt.in); got != tt.want || err != nil {
			t.Errorf("ParseSigned(%q) = %s, %v, want %s", tt.in, got, err, tt.want)
		}
		again := Amount(1)
		if err := again.UnmarshalJSON([]byte(tt.want.String())); again != tt.want || err != nil {
			t.Errorf("%s reads back as %s, %v", tt.want, again, err)
		}
	}
	for _, in := range []string{"", "-", "--3", "+3", "- 3x"} {
		if got, err := ParseSigned(in); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("ParseSigned(%q) = %s, %v, want Invalid", in, got, err)
		}
	}
}
