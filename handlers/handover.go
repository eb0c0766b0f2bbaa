package handlers

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/draft"
	"gongkai/workflow/fault"
)

// handover lists what a person would hand over: what was ticked in the register,
// or all that is open with somebody, by default with oneself.
func (s *Server) handover(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	ids, err := idsIn(f)
	if err != nil {
		return err
	}
	from := f.Text("from")
	if from == "" && len(ids) == 0 {
		from = user(c).Name
	}
	desk, ctx := s.desk(c), c.Request().Context()
	var briefs []workflow.Brief
	if from != "" {
		briefs, err = desk.Caseload(ctx, from)
	} else {
		briefs, err = desk.Picked(ctx, ids)
	}
	if err != nil {
		return err
	}
	return s.handoverPage(c, http.StatusOK, briefs, from, f, nil)
}

// handoverPage shows the list and asks to whom it goes.
func (s *Server) handoverPage(
	c echo.Context, status int, briefs []workflow.Brief, from string, f form.Form, err error,
) error {
	heirs, heirErr := s.successorsOf(c, briefs, from)
	rows, rowsErr := s.handed(c, briefs)
	givers, giversErr := s.givers(c, from)
	names, namesErr := s.names(c)
	if err := cmp.Or(heirErr, rowsErr, giversErr, namesErr); err != nil {
		return err
	}
	p := views.HandoverPage{Frame: s.frame(c, views.ID("移交承办人")), Rows: rows}
	p.From = views.Field{ID: "from", Name: "from", Label: p.T("移交谁承办的申请"), Options: givers}
	p.Caption, p.Empty = p.T("共 %d 件", len(briefs)), p.T("没有在办的申请可以移交。")
	if from != "" {
		p.Caption = p.T("%s 在办的申请", names.People[from]) + " · " + p.Caption
	}
	var ids []workflow.ID
	for _, b := range briefs {
		ids = append(ids, b.ID)
	}
	p.IDs = joinIDs(ids)
	p.Fields = []views.Field{
		{Name: "handler", Label: p.T("接收人"), Options: views.Optional(p.T("请选择"), "", heirs), Required: true},
		{Name: "reason", Label: p.T("理由"), Max: 2000, Hint: p.T("如岗位调整、休假；记入每件的办理记录")},
		{Name: "count", Label: p.T("清单上的件数"), Mode: "numeric", Max: 4, Required: true, Hint: p.T("请逐件核对后填写，与清单一致才移交")},
	}
	p.Problem = fill(p.Language, p.Fields, f, err)
	return s.page(c, status, p)
}

// givers are the people whose work the reader may hand over; none for who may hand
// over only the own.
func (s *Server) givers(c echo.Context, from string) ([]views.Option, error) {
	if user(c).Role != account.Supervisor {
		return nil, nil
	}
	staff, err := s.desk(c).Staff(c.Request().Context())
	options := views.Choose(staff, from, func(u account.User) (string, string) { return u.Name, u.DisplayName() })
	if from == "" {
		options = views.Optional(s.languageOf(c).T("（台账中勾选的）"), "", options)
	}
	return options, err
}

// successorsOf are the people who may take over: those of the one office of all.
func (s *Server) successorsOf(c echo.Context, briefs []workflow.Brief, from string) ([]views.Option, error) {
	if len(briefs) == 0 {
		return nil, nil
	}
	for _, b := range briefs {
		if b.Office != briefs[0].Office {
			return nil, fault.Refusal("", "请在台账中按机关筛选，分几次移交", "%s 和 %s 由不同机关受理，不能一起移交", briefs[0].Number, b.Number)
		}
	}
	people, err := s.desk(c).Handlers(c.Request().Context(), briefs[0].Office)
	return successors(people, from), err
}

// handed are the lines of the list, each with the opinions that it waits for.
func (s *Server) handed(c echo.Context, briefs []workflow.Brief) ([]views.HandoverRow, error) {
	d, err := s.deadlines(c)
	if err != nil {
		return nil, err
	}
	var waiting []workflow.ID
	for _, b := range briefs {
		if cond.Match(workflow.AwaitsOpinion, b, calendar.Period{}) {
			waiting = append(waiting, b.ID)
		}
	}
	apps, err := s.desk(c).Applications(c.Request().Context(), waiting)
	if err != nil {
		return nil, err
	}
	opinions := map[workflow.ID]string{}
	for _, app := range apps {
		opinions[app.ID] = views.Awaited(d.Language, app)
	}
	return views.HandoverRows(briefs, opinions, d), nil
}

// handedOver is what the paper of a handover says.
type handedOver struct {
	IDs    []workflow.ID `json:"ids"`
	From   []string      `json:"from"` // who handled them, each once; empty if nobody did
	To     string        `json:"to"`
	On     calendar.Date `json:"on"`
	Reason string        `json:"reason"`
}

// handOver does it: all that was listed, in one transaction.
func (s *Server) handOver(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	ids, err := idsIn(f)
	if err != nil {
		return err
	}
	briefs, err := s.desk(c).Picked(c.Request().Context(), ids)
	if err != nil {
		return err
	}
	if err = s.leave(c, f, ids); mendable(err) {
		return s.handoverPage(c, http.StatusUnprocessableEntity, briefs, "", f, err)
	}
	if err != nil {
		return err
	}
	key := rand.Text()
	if err := s.store(c, draft.ToPrint, key, s.handoverNote(f, briefs, ids)); err != nil {
		return err
	}
	s.flash(c, s.languageOf(c).T("已移交 %d 件。", len(ids)))
	return c.Redirect(http.StatusSeeOther, address.Query(address.HandoverSheet, url.Values{"paper": {key}}))
}

// leave checks the number of applications that was typed and hands them over.
func (s *Server) leave(c echo.Context, f form.Form, ids []workflow.ID) error {
	count, err := f.Number("count")
	if err == nil {
		err = f.Short("reason", 2000)
	}
	if err != nil {
		return err
	}
	if f.Text("count") == "" || len(ids) == 0 {
		return fault.Input("count").Wrong("请填写清单上的件数，共 %d 件", len(ids))
	}
	cmd := workflow.Command{On: s.today(), At: s.Now(), Handler: f.Text("handler"), Reason: f.Text("reason")}
	_, err = s.desk(c).HandOverAll(c.Request().Context(), ids, count, cmd)
	return err
}

// handoverNote is what the paper has to say besides the applications themselves.
func (s *Server) handoverNote(f form.Form, briefs []workflow.Brief, ids []workflow.ID) handedOver {
	note := handedOver{IDs: ids, To: f.Text("handler"), On: s.today(), Reason: f.Text("reason")}
	seen := map[string]bool{"": true} // "" is an application that nobody handles
	for _, b := range briefs {
		if !seen[b.Handler] {
			seen[b.Handler], note.From = true, append(note.From, b.Handler)
		}
	}
	return note
}

// handoverList is the paper of a handover that was done.
func (s *Server) handoverList(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	p := views.HandoverListPage{Frame: s.frame(c, views.ID("申请移交清单"))}
	p.Empty = p.T("没有刚刚移交的清单；清单保留 24 小时，各件的办理记录长期保留移交情况。")
	note, err := stored[handedOver](s, c, draft.ToPrint, f.Text("paper"))
	if fault.KindOf(err) == fault.NotFound {
		return s.page(c, http.StatusOK, p)
	}
	if err != nil {
		return err
	}
	if err := s.fillHandoverList(c, &p, note); err != nil {
		return err
	}
	return s.page(c, http.StatusOK, p)
}

// fillHandoverList fills the paper of a handover with the applications as they are now.
func (s *Server) fillHandoverList(c echo.Context, p *views.HandoverListPage, note handedOver) error {
	apps, err := s.desk(c).Applications(c.Request().Context(), note.IDs)
	if err != nil {
		return err
	}
	names, err := s.names(c)
	if err != nil {
		return err
	}
	var briefs []workflow.Brief
	for _, app := range apps {
		briefs = append(briefs, app.Brief())
	}
	var from []string
	for _, name := range note.From {
		from = append(from, names.People[name])
	}
	p.Facts = []views.Pair{
		{Label: p.T("移交人"), Value: views.Sentence(from)}, {Label: p.T("接收人"), Value: names.People[note.To]},
		{Label: p.T("移交日期"), Value: string(note.On)},
		{Label: p.T("件数"), Value: strconv.Itoa(len(briefs))}, {Label: p.T("理由"), Value: note.Reason},
	}
	p.Caption = p.T("共 %d 件", len(briefs))
	p.Rows, err = s.handed(c, briefs)
	return err
}
