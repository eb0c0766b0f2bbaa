package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow/account"
	"gongkai/workflow/backup"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// line returns a line of the log, some hours after [Written].
func line(hours int, by string, kind account.OperationKind, of string) account.Operation {
	return account.Operation{At: Written.Add(time.Duration(hours) * time.Hour),
		By: by, Kind: kind, Of: of, Says: "示例", From: "10.0.0.1"}
}

// decided keeps a decision that does not depend on what is there.
func decided(s desks.Store, d account.Decision) error {
	return s.Administer(ctx, func(account.Installation) (account.Decision, error) { return d, nil })
}

// planned is a plan of backups with nothing left out.
var planned = backup.Plan{On: true, Hour: 2, Folder: "/备份", Daily: 7, Weekly: 5, Monthly: 12}

// All of a decision is kept, users, offices, settings and log, or nothing; if one part
// is refused, all of it is.
func administration(t *testing.T, s desks.Store) {
	addOffices(t, s)
	if got := must(s.Settings(ctx))(t); got != (account.Settings{}) {
		t.Errorf("a new store has the settings %+v", got)
	}
	user := account.User{Name: "a", Office: "new", Role: account.Admin, Password: "x", Since: Written}
	ok(t, decided(s, account.Decision{
		AddOffices: []account.Office{{Code: "new", Name: "新机关"}}, AddUsers: []account.User{user},
		Settings:   &account.Settings{Separated: true, Profile: "level2", Backups: planned},
		Operations: []account.Operation{line(0, "b", account.UserAdded, "a")},
	}))
	renamed := user
	renamed.Display = "改名"
	no := errors.New("no")
	for name, c := range map[string]struct {
		d    account.Decision
		err  error
		kind fault.Kind
	}{
		"a name that is taken": {account.Decision{AddUsers: []account.User{user}}, nil, fault.Conflict},
		"nobody": {
			account.Decision{SetUsers: []account.User{{Name: "zz", Office: "new", Role: account.Clerk}}},
			nil, fault.NotFound,
		},
		"an office that is not there": {
			account.Decision{AddUsers: []account.User{{Name: "c", Office: "nowhere", Role: account.Clerk}}},
			nil, fault.Invalid,
		},
		"a code that is taken": {account.Decision{AddOffices: []account.Office{{Code: "new", Name: "又一"}}},
			nil, fault.Conflict},
		"a pattern without a year": {
			account.Decision{SetOffices: []account.Office{{Code: "new", Name: "新", Numbering: "{序号}"}}},
			nil, fault.Invalid,
		},
		"no decision": {account.Decision{}, no, fault.Internal},
	} {
		// Each refused decision also has parts that alone would be kept.
		c.d.Settings, c.d.Operations = &account.Settings{}, []account.Operation{line(1, "b", account.ProfileSet, "")}
		c.d.SetUsers = append([]account.User{renamed}, c.d.SetUsers...)
		err := s.Administer(ctx, func(account.Installation) (account.Decision, error) { return c.d, c.err })
		wantKind(t, name, err, c.kind)
	}
	got := must(s.Settings(ctx))(t)
	lines, n, err := s.Operations(ctx, account.OperationQuery{})
	ok(t, err)
	one := must(s.User(ctx, "a"))(t)
	want := account.Settings{Separated: true, Profile: "level2", Backups: planned}
	if got != want || n != 1 || len(lines) != 1 ||
		one != user {
		t.Errorf("settings %+v, %d lines %+v, user %+v; want those of the first decision alone", got, n, lines, one)
	}
	offices := must(s.Offices(ctx))(t)
	ok(t, s.Administer(ctx, func(h account.Installation) (account.Decision, error) {
		seen, err := h.Offices()
		if d := cmp.Diff(offices, seen); d != "" || err != nil {
			t.Errorf("the offices (%v, -want +got):\n%s", err, d)
		}
		h.Offices = nil
		if d := cmp.Diff(account.Installation{Settings: got, Users: []account.User{user}}, h); d != "" {
			t.Errorf("the installation (-want +got):\n%s", d)
		}
		return account.Decision{}, nil
	}))
}

// Of many who see the same installation at once, each sees what those before have
// decided.
func decidedOneByOne(t *testing.T, s desks.Store) {
	addOffices(t, s)
	const n = 12
	ok(t, s.AddUser(ctx, account.User{Name: "a", Office: "county", Role: account.Clerk, Since: Written}))
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			err := s.Administer(ctx, func(h account.Installation) (account.Decision, error) {
				u := h.Users[0]
				u.Failures++
				return account.Decision{SetUsers: []account.User{u},
					Operations: []account.Operation{line(0, "", account.SignInFailed, "a")}}, nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	_, lines, err := s.Operations(ctx, account.OperationQuery{})
	if got := must(s.User(ctx, "a"))(t).Failures; got != n || lines != n || err != nil {
		t.Errorf("counted %d and wrote %d lines (%v), want %d", got, lines, err, n)
	}
}

// The log is listed with the latest first, and searched by who did something or whom it
// was about, by kind and by days in China, page by page, with the number of all that
// match.
func operations(t *testing.T, s desks.Store) {
	var all []account.Operation
	kinds := []account.OperationKind{account.SignedIn, account.UserReset, account.Exported}
	for i := range 30 {
		all = append(all, line(7*i, []string{"a", "b", ""}[i%3], kinds[i%2+i%3/2], []string{"b", "c"}[i%2]))
	}
	ok(t, decided(s, account.Decision{Operations: all[:20]}))
	ok(t, s.Note(ctx, all[20:]))
	day := calendar.DateOf(Written)
	for _, q := range []account.OperationQuery{
		{}, {By: "b"}, {By: "nobody"}, {Kind: account.UserReset}, {From: day.AddDays(2)},
		{To: day.AddDays(2)}, {From: day.AddDays(1), To: day.AddDays(1)},
		{Limit: 5}, {Limit: 5, Offset: 28},
		{By: "a", Kind: account.SignedIn, From: day, To: day.AddDays(9), Limit: 2, Offset: 1},
	} {
		var want []account.Operation
		for _, o := range slices.Backward(all) {
			if q.Matches(o) {
				want = append(want, o)
			}
		}
		total := len(want)
		want = want[min(q.Offset, total):]
		if q.Limit > 0 {
			want = want[:min(q.Limit, len(want))]
		}
		got, n, err := s.Operations(ctx, q)
		ok(t, err)
		if !slices.IsSortedFunc(got, func(a, b account.Operation) int { return int(b.ID - a.ID) }) {
			t.Errorf("%+v: the latest is not first: %+v", q, got)
		}
		for i := range got {
			got[i].ID = 0
		}
		if d := cmp.Diff(want, got); d != "" || n != total {
			t.Errorf("%+v: %d in all, want %d (-want +got):\n%s", q, n, total, d)
		}
	}
}

// Every field that signing in uses comes back as it was kept. A user without a role can
// be kept only as long as the account is disabled.
func entrances(t *testing.T, s desks.Store) {
	addOffices(t, s)
	u := account.User{
		Name: "a", Office: "county", Role: account.Clerk, Password: "x",
		Since: Written, Renewed: Written.Add(time.Nanosecond), Foreign: true,
		Revision: 3, Failures: 4, Locked: Written.Add(time.Hour), Session: "abc",
		Factor: account.Factor{Secret: "plain:ABC", Since: Written, Step: 57, Codes: "a b",
			Failures: 2, Locked: Written.Add(time.Minute)},
	}
	ok(t, s.AddUser(ctx, u))
	if got := must(s.User(ctx, "a"))(t); got != u {
		t.Errorf("got %+v, want %+v", got, u)
	}
	unauthorised := account.User{Name: "b", Office: "county", Disabled: true, Since: Written}
	ok(t, s.AddUser(ctx, unauthorised))
	unauthorised.Disabled = false
	wantKind(t, "letting in one without a role", s.SetUser(ctx, unauthorised), fault.Invalid)
}

// The pattern of an office makes its numbers. A number that the office gave itself in
// this pattern moves the counter, one in another pattern does not, and other offices
// have counters of their own.
func numberings(t *testing.T, s desks.Store) {
	addOffices(t, s)
	setNumbering(t, s, "示公开〔{年}〕{序号:4}号")
	var got []string
	for _, number := range []string{"", "示公开〔2023〕0041号", "", "2023-00099", "示公开〔2023〕7号", ""} {
		app := numbered(t, "county", "2023-03-01", number)
		ok(t, s.Add(ctx, app))
		got = append(got, app.Number)
	}
	police := one(t, "police", "2023-03-01")
	ok(t, s.Add(ctx, police))
	want := []string{"示公开〔2023〕0001号", "示公开〔2023〕0041号", "示公开〔2023〕0042号",
		"2023-00099", "示公开〔2023〕7号", "示公开〔2023〕0043号", "2023-00001"}
	if got = append(got, police.Number); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A pattern that changes within a year continues counting, and continues after what was
// written in the new pattern before: no number is given twice.
func numberingChanged(t *testing.T, s desks.Store) {
	addOffices(t, s)
	ok(t, s.Add(ctx, one(t, "county", "2023-03-01"), one(t, "county", "2023-03-01"),
		numbered(t, "county", "2023-03-01", "甲2023第5号")))
	var got []string
	for _, n := range []account.Numbering{"乙{年}-{序号}", "甲{年}第{序号}号", ""} {
		setNumbering(t, s, n)
		app := one(t, "county", "2023-03-02")
		ok(t, s.Add(ctx, app))
		got = append(got, app.Number)
	}
	if want := []string{"乙2023-3", "甲2023第6号", "2023-00007"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	next := one(t, "county", "2024-01-02")
	ok(t, s.Add(ctx, next))
	if want := fmt.Sprintf("%04d-%05d", 2024, 1); next.Number != want {
		t.Errorf("the next year begins with %s, want %s", next.Number, want)
	}
}

// setNumbering sets the pattern of the county.
func setNumbering(t *testing.T, s desks.Store, n account.Numbering) {
	t.Helper()
	offices := must(s.Offices(ctx))(t)
	i := slices.IndexFunc(offices, func(o account.Office) bool { return o.Code == "county" })
	offices[i].Numbering = n
	ok(t, s.SetOffice(ctx, offices[i]))
}
