package workflow

import (
	"context"
	"slices"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// handler is who handles an application that this command begins: the clerk who
// writes it down. What a supervisor logs, or an old register brings, is nobody's
// yet.
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
// transaction; each journal says so. The command says who takes over, the day and
// the reason. The new handler must work in the office of each: Invalid otherwise.
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

// handTo does the step, if the heir works where the application is.
func (app *Application) handTo(heir account.User, cmd Command, cal *calendar.Calendar) error {
	if heir.Name != "" && heir.Office != app.Office {
		return AskHandler.Wrong("%s 不在受理 %s 的机关，不能承办；请选择该机关的人员", heir.Shown(), app.Number)
	}
	return app.Apply(cmd, cal)
}

// handlerNamed is who takes over. Nobody chosen is left to the guard of the step.
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

// Handlers are the people who can handle applications of an office, in order of
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
