package views

import (
	"time"

	"gongkai/workflow/account"
)

// UsersPage is the list of users for those who administer them.
type UsersPage struct {
	Frame
	Warning string // that one person holds all three powers
	Offices []Option
	Caption string
	Rows    []UserRow
	Fields  []Field // of a new user; none for who may not make one
	Hint    string  // what becomes of a new user
}

// UserRow is one user. Self is the reader, who changes nothing of his own here.
type UserRow struct {
	URL, Name, Display, Office, Role string
	State                            Badge
	Self                             bool
}

// UserPage is one user to change.
type UserPage struct {
	Frame
	Heading string
	Back    Link
	Facts   []Pair
	Self    bool
	Forms   []AccountForm
}

// AccountForm is one thing that may be done to an account.
type AccountForm struct {
	Act     account.Act
	Heading string
	Hint    string
	Fields  []Field
	Button  string
}

func (UserPage) template() string { return "user" }

// AccountState is how an account stands.
func (t Tongue) AccountState(u account.User, now time.Time) Badge {
	switch {
	case u.Role == "":
		return Badge{Word: t.T("未授权"), Class: "provisional"}
	case u.Disabled:
		return Badge{Word: t.T("停用"), Class: "stopped"}
	case now.Before(u.Locked):
		return Badge{Word: t.T("锁定至 %s", Moment(u.Locked)), Class: "near"}
	}
	return Badge{Word: t.T("在用"), Class: "done"}
}
