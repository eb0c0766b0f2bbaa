package account

import (
	"context"
	"time"

	"gongkai/workflow/fault"
)

// Entrance is one try to sign in: who, from where, when, and under which name the
// sign-in is to be known.
type Entrance struct {
	Name, From, Session string
	At                  time.Time
}

// Enter notes that the password was right and gives the account as it is now. It
// is Forbidden for one who was shut out meanwhile.
func (d *Actor) Enter(ctx context.Context, e Entrance) (User, error) {
	var out User
	err := d.administer(ctx, func(h Installation) (Decision, error) {
		u, err := h.user(e.Name)
		if err == nil && (!u.enters() || h.Settings.Rules().Bars(u, e.At)) {
			err = fault.Errorf(fault.Forbidden, "这个用户不能登录")
		}
		u.Failures, u.Locked, u.Session = 0, time.Time{}, e.Session
		out = u
		return Decision{SetUsers: []User{u}, Operations: e.noted(SignedIn)}, err
	})
	return out, err
}

// Fail notes that the password was wrong, or the name, or that the account is
// locked; enough of it locks the account. While it is locked nothing is counted.
func (d *Actor) Fail(ctx context.Context, e Entrance) error {
	return d.administer(ctx, func(h Installation) (Decision, error) {
		u, err := h.user(e.Name)
		rules := h.Settings.Rules()
		switch {
		case err != nil: // what was typed may be anything, a password even: it is not kept
			unknown := Operation{At: e.At, Kind: SignInFailed, Says: "没有这个用户", From: e.From}
			return Decision{Operations: []Operation{unknown}}, nil //nolint:nilerr // this is what is noted
		case u.Disabled:
			return Decision{Operations: e.failed("已停用")}, nil
		case rules.Bars(u, e.At):
			return Decision{Operations: e.failed("锁定期间")}, nil
		}
		out := Decision{Operations: e.failed("密码不对")}
		if rules.fail(&u, e.At) {
			out.Operations = append(out.Operations, e.noted(LockedOut)...)
		}
		out.SetUsers = []User{u}
		return out, nil
	})
}

func (e Entrance) failed(why string) []Operation {
	return []Operation{{At: e.At, Kind: SignInFailed, Of: e.Name, Says: why, From: e.From}}
}

func (e Entrance) noted(kind OperationKind) []Operation {
	o := Operation{At: e.At, By: e.Name, Kind: kind, Of: e.Name, From: e.From}
	if kind.Failed() {
		o.By = "" // who it was nobody knows
	}
	return []Operation{o}
}

// SetPassword keeps the hash of the password that the person of the desk has
// chosen. What was signed in with the old one ends.
func (d *Actor) SetPassword(ctx context.Context, hash, from string, at time.Time) (User, error) {
	var out User
	err := d.administer(ctx, func(h Installation) (Decision, error) {
		u, err := h.user(d.user.Name)
		u.Password, u.Renewed, u.Foreign = hash, at, false
		out = u
		return Decision{SetUsers: []User{u}, Operations: d.noted(PasswordSet, u.Name, "", from, at)}, err
	})
	return out, err
}
