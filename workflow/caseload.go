package workflow

import (
	"context"
	"slices"
	"strings"

	"gongkai/workflow/account"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

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
