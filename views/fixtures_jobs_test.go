package views

import (
	"time"

	"gongkai/workflow/job"
)

// jobFixtures are the page of a job in every state, and the list with jobs and
// without.
func jobFixtures(f Frame) []fixture {
	f.Title, f.Tasks = f.T("任务"), &Tasks{f.T("我的任务"), 1}
	list := f
	list.Title = f.T("我的任务")
	j := job.Job{ID: "JOB", Kind: job.Export, Title: "XLSX", State: job.Running, Done: 3412, Total: 10_000,
		Added: fixtureNow.Add(-12 * time.Second), Started: fixtureNow.Add(-11 * time.Second)}
	with := func(change func(*job.Job)) job.Job { j := j; change(&j); return j }
	done := with(func(j *job.Job) {
		j.State = job.Done
		j.File = job.File{
			Name: "台账-20261124.xlsx", Size: 12_345_678, SHA256: "0f3a", Until: fixtureNow.Add(time.Hour), Kept: true,
		}
	})
	failed := with(func(j *job.Job) { j.State, j.Reason = job.Failed, job.Interrupted })
	tried := with(func(j *job.Job) {
		j.Kind, j.Title, j.State, j.File = job.Try, "", job.Done, done.File
	})
	page := func(j job.Job) JobPage {
		p := JobPage{Frame: f, Job: f.JobRow(j, fixtureNow), Again: Link{URL: "/applications", Label: f.T("回台账")},
			Back: Link{URL: "/jobs", Label: f.T("我的任务")}}
		if j.Open() {
			p.Cancel, p.Refresh = "/jobs/JOB/cancel", 2
		}
		return p
	}
	out := []fixture{
		{"job-waiting", page(with(func(j *job.Job) { j.State, j.Total = job.Waiting, 0 }))},
		{"job-running", page(j)}, {"job-done", page(done)}, {"job-failed", page(failed)}, {"job-tried", page(tried)},
		{"job-stopping", page(with(func(j *job.Job) { j.Cancelling = true }))},
		{"job-erased", page(with(func(j *job.Job) { j.State = job.Done }))},
		{"jobs-none", JobsPage{Frame: list}},
	}
	all := JobsPage{Frame: list, Caption: f.T("共 %d 个任务", 4)}
	for _, j := range []job.Job{j, done, failed, tried} {
		all.Rows = append(all.Rows, f.JobRow(j, fixtureNow))
	}
	return append(out, fixture{"jobs", all})
}
