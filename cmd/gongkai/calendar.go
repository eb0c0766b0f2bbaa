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

// dayRow is one day of a year's arrangement, a day off or one worked in return.
type dayRow struct {
	Date calendar.Date `json:"date"`
	Name string        `json:"name"` // the holiday it belongs to
}

// yearAnswer is what `calendar show --json` prints. No list in it is null.
type yearAnswer struct {
	Year    int            `json:"year"`
	Notices []string       `json:"notices"` // the notices it rests on
	Off     []dayRow       `json:"off"`     // 放假, in order of date
	Work    []dayRow       `json:"work"`    // 调休上班, in order of date
	Working map[string]int `json:"working"` // working days by month, 2024-02
}

// Run shows the days off and the make-up working days of a year. A year whose days
// off are not known is not found.
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

// dayRows are the days in order of date; the map has none.
func dayRows(days map[calendar.Date]string) []dayRow {
	out := []dayRow{}
	for d, name := range days {
		out = append(out, dayRow{d, name})
	}
	slices.SortFunc(out, func(a, b dayRow) int { return strings.Compare(string(a.Date), string(b.Date)) })
	return out
}

// workingDays counts the working days of each month of a year. A month without any
// would be missing.
func workingDays(cal *calendar.Calendar, year int) map[string]int {
	out := map[string]int{}
	for d, p := calendar.YearOf(year).From, calendar.YearOf(year); d <= p.To; d = d.AddDays(1) {
		if cal.Working(d) {
			out[d.Month()]++
		}
	}
	return out
}

// print names the notices, then every day that differs from the ordinary week.
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
	From        calendar.Date `json:"from"` // "" for none, as below
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

// changeAnswer is what every change of the calendar prints: the applications whose
// due dates move, and whether the change was saved.
type changeAnswer struct {
	Moved []movedRow `json:"moved"`
	Saved bool       `json:"saved"`
}

// Run saves the days off of a year and works out the open applications anew. It
// reads no more than 1 MB: a year has a few kilobytes.
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

// Run works out the open applications anew by the calendar the program itself brings.
// Saved due dates do not change by themselves when a new version knows more years.
func (c *calendarRecalculate) Run(p *program) error {
	return c.confirm(p, calendar.Change{}, c.JSON, func(a changeAnswer) (any, string) {
		return a, fmt.Sprintf("已按现行工作日历核对；%d 件未办结申请的期限有变化", len(a.Moved))
	})
}

// confirm makes a change of the calendar. The due dates it moves are listed first and
// need --yes; a change that moves none is saved at once. The digest of the proposal
// makes saving fail if others have moved since it was listed.
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

// report prints the outcome. A change that still awaits its --yes ends the command
// with status 1, a dry run with 0.
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

// movedRows are never nil, so that JSON has [] rather than null.
func movedRows(moved []workflow.Moved) []movedRow {
	out := []movedRow{}
	for _, m := range moved {
		out = append(out, movedRow{m.Office, m.Number, m.From, m.To, m.WasProvisional, m.Provisional})
	}
	return out
}

// print lists each application with its due date before and after.
func (a changeAnswer) print(p *program) {
	for _, m := range a.Moved {
		p.say("%s %s 答复期限 %s → %s", m.Office, m.Number, dueWords(m.From, m.Was), dueWords(m.To, m.Provisional))
	}
}

// dueWords is a due date for people, with a word for none and one for provisional.
func dueWords(d calendar.Date, provisional bool) string {
	switch {
	case d == "":
		return "（无）"
	case provisional:
		return string(d) + "（暂定）"
	}
	return string(d)
}
