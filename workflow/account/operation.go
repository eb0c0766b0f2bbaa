package account

import (
	"context"
	"slices"
	"time"

	"gongkai/workflow/calendar"
)

// OperationKind is the kind of thing that was done to the installation.
type OperationKind string

// The kinds of operations. The text is what the database keeps.
const (
	SignedIn     OperationKind = "signed_in"
	SignInFailed OperationKind = "sign_in_failed"
	LockedOut    OperationKind = "locked_out"
	SignedOut    OperationKind = "signed_out"
	PasswordSet  OperationKind = "password"
	UserAdded    OperationKind = "user_added"
	UserNamed    OperationKind = "user_named"
	UserGranted  OperationKind = "user_granted"
	UserDisabled OperationKind = "user_disabled"
	UserEnabled  OperationKind = "user_enabled"
	UserReset    OperationKind = "user_reset"
	UserUnlocked OperationKind = "user_unlocked"

	FactorSet       OperationKind = "factor_set"
	FactorCodes     OperationKind = "factor_codes"
	FactorDropped   OperationKind = "factor_dropped"
	FactorForgotten OperationKind = "factor_forgotten"
	SessionEnded    OperationKind = "session_ended"
	SessionsEnded   OperationKind = "sessions_ended"

	OfficeAdded    OperationKind = "office_added"
	OfficeChanged  OperationKind = "office_changed"
	CalendarSet    OperationKind = "calendar"
	SeparationSet  OperationKind = "separation"
	ProfileSet     OperationKind = "profile"
	Exported       OperationKind = "exported"
	Revealed       OperationKind = "revealed"
	JournalChecked OperationKind = "checked"
	LedgerBegun    OperationKind = "ledger_begun"
	BackedUp       OperationKind = "backed_up"
	BackupFailed   OperationKind = "backup_failed"
	BackupPlanned  OperationKind = "backup_planned"
	Restored       OperationKind = "restored"
	Moved          OperationKind = "moved"
)

// OperationKinds are all kinds with their Chinese labels, and whether each is an
// attempt that failed.
var OperationKinds = []struct {
	Code   OperationKind
	Label  string
	Failed bool
}{
	{SignedIn, "登录", false}, {SignInFailed, "登录失败", true}, {LockedOut, "锁定", true}, {SignedOut, "退出", false},
	{PasswordSet, "修改自己的密码", false},
	{UserAdded, "新建用户", false}, {UserNamed, "修改显示姓名", false}, {UserGranted, "授权", false}, {UserDisabled, "停用用户", false},
	{UserEnabled, "启用用户", false}, {UserReset, "重置密码", false}, {UserUnlocked, "解除锁定", false},
	{FactorSet, "设置动态码", false}, {FactorCodes, "更换恢复码", false},
	{FactorDropped, "取消自己的动态码", false}, {FactorForgotten, "取消用户的动态码", false},
	{SessionEnded, "结束自己在别处的登录", false}, {SessionsEnded, "结束用户的登录", false},
	{OfficeAdded, "新建机关", false}, {OfficeChanged, "修改机关", false}, {CalendarSet, "改动日历", false},
	{SeparationSet, "三员分立", false}, {ProfileSet, "安全策略", false},
	{Exported, "导出", false}, {Revealed, "查看证件号码", false}, {JournalChecked, "核验办理记录", false},
	{LedgerBegun, "纳入存证", false},
	{BackedUp, "备份", false}, {BackupFailed, "备份失败", true}, {BackupPlanned, "定时备份", false},
	{Restored, "恢复备份", false}, {Moved, "数据库搬家", false},
}

// Label returns the kind in Chinese; its code if there is no such kind.
func (k OperationKind) Label() string {
	for _, row := range OperationKinds {
		if row.Code == k {
			return row.Label
		}
	}
	return string(k)
}

// Failed reports whether the kind is an attempt that failed.
func (k OperationKind) Failed() bool {
	return slices.ContainsFunc(OperationKinds, func(row struct {
		Code   OperationKind
		Label  string
		Failed bool
	}) bool {
		return row.Code == k && row.Failed
	})
}

// Operation is one line of the log of administration (管理日志): who did what, and when. It
// never says anything about an applicant.
type Operation struct {
	ID   int64 // the place in the log; 0 until it is written
	At   time.Time
	By   string // the account; "" for somebody who has none or is not known
	Kind OperationKind
	Of   string // the account, the office or the report that it is about
	Says string // what exactly, in Chinese
	From string // the address from which it was done; "" at the machine itself
}

// OperationQuery asks for lines of the log. A field that is empty sets no condition.
type OperationQuery struct {
	By       string // the account that did it, or that it was about
	Kind     OperationKind
	From, To calendar.Date // days in China, both included
	Limit    int           // 0: all
	Offset   int
}

// Span returns the time the query asks for, without its end; a zero time sets no limit.
func (q OperationQuery) Span() (from, to time.Time) {
	if q.From != "" {
		from = q.From.Noon().Add(-12 * time.Hour)
	}
	if q.To != "" {
		to = q.To.Noon().Add(12 * time.Hour)
	}
	return from, to
}

// Matches reports whether the query asks for the line.
func (q OperationQuery) Matches(o Operation) bool {
	from, to := q.Span()
	return (q.By == "" || o.By == q.By || o.Of == q.By) && (q.Kind == "" || o.Kind == q.Kind) &&
		!o.At.Before(from) && (to.IsZero() || o.At.Before(to))
}

// Decision is what an act of administration wants kept. Settings nil leaves them as
// they are.
type Decision struct {
	AddUsers, SetUsers     []User
	AddOffices, SetOffices []Office
	SetPlaces              []Place  // known from now on, or changed
	Unlock                 []string // accounts whose places are all open again
	Settings               *Settings
	Operations             []Operation
}

// Store keeps offices, accounts, the settings of the installation and the log of what
// was done to it. Its contract is tested by gongkai/workflow/storetest.
type Store interface {
	// AddOffice adds an office. A code that is taken is a Conflict, a parent that does
	// not exist is Invalid.
	AddOffice(ctx context.Context, o Office) error
	// SetOffice saves the office with this code; NotFound if there is none.
	SetOffice(ctx context.Context, o Office) error
	// Offices returns all offices in order of code.
	Offices(ctx context.Context) ([]Office, error)
	// AddUser adds a user. A name that is taken is a Conflict, an office that does not
	// exist is Invalid.
	AddUser(ctx context.Context, u User) error
	// SetUser saves the user of this name; NotFound if there is none.
	SetUser(ctx context.Context, u User) error
	// User returns the user of this name; NotFound if there is none.
	User(ctx context.Context, name string) (User, error)
	// Users returns all users in order of name.
	Users(ctx context.Context) ([]User, error)

	// Settings returns the settings of the installation; the zero Settings before any
	// were kept.
	Settings(ctx context.Context) (Settings, error)
	// Administer shows decide the installation and keeps what it decides, with the
	// lines of the log, all or none, one decision at a time. If decide fails nothing is
	// kept. It may be called again. What is added or changed is refused as AddUser,
	// SetUser, AddOffice and SetOffice would refuse it.
	Administer(ctx context.Context, decide func(Installation) (Decision, error)) error
	// Attempt is Administer for a decision about signing in to the account of this name:
	// decide is also shown what is known of the places named.
	Attempt(ctx context.Context, name string, places []string,
		decide func(Installation, []Place) (Decision, error)) error
	// Places returns what is known of the places named for the account of this name, of
	// all its places if none is named, the last tried first.
	Places(ctx context.Context, name string, places ...string) ([]Place, error)
	// Note writes lines into the log that go with no decision, all or none.
	Note(ctx context.Context, lines []Operation) error
	// Operations returns a page of the log, the latest first, and how many lines match
	// in all.
	Operations(ctx context.Context, q OperationQuery) ([]Operation, int, error)
}
