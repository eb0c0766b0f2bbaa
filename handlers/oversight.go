package handlers

import (
	"cmp"
	"context"
	"fmt"
	"maps"
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

// boardTab is one way to look at the office: what its rows are told apart by, how
// it is called, and the filters that lead to a row.
type boardTab struct {
	board.By
	Code        string
	Label, Head views.ID
	Lead        func(key string) (open, closed registerFilters)
}

var boardTabs = []boardTab{
	{rowsBy(cond.FieldHandler), "handler", views.ID("按承办人"), views.ID("承办人"), keyedBy(cond.FieldHandler)},
	{rowsBy(cond.FieldUnit), "unit", views.ID("按承办单位"), views.ID("承办单位"), keyedBy(cond.FieldUnit)},
	{rowsBy(cond.FieldOffice), "office", views.ID("按机关"), views.ID("机关"), keyedBy(cond.FieldOffice)},
	{
		board.By{Open: cond.FieldDue, Closed: cond.FieldClosed, Weekly: true},
		"week", views.ID("按周"), views.ID("周"), func(key string) (registerFilters, registerFilters) {
			from, to := key, string(calendar.Date(key).AddDays(6))
			return lead("due_from", from, "due_to", to), lead("closed_from", from, "closed_to", to)
		},
	},
}

// rowsBy tells rows apart by one field.
func rowsBy(f cond.Field) board.By { return board.By{Open: f, Closed: f} }

// keyedBy leads by the value of a field, or by its having none.
func keyedBy(f cond.Field) func(string) (registerFilters, registerFilters) {
	return func(key string) (registerFilters, registerFilters) {
		l := lead(string(f), key)
		if key == "" {
			l = lead("none", string(f))
		}
		return l, l
	}
}

// boardPage is a board that is being shown.
type boardPage struct {
	boardTab
	counted *board.Overview
	t       views.Language
	today   calendar.Date
	cal     *calendar.Calendar
}

// boardOpen are the columns of what is open. Rows of weeks have only two: such a row
// says itself when things fall due, and what is stopped has no due date to be in one.
func (b *boardPage) boardOpen() []struct {
	Label views.ID
	registerFilters
} {
	within := func(n int) registerFilters {
		return lead("standing", "open", "due_from", string(b.today), "due_to", string(b.cal.Add(b.today, n)))
	}
	out := []struct {
		Label views.ID
		registerFilters
	}{{views.ID("在办"), lead("standing", "open")}, {views.ID("逾期"), lead("standing", "overdue")}}
	if b.Weekly {
		return out
	}
	return append(out, []struct {
		Label views.ID
		registerFilters
	}{{views.ID("2 个工作日内到期"), within(2)}, {views.ID("5 个工作日内到期"), within(5)},
		{views.ID("中止"), lead("standing", "stopped")}}...)
}

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
	p.Tabs = tabs(p.Language, boardTabs[at].Code, several)
	cal, err := s.desk(c).Calendar(c.Request().Context())
	if err != nil {
		return err
	}
	b := &boardPage{boardTab: boardTabs[at], t: p.Language, today: s.today(), cal: cal.For(user(c).Office)}
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

func tabs(t views.Language, now string, several bool) views.TabList {
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

// count asks what is open, and what ended.
func (b *boardPage) count(ctx context.Context, desk *desks.Set) error {
	var asked []registerFilters
	for _, col := range b.boardOpen() {
		asked = append(asked, col.registerFilters)
	}
	open, err := conds(b.today, asked...)
	if err != nil {
		return err
	}
	b.counted, err = desk.Board.Overview(ctx, b.By, b.today, b.cal, open)
	return err
}

// fill puts the board into words, a line a row in order of the key.
func (b *boardPage) fill(p *views.OversightPage, names views.Names) {
	p.RowHead = p.T(b.Head)
	for _, col := range b.boardOpen() {
		p.Heads = append(p.Heads, p.T(col.Label))
	}
	p.Heads = append(p.Heads, p.T("本年办结"), p.T("逾期办结"), p.T("按期率"), p.T("平均工作日"), p.T("延期率"))
	if b.Weekly {
		p.Heads[len(b.boardOpen())] = p.T("当周办结")
	}
	for _, key := range slices.Sorted(maps.Keys(b.counted.Rows)) {
		open, closed := b.Lead(key)
		p.Rows = append(p.Rows, views.BoardRow{Label: b.name(key, names), Cells: b.cells(*b.counted.Rows[key], open, closed)})
	}
	p.Total = views.BoardRow{Label: p.T("合计"), Cells: b.cells(b.counted.Total, b.all(), nil)}
	p.Summary = p.T("平均办理 %[1]s 个工作日 · 按期率 %[2]s · 延期率 %[3]s",
		average(b.counted.Total), inTime(b.counted.Total), extended(b.counted.Total))
	p.Empty = p.T("没有在办的件，本年也没有办结的件。")
}

// all leads to what the last line counts: by week it is what is due in the weeks
// shown.
func (b *boardPage) all() registerFilters {
	if !b.Weekly {
		return nil
	}
	weeks := board.Weeks(b.today)
	return lead("due_from", string(weeks.From), "due_to", string(weeks.To))
}

func (b *boardPage) name(key string, n views.Names) string {
	switch {
	case key == "":
		return b.t.T("（未分配）")
	case b.Weekly:
		_, week := calendar.Date(key).Noon().ISOWeek()
		return b.t.T("第 %d 周", week) + " " + key[5:] + "–" + string(calendar.Date(key).AddDays(6))[5:]
	case b.Code == "office":
		return cmp.Or(n.Offices[key], key)
	case b.Code == "handler":
		return cmp.Or(n.People[key], key)
	}
	return key
}

func (b *boardPage) cells(r board.Row, open, closed registerFilters) []views.BoardCell {
	var out []views.BoardCell
	for i, col := range b.boardOpen() {
		cell := views.BoardCell{Text: strconv.Itoa(r.Open[i]), URL: col.registerFilters.and(open).address()}
		if i == 1 && r.Open[i] > 0 {
			cell.Class = "late"
		}
		out = append(out, cell)
	}
	span := b.Span(b.today)
	ended := lead("closed_from", string(span.From), "closed_to", string(span.To)).and(closed)
	late, prolonged := ended.and(lead("pace", workflow.Late)), ended.and(lead("pace", workflow.AfterExtension))
	for _, cell := range []struct {
		text string
		registerFilters
	}{{strconv.Itoa(r.Closed), ended}, {strconv.Itoa(r.Late), late},
		{inTime(r), late}, {average(r), ended}, {extended(r), prolonged}} {
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

func inTime(r board.Row) string   { return percent(r.Closed-r.Late, r.Closed) }
func extended(r board.Row) string { return percent(r.Extended, r.Closed) }

func average(r board.Row) string {
	if r.Closed == 0 {
		return noRate
	}
	return fmt.Sprintf("%.1f", float64(r.Elapsed)/float64(r.Closed))
}

// percent is a part of a whole; nothing of nothing is no number.
func percent(part, whole int) string {
	if whole == 0 {
		return noRate
	}
	return fmt.Sprintf("%.1f%%", 100*float64(part)/float64(whole))
}

// trends shows how many came, ended and were late, month by month.
func (s *Server) trends(c echo.Context) error {
	desk, ctx, today := s.desk(c), c.Request().Context(), s.today()
	months, err := desk.Board.Months(ctx, today)
	if err != nil {
		return err
	}
	cal, err := desk.Calendar(ctx)
	if err != nil {
		return err
	}
	spread, err := desk.Board.Spread(ctx, today, cal.For(user(c).Office))
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK,
		views.Trended(s.frame(c, views.ID("趋势")), monthRows(months), spreadRows(spread), today))
}

// monthRows are the months with where their numbers lead.
func monthRows(months []board.Month) []views.MonthRow {
	var out []views.MonthRow
	for _, m := range months {
		from, to := string(m.First), string(m.First.AddMonths(1).AddDays(-1))
		received, closed := lead("received_from", from, "received_to", to), lead("closed_from", from, "closed_to", to)
		late := closed.and(lead("pace", workflow.Late))
		out = append(out, views.MonthRow{
			Month: m.First.Month(), Received: m.Received, Closed: m.Closed, Late: m.Late,
			URLs: [3]string{received.address(), closed.address(), late.address()},
		})
	}
	return out
}

// spreadRows are how long it took, with the classes in figures.
func spreadRows(all []board.Took) []views.SpreadRow {
	var out []views.SpreadRow
	for _, t := range all {
		label := fmt.Sprintf("%d–%d", t.From, t.To)
		if t.To == 0 {
			label = fmt.Sprintf("> %d", t.From-1)
		}
		out = append(out, views.SpreadRow{Label: label, N: t.N})
	}
	return out
}
