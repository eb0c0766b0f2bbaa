package handlers

import (
	"cmp"
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/jobs"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/fault"
	"gongkai/workflow/job"
)

// Long says from how much on work is done as a job: above so many applications
// in an export, rows in a file, applications in the offices of a report.
type Long struct{ Export, Import, Report int }

// UsualLong is what a server does in about two seconds.
var UsualLong = Long{Export: 2000, Import: 2000, Report: 20_000}

// long are the limits above which work is done as a job, with the usual ones for
// those that are not set.
func (s *Server) long() Long {
	return Long{cmp.Or(s.Long.Export, UsualLong.Export),
		cmp.Or(s.Long.Import, UsualLong.Import), cmp.Or(s.Long.Report, UsualLong.Report)}
}

// Recover ends the jobs that a server left when it died. Alone says that no
// other server uses the store. Call it before serving.
func (s *Server) Recover(ctx context.Context, alone bool) {
	s.runner.Sweep(ctx, alone)
	s.runner.Clear(ctx)
}

// Tend looks after the jobs until ctx ends: it says that this server lives, and ends
// the jobs of those that do not.
func (s *Server) Tend(ctx context.Context) { s.runner.Tend(ctx) }

// Running is how many jobs this server has under way or waiting.
func (s *Server) Running() int { return len(s.runner.IDs()) }

// Clear erases the files of jobs whose time is up. One server does it for all.
func (s *Server) Clear(ctx context.Context) { s.runner.Clear(ctx) }

// Rest stops the jobs of this server, and returns when they have ended or ctx
// has. Call it when nothing is served any more.
func (s *Server) Rest(ctx context.Context) { s.runner.Rest(ctx) }

// begin starts a job of the reader and leads to its page. What the reader has
// asked for already is not begun twice.
func (s *Server) begin(c echo.Context, kind job.Kind, title string, do jobs.JobWork) error {
	asked := c.Request().Method + " " + c.Request().URL.RequestURI()
	if id, ok := s.runner.Running(user(c).Name, asked); ok && c.Request().Method == http.MethodGet {
		return c.Redirect(http.StatusSeeOther, views.JobURL(id))
	}
	if err := s.mayStart(c, kind); err != nil {
		return err
	}
	ctx, j := c.Request().Context(), jobs.NewJob(kind, title, user(c), s.Now())
	if err := s.Desk.Store.AddJob(ctx, j); err != nil {
		return err
	}
	s.runner.Start(j, asked, do)
	return c.Redirect(http.StatusSeeOther, views.JobURL(j.ID))
}

// mayStart says why the reader may not start a job of the kind now.
func (s *Server) mayStart(c echo.Context, kind job.Kind) error {
	if s.runner.Full() {
		return &fault.Error{Kind: fault.Unavailable, What: "正在进行和等待的任务太多", Next: "没有开始，请过几分钟再试"}
	}
	return s.desk(c).Jobs.MayStart(c.Request().Context(), kind)
}

// tasks are the link to the reader's jobs. A page without their number is better
// than none.
func (s *Server) tasks(c echo.Context, t views.Language) *views.Tasks {
	n, _ := s.Desk.Store.UnseenJobs(c.Request().Context(), user(c).Name)
	return &views.Tasks{Label: t.T("我的任务"), N: n}
}

// jobsShown is how many jobs the list shows, the newest.
const jobsShown = 100

// jobs lists the reader's jobs. Those that have ended count as seen from then on.
func (s *Server) jobs(c echo.Context) error {
	ctx := c.Request().Context()
	all, err := s.desk(c).Jobs.All(ctx)
	if err != nil {
		return err
	}
	var rows []views.JobRow
	for _, j := range all[:min(jobsShown, len(all))] {
		if err := s.see(ctx, j); err != nil {
			return err
		}
		rows = append(rows, s.languageOf(c).JobRow(j, s.Now()))
	}
	p := views.JobsPage{Frame: s.frame(c, views.ID("我的任务")), Rows: rows}
	p.Caption = p.T("共 %d 个任务", len(all))
	return s.page(c, http.StatusOK, p)
}

// see writes down that the reader has seen how a job ended.
func (s *Server) see(ctx context.Context, j job.Job) error {
	if j.Open() || j.Seen {
		return nil
	}
	return s.Desk.Store.SeeJob(ctx, j.User, j.ID)
}

// jobID is the ID in the address.
func jobID(c echo.Context) job.ID { return job.ID(c.Param("id")) }

// refresh is after how many seconds the page of a job that runs loads itself
// anew where there are no scripts.
const refresh = 2

// job shows one job. If it has ended, it counts as seen from then on.
func (s *Server) job(c echo.Context) error {
	j, err := s.desk(c).Jobs.Find(c.Request().Context(), jobID(c))
	if err == nil {
		err = s.see(c.Request().Context(), j)
	}
	if err != nil {
		return err
	}
	p := views.JobPage{Frame: s.frame(c, views.ID("任务")), Job: s.languageOf(c).JobRow(j, s.Now())}
	p.Back = views.Link{URL: address.Jobs, Label: p.T("我的任务")}
	p.Again = again(p.Language, j.Kind)
	if j.Open() {
		p.Refresh, p.Cancel = refresh, address.Fill(address.JobCancel, string(j.ID))
	}
	return s.page(c, http.StatusOK, p)
}

// again leads to where a job of the kind is begun.
func again(t views.Language, kind job.Kind) views.Link {
	switch kind {
	case job.Export:
		return views.Link{URL: address.Applications, Label: t.T("回台账")}
	case job.Workbook:
		return views.Link{URL: address.Report, Label: t.T("回统计表")}
	case job.Try, job.Import:
		return views.Link{URL: address.Import, Label: t.T("导入台账")}
	}
	return views.Link{URL: address.Home, Label: t.T("回首页")}
}

// cancelJob stops a job, wherever it runs. One that has ended shows how.
func (s *Server) cancelJob(c echo.Context) error {
	id := jobID(c)
	err := s.desk(c).Jobs.Cancel(c.Request().Context(), id)
	if err != nil && fault.KindOf(err) != fault.Conflict {
		return err
	}
	if err == nil {
		s.runner.Cancel(id)
	}
	return c.Redirect(http.StatusSeeOther, views.JobURL(id))
}

// exportJob sends what a job made.
func (s *Server) exportJob(c echo.Context) error {
	desk, ctx, id := s.desk(c), c.Request().Context(), jobID(c)
	j, err := desk.Jobs.Find(ctx, id)
	if err == nil && (!j.Kind.Rule().Loads || j.State != job.Done || !j.HasFile(s.Now())) {
		err = job.FileGone
	}
	if err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx) // on a slow line it takes longer than a request may; who hangs up ends it
	return desk.Jobs.File(ctx, id, s.Now(), func(piece []byte) error {
		if !c.Response().Committed {
			l := exportLine{"", "任务的文件 " + j.File.Name}
			if err := s.handOut(c, l, outgoingFile{j.File.Name, j.File.Type, j.File.Size}); err != nil {
				return err
			}
		}
		_, err := c.Response().Write(piece)
		return err
	})
}
