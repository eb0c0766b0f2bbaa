package workflow

import (
	"cmp"
	"context"
	"slices"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// Approval is a draft that waits for a signature, as one person may give it.
type Approval struct {
	App   *Application
	Draft Draft
	Sign  Choice // the step that signs it, with the reason where the person may not
}

// Approvals are the drafts within a person's reach that wait for a signature.
type Approvals struct {
	Waiting []Approval // the most urgent first; those without any deadline last
	Own     int        // how many of them the person drafted: somebody else has to sign those
}

// MaySign returns why the person may sign nothing, or nil.
func (d *Desk) MaySign(ctx context.Context) error {
	rule, _ := HandlingProcedure.Named(Answer)
	pair := false
	// In an office of two a clerk may sign what the other has drafted
	// (docs/adr/0016-drafts-and-four-eyes.md).
	if d.User().Role == account.Clerk {
		office, err := d.InScope(ctx, d.User().Office)
		if err != nil {
			return err
		}
		pair = office.Pair
	}
	if d.User().Disabled || !rule.may(Command{Role: d.User().Role, Pair: pair}) {
		return &fault.Error{
			Kind: fault.Forbidden,
			What: "“" + rule.Label + "”须由" + roleNames(rule.Roles) + "办理",
			Next: "请转交有权限的同事；只有两人办理的机关，经办人可以签发他人拟的稿",
		}
	}
	return nil
}

// Approvals returns what waits for the person's signature on a day.
func (d *Desk) Approvals(ctx context.Context, on calendar.Date) (Approvals, error) {
	if err := d.MaySign(ctx); err != nil {
		return Approvals{}, err
	}
	var out Approvals
	err := d.Each(ctx, AwaitsSignature, func(app *Application) error {
		draft := app.Draft()
		if slices.Contains(draft.By, d.User().Name) {
			out.Own++
			return nil
		}
		sign, err := d.signature(ctx, app, draft, on)
		out.Waiting = append(out.Waiting, Approval{app, draft, sign})
		return err
	})
	slices.SortStableFunc(out.Waiting, func(a, b Approval) int {
		return cmp.Or(cmp.Compare(a.App.precedence(), b.App.precedence()), cmp.Compare(a.App.ID, b.App.ID))
	})
	return out, err
}

// signature returns the step that signs a draft, as the person may take it; shut, with
// the reason, where the state no longer allows it.
func (d *Desk) signature(ctx context.Context, app *Application, draft Draft, on calendar.Date) (Choice, error) {
	choices, err := d.Choices(ctx, app, on)
	i := slices.IndexFunc(choices, func(c Choice) bool { return c.Rule.Event == draft.For })
	if err != nil {
		return Choice{}, err
	}
	if i >= 0 {
		return choices[i], nil
	}
	rule, _ := HandlingProcedure.Named(draft.For)
	why := fault.Refusal("", "请退回后按当前状态重新拟稿", "申请当前为“%s”，不能“%s”", StateLabel(app.State), rule.Label)
	return Choice{Rule: rule, Why: why.Error(), Kind: fault.Refused}, nil
}
