package models

import (
	"time"

	"gongkai/workflow/account"
)

// userRow is one row of users.
type userRow struct {
	Name       string `gorm:"primaryKey"` // typed to sign in
	Display    string // shown in the journal; "" means Name
	Office     string // code
	Role       string
	Disabled   bool
	Password   string // its hash, never the password
	Since      string // when the account was made
	Renewed    string // when the password was last set, "" if with the account
	ForeignSet bool   // the password was set by somebody else
	Revision   int    // grows with each change made by another, which ends all sessions
	Failures   int    // wrong passwords since the last right one
	Locked     string // until when signing in is refused, "" for not locked
	Session    string // names the latest sign-in, "" for none

	Factor factorColumns `gorm:"embedded;embeddedPrefix:factor_"`
}

// factorColumns are the columns of a second factor.
type factorColumns struct {
	Secret   string // sealed if there is a key, "" for no second factor
	Since    string // when it was set up, "" for none
	Step     int64  // of the last code
	Codes    string // hashes of the recovery codes that are left, between blanks
	Failures int    // wrong codes since the last right one
	Locked   string // until when no code is taken from a strange place, "" for not locked
}

func factorAs(f account.Factor) factorColumns {
	return factorColumns{f.Secret, perhaps(f.Since), f.Step, f.Codes, f.Failures, perhaps(f.Locked)}
}

func (c factorColumns) factor() (account.Factor, error) {
	out := account.Factor{Secret: c.Secret, Step: c.Step, Codes: c.Codes, Failures: c.Failures}
	var err error
	if out.Since, err = perhapsOf(c.Since); err == nil {
		out.Locked, err = perhapsOf(c.Locked)
	}
	return out, err
}

// TableName implements GORM's Tabler.
func (userRow) TableName() string { return "users" }

func userAs(u account.User) userRow {
	return userRow{
		Name: u.Name, Display: u.Display, Office: u.Office, Role: string(u.Role), Disabled: u.Disabled, Password: u.Password,
		Since: moment(u.Since), Renewed: perhaps(u.Renewed),
		ForeignSet: u.Foreign, Revision: u.Revision, Failures: u.Failures,
		Locked: perhaps(u.Locked), Session: u.Session, Factor: factorAs(u.Factor),
	}
}

func (r userRow) user() (account.User, error) {
	since, err := momentOf(r.Since)
	u := account.User{
		Name: r.Name, Display: r.Display, Office: r.Office,
		Role: account.Role(r.Role), Disabled: r.Disabled, Password: r.Password,
		Since: since, Foreign: r.ForeignSet, Revision: r.Revision, Failures: r.Failures, Session: r.Session,
	}
	if err == nil {
		u.Renewed, err = perhapsOf(r.Renewed)
	}
	if err == nil {
		u.Locked, err = perhapsOf(r.Locked)
	}
	if err == nil {
		u.Factor, err = r.Factor.factor()
	}
	return u, err
}

// perhaps is the text of a moment that may not have come: "" for the zero time.
func perhaps(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return moment(t)
}

// perhapsOf reads what perhaps wrote.
func perhapsOf(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return momentOf(s)
}
