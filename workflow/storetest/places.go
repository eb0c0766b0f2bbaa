package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// What is known of a place comes back as it was kept, for its account alone, the last
// tried first; a decision sees the places it names, and opening an account opens all of
// its places and no other's.
func places(t *testing.T, s desks.Store) {
	addOffices(t, s)
	for _, name := range []string{"a", "b"} {
		ok(t, s.AddUser(ctx, account.User{Name: name, Office: "county", Role: account.Clerk, Since: Written}))
	}
	first := account.Place{User: "a", At: "10.0.0.1", Known: Written, Tried: Written, Failures: 3}
	later := account.Place{User: "a", At: account.BrowserPlace("n"), Tried: Written.Add(time.Hour)}
	later.Locked = Written.Add(2 * time.Hour)
	others := account.Place{User: "b", At: "10.0.0.1", Tried: Written, Failures: 1}
	ok(t, decided(s, account.Decision{SetPlaces: []account.Place{first, later, others}}))
	sees := func(what string, got, want []account.Place) {
		t.Helper()
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", what, d)
		}
	}
	sees("all of an account", must(s.Places(ctx, "a"))(t), []account.Place{later, first})
	sees("the one named", must(s.Places(ctx, "a", "10.0.0.1", "10.0.0.9"))(t), []account.Place{first})
	sees("nobody", must(s.Places(ctx, "a\x00b"))(t), nil)
	changed := first
	changed.Failures = 9
	decide := func(h account.Installation, got []account.Place) (account.Decision, error) {
		sees("within a decision", got, []account.Place{first})
		if len(h.Users) != 2 {
			t.Errorf("the installation has %d users, want 2", len(h.Users))
		}
		return account.Decision{SetPlaces: []account.Place{changed}}, nil
	}
	ok(t, s.Attempt(ctx, "a", []string{first.At}, decide))
	sees("after the decision", must(s.Places(ctx, "a", first.At))(t), []account.Place{changed})
	ok(t, decided(s, account.Decision{Unlock: []string{"a"}}))
	later.Locked, first.Failures = time.Time{}, 0
	sees("after opening", must(s.Places(ctx, "a"))(t), []account.Place{later, first})
	sees("of another", must(s.Places(ctx, "b"))(t), []account.Place{others})
	nobody := account.Decision{SetPlaces: []account.Place{{User: "zz", At: "x"}}, Unlock: []string{"b"}}
	wantKind(t, "a place of nobody", decided(s, nobody), fault.NotFound)
	sees("after what was refused", must(s.Places(ctx, "b"))(t), []account.Place{others})
}
