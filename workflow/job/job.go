package job

import (
	"context"
	"slices"
	"strings"
	"time"

	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// Jobs is the way to the jobs of one person.
type Jobs struct {
	*account.Actor
	Store Store
}

// ID names a job (任务). It is random, so that nobody guesses another's.
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
	Unit  string                      // what its progress counts
	Loads bool                        // its file is for the person to save; else a page shows it
	Keeps time.Duration               // how long its file stays
	May   func(p account.Powers) bool // who may start it, and see it afterwards
}

const aDay = 24 * time.Hour

// Rules are all kinds of job. A register that was tried and not taken in may
// hold what nobody will ever register, so it goes sooner.
var Rules = []Rule{
	{Export, "导出台账", "件", true, 7 * aDay, reads},
	{Try, "试运行导入台账", "行", false, aDay, acts},
	{Import, "导入台账", "行", false, 7 * aDay, acts},
	{Workbook, "导出统计表", "个数", true, 7 * aDay, reads},
}

func reads(p account.Powers) bool { return p.Reads }
func acts(p account.Powers) bool  { return p.Acts }

// Rule is what holds for the kind; a kind that does not exist is nobody's.
func (k Kind) Rule() Rule {
	i := slices.IndexFunc(Rules, func(r Rule) bool { return r.Code == k })
	if i < 0 {
		return Rule{Code: k, Label: string(k), May: func(account.Powers) bool { return false }}
	}
	return Rules[i]
}

// State is how far a job has come.
type State string

// The states of a job. The last three are ends.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// File is what a job made. Nothing of its content stands here.
type File struct {
	Name   string // to save it by; without personal text
	Type   string // the media type
	Size   int64
	SHA256 string    // in hexadecimal
	Until  time.Time // when it is erased
	Kept   bool      // it is still there
}

// MaxPiece is the size in bytes of the pieces that a file is kept in, all but
// the last being this long.
const MaxPiece = 1 << 20

// Job is work that takes longer than a person waits (长任务). It belongs to who
// started it, in the office it was started in; nobody else sees it.
type Job struct {
	ID                    ID
	Kind                  Kind
	Title                 string // of what it is, without personal text
	User, Office          string
	State                 State
	Done, Total           int // how far it has come; Total 0 where nobody knows
	Added, Started, Ended time.Time
	Reason                string // why it failed
	File                  File
	Cancelling            bool // somebody asked it to stop
	Seen                  bool // the person has seen how it ended
}

// Open says whether the job has not come to an end.
func (j Job) Open() bool { return j.State == Waiting || j.State == Running }

// HasFile says whether there is a file, and its time is not up.
func (j Job) HasFile(now time.Time) bool { return j.File.Kept && now.Before(j.File.Until) }

// Continues says whether a register that was tried may be taken in: it is there,
// and it has not been taken in.
func (j Job) Continues(now time.Time) bool {
	tried := j.Kind == Try && j.State == Done
	again := j.Kind == Import && (j.State == Failed || j.State == Cancelled)
	return j.HasFile(now) && (tried || again)
}

// Left is how long the job will take yet, as far as that can be told: at the
// pace it has had so far.
func (j Job) Left(now time.Time) (time.Duration, bool) {
	spent := now.Sub(j.Started)
	if j.State != Running || j.Done < 1 || j.Total < j.Done || spent < time.Second {
		return 0, false
	}
	return time.Duration(float64(spent) / float64(j.Done) * float64(j.Total-j.Done)), true
}

// What is said of jobs that ended without a result of theirs.
const (
	Interrupted = "服务中断，任务没有完成，没有留下半成品。请重新开始"
	Stopped     = "服务停止，任务没有完成，没有留下半成品。请在服务恢复后重新开始"
)

// How many jobs one person may have under way, how long a server may be silent
// before its jobs count as dead, and how long a job is remembered.
const (
	MostOpen   = 3
	Silence    = time.Minute
	Remembered = 90 * aDay
)

// Store keeps jobs and their files. Where a user is
// named, the job of another is NotFound.
type Store interface {
	// AddJob keeps a new job; an ID that is there is a Conflict, a user or an
	// office that is not is Invalid. Its server lives at the moment it was added.
	AddJob(ctx context.Context, j Job) error
	// SetProgress writes down that an open job runs, since when, and how far it
	// has come, and that its server lives at a moment. It gives the job as it is
	// then; one that has ended stays as it is.
	SetProgress(ctx context.Context, id ID, done, total int, at time.Time) (Job, error)
	// FinishJob ends an open job: state, progress, reason, end and file are those
	// given. One that is done has the pieces in place of the file it had; any
	// other end leaves what there was. One that has ended already is a Conflict.
	FinishJob(ctx context.Context, j Job, pieces [][]byte) error
	// ContinueJob makes one that [Job.Continues] wait as an import, its file
	// beside it. Of several at once one does; for the others it is a Conflict.
	ContinueJob(ctx context.Context, user string, id ID, at time.Time) (Job, error)
	// Job finds a job.
	Job(ctx context.Context, user string, id ID) (Job, error)
	// Jobs lists the jobs of a person, the newest first.
	Jobs(ctx context.Context, user string) ([]Job, error)
	// UnseenJobs counts a person's jobs that are open or whose end was not seen.
	UnseenJobs(ctx context.Context, user string) (int, error)
	// SeeJob writes down that the person saw how the job ended; an open one
	// stays unseen.
	SeeJob(ctx context.Context, user string, id ID) error
	// CancelJob asks an open job to stop; one that has ended is a Conflict.
	CancelJob(ctx context.Context, user string, id ID) error
	// JobFile visits the pieces of a file in order; NotFound if it is erased.
	JobFile(ctx context.Context, user string, id ID, visit func(piece []byte) error) error
	// DropJobFiles erases the files of a person's ended jobs of one kind.
	DropJobFiles(ctx context.Context, user string, kind Kind) error
	// BeatJobs writes down that the server of open jobs lives.
	BeatJobs(ctx context.Context, ids []ID, at time.Time) error
	// FailJobs ends the open jobs whose server was last alive before a moment,
	// all but those excepted, and says how many there were.
	FailJobs(ctx context.Context, before time.Time, except []ID, at time.Time) (int, error)
	// ExpireJobs erases the files whose time is up, and forgets the jobs that
	// ended longer ago than [Remembered].
	ExpireJobs(ctx context.Context, now time.Time) error
}

// MayStart says why the person may not start a job of the kind now; nil if he
// may.
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

// mine says whether the person may see the job: whose role or office is another
// by now, does not see what was made for the one before.
func (d Jobs) mine(j Job) bool {
	return j.User == d.User().Name && j.Office == d.User().Office && !d.User().Disabled &&
		j.Kind.Rule().May(d.User().Role.Powers())
}

// What is said of a job that is not there or is another's, of one that has ended,
// and of a file that is gone.
var (
	Missing  = &fault.Error{Kind: fault.NotFound, What: "没有这个任务，或者不是您的", Next: "请在“我的任务”中查看"}
	FileGone = &fault.Error{Kind: fault.NotFound, What: "任务的文件已经删除，或者没有文件", Next: "请重新开始任务"}
	Over     = &fault.Error{Kind: fault.Conflict, What: "任务已经结束，或者已在进行", Next: "请在“我的任务”中查看"}
)

// Job finds a job of the person.
func (d Jobs) Job(ctx context.Context, id ID) (Job, error) {
	j, err := d.Store.Job(ctx, d.User().Name, id)
	if err == nil && !d.mine(j) {
		err = Missing
	}
	if err != nil {
		return Job{}, err
	}
	return j, nil
}

// Jobs lists the person's jobs, the newest first.
func (d Jobs) Jobs(ctx context.Context) ([]Job, error) {
	all, err := d.Store.Jobs(ctx, d.User().Name)
	return slices.DeleteFunc(all, func(j Job) bool { return !d.mine(j) }), err
}

// CancelJob asks a job of the person to stop.
func (d Jobs) CancelJob(ctx context.Context, id ID) error {
	if _, err := d.Job(ctx, id); err != nil {
		return err
	}
	return d.Store.CancelJob(ctx, d.User().Name, id)
}

// ContinueJob lets a register that the person tried be taken in.
func (d Jobs) ContinueJob(ctx context.Context, id ID, at time.Time) (Job, error) {
	if _, err := d.Job(ctx, id); err != nil {
		return Job{}, err
	}
	return d.Store.ContinueJob(ctx, d.User().Name, id, at)
}

// JobFile visits the pieces of the file of a job of the person; NotFound where
// there is none, or its time is up.
func (d Jobs) JobFile(ctx context.Context, id ID, now time.Time, visit func(piece []byte) error) error {
	j, err := d.Job(ctx, id)
	if err == nil && !j.HasFile(now) {
		err = FileGone
	}
	if err != nil {
		return err
	}
	return d.Store.JobFile(ctx, d.User().Name, id, visit)
}
