package views

import (
	"time"

	"gongkai/workflow"
)

// jobFixtures are the page of a job in every state, and the list with jobs and
// without.
func jobFixtures(f Frame) []fixture {
	f.Title, f.Tasks = f.T("任务"), &Tasks{f.T("我的任务"), 1}
	list := f
	list.Title = f.T("我的任务")
	job := workflow.Job{ID: "JOB", Kind: workflow.JobExport, Title: "XLSX", State: workflow.JobRunning, Done: 3412, Total: 10_000,
		Added: fixtureNow.Add(-12 * time.Second), Started: fixtureNow.Add(-11 * time.Second)}
	with := func(change func(*workflow.Job)) workflow.Job { j := job; change(&j); return j }
	done := with(func(j *workflow.Job) {
		j.State = workflow.JobDone
		j.File = workflow.JobFile{Name: "台账-20261124.xlsx", Size: 12_345_678, SHA256: "0f3a", Until: fixtureNow.Add(time.Hour), Kept: true}
	})
	failed := with(func(j *workflow.Job) { j.State, j.Reason = workflow.JobFailed, workflow.JobInterrupted })
	tried := with(func(j *workflow.Job) {
		j.Kind, j.Title, j.State, j.File = workflow.JobTry, "", workflow.JobDone, done.File
	})
	page := func(j workflow.Job) JobPage {
		p := JobPage{Frame: f, Job: f.JobRow(j, fixtureNow), Again: Link{URL: "/applications", Label: f.T("回台账")}, Back: Link{URL: "/jobs", Label: f.T("我的任务")}}
		if j.Open() {
			p.Cancel, p.Refresh = "/jobs/JOB/cancel", 2
		}
		return p
	}
	out := []fixture{
		{"job-waiting", page(with(func(j *workflow.Job) { j.State, j.Total = workflow.JobWaiting, 0 }))},
		{"job-running", page(job)}, {"job-done", page(done)}, {"job-failed", page(failed)}, {"job-tried", page(tried)},
		{"job-stopping", page(with(func(j *workflow.Job) { j.Cancelling = true }))},
		{"job-erased", page(with(func(j *workflow.Job) { j.State = workflow.JobDone }))},
		{"jobs-none", JobsPage{Frame: list}},
	}
	all := JobsPage{Frame: list, Caption: f.T("共 %d 个任务", 4)}
	for _, j := range []workflow.Job{job, done, failed, tried} {
		all.Rows = append(all.Rows, f.JobRow(j, fixtureNow))
	}
	return append(out, fixture{"jobs", all})
}
