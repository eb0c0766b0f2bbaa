package main

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/statistics"
)

// dueAnswer is what `due --json` prints.
type dueAnswer struct {
	Received    calendar.Date        `json:"received"`
	Edition     string               `json:"edition"` // of the regulation, by its year
	Due         calendar.Date        `json:"due"`     // "" while Stopped
	Stopped     bool                 `json:"stopped"`
	Provisional bool                 `json:"provisional"` // a year up to Due has no published days off
	Ledger      []workflow.LedgerDay `json:"ledger"`      // day by day, why each counts or does not
}

// Run plays an application that has nothing but dates, and prints its term. It goes
// by the calendar in the program, as it has no database.
func (c *dueCommand) Run(p *program) error {
	steps, err := c.steps()
	if err != nil {
		return err
	}
	cal := calendar.Published()
	app := &workflow.Application{}
	for _, cmd := range steps {
		if err := app.Apply(cmd, cal); err != nil {
			return err
		}
	}
	law := app.Law(cal)
	answer := dueAnswer{app.Received, law.Name, app.Due, app.Stopped, app.Provisional, app.Ledger(law, "")}
	if c.JSON {
		return p.json(answer)
	}
	answer.print(p)
	return nil
}

// afterAll is the moment at which everything is written down, after all dates: a term
// may be asked for days still to come.
var afterAll = time.Date(calendar.Years.Last, 12, 31, 12, 0, 0, 0, time.UTC)

// steps are the commands that the flags describe. The first is the receipt, whatever
// its date; the others are in order of date.
func (c *dueCommand) steps() ([]workflow.Command, error) {
	received, err := calendar.ParseDate(c.Received)
	if err != nil {
		return nil, misuse{plain(err)}
	}
	in := workflow.Intake{
		Channel: workflow.Channel(c.Channel), Arrived: received, Confirmed: received,
		Applicant: workflow.Applicant{Kind: "person", Name: "申请人"}, Content: "申请内容",
	}
	out := []workflow.Command{workflow.Log(in, calendar.Published())}
	law := workflow.LawOn(received, calendar.Published())
	for _, on := range c.On {
		cmd, err := step(on, law)
		if err != nil {
			return nil, err
		}
		out = append(out, cmd)
	}
	for i := range out {
		out[i].At, out[i].Register = afterAll, true // nobody asks who signs, nor by which tariff
	}
	slices.SortStableFunc(out[1:], func(a, b workflow.Command) int { return strings.Compare(string(a.On), string(b.On)) })
	return out, nil
}

// dueEvents are the events that move a term, with what their commands need besides
// the day. days is 0 if none was given.
var dueEvents = []struct {
	event    workflow.Event
	takeDays bool
	fill     func(cmd *workflow.Command, days int, law workflow.Law)
}{
	{workflow.AskCorrection, true, func(cmd *workflow.Command, days int, law workflow.Law) {
		if days > 0 {
			cmd.Until = law.Add(cmd.On, days)
		}
	}},
	{workflow.Correct, false, excused},
	{workflow.Consult, false, func(cmd *workflow.Command, _ int, _ workflow.Law) { cmd.Party = workflow.ThirdParty }},
	{workflow.Consulted, false, func(cmd *workflow.Command, _ int, _ workflow.Law) { cmd.Opinion = "agrees" }},
	{workflow.Extend, true, func(cmd *workflow.Command, days int, law workflow.Law) {
		cmd.Days = days
		if days == 0 {
			cmd.Days = law.Extension.Days
		}
	}},
	{workflow.AskFee, false, func(cmd *workflow.Command, _ int, _ workflow.Law) { cmd.Amount = statistics.Whole(1) }},
	{workflow.Pay, false, excused},
}

// excused lets what came late count: the office accepted it.
func excused(cmd *workflow.Command, _ int, _ workflow.Law) { cmd.Reason = "有正当理由" }

// step reads DATE:EVENT[:DAYS]. Anything else is a misuse.
func step(s string, law workflow.Law) (workflow.Command, error) {
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return workflow.Command{}, misuse{"--on 应当写成 日期:事项 或者 日期:事项:天数，例如 2024-03-06:extend:10，现为 " + s}
	}
	on, err := calendar.ParseDate(parts[0])
	if err != nil {
		return workflow.Command{}, misuse{plain(err)}
	}
	for _, e := range dueEvents {
		if string(e.event) != parts[1] {
			continue
		}
		days, err := stepDays(parts[2:], e.takeDays, s)
		if err != nil {
			return workflow.Command{}, err
		}
		cmd := workflow.Command{Event: e.event, On: on}
		e.fill(&cmd, days, law)
		return cmd, nil
	}
	return workflow.Command{}, misuse{"--on 不认识事项“" + parts[1] +
		"”；可用 ask_correction correct consult consulted extend ask_fee pay"}
}

// stepDays reads the days of s, 0 if none are given. A thousand is more than the law
// allows anywhere, and keeps the ledger short.
func stepDays(given []string, takes bool, s string) (int, error) {
	if len(given) == 0 {
		return 0, nil
	}
	days, err := strconv.Atoi(given[0])
	if err != nil || days < 1 || days > 1000 || !takes {
		return 0, misuse{"--on " + s + "：天数应当是正整数，只用于 extend 和 ask_correction"}
	}
	return days, nil
}

// print shows the ledger: the number of each day that counts, a dash for others.
func (a dueAnswer) print(p *program) {
	p.say("收到申请之日 %s，适用 %s 年条例", a.Received, a.Edition)
	for _, d := range a.Ledger {
		count := "  –"
		if d.Counted > 0 {
			count = strconv.Itoa(d.Counted)
		}
		p.say("%s %3s  %s", d.Date, count, d.Why)
	}
	switch {
	case a.Stopped:
		p.say("期限中止计算，恢复以后才有到期日")
	case a.Provisional:
		p.say("答复期限 %s（暂定：放假安排尚未公布）", a.Due)
	default:
		p.say("答复期限 %s", a.Due)
	}
}
