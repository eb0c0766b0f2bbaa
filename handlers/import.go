package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/handlers/jobs"
	"gongkai/views"
	"gongkai/views/sheet"
	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/job"
	"gongkai/workflow/register"
)

// importPage shows the form, and where the address names a job, what came of it.
func (s *Server) importPage(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	id := job.ID(f.Text("job"))
	if id == "" {
		return s.importForm(c, http.StatusOK, form.Form{}, nil, nil)
	}
	j, err := s.desk(c).Jobs.Find(c.Request().Context(), id)
	if err != nil {
		return err
	}
	t, err := s.trial(c, id)
	if err != nil {
		return err
	}
	return s.importForm(c, http.StatusOK, t.form(), nil, s.tried(c, j, t))
}

// form is the form with the office chosen again.
func (t *trial) form() form.Form { return form.Of(map[string]string{"office": t.Office}) }

// importForm shows the form, and above it the result if there is one.
func (s *Server) importForm(c echo.Context, status int, f form.Form, err error, result *views.ImportPage) error {
	offices, deskErr := s.desk(c).Offices(c.Request().Context())
	if deskErr != nil {
		return deskErr
	}
	p := views.ImportPage{Columns: strings.Join(register.Head, "、")}
	if result != nil {
		p.Result, p.Token, p.File, p.Office = result.Result, result.Token, result.File, result.Office
	}
	p.Frame = s.frame(c, views.ID("导入台账"))
	chosen := f.Text("office")
	if chosen == "" {
		chosen = user(c).Office
	}
	p.Fields = []views.Field{
		{Name: "office", Label: p.T("导入到哪个机关"), Options: officeOptions(offices, chosen), Required: true},
		{Name: "file", Label: p.T("文件"), Type: "file", Required: true, Hint: p.T("xlsx 或者 csv，不超过 20 MB；先试运行，不写入")},
	}
	p.Problem = fill(p.Language, p.Fields, f, err)
	return s.page(c, status, p)
}

// tryImport reads a file and says what taking it in would do: at once, or where
// it is long, as a job.
func (s *Server) tryImport(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	t, err := brought(c)
	if err == nil {
		t.Office = f.Text("office")
		_, err = s.desk(c).InScope(c.Request().Context(), t.Office)
	}
	if err != nil {
		return s.importFault(c, f, err)
	}
	do := s.trying(user(c), t)
	if sheet.LongSheet(t.Name, t.data, s.long().Import) {
		return s.importFault(c, f, s.begin(c, job.Try, "", do))
	}
	made, err := do(c.Request().Context(), &jobs.Progress{})
	if err != nil {
		return s.importFault(c, f, err)
	}
	j, err := s.keepTried(c, t, made)
	if err != nil {
		return err
	}
	p := s.tried(c, j, t)
	return s.importForm(c, resultStatus(p.Result), f, nil, p)
}

// trying is the work of a dry run. What the person tried before makes room.
func (s *Server) trying(u account.User, t *trial) jobs.JobWork {
	return func(ctx context.Context, p *jobs.Progress) (jobs.Product, error) {
		made, err := t.do(ctx, s.Desk.For(u), s.Now(), true, p)
		if err == nil {
			err = s.Desk.Store.DropJobFiles(ctx, u.Name, job.Try)
		}
		return made, err
	}
}

// keepTried keeps what was tried in the request itself, where it may be taken in.
func (s *Server) keepTried(c echo.Context, t *trial, made jobs.Product) (job.Job, error) {
	j := jobs.NewJob(job.Try, "", user(c), s.Now())
	if !t.goes() {
		return j, nil
	}
	if err := s.Desk.Store.AddJob(c.Request().Context(), j); err != nil {
		return j, err
	}
	j.Seen = true
	if err := s.runner.Finish(j, &jobs.Progress{}, made, nil); err != nil {
		return j, err
	}
	return s.desk(c).Jobs.Find(c.Request().Context(), j.ID)
}

// tried is what came of trying a file, or of taking it in.
func (s *Server) tried(c echo.Context, j job.Job, t *trial) *views.ImportPage {
	p := &views.ImportPage{File: t.Name, Office: s.officeName(c, t.Office)}
	p.Result = s.languageOf(c).Imported(t.Report, j.Kind == job.Import && len(t.data) == 0)
	p.Result.MayGo = p.Result.MayGo && j.Continues(s.Now())
	if p.Result.MayGo {
		p.Token = string(j.ID)
	}
	return p
}

// importFault shows the form again with what is to be mended.
func (s *Server) importFault(c echo.Context, f form.Form, err error) error {
	if err == nil || !mendable(err) {
		return err
	}
	return s.importForm(c, http.StatusUnprocessableEntity, f, fault.About("file", err), nil)
}

// resultStatus is 422 if rows were refused, for programs that look at nothing else.
func resultStatus(r *views.ImportResult) int {
	if len(r.Refused) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// confirmImport takes in the file that was tried: at once, or where it is long,
// as a job.
func (s *Server) confirmImport(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	id, ctx := job.ID(f.Text("token")), c.Request().Context()
	t, err := s.trial(c, id)
	if err != nil {
		return s.importGone(c, id, err)
	}
	long := sheet.LongSheet(t.Name, t.data, s.long().Import)
	if long {
		if err := s.mayStart(c, job.Import); err != nil {
			return s.importFault(c, t.form(), err)
		}
	}
	j, err := s.desk(c).Jobs.Continue(ctx, id, s.Now())
	if err != nil {
		return s.importGone(c, id, err)
	}
	if long {
		s.runner.Start(j, "", s.taking(user(c), t))
		return c.Redirect(http.StatusSeeOther, views.JobURL(id))
	}
	return s.take(c, j, t)
}

// importGone says why a file cannot be taken in; one that is being taken in
// leads to where that is seen.
func (s *Server) importGone(c echo.Context, id job.ID, err error) error {
	if k := fault.KindOf(err); k != fault.NotFound && k != fault.Conflict {
		return err
	}
	if j, err := s.desk(c).Jobs.Find(c.Request().Context(), id); err == nil && j.Open() {
		return c.Redirect(http.StatusSeeOther, views.JobURL(id))
	}
	gone := fault.Errorf(fault.Invalid, "试运行的文件已经过期或者已经导入，请重新选择文件")
	return s.importForm(c, http.StatusUnprocessableEntity, form.Form{}, fault.About("file", gone), nil)
}

// taking is the work of taking in what was tried.
func (s *Server) taking(u account.User, t *trial) jobs.JobWork {
	return func(ctx context.Context, p *jobs.Progress) (jobs.Product, error) {
		return t.do(ctx, s.Desk.For(u), s.Now(), false, p)
	}
}

// take takes in a short file in the request itself.
func (s *Server) take(c echo.Context, j job.Job, t *trial) error {
	ctx, release := s.runner.Hold(c.Request().Context(), j, "")
	defer release()
	p := &jobs.Progress{}
	made, err := jobs.Protected(ctx, p, s.taking(user(c), t))
	j.Seen = true
	_ = s.runner.Finish(j, p, made, err) // it is in the log, and what was taken in is in
	if err != nil {
		return s.importFault(c, t.form(), err)
	}
	j.State = job.Done
	result := s.tried(c, j, t)
	return s.importForm(c, resultStatus(result.Result), t.form(), nil, result)
}

// trial is a register that somebody brought: where it is to go, what came of
// trying it or taking it in, and the file itself while it may yet be taken in. It
// is kept as the file of a job, so that every server has it.
type trial struct {
	Name   string                `json:"name"`
	Office string                `json:"office"`
	Report register.ImportReport `json:"report"`
	data   []byte
}

// brought reads the file that came with the form.
func brought(c echo.Context) (*trial, error) {
	sent, err := c.MultipartForm()
	if err != nil || len(sent.File["file"]) == 0 {
		return nil, fault.InputFile.Wrong("请选择文件")
	}
	if len(sent.File["file"]) > 1 {
		return nil, fault.InputFile.Wrong("一次只能导入一个文件，请选择一个文件")
	}
	header := sent.File["file"][0]
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // only read
	data, err := io.ReadAll(file)
	return &trial{Name: header.Filename, data: data}, err
}

// goes says whether nothing stands against taking it in.
func (t *trial) goes() bool { return len(t.Report.Refused) == 0 && t.Report.Added > 0 }

// do takes the register in, or in a dry run finds out what that would do. The
// file goes where there is no more use for it.
func (t *trial) do(
	ctx context.Context, desk *desks.Set, at time.Time, dry bool, p *jobs.Progress,
) (jobs.Product, error) {
	grid, err := sheet.ReadSheet(t.Name, bytes.NewReader(t.data))
	if err != nil {
		return jobs.Product{}, err
	}
	p.Of(len(grid) - 1)
	if t.Report, err = desk.Register.ImportWithProgress(ctx, t.Office, grid, at, dry, p.Step); err != nil {
		return jobs.Product{}, err
	}
	if !dry || !t.goes() {
		t.data = nil
	}
	return jobs.Product{Body: t.kept()}, nil
}

// kept is the trial as a file: a line of JSON, then what was brought.
func (t *trial) kept() *jobs.Pieces {
	out := jobs.NewPieces()
	_ = json.NewEncoder(out).Encode(t) // pieces take everything
	_, _ = out.Write(t.data)
	return out
}

// trial reads what the reader tried or took in; NotFound where it is gone.
func (s *Server) trial(c echo.Context, id job.ID) (*trial, error) {
	var all bytes.Buffer
	err := s.desk(c).Jobs.File(c.Request().Context(), id, s.Now(), func(piece []byte) error {
		all.Write(piece)
		return nil
	})
	if err != nil {
		return nil, err
	}
	head, rest, _ := bytes.Cut(all.Bytes(), []byte("\n"))
	t := &trial{data: rest}
	if json.Unmarshal(head, t) != nil {
		return nil, job.FileGone // the file of a job that is no import
	}
	return t, nil
}
