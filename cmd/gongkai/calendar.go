package main

import (
	"encoding/json"
	"io"
	"slices"
	"strings"

	"gongkai/models"
	"gongkai/workflow"
)

// dayRow is one day of a year's arrangement.
type dayRow struct {
	Date workflow.Date `json:"date"`
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
	return p.withDesk(func(desk *workflow.Desk) error {
		cal, err := desk.Calendar(p.ctx)
		if err != nil {
			return err
		}
		y, ok := cal.Year(c.Year)
		if !ok {
			return workflow.Errorf(workflow.NotFound, "%d 年的放假安排没有载入；公布以后请用 gongkai calendar import 导入", c.Year)
		}
		answer := yearAnswer{c.Year, append([]string{}, y.Notices...), dayRows(y.Off), dayRows(y.Work), workingDays(cal, c.Year)}
		if c.JSON {
			return p.json(answer)
		}
		answer.print(p)
		return nil
	})
}

func dayRows(days map[workflow.Date]string) []dayRow {
	out := []dayRow{}
	for d, name := range days {
		out = append(out, dayRow{d, name})
	}
	slices.SortFunc(out, func(a, b dayRow) int { return strings.Compare(string(a.Date), string(b.Date)) })
	return out
}

func workingDays(cal *workflow.Calendar, year int) map[string]int {
	out := map[string]int{}
	for d, p := workflow.YearOf(year).From, workflow.YearOf(year); d <= p.To; d = d.AddDays(1) {
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

// holidayFile is a year in the layout of the public holiday-cn project.
type holidayFile struct {
	Year   int      `json:"year"`
	Papers []string `json:"papers"`
	Days   []struct {
		Name     string `json:"name"`
		Date     string `json:"date"`
		IsOffDay *bool  `json:"isOffDay"`
	} `json:"days"`
}

// moved is an open application whose due date a new year of the calendar moves.
type moved struct {
	Office string        `json:"office"`
	Number string        `json:"number"`
	From   workflow.Date `json:"from"`
	To     workflow.Date `json:"to"`
}

// importAnswer is what `calendar import --json` prints.
type importAnswer struct {
	Year  int     `json:"year"`
	Off   int     `json:"off"`
	Work  int     `json:"work"`
	Moved []moved `json:"moved"`
}

// Run keeps a year of the calendar and settles the open applications anew.
func (c *calendarImport) Run(p *program) error {
	f, err := p.open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	y, err := readYear(f)
	if err != nil {
		return err
	}
	return p.withStore(func(store *models.Store, _ *workflow.Desk) error {
		if err := store.SetYear(p.ctx, y, workflow.Operator.Shown(), p.now()); err != nil {
			return err
		}
		answer := importAnswer{y.Year, len(y.Off), len(y.Work), []moved{}}
		if answer.Moved, err = resettle(p, store); err != nil {
			return err
		}
		if c.JSON {
			return p.json(answer)
		}
		for _, m := range answer.Moved {
			p.say("%s %s 答复期限 %s → %s", m.Office, m.Number, orNone(m.From), orNone(m.To))
		}
		p.say("已载入 %d 年：放假 %d 天，调休上班 %d 天；%d 件未办结申请的期限有变化", answer.Year, answer.Off, answer.Work, len(answer.Moved))
		return nil
	})
}

func orNone(d workflow.Date) string {
	if d == "" {
		return "（无）"
	}
	return string(d)
}

// readYear reads the file and refuses what cannot be a year's notice.
func readYear(r io.Reader) (workflow.Year, error) {
	var file holidayFile
	if err := json.NewDecoder(io.LimitReader(r, 1<<20)).Decode(&file); err != nil {
		return workflow.Year{}, workflow.Errorf(workflow.Invalid, "文件不是 holiday-cn 的 JSON 格式（year、papers、days）")
	}
	y := workflow.Year{Year: file.Year, Off: map[workflow.Date]string{}, Work: map[workflow.Date]string{}}
	if y.Year < 2007 || y.Year > 2098 {
		return y, workflow.Errorf(workflow.Invalid, "年份 %d 不对，应当在 2007 至 2098 之间", y.Year)
	}
	for _, paper := range file.Papers {
		y.Notices = append(y.Notices, strings.Join(strings.Fields(paper), ""))
	}
	for _, day := range file.Days {
		if day.IsOffDay == nil {
			return y, workflow.Errorf(workflow.Invalid, "%s 没有写明放假还是上班（isOffDay）", day.Date)
		}
		if err := addDay(&y, day.Date, day.Name, *day.IsOffDay); err != nil {
			return y, err
		}
	}
	return workflow.ParseYear(y.Year, y.Text())
}

// addDay takes a day into the year. The notice for a year names days from the
// end of the year before to the beginning of the next, and a make-up working
// day is always a Saturday or a Sunday.
func addDay(y *workflow.Year, date, name string, off bool) error {
	d, err := workflow.ParseDate(date)
	if err != nil {
		return err
	}
	weekend := d.Weekday() == "星期六" || d.Weekday() == "星期日"
	_, offTwice := y.Off[d]
	_, workTwice := y.Work[d]
	switch {
	case d < workflow.YearOf(y.Year).From.AddDays(-15) || d > workflow.YearOf(y.Year).To.AddDays(15):
		return workflow.Errorf(workflow.Invalid, "%s 不属于 %d 年的安排", d, y.Year)
	case offTwice || workTwice:
		return workflow.Errorf(workflow.Invalid, "%s 出现了两次", d)
	case !off && !weekend:
		return workflow.Errorf(workflow.Invalid, "%s 是%s，本来就上班，不会是调休上班", d, d.Weekday())
	case off:
		y.Off[d] = name
	default:
		y.Work[d] = name
	}
	return nil
}

// resettle derives the due dates of all open applications anew and tells which
// moved.
func resettle(p *program, store workflow.Store) ([]moved, error) {
	cal, err := store.Calendar(p.ctx)
	if err != nil {
		return nil, err
	}
	var ids []workflow.ID
	err = store.Each(p.ctx, workflow.StillOpen, func(app *workflow.Application) error {
		if app.Resettle(cal) {
			ids = append(ids, app.ID)
		}
		return nil
	})
	out := []moved{}
	for _, id := range ids {
		if err != nil {
			break
		}
		m := moved{}
		_, err = store.Update(p.ctx, nil, id, func(app *workflow.Application) error {
			m = moved{app.Office, app.Number, app.Due, ""}
			app.Resettle(cal)
			m.To = app.Due
			return nil
		})
		if err == nil && m.From != m.To {
			out = append(out, m)
		}
	}
	return out, err
}
