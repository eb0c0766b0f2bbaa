package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// A request opens with the user as the account now is, the settings and the calendar in
// force; and is NotFound if there is no such user.
func opening(t *testing.T, s desks.Store) {
	addOffices(t, s)
	u := account.User{Name: "jingban", Display: "经办甲", Office: "county", Role: account.Clerk,
		Password: "x", Since: Written}
	ok(t, s.AddUser(ctx, u))
	opens := func(what string) {
		t.Helper()
		got := must(s.Opening(ctx, "jingban"))(t)
		if d := cmp.Diff(must(s.User(ctx, "jingban"))(t), got.User); d != "" {
			t.Errorf("%s: the user (-want +got):\n%s", what, d)
		}
		if want := must(s.Settings(ctx))(t); got.Settings != want {
			t.Errorf("%s: settings %+v, want %+v", what, got.Settings, want)
		}
		if got.Calendar != must(s.Calendar(ctx))(t) {
			t.Errorf("%s: another calendar than the one in force", what)
		}
	}
	opens("at first")
	ok(t, s.Administer(ctx, func(account.Installation) (account.Decision, error) {
		u.Disabled, u.Revision = true, 1
		return account.Decision{
			SetUsers: []account.User{u},
			Settings: &account.Settings{Separated: true, Profile: "level2"},
		}, nil
	}))
	opens("after a decision")
	year := must(calendar.ReadNotice(2027, "一、元旦：1月1日放假。"))(t)
	must(s.SetCalendar(ctx, calendar.Change{Year: &year, By: "管理丁", At: Written},
		func([]workflow.Moved) error { return nil }))(t)
	opens("after a change of the calendar")
	for _, name := range []string{"nobody", "", "a\x00b"} {
		_, err := s.Opening(ctx, name)
		wantKind(t, "a user that is not there", err, fault.NotFound)
	}
}
