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

// OfficeRow is one office of the tree.
type OfficeRow struct {
	Code, Name, Parent, Class string // Parent: "" on top; Class: how far it is indented
	URL                       string // where it is changed
	Pair                      bool   // 两人办理
	Told                      bool   // the bodies of its remedies are filled in
}

// OfficePage is one office to change.
type OfficePage struct {
	Frame
	Heading, URL string  // URL: where its forms go
	Main         []Field // name and who may sign, among others
	Bodies       []Field // the bodies of its remedies
	Back         Link

	Numbering Field     // the pattern of its numbers
	Example   string    // the next number as it would be written
	Users     []UserRow // who work there
}

// HelpPage lists the keys, the pages and what each role may do, in words.
type HelpPage struct {
	Frame
	Keys  []Pair
	Pages []Pair
	Roles []Pair
}

// UsersPage is the list of users for those who administer them.
type UsersPage struct {
	Frame
	Warning string   // that one person holds all three powers; "" if nobody does
	Offices []Option // to filter by
	Caption string
	Rows    []UserRow
	Fields  []Field // of a new user; none for readers who may not add one
	Hint    string  // what has to happen before a new user can work, "" for nothing
}

// UserRow is one user. Self marks the reader, who cannot change their own account
// here.
type UserRow struct {
	URL, Name, Display, Office, Role string // Name: what is typed to sign in
	State                            Badge
	Self                             bool
}

// UserPage is one user to change, with a form for each thing that may be done.
type UserPage struct {
	Frame
	Heading string
	Back    Link
	Facts   []Pair
	Self    bool // the reader's own account: there are no forms
	Places  []PlaceRow
	Forms   []AccountForm
}

// PlaceRow is one place from which somebody signed in to an account, or tried to.
type PlaceRow struct {
	At, Known, Tried string // Known: the last time the person got in, "" for never
	State            Badge
}

// placesShown is how many places a page lists: those that guess may be thousands.
const placesShown = 50

// PlaceRows are the places of an account as rows, those tried last first. The names of
// browsers are not shown.
func (t Language) PlaceRows(all []account.Place, now time.Time) []PlaceRow {
	var out []PlaceRow
	for _, p := range all[:min(len(all), placesShown)] {
		row := PlaceRow{At: p.At, Known: Moment(p.Known), Tried: Moment(p.Tried)}
		if p.Browser() {
			row.At = t.T("登录过的浏览器")
		}
		switch {
		case now.Before(p.Locked):
			row.State = Badge{Word: t.T("锁定至 %s", Moment(p.Locked)), Class: "near"}
		case p.Familiar(now):
			row.State = Badge{Word: t.T("登录过"), Class: "done"}
		default:
			row.State = Badge{Word: t.T("陌生"), Class: "provisional"}
		}
		out = append(out, row)
	}
	return out
}

// AccountForm is one thing that may be done to an account.
type AccountForm struct {
	Act     account.Act // what the form asks for
	Heading string
	Hint    string // what it leads to, "" where that is plain
	Fields  []Field
	Button  string
}

func (UserPage) template() string { return "user" }

// AccountState says whether an account can be used, as a badge. The first of several
// reasons against it is named.
func (t Language) AccountState(u account.User, now time.Time) Badge {
	switch {
	case u.Role == "":
		return Badge{Word: t.T("未授权"), Class: "provisional"}
	case u.Disabled:
		return Badge{Word: t.T("停用"), Class: "stopped"}
	case now.Before(u.Locked):
		return Badge{Word: t.T("陌生地址锁定至 %s", Moment(u.Locked)), Class: "near"}
	}
	return Badge{Word: t.T("在用"), Class: "done"}
}

// OperationsPage is the log of administration.
type OperationsPage struct {
	Frame
	Filters []Field
	Clear   string // the address of the whole log, "" where all of it is shown
	Caption string
	Rows    []OperationRow
	Empty   string // said if there are no rows
	Pager   Pager
	Export  Link // to the same lines as a file
}

// OperationRow is one line of the log. From is the address it came from, "" for the
// machine itself.
type OperationRow struct {
	At, By, Kind, Of, Says, From string
	Failed                       bool // it was tried and refused, such as a wrong password
}

func (OperationsPage) template() string { return "operations" }

// OperationRows are lines of the log as rows, in the same order.
func OperationRows(all []account.Operation) []OperationRow {
	var out []OperationRow
	for _, o := range all {
		out = append(out, OperationRow{Moment(o.At), o.By, o.Kind.Label(), o.Of, o.Says, o.From, o.Kind.Failed()})
	}
	return out
}

// OperationTable is the log as it is exported. It is in Chinese, whatever language
// the reader uses.
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
	Warning   string // that one person holds all three powers; "" if nobody does
	Separated bool
	Keepers   []Pair // who holds each of the three roles
	Confirm   Field  // the word that has to be typed to switch the separation
	Profiles  []ProfileChoice
	Chosen    string    // the code of the profile that the page shows as chosen
	Rules     []RuleRow // the profiles side by side
}

// ProfileChoice is a security profile to choose.
type ProfileChoice struct {
	Code, Label string
	Chosen      bool
}

// RuleRow is one rule with its value in each profile, in the order of the choices.
type RuleRow struct {
	Label  string
	Values []string
}

func (SecurityPage) template() string { return "security" }

// ProfileChoices are all profiles, and their rules side by side. Every profile has
// the same rules in the same order.
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

// SystemPage says how the installation is doing: counts and sizes, no content.
type SystemPage struct {
	Frame
	Warnings []string // what somebody should see to; none if all is well
	Parts    []SystemPart
}

// SystemPart is one group of facts.
type SystemPart struct {
	Heading string
	Pairs   []Pair
}

func (SystemPage) template() string { return "system" }

// BackupsPage is where backups are planned and found again.
type BackupsPage struct {
	Frame
	Warnings  []string // what somebody should see to; none if all is well
	Facts     []Pair   // how the last ones went
	Busy      bool     // one is being made
	Ready     bool     // there is a folder to make one in
	Plan      []Field
	Caption   string
	Rows      []BackupRow // those on this server, the latest first
	Take      []Field     // which to download, and the password; none where nobody may
	Separated bool        // nobody may, because the three administrators are separated
}

// BackupRow is one backup that is kept.
type BackupRow struct{ Name, At, Size string }

func (BackupsPage) template() string { return "backups" }
