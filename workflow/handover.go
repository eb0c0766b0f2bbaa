package workflow

import (
	"context"
	"slices"
	"strings"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

// handler returns who handles an application that this command begins: the clerk who
// registers it. What a supervisor registers, or an old register brings, has no handler
// yet ("").
func (cmd Command) handler() string {
	if cmd.Role != account.Clerk || cmd.Register {
		return ""
	}
	return cmd.User
}

var hasHandler = Guard{"已选承办人", func(m Move) error {
	switch m.Cmd.Handler {
	case "":
		return AskHandler.Wrong("请选择承办人")
	case m.Of.Handler:
		return AskHandler.Refusal("", "", "此件现在就由该承办人办理")
	}
	return nil
}}

// HandOver gives applications to another handler (移交承办人), all or none, in one
// transaction, and each journal records it. The command says who takes over, the day
// and the reason. It is Invalid if the new handler does not work in the office of every
// application.
func (d *Desk) HandOver(ctx context.Context, ids []ID, cmd Command) ([]*Application, error) {
	if err := d.MayAct(); err != nil {
		return nil, err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	scope, err := d.Scope(ctx)
	if err != nil {
		return nil, err
	}
	heir, err := d.handlerNamed(ctx, cmd.Handler)
	if err != nil {
		return nil, err
	}
	cmd.Event, cmd.HandlerName = Assign, heir.DisplayName()
	if err := d.sign(&cmd); err != nil {
		return nil, err
	}
	return d.Store.Together(ctx, scope, ids, func(apps []*Application) ([]*Application, error) {
		for _, app := range apps {
			if err := app.handTo(heir, cmd, cal); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
}

// handTo takes the step if the new handler works where the application is. The command
// is refused by its guard if there is no new handler.
func (app *Application) handTo(heir account.User, cmd Command, cal *calendar.Calendar) error {
	if heir.Name != "" && heir.Office != app.Office {
		return AskHandler.Wrong("%s 不在受理 %s 的机关，不能承办；请选择该机关的人员", heir.DisplayName(), app.Number)
	}
	return app.Apply(cmd, cal)
}

// handlerNamed returns the user who is to take over; the zero User if none was chosen,
// which the guard of the step refuses.
func (d *Desk) handlerNamed(ctx context.Context, name string) (account.User, error) {
	if name == "" {
		return account.User{}, nil
	}
	u, err := d.Actor.Store.User(ctx, name)
	switch {
	case fault.KindOf(err) == fault.NotFound || err == nil && (u.Disabled || !u.Role.Powers().Acts):
		return u, AskHandler.Wrong("没有用户名为“%s”的在用承办人；请选择本机关的经办人或者审核签发人", name)
	}
	return u, err
}

// Handlers returns the people who can handle applications of an office, in order of
// name. The office must be in the person's scope.
func (d *Desk) Handlers(ctx context.Context, office string) ([]account.User, error) {
	if _, err := d.InScope(ctx, office); err != nil {
		return nil, err
	}
	users, err := d.AllUsers(ctx)
	return slices.DeleteFunc(users, func(u account.User) bool {
		return u.Office != office || u.Disabled || !u.Role.Powers().Acts
	}), err
}

// Caseload returns what a person would leave to a colleague (交接): every open
// application that the person handles, the nearest due date first.
func (d *Desk) Caseload(ctx context.Context, of string) ([]Brief, error) {
	if err := d.mayHandOver(of); err != nil {
		return nil, err
	}
	briefs, _, err := d.List(ctx,
		Query{Where: cond.All{StillOpen, is(cond.FieldHandler, of)}, Sort: cond.FieldUrgency, Untotalled: true})
	return briefs, err
}

// Picked returns applications chosen one by one to be handed over, the nearest due date
// first. It is refused as a whole if the person may not hand over one of them.
func (d *Desk) Picked(ctx context.Context, ids []ID) ([]Brief, error) {
	apps, err := d.Applications(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []Brief
	for _, app := range apps {
		if app.Handler != "" {
			if err := d.mayHandOver(app.Handler); err != nil {
				return nil, err
			}
		}
		out = append(out, app.Brief())
	}
	slices.SortStableFunc(out, func(a, b Brief) int { return strings.Compare(a.precedence(), b.precedence()) })
	return out, nil
}

// mayHandOver lets people hand over their own work, and supervisors anybody's.
func (d *Desk) mayHandOver(of string) error {
	if err := d.MayAct(); err != nil {
		return err
	}
	if of != d.User().Name && d.User().Role != account.Supervisor {
		return &fault.Error{
			Kind: fault.Forbidden,
			What: "只能移交自己承办的申请",
			Next: "他人承办的，请由本人或者" + account.Supervisor.Powers().Label + "移交",
		}
	}
	return nil
}

// HandOverAll hands over what was listed, all or none. count is how many applications
// the person read on the list: if it is not the number given, nothing is handed over.
func (d *Desk) HandOverAll(ctx context.Context, ids []ID, count int, cmd Command) ([]*Application, error) {
	picked, err := d.Picked(ctx, ids)
	if err != nil {
		return nil, err
	}
	if count != len(picked) {
		return nil, fault.InputCount.Wrong("清单上是 %d 件，填写的是 %d 件，没有移交。请逐件核对清单后填写件数", len(picked), count)
	}
	var has []string
	for _, b := range picked {
		if b.Handler == cmd.Handler && cmd.Handler != "" {
			has = append(has, b.Number)
		}
	}
	if len(has) > 0 {
		return nil, AskHandler.Refusal("", "请在台账中去掉这些，再移交其余的", "%s 已经由接收人承办，没有移交任何一件", strings.Join(has, "、"))
	}
	return d.HandOver(ctx, ids, cmd)
}
