package handlers

import (
	"crypto/rand"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow"
)

// upload is a register that was tried and may yet be taken in.
type upload struct {
	user, office, name string
	grid               [][]string
	until              time.Time
}

// uploads keeps what was tried for a while, in memory: a few files, each
// claimed once by the person who brought it.
type uploads struct {
	mu   sync.Mutex
	kept map[string]upload
}

// How long a file waits to be confirmed, and how many may wait.
const (
	uploadWaits = 15 * time.Minute
	uploadsKept = 8
)

func newUploads() *uploads { return &uploads{kept: map[string]upload{}} }

// put keeps a file and gives the token it is claimed with. The oldest makes
// room.
func (u *uploads) put(file upload, now time.Time) string {
	u.mu.Lock()
	defer u.mu.Unlock()
	oldest := ""
	for token, f := range u.kept {
		if f.until.Before(now) || f.user == file.user {
			delete(u.kept, token)
		} else if oldest == "" || f.until.Before(u.kept[oldest].until) {
			oldest = token
		}
	}
	if len(u.kept) >= uploadsKept {
		delete(u.kept, oldest)
	}
	token := rand.Text()
	u.kept[token] = file
	return token
}

// take gives a file back, once.
func (u *uploads) take(token, user string, now time.Time) (upload, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	f, ok := u.kept[token]
	if !ok || f.user != user || f.until.Before(now) {
		return upload{}, false
	}
	delete(u.kept, token)
	return f, true
}

func (s *Server) importPage(c echo.Context) error {
	return s.importForm(c, http.StatusOK, form{}, nil, nil)
}

// importForm shows the form, and above it the result if there is one.
func (s *Server) importForm(c echo.Context, status int, f form, err error, result *views.ImportPage) error {
	offices, deskErr := s.desk(c).Offices(c.Request().Context())
	if deskErr != nil {
		return deskErr
	}
	p := views.ImportPage{Columns: strings.Join(workflow.RegisterHead, "、")}
	if result != nil {
		p.Result, p.Token, p.File, p.Office = result.Result, result.Token, result.File, result.Office
	}
	p.Frame = s.frame(c, views.ID("导入台账"))
	chosen := f.text("office")
	if chosen == "" {
		chosen = user(c).Office
	}
	p.Fields = []views.Field{
		{Name: "office", Label: p.T("导入到哪个机关"), Options: officeOptions(offices, chosen), Required: true},
		{Name: "file", Label: p.T("文件"), Type: "file", Required: true, Hint: p.T("xlsx 或者 csv，不超过 20 MB；先试运行，不写入")},
	}
	p.Problem = fill(p.Tongue, p.Fields, f, err)
	return s.page(c, status, p)
}

// tryImport reads a file and says what taking it in would do.
func (s *Server) tryImport(c echo.Context) error {
	f, err := readForm(c)
	if err != nil {
		return err
	}
	name, grid, err := sheet(c)
	if err != nil {
		return s.importFault(c, f, err)
	}
	r, err := s.desk(c).Import(c.Request().Context(), f.text("office"), grid, s.Now(), true)
	if err != nil {
		return s.importFault(c, f, err)
	}
	p := &views.ImportPage{Result: s.tongue(c).Imported(r, false), File: name, Office: s.officeName(c, f.text("office"))}
	if p.Result.MayGo {
		p.Token = s.uploads.put(upload{user(c).Name, f.text("office"), name, grid, s.Now().Add(uploadWaits)}, s.Now())
	}
	return s.importForm(c, resultStatus(p.Result), f, nil, p)
}

func (s *Server) importFault(c echo.Context, f form, err error) error {
	if !mendable(err) {
		return err
	}
	return s.importForm(c, http.StatusUnprocessableEntity, f, fault{"file", err}, nil)
}

func resultStatus(r *views.ImportResult) int {
	if len(r.Refused) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// sheet reads the cells of the file that came with the form.
func sheet(c echo.Context) (string, [][]string, error) {
	header, err := c.FormFile("file")
	if err != nil {
		return "", nil, workflow.Errorf(workflow.Invalid, "请选择文件")
	}
	file, err := header.Open()
	if err != nil {
		return "", nil, err
	}
	defer file.Close()
	grid, err := views.ReadSheet(header.Filename, file)
	return header.Filename, grid, err
}

// confirmImport takes in the file that was tried.
func (s *Server) confirmImport(c echo.Context) error {
	f, err := readForm(c)
	if err != nil {
		return err
	}
	file, ok := s.uploads.take(f.text("token"), user(c).Name, s.Now())
	if !ok {
		return s.importForm(c, http.StatusUnprocessableEntity, form{}, fault{"file", workflow.Errorf(workflow.Invalid, "试运行的文件已经过期或者已经导入，请重新选择文件")}, nil)
	}
	r, err := s.desk(c).Import(c.Request().Context(), file.office, file.grid, s.Now(), false)
	if err != nil {
		return s.importFault(c, form{}, err)
	}
	p := &views.ImportPage{Result: s.tongue(c).Imported(r, true), File: file.name, Office: s.officeName(c, file.office)}
	return s.importForm(c, resultStatus(p.Result), form{}, nil, p)
}
