package jobs

import (
	"context"
	"time"

	"gongkai/workflow/job"
)

// beats is how often a server says that it lives.
const beats = 20 * time.Second

// Tend says that this server lives, and ends the jobs of those that do not, until ctx
// ends.
func (r *Runner) Tend(ctx context.Context) {
	beat := time.NewTicker(beats)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
			r.Sweep(ctx, false)
		}
	}
}

// Sweep says that this server lives, and ends the jobs of those that do not:
// all but its own where it is alone.
func (r *Runner) Sweep(ctx context.Context, alone bool) {
	mine, now := r.IDs(), r.now()
	before := now.Add(-job.Silence)
	if alone {
		before = now
	}
	err := r.store.BeatJobs(ctx, mine, now)
	if err == nil {
		_, err = r.store.FailJobs(ctx, before, mine, now)
	}
	if err != nil && ctx.Err() == nil {
		r.log.Error("jobs of dead servers not ended", "err", err)
	}
}

// Clear erases the files whose time is up.
func (r *Runner) Clear(ctx context.Context) {
	if err := r.store.ExpireJobs(ctx, r.now()); err != nil && ctx.Err() == nil {
		r.log.Error("files of jobs not erased", "err", err)
	}
}
