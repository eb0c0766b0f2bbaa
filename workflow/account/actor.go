package account

import (
	"context"
	"slices"

	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

// Actor is a person at work: who it is, and what the person may see. It is the only way
// in for everything about accounts, offices and the log of administration.
type Actor struct {
	Store Store
	// user is the zero User before anybody is known, who may do and see nothing.
	user   User
	memory Memory[memory] // zero: nothing is remembered; see [Actor.Once]
}

// NewActor returns an actor without a person; see [Actor.For].
func NewActor(s Store) *Actor { return &Actor{Store: s} }

// For returns the actor for this person. It may be kept, because it reads everything
// anew each time.
func (d *Actor) For(u User) *Actor { return &Actor{Store: d.Store, user: u} }

// MayRun returns why the person may not run the installation, or nil.
func (d *Actor) MayRun() error {
	if d.user == Operator || d.user.Role.Powers().Runs && !d.user.Disabled {
		return nil
	}
	return &fault.Error{
		Kind: fault.Forbidden,
		What: "“" + d.user.Role.Powers().Label + "”不能改动日历",
		Next: "请由" + Admin.Powers().Label + "办理",
	}
}

// Operator is whoever works at the machine itself, on the command line. The operator
// sees all offices and may do what a supervisor may.
var Operator = User{Name: "operator", Display: "系统操作员", Role: Supervisor}

// User returns the person at work; the zero User if none is known.
func (d *Actor) User() User { return d.user }

// Scope returns the condition for what the person may see; nil sets no limit. It is
// part of every query that the desk makes.
func (d *Actor) Scope(ctx context.Context) (cond.Cond, error) {
	codes, all, err := d.Codes(ctx)
	if err != nil || all {
		return nil, err
	}
	return cond.InOffices(codes...), nil
}

// Codes returns the codes of the offices in the person's scope; all means that there is
// no limit, and then codes is nil.
func (d *Actor) Codes(ctx context.Context) (codes []string, all bool, err error) {
	p := d.user.Role.Powers()
	switch {
	case d.user == Operator:
		return nil, true, nil
	case !p.Reads || d.user.Disabled:
		return nil, false, nil
	case !p.Below:
		return []string{d.user.Office}, false, nil
	}
	offices, err := d.AllOffices(ctx)
	return Below(offices, d.user.Office), false, err
}

// InScope returns the office if it is in the person's scope. It is NotFound if it is
// not, or does not exist: which of the two, the person is not told.
func (d *Actor) InScope(ctx context.Context, office string) (Office, error) {
	offices, err := d.AllOffices(ctx)
	if err != nil {
		return Office{}, err
	}
	codes, all, err := d.Codes(ctx)
	i := slices.IndexFunc(offices, func(o Office) bool { return o.Code == office })
	if err == nil && (i < 0 || !all && !slices.Contains(codes, office)) {
		err = fault.Errorf(fault.NotFound, "没有代码为“%s”的机关，或者不在您的范围内", office)
	}
	if err != nil {
		return Office{}, err
	}
	return offices[i], nil
}

// Offices returns the offices in the person's scope, in order of code.
func (d *Actor) Offices(ctx context.Context) ([]Office, error) {
	offices, err := d.AllOffices(ctx)
	if err != nil {
		return nil, err
	}
	codes, all, err := d.Codes(ctx)
	return slices.DeleteFunc(offices, func(o Office) bool { return !all && !slices.Contains(codes, o.Code) }), err
}

// MayAct returns why the person may not do anything to applications, or nil.
func (d *Actor) MayAct() error {
	if !d.user.Role.Powers().Acts || d.user.Disabled {
		return &fault.Error{
			Kind: fault.Forbidden,
			What: "“" + d.user.Role.Powers().Label + "”只能查看，不能办理",
			Next: "请由经办人或者审核签发人办理",
		}
	}
	return nil
}

// Everywhere returns the codes of the offices in the person's scope, and whether these
// are all offices there are; if there is no limit, the codes are nil.
func (d *Actor) Everywhere(ctx context.Context) ([]string, bool, error) {
	codes, all, err := d.Codes(ctx)
	if err != nil || all {
		return nil, all, err
	}
	offices, err := d.AllOffices(ctx)
	return codes, len(codes) > 0 && len(codes) >= len(offices), err
}

// People returns the accounts of the offices in the person's scope, in order of name,
// without their passwords.
func (d *Actor) People(ctx context.Context) ([]User, error) {
	codes, all, err := d.Codes(ctx)
	if err != nil {
		return nil, err
	}
	users, err := d.AllUsers(ctx)
	users = slices.DeleteFunc(users, func(u User) bool { return !all && !slices.Contains(codes, u.Office) })
	for i := range users {
		users[i].Password = ""
	}
	return users, err
}

// AllOffices returns every office, whether in the person's scope or not: their names
// are on every list. The slice is the caller's own.
func (d *Actor) AllOffices(ctx context.Context) ([]Office, error) {
	all, err := d.memory.Recall().offices.Or(func() ([]Office, error) { return d.Store.Offices(ctx) })
	return slices.Clone(all), err
}

// AllUsers returns every account, whether in the person's scope or not. The slice is
// the caller's own.
func (d *Actor) AllUsers(ctx context.Context) ([]User, error) {
	all, err := d.memory.Recall().users.Or(func() ([]User, error) { return d.Store.Users(ctx) })
	return slices.Clone(all), err
}

// Settings returns the settings of the installation.
func (d *Actor) Settings(ctx context.Context) (Settings, error) {
	return d.memory.Recall().settings.Or(func() (Settings, error) { return d.Store.Settings(ctx) })
}

// administer keeps a decision. Afterwards the actor reads everything anew, even if the
// decision failed.
func (d *Actor) administer(ctx context.Context, decide func(Installation) (Decision, error)) error {
	defer d.memory.Forget()
	return d.Store.Administer(ctx, decide)
}
