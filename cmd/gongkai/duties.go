package main

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"gongkai/models"
)

// What one server does for all: how often it is looked at who that is, and how often
// most duties are done.
const (
	elected = 15 * time.Second
	hourly  = time.Hour
)

// duty is something to be done by one server for all, whenever due says so of the last
// time, or of when the program began, and now.
type duty struct {
	name string
	due  func(last, now time.Time) bool
	do   func(context.Context) error
}

func everyHour(last, now time.Time) bool { return now.Sub(last) >= hourly }

// duties does them until the program is told to stop. Of several servers over one
// PostgreSQL the leader does; if it is gone, another leads within a few seconds. The
// log says who leads.
func (p *program) duties(store *models.Store, log *slog.Logger, all []duty) {
	look := time.NewTicker(elected)
	defer look.Stop()
	led, done := false, slices.Repeat([]time.Time{p.now()}, len(all))
	for {
		leads, err := store.Leads(p.ctx)
		if p.ctx.Err() != nil {
			return
		}
		if leads != led || err != nil {
			log.Info("leads", "leads", leads, "err", err)
		}
		if led = leads; leads {
			p.perform(log, all, done)
		}
		select {
		case <-p.ctx.Done():
			return
		case <-look.C:
		}
	}
}

// perform does each duty that is due, whatever became of the others, and writes down
// when each was done.
func (p *program) perform(log *slog.Logger, all []duty, done []time.Time) {
	for i, d := range all {
		if !d.due(done[i], p.now()) {
			continue
		}
		done[i] = p.now()
		if err := d.do(p.ctx); err != nil && p.ctx.Err() == nil {
			log.Error("duty failed", "duty", d.name, "err", err)
		}
	}
}
