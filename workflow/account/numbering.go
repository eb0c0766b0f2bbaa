package account

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai/workflow/fault"
)

// Numbering is how an office writes the numbers of its applications: any text with {年}
// and {序号}, or {序号:4} for at least four digits. "" is [UsualNumbering].
type Numbering string

// UsualNumbering yields 2026-00001.
const UsualNumbering Numbering = "{年}-{序号:5}"

// maxNumbering is how long a pattern may be, in characters.
const maxNumbering = 40

// placeholder is anything in braces.
var placeholder = regexp.MustCompile(`\{([^{}]*)\}`)

// sequence is what stands between the braces of the running number; its group is the
// least number of digits.
var sequence = regexp.MustCompile(`^序号(?::([1-9]))?$`)

// Validate returns what is wrong with the pattern, or nil. With the year and the
// running number exactly once each, no two numbers of an office are the same.
func (n Numbering) Validate() error {
	years, runs := 0, 0
	for _, m := range placeholder.FindAllStringSubmatch(string(n), -1) {
		switch {
		case m[1] == "年":
			years++
		case sequence.MatchString(m[1]):
			runs++
		default:
			return fault.InputNumbering.Wrong("编号格式中的 %s 不能识别，可用 {年} 和 {序号:4}，数字是最少的位数，1 至 9", m[0])
		}
	}
	rest := placeholder.ReplaceAllString(string(n), "")
	switch {
	case n == "":
		return nil
	case years != 1 || runs != 1:
		return fault.InputNumbering.Wrong("编号格式要有 {年} 和 {序号} 各一处，如 %s", UsualNumbering)
	case utf8.RuneCountInString(string(n)) > maxNumbering:
		return fault.InputNumbering.Wrong("编号格式不能超过 %d 字", maxNumbering)
	case strings.ContainsAny(rest, "{}"), strings.ContainsFunc(rest, unicode.IsSpace),
		strings.ContainsFunc(rest, unicode.IsControl):
		return fault.InputNumbering.Wrong("编号格式中不能有空格和单独的花括号")
	}
	return nil
}

// or returns the pattern in force: "" means the usual one.
func (n Numbering) or() Numbering {
	if n == "" {
		return UsualNumbering
	}
	return n
}

// Number returns the number of a place in a year.
func (n Numbering) Number(year int, place int64) string {
	return placeholder.ReplaceAllStringFunc(string(n.or()), func(p string) string {
		if p == "{年}" {
			return fmt.Sprintf("%04d", year)
		}
		return fmt.Sprintf("%0*d", width(p), place)
	})
}

// width returns the least number of digits of a running number.
func width(p string) int {
	w, _ := strconv.Atoi(sequence.FindStringSubmatch(strings.Trim(p, "{}"))[1])
	return max(w, 1)
}

// maxPlace is how many digits of a running number are read at most.
const maxPlace = 9

// Reader returns a function that finds the year and the place in the year in a number
// of this pattern. Its ok is false for a number of another pattern, and for one that
// this pattern would write differently.
func (n Numbering) Reader() func(number string) (year int, place int64, ok bool) {
	pattern, rest := "", string(n.or())
	yearFirst := strings.Index(rest, "{年}") < strings.Index(rest, "{序号")
	for rest != "" {
		at := placeholder.FindStringIndex(rest)
		if at == nil {
			pattern, rest = pattern+regexp.QuoteMeta(rest), ""
			continue
		}
		pattern += regexp.QuoteMeta(rest[:at[0]])
		if p := rest[at[0]:at[1]]; p == "{年}" {
			pattern += `(\d{4})`
		} else {
			pattern += fmt.Sprintf(`(\d{%d,%d})`, width(p), maxPlace)
		}
		rest = rest[at[1]:]
	}
	form := regexp.MustCompile("^" + pattern + "$")
	return func(number string) (int, int64, bool) {
		m := form.FindStringSubmatch(number)
		if m == nil {
			return 0, 0, false
		}
		if !yearFirst {
			m[1], m[2] = m[2], m[1]
		}
		year, _ := strconv.Atoi(m[1])
		place, _ := strconv.ParseInt(m[2], 10, 64)
		return year, place, n.Number(year, place) == number
	}
}
