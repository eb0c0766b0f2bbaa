package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/ledger"
)

// clockTime is a time of day in China in minutes; off is never.
type clockTime int

const off clockTime = -1

// UnmarshalText reads 03:00 or off.
func (c *clockTime) UnmarshalText(text []byte) error {
	if string(text) == "off" {
		*c = off
		return nil
	}
	t, err := time.Parse("15:04", string(text))
	if err != nil {
		return errors.New("请写成 03:00 的样子，或者 off")
	}
	*c = clockTime(t.Hour()*60 + t.Minute())
	return nil
}

// String is what UnmarshalText reads.
func (c clockTime) String() string {
	if c == off {
		return "off"
	}
	return fmt.Sprintf("%02d:%02d", c/60, c%60)
}

// after is how long it takes from now until the clock next shows the time.
func (c clockTime) after(now time.Time) time.Duration {
	now = now.In(calendar.China)
	next := time.Date(now.Year(), now.Month(), now.Day(), int(c)/60, int(c)%60, 0, 0, calendar.China)
	if !next.After(now) {
		next = next.AddDate(0, 0, 1)
	}
	return next.Sub(now)
}

// passed says whether the clock has shown the time after last, until now.
func (c clockTime) passed(last, now time.Time) bool {
	return c != off && !now.Before(last.Add(c.after(last)))
}

// nightAudit verifies everything, once a day.
type nightAudit struct {
	store desks.Store
	key   ledger.Key
	now   func() time.Time
	log   *slog.Logger
}

// recently is how long another server's check counts as ours.
const recently = time.Hour

// check verifies everything, issues a note, and says both in the log of administration.
// It leaves it at that where another server has just done so: one that led before. What
// is wrong is also in the program's log, one line for each thing.
func (w nightAudit) check(ctx context.Context) error {
	last, _, err := w.store.Operations(ctx, account.OperationQuery{Kind: account.JournalChecked, Limit: 1})
	if err != nil || len(last) > 0 && w.now().Sub(last[0].At).Abs() < recently {
		return err
	}
	desk := desks.New(w.store).For(account.Operator)
	kept, c, err := desk.Notary.Issue(ctx, w.key, w.now())
	if err != nil && fault.KindOf(err) != fault.Refused {
		return err
	}
	says := fmt.Sprintf("定时核对：%d 件申请、%d 条办理记录，有 %d 处不符", c.Applications, c.Entries, len(c.Faults))
	if kept.Size > 0 {
		says += fmt.Sprintf("；存证单 %d 条", kept.Size)
	}
	for _, f := range c.Faults {
		w.log.Error("nightly audit", "fault", f)
	}
	return desk.Note(ctx, account.JournalChecked, "", says, "", w.now())
}
