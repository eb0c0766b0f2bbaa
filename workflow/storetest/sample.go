package storetest

import (
	"math/rand/v2"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/statistics"
)

// Written is the moment at which every entry of a sample is recorded: later than
// anything in it happened, and with a fraction of a second that a store must keep.
var Written = time.Date(2026, 3, 2, 1, 2, 3, 456789000, time.UTC)

// Offices are the offices of the samples; the others are below the first.
var Offices = []account.Office{
	{Code: "county", Name: "示例县人民政府"},
	{Code: "police", Name: "示例县公安局", Parent: "county"},
	{Code: "school", Name: "示例县教育局", Parent: "county"},
}

// names have what a search for a text can stumble over: the wildcards of SQL, both
// cases, letters outside ASCII, and characters of four bytes.
var names = []string{"甲某", "乙某某", "100%公司", "a_b", "axb", `c\d`, "É",
	"é", "Ａ", "a", "A", "ABC所", "abc所", "𠮷某", "O'Neil", `"引号"`, "??"}

// contents have the same in sentences, and a line break.
var contents = []string{
	"2023年度预算执行情况", "征地补偿标准（含附图）", "Contract No. 7 of the new ROAD", "contract no. 7", "道路_照明%招标", `文件\附件`,
	"İstanbul ſ K", "学区划分方案\n第二行", "学区划分方案",
}

// Sample returns n applications that came to the offices between 2008 and 2025, made
// only by commands that the workflow allows or records: in every state, with reviews
// and suits, in time and late. The same seed returns the same.
func Sample(n int, seed uint64) []*workflow.Application {
	r := rand.New(rand.NewPCG(seed, 2008))
	var out []*workflow.Application
	for len(out) < n {
		w := walker{r: r, cal: calendar.Published(), app: &workflow.Application{Office: pick(r, Offices).Code}}
		if w.begin() {
			w.walk()
			out = append(out, w.app)
		}
	}
	return out
}

// walker takes one application through steps of chance.
type walker struct {
	r   *rand.Rand
	cal *calendar.Calendar
	app *workflow.Application // the day of the latest step
	on  calendar.Date
}

// pick returns one of the values.
func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// begin registers the application, and reports whether it could be registered.
func (w *walker) begin() bool {
	w.on = calendar.Date("2008-05-05").AddDays(w.r.IntN(6400))
	in := workflow.Intake{
		Channel:   pick(w.r, workflow.Channels).Code,
		Applicant: workflow.Applicant{Kind: pick(w.r, workflow.ApplicantKinds).Code, Name: pick(w.r, names), Phone: "000"},
		Content:   pick(w.r, contents),
		Arrived:   w.on,
	}
	in.Oral = in.Channel == workflow.InPerson && w.r.IntN(4) == 0
	if w.r.IntN(3) > 0 {
		in.Confirmed = w.on.AddDays(w.r.IntN(3))
	}
	cmd := workflow.Log(in, w.cal)
	w.on = cmd.On
	return w.do(cmd)
}

// do reports whether the step was possible.
func (w *walker) do(cmd workflow.Command) bool {
	cmd.On, cmd.At, cmd.By, cmd.Role = w.on, Written, "经办人"+string(rune('甲'+w.r.IntN(3))), account.Supervisor
	cmd.Recorded, cmd.Register = true, true
	return w.app.Apply(cmd, w.cal) == nil
}

// walk tries steps. Many are not possible in the state it is in, and change nothing.
func (w *walker) walk() {
	for range w.r.IntN(14) {
		w.on = min(w.on.AddDays(w.r.IntN(12)), "2026-02-28")
		w.do(w.step())
	}
}

// step returns any step, often an answer.
func (w *walker) step() workflow.Command {
	steps := []workflow.Command{
		{Event: workflow.Confirm},
		{Event: workflow.AskCorrection, Reason: "内容不明确"},
		{Event: workflow.Correct, Reason: "已补正"},
		{Event: workflow.Lapse},
		{Event: workflow.Consult, Party: workflow.ThirdParty},
		{Event: workflow.Consult, Party: workflow.CoMaker},
		{Event: workflow.Consulted, Opinion: pick(w.r, workflow.Opinions).Code},
		{Event: workflow.Extend, Days: 1 + w.r.IntN(20), Reason: "情况复杂"},
		{Event: workflow.Withdraw},
		{Event: workflow.Cease},
		{Event: workflow.Dispatch, Method: pick(w.r, workflow.Methods).Code},
		{Event: workflow.Deliver, Method: pick(w.r, workflow.Methods).Code},
		{Event: workflow.AcceptReview},
		{Event: workflow.EndReview, Result: pick(w.r, workflow.Results).Code},
		{Event: workflow.AcceptSuit, Block: workflow.SuitDirect},
		{Event: workflow.AcceptSuit, Block: workflow.SuitAfterReview},
		{Event: workflow.EndSuit, Result: pick(w.r, workflow.Results).Code},
		{Event: workflow.EndSuit, Ruling: pick(w.r, workflow.RulingsFor(workflow.EndSuit)).Code},
		{Event: workflow.Judge, Ruling: pick(w.r, workflow.RulingsFor(workflow.Judge)).Code},
		{Event: workflow.TakeEffect, Reason: "双方均未上诉"},
		{Event: workflow.FileReview},
		{Event: workflow.EndReview, Ruling: pick(w.r, workflow.RulingsFor(workflow.EndReview)).Code},
		{Event: workflow.AskFee, Amount: statistics.Whole(270)},
		{Event: workflow.Pay, Reason: "逾期仍予受理"}, {Event: workflow.Charge, Amount: statistics.Whole(3)},
		{Event: workflow.AskReasons}, {Event: workflow.Explained},
		{Event: workflow.Transfer, Unit: "综合科"}, {Event: workflow.Assign, Handler: "jingban"},
		{Event: workflow.DraftAnswer, Outcome: "granted", Also: []workflow.OutcomeCode{"not_held"}}, {Event: workflow.Submit},
		{Event: workflow.FileAway, Archive: "2024-永久-1"},
		{Event: workflow.Void, Reason: "误登"},
	}
	if w.r.IntN(3) == 0 {
		return workflow.Command{Event: workflow.Answer, Outcome: pick(w.r, workflow.Outcomes).Code,
			LetterNumber: "示例告知〔2024〕7号"}
	}
	return pick(w.r, steps)
}
