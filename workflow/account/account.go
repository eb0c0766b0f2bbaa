package account

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"gongkai/workflow/backup"
	"gongkai/workflow/fault"
	"gongkai/workflow/merge"
)

// Act names one thing that an administrator does to somebody else's account.
type Act string

// The acts on accounts; accountActs says which power each needs.
const (
	NameAccount    Act = "name"
	GrantAccount   Act = "grant"
	DisableAccount Act = "disable"
	EnableAccount  Act = "enable"
	ResetAccount   Act = "reset"
	UnlockAccount  Act = "unlock"
	ForgetFactor   Act = "factor"
	EndSessions    Act = "end"
)

// Change is what an act makes of an account. Which fields are read depends on the act.
type Change struct {
	Act     Act
	Display string // the new display name, of NameAccount
	Role    Role   // the new role, of GrantAccount
	Office  string // the code of the new office, of GrantAccount
	Hash    string // of a new password, never the password itself; of ResetAccount
	Typed   string // the name of the account, typed to confirm DisableAccount
	Vouched string // an address that counts as familiar from now on, of UnlockAccount; "": none
	From    string // the address from which it is done
	At      time.Time
	Seen    map[string]string // what the page showed, see [User.Values]; nil: nothing is compared
}

// onto lays what the act sets over the account as it stands: what the page showed and
// the person left alone is as it is now. What both changed is a [*merge.Conflict].
func (c *Change) onto(u User) error {
	if c.Seen == nil {
		return nil
	}
	var changes merge.Changes
	typed := User{Role: c.Role, Office: c.Office, Display: c.Display}.Values()
	for name, seen := range c.Seen {
		changes = append(changes, merge.Change{Name: name, Seen: seen, Typed: typed[name]})
	}
	stands := u.Values()
	write, err := changes.Onto(stands)
	maps.Copy(stands, write)
	c.Role, c.Office, c.Display = Role(stands["role"]), stands["office"], stands["display"]
	return err
}

// Values are what the acts set of an account, by the names of the controls.
func (u User) Values() map[string]string {
	return map[string]string{"role": string(u.Role), "office": u.Office, "display": u.Display}
}

// accountActs are the acts. May is the power each needs, Kind how the log calls it, Do
// what it makes of the account, and Says what the log adds in Chinese; nil adds
// nothing. Opens: places that wrong passwords have shut are open again.
var accountActs = map[Act]struct {
	May   func(Powers) bool
	Kind  OperationKind
	Do    func(*User, Change) error
	Says  func(was, is User) string
	Opens bool
}{
	NameAccount: {May: mayRun, Kind: UserNamed, Do: func(u *User, c Change) error { u.Display = c.Display; return nil },
		Says: func(was, is User) string {
			return fmt.Sprintf("显示姓名由“%s”改为“%s”", was.DisplayName(), is.DisplayName())
		}},
	GrantAccount: {May: mayGuard, Kind: UserGranted, Do: grant, Says: granted},
	DisableAccount: {May: mayGuard, Kind: UserDisabled, Do: func(u *User, c Change) error {
		if c.Typed != u.Name {
			return fault.InputTyped.Wrong("请键入用户名 %s 以确认停用", u.Name)
		}
		u.Disabled = true
		return nil
	}},
	EnableAccount: {May: mayGuard, Kind: UserEnabled, Do: func(u *User, c Change) error {
		if u.Role == "" {
			return &fault.Error{Kind: fault.Refused, What: "这个用户还没有角色", Next: "请先授予角色"}
		}
		u.Disabled = false
		return nil
	}},
	ResetAccount: {May: mayGuard, Kind: UserReset, Opens: true, Do: func(u *User, c Change) error {
		// A new password also opens a locked account, but is not the person's own until
		// changed.
		u.Password, u.Renewed, u.Foreign, u.Failures, u.Locked = c.Hash, c.At, true, 0, time.Time{}
		return nil
	}},
	UnlockAccount: {May: mayGuard, Kind: UserUnlocked, Opens: true, Do: func(u *User, _ Change) error {
		u.Failures, u.Locked, u.Factor.Failures, u.Factor.Locked = 0, time.Time{}, 0, time.Time{}
		return nil
	}},
	EndSessions: {May: mayGuard, Kind: SessionsEnded, Do: func(*User, Change) error { return nil }}, // as every act does
	// For somebody whose device and recovery codes are lost. A new password should go with
	// it: the old one alone would open the account.
	ForgetFactor: {May: mayGuard, Kind: FactorForgotten, Do: func(u *User, _ Change) error {
		u.Factor = Factor{}
		return nil
	}},
}

// mayRun and mayGuard ask for one power each: to run the installation, and to
// authorise.
func mayRun(p Powers) bool   { return p.Runs }
func mayGuard(p Powers) bool { return p.Guards }

// grant gives a role and an office. Somebody who had no role yet may now sign in.
func grant(u *User, c Change) error {
	if c.Role == "" {
		return fault.InputRole.Wrong("请选择角色")
	}
	if u.Role == "" {
		u.Disabled = false
	}
	u.Role, u.Office = c.Role, c.Office
	return nil
}

// granted says in Chinese what was granted, for the log.
func granted(was, is User) string {
	var out []string
	if was.Role != is.Role {
		out = append(out, "角色由“"+was.Role.Powers().Label+"”改为“"+is.Role.Powers().Label+"”")
	}
	if was.Office != is.Office {
		out = append(out, "机关由 "+was.Office+" 改为 "+is.Office)
	}
	return strings.Join(out, "，")
}

// May reports whether these powers allow the act; no powers allow an unknown one.
func (a Act) May(p Powers) bool { row, ok := accountActs[a]; return ok && row.May(p) }

// allowed refuses whoever may not do something, as the installation knows the account
// at this moment: somebody shut out meanwhile does nothing more. need is the role that
// the refusal names.
func (d *Actor) allowed(h Installation, may func(Powers) bool, need string) error {
	if d.user == Operator {
		return nil
	}
	u, err := h.user(d.user.Name)
	if err != nil || u.Disabled || !may(h.Settings.Powers(u.Role)) {
		return &fault.Error{
			Kind: fault.Forbidden,
			What: "您的角色是“" + d.user.Role.Powers().Label + "”，不能办理这件事",
			Next: "请由" + need + "办理",
		}
	}
	return nil
}

// AddAccount makes an account for somebody, with a password that somebody else has set.
// If the three administrators are separated (三员分立) it has no role or password, and
// stays shut until the security administrator has authorised it
// (docs/adr/0025-three-administrators.md).
func (d *Actor) AddAccount(ctx context.Context, u User, from string, at time.Time) error {
	return d.administer(ctx, func(h Installation) (Decision, error) {
		if err := d.allowed(h, mayRun, Admin.Powers().Label); err != nil {
			return Decision{}, err
		}
		u, says := u, "角色“"+u.Role.Powers().Label+"”，机关 "+u.Office
		if h.Settings.Separated && d.user != Operator {
			u.Role, u.Disabled, u.Password, says = "", true, "", "未授权，机关 "+u.Office
		}
		u.Since, u.Renewed, u.Foreign = at, at, true
		return Decision{AddUsers: []User{u}, Operations: d.noted(UserAdded, u.Name, says, from, at)}, nil
	})
}

// ChangeAccount does one thing to somebody else's account; nobody can do it to their
// own. What was signed in with the account ends.
func (d *Actor) ChangeAccount(ctx context.Context, name string, c Change) error {
	act, ok := accountActs[c.Act]
	if !ok {
		return fault.InputAct.Wrong("没有“%s”这种办理", c.Act)
	}
	need := map[bool]string{true: Admin.Powers().Label, false: Security.Powers().Label}[act.May(Admin.Powers())]
	return d.administer(ctx, func(h Installation) (Decision, error) {
		if err := d.allowed(h, act.May, need); err != nil {
			return Decision{}, err
		}
		was, err := h.user(name)
		if err != nil {
			return Decision{}, err
		}
		if name == d.user.Name {
			return Decision{}, &fault.Error{Kind: fault.Refused, What: "不能停用自己，也不能给自己授权", Next: "修改自己的密码请用“修改密码”，其他的请由另一位管理员办理"}
		}
		is, c := was, c
		if err := c.onto(was); err != nil {
			return Decision{}, err
		}
		if err := act.Do(&is, c); err != nil {
			return Decision{}, err
		}
		is.Revision++ // ends what is signed in
		if err := h.with(is).stands(h); err != nil {
			return Decision{}, err
		}
		says := ""
		if act.Says != nil {
			says = act.Says(was, is)
		}
		out := Decision{SetUsers: []User{is}, Operations: d.noted(act.Kind, name, says, c.From, c.At)}
		if act.Opens {
			out.Unlock = []string{name}
		}
		if c.Vouched != "" {
			out.SetPlaces = []Place{{User: name, At: c.Vouched, Known: c.At, Tried: c.At}}
		}
		return out, nil
	})
}

// noted returns a line of the log about what the person did.
func (d *Actor) noted(kind OperationKind, of, says, from string, at time.Time) []Operation {
	return []Operation{{At: at, By: d.user.Name, Kind: kind, Of: of, Says: says, From: from}}
}

// Note writes a line into the log about what the person did, where nothing else is to
// be kept.
func (d *Actor) Note(ctx context.Context, kind OperationKind, of, says, from string, at time.Time) error {
	return d.Store.Note(ctx, d.noted(kind, of, says, from, at))
}

// AddOffice makes an office and writes it into the log. It needs the power to run the
// installation, as [Actor.SetOffice] does.
func (d *Actor) AddOffice(ctx context.Context, o Office, from string, at time.Time) error {
	return d.administer(ctx, func(h Installation) (Decision, error) {
		err := d.allowed(h, mayRun, Admin.Powers().Label)
		return Decision{AddOffices: []Office{o}, Operations: d.noted(OfficeAdded, o.Code, o.Name, from, at)}, err
	})
}

// SetOffice changes some [Office.Values] of the office with this code, and writes into
// the log what changed. What somebody else changed meanwhile stays, or is a
// [*merge.Conflict].
func (d *Actor) SetOffice(ctx context.Context, code string, changes merge.Changes, from string, at time.Time) error {
	return d.administer(ctx, func(h Installation) (Decision, error) {
		if err := d.allowed(h, mayRun, Admin.Powers().Label); err != nil {
			return Decision{}, err
		}
		was, err := h.office(code)
		if err != nil {
			return Decision{}, err
		}
		write, err := changes.Onto(was.Values())
		is := was.With(write)
		return Decision{SetOffices: []Office{is}, Operations: d.noted(OfficeChanged, code, is.since(was), from, at)}, err
	})
}

// SeparationWord must be typed to confirm that the three administrators are separated,
// or no longer are.
const SeparationWord = "三员分立"

// Separate switches the separation of the three administrators on or off. Either way it
// needs the power to authorise. To switch it on, each of the three must exist and be
// able to sign in.
func (d *Actor) Separate(ctx context.Context, on bool, typed, from string, at time.Time) error {
	if typed != SeparationWord {
		return fault.InputTyped.Wrong("请键入“%s”四个字以确认", SeparationWord)
	}
	return d.administer(ctx, func(h Installation) (Decision, error) {
		if err := d.allowed(h, mayGuard, Security.Powers().Label); err != nil {
			return Decision{}, err
		}
		h.Settings.Separated = on
		says := map[bool]string{true: "开启", false: "关闭，系统管理员一人兼任"}[on]
		return Decision{Settings: &h.Settings, Operations: d.noted(SeparationSet, "", says, from, at)}, h.separated()
	})
}

// Choose puts the security profile with this code into force; Invalid if there is none.
// seen is the code that the page showed, "" if it showed none: where somebody else has
// chosen another since, it is a [*merge.Conflict].
func (d *Actor) Choose(ctx context.Context, profile, seen, from string, at time.Time) error {
	i := slices.IndexFunc(Profiles, func(p Profile) bool { return p.Code == profile })
	if i < 0 {
		return fault.InputProfile.Wrong("没有“%s”这种安全策略", profile)
	}
	return d.administer(ctx, func(h Installation) (Decision, error) {
		if err := d.allowed(h, mayGuard, Security.Powers().Label); err != nil {
			return Decision{}, err
		}
		now := h.Settings.Rules().Code
		if seen != "" && seen != now && profile != now { // also who presses the button and leaves the choice means it
			change := merge.Change{Name: string(fault.InputProfile), Seen: seen, Typed: profile}
			return Decision{}, &merge.Conflict{Clashes: []merge.Clash{{Change: change, Stands: now}}}
		}
		h.Settings.Profile = profile
		return Decision{Settings: &h.Settings, Operations: d.noted(ProfileSet, "", Profiles[i].Label, from, at)}, nil
	})
}

// PlanBackups puts a schedule of backups into force. It needs the power to run the
// installation.
func (d *Actor) PlanBackups(ctx context.Context, plan backup.Plan, from string, at time.Time) error {
	if err := plan.Validate(); err != nil {
		return err
	}
	return d.administer(ctx, func(h Installation) (Decision, error) {
		err := d.allowed(h, mayRun, Admin.Powers().Label)
		h.Settings.Backups = plan
		return Decision{Settings: &h.Settings, Operations: d.noted(BackupPlanned, "", plan.Words(), from, at)}, err
	})
}
