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
	Label string
	Reads bool // applications of the own office
	Below bool // also those of the offices below
	Acts  bool // does something to applications
	Runs  bool // makes accounts, offices, the calendar, numbers

	Guards   bool // gives roles, resets passwords, shuts out
	Inspects bool // reads the log of administration
}

// Roles are all roles with their Chinese words and the powers they have of
// themselves; what is added where the administrator does everything, [Settings]
// says. None of the last three sees an application (三员).
var Roles = []Powers{
	{Code: Clerk, Label: "经办人", Reads: true, Acts: true},
	{Code: Supervisor, Label: "审核签发人", Reads: true, Below: true, Acts: true},
	{Code: Auditor, Label: "审计统计", Reads: true, Below: true},
	{Code: Admin, Label: "系统管理员", Runs: true},
	{Code: Security, Label: "安全管理员", Guards: true},
	{Code: Inspector, Label: "安全审计员", Inspects: true},
}

// Powers are the powers of the role; none for a role that does not exist.
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
	Name     string // what is typed to sign in; unique
	Display  string // how the journal shows the person; Name when empty
	Office   string // code
	Role     Role
	Disabled bool
	Password string // the hash, never the password
	Since    time.Time

	Renewed  time.Time // when the password was set; zero: with the account
	Foreign  bool      // the password was set by somebody else
	Revision int       // grows with every change by another; ends what was signed in before
	Failures int       // wrong passwords since the last right one
	Locked   time.Time // nobody gets in before
	Session  string    // names the latest sign-in
}

var userName = regexp.MustCompile(`^[\p{L}\p{N}._-]{1,40}$`)

// Validate says what is wrong with the user, if anything.
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

func roleCodes() string {
	var out []string
	for _, p := range Roles {
		out = append(out, string(p.Code))
	}
	return strings.Join(out, "、")
}

// enters says whether the user can sign in at all.
func (u User) enters() bool { return !u.Disabled && u.Password != "" && u.Role != "" }

// Shown is the name that others read.
func (u User) Shown() string {
	if u.Display != "" {
		return u.Display
	}
	return u.Name
}
