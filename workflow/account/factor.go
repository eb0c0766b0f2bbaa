package account

import (
	"context"
	"slices"
	"strings"
	"time"

	"gongkai/workflow/fault"
)

// Factor is the second factor of an account: codes from a device that the person holds
// (动态码, RFC 6238), and recovery codes on paper for the day when the device is lost. The
// zero Factor is none.
type Factor struct {
	Secret string    // what the device shares with the server, sealed if there is a key; "": none
	Since  time.Time // when it was set up
	Step   int64     // the time step of the last code: no code is taken twice, nor an earlier one
	Codes  string    // the hashes of the recovery codes that are left, between blanks

	Failures int       // wrong codes in a row, each after the right password
	Locked   time.Time // until then no code is taken from an unfamiliar place
}

// On reports whether the account has a second factor.
func (f Factor) On() bool { return f.Secret != "" }

// Left returns how many recovery codes are left.
func (f Factor) Left() int { return len(strings.Fields(f.Codes)) }

// Proof is a second factor as somebody gave it. It is empty if nobody gave one.
type Proof struct {
	Step int64  // the time step of a code from the device
	Code string // the hash of a recovery code
}

// spend uses the proof up, and reports whether it was good: a step later than any used
// before, or a recovery code that was left.
func (f *Factor) spend(p Proof) bool {
	left := strings.Fields(f.Codes)
	i := slices.Index(left, p.Code)
	switch {
	case p.Step > f.Step:
		f.Step = p.Step
	case p.Code != "" && i >= 0:
		f.Codes = strings.Join(slices.Delete(left, i, i+1), " ")
	default:
		return false
	}
	f.Failures, f.Locked = 0, time.Time{}
	return true
}

// errSpent refuses a code that somebody has used already, perhaps at this very moment.
var errSpent = fault.InputCode.Wrong("动态码或者恢复码不对，或者已经用过；每个只能用一次，请等设备上出现下一个")

// Demands reports whether people of this role need a second factor.
func (p Profile) Demands(r Role) bool {
	return p.Second && (r == Auditor || slices.Contains(Administrators, r))
}

// SetFactor gives the person a second factor that the proof has shown to work. Whoever
// has one already must take it off first.
func (d *Actor) SetFactor(ctx context.Context, f Factor, p Proof, from string, at time.Time) (User, error) {
	return d.own(ctx, FactorSet, from, at, func(u *User, _ Profile) error {
		if u.Factor.On() {
			return &fault.Error{Kind: fault.Refused, What: "已经设置过动态码", Next: "请先取消，再重新设置"}
		}
		f.Since = at
		if !f.spend(p) {
			return errSpent
		}
		u.Factor = f
		return nil
	})
}

// SetCodes replaces the recovery codes of the person, by their hashes.
func (d *Actor) SetCodes(ctx context.Context, codes string, p Proof, from string, at time.Time) (User, error) {
	return d.own(ctx, FactorCodes, from, at, func(u *User, _ Profile) error {
		if !u.Factor.On() || !u.Factor.spend(p) {
			return errSpent
		}
		u.Factor.Codes = codes
		return nil
	})
}

// DropFactor takes the second factor off the person's account, unless the rules demand
// one of the role.
func (d *Actor) DropFactor(ctx context.Context, p Proof, from string, at time.Time) (User, error) {
	return d.own(ctx, FactorDropped, from, at, func(u *User, rules Profile) error {
		switch {
		case rules.Demands(u.Role):
			return &fault.Error{Kind: fault.Refused, What: "安全策略要求" + u.Role.Powers().Label + "使用动态码，不能取消",
				Next: "换设备时请另一位管理员取消，再重新设置"}
		case !u.Factor.On() || !u.Factor.spend(p):
			return errSpent
		}
		u.Factor = Factor{}
		return nil
	})
}

// own changes the person's own account and writes that into the log.
func (d *Actor) own(
	ctx context.Context, kind OperationKind, from string, at time.Time, change func(*User, Profile) error,
) (User, error) {
	var out User
	err := d.administer(ctx, func(h Installation) (Decision, error) {
		u, err := h.user(d.user.Name)
		if err == nil {
			err = change(&u, h.Settings.Rules())
		}
		out = u
		return Decision{SetUsers: []User{u}, Operations: d.noted(kind, u.Name, "", from, at)}, err
	})
	return out, err
}
