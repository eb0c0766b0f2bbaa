package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"gongkai/workflow/fault"
	"gongkai/workflow/job"
)

// jobRow is one row of jobs. Moments are "" until they come.
type jobRow struct {
	ID                    string `gorm:"primaryKey"`
	Kind, Title           string // Title is without personal text
	ByUser, Office, State string
	Done, Total           int // how far it has come; Total 0 where nobody knows
	Added, Started, Ended string
	Beat, Reason          string // Beat: when its server was last known to live. Reason: why it failed, else ""
	File, Media           string // the name to save it by and its media type, "" without a file
	Size                  int64  // bytes
	SHA256                string `gorm:"column:sha256"`
	Until                 string // when the file is erased
	Kept                  bool   // the pieces are still in job_files
	Cancelling, Seen      bool   // somebody asked it to stop; the person has seen how it ended
}

// TableName implements GORM's Tabler.
func (jobRow) TableName() string { return "jobs" }

// jobFileRow is one row of job_files: a piece of a file. Files are stored in pieces so
// that neither writing nor sending one needs all of it in memory.
type jobFileRow struct {
	JobID string `gorm:"primaryKey"`
	No    int    `gorm:"primaryKey"` // from 0
	Piece []byte
}

// TableName implements GORM's Tabler.
func (jobFileRow) TableName() string { return "job_files" }

// jobAs is a job as a row. Its beat is when it was added, as no server has it yet.
func jobAs(j job.Job) jobRow {
	return jobRow{
		ID: string(j.ID), Kind: string(j.Kind), Title: j.Title, ByUser: j.User, Office: j.Office, State: string(j.State),
		Done: j.Done, Total: j.Total, Added: moment(j.Added),
		Started: perhaps(j.Started), Ended: perhaps(j.Ended), Beat: moment(j.Added),
		Reason: j.Reason, File: j.File.Name, Media: j.File.Type,
		Size: j.File.Size, SHA256: j.File.SHA256, Until: perhaps(j.File.Until),
		Kept: j.File.Kept, Cancelling: j.Cancelling, Seen: j.Seen,
	}
}

func (r jobRow) job() (job.Job, error) {
	var at [4]time.Time
	for i, s := range []string{r.Added, r.Started, r.Ended, r.Until} {
		var err error
		if at[i], err = perhapsOf(s); err != nil {
			return job.Job{}, err
		}
	}
	return job.Job{
		ID: job.ID(r.ID), Kind: job.Kind(r.Kind), Title: r.Title,
		User: r.ByUser, Office: r.Office, State: job.State(r.State),
		Done: r.Done, Total: r.Total, Added: at[0], Started: at[1], Ended: at[2], Reason: r.Reason,
		File:       job.File{Name: r.File, Type: r.Media, Size: r.Size, SHA256: r.SHA256, Until: at[3], Kept: r.Kept},
		Cancelling: r.Cancelling, Seen: r.Seen,
	}, nil
}

// open is the SQL condition for jobs that have not ended. Every change of a job asks
// for it, so that a job which has ended cannot change again.
const open = "state IN ('waiting', 'running')"

// AddJob implements [job.Store]. A job begins without a file; FinishJob brings it.
func (s *Store) AddJob(ctx context.Context, j job.Job) error {
	if !readable(j.Title) || !readable(j.Reason) || !readable(j.File.Name) {
		return &unread
	}
	r := jobAs(j)
	r.Kept = false
	return s.change(ctx, func(tx *gorm.DB) error {
		err := tx.Create(&r).Error
		switch {
		case unique(err):
			return &databaseFault{&duplicate, err}
		case foreign(err):
			return fault.Errorf(fault.Invalid, "没有这个用户或者机关")
		}
		return err
	})
}

// of narrows a query to the jobs of one person.
func of(tx *gorm.DB, user string) *gorm.DB { return tx.Where("by_user = ?", user) }

// findJob reads one of the jobs tx is narrowed to; [job.Missing] if it is not among
// them.
func findJob(tx *gorm.DB, id job.ID) (job.Job, error) {
	var rows []jobRow
	err := tx.Where("id = ?", string(id)).Find(&rows).Error
	if err == nil && len(rows) == 0 {
		err = job.Missing
	}
	if err != nil {
		return job.Job{}, wrap(err)
	}
	return rows[0].job()
}

// updateJobs sets columns of the jobs that meet a condition, and says of how many.
func (s *Store) updateJobs(ctx context.Context, set map[string]any, where string, args ...any) (n int64, err error) {
	err = s.changeUnasked(ctx, func(tx *gorm.DB) error {
		res := tx.Model(&jobRow{}).Where(where, args...).Updates(set)
		n = res.RowsAffected
		return res.Error
	})
	return n, err
}

// SetProgress implements [job.Store]. It is also the sign of life of a running job.
// A job that has ended stays as it is.
func (s *Store) SetProgress(ctx context.Context, id job.ID, done, total int, at time.Time) (job.Job, error) {
	_, err := s.updateJobs(ctx, map[string]any{
		"state": string(job.Running), "done": done, "total": total, "beat": moment(at),
		"started": gorm.Expr("CASE WHEN started = '' THEN ? ELSE started END", moment(at)),
	}, "id = ? AND "+open, string(id))
	if err != nil {
		return job.Job{}, err
	}
	return findJob(s.read.WithContext(ctx), id)
}

// FinishJob implements [job.Store]. If the job failed or was cancelled, the file it
// already had stays, so that it can be continued.
func (s *Store) FinishJob(ctx context.Context, j job.Job, pieces [][]byte) error {
	if !readable(j.Reason) || !readable(j.File.Name) {
		return &unread
	}
	r := jobAs(j)
	r.Kept = len(pieces) > 0
	columns := []string{"state", "done", "total", "ended", "reason", "seen"}
	if j.State == job.Done {
		columns = append(columns, "file", "media", "size", "sha256", "until", "kept")
	}
	return s.change(ctx, func(tx *gorm.DB) error {
		res := tx.Model(&jobRow{}).Where("id = ? AND "+open, r.ID).Select(columns).Updates(&r)
		if res.Error != nil || res.RowsAffected == 0 {
			return over(tx, j.ID, res.Error)
		}
		if j.State != job.Done {
			return nil
		}
		return setPieces(tx, r.ID, pieces)
	})
}

// setPieces replaces the pieces of a job.
func setPieces(tx *gorm.DB, id string, pieces [][]byte) error {
	if err := tx.Where("job_id = ?", id).Delete(&jobFileRow{}).Error; err != nil {
		return err
	}
	for i, p := range pieces {
		if err := tx.Create(&jobFileRow{id, i, p}).Error; err != nil {
			return err
		}
	}
	return nil
}

// over tells why a change met no job: err itself, [job.Missing] if tx has no such
// job, otherwise [job.Over].
func over(tx *gorm.DB, id job.ID, err error) error {
	if err == nil {
		_, err = findJob(tx, id)
	}
	if err == nil {
		err = job.Over
	}
	return wrap(err)
}

// ContinueJob implements [job.Store]. The conditions stand in the UPDATE itself, so
// that of two requests at once only one finds the job still to be continued.
func (s *Store) ContinueJob(ctx context.Context, user string, id job.ID, at time.Time) (job.Job, error) {
	n, err := s.updateJobs(ctx, map[string]any{
		"kind": string(job.Import), "state": string(job.Waiting), "done": 0, "total": 0,
		"started": "", "ended": "", "beat": moment(at), "reason": "", "cancelling": false, "seen": false,
	}, "id = ? AND by_user = ? AND kept = ? AND until > ? AND (kind = ? AND state = ? OR kind = ? AND state IN ?)",
		string(id), user, true, moment(at),
		job.Try, job.Done, job.Import, []job.State{job.Failed, job.Cancelled})
	if err != nil || n == 0 {
		return job.Job{}, over(of(s.read.WithContext(ctx), user), id, err)
	}
	fault.NoteSaved(ctx)
	return findJob(s.read.WithContext(ctx), id)
}

// Job implements [job.Store].
func (s *Store) Job(ctx context.Context, user string, id job.ID) (job.Job, error) {
	return findJob(of(s.read.WithContext(ctx), user), id)
}

// Jobs implements [job.Store].
func (s *Store) Jobs(ctx context.Context, user string) ([]job.Job, error) {
	var rows []jobRow
	if err := s.read.WithContext(ctx).Where("by_user = ?", user).Order("added DESC, id DESC").
		Find(&rows).Error; err != nil {
		return nil, wrap(err)
	}
	return readAll(rows, jobRow.job)
}

// UnseenJobs implements [job.Store].
func (s *Store) UnseenJobs(ctx context.Context, user string) (int, error) {
	var n int64
	err := s.read.WithContext(ctx).Model(&jobRow{}).Where("by_user = ? AND seen = ?", user, false).Count(&n).Error
	return int(n), wrap(err)
}

// SeeJob implements [job.Store]. A job under way is not marked: how it ends is still
// to be seen.
func (s *Store) SeeJob(ctx context.Context, user string, id job.ID) error {
	n, err := s.updateJobs(ctx, map[string]any{"seen": true}, "id = ? AND by_user = ? AND NOT "+open, string(id), user)
	if err != nil || n > 0 {
		return err
	}
	_, err = s.Job(ctx, user, id)
	return err
}

// CancelJob implements [job.Store].
func (s *Store) CancelJob(ctx context.Context, user string, id job.ID) error {
	n, err := s.updateJobs(ctx, map[string]any{"cancelling": true}, "id = ? AND by_user = ? AND "+open, string(id), user)
	if err != nil || n == 0 {
		return over(of(s.read.WithContext(ctx), user), id, err)
	}
	fault.NoteSaved(ctx)
	return nil
}

// JobFile implements [job.Store]. It reads piece by piece and holds no transaction,
// so that a reader on a slow line holds nobody up. A file erased meanwhile ends with
// [job.FileGone]: half a file never passes for the whole.
func (s *Store) JobFile(ctx context.Context, user string, id job.ID, visit func([]byte) error) error {
	j, err := s.Job(ctx, user, id)
	if err == nil && !j.File.Kept {
		err = job.FileGone
	}
	if err != nil {
		return err
	}
	for no, read := 0, int64(0); read < j.File.Size; no++ {
		var rows []jobFileRow
		err := s.read.WithContext(ctx).Where("job_id = ? AND no = ?", string(id), no).Find(&rows).Error
		if err != nil {
			return wrap(err)
		}
		if len(rows) == 0 {
			return job.FileGone
		}
		read += int64(len(rows[0].Piece))
		if err := visit(rows[0].Piece); err != nil {
			return err
		}
	}
	return nil
}

// DropJobFiles implements [job.Store].
func (s *Store) DropJobFiles(ctx context.Context, user string, kind job.Kind) error {
	return s.erase(ctx, "by_user = ? AND kind = ?", user, string(kind))
}

// erase deletes the files of the ended jobs that meet a condition. The jobs stay.
func (s *Store) erase(ctx context.Context, where string, args ...any) error {
	where = "NOT " + open + " AND kept = ? AND " + where
	args = append([]any{true}, args...)
	return s.change(ctx, func(tx *gorm.DB) error {
		jobs := tx.Model(&jobRow{}).Select("id").Where(where, args...)
		if err := tx.Where("job_id IN (?)", jobs).Delete(&jobFileRow{}).Error; err != nil {
			return err
		}
		return tx.Model(&jobRow{}).Where(where, args...).Update("kept", false).Error
	})
}

// BeatJobs implements [job.Store].
func (s *Store) BeatJobs(ctx context.Context, ids []job.ID, at time.Time) error {
	_, err := s.updateJobs(ctx, map[string]any{"beat": moment(at)}, "id IN ? AND "+open, ids)
	return err
}

// FailJobs implements [job.Store]: jobs without a sign of life since before are
// taken to be those of a server that died.
func (s *Store) FailJobs(ctx context.Context, before time.Time, except []job.ID, at time.Time) (int, error) {
	except = append([]job.ID{""}, except...) // NOT IN an empty list would be NOT IN (NULL), which no row meets
	n, err := s.updateJobs(ctx,
		map[string]any{"state": string(job.Failed), "reason": job.Interrupted, "ended": moment(at)},
		open+" AND beat < ? AND id NOT IN ?", moment(before), except)
	return int(n), err
}

// ExpireJobs implements [job.Store]: it erases files whose time is up, then forgets
// old jobs that have no file.
func (s *Store) ExpireJobs(ctx context.Context, now time.Time) error {
	if err := s.erase(ctx, "until <= ?", moment(now)); err != nil {
		return err
	}
	old := moment(now.Add(-job.Remembered))
	return s.changeUnasked(ctx, func(tx *gorm.DB) error {
		return tx.Where("NOT "+open+" AND kept = ? AND ended < ?", false, old).Delete(&jobRow{}).Error
	})
}
