package handlers

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/board"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/desks"
)

// shownTasks is how many rows a group of the workbench has at most.
const shownTasks = 12

// strip are the standings counted on top of the workbench, of the open ones and
// of those answered of late.
var (
	stripOpen   = []string{"overdue", "today", "week", "next", "stopped", "arrived", "unsigned"}
	stripClosed = []string{"unposted", "unserved"}
)

// taskGroups are the groups of the workbench in their order, with what is looked
// at in each. Of a standing it was counted before whether there is anything.
var taskGroups = []struct {
	Label    views.ID
	Class    string
	Standing string // the code of the standing whose count says whether there is anything; "" where none does
	Pressing bool   // late, or due this week
	Of       func(today calendar.Date) registerFilters
}{
	{views.ID("逾期"), "late", "overdue", true, standingLead("overdue")},
	{views.ID("今日到期"), "", "today", true, standingLead("today")},
	{views.ID("本周到期"), "", "", true, func(d calendar.Date) registerFilters {
		return lead("standing", "open", "due_from", string(d.AddDays(1)), "due_to", string(board.Sunday(d)))
	}},
	{views.ID("待双方确认"), "", "arrived", false, standingLead("arrived")},
	{views.ID("已答复未寄出"), "", "unposted", false, standingLead("unposted")},
	{views.ID("下周到期"), "", "next", false, standingLead("next")},
	{views.ID("中止计算"), "", "stopped", false, standingLead("stopped")},
	{views.ID("已寄出未送达"), "", "unserved", false, standingLead("unserved")},
}

// standingLead leads to one standing, whatever the day.
func standingLead(code string) func(calendar.Date) registerFilters {
	return func(calendar.Date) registerFilters { return lead("standing", code) }
}

// workbench is a workbench being filled: whose, on what day, by which questions.
type workbench struct {
	s     *Server
	ctx   context.Context
	desk  *desks.Set
	today calendar.Date
	mine  registerFilters
	reach registerFilters // mine, or nothing
	found map[string]int  // by standing, within reach
	late  views.Link
	t     views.Language
}

// workbench shows what is due and what waits, the reader's own or all.
func (s *Server) workbench(c echo.Context) error {
	f, err := form.ReadQuery(c)
	if err != nil {
		return err
	}
	t := s.languageOf(c)
	b := &workbench{s: s, ctx: c.Request().Context(), desk: s.desk(c),
		today: s.today(), mine: lead("handler", user(c).Name), t: t}
	p := views.WorkbenchPage{Frame: s.frame(c, views.ID("到期")), MayLog: true, Empty: t.T("没有要办的件。")}
	_, week := b.today.Noon().ISOWeek()
	p.Title = t.T("到期 · 第 %d 周", week)
	if p.Counts, err = b.counts(f.Text("whose")); err != nil {
		return err
	}
	p.Whose, p.Late = b.whose(), b.late
	if p.Days, p.Loads, err = b.week(); err != nil {
		return err
	}
	pressing := false
	if p.Groups, pressing, err = b.groups(c); err != nil {
		return err
	}
	if p.WithOffice, err = s.withOffice(c); err != nil {
		return err
	}
	due, err := s.disputesDue(c, t)
	if err != nil {
		return err
	}
	p.Counts = append(p.Counts, due)
	if !pressing {
		if p.Calm, err = b.calm(); err != nil {
			return err
		}
	}
	return s.page(c, http.StatusOK, p)
}

// counts fills the strip. Whose it is, is what was asked for; else the reader's
// own, where he handles anything.
func (b *workbench) counts(whose string) ([]views.Count, error) {
	open, mine, err := b.census(stripOpen, workflow.StillOpen)
	if err != nil {
		return nil, err
	}
	if whose == "mine" || whose == "" && mine[len(stripOpen)] > 0 {
		b.late = b.lateElsewhere(open[0], mine[0])
		b.reach, open = b.mine, mine
	}
	closed, mine, err := b.census(stripClosed, board.Lately(cond.All{}, b.today))
	if err != nil {
		return nil, err
	}
	if b.reach != nil {
		closed = mine
	}
	b.found = map[string]int{}
	for i, code := range stripOpen {
		b.found[code] = open[i]
	}
	for i, code := range stripClosed {
		b.found[code] = closed[i]
	}
	return append(b.strip(stripOpen, open), b.strip(stripClosed, closed)...), nil
}

// lateElsewhere leads to all that is overdue where some of it is with others: who
// looks at the own work alone would take nothing to be late.
func (b *workbench) lateElsewhere(all, mine int) views.Link {
	if all == mine {
		return views.Link{}
	}
	return views.Link{URL: lead("standing", stripOpen[0]).address(), Label: b.t.T("连同他人承办的，逾期未办结共 %d 件", all)}
}

// census counts standings among what is looked at: of all, and of one's own, and
// after these how many there are at all.
func (b *workbench) census(codes []string, where cond.Cond) (all, mine []int, err error) {
	var asked []registerFilters
	for _, reach := range []registerFilters{nil, b.mine} {
		for _, code := range codes {
			asked = append(asked, lead("standing", code).and(reach))
		}
		asked = append(asked, reach)
	}
	count, err := conds(b.today, asked...)
	if err != nil {
		return nil, nil, err
	}
	rows, err := b.desk.Board.Census(b.ctx, board.Census{Where: where, Count: count})
	if err != nil {
		return nil, nil, err
	}
	n := rows[0].N
	return n[:len(codes)+1], n[len(codes)+1:], nil
}

// strip are the numbers on top, each with the way to its list.
func (b *workbench) strip(codes []string, n []int) []views.Count {
	var out []views.Count
	for i, code := range codes {
		st := standingOf(code)
		out = append(out, views.Count{
			N: strconv.Itoa(n[i]), Label: b.t.T(st.Label),
			URL: lead("standing", code).and(b.reach).address(), Class: class(st.Class, n[i]),
		})
	}
	return out
}

// standingOf is a standing by its code; the zero standing if there is none.
func standingOf(code string) termStanding {
	for _, st := range standings {
		if string(st.Code) == code {
			return st
		}
	}
	return termStanding{}
}

// whose are the ways to look at the workbench: one's own, or all.
func (b *workbench) whose() views.TabList {
	return views.TabList{Label: b.t.T("看谁的"), Tabs: []views.Tab{
		{URL: address.Work + "?whose=mine", Label: b.t.T("我的"), Current: b.reach != nil},
		{URL: address.Work + "?whose=all", Label: b.t.T("全部"), Current: b.reach == nil},
	}}
}

// week counts what is due on each day of this week and in the next, for the
// reader and for all.
func (b *workbench) week() ([]views.DueDay, []views.DueLoad, error) {
	cal, err := b.desk.Calendar(b.ctx)
	if err != nil {
		return nil, nil, err
	}
	days, spans := b.days(cal.For(b.desk.User().Office))
	whole := lead("standing", "open", "due_from", string(spans[0].From), "due_to", string(spans[len(spans)-1].To))
	count, err := conds(b.today, whole, b.mine)
	if err != nil {
		return nil, nil, err
	}
	rows, err := b.desk.Board.Census(b.ctx, board.Census{Where: count[0],
		By: []cond.Field{cond.FieldDue}, Count: []cond.Cond{count[1], nil}})
	all := sums(rows, 1, spans)
	most := max(1, slices.Max(all))
	loads := []views.DueLoad{
		{Label: b.t.T("我的"), Bars: bars(sums(rows, 0, spans), most, spans, b.mine)},
		{Label: b.t.T("全部"), Bars: bars(all, most, spans, nil)},
	}
	return days, loads, err
}

// days are the heads of the week, and the days each of them stands for.
func (b *workbench) days(cal *calendar.Calendar) ([]views.DueDay, []calendar.Period) {
	var heads []views.DueDay
	var spans []calendar.Period
	for i := range 7 {
		d := board.Monday(b.today).AddDays(i)
		if !cal.Working(d) && i > 4 {
			continue // nothing ends on a day off, and a weekend tells nobody anything
		}
		head := views.DueDay{Label: b.t.T(weekdayIDs[i]), Date: string(d)[5:], Now: d == b.today}
		if !cal.Working(d) {
			head.Note = b.t.T("休")
		}
		heads, spans = append(heads, head), append(spans, calendar.Period{From: d, To: d})
	}
	next := calendar.Period{From: board.Sunday(b.today).AddDays(1), To: board.Sunday(b.today).AddDays(7)}
	heads = append(heads, views.DueDay{Label: b.t.T("下周"), Date: string(next.From)[5:] + "–" + string(next.To)[5:]})
	return heads, append(spans, next)
}

// weekdayIDs are the days of the week, from Monday.
var weekdayIDs = []views.ID{
	views.ID("周一"), views.ID("周二"), views.ID("周三"), views.ID("周四"), views.ID("周五"), views.ID("周六"), views.ID("周日"),
}

// sums are the numbers of one column of a census by due date, put together by
// spans.
func sums(rows []board.CensusRow, column int, spans []calendar.Period) []int {
	n := make([]int, len(spans))
	for _, r := range rows {
		for i, p := range spans {
			if d := calendar.Date(r.Key[0]); d >= p.From && d <= p.To {
				n[i] += r.N[column]
			}
		}
	}
	return n
}

// bars draw the numbers against the longest of all.
func bars(n []int, most int, spans []calendar.Period, reach registerFilters) []views.Bar {
	var out []views.Bar
	for i, p := range spans {
		l := lead("standing", "open", "due_from", string(p.From), "due_to", string(p.To)).and(reach)
		out = append(out, views.Bar{N: strconv.Itoa(n[i]), URL: l.address(), Width: (n[i]*100 + most - 1) / most})
	}
	return out
}

// groups are those that have anything, and whether one of them is pressing.
func (b *workbench) groups(c echo.Context) (out []views.TaskGroup, pressing bool, err error) {
	names, err := b.s.names(c)
	if err != nil {
		return nil, false, err
	}
	d, err := b.s.deadlines(c)
	if err != nil {
		return nil, false, err
	}
	signs := b.desk.MaySign(b.ctx) == nil
	for _, g := range taskGroups {
		if g.Standing != "" && b.found[g.Standing] == 0 {
			continue
		}
		l := g.Of(b.today).and(b.reach)
		where, err := l.cond(b.today)
		if err != nil {
			return nil, false, err
		}
		q := workflow.Query{Where: where, Sort: cond.FieldDue, Limit: shownTasks, Untotalled: true}
		briefs, _, err := b.desk.List(b.ctx, q)
		if err != nil {
			return nil, false, err
		}
		if len(briefs) > 0 {
			pressing = pressing || g.Pressing
			out = append(out, views.TaskGroup{Label: b.t.T(g.Label), Class: g.Class,
				URL: l.address(), More: b.t.T("在台账中查看"), Rows: views.TaskRows(briefs, names, d, signs)})
		}
	}
	return out, pressing, nil
}

// calm says what comes next where nothing is late or due this week.
func (b *workbench) calm() (string, error) {
	where, err := lead("standing", "open", "due_from", string(b.today)).and(b.reach).cond(b.today)
	if err != nil {
		return "", err
	}
	briefs, _, err := b.desk.List(b.ctx, workflow.Query{Where: where, Sort: cond.FieldDue, Limit: 1, Untotalled: true})
	if err != nil || len(briefs) == 0 {
		return b.t.T("本周没有到期件。"), err
	}
	return b.t.T("本周没有到期件。下一件：%s，%s 到期。", briefs[0].Number, string(briefs[0].Due)[5:]), nil
}

// names are those of the accounts and of the offices.
func (s *Server) names(c echo.Context) (views.Names, error) {
	users, err := s.desk(c).AllUsers(c.Request().Context())
	return views.Names{People: names(users), Offices: s.officeNames(c)}, err
}

// names are what people are called, by account.
func names(people []account.User) map[string]string {
	out := map[string]string{}
	for _, u := range people {
		out[u.Name] = u.DisplayName()
	}
	return out
}

// withOffice says whether the reader sees several offices, so that lists have to
// tell them apart.
func (s *Server) withOffice(c echo.Context) (bool, error) {
	offices, err := s.desk(c).Offices(c.Request().Context())
	return len(offices) > 1, err
}
