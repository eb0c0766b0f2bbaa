package job

import (
	"context"
	"slices"
	"strings"
	"time"

	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// Jobs is one person's way to their jobs.
type Jobs struct {
	*account.Actor
	Store Store
}

// ID names a job (任务). It is random, so that nobody can guess another person's.
type ID string

// Kind says what a job does.
type Kind string

// The kinds of job.
const (
	Export   Kind = "export"
	Try      Kind = "try"
	Import   Kind = "import"
	Workbook Kind = "workbook"
)

// Rule is what holds for one kind of job.
type Rule struct {
	Code  Kind
	Label string
	Unit  string                      // what its progress counts, in Chinese
	Loads bool                        // its file is for the person to save; otherwise a page shows it
	Keeps time.Duration               // how long its file is kept
	May   func(p account.Powers) bool // who may start it, and see it afterwards
}

const aDay = 24 * time.Hour

// Rules are all kinds of job. A register that was tried but never imported may hold
// what nobody will ever register, so it is erased sooner.
var Rules = []Rule{
	{Export, "导出台账", "件", true, 7 * aDay, reads},
	{Try, "试运行导入台账", "行", false, aDay, acts},
	{Import, "导入台账", "行", false, 7 * aDay, acts},
	{Workbook, "导出统计表", "个数", true, 7 * aDay, reads},
}

// reads and acts ask for one power each.
func reads(p account.Powers) bool { return p.Reads }
func acts(p account.Powers) bool  { return p.Acts }

// Rule returns what holds for the kind; a kind that does not exist may be started by
// nobody.
func (k Kind) Rule() Rule {
	i := slices.IndexFunc(Rules, func(r Rule) bool { return r.Code == k })
	if i < 0 {
		return Rule{Code: k, Label: string(k), May: func(account.Powers) bool { return false }}
	}
	return Rules[i]
}

// State is how far a job has come.
type State string

// The states of a job. The last three are final.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// File describes what a job made; the content is kept apart.
type File struct {
	Name   string // to save it by; without personal text
	Type   string // the name to save it by, without personal data
	Size   int64
	SHA256 string    // in hexadecimal
	Until  time.Time // when it is erased
	Kept   bool      // it has not been erased
}

// MaxPiece is the size in bytes of the pieces in which a file is kept; only the last
// may be shorter.
const MaxPiece = 1 << 20

// Job is work that takes longer than a person waits (长任务). It belongs to the person who
// started it, in the office in which it was started; nobody else sees it.
type Job struct {
	ID                    ID
	Kind                  Kind
	Title                 string // what it is about, without personal data
	User, Office          string
	State                 State
	Done, Total           int       // how far it has come, in the unit of its kind; Total 0 if that is not known
	Added, Started, Ended time.Time // Started and Ended are zero until then
	Reason                string    // in Chinese why it failed; "" if it did not
	File                  File
	Cancelling            bool // the person has asked it to stop
	Seen                  bool // the person has seen how it ended
}

// Open reports whether the job has not ended yet.
func (j Job) Open() bool { return j.State == Waiting || j.State == Running }

// HasFile reports whether there is a file whose time is not over.
func (j Job) HasFile(now time.Time) bool { return j.File.Kept && now.Before(j.File.Until) }

// Continues reports whether a register that was tried can be imported from the file
// that was uploaded: the file is still there, and it has not been imported.
func (j Job) Continues(now time.Time) bool {
	tried := j.Kind == Try && j.State == Done
	again := j.Kind == Import && (j.State == Failed || j.State == Cancelled)
	return j.HasFile(now) && (tried || again)
}

// Left returns how long the job will still take at its pace so far, and whether that
// can be told at all.
func (j Job) Left(now time.Time) (time.Duration, bool) {
	spent := now.Sub(j.Started)
	if j.State != Running || j.Done < 1 || j.Total < j.Done || spent < time.Second {
		return 0, false
	}
	return time.Duration(float64(spent) / float64(j.Done) * float64(j.Total-j.Done)), true
}

// The reasons, in Chinese, of jobs that ended without a result.
const (
	Interrupted = "服务中断，任务没有完成，没有留下半成品。请重新开始"
	Stopped     = "服务停止，任务没有完成，没有留下半成品。请在服务恢复后重新开始"
)

// MostOpen is how many jobs one person may have open. Silence is how long a server may
// be silent before its jobs count as dead. Remembered is how long a job is kept after
// it has ended.
const (
	MostOpen   = 3
	Silence    = time.Minute
	Remembered = 90 * aDay
)

// Store keeps jobs and their files. Where a method names a user, a job of somebody else
// is NotFound. Its contract is tested by gongkai/workflow/storetest.
type Store interface {
	// AddJob keeps a new job. An ID that is taken is a Conflict, a user or an office
	// that does not exist is Invalid. Its server counts as alive when it was added.
	AddJob(ctx context.Context, j Job) error
	// SetProgress records that an open job runs, since when, how far it has come, and
	// that its server is alive at a moment. It returns the job as it then is; one that
	// has ended stays as it is.
	SetProgress(ctx context.Context, id ID, done, total int, at time.Time) (Job, error)
	// FinishJob ends an open job with the state, progress, reason, end and file given.
	// A job that is done has the pieces in place of the file it had; any other end
	// keeps the file. A job that has already ended is a Conflict.
	FinishJob(ctx context.Context, j Job, pieces [][]byte) error
	// ContinueJob makes a job that [Job.Continues] wait as an import, with its file. Of
	// several calls at once one succeeds; for the others it is a Conflict.
	ContinueJob(ctx context.Context, user string, id ID, at time.Time) (Job, error)
	// Job returns one job.
	Job(ctx context.Context, user string, id ID) (Job, error)
	// Jobs returns the jobs of a person, the newest first.
	Jobs(ctx context.Context, user string) ([]Job, error)
	// UnseenJobs counts a person's jobs that are open or whose end was not seen.
	UnseenJobs(ctx context.Context, user string) (int, error)
	// SeeJob records that the person saw how the job ended; an open job stays unseen.
	SeeJob(ctx context.Context, user string, id ID) error
	// CancelJob asks an open job to stop; one that has ended is a Conflict.
	CancelJob(ctx context.Context, user string, id ID) error
	// JobFile calls visit with the pieces of a file in order; NotFound if it was
	// erased, also while it was read: without an error, visit had the whole file.
	JobFile(ctx context.Context, user string, id ID, visit func(piece []byte) error) error
	// DropJobFiles erases the files of a person's ended jobs of one kind.
	DropJobFiles(ctx context.Context, user string, kind Kind) error
	// BeatJobs records that the server of open jobs is alive.
	BeatJobs(ctx context.Context, ids []ID, at time.Time) error
	// FailJobs ends the open jobs whose server was last alive before a moment, except
	// those given, and returns how many.
	FailJobs(ctx context.Context, before time.Time, except []ID, at time.Time) (int, error)
	// ExpireJobs erases the files whose time is over, and forgets the jobs that ended
	// longer ago than [Remembered].
	ExpireJobs(ctx context.Context, now time.Time) error
}

// MayStart returns why the person may not start a job of the kind now, or nil.
func (d Jobs) MayStart(ctx context.Context, kind Kind) error {
	if d.User().Disabled || !kind.Rule().May(d.User().Role.Powers()) {
		return &fault.Error{
			Kind: fault.Forbidden,
			What: "“" + d.User().Role.Powers().Label + "”不能" + kind.Rule().Label,
			Next: "请转交有权限的同事",
		}
	}
	all, err := d.Store.Jobs(ctx, d.User().Name)
	if err != nil {
		return err
	}
	var open []string
	for _, j := range all {
		if j.Open() {
			open = append(open, j.Kind.Rule().Label)
		}
	}
	if len(open) >= MostOpen {
		return fault.Refusal("", "请等其中一个完成，或者在“我的任务”中取消一个，再重新开始", "您有 %d 个任务没有完成（%s），一人同时最多 %d 个",
			len(open), strings.Join(open, "、"), MostOpen)
	}
	return nil
}

// mine reports whether the person may see the job. A person whose role or office has
// changed does not see what was made for the earlier one.
func (d Jobs) mine(j Job) bool {
	return j.User == d.User().Name && j.Office == d.User().Office && !d.User().Disabled &&
		j.Kind.Rule().May(d.User().Role.Powers())
}

// The errors about a job that does not exist or is somebody else's, a job that has
// ended, and a file that was erased.
var (
	Missing  = &fault.Error{Kind: fault.NotFound, What: "没有这个任务，或者不是您的", Next: "请在“我的任务”中查看"}
	FileGone = &fault.Error{Kind: fault.NotFound, What: "任务的文件已经删除，或者没有文件", Next: "请重新开始任务"}
	Over     = &fault.Error{Kind: fault.Conflict, What: "任务已经结束，或者已在进行", Next: "请在“我的任务”中查看"}
)

// Find returns one of the person's jobs; [Missing] if it is not theirs.
func (d Jobs) Find(ctx context.Context, id ID) (Job, error) {
	j, err := d.Store.Job(ctx, d.User().Name, id)
	if err == nil && !d.mine(j) {
		err = Missing
	}
	if err != nil {
		return Job{}, err
	}
	return j, nil
}

// All returns the person's jobs, the newest first.
func (d Jobs) All(ctx context.Context) ([]Job, error) {
	all, err := d.Store.Jobs(ctx, d.User().Name)
	return slices.DeleteFunc(all, func(j Job) bool { return !d.mine(j) }), err
}

// Cancel asks one of the person's jobs to stop.
func (d Jobs) Cancel(ctx context.Context, id ID) error {
	if _, err := d.Find(ctx, id); err != nil {
		return err
	}
	return d.Store.CancelJob(ctx, d.User().Name, id)
}

// Continue starts the import of a register that the person has tried.
func (d Jobs) Continue(ctx context.Context, id ID, at time.Time) (Job, error) {
	if _, err := d.Find(ctx, id); err != nil {
		return Job{}, err
	}
	return d.Store.ContinueJob(ctx, d.User().Name, id, at)
}

// File calls visit with the pieces of the file of one of the person's jobs;
// [FileGone] if there is none, or its time is over.
func (d Jobs) File(ctx context.Context, id ID, now time.Time, visit func(piece []byte) error) error {
	j, err := d.Find(ctx, id)
	if err == nil && !j.HasFile(now) {
		err = FileGone
	}
	if err != nil {
		return err
	}
	return d.Store.JobFile(ctx, d.User().Name, id, visit)
}
