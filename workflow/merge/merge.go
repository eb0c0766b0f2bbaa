package merge

import (
	"fmt"

	"gongkai/workflow/fault"
)

// Change is what one person left in one control of a page. All three texts are written
// in the same way, so that equal values are equal texts; "" is a blank.
type Change struct {
	Name  string // of the value, as its control is called
	Seen  string // what the page showed when it was read
	Typed string // what was sent
	Blind bool   // the page did not say what it showed; Seen is then not known
}

// touched reports whether the person may have changed the value.
func (c Change) touched() bool { return c.Blind || c.Typed != c.Seen }

// Changes are what one page sends, a change for each value.
type Changes []Change

// Between returns the changes that make one set of values of another.
func Between(was, is map[string]string) Changes {
	var out Changes
	for name, typed := range is {
		out = append(out, Change{Name: name, Seen: was[name], Typed: typed})
	}
	return out
}

// Touched returns the changes in which something was typed, in their order.
func (all Changes) Touched() Changes {
	var out Changes
	for _, c := range all {
		if c.touched() {
			out = append(out, c)
		}
	}
	return out
}

// Onto returns what has to be written over the values that stand: only what the person
// changed and what is not so already. A value that somebody else has changed meanwhile,
// to something else, is a [*Conflict], and then nothing is written. Of a value without a
// word on what was shown, only a blank may be written over.
func (all Changes) Onto(stands map[string]string) (map[string]string, error) {
	write, clashes := map[string]string{}, []Clash(nil)
	for _, c := range all.Touched() {
		now := stands[c.Name]
		switch {
		case c.Typed == now: // somebody else did the same
		case !c.Blind && c.Seen == now, c.Blind && now == "":
			write[c.Name] = c.Typed
		default:
			clashes = append(clashes, Clash{c, now})
		}
	}
	if len(clashes) > 0 {
		return nil, &Conflict{clashes}
	}
	return write, nil
}

// Clash is a value that two people changed, each to something else.
type Clash struct {
	Change
	Stands string // what the other one made of it
}

// Conflict is the error of values that somebody else has changed meanwhile. It wraps a
// [fault.Error] of kind Conflict about the first of them.
type Conflict struct{ Clashes []Clash }

// Error says it in Chinese sentences.
func (c *Conflict) Error() string { return c.Unwrap().Error() }

// Unwrap returns the fault that readers who know nothing of this package are told.
func (c *Conflict) Unwrap() error {
	return &fault.Error{
		Kind:  fault.Conflict,
		Input: fault.Input(c.Clashes[0].Name),
		What:  fmt.Sprintf("打开页面以后，其中 %d 项已被他人改动，全部没有保存", len(c.Clashes)),
		Next:  "请核对后再保存",
	}
}
