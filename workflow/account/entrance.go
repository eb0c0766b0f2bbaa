package account

import (
	"context"
	"time"

	"gongkai/workflow/fault"
)

// SignIn is one attempt to sign in.
type SignIn struct {
	Name, From, Session string // the account, the address it comes from, and the new sign-in
	At                  time.Time
}

// Enter records that the password was right, and returns the account as it is now. It
// is Forbidden for somebody shut out meanwhile.
func (d *Actor) Enter(ctx context.Context, e SignIn) (User, error) {
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

// Fail records that the password or the name was wrong, or that the account is locked.
// Enough wrong passwords lock the account; while it is locked none are counted.
func (d *Actor) Fail(ctx context.Context, e SignIn) error {
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

// failed returns the line of the log for an attempt that failed.
func (e SignIn) failed(why string) []Operation {
	return []Operation{{At: e.At, Kind: SignInFailed, Of: e.Name, Says: why, From: e.From}}
}

// noted returns the line of the log for what came of the attempt.
func (e SignIn) noted(kind OperationKind) []Operation {
	o := Operation{At: e.At, By: e.Name, Kind: kind, Of: e.Name, From: e.From}
	if kind.Failed() {
		o.By = "" // nobody knows who it was
	}
	return []Operation{o}
}

// SetPassword keeps the hash of the password that the person has chosen, and returns
// the account with it. The caller ends what was signed in with the old one.
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
