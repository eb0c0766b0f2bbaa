package storetest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"gongkai/workflow/fault"
	"gongkai/workflow/job"
)

// memJob is a job with its file, and when its server was last known to be alive.
type memJob struct {
	job.Job
	pieces [][]byte
	beat   time.Time
}

// utc returns a moment as it comes back from a database; the zero time stays zero.
func utc(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Round(0).UTC()
}

// inUTC returns the job with its moments as a database would return them.
func inUTC(j job.Job) job.Job {
	j.Added, j.Started, j.Ended, j.File.Until = utc(j.Added), utc(j.Started), utc(j.Ended), utc(j.File.Until)
	return j
}

// AddJob implements [job.Store].
func (m *Mem) AddJob(_ context.Context, j job.Job) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, office := m.offices[j.Office]
	_, user := m.users[j.User]
	switch {
	case !office || !user:
		return fault.Errorf(fault.Invalid, "没有这个用户或者机关")
	case m.job(anyone, j.ID) != nil:
		return fault.Errorf(fault.Conflict, "已经有这个任务")
	}
	j = inUTC(j)
	j.File.Kept = false
	m.jobs = append(m.jobs, &memJob{Job: j, beat: j.Added})
	return nil
}

// anyone as the user finds a job whoever's it is.
const anyone = "*"

// job returns a job of a person; nil if there is none.
func (m *Mem) job(user string, id job.ID) *memJob {
	i := slices.IndexFunc(m.jobs, func(j *memJob) bool { return j.ID == id && (user == anyone || j.User == user) })
	if i < 0 {
		return nil
	}
	return m.jobs[i]
}

// withJob does something to a job under the lock, and returns the job afterwards.
func (m *Mem) withJob(user string, id job.ID, do func(*memJob) error) (job.Job, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	j := m.job(user, id)
	if j == nil {
		return job.Job{}, job.Missing
	}
	if err := do(j); err != nil {
		return job.Job{}, err
	}
	return j.Job, nil
}

// SetProgress implements [job.Store].
func (m *Mem) SetProgress(_ context.Context, id job.ID, done, total int, at time.Time) (job.Job, error) {
	return m.withJob(anyone, id, func(j *memJob) error {
		if j.Open() {
			if j.Started.IsZero() {
				j.Started = utc(at)
			}
			j.State, j.Done, j.Total, j.beat = job.Running, done, total, at
		}
		return nil
	})
}

// FinishJob implements [job.Store].
func (m *Mem) FinishJob(_ context.Context, end job.Job, pieces [][]byte) error {
	_, err := m.withJob(anyone, end.ID, func(j *memJob) error {
		if !j.Open() {
			return job.Over
		}
		end = inUTC(end)
		j.State, j.Done, j.Total, j.Ended, j.Reason, j.Seen = end.State, end.Done, end.Total, end.Ended, end.Reason, end.Seen
		if end.State == job.Done {
			j.File, j.pieces = end.File, nil
			j.File.Kept = len(pieces) > 0
			for _, p := range pieces {
				j.pieces = append(j.pieces, slices.Clone(p))
			}
		}
		return nil
	})
	return err
}

// ContinueJob implements [job.Store].
func (m *Mem) ContinueJob(_ context.Context, user string, id job.ID, at time.Time) (job.Job, error) {
	return m.withJob(user, id, func(j *memJob) error {
		if !j.Continues(at) {
			return job.Over
		}
		j.Kind, j.State, j.beat = job.Import, job.Waiting, at
		// A job that starts again has nothing of its earlier run but the file.
		j.Done, j.Total, j.Started, j.Ended, j.Reason, j.Cancelling, j.Seen = 0, 0, time.Time{}, time.Time{}, "", false, false
		return nil
	})
}

// Job implements [job.Store].
func (m *Mem) Job(_ context.Context, user string, id job.ID) (job.Job, error) {
	return m.withJob(user, id, func(*memJob) error { return nil })
}

// Jobs implements [job.Store].
func (m *Mem) Jobs(_ context.Context, user string) ([]job.Job, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []job.Job
	for _, j := range m.jobs {
		if j.User == user {
			out = append(out, j.Job)
		}
	}
	slices.SortFunc(out, func(a, b job.Job) int { return -cmp.Or(a.Added.Compare(b.Added), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// UnseenJobs implements [job.Store].
func (m *Mem) UnseenJobs(ctx context.Context, user string) (int, error) {
	all, err := m.Jobs(ctx, user)
	return len(slices.DeleteFunc(all, func(j job.Job) bool { return j.Seen })), err
}

// SeeJob implements [job.Store].
func (m *Mem) SeeJob(_ context.Context, user string, id job.ID) error {
	_, err := m.withJob(user, id, func(j *memJob) error {
		j.Seen = j.Seen || !j.Open()
		return nil
	})
	return err
}

// CancelJob implements [job.Store].
func (m *Mem) CancelJob(_ context.Context, user string, id job.ID) error {
	_, err := m.withJob(user, id, func(j *memJob) error {
		if !j.Open() {
			return job.Over
		}
		j.Cancelling = true
		return nil
	})
	return err
}

// JobFile implements [job.Store].
func (m *Mem) JobFile(_ context.Context, user string, id job.ID, visit func([]byte) error) error {
	var pieces [][]byte
	_, err := m.withJob(user, id, func(j *memJob) error {
		if !j.File.Kept {
			return job.FileGone
		}
		pieces = j.pieces
		return nil
	})
	// Outside the lock: a visitor may use the store.
	for _, p := range pieces {
		if err := visit(slices.Clone(p)); err != nil {
			return err
		}
	}
	return err
}

// erase erases the files of the ended jobs that a condition selects.
func (m *Mem) erase(which func(*memJob) bool) {
	for _, j := range m.jobs {
		if !j.Open() && which(j) {
			j.File.Kept, j.pieces = false, nil
		}
	}
}

// DropJobFiles implements [job.Store].
func (m *Mem) DropJobFiles(_ context.Context, user string, kind job.Kind) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.erase(func(j *memJob) bool { return j.User == user && j.Kind == kind })
	return nil
}

// BeatJobs implements [job.Store].
func (m *Mem) BeatJobs(_ context.Context, ids []job.ID, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, j := range m.jobs {
		if j.Open() && slices.Contains(ids, j.ID) {
			j.beat = at
		}
	}
	return nil
}

// FailJobs implements [job.Store].
func (m *Mem) FailJobs(_ context.Context, before time.Time, except []job.ID, at time.Time) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, j := range m.jobs {
		if j.Open() && j.beat.Before(before) && !slices.Contains(except, j.ID) {
			j.State, j.Reason, j.Ended = job.Failed, job.Interrupted, utc(at)
			n++
		}
	}
	return n, nil
}

// ExpireJobs implements [job.Store].
func (m *Mem) ExpireJobs(_ context.Context, now time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.erase(func(j *memJob) bool { return !j.File.Until.After(now) })
	m.jobs = slices.DeleteFunc(m.jobs, func(j *memJob) bool {
		return !j.Open() && !j.File.Kept && j.Ended.Before(now.Add(-job.Remembered))
	})
	return nil
}
