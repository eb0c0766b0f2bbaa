package signin

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"gongkai/workflow/account"
)

// Session is what is kept of a sign-in.
type Session struct {
	Entry       string // its name among the sign-ins of the person
	Stamp       string // of the account as it was then
	Began, Seen time.Time
}

// Over says whether a sign-in has ended: the account is shut or was changed, or it
// was unused too long, is too old, or was followed by another where a person may
// have only one.
func (s Session) Over(u account.User, rules account.Profile, now time.Time) bool {
	return u.Disabled || s.Stamp != Stamp(u) ||
		now.Sub(s.Seen) > rules.Idle || now.Sub(s.Began) > rules.Life ||
		rules.Single && s.Entry != u.Session
}

// Stamp changes with the password and with what others change of the account:
// either ends every session from before.
func Stamp(u account.User) string {
	sum := sha256.Sum256([]byte(strconv.Itoa(u.Revision) + " " + u.Password))
	return hex.EncodeToString(sum[:8])
}

// Longest is the longest that any profile lets a sign-in last.
func Longest() time.Duration {
	var out time.Duration
	for _, p := range account.Profiles {
		out = max(out, p.Life)
	}
	return out
}
