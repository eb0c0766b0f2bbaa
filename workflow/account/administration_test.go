package account_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/storetest"
)

// keepers is a store with the three keepers and a clerk, separated or not.
func keepers(t *testing.T, separated bool) desks.Store {
	t.Helper()
	s := storetest.NewMem()
	d := account.Decision{AddOffices: []account.Office{
		{Code: "sx", Name: "示例县"},
		{Code: "zj", Name: "示例镇", Parent: "sx"},
	}, Settings: &account.Settings{Separated: separated}}
	for _, r := range append(slices.Clone(account.Administrators), account.Clerk) {
		d.AddUsers = append(d.AddUsers,
			account.User{Name: string(r), Office: "sx", Role: r, Password: "x", Since: storetest.Written})
	}
	decide := func(account.Installation) (account.Decision, error) { return d, nil }
	if err := s.Administer(context.Background(), decide); err != nil {
		t.Fatal(err)
	}
	return s
}

// Who may do what to the account of another, with the three separated and not, is
// this table and nothing else; whoever may not changes nothing.
func TestWhoDoesWhatToAccounts(t *testing.T) {
	acts := map[account.Act][2]string{ // together, separated
		account.NameAccount:    {"admin", "admin"},
		account.GrantAccount:   {"admin security", "security"},
		account.DisableAccount: {"admin security", "security"},
		account.EnableAccount:  {"admin security", "security"},
		account.ResetAccount:   {"admin security", "security"},
		account.UnlockAccount:  {"admin security", "security"},
		account.ForgetFactor:   {"admin security", "security"},
		account.EndSessions:    {"admin security", "security"},
	}
	for i, separated := range []bool{false, true} {
		for act, may := range acts {
			for _, p := range account.Roles {
				s := keepers(t, separated)
				desk := desks.New(s).For(account.User{Name: string(p.Code), Role: p.Code})
				change := account.Change{Act: act, Display: "新", Role: account.Auditor,
					Office: "zj", Hash: "y", Typed: "clerk", At: storetest.Written}
				err := desk.ChangeAccount(context.Background(), "clerk", change)
				_, lines, _ := s.Operations(context.Background(), account.OperationQuery{By: "clerk"})
				want := slices.Contains(strings.Fields(may[i]), string(p.Code))
				if got := err == nil; got != want || (lines == 1) != want ||
					err != nil && fault.KindOf(err) != fault.Forbidden {
					t.Errorf("separated %t, %s by %s: %v and %d lines, want allowed: %t", separated, act, p.Code, err, lines, want)
				}
			}
		}
	}
}

// None of the three who keep the installation sees applications, whatever is
// switched; separated, each has one power and nobody has two.
func TestPowersAreSeparated(t *testing.T) {
	for _, s := range []account.Settings{{}, {Separated: true}} {
		for _, p := range account.Roles {
			got, n := s.Powers(p.Code), 0
			for _, has := range []bool{got.Runs, got.Guards, got.Inspects} {
				if has {
					n++
				}
			}
			if n > 0 && (got.Reads || got.Acts || got.Below) {
				t.Errorf("separated %t: %s keeps the installation and sees applications", s.Separated, p.Code)
			}
			want := map[bool]int{true: 1, false: 0}[slices.Contains(account.Administrators, p.Code)]
			if p.Code == account.Admin && !s.Separated {
				want = 3
			}
			if n != want {
				t.Errorf("separated %t: %s has %d of the three powers, want %d", s.Separated, p.Code, n, want)
			}
		}
	}
}

// The last who can sign in of a role that must be there is neither shut out nor
// given another role, not even from the machine itself; with a second one he is.
func TestLastKeeperStays(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		separated bool
		name      string
		refused   bool
	}{
		{false, "admin", true},
		{false, "security", false},
		{false, "clerk", false},
		{true, "admin", true},
		{true, "security", true},
		{true, "inspector", true},
	} {
		for _, change := range []account.Change{
			{Act: account.DisableAccount, Typed: c.name}, {Act: account.GrantAccount, Role: account.Auditor, Office: "sx"},
		} {
			s := keepers(t, c.separated)
			desk := desks.New(s).For(account.Operator)
			err := desk.ChangeAccount(ctx, c.name, change)
			if (err != nil) != c.refused || err != nil && fault.KindOf(err) != fault.Refused {
				t.Errorf("separated %t, %s of %s: %v, want refused: %t", c.separated, change.Act, c.name, err, c.refused)
			}
			second := account.User{Name: "second", Office: "sx", Role: account.Role(c.name), Password: "x"}
			if err := s.AddUser(ctx, second); err != nil {
				t.Fatal(err)
			}
			if err := desk.ChangeAccount(ctx, c.name, change); err != nil {
				t.Errorf("separated %t, %s of %s with a second one: %v", c.separated, change.Act, c.name, err)
			}
		}
	}
}

// Whoever was shut out after the page was opened does nothing more.
func TestShutOutKeeperDoesNothing(t *testing.T) {
	ctx, s := context.Background(), keepers(t, true)
	desk := desks.New(s).For(account.User{Name: "security", Role: account.Security})
	gone, err := s.User(ctx, "security")
	if err != nil {
		t.Fatal(err)
	}
	gone.Disabled = true
	if err := s.SetUser(ctx, gone); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"an account": desk.ChangeAccount(ctx, "clerk", account.Change{Act: account.ResetAccount, Hash: "y"}),
		"a profile":  desk.Choose(ctx, "level2", "", "", storetest.Written),
		"the switch": desk.Separate(ctx, false, account.SeparationWord, "", storetest.Written),
	} {
		if err == nil || fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v, want a refusal", what, err)
		}
	}
}

// The profiles ask of a password and of its age what their tables say.
func TestProfiles(t *testing.T) {
	usual, strict := account.Profiles[0], account.Profiles[1]
	for _, c := range []struct {
		password      string
		usual, strict bool
	}{
		{"七个字的口令啊", false, false},
		{"八个字的口令啊啊", true, false},
		{"abcdefghij", true, false},
		{"abcdefghi1", true, false},
		{"Abcdefghi1", true, true},
		{"口令 abcdefg", true, true},
		{"Abcdefg1!", true, false},
	} {
		got := [2]bool{usual.Weigh(c.password) == nil, strict.Weigh(c.password) == nil}
		if got != [2]bool{c.usual, c.strict} {
			t.Errorf("%q: allowed %v, want %t and %t", c.password, got, c.usual, c.strict)
		}
	}
	day := 24 * time.Hour
	for _, c := range []struct {
		u             account.User
		after         time.Duration
		usual, strict bool
	}{
		{account.User{Since: storetest.Written}, 89 * day, false, false},
		{account.User{Since: storetest.Written}, 90 * day, false, true},
		{account.User{Since: storetest.Written, Renewed: storetest.Written.Add(day)}, 90 * day, false, false},
		{account.User{Since: storetest.Written, Foreign: true}, 0, false, true},
	} {
		now := storetest.Written.Add(c.after)
		if got := [2]bool{usual.Stale(c.u, now), strict.Stale(c.u, now)}; got != [2]bool{c.usual, c.strict} {
			t.Errorf("%+v after %s: stale %v, want %t and %t", c.u, c.after, got, c.usual, c.strict)
		}
	}
}

// A pattern writes a number that it reads again as the same year and place, and
// takes no number of another pattern for its own; what could repeat is refused.
func TestNumbering(t *testing.T) {
	for _, n := range []account.Numbering{"", "{年}{序号:4}", "{序号}{年}", "示公开〔{年}〕{序号:4}号", "a.b-{年}-{序号:9}", "{序号:3}/{年}"} {
		if err := n.Validate(); err != nil {
			t.Errorf("%q: %v", n, err)
		}
		read := n.Reader()
		for _, year := range []int{1990, 2026} {
			for _, place := range []int64{1, 9, 10, 9999, 123456} {
				number := n.Number(year, place)
				if y, p, ok := read(number); !ok || y != year || p != place {
					t.Errorf("%q writes %s and reads %d, %d, %t, want %d, %d", n, number, y, p, ok, year, place)
				}
			}
		}
		for _, other := range []string{"", "x", "axb-2026-000000001", "示公开〔2026〕1号", "2026-1", "2026-00001 "} {
			if y, p, ok := read(other); ok {
				t.Errorf("%q takes %q for its own: %d, %d", n, other, y, p)
			}
		}
	}
	for _, n := range []account.Numbering{"{年}", "{序号}", "2026-{序号}",
		"{年}{年}{序号}", "{年}-{序号}-{序号:2}", "{年}-{序号:0}", "{年}-{序号:10}",
		"{月}{年}{序号}", "{年}-{序号} 号", "{{年}}{序号}", "{年}-{序号}}", account.Numbering("{年}-{序号}" + strings.Repeat("长", 40))} {
		if err := n.Validate(); err == nil {
			t.Errorf("%q is allowed; it writes %s", n, n.Number(2026, 1))
		}
	}
	if got := account.Numbering("").Number(2026, 12); got != "2026-00012" {
		t.Errorf("the usual pattern writes %s, want 2026-00012", got)
	}
}

// Whoever presses the button on a page that shows another profile than the one in force
// chooses nothing; the profile that somebody else chose meanwhile stays.
func TestOlderProfileIsNotChosen(t *testing.T) {
	ctx, s := context.Background(), keepers(t, false)
	desk := desks.New(s).For(account.Operator)
	for _, c := range []struct {
		profile, seen string
		kind          fault.Kind
		stands        string
	}{
		{"level2", "recommended", -1, "level2"},
		{"recommended", "recommended", fault.Conflict, "level2"},
		{"level2", "recommended", -1, "level2"},
		{"recommended", "level2", -1, "recommended"},
		{"level2", "", -1, "level2"},
	} {
		err := desk.Choose(ctx, c.profile, c.seen, "", storetest.Written)
		if (err != nil) != (c.kind >= 0) || err != nil && fault.KindOf(err) != c.kind {
			t.Errorf("%s, having seen %q: %v", c.profile, c.seen, err)
		}
		if got, err := s.Settings(ctx); err != nil || got.Rules().Code != c.stands {
			t.Errorf("%s, having seen %q: %s stands (%v), want %s", c.profile, c.seen, got.Rules().Code, err, c.stands)
		}
	}
}
