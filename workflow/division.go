package workflow

import (
	"context"
	"slices"

	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
)

// An application is divided or merged only by an explicit step (docs/law.md §9.8). The
// parts get numbers of their own and are counted; the application that was divided or
// merged away no longer is. See docs/adr/0019-splitting-and-merging.md.

// Entered is the day by which the forms count the application as received; "" for one
// that was divided, merged into another or not yet received.
func (app *Application) Entered() calendar.Date {
	if app.State == Superseded {
		return ""
	}
	return app.Received
}

var hasParts = Guard{"拆分为两件以上", func(m Move) error {
	if m.Cmd.Event == Split && (len(m.Cmd.Parts) < 2 || len(m.Cmd.Parts) > maxParts || slices.Contains(m.Cmd.Parts, "")) {
		return AskParts.Wrong("请写明拆分后各件的申请内容，每件一行，2 至 %d 件", maxParts)
	}
	return nil
}}

// maxParts is how many applications one may be divided into at once.
const maxParts = 50

var hasOther = Guard{"已填并入的编号", func(m Move) error {
	if m.Cmd.Other == "" || m.Cmd.Other == m.Of.Number {
		return AskOther.Wrong("请填写要并入的另一件申请的编号")
	}
	return nil
}}

// part returns an application split off from this one. It has the same history, and so
// the same clock, but asks for its own part only. Its number is left to the store.
func (app *Application) part(cmd Command, content string, cal *calendar.Calendar) *Application {
	child := &Application{Office: app.Office}
	for _, e := range app.Journal {
		e.Number = ""
		child.fold(e)
		child.Version++
	}
	in := app.Intake
	in.Content = content
	child.fold(Entry{
		Seq: len(child.Journal) + 1, Event: SplitOff, On: cmd.On, At: cmd.At, By: cmd.By, User: cmd.User, Role: cmd.Role,
		Intake: &in, Other: app.Number, Reason: cmd.Reason,
	})
	child.Version++
	child.settle(child.Law(cal))
	child.Journal[len(child.Journal)-1].Due = child.Due
	return child
}

// split takes the step and returns the parts. They are made from the application as it
// stood before.
func (app *Application) split(cmd Command, cal *calendar.Calendar) ([]*Application, error) {
	before := *app
	before.Journal = slices.Clone(app.Journal)
	if err := app.Apply(cmd, cal); err != nil {
		return nil, err
	}
	var parts []*Application
	for _, content := range cmd.Parts {
		parts = append(parts, before.part(cmd, content, cal))
	}
	return parts, nil
}

// absorb records, in the application that continues, that another was merged into it.
func (app *Application) absorb(cmd Command, number string, cal *calendar.Calendar) {
	app.fold(Entry{
		Seq: len(app.Journal) + 1, Event: Absorb, On: cmd.On, At: cmd.At, By: cmd.By, User: cmd.User, Role: cmd.Role,
		To: app.State, Other: number, Reason: cmd.Reason,
	})
	app.settle(app.Law(cal))
	app.Journal[len(app.Journal)-1].Due = app.Due
	app.Version++
}

// divide splits an application and saves it with its parts in one transaction.
func (d *Desk) divide(
	ctx context.Context, scope cond.Cond, id ID, cmd Command, cal *calendar.Calendar,
) (*Application, error) {
	apps, err := d.Store.Together(ctx, scope, []ID{id}, func(apps []*Application) ([]*Application, error) {
		return apps[0].split(cmd, cal)
	})
	return only(apps, err)
}

// merge ends an application in favour of another by the same applicant at the same
// office.
func (d *Desk) merge(
	ctx context.Context, scope cond.Cond, id ID, cmd Command, cal *calendar.Calendar,
) (*Application, error) {
	app, err := d.Store.Get(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	// On a copy that is thrown away: a merger that is refused anyway need not look for
	// the other application, and says its own reason first.
	if err := app.Apply(cmd, cal); err != nil {
		return nil, err
	}
	other := cond.All{cond.InOffices(app.Office), cond.Is{Field: cond.FieldNumber, Any: []string{cmd.Other}}}
	found, _, err := d.Store.List(ctx, Query{Scope: scope, Where: other, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 || found[0].ID == id {
		return nil, AskOther.Wrong("本机关没有编号为“%s”的另一件申请", cmd.Other)
	}
	apps, err := d.Store.Together(ctx, scope, []ID{id, found[0].ID}, func(apps []*Application) ([]*Application, error) {
		return nil, apps[0].mergeInto(apps[1], cmd, cal)
	})
	return only(apps, err)
}

// mergeInto takes the step on both applications. What it checks of the other may have
// changed since it was looked up, so it is checked on what the transaction has read.
func (app *Application) mergeInto(other *Application, cmd Command, cal *calendar.Calendar) error {
	switch {
	case other.State == Superseded:
		return AskOther.Refusal("45", "请填写仍在办理或者已经答复的那一件", "编号 %s 的申请已经并拆", other.Number)
	case other.Applicant.Name != app.Applicant.Name:
		return AskOther.Refusal("45", "只能并入同一申请人的申请", "编号 %s 是另一申请人的申请", other.Number)
	}
	if err := app.Apply(cmd, cal); err != nil {
		return err
	}
	other.absorb(cmd, app.Number, cal)
	return nil
}

// only returns the first application: the one the step was about.
func only(apps []*Application, err error) (*Application, error) {
	if err != nil {
		return nil, err
	}
	return apps[0], nil
}
