package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow/account"
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
