package account

import (
	"context"
	"time"

	"gongkai/workflow/fault"
)

// SignIn is one attempt to sign in.
type SignIn struct {
	Name, From, Session string // the account, the address it comes from, and the new sign-in
	Browser             string // the name that the browser was given; "" if it has none
	Proof               Proof  // the second factor, if it was given
	Again               bool   // the person is signed in already, and gave it then
	At                  time.Time
}

// Place returns the place that an attempt counts for, as the store knows it.
func (d *Actor) Place(ctx context.Context, e SignIn) (Place, error) {
	known, err := d.Store.Places(ctx, e.Name, e.places()...)
	return e.place(known), err
}

// Enter records that the password was right, and returns the account as it is now. The
// address and the browser are familiar from now on. It is Forbidden for somebody shut
// out meanwhile. Of an account with a second factor the proof is used up here, so that
// of two who give the same at once only one gets in; the other's is Invalid.
func (d *Actor) Enter(ctx context.Context, e SignIn) (User, error) {
	var out User
	err := d.attempt(ctx, e, func(h Installation, known []Place) (Decision, error) {
		u, err := h.user(e.Name)
		if err == nil && (!u.enters() || h.Settings.Rules().Bars(u, e.place(known), e.At)) {
			err = fault.Errorf(fault.Forbidden, "这个用户不能登录")
		}
		if err == nil && u.Factor.On() && !e.Again && !u.Factor.spend(e.Proof) {
			err = errSpent
		}
		u.Failures, u.Session = 0, e.Session // what has shut strange places stays: they are still strange
		out = u
		familiar := []Place{}
		for _, at := range e.places() {
			familiar = append(familiar, Place{User: u.Name, At: at, Known: e.At, Tried: e.At})
		}
		return Decision{SetUsers: []User{u}, SetPlaces: familiar, Operations: e.noted(SignedIn, "")}, err
	})
	return out, err
}

// attempt keeps a decision about an attempt to sign in. Afterwards the actor reads
// everything anew.
func (d *Actor) attempt(ctx context.Context, e SignIn, decide func(Installation, []Place) (Decision, error)) error {
	defer d.memory.Forget()
	return d.Store.Attempt(ctx, e.Name, e.places(), decide)
}

// FailSecond records that the password was right and the second factor was not. Enough
// of these shut the place, and enough from wherever shut all places where the person
// never signed in: only who knows the password can bring that about.
func (d *Actor) FailSecond(ctx context.Context, e SignIn) error {
	return d.attempt(ctx, e, func(h Installation, known []Place) (Decision, error) {
		u, err := h.user(e.Name)
		rules, from := h.Settings.Rules(), e.place(known)
		if err != nil || rules.Bars(u, from, e.At) {
			return Decision{Operations: e.failed("锁定期间")}, err
		}
		out := Decision{Operations: e.failed("密码对，动态码不对")}
		if from.fail(rules, e.At) {
			out.Operations = append(out.Operations, e.noted(LockedOut, "这个地址")...)
		}
		if u.Factor.Failures++; u.Factor.Failures >= rules.Failures {
			u.Factor.Failures, u.Factor.Locked = 0, e.At.Add(rules.Wait)
			out.Operations = append(out.Operations, e.noted(LockedOut, "所有陌生地址")...)
		}
		out.SetUsers, out.SetPlaces = []User{u}, []Place{from}
		return out, nil
	})
}

// Fail records that the password or the name was wrong, or that no one may sign in from
// there now. Enough wrong passwords shut the place from which they come. Enough of them
// from places where the person never signed in shut all such places, but not those that
// the person knows. While a place is shut none are counted.
func (d *Actor) Fail(ctx context.Context, e SignIn) error {
	return d.attempt(ctx, e, func(h Installation, known []Place) (Decision, error) {
		u, err := h.user(e.Name)
		rules, from := h.Settings.Rules(), e.place(known)
		switch {
		case err != nil: // what was typed may be anything, a password even: it is not kept
			unknown := Operation{At: e.At, Kind: SignInFailed, Says: "没有这个用户", From: e.From}
			return Decision{Operations: []Operation{unknown}}, nil //nolint:nilerr // this is what is noted
		case u.Disabled:
			return Decision{Operations: e.failed("已停用")}, nil
		case rules.Bars(u, from, e.At):
			return Decision{Operations: e.failed("锁定期间")}, nil
		}
		out := Decision{Operations: e.failed("密码不对")}
		if from.fail(rules, e.At) {
			out.Operations = append(out.Operations, e.noted(LockedOut, "这个地址")...)
		}
		if !from.Familiar(e.At) && rules.fail(&u, e.At) {
			out.Operations = append(out.Operations, e.noted(LockedOut, "所有陌生地址")...)
		}
		out.SetUsers, out.SetPlaces = []User{u}, []Place{from}
		return out, nil
	})
}

// failed returns the line of the log for an attempt that failed.
func (e SignIn) failed(why string) []Operation {
	return []Operation{{At: e.At, Kind: SignInFailed, Of: e.Name, Says: why, From: e.From}}
}

// noted returns the line of the log for what came of the attempt.
func (e SignIn) noted(kind OperationKind, says string) []Operation {
	o := Operation{At: e.At, By: e.Name, Kind: kind, Of: e.Name, Says: says, From: e.From}
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
