package workflow

import (
	"regexp"
	"slices"
	"time"
)

// Role is what a person does in the office.
type Role string

const (
	Clerk      Role = "clerk"
	Supervisor Role = "supervisor"
	Auditor    Role = "auditor"
	Admin      Role = "admin"
)

// Powers are what a role may do.
type Powers struct {
	Code  Role
	Label string
	Reads bool // applications of the own office
	Below bool // also those of the offices below
	Acts  bool // does something to applications
	Runs  bool // users, offices, calendar
}

// Roles are all roles with their Chinese words and powers. The administrator
// sees no application.
var Roles = []Powers{
	{Clerk, "经办人", true, false, true, false},
	{Supervisor, "审核签发人", true, true, true, false},
	{Auditor, "审计统计", true, true, false, false},
	{Admin, "系统管理员", false, false, false, true},
}

// Powers are the powers of the role; none for a role that does not exist.
func (r Role) Powers() Powers {
	i := slices.IndexFunc(Roles, func(p Powers) bool { return p.Code == r })
	if i < 0 {
		return Powers{Code: r, Label: string(r)}
	}
	return Roles[i]
}

// User is a person who signs in.
type User struct {
	Name     string // what is typed to sign in; unique
	Display  string // how the journal shows the person; Name when empty
	Office   string // code
	Role     Role
	Disabled bool
	Password string // the hash, never the password
	Since    time.Time
}

var userName = regexp.MustCompile(`^[\p{L}\p{N}._-]{1,40}$`)

// Validate says what is wrong with the user, if anything.
func (u User) Validate() error {
	switch {
	case !userName.MatchString(u.Name):
		return Errorf(Invalid, "用户名“%s”只能用 1 至 40 个文字、数字、点、下划线或连字符", u.Name)
	case u.Office == "":
		return Errorf(Invalid, "请指定用户所在机关")
	case !slices.ContainsFunc(Roles, func(p Powers) bool { return p.Code == u.Role }):
		return Errorf(Invalid, "角色“%s”不存在；可用 clerk、supervisor、auditor、admin", u.Role)
	}
	return nil
}

// Shown is the name that others read.
func (u User) Shown() string {
	if u.Display != "" {
		return u.Display
	}
	return u.Name
}
