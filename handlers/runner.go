package handlers

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gongkai/workflow/account"
	"gongkai/workflow/fault"
	"gongkai/workflow/job"
)

// How many jobs run at once, how many may be there besides, how often their progress is written down, and after
// how many of those times it is written down although nothing came on: that is
// when a wish to stop is seen that was made at another server.
const (
	workers = 2
	crowd   = 20
	pace    = time.Second / 4
	still   = 4
)

// work is what a job does. It comes to an end soon after ctx does.
type work func(ctx context.Context, p *progress) (product, error)

// product is what a job made; of a job that makes no file, nothing.
type product struct {
	name, media string
	body        *pieces
}

// progress is how far a job has come. The work moves it, the runner looks.
type progress struct{ done, total atomic.Int64 }

// of sets how much there is to do, in all.
func (p *progress) of(total int) { p.total.Store(int64(total)) }

// step adds one to what is done.
func (p *progress) step() { p.done.Add(1) }

// pieces are what is written, cut as a store keeps it.
type pieces struct {
	all  [][]byte
	size int64
	sum  hash.Hash
}

func newPieces() *pieces { return &pieces{sum: sha256.New()} }

// Write implements io.Writer.
func (p *pieces) Write(b []byte) (int, error) {
	n := len(b)
	p.size += int64(n)
	p.sum.Write(b)
	for len(b) > 0 {
		last := len(p.all) - 1
		if last < 0 || len(p.all[last]) == job.MaxPiece {
			p.all, last = append(p.all, nil), last+1
		}
		room := min(len(b), job.MaxPiece-len(p.all[last]))
		p.all[last], b = append(p.all[last], b[:room]...), b[room:]
	}
	return n, nil
}

// runner does the jobs of one server, a few at a time.
type runner struct {
	store job.Store
	now   func() time.Time
	log   *slog.Logger
	slots chan struct{}
	ctx   context.Context
	stop  context.CancelFunc
	all   sync.WaitGroup

	mu   sync.Mutex
	held map[*holding]bool
}

// holding is one run of a job that this server has not let go of: how to stop it,
// and what was asked for, so that the same is not begun twice. A trial that is
// confirmed at once is for a moment held twice: as the trial, whose end is already
// saved, and as the import.
type holding struct {
	job         job.ID
	user, asked string
	cancel      context.CancelFunc
}

func newRunner(store job.Store, now func() time.Time, log *slog.Logger) *runner {
	r := &runner{store: store, now: now, log: log, slots: make(chan struct{}, workers), held: map[*holding]bool{}}
	r.ctx, r.stop = context.WithCancel(context.Background())
	return r
}

// newJob is a job of a person that begins now.
func newJob(kind job.Kind, title string, u account.User, now time.Time) job.Job {
	return job.Job{
		ID: job.ID(rand.Text()), Kind: kind, Title: title,
		User: u.Name, Office: u.Office, State: job.Waiting, Added: now,
	}
}

// running finds a job of a person that has not ended and does what is asked for.
func (r *runner) running(user, asked string) (job.ID, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for h := range r.held {
		if asked != "" && h.user == user && h.asked == asked {
			return h.job, true
		}
	}
	return "", false
}

// start does a job that is in the store, as soon as there is room.
func (r *runner) start(j job.Job, asked string, do work) {
	ctx, release := r.hold(r.ctx, j, asked)
	r.all.Go(func() {
		defer release()
		select {
		case r.slots <- struct{}{}:
			defer func() { <-r.slots }()
			r.run(ctx, j, do)
		case <-ctx.Done():
			_ = r.finish(j, &progress{}, product{}, ctx.Err()) // it is in the log
		}
	})
}

// hold makes a run of a job one of this server's until it is released.
func (r *runner) hold(ctx context.Context, j job.Job, asked string) (_ context.Context, release func()) {
	ctx, cancel := context.WithCancel(ctx)
	h := &holding{j.ID, j.User, asked, cancel}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[h] = true
	return ctx, func() { r.release(h) }
}

func (r *runner) release(h *holding) {
	h.cancel()
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.held, h)
}

// cancel stops a job that this server does; another sees in the store that its
// job is to stop.
func (r *runner) cancel(id job.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for h := range r.held {
		if h.job == id {
			h.cancel()
		}
	}
}

// ids are the jobs this server has not let go of.
func (r *runner) ids() []job.ID {
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
func (r *runner) run(ctx context.Context, j job.Job, do work) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p, over := &progress{}, make(chan struct{})
	begun, err := r.store.SetProgress(ctx, j.ID, 0, 0, r.now())
	if err == nil && begun.Cancelling {
		err = context.Canceled
	}
	var made product
	if err == nil {
		go func() { defer close(over); r.report(ctx, cancel, j.ID, p) }()
		made, err = protected(ctx, p, do)
		cancel()
		<-over
	}
	_ = r.finish(j, p, made, err) // it is in the log
}

// panicked is what a job that panicked ends with.
type panicked struct {
	what  any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v\n%s", p.what, p.stack) }

// protected keeps a panic of the work from the server.
func protected(ctx context.Context, p *progress, do work) (made product, err error) {
	defer func() {
		if what := recover(); what != nil {
			err = &panicked{what, debug.Stack()}
		}
	}()
	return do(ctx, p)
}

// report writes down how far a job has come until it ends, and stops it when
// that was asked for.
func (r *runner) report(ctx context.Context, cancel context.CancelFunc, id job.ID, p *progress) {
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

// finish writes down how a job ended, and says whether it could. It is done even
// where the server stops.
func (r *runner) finish(j job.Job, p *progress, made product, err error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), timeout)
	defer cancel()
	j.Done, j.Total, j.Ended = int(p.done.Load()), int(p.total.Load()), r.now()
	j.State, j.Reason = r.verdict(ctx, j, err)
	var all [][]byte
	if err == nil && made.body != nil {
		all = made.body.all
		j.File = job.File{
			Name: made.name, Type: made.media, Size: made.body.size, SHA256: hex.EncodeToString(made.body.sum.Sum(nil)),
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
func (r *runner) verdict(ctx context.Context, j job.Job, err error) (job.State, string) {
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
	number := newRef()
	r.log.Error("job failed", "ref", number, "job", string(j.ID), "kind", string(j.Kind), "err", err)
	return job.Failed, "出错了，任务没有完成，没有留下半成品。请把编号 " + number + " 告诉系统管理员"
}

// rest stops what runs and waits until it has ended, or until ctx does.
func (r *runner) rest(ctx context.Context) {
	r.stop()
	ended := make(chan struct{})
	go func() { r.all.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-ctx.Done():
		r.log.Warn("jobs still run", "jobs", len(r.ids()))
	}
}

// How often a server says that it lives, and how often it looks for files whose
// time is up.
const (
	beats  = 20 * time.Second
	clears = time.Hour
)

// tend keeps the jobs in order until ctx ends.
func (r *runner) tend(ctx context.Context) {
	beat, hour := time.NewTicker(beats), time.NewTicker(clears)
	defer beat.Stop()
	defer hour.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
			r.sweep(ctx, false)
		case <-hour.C:
			r.clear(ctx)
		}
	}
}

// sweep says that this server lives, and ends the jobs of those that do not:
// all but its own where it is alone.
func (r *runner) sweep(ctx context.Context, alone bool) {
	mine, now := r.ids(), r.now()
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

func (r *runner) clear(ctx context.Context) {
	if err := r.store.ExpireJobs(ctx, r.now()); err != nil && ctx.Err() == nil {
		r.log.Error("files of jobs not erased", "err", err)
	}
}
