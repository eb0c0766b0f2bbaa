// Package jobs does work that takes longer than a request may: a few jobs at a
// time, each to an end that is written down, whether it is done, fails, is stopped
// or its server dies. How far a job has come and what it made stand in the store,
// so that every server can show them. The package does not know what the work is,
// who may ask for it, or how any of it looks.
package jobs

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"gongkai/workflow/account"
	"gongkai/workflow/fault"
	"gongkai/workflow/job"
)

// Workers is how many jobs run at once.
const Workers = 2

// How many jobs may be there in all, how often their progress is written down, and
// after how many of those times it is written down although nothing came on: that
// is when a wish to stop is seen that was made at another server.
const (
	crowd  = 20
	pace   = time.Second / 4
	still  = 4
	saving = time.Minute // how long it may take to write down an end
)

// JobWork is what a job does. It comes to an end soon after ctx does.
type JobWork func(ctx context.Context, p *Progress) (Product, error)

// Runner does the jobs of one server, a few at a time.
type Runner struct {
	store job.Store
	now   func() time.Time
	ref   func() string
	log   *slog.Logger
	slots chan struct{}
	ctx   context.Context
	stop  context.CancelFunc
	all   sync.WaitGroup

	mu   sync.Mutex
	held map[*jobRun]bool
}

// jobRun is one run of a job that this server has not let go of: how to stop it,
// and what was asked for, so that the same is not begun twice. A trial that is
// confirmed at once is for a moment held twice: as the trial, whose end is already
// saved, and as the import.
type jobRun struct {
	job         job.ID
	user, asked string
	cancel      context.CancelFunc
}

// New makes a runner of the jobs in a store. Ref makes the number under which
// a fault is found in the log.
func New(store job.Store, now func() time.Time, ref func() string, log *slog.Logger) *Runner {
	r := &Runner{store: store, now: now, ref: ref, log: log}
	r.slots, r.held = make(chan struct{}, Workers), map[*jobRun]bool{}
	r.ctx, r.stop = context.WithCancel(context.Background())
	return r
}

// NewJob is a job of a person that begins now.
func NewJob(kind job.Kind, title string, u account.User, now time.Time) job.Job {
	return job.Job{
		ID: job.ID(rand.Text()), Kind: kind, Title: title,
		User: u.Name, Office: u.Office, State: job.Waiting, Added: now,
	}
}

// Running finds a job of a person that has not ended and does what is asked for.
func (r *Runner) Running(user, asked string) (job.ID, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for h := range r.held {
		if asked != "" && h.user == user && h.asked == asked {
			return h.job, true
		}
	}
	return "", false
}

// Start does a job that is in the store, as soon as there is room.
func (r *Runner) Start(j job.Job, asked string, do JobWork) {
	ctx, release := r.Hold(r.ctx, j, asked)
	r.all.Go(func() {
		defer release()
		select {
		case r.slots <- struct{}{}:
			defer func() { <-r.slots }()
			r.run(ctx, j, do)
		case <-ctx.Done():
			_ = r.Finish(j, &Progress{}, Product{}, ctx.Err()) // it is in the log
		}
	})
}

// Hold makes a run of a job one of this server's until it is released.
func (r *Runner) Hold(ctx context.Context, j job.Job, asked string) (_ context.Context, release func()) {
	ctx, cancel := context.WithCancel(ctx)
	h := &jobRun{j.ID, j.User, asked, cancel}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[h] = true
	return ctx, func() { r.release(h) }
}

// release lets go of a run: it is no longer this server's.
func (r *Runner) release(h *jobRun) {
	h.cancel()
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.held, h)
}

// Cancel stops a job that this server does; another sees in the store that its
// job is to stop.
func (r *Runner) Cancel(id job.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for h := range r.held {
		if h.job == id {
			h.cancel()
		}
	}
}

// Full says that so many jobs are under way that no more is begun.
func (r *Runner) Full() bool { return len(r.IDs()) >= crowd }

// Wait returns when every job has ended.
func (r *Runner) Wait() { r.all.Wait() }

// IDs are the jobs this server has not let go of.
func (r *Runner) IDs() []job.ID {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []job.ID
	for h := range r.held {
		out = append(out, h.job)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// run does a job to its end, whatever that is.
func (r *Runner) run(ctx context.Context, j job.Job, do JobWork) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p, over := &Progress{}, make(chan struct{})
	begun, err := r.store.SetProgress(ctx, j.ID, 0, 0, r.now())
	if err == nil && begun.Cancelling {
		err = context.Canceled
	}
	var made Product
	if err == nil {
		go func() { defer close(over); r.report(ctx, cancel, j.ID, p) }()
		made, err = Protected(ctx, p, do)
		cancel()
		<-over
	}
	_ = r.Finish(j, p, made, err) // it is in the log
}

// panicked is what a job that panicked ends with.
type panicked struct {
	what  any
	stack []byte
}

// Error is for the log; the reader gets a number.
func (p *panicked) Error() string { return fmt.Sprintf("panic: %v\n%s", p.what, p.stack) }

// Protected keeps a panic of the work from the server.
func Protected(ctx context.Context, p *Progress, do JobWork) (made Product, err error) {
	defer func() {
		if what := recover(); what != nil {
			err = &panicked{what, debug.Stack()}
		}
	}()
	return do(ctx, p)
}

// report writes down how far a job has come until it ends, and stops it when
// that was asked for.
func (r *Runner) report(ctx context.Context, cancel context.CancelFunc, id job.ID, p *Progress) {
	tick := time.NewTicker(pace)
	defer tick.Stop()
	last, same := int64(0), 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		done := p.done.Load()
		if same++; done == last && same < still {
			continue
		}
		last, same = done, 0
		j, err := r.store.SetProgress(ctx, id, int(done), int(p.total.Load()), r.now())
		if err != nil && ctx.Err() == nil {
			r.log.Warn("progress of a job not saved", "job", string(id), "err", err)
		}
		if err == nil && (j.Cancelling || !j.Open()) {
			cancel()
		}
	}
}

// Finish writes down how a job ended, and says whether it could. It is done even
// where the server stops.
func (r *Runner) Finish(j job.Job, p *Progress, made Product, err error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), saving)
	defer cancel()
	j.Done, j.Total, j.Ended = int(p.done.Load()), int(p.total.Load()), r.now()
	j.State, j.Reason = r.verdict(ctx, j, err)
	var all [][]byte
	if err == nil && made.Body != nil {
		all = made.Body.all
		j.File = job.File{
			Name: made.Name, Type: made.Media, Size: made.Body.size, SHA256: hex.EncodeToString(made.Body.sum.Sum(nil)),
			Until: j.Ended.Add(j.Kind.Rule().Keeps),
		}
	}
	err = r.store.FinishJob(ctx, j, all)
	if err != nil {
		r.log.Error("end of a job not saved", "job", string(j.ID), "err", err)
	}
	return err
}

// verdict says how a job ended. What is wrong with what was asked is said; a
// fault of ours goes to the log, and the reader gets its number.
func (r *Runner) verdict(ctx context.Context, j job.Job, err error) (job.State, string) {
	if err == nil {
		return job.Done, ""
	}
	ours := (*fault.Error)(nil)
	switch now, _ := r.store.Job(ctx, j.User, j.ID); {
	case now.Cancelling:
		return job.Cancelled, ""
	case r.ctx.Err() != nil:
		return job.Failed, job.Stopped
	case errors.As(err, &ours) && ours.Kind != fault.Internal:
		return job.Failed, err.Error()
	}
	number := r.ref()
	r.log.Error("job failed", "ref", number, "job", string(j.ID), "kind", string(j.Kind), "err", err)
	return job.Failed, "出错了，任务没有完成，没有留下半成品。请把编号 " + number + " 告诉系统管理员"
}

// Rest stops what runs and waits until it has ended, or until ctx does.
func (r *Runner) Rest(ctx context.Context) {
	r.stop()
	ended := make(chan struct{})
	go func() { r.all.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-ctx.Done():
		r.log.Warn("jobs still run", "jobs", len(r.IDs()))
	}
}
