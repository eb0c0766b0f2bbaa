package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/ledger"
	"gongkai/workflow/storetest"
)

// spoiled is a store in which something is wrong.
type spoiled struct{ desks.Store }

func (s spoiled) Verify(ctx context.Context, w ledger.Witness) (ledger.Check, error) {
	c, err := s.Store.Verify(ctx, w)
	c.Faults = append(c.Faults, "一处不符")
	return c, err
}

// The next check is at the time of day in China, today or tomorrow.
func TestNextCheck(t *testing.T) {
	for _, c := range []struct {
		at, now string
		want    time.Duration
	}{
		{"03:00", "2026-03-01T18:00:00Z", time.Hour}, // 02:00 in China
		{"03:00", "2026-03-01T19:00:00Z", 24 * time.Hour},
		{"03:00", "2026-03-01T19:00:01Z", 24*time.Hour - time.Second},
		{"00:30", "2026-12-31T16:00:00Z", 30 * time.Minute},
	} {
		var at clockTime
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil || at.UnmarshalText([]byte(c.at)) != nil || at.after(now) != c.want || at.String() != c.at {
			t.Errorf("%+v: got %v at %v", c, at.after(now), at)
		}
	}
	var at clockTime
	start := time.Date(2026, 3, 1, 18, 0, 0, 0, time.UTC)
	if at.UnmarshalText([]byte("03:00")) != nil || at.passed(start, start.Add(time.Hour-1)) ||
		!at.passed(start, start.Add(time.Hour)) || off.passed(start, start.AddDate(1, 0, 0)) {
		t.Error("the time has passed when the clock shows it, and not before; off never passes")
	}
	if at.UnmarshalText([]byte("off")) != nil || at != off || at.String() != "off" ||
		at.UnmarshalText([]byte("25:00")) == nil {
		t.Error("off is never, and 25:00 is refused")
	}
}

// Once a day everything is checked: the log of administration says so and a note is
// kept; another server that comes soon after leaves it at that.
func TestNightAudit(t *testing.T) {
	store, now, log := storetest.NewMem(), testNow, &bytes.Buffer{}
	if err := newDemo(store, now).make(t.Context()); err != nil {
		t.Fatal(err)
	}
	key, err := ledger.NewKey(rand.NewChaCha8([32]byte{1}), "test")
	if err != nil {
		t.Fatal(err)
	}
	w := nightAudit{store, key, func() time.Time { return now }, slog.New(slog.NewTextHandler(log, nil))}
	for _, wait := range []time.Duration{0, time.Minute, 24 * time.Hour} {
		now = now.Add(wait)
		if err := w.check(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	lines, _, err := store.Operations(t.Context(), account.OperationQuery{Kind: account.JournalChecked})
	notes, _ := store.Checkpoints(t.Context(), 5)
	if err != nil || len(lines) != 2 || len(notes) == 0 || !strings.Contains(lines[0].Says, "有 0 处不符；存证单") ||
		log.Len() > 0 {
		t.Errorf("got %d lines, %d notes (%v), want 2 and some: %+v\n%s", len(lines), len(notes), err, lines, log)
	}
	// What is wrong is said, and no note is given of it.
	w.store = spoiled{store}
	now = now.Add(24 * time.Hour)
	if err := w.check(t.Context()); err != nil {
		t.Fatal(err)
	}
	lines, _, _ = store.Operations(t.Context(), account.OperationQuery{Kind: account.JournalChecked})
	if !strings.Contains(lines[0].Says, "有 1 处不符") || strings.Contains(lines[0].Says, "存证单") ||
		!strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("after something was changed: %q\n%s", lines[0].Says, log)
	}
}

// A duty is done when it is due, once, and whatever became of the others.
func TestDuties(t *testing.T) {
	now, log := testNow, &bytes.Buffer{}
	var did []string
	does := func(name string, err error) func(context.Context) error {
		return func(context.Context) error { did = append(did, name); return err }
	}
	all := []duty{
		{"hour", everyHour, does("hour", errors.New("no"))},
		{"never", off.passed, does("never", nil)},
		{"day", clockTime(0).passed, does("day", nil)},
	}
	done := []time.Time{now, now, now}
	p := &program{env: env{now: func() time.Time { return now }}, ctx: t.Context()}
	for range 24 * 4 {
		now = now.Add(15 * time.Minute)
		p.perform(slog.New(slog.NewTextHandler(log, nil)), all, done)
	}
	count := map[string]int{}
	for _, name := range did {
		count[name]++
	}
	if count["hour"] != 24 || count["day"] != 1 || len(count) != 2 || strings.Count(log.String(), "duty=hour") != 24 {
		t.Errorf("in a day: %v, want one an hour and one a day\n%s", count, log)
	}
}
