package main

import (
	"context"
	"log/slog"
	"time"

	"gongkai/models"
)

// What one server does for all: how often it is looked at who that is, and how often
// the duties are done.
const (
	elected = 15 * time.Second
	hourly  = time.Hour
)

// duty is something to be done every hour, by one server for all.
type duty struct {
	name string
	do   func(context.Context) error
}

// duties does them until the program is told to stop. Of several servers over one
// PostgreSQL the leader does; if it is gone, another leads within a few seconds. The
// log says who leads.
func (p *program) duties(store *models.Store, log *slog.Logger, all []duty) {
	look := time.NewTicker(elected)
	defer look.Stop()
	led, done := false, p.now()
	for {
		leads, err := store.Leads(p.ctx)
		if p.ctx.Err() != nil {
			return
		}
		if leads != led || err != nil {
			log.Info("leads", "leads", leads, "err", err)
		}
		if led = leads; leads && p.now().Sub(done) >= hourly {
			done = p.now()
			p.perform(log, all)
		}
		select {
		case <-p.ctx.Done():
			return
		case <-look.C:
		}
	}
}

// perform does each duty, whatever became of the others.
func (p *program) perform(log *slog.Logger, all []duty) {
	for _, d := range all {
		if err := d.do(p.ctx); err != nil && p.ctx.Err() == nil {
			log.Error("duty failed", "duty", d.name, "err", err)
		}
	}
}
