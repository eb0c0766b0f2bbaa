package views

import (
	"time"

	"gongkai/views/sheet"
	"gongkai/workflow/account"
)

// OfficesPage is the tree of offices for the administrator.
type OfficesPage struct {
	Frame
	Caption string
	Rows    []OfficeRow
	Fields  []Field // of a new office
}

// OfficeRow is one office. Depth is its level below the top.
type OfficeRow struct {
	Code, Name, Parent, Class string
	URL                       string // where it is changed
	Pair                      bool   // 两人办理
	Told                      bool   // the bodies of its remedies are written down
}

// OfficePage is one office to change.
type OfficePage struct {
	Frame
	Heading, URL string
	Main         []Field
	Bodies       []Field // of its remedies
	Back         Link

	Numbering Field
	Example   string // the next number as it would be written
	Users     []UserRow
}

// HelpPage lists keys and pages in words.
type HelpPage struct {
	Frame
	Keys  []Pair
	Pages []Pair
	Roles []Pair
}

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

// OperationsPage is the log of administration.
type OperationsPage struct {
	Frame
	Filters []Field
	Clear   string // the address of the whole log, where only a part is shown
	Caption string
	Rows    []OperationRow
	Empty   string
	Pager   Pager
	Export  Link
}

// OperationRow is one line of the log.
type OperationRow struct {
	At, By, Kind, Of, Says, From string
	Failed                       bool
}

func (OperationsPage) template() string { return "operations" }

// OperationRows puts lines of the log into a table.
func OperationRows(all []account.Operation) []OperationRow {
	var out []OperationRow
	for _, o := range all {
		out = append(out, OperationRow{Moment(o.At), o.By, o.Kind.Label(), o.Of, o.Says, o.From, o.Kind.Failed()})
	}
	return out
}

// OperationTable is the log as it is exported.
func OperationTable(all []account.Operation) sheet.Table {
	t := sheet.Table{Title: "管理日志", Head: []string{"时间", "用户", "事项", "结果", "对象", "说明", "来源地址"}}
	for _, r := range OperationRows(all) {
		result := map[bool]string{true: "失败", false: "成功"}[r.Failed]
		t.Rows = append(t.Rows, []string{r.At, r.By, r.Kind, result, r.Of, r.Says, r.From})
	}
	return t
}

// SecurityPage is where the three powers are separated and a profile is chosen.
type SecurityPage struct {
	Frame
	Warning   string // that one person holds all three powers
	Separated bool
	Keepers   []Pair // who holds each of the three roles
	Confirm   Field  // the word that is typed to switch the separation
	Profiles  []ProfileChoice
	Rules     []RuleRow
}

// ProfileChoice is a profile that may be chosen.
type ProfileChoice struct {
	Code, Label string
	Chosen      bool
}

// RuleRow is one rule with its value in each profile.
type RuleRow struct {
	Label  string
	Values []string
}

func (SecurityPage) template() string { return "security" }

// ProfileChoices are all profiles, and their rules side by side.
func ProfileChoices(chosen account.Profile) ([]ProfileChoice, []RuleRow) {
	var choices []ProfileChoice
	var rules []RuleRow
	for i, p := range account.Profiles {
		choices = append(choices, ProfileChoice{p.Code, p.Label, p.Code == chosen.Code})
		for j, w := range p.Words() {
			if i == 0 {
				rules = append(rules, RuleRow{Label: w[0]})
			}
			rules[j].Values = append(rules[j].Values, w[1])
		}
	}
	return choices, rules
}

// SystemPage is how the installation stands: counts and sizes, no content.
type SystemPage struct {
	Frame
	Warnings []string
	Parts    []SystemPart
}

// SystemPart is one group of what is told.
type SystemPart struct {
	Heading string
	Pairs   []Pair
}

func (SystemPage) template() string { return "system" }
