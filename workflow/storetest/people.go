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

// Offices are listed in order of code. A code is used once, and a parent exists before
// its child.
func offices(t *testing.T, s desks.Store) {
	top := account.Office{Code: "b", Name: "示例县人民政府"}
	ok(t, s.AddOffice(ctx, top))
	ok(t, s.AddOffice(ctx, account.Office{Code: "a", Name: "示例镇", Parent: "b"}))
	ok(t, s.AddOffice(ctx, account.Office{Code: "B", Name: "大写"}))
	wantKind(t, "a code again", s.AddOffice(ctx, top), fault.Conflict)
	wantKind(t, "a parent that is not there",
		s.AddOffice(ctx, account.Office{Code: "c", Name: "示例乡", Parent: "x"}), fault.Invalid)
	wantKind(t, "an office without a name", s.AddOffice(ctx, account.Office{Code: "d"}), fault.Invalid)
	got := must(s.Offices(ctx))(t)
	want := []account.Office{{Code: "B", Name: "大写"}, {Code: "a", Name: "示例镇", Parent: "b"}, top}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("offices (-want +got):\n%s", d)
	}
}

// Users are listed in order of name, with every field, and change as a whole.
func users(t *testing.T, s desks.Store) {
	addOffices(t, s)
	u := account.User{Name: "乙", Display: "乙某", Office: "county",
		Role: account.Clerk, Password: "$argon2id$…", Since: Written}
	ok(t, s.AddUser(ctx, u))
	ok(t, s.AddUser(ctx, account.User{Name: "a", Office: "police", Role: account.Admin}))
	wantKind(t, "a name again", s.AddUser(ctx, u), fault.Conflict)
	for doing, odd := range map[string]account.User{
		"an office that is not there": {Name: "c", Office: "nowhere", Role: account.Clerk},
		"a role that is not there":    {Name: "c", Office: "county", Role: "king"},
	} {
		wantKind(t, "adding "+doing, s.AddUser(ctx, odd), fault.Invalid)
		odd.Name = u.Name
		wantKind(t, "setting "+doing, s.SetUser(ctx, odd), fault.Invalid)
	}
	wantKind(t, "setting nobody",
		s.SetUser(ctx, account.User{Name: "nobody", Office: "county", Role: account.Clerk}), fault.NotFound)
	_, err := s.User(ctx, "nobody")
	wantKind(t, "finding nobody", err, fault.NotFound)
	u.Display, u.Office, u.Role, u.Disabled, u.Password = "", "school", account.Auditor, true, "x"
	ok(t, s.SetUser(ctx, u))
	got := must(s.Users(ctx))(t)
	if len(got) != 2 || got[0].Name != "a" || got[1] != u {
		t.Errorf("users: got %+v, want a and %+v", got, u)
	}
	if one := must(s.User(ctx, u.Name))(t); one != u {
		t.Errorf("user: got %+v, want %+v", one, u)
	}
}

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
