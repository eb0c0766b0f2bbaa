package workflow

import (
	"context"
	"slices"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
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
	cmd.Event, cmd.Heir = Assign, heir.Shown()
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
		return AskHandler.Wrong("%s 不在受理 %s 的机关，不能承办；请选择该机关的人员", heir.Shown(), app.Number)
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
