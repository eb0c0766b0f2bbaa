package models

import (
	"time"

	"gongkai/workflow/account"
)

// userRow is one row of users.
type userRow struct {
	Name       string `gorm:"primaryKey"`
	Display    string
	Office     string
	Role       string
	Disabled   bool
	Password   string
	Since      string
	Renewed    string
	ForeignSet bool
	Revision   int
	Failures   int
	Locked     string
	Session    string
}

// TableName implements GORM's Tabler.
func (userRow) TableName() string { return "users" }

func userAs(u account.User) userRow {
	return userRow{
		Name: u.Name, Display: u.Display, Office: u.Office, Role: string(u.Role), Disabled: u.Disabled, Password: u.Password,
		Since: moment(u.Since), Renewed: perhaps(u.Renewed),
		ForeignSet: u.Foreign, Revision: u.Revision, Failures: u.Failures,
		Locked: perhaps(u.Locked), Session: u.Session,
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
	return u, err
}

// perhaps is a moment that may not have come: "" is none.
func perhaps(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return moment(t)
}

func perhapsOf(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return momentOf(s)
}
