package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"gongkai/models"
	"gongkai/workflow/calendar"
)

// checkedAt is the hour of the night, in China, from which on the database is checked.
const checkedAt = 2

// watched has the database watched until end is called, which waits for that.
func (p *program) watched(store *models.Store, log *slog.Logger) (end func()) {
	ctx, stop := context.WithCancel(p.ctx)
	var beside sync.WaitGroup
	beside.Go(func() { p.watchOver(ctx, store, log) })
	return func() {
		stop()
		beside.Wait()
	}
}

// breather is how long the program waits at least between two checks that are not nightly.
const breather = 3 * time.Second

// watchOver checks the database at the start, every night, and whenever a statement has
// met what may be damage; once it is found again and again, until it is mended; until
// ctx ends. Beside, it keeps the note of how far the database has come.
func (p *program) watchOver(ctx context.Context, store *models.Store, log *slog.Logger) {
	minutely := time.NewTicker(time.Minute)
	defer minutely.Stop()
	again := p.checkOnce(ctx, store, log)
	checked := calendar.DateOf(p.now())
	for {
		select {
		case <-ctx.Done():
			return
		case <-again:
			again = p.checkOnce(ctx, store, log)
		case <-store.Alarm():
			if again == nil {
				again = time.After(breather)
			}
		case <-minutely.C:
			if err := store.NotePlace(ctx); err != nil && ctx.Err() == nil {
				log.Warn("place not noted", "err", err)
			}
			now := p.now()
			if today := calendar.DateOf(now); today != checked && now.In(calendar.China).Hour() >= checkedAt {
				checked = today
				again = p.checkOnce(ctx, store, log)
			}
		}
	}
}

// checkOnce looks for damage once. The store remembers what is found. If anything was,
// the result tells when to look again; else it never does.
func (p *program) checkOnce(ctx context.Context, store *models.Store, log *slog.Logger) (again <-chan time.Time) {
	began := p.now()
	err := store.Check(ctx)
	took := p.now().Sub(began)
	switch {
	case ctx.Err() != nil: // cut short: nothing is known
	case err != nil:
		log.Error("database check", "err", err)
		return time.After(breather + took)
	default:
		log.Info("database check", "found", "nothing", "took", took)
	}
	return nil
}
