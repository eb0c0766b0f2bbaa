package models

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
	"gongkai/workflow/storetest"
)

// keeper is what the session library asks of a store that takes a context.
type keeper interface {
	Find(token string) ([]byte, bool, error)
	Commit(token string, b []byte, expiry time.Time) error
	Delete(token string) error
	FindCtx(ctx context.Context, token string) ([]byte, bool, error)
	CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error
	DeleteCtx(ctx context.Context, token string) error
}

var _ keeper = (*Sessions)(nil)

// A session is found until it is deleted or its time is up, and its token is
// nowhere in the database.
func TestSessions(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		s := p.opened(t)
		now := storetest.Written
		sessions := s.Sessions(func() time.Time { return now })
		found := func(token, want string) {
			t.Helper()
			got, ok, err := sessions.Find(token)
			if err != nil || ok != (want != "") || string(got) != want {
				t.Errorf("session %s: got %q %v (%v), want %q", token, got, ok, err, want)
			}
		}
		for _, data := range []string{"first", "\x00\xff second"} {
			if err := sessions.Commit("token-1", []byte(data), now.Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
			found("token-1", data)
		}
		if err := sessions.Commit("token-2", []byte("other"), now.Add(2*time.Hour)); err != nil {
			t.Fatal(err)
		}
		found("token-3", "")
		var stored []string
		if err := s.read.Raw("SELECT token_hash || data FROM sessions").Scan(&stored).Error; err != nil ||
			strings.Contains(strings.Join(stored, " "), "token") {
			t.Errorf("stored %q (%v), want no token in it", stored, err)
		}
		now = now.Add(time.Hour)
		found("token-1", "")
		if err := sessions.DeleteExpired(ctx); err != nil {
			t.Fatal(err)
		}
		var left int
		if err := s.read.Raw("SELECT COUNT(*) FROM sessions").Scan(&left).Error; err != nil || left != 1 {
			t.Errorf("after clearing away: got %d sessions (%v), want 1", left, err)
		}
		for range 2 {
			if err := sessions.Delete("token-2"); err != nil {
				t.Fatal(err)
			}
		}
		found("token-2", "")
	})
}

// The sessions of an account are listed with where they began; one that is ended finds
// nothing, and a request that was under way does not bring it back. Nobody ends another's.
func TestSessionsOfAccount(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		now := storetest.Written
		sessions := p.opened(t).Sessions(func() time.Time { return now })
		ends := now.Add(time.Hour)
		for i, token := range []string{"one", "two"} {
			s := account.Session{
				User:  "a",
				From:  "10.0.0.1",
				Agent: "Firefox",
				Began: now.Add(time.Duration(i)),
				Entry: "e",
				Stamp: "s",
			}
			if err := errors.Join(sessions.Begin(ctx, token, s, ends), sessions.Commit(token, []byte(token), ends)); err != nil {
				t.Fatal(err)
			}
		}
		keys := func() (out []string) {
			t.Helper()
			all, err := sessions.Of(ctx, "a")
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range all {
				if s.User != "a" || s.From != "10.0.0.1" || s.Agent != "Firefox" || s.Seen != now || s.Entry != "e" ||
					s.Stamp != "s" {
					t.Errorf("got %+v, want it as it began", s)
				}
				out = append(out, s.Key)
			}
			slices.Sort(out)
			return out
		}
		one, two := sessions.Key("one"), sessions.Key("two")
		want := []string{one, two}
		slices.Sort(want)
		if err := errors.Join(
			sessions.End(ctx, "b", one, two),
			sessions.End(ctx, "a"),
		); err != nil ||
			!slices.Equal(keys(), want) {
			t.Errorf("after another's try: %v, %v, want both", keys(), err)
		}
		if err := errors.Join(sessions.End(ctx, "a", one), sessions.Commit("one", []byte("under way"), ends)); err != nil {
			t.Fatal(err)
		}
		if _, found, err := sessions.Find("one"); found || err != nil || !slices.Equal(keys(), []string{two}) {
			t.Errorf("after the end: found %t, %v, listed %v, want the other alone", found, err, keys())
		}
	})
}

// What was typed in before is kept, with who typed it and when.
func TestHandHistory(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		s := withSample(t, p, 0)
		one := statistics.Whole(1)
		for i, n := range []*statistics.Amount{&one, nil, &one} {
			if err := s.SetHandLines(ctx, "county", 2018, "2014", report.Written(map[string]*statistics.Amount{"6": n}),
				"经办人甲", storetest.Written.Add(time.Duration(i))); err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		err := s.read.Raw("SELECT COALESCE(amount, -1) || ' ' || by_user || ' ' || at FROM hand_lines ORDER BY id").
			Scan(&got).Error
		want := []string{"10000 经办人甲 2026-03-02T01:02:03.456789000Z",
			"-1 经办人甲 2026-03-02T01:02:03.456789001Z", "10000 经办人甲 2026-03-02T01:02:03.456789002Z"}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("history (%v):\ngot  %q\nwant %q", err, got, want)
		}
	})
}

// The calendar is built once for each revision, not once for each question, and
// what another server saved is seen.
func TestCalendarIsBuiltOnce(t *testing.T) {
	inPlaces(t, func(t *testing.T, p database) {
		dsn := p.dsn(t)
		here, there := reopened(t, dsn), reopened(t, dsn)
		y, err := calendar.ParseYear(2027, "off 2027-01-01 元旦\n")
		if err != nil {
			t.Fatal(err)
		}
		c := calendar.Change{Year: &y, By: "系统管理员", At: storetest.Written}
		if _, err := there.SetCalendar(ctx, c, func([]workflow.Moved) error { return nil }); err != nil {
			t.Fatal(err)
		}
		first, err := here.Calendar(ctx)
		if err != nil || !first.Covers("2027-05-01") {
			t.Fatalf("2027 is known: %v (%v), want true", first.Covers("2027-05-01"), err)
		}
		if second, _ := here.Calendar(ctx); second != first {
			t.Errorf("got another calendar %p, want the same %p", second, first)
		}
	})
}
