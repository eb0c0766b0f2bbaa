package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/jobs"
	"gongkai/views/sheet"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/job"
	"gongkai/workflow/register"
)

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
	err := s.desk(c).Jobs.JobFile(c.Request().Context(), id, s.Now(), func(piece []byte) error {
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
