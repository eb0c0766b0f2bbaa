package account

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"gongkai/workflow/fault"
)

// Role is what a person does in the office.
type Role string

// The roles; [Roles] has their Chinese labels and powers. "" is an account not yet
// authorised.
const (
	Clerk      Role = "clerk"
	Supervisor Role = "supervisor"
	Auditor    Role = "auditor"
	Admin      Role = "admin"
	Security   Role = "security"
	Inspector  Role = "inspector"
)

// Powers are what a role may do.
type Powers struct {
	Code  Role
	Label string // 中文
	Reads bool   // sees the applications of its office
	Below bool   // and those of the offices below
	Acts  bool   // takes steps on applications
	Runs  bool   // keeps accounts, offices, the calendar and numbering

	Guards   bool // gives roles, resets passwords, disables accounts
	Inspects bool // reads the log of administration
}

// Roles are all roles with their Chinese labels and the powers each has by itself;
// [Settings.Powers] adds what holds while the three administrators are not separated.
// None of those three (三员) sees an application.
var Roles = []Powers{
	{Code: Clerk, Label: "经办人", Reads: true, Acts: true},
	{Code: Supervisor, Label: "审核签发人", Reads: true, Below: true, Acts: true},
	{Code: Auditor, Label: "审计统计", Reads: true, Below: true},
	{Code: Admin, Label: "系统管理员", Runs: true},
	{Code: Security, Label: "安全管理员", Guards: true},
	{Code: Inspector, Label: "安全审计员", Inspects: true},
}

// Powers returns the powers of the role; none for a role that does not exist.
func (r Role) Powers() Powers {
	i := slices.IndexFunc(Roles, func(p Powers) bool { return p.Code == r })
	switch {
	case r == "":
		return Powers{Label: "未授权"}
	case i < 0:
		return Powers{Code: r, Label: string(r)}
	}
	return Roles[i]
}

// User is a person who signs in.
type User struct {
	Name     string    // what is typed to sign in; unique, never changed
	Display  string    // how others see the person; "" means Name
	Office   string    // the code
	Role     Role      // "": not yet authorised
	Disabled bool      // cannot sign in, and does nothing more
	Password string    // the hash, never the password; "": cannot sign in
	Since    time.Time // when the account was made

	Renewed  time.Time // when the password was set; zero: with the account
	Foreign  bool      // the password was set by somebody else
	Revision int       // grows with every change by somebody else, which ends all sign-ins
	Failures int       // wrong passwords from unfamiliar places since the last right one
	Locked   time.Time // until then nobody can sign in from an unfamiliar place
	Session  string    // names the latest sign-in
	Factor   Factor    // the second factor; zero: none
}

// userName keeps names to what can be typed and written into a journal.
var userName = regexp.MustCompile(`^[\p{L}\p{N}._-]{1,40}$`)

// Validate returns what is wrong with the user, or nil. Whether the office exists is
// for the store.
func (u User) Validate() error {
	switch {
	case !userName.MatchString(u.Name):
		return fault.InputName.Wrong("用户名“%s”只能用 1 至 40 个文字、数字、点、下划线或连字符", u.Name)
	case u.Office == "":
		return fault.InputOffice.Wrong("请指定用户所在机关")
	case u.Role == "" && u.Disabled: // made, not yet authorised
	case !slices.ContainsFunc(Roles, func(p Powers) bool { return p.Code == u.Role }):
		return fault.InputRole.Wrong("角色“%s”不存在；可用 %s", u.Role, roleCodes())
	}
	return nil
}

// roleCodes returns the codes of all roles, for an error.
func roleCodes() string {
	var out []string
	for _, p := range Roles {
		out = append(out, string(p.Code))
	}
	return strings.Join(out, "、")
}

// enters reports whether the user can sign in at all, locked or not.
func (u User) enters() bool { return !u.Disabled && u.Password != "" && u.Role != "" }

// DisplayName returns the name that others read.
func (u User) DisplayName() string {
	if u.Display != "" {
		return u.Display
	}
	return u.Name
}
