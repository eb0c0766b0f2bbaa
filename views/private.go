package views

import "strings"

// private are the controls whose values are masked until they are asked for,
// with how.
var private = map[string]func(string) string{
	"id_number": lastFour, "phone": lastFour, "address": firstSix, "email": firstSix,
}

// shown is the value of a control, masked where it is private and nobody asked
// to see it.
func (d Desk) shown(control, value string) string {
	mask := private[control]
	if mask == nil || d.Reveals || value == "" {
		return value
	}
	return mask(value)
}

// lastFour leaves the last four characters of a number to tell it by.
func lastFour(v string) string {
	r := []rune(v)
	n := max(0, min(4, len(r)-4))
	return strings.Repeat("*", len(r)-n) + string(r[len(r)-n:])
}

// firstSix leaves the beginning of an address: the place, not the door.
func firstSix(v string) string {
	r := []rune(v)
	return string(r[:min(6, len(r)/2)]) + "****"
}
