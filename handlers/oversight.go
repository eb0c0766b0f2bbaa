package handlers

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/board"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// boardTab is one way to look at the office: what its rows are told apart by, the
// filters that lead to a row, and how it is called. By week, what is open counts
// in the week it is due, and what ended in the week it did.
type boardTab struct {
	Code         string
	Label, Head  views.ID
	Open, Closed cond.Field
	Lead         func(key string) (open, closed leads)
}

// boardTabs are the ways to look at the board. The one by office is for readers of
// several.
var boardTabs = []boardTab{
	{"handler", views.ID("按承办人"), views.ID("承办人"), cond.FieldHandler,
		cond.FieldHandler, keyedBy(cond.FieldHandler)},
	{"unit", views.ID("按承办单位"), views.ID("承办单位"), cond.FieldUnit, cond.FieldUnit, keyedBy(cond.FieldUnit)},
	{"office", views.ID("按机关"), views.ID("机关"), cond.FieldOffice, cond.FieldOffice, keyedBy(cond.FieldOffice)},
	{"week", views.ID("按周"), views.ID("周"), cond.FieldDue, cond.FieldClosed, func(key string) (leads, leads) {
		from, to := key, string(calendar.Date(key).AddDays(6))
		return lead("due_from", from, "due_to", to), lead("closed_from", from, "closed_to", to)
	}},
}

// keyedBy leads by the value of a field, or by its having none.
func keyedBy(f cond.Field) func(string) (leads, leads) {
	return func(key string) (leads, leads) {
		l := lead(string(f), key)
		if key == "" {
			l = lead("none", string(f))
		}
		return l, l
	}
}

// The weeks that the board shows, before and after the present one.
const weeksBack, weeksAhead = 8, 3

// board is the board being counted.
type boardPage struct {
	boardTab
	t     views.Tongue
	today calendar.Date
	cal   *calendar.Calendar
	rows  map[string]*boardRow
	total boardRow
}

// boardRow is what was counted for one of its rows.
type boardRow struct {
	open                       []int // by boardOpen
	closed, late, ext, elapsed int
}

// boardOpen are the columns of what is open.
func (b *boardPage) boardOpen() []struct {
	Label views.ID
	leads
} {
	within := func(n int) leads {
		return lead("standing", "open", "due_from", string(b.today), "due_to", string(b.cal.Add(b.today, n)))
	}
	out := []struct {
		Label views.ID
		leads
	}{{views.ID("在办"), lead("standing", "open")}, {views.ID("逾期"), lead("standing", "overdue")}}
	if b.Code == "week" {
		return out
	}
	return append(out, []struct {
		Label views.ID
		leads
	}{{views.ID("2 个工作日内到期"), within(2)}, {views.ID("5 个工作日内到期"), within(5)},
		{views.ID("中止"), lead("standing", "stopped")}}...)
}

// span is what of the ended ones is counted: the year so far, by week some weeks.
func (b *boardPage) span() (from, to calendar.Date) {
	if b.Code == "week" {
		return monday(b.today).AddDays(-7 * weeksBack), b.today
	}
	return calendar.YearOf(b.today.Year()).From, b.today
}

// oversight shows who has what in hand and how it is going.
func (s *Server) oversight(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	several, err := s.withOffice(c)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(boardTabs, func(t boardTab) bool { return t.Code == cmp.Or(f.Text("by"), "handler") })
	if at < 0 {
		return fault.Input("by").Wrong("督办台不能按“%s”查看", f.Text("by"))
	}
	p := views.OversightPage{Frame: s.frame(c, views.ID("督办台"))}
	p.Tabs = tabs(p.Tongue, boardTabs[at].Code, several)
	cal, err := s.desk(c).Calendar(c.Request().Context())
	if err != nil {
		return err
	}
	b := &boardPage{boardTab: boardTabs[at], t: p.Tongue, today: s.today(),
		cal: cal.For(user(c).Office), rows: map[string]*boardRow{}}
	b.begin()
	if err := b.count(c.Request().Context(), s.desk(c)); err != nil {
		return err
	}
	names, err := s.names(c)
	if err != nil {
		return err
	}
	b.fill(&p, names)
	return s.page(c, http.StatusOK, p)
}

// tabs are the ways to look at the board; several says that the reader sees more
// than one office.
func tabs(t views.Tongue, now string, several bool) views.TabList {
	out := views.TabList{Label: t.T("查看方式")}
	for _, tab := range boardTabs {
		if tab.Code != "office" || several {
			out.Tabs = append(out.Tabs, views.Tab{
				URL:   address.Query(address.Oversight, url.Values{"by": {tab.Code}}),
				Label: t.T(tab.Label), Current: tab.Code == now,
			})
		}
	}
	return out
}

// begin makes the lines that are there whatever is counted: every week.
func (b *boardPage) begin() {
	b.total.open = make([]int, len(b.boardOpen()))
	for i := -weeksBack; b.Code == "week" && i <= weeksAhead; i++ {
		b.row(string(monday(b.today).AddDays(7 * i)))
	}
}

// count asks what is open, and what ended.
func (b *boardPage) count(ctx context.Context, desk *desks.Set) error {
	var asked []leads
	for _, col := range b.boardOpen() {
		asked = append(asked, col.leads)
	}
	open, err := conds(b.today, asked...)
	if err != nil {
		return err
	}
	rows, err := desk.Board.Census(ctx, board.Census{Where: b.looksAt(), By: []cond.Field{b.Open}, Count: open})
	if err != nil {
		return err
	}
	for _, r := range rows {
		b.addOpen(b.row(r.Key[0]), r.N)
	}
	return b.countClosed(ctx, desk)
}

// countClosed asks how it ended and when it came apart from each other: the
// working days between two days are those up to the one less those up to the
// other, so the sum over all needs no pair of them, of which there are thousands.
func (b *boardPage) countClosed(ctx context.Context, desk *desks.Set) error {
	from, to := b.span()
	ended := cond.Span{Field: cond.FieldClosed, From: from, To: to}
	known := cond.Span{Field: cond.FieldReceived}
	rows, err := desk.Board.Census(ctx, board.Census{
		Where: ended, By: []cond.Field{b.Closed, cond.FieldClosed, cond.FieldPace},
		Count: []cond.Cond{nil, known},
	})
	if err != nil {
		return err
	}
	for _, r := range rows {
		b.addClosed(b.row(r.Key[0]), r)
	}
	rows, err = desk.Board.Census(ctx, board.Census{
		Where: ended, By: []cond.Field{b.Closed, cond.FieldReceived}, Count: []cond.Cond{known},
	})
	for _, r := range rows {
		b.addDays(b.row(r.Key[0]), -r.N[0], r.Key[1])
	}
	return err
}

// origin is a day before any that is counted from.
const origin = calendar.Date("2000-01-01")

// addDays adds the working days from the origin to a day, so many times.
func (b *boardPage) addDays(r *boardRow, times int, day string) {
	days := times * b.cal.Between(origin, calendar.Date(day))
	r.elapsed += days
	b.total.elapsed += days
}

// looksAt is what is open, by week what is due in the weeks shown.
func (b *boardPage) looksAt() cond.Cond {
	if b.Code != "week" {
		return workflow.StillOpen
	}
	return dueWithin(monday(b.today).AddDays(-7*weeksBack), sunday(b.today).AddDays(7*weeksAhead))
}

// row finds the row of a key; by week the key is the Monday.
func (b *boardPage) row(key string) *boardRow {
	if b.Code == "week" {
		key = string(monday(calendar.Date(key)))
	}
	if b.rows[key] == nil {
		b.rows[key] = &boardRow{open: make([]int, len(b.total.open))}
	}
	return b.rows[key]
}

// addOpen adds what is open to a row and to the total.
func (b *boardPage) addOpen(r *boardRow, n []int) {
	for i := range n {
		r.open[i] += n[i]
		b.total.open[i] += n[i]
	}
}

// addClosed adds what ended, by how it ended, to a row and to the total.
func (b *boardPage) addClosed(r *boardRow, group board.CensusRow) {
	n := group.N[0]
	b.addDays(r, group.N[1], group.Key[1])
	for _, to := range []*boardRow{r, &b.total} {
		to.closed += n
		switch group.Key[2] {
		case workflow.Late:
			to.late += n
		case workflow.AfterExtension:
			to.ext += n
		}
	}
}

// fill puts the board into words, a line a row in order of the key.
func (b *boardPage) fill(p *views.OversightPage, names views.Names) {
	p.RowHead = p.T(b.Head)
	for _, col := range b.boardOpen() {
		p.Heads = append(p.Heads, p.T(col.Label))
	}
	p.Heads = append(p.Heads, p.T("本年办结"), p.T("逾期办结"), p.T("按期率"), p.T("平均工作日"), p.T("延期率"))
	if b.Code == "week" {
		p.Heads[len(b.boardOpen())] = p.T("当周办结")
	}
	var keys []string
	for key := range b.rows {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		open, closed := b.Lead(key)
		p.Rows = append(p.Rows, views.BoardRow{Label: b.name(key, names), Cells: b.cells(*b.rows[key], open, closed)})
	}
	p.Total = views.BoardRow{Label: p.T("合计"), Cells: b.cells(b.total, b.all(), nil)}
	p.Summary = p.T("平均办理 %[1]s 个工作日 · 按期率 %[2]s · 延期率 %[3]s", b.total.average(), b.total.inTime(), b.total.extended())
	p.Empty = p.T("没有在办的件，本年也没有办结的件。")
}

// all leads to what the last line counts: by week it is what is due in the weeks
// shown.
func (b *boardPage) all() leads {
	if b.Code != "week" {
		return nil
	}
	return lead("due_from", string(monday(b.today).AddDays(-7*weeksBack)),
		"due_to", string(sunday(b.today).AddDays(7*weeksAhead)))
}

// name is what a row is called; the empty key is for what nobody has.
func (b *boardPage) name(key string, n views.Names) string {
	switch {
	case key == "":
		return b.t.T("（未分配）")
	case b.Code == "week":
		_, week := calendar.Date(key).Noon().ISOWeek()
		return b.t.T("第 %d 周", week) + " " + key[5:] + "–" + string(calendar.Date(key).AddDays(6))[5:]
	case b.Code == "office":
		return cmp.Or(n.Offices[key], key)
	case b.Code == "handler":
		return cmp.Or(n.People[key], key)
	}
	return key
}

// cells are the numbers of a row, each with the way to its list; open and closed
// narrow the lists to the row.
func (b *boardPage) cells(r boardRow, open, closed leads) []views.BoardCell {
	var out []views.BoardCell
	for i, col := range b.boardOpen() {
		cell := views.BoardCell{Text: strconv.Itoa(r.open[i]), URL: col.leads.and(open).address()}
		if i == 1 && r.open[i] > 0 {
			cell.Class = "late"
		}
		out = append(out, cell)
	}
	from, to := b.span()
	ended := lead("closed_from", string(from), "closed_to", string(to)).and(closed)
	late, extended := ended.and(lead("pace", workflow.Late)), ended.and(lead("pace", workflow.AfterExtension))
	for _, cell := range []struct {
		text string
		leads
	}{{strconv.Itoa(r.closed), ended}, {strconv.Itoa(r.late), late},
		{r.inTime(), late}, {r.average(), ended}, {r.extended(), extended}} {
		shown := views.BoardCell{Text: cell.text, URL: cell.address()}
		if cell.text == noRate {
			shown.URL = ""
		}
		out = append(out, shown)
	}
	return out
}

// noRate stands for a rate of nothing.
const noRate = "–"

// inTime is the share that ended in time.
func (r boardRow) inTime() string { return percent(r.closed-r.late, r.closed) }

// extended is the share that ended after an extension.
func (r boardRow) extended() string { return percent(r.ext, r.closed) }

// average is how many working days it took on average.
func (r boardRow) average() string {
	if r.closed == 0 {
		return noRate
	}
	return fmt.Sprintf("%.1f", float64(r.elapsed)/float64(r.closed))
}

// percent is a part of a whole; nothing of nothing is no number.
func percent(part, whole int) string {
	if whole == 0 {
		return noRate
	}
	return fmt.Sprintf("%.1f%%", 100*float64(part)/float64(whole))
}
