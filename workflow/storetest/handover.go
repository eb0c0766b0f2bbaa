package storetest

import (
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// Applications are handed over to another handler together, all or none, and only to
// somebody who can handle them.
func handedOver(t *testing.T, s desks.Store) {
	addOffices(t, s)
	for _, u := range []account.User{
		{Name: "jia", Office: "county", Role: account.Clerk},
		{Name: "yi", Display: "经办乙", Office: "county", Role: account.Clerk},
		{Name: "bing", Office: "police", Role: account.Clerk}, {Name: "ding", Office: "county", Role: account.Auditor},
		{Name: "wu", Office: "county", Role: account.Clerk, Disabled: true},
	} {
		ok(t, s.AddUser(ctx, u))
	}
	jia := desks.New(s).For(account.User{Name: "jia", Office: "county", Role: account.Clerk})
	var ids []workflow.ID
	for range 3 {
		cmd := arrival("2026-03-02", workflow.InPerson, "")
		cmd.Office = "county"
		app := must(jia.Do(ctx, 0, cmd))(t)
		if app.Handler != "jia" {
			t.Errorf("what jia wrote down is handled by %q", app.Handler)
		}
		ids = append(ids, app.ID)
	}
	give := func(to string, ids ...workflow.ID) error {
		_, err := jia.HandOver(ctx, ids, workflow.Command{Handler: to, On: "2026-03-02", At: Written, Reason: "轮岗"})
		return err
	}
	of := func(who string) int {
		_, n, err := jia.List(ctx, workflow.Query{Where: cond.Is{Field: cond.FieldHandler, Any: []string{who}}})
		ok(t, err)
		return n
	}
	for _, nobody := range []string{"", "bing", "ding", "wu", "geng"} {
		wantKind(t, "handing over to "+nobody, give(nobody, ids...), fault.Invalid)
	}
	ok(t, give("yi", ids[0]))
	wantKind(t, "one is hers already", give("yi", ids...), fault.Refused)
	if jia, yi := of("jia"), of("yi"); jia != 2 || yi != 1 {
		t.Errorf("after one was handed over and three were refused jia has %d and yi %d, want 2 and 1", jia, yi)
	}
	ok(t, give("yi", ids[1], ids[2]))
	app := must(jia.Application(ctx, ids[2]))(t)
	last := app.Journal[len(app.Journal)-1]
	if app.Handler != "yi" || last.Event != workflow.Assign ||
		last.HandlerName != "经办乙" || last.Reason != "轮岗" || of("yi") != 3 {
		t.Errorf("handed over: %q, %+v, yi has %d; want yi, the name and the reason in the journal, 3",
			app.Handler, last, of("yi"))
	}
}
