package jobs

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/job"
	"gongkai/workflow/storetest"
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

// clerkIn puts a clerk and the office into a store.
func clerkIn(t *testing.T, store desks.Store) account.User {
	t.Helper()
	u := account.User{Name: "jingban", Office: "xfb", Role: account.Clerk}
	err := store.AddOffice(t.Context(), account.Office{Code: u.Office, Name: "示例县人民政府办公室"})
	if err = cmp.Or(err, store.AddUser(t.Context(), u)); err != nil {
		t.Fatal(err)
	}
	return u
}

// A trial that is confirmed after its end was saved, but before the server let go
// of it, is taken in to its end: letting go of the trial touches neither the
// import that has the same number nor its end.
func TestReleaseIsOfTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		noon := time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)
		store := lingering{storetest.NewMem(), make(chan struct{})}
		clerk := clerkIn(t, store)
		r := New(store, func() time.Time { return noon }, rand.Text, slog.New(slog.DiscardHandler))
		j := NewJob(job.Try, "", clerk, noon)
		if err := store.AddJob(t.Context(), j); err != nil {
			t.Fatal(err)
		}
		tried := NewPieces()
		if _, err := tried.Write([]byte("{}\n")); err != nil {
			t.Fatal(err)
		}
		r.Start(j, "", func(context.Context, *Progress) (Product, error) { return Product{Body: tried}, nil })
		synctest.Wait() // the end of the trial is saved, and the trial is still held
		j, err := desks.New(store).For(clerk).Jobs.Continue(t.Context(), j.ID, noon)
		if err != nil {
			t.Fatal(err)
		}
		confirmed, end := make(chan error, 1), make(chan struct{})
		r.Start(j, "", func(ctx context.Context, _ *Progress) (Product, error) {
			<-end
			confirmed <- ctx.Err()
			return Product{}, ctx.Err()
		})
		synctest.Wait() // the import is held too
		store.gate <- struct{}{}
		synctest.Wait() // the trial was let go of
		if ids := r.IDs(); len(ids) != 1 || ids[0] != j.ID {
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
		if ids := r.IDs(); len(ids) != 0 {
			t.Errorf("after all, the server holds %q", ids)
		}
	})
}
