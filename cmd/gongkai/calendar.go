package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
)

// dayRow is one day of a year's arrangement.
type dayRow struct {
	Date calendar.Date `json:"date"`
	Name string        `json:"name"`
}

// yearAnswer is what `calendar show --json` prints.
type yearAnswer struct {
	Year    int            `json:"year"`
	Notices []string       `json:"notices"`
	Off     []dayRow       `json:"off"`
	Work    []dayRow       `json:"work"`
	Working map[string]int `json:"working"` // working days by month, 2024-02
}

// Run shows the days off and the make-up working days of a year.
func (c *calendarShow) Run(p *program) error {
	return p.withDesk(func(desk *desks.Set) error {
		cal, err := desk.Calendar(p.ctx)
		if err != nil {
			return err
		}
		y, ok := cal.Year(c.Year)
		if !ok {
			return fault.Errorf(fault.NotFound, "%d 年的放假安排没有载入；公布以后请用 gongkai calendar import 导入", c.Year)
		}
		answer := yearAnswer{c.Year, append([]string{}, y.Notices...),
			dayRows(y.Off), dayRows(y.Work), workingDays(cal, c.Year)}
		if c.JSON {
			return p.json(answer)
		}
		answer.print(p)
		return nil
	})
}

func dayRows(days map[calendar.Date]string) []dayRow {
	out := []dayRow{}
	for d, name := range days {
		out = append(out, dayRow{d, name})
	}
	slices.SortFunc(out, func(a, b dayRow) int { return strings.Compare(string(a.Date), string(b.Date)) })
	return out
}

func workingDays(cal *calendar.Calendar, year int) map[string]int {
	out := map[string]int{}
	for d, p := calendar.YearOf(year).From, calendar.YearOf(year); d <= p.To; d = d.AddDays(1) {
		if cal.Working(d) {
			out[d.Month()]++
		}
	}
	return out
}

func (a yearAnswer) print(p *program) {
	for _, n := range a.Notices {
		p.say("依据 %s", n)
	}
	for _, d := range a.Off {
		p.say("%s %s 放假 %s", d.Date, d.Date.Weekday(), d.Name)
	}
	for _, d := range a.Work {
		p.say("%s %s 上班 %s", d.Date, d.Date.Weekday(), d.Name)
	}
	total := 0
	for _, n := range a.Working {
		total += n
	}
	p.say("全年工作日 %d 天", total)
}

// movedRow is an open application whose due date a change of the calendar moves.
type movedRow struct {
	Office      string        `json:"office"`
	Number      string        `json:"number"`
	From        calendar.Date `json:"from"`
	To          calendar.Date `json:"to"`
	Was         bool          `json:"was_provisional"`
	Provisional bool          `json:"provisional"`
}

// importAnswer is what `calendar import --json` prints.
type importAnswer struct {
	Year int `json:"year"`
	Off  int `json:"off"`
	Work int `json:"work"`
	changeAnswer
}

// changeAnswer is what every change of the calendar prints: what moves, and
// whether it was saved.
type changeAnswer struct {
	Moved []movedRow `json:"moved"`
	Saved bool       `json:"saved"`
}

// Run keeps a year of the calendar and settles the open applications anew.
func (c *calendarImport) Run(p *program) error {
	f, err := p.open(c.File)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(io.LimitReader(f, 1<<20))
	if err != nil {
		return fmt.Errorf("read %s: %w", c.File, err)
	}
	y, err := calendar.ReadYear(text)
	if err != nil {
		return err
	}
	return c.confirm(p, calendar.Change{Year: &y}, c.JSON, func(a changeAnswer) (any, string) {
		out := importAnswer{y.Year, len(y.Off), len(y.Work), a}
		return out, fmt.Sprintf("已载入 %d 年：放假 %d 天，调休上班 %d 天；%d 件未办结申请的期限有变化", out.Year, out.Off, out.Work, len(a.Moved))
	})
}

// Run settles the open applications by what the program itself brought.
func (c *calendarRecalculate) Run(p *program) error {
	return c.confirm(p, calendar.Change{}, c.JSON, func(a changeAnswer) (any, string) {
		return a, fmt.Sprintf("已按现行工作日历核对；%d 件未办结申请的期限有变化", len(a.Moved))
	})
}

// confirm makes a change of the calendar. What moves is listed first and needs a
// yes; a change that moves nothing needs none.
func (c confirming) confirm(
	p *program, change calendar.Change, asJSON bool, tell func(changeAnswer) (any, string),
) error {
	change.At = p.now()
	return p.withDesk(func(desk *desks.Set) error {
		proposal, err := desk.ProposeCalendar(p.ctx, change)
		if err != nil {
			return err
		}
		answer := changeAnswer{Moved: movedRows(proposal.Moved)}
		if answer.Saved = !c.DryRun && (c.Yes || len(answer.Moved) == 0); answer.Saved {
			if _, err := desk.ChangeCalendar(p.ctx, change, proposal.Digest); err != nil {
				return err
			}
		}
		return c.report(p, answer, asJSON, tell)
	})
}

func (c confirming) report(p *program, answer changeAnswer, asJSON bool, tell func(changeAnswer) (any, string)) error {
	object, words := tell(answer)
	if asJSON {
		if err := p.json(object); err != nil {
			return err
		}
	} else {
		answer.print(p)
		if answer.Saved {
			p.say("%s", words)
		}
	}
	switch {
	case answer.Saved:
		return nil
	case c.DryRun:
		p.warn("试运行，没有写入；%d 件未办结申请的期限会有变化", len(answer.Moved))
		return nil
	}
	p.warn("没有写入：%d 件未办结申请的期限会有变化。核对以后请加 --yes 再运行", len(answer.Moved))
	return errFound
}

func movedRows(moved []workflow.Moved) []movedRow {
	out := []movedRow{}
	for _, m := range moved {
		out = append(out, movedRow{m.Office, m.Number, m.From, m.To, m.WasProvisional, m.Provisional})
	}
	return out
}

func (a changeAnswer) print(p *program) {
	for _, m := range a.Moved {
		p.say("%s %s 答复期限 %s → %s", m.Office, m.Number, dueWords(m.From, m.Was), dueWords(m.To, m.Provisional))
	}
}

func dueWords(d calendar.Date, provisional bool) string {
	switch {
	case d == "":
		return "（无）"
	case provisional:
		return string(d) + "（暂定）"
	}
	return string(d)
}
