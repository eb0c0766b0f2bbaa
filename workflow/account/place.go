package account

import (
	"strings"
	"time"
)

// Place is where somebody tries to sign in to an account from: an address, or a browser
// in which the person has signed in before. Wrong passwords are counted for each place,
// so that a stranger shuts out nobody but the stranger
// (docs/adr/0034-the-way-in.md).
type Place struct {
	User string // the name of the account
	At   string // the address, or what [BrowserPlace] returns

	Known    time.Time // the last time the person signed in from here; zero: never
	Tried    time.Time // the last time anybody tried
	Failures int       // wrong ones in a row
	Locked   time.Time // until then nobody signs in to this account from here
}

// placesKept is how long a place stays familiar after the last sign-in.
const placesKept = 90 * 24 * time.Hour

// browserPrefix begins the places that are browsers; no address begins with it.
const browserPrefix = "browser "

// BrowserPlace returns the place that is one browser, by the name it was given; "" for
// a browser without one.
func BrowserPlace(name string) string {
	if name == "" {
		return ""
	}
	return browserPrefix + name
}

// Browser reports whether the place is a browser rather than an address.
func (p Place) Browser() bool { return strings.HasPrefix(p.At, browserPrefix) }

// Familiar reports whether the person has signed in from here of late.
func (p Place) Familiar(now time.Time) bool {
	return !p.Known.IsZero() && now.Before(p.Known.Add(placesKept))
}

// PlacesForgotten returns the moments before which places are forgotten at this
// moment: one that is familiar, and one from which nobody ever got in.
func PlacesForgotten(now time.Time) (familiar, strange time.Time) {
	return now.Add(-placesKept), now.Add(-24 * time.Hour)
}

// fail counts a wrong password from here, and reports whether that shuts the place. The
// count then starts again.
func (p *Place) fail(rules Profile, now time.Time) (locks bool) {
	p.Tried = now
	if p.Failures++; p.Failures < rules.Failures {
		return false
	}
	p.Failures, p.Locked = 0, now.Add(rules.Wait)
	return true
}

// places returns the places of the attempt that the store may know: the browser, if it
// has a name, and the address.
func (e SignIn) places() []string {
	if e.Browser == "" {
		return []string{e.From}
	}
	return []string{BrowserPlace(e.Browser), e.From}
}

// place returns the place that the attempt counts for. A browser that the person has
// used goes before the address, which the person may share with others.
func (e SignIn) place(known []Place) Place {
	out := Place{User: e.Name, At: e.From}
	for _, p := range known {
		switch {
		case p.At == BrowserPlace(e.Browser) && p.Familiar(e.At):
			return p
		case p.At == e.From:
			out = p
		}
	}
	return out
}
