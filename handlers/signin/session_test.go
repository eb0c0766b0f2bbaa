package signin

import (
	"testing"
	"time"

	"gongkai/workflow/account"
)

// A sign-in ends when the account is shut or changed, when it is unused or old for
// longer than the rules allow, and, where there may be only one, when another
// follows.
func TestSessionOver(t *testing.T) {
	now := time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC)
	u := account.User{Name: "jingban", Password: "hash", Session: "first"}
	rules := account.Profile{Idle: time.Hour, Life: 8 * time.Hour, Single: true}
	for _, tt := range []struct {
		name   string
		change func(*account.User, *account.Profile, *Session)
		over   bool
	}{
		{"as it began", func(*account.User, *account.Profile, *Session) {}, false},
		{"the account is shut", func(u *account.User, _ *account.Profile, _ *Session) { u.Disabled = true }, true},
		{"another password", func(u *account.User, _ *account.Profile, _ *Session) { u.Password = "other" }, true},
		{"the account was changed", func(u *account.User, _ *account.Profile, _ *Session) { u.Revision++ }, true},
		{"unused as long as may be",
			func(_ *account.User, _ *account.Profile, s *Session) { s.Seen = now.Add(-time.Hour) }, false},
		{"unused too long", func(_ *account.User, _ *account.Profile, s *Session) { s.Seen = now.Add(-time.Hour - 1) }, true},
		{"too old", func(_ *account.User, _ *account.Profile, s *Session) { s.Began = now.Add(-8*time.Hour - 1) }, true},
		{"another followed", func(u *account.User, _ *account.Profile, _ *Session) { u.Session = "second" }, true},
		{"another followed where many may be", func(u *account.User, p *account.Profile, _ *Session) {
			u.Session, p.Single = "second", false
		}, false},
	} {
		u, rules, s := u, rules, Session{Entry: "first", Stamp: Stamp(u), Began: now, Seen: now}
		tt.change(&u, &rules, &s)
		if got := s.Over(u, rules, now); got != tt.over {
			t.Errorf("%s: over %t, want %t", tt.name, got, tt.over)
		}
	}
}
