package statistics

import (
	"fmt"
	"strconv"
	"strings"

	"gongkai/workflow/fault"
)

// Amount is a number with at most four decimals, kept in ten-thousandths: what a cell
// of the annual table holds, and money in 元 or 万元. So sums are exact.
type Amount int64

// Whole returns the amount of n things.
func Whole[N ~int | ~int64](n N) Amount { return Amount(n) * 10_000 }

// TenThousands converts 元 to 万元. What is less than 1 元 is cut off, so convert a sum and
// never its parts.
func (a Amount) TenThousands() Amount { return a / 10_000 }

// ParseAmount reads 463 or 59237.2449. Signs, exponents and a fifth decimal are
// Invalid: a table has none of them.
func ParseAmount(s string) (Amount, error) {
	whole, frac, point := strings.Cut(strings.TrimSpace(s), ".")
	if len(frac) > 4 || len(whole) == 0 || len(whole) > 14 || point && frac == "" {
		return 0, notAmount(s)
	}
	n, err := strconv.ParseUint(whole+frac+strings.Repeat("0", 4-len(frac)), 10, 63)
	if err != nil {
		return 0, notAmount(s)
	}
	return Amount(n), nil
}

// ParseSigned reads what [Amount.String] writes: an amount that may have a minus sign,
// as a decrease has.
func ParseSigned(s string) (Amount, error) {
	rest, minus := strings.CutPrefix(strings.TrimSpace(s), "-")
	n, err := ParseAmount(rest)
	if err != nil || !minus {
		return n, err
	}
	return -n, nil
}

// notAmount is the one error of this file, whatever is wrong with the text.
func notAmount(s string) error {
	return fault.Errorf(fault.Invalid, "“%s”不是数字，请填写不小于 0、最多四位小数的数", s)
}

// String writes the amount without needless zeros: 463, 59237.2449, 0.5.
func (a Amount) String() string {
	sign := ""
	if a < 0 {
		sign, a = "-", -a
	}
	s := fmt.Sprintf("%s%d.%04d", sign, a/10_000, a%10_000)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// OrBlank writes "" for 0, as where an amount was never stated.
func (a Amount) OrBlank() string {
	if a == 0 {
		return ""
	}
	return a.String()
}

// MarshalJSON writes a JSON number.
func (a Amount) MarshalJSON() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalJSON reads a JSON number; a text or null is Invalid.
func (a *Amount) UnmarshalJSON(b []byte) (err error) {
	*a, err = ParseSigned(string(b))
	return err
}
