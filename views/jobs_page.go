package views

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"gongkai/views/address"
	"gongkai/workflow/job"
)

// Tasks is the link to the reader's jobs. It is in the menu of the person, and, while
// some are under way or ended unseen, in the frame with their number.
type Tasks struct {
	Label string
	N     int // how many; 0 is not shown
}

// JobPage is one job: how far it has come, what it produced, or why it failed.
type JobPage struct {
	Frame
	Job    JobRow
	Again  Link   // to where the same can be begun anew
	Back   Link   // to the list of jobs
	Cancel string // where to send a cancellation; "" once it has ended
}

func (JobPage) template() string { return "job" }

// JobsPage lists the reader's jobs, latest first.
type JobsPage struct {
	Frame
	Caption string
	Rows    []JobRow
}

func (JobsPage) template() string { return "jobs" }

// JobRow is a job in words.
type JobRow struct {
	URL, Kind, Title, State, Class string
	Line                           string // how far it has come, "" once it has ended
	Open, Stopping                 bool   // it has not ended; somebody asked it to stop
	Percent                        int    // -1 if nobody knows how much there is
	Reason                         string // why it failed, in Chinese; "" if it did not
	Note                           string // that its file is gone, otherwise ""
	Load                           Link   // to what it produced
	File                           []Pair // size, digest and until when it is kept
	Added                          string
}

// JobURL is the page of a job.
func JobURL(id job.ID) string { return address.Fill(address.Job, string(id)) }

// jobKinds name the kinds of job, jobStates their states with the class of the badge;
// jobCounts say how far a job has come, by what it counts.
var (
	jobKinds = map[job.Kind]ID{
		job.Export: ID("导出台账"), job.Try: ID("试运行导入台账"), job.Import: ID("导入台账"),
		job.Workbook: ID("导出统计表"),
	}
	jobStates = map[job.State]struct {
		Label ID
		Class string
	}{
		job.Waiting:   {ID("排队等待"), "stopped"},
		job.Running:   {ID("正在进行"), "stopped"},
		job.Done:      {ID("已完成"), "done"},
		job.Failed:    {ID("没有完成"), "overdue"},
		job.Cancelled: {ID("已取消"), "normal"},
	}
	jobCounts = map[string]ID{"件": ID("%s / %s 件"), "行": ID("%s / %s 行"), "个数": ID("%s / %s 个数")}
)

// JobRow puts a job into words, as it stands at a moment.
func (t Language) JobRow(j job.Job, now time.Time) JobRow {
	state := jobStates[j.State]
	r := JobRow{
		URL: JobURL(j.ID), Kind: t.T(jobKinds[j.Kind]), Title: j.Title,
		State: t.T(state.Label), Class: state.Class, Open: j.Open(),
		Stopping: j.Open() && j.Cancelling, Percent: -1, Reason: j.Reason, Added: Moment(j.Added),
	}
	if j.Total > 0 {
		r.Percent = min(100, 100*j.Done/j.Total)
	}
	r.Line = t.jobLine(j, r, now)
	if j.State == job.Done {
		t.result(&r, j, now)
	}
	return r
}

// jobLine says how far a job has come: 3,412 / 10,000 件 · 约 20 秒 · 可离开本页.
func (t Language) jobLine(j job.Job, r JobRow, now time.Time) string {
	var words []string
	if r.Stopping {
		words = []string{t.T("正在取消")}
	}
	if j.Open() && j.Total > 0 {
		words = append(words, t.T(jobCounts[j.Kind.Rule().Unit], grouped(j.Done), grouped(j.Total)))
	}
	if left, known := j.Left(now); known && !r.Stopping {
		words = append(words, t.roughly(left))
	}
	if j.Open() {
		words = append(words, t.T("可离开本页"))
	}
	return strings.Join(words, " · ")
}

// roughly is how long something will take: rounded up to five seconds, and from a
// minute and a half to the minute.
func (t Language) roughly(d time.Duration) string {
	if seconds := int(d.Seconds()); seconds < 90 {
		return t.T("约 %d 秒", (seconds/5+1)*5)
	}
	return t.T("约 %d 分钟", int(d.Minutes())+1)
}

// result fills in what a job produced, to save or to look at.
func (t Language) result(r *JobRow, j job.Job, now time.Time) {
	switch {
	case !j.HasFile(now):
		r.Note = t.T("文件已经删除；需要的请重新开始。")
	case j.Kind.Rule().Loads:
		r.Load = Link{URL: address.Fill(address.JobExport, string(j.ID)), Label: t.T("下载 %s", j.File.Name)}
		r.File = []Pair{{t.T("大小"), bytesWords(j.File.Size)}, {"SHA-256", j.File.SHA256}, {t.T("保留到"), Moment(j.File.Until)}}
	case j.Kind == job.Try || j.Kind == job.Import:
		r.Load = Link{URL: address.Query(address.Import, url.Values{"job": {string(j.ID)}}), Label: t.T("查看结果")}
		r.File = []Pair{{t.T("保留到"), Moment(j.File.Until)}}
	}
}

// bytesWords is a size as file managers show it, and to the byte.
func bytesWords(n int64) string {
	exact := grouped(int(n)) + " B"
	switch {
	case n < 10<<10:
		return exact
	case n < 1<<20:
		return strconv.FormatInt(n>>10, 10) + " KB（" + exact + "）"
	}
	return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB（" + exact + "）"
}

// grouped writes a number in groups of three: 10,000.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
