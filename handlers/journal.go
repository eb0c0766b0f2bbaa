package handlers

import (
	"bytes"
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/fault"
	"gongkai/workflow/ledger"
)

// oversight are the pages that the menu shows only to those who also see the
// offices below: they are there for whoever looks after others' work.
var oversight = map[string]bool{address.Journal: true}

// shown says whether the menu has a route for somebody with these powers.
func (r Route) shown(p account.Powers) bool {
	return r.Menu != "" && needs[r.Need].Met(p) && (p.Below || !oversight[r.Path])
}

// mostExported is how many lines of the journal one file has.
const mostExported = 200_000

// entryQuery reads which lines of the journal are asked for.
func (s *Server) entryQuery(c echo.Context, f form.Form) (workflow.EntryQuery, error) {
	q := workflow.EntryQuery{Event: workflow.Event(f.Text("event")),
		Number: f.Text("number"), Irregular: f.Yes("irregular"), Voided: f.Yes("voided")}
	var errs [3]error
	q.From, errs[0] = f.Day("from")
	q.To, errs[1] = f.Day("to")
	errs[2] = f.Short("number", 64)
	if err := cmp.Or(errs[:]...); err != nil {
		return q, err
	}
	if office := f.Text("office"); office != "" {
		q.Offices = []string{office}
	}
	asked := func(o views.Option) bool { return o.Value == string(q.Event) }
	if q.Event != "" && !slices.ContainsFunc(views.EventOptions(""), asked) {
		return q, fault.Input("event").Wrong("没有“%s”这种步骤", q.Event)
	}
	return s.ofPerson(c, f, q)
}

// ofPerson narrows the question to one account of the reader's offices.
func (s *Server) ofPerson(c echo.Context, f form.Form, q workflow.EntryQuery) (workflow.EntryQuery, error) {
	name := f.Text("by")
	if name == "" {
		return q, nil
	}
	people, err := s.desk(c).People(c.Request().Context())
	if err != nil {
		return q, err
	}
	i := slices.IndexFunc(people, func(u account.User) bool { return u.Name == name })
	if i < 0 {
		return q, fault.Input("by").Wrong("没有“%s”这个用户，或者不在您的范围内", name)
	}
	q.By, q.User = people[i].DisplayName(), name
	return q, nil
}

// journal lists the entries of all journals in scope.
func (s *Server) journal(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	page, err := f.PageNumber()
	if err != nil {
		return err
	}
	q, err := s.entryQuery(c, f)
	q.Limit, q.Offset = views.PageSize, (page-1)*views.PageSize
	var lines []workflow.JournalLine
	total := 0
	if err == nil {
		lines, total, err = s.desk(c).Entries(c.Request().Context(), q)
	}
	if err != nil && !mendable(err) {
		return err
	}
	return s.journalPage(c, f, page, lines, total, err)
}

// journalPage shows a page of the journal; with an error, what was asked stays.
func (s *Server) journalPage(
	c echo.Context, f form.Form, page int, lines []workflow.JournalLine, total int, err error,
) error {
	p := views.JournalPage{Frame: s.frame(c, views.ID("全部办理记录"))}
	offices, people, deskErr := s.aroundJournal(c)
	if deskErr != nil {
		return deskErr
	}
	p.WithOffice, p.Filters = len(offices) > 1, journalFilters(p.Language, f, offices, people)
	status := http.StatusOK
	if err != nil {
		status = http.StatusUnprocessableEntity
		p.Problem = fill(p.Language, p.Filters, f, err)
		p.Problem.Heading = p.T("没有查询，请核对")
	}
	p.Rows, p.Caption = views.JournalRows(lines, s.officeNames(c)), journalCaption(p.Language, total)
	p.Pager = pager(p.Language, page, min(total, workflow.MostEntries), func(n string) string {
		return f.Address(address.Journal, "page", n)
	})
	if f.Address(address.Journal, "page", "") != address.Journal {
		p.Clear = address.Journal
	}
	p.Exports = files(p.Language, f.Address, address.JournalExport)
	p.Links = []views.Link{{URL: address.JournalChain, Label: p.T("核对记录是否完整")}, {URL: address.Sample, Label: p.T("抽查")}}
	return s.page(c, status, p)
}

// journalCaption says how many lines there are, as far as they are counted.
func journalCaption(t views.Language, total int) string {
	switch {
	case total == 0:
		return t.T("没有符合条件的办理记录。")
	case total > workflow.MostEntries:
		return t.T("超过 %d 条，只能翻看最近的 %d 条；请缩小范围，或者导出。", workflow.MostEntries, workflow.MostEntries)
	}
	return t.T("共 %d 条", total)
}

// aroundJournal are the offices and the people that the journal can be filtered by.
func (s *Server) aroundJournal(c echo.Context) ([]account.Office, []account.User, error) {
	offices, err := s.desk(c).Offices(c.Request().Context())
	if err != nil {
		return nil, nil, err
	}
	people, err := s.desk(c).People(c.Request().Context())
	return offices, people, err
}

// journalFilters are the controls above the list, as they stand.
func journalFilters(t views.Language, f form.Form, offices []account.Office, people []account.User) []views.Field {
	all := t.T("全部")
	out := []views.Field{
		{ID: "from", Name: "from", Label: t.T("记入日期自"), Day: true, Value: f.Text("from")},
		{ID: "to", Name: "to", Label: t.T("记入日期至"), Day: true, Value: f.Text("to")},
		{ID: "by", Name: "by", Label: t.T("办理人"), Options: views.Optional(all, f.Text("by"),
			views.Choose(people, f.Text("by"), func(u account.User) (string, string) { return u.Name, u.DisplayName() }))},
		{ID: "event", Name: "event", Label: t.T("步骤"),
			Options: views.Optional(all, f.Text("event"), views.EventOptions(f.Text("event")))},
	}
	if len(offices) > 1 {
		out = append(out, views.Field{ID: "office", Name: "office", Label: t.T("机关"),
			Options: views.Optional(all, f.Text("office"), officeOptions(offices, f.Text("office")))})
	}
	return append(out,
		views.Field{ID: "number", Name: "number", Label: t.T("编号"), Value: f.Text("number"), Max: 64},
		views.Field{ID: "irregular", Name: "irregular", Label: t.T("只看不合规"), Box: true, Checked: f.Yes("irregular")},
		views.Field{ID: "voided", Name: "voided", Label: t.T("只看已撤销"), Box: true, Checked: f.Yes("voided")},
	)
}

// exportJournal sends all lines of the filter, and refuses more than one file can
// well hold.
func (s *Server) exportJournal(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	q, err := s.entryQuery(c, f)
	if err != nil {
		return err
	}
	q.Limit = mostExported + 1
	lines, _, err := s.desk(c).Entries(c.Request().Context(), q)
	if err != nil {
		return err
	}
	if len(lines) > mostExported {
		return fault.Refusal("", "请按日期、机关或者步骤缩小范围，分几次导出", "符合条件的办理记录超过 %d 条，一个文件装不下", mostExported)
	}
	var b bytes.Buffer
	note := "导出时间 " + views.Moment(s.Now()) + "；导出人 " + user(c).DisplayName()
	if err := views.JournalTable(lines, s.officeNames(c), note).Write(&b, f.Text("format")); err != nil {
		return err
	}
	return s.download(c, journalLine(f, len(lines)),
		"办理记录-"+s.Now().In(china).Format("20060102"), f.Text("format"), b.Bytes())
}

// chainPage walks the hash chains when it is asked to.
func (s *Server) chainPage(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	p := views.ChainPage{Frame: s.frame(c, views.ID("核对办理记录是否完整"))}
	p.Back = views.Link{URL: address.Journal, Label: p.T("回办理记录")}
	if f.Yes("run") {
		found, hidden, err := s.desk(c).Chain(c.Request().Context())
		if err != nil {
			return err
		}
		p = p.Walked(found, hidden, views.Moment(s.Now()))
	}
	notes, err := s.desk(c).Notary.Latest(c.Request().Context(), notesListed)
	if err != nil {
		return err
	}
	p.Notes = p.NoteRows(notes)
	return s.page(c, http.StatusOK, p)
}

// notesListed is how many notes the page lists.
const notesListed = 20

// issueCheckpoint checks everything and issues a signed note, which is then at the top of
// the list.
func (s *Server) issueCheckpoint(c echo.Context) error {
	kept, _, err := s.desk(c).Notary.Issue(c.Request().Context(), s.Key, s.Now())
	if err != nil {
		return err
	}
	s.flash(c, s.languageOf(c).T("已出具存证单，共 %d 条存证。请下载并存放在本系统之外。", kept.Size))
	return c.Redirect(http.StatusSeeOther, address.JournalChain)
}

// exportNote sends a note that was issued before.
func (s *Server) exportNote(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	notes, err := s.desk(c).Notary.Latest(c.Request().Context(), 0)
	if err != nil {
		return err
	}
	size := f.Text("size")
	i := slices.IndexFunc(notes, func(k ledger.Kept) bool { return strconv.FormatInt(k.Size, 10) == size })
	if i < 0 {
		return fault.Errorf(fault.NotFound, "没有这张存证单")
	}
	line := exportLine{"", "存证单 " + size + " 条"}
	return s.download(c, line, "存证单-"+notes[i].At.In(china).Format("20060102-1504"), "txt", []byte(notes[i].Note))
}
