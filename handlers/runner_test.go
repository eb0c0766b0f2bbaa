package handlers

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"gongkai/workflow/desks"
	"gongkai/workflow/job"
)

// lingering is a store that has saved the end of a job and comes back from that
// only when the gate opens.
type lingering struct {
	desks.Store
	gate chan struct{}
}

func (l lingering) FinishJob(ctx context.Context, j job.Job, file [][]byte) error {
	err := l.Store.FinishJob(ctx, j, file)
	<-l.gate
	return err
}

// A trial that is confirmed after its end was saved, but before the server let go
// of it, is taken in to its end: letting go of the trial touches neither the
// import that has the same number nor its end.
func TestReleaseIsOfTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := lingering{populated(t, people...), make(chan struct{})}
		noon := time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)
		r := newRunner(store, func() time.Time { return noon }, slog.New(slog.DiscardHandler))
		j := newJob(job.Try, "", people[0], noon)
		if err := store.AddJob(t.Context(), j); err != nil {
			t.Fatal(err)
		}
		r.start(j, "", func(context.Context, *progress) (product, error) { return product{body: (&trial{}).kept()}, nil })
		synctest.Wait() // the end of the trial is saved, and the trial is still held
		j, err := desks.New(store).For(people[0]).Jobs.ContinueJob(t.Context(), j.ID, noon)
		if err != nil {
			t.Fatal(err)
		}
		confirmed, end := make(chan error, 1), make(chan struct{})
		r.start(j, "", func(ctx context.Context, _ *progress) (product, error) {
			<-end
			confirmed <- ctx.Err()
			return product{}, ctx.Err()
		})
		synctest.Wait() // the import is held too
		store.gate <- struct{}{}
		synctest.Wait() // the trial was let go of
		if ids := r.ids(); len(ids) != 1 || ids[0] != j.ID {
			t.Errorf("when the trial was let go of, the server holds %q, want the import", ids)
		}
		close(end)
		close(store.gate)
		r.all.Wait()
		if err := <-confirmed; err != nil {
			t.Errorf("the import was stopped by the end of the trial: %v", err)
		}
		if got, err := store.Job(t.Context(), j.User, j.ID); err != nil || got.State != job.Done {
			t.Errorf("the import ended %q (%v), want it done", got.State, err)
		}
		if ids := r.ids(); len(ids) != 0 {
			t.Errorf("after all, the server holds %q", ids)
		}
	})
}
