package report

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
)

// Verdict is the result of one check of an application, in the words of the sheet.
type Verdict string

// The verdicts. NotApplicable also covers what cannot be judged yet.
const (
	Complies      Verdict = "符合"
	Fails         Verdict = "不符合"
	NotApplicable Verdict = "不适用"
)

// Check is one question that an inspection (抽查) asks of an application, with the
// verdict and the reason.
type Check struct {
	Label   string
	Article string // of the edition that governs the application; "" if there is none
	Verdict Verdict
	Reason  string
}

// checking is what a question may look at.
type checking struct {
	app   *workflow.Application
	law   workflow.Law
	today calendar.Date // decides what is overdue
	seal  workflow.Seal // the result of verifying the hash chain
}

// checks are the questions in the order of the sheet. An article is cited as in 2019.
var checks = []struct {
	label, article string
	ask            func(checking) (Verdict, string)
}{
	{"收到之日按渠道确定", "31", checking.receipt},
	{"补正告知", "30", func(c checking) (Verdict, string) { return c.steps("没有要求补正", workflow.AskCorrection) }},
	{"征求意见", "32", func(c checking) (Verdict, string) {
		return c.steps("没有征求第三方或者其他机关意见", workflow.Consult, workflow.Consulted)
	}},
	{"延期", "33(2)", func(c checking) (Verdict, string) { return c.steps("没有延期", workflow.Extend) }},
	{"按期答复", "33", checking.inTime},
	{"拟稿与签发不是同一人", "45", checking.fourEyes},
	{"有答复文书", "36", checking.letterNumbered},
	{"已经送达", "", checking.served},
	{"办理记录没有不合规标注", "", checking.regular},
	{"办理记录完整，未被改动", "", checking.intact},
}

// CheckLabels returns the questions, in order.
func CheckLabels() []string {
	var out []string
	for _, c := range checks {
		out = append(out, c.label)
	}
	return out
}

// Checks asks every question about the application on a day. The seal is the result of
// verifying its hash chain; a zero seal means that it was not verified.
func Checks(app *workflow.Application, cal *calendar.Calendar, today calendar.Date, seal workflow.Seal) []Check {
	c := checking{app, app.Law(cal), today, seal}
	var out []Check
	for _, q := range checks {
		verdict, reason := q.ask(c)
		out = append(out, Check{q.label, c.law.Numbered(q.article), verdict, reason})
	}
	return out
}

// receipt asks whether the day of receipt is the one that follows from the channel.
func (c checking) receipt() (Verdict, string) {
	want := c.app.ReceivedOn(c.law.Calendar)
	switch {
	case c.app.Received == "":
		return NotApplicable, "尚未与申请人确认，还没有收到之日"
	case want == "":
		return NotApplicable, "该渠道须经双方确认，没有确认日期，以 " + string(c.app.Received) + " 办理的步骤为准"
	case want != c.app.Received:
		return Fails, fmt.Sprintf("按渠道应当是 %s，记为 %s", want, c.app.Received)
	}
	return Complies, string(want)
}

// steps asks whether a step of these events was recorded although the law speaks
// against it. Without such a step it does not apply, for the reason none.
func (c checking) steps(none string, events ...workflow.Event) (Verdict, string) {
	var days []string
	for _, e := range c.app.EntriesInForce() {
		if !slices.Contains(events, e.Event) {
			continue
		}
		if e.Irregular != "" {
			return Fails, string(e.On) + " " + workflow.EventLabel(e.Event) + "：" + e.Irregular
		}
		days = append(days, string(e.On)+" "+workflow.EventLabel(e.Event))
	}
	if len(days) == 0 {
		return NotApplicable, none
	}
	return Complies, strings.Join(days, "；")
}

// inTime asks whether the answer or ending came within the term.
func (c checking) inTime() (Verdict, string) {
	app := c.app
	switch {
	case app.State == workflow.Superseded:
		return NotApplicable, "已拆分或者并入另一件"
	case app.Closed != "":
		words := fmt.Sprintf("期限 %s，答复或者终止 %s", app.Term(), app.Point())
		if app.Pace() == workflow.Late {
			return Fails, words
		}
		return Complies, words
	case cond.Match(workflow.OverdueOn(c.today), app, calendar.Period{}):
		return Fails, fmt.Sprintf("期限 %s 已过，还没有答复", workflow.PressingDay(app.Due, app.Latest))
	case app.Due == "":
		return NotApplicable, "期限没有开始或者中止计算"
	}
	return NotApplicable, "正在办理，期限 " + string(app.Due)
}

// fourEyes compares who drafted each letter with who signed it.
func (c checking) fourEyes() (Verdict, string) {
	var words []string
	drafted := false
	for _, s := range Signatures(c.app) {
		switch {
		case s.Same:
			return Fails, fmt.Sprintf("%s %s：%s 自拟自签", s.On, workflow.EventLabel(s.Event), s.By)
		case s.Drafter == "":
			words = append(words, fmt.Sprintf("%s %s：没有拟稿记录", s.On, workflow.EventLabel(s.Event)))
		default:
			drafted = true
			words = append(words, fmt.Sprintf("%s %s：%s 拟稿，%s 签发", s.On, workflow.EventLabel(s.Event), s.Drafter, s.By))
		}
	}
	switch {
	case len(words) == 0:
		return NotApplicable, "还没有签发文书"
	case !drafted:
		return NotApplicable, strings.Join(words, "；") + "（由旧台账或者补记而来）"
	}
	return Complies, strings.Join(words, "；")
}

// Signature is a letter that was signed.
type Signature struct {
	Event   workflow.Event
	On      calendar.Date
	Drafter string // who drafted the latest version; "" if no draft was recorded
	By      string // who signed it
	Same    bool   // the signer had drafted a version of it
}

// Signatures returns those of all letters, answers and extensions, in order.
func Signatures(app *workflow.Application) []Signature {
	var out []Signature
	for _, e := range app.EntriesInForce() {
		if e.Event != workflow.Answer && e.Event != workflow.Extend {
			continue
		}
		// The draft as it was just before the signature, which drops it.
		before := *app
		before.Journal = app.Journal[:e.Seq-1]
		d := before.Draft()
		s := Signature{Event: e.Event, On: e.On, By: e.By}
		if d.For == e.Event {
			s.Drafter, s.Same = d.DrafterName, slices.Contains(d.By, e.Who())
		}
		out = append(out, s)
	}
	return out
}

// answered returns the answer that counts; false while there is none, or if the
// application ended without one.
func (c checking) answered() (workflow.Entry, bool) {
	e := c.app.Closing()
	return e, e.Event == workflow.Answer
}

// letterNumbered asks whether the number of the letter was recorded.
func (c checking) letterNumbered() (Verdict, string) {
	e, ok := c.answered()
	switch {
	case !ok:
		return NotApplicable, "没有答复"
	case e.LetterNumber == "":
		return Fails, "没有记录答复文号，请核对案卷"
	}
	return Complies, e.LetterNumber
}

// served asks whether posting or delivery of the answer was recorded.
func (c checking) served() (Verdict, string) {
	app := c.app
	if _, ok := c.answered(); !ok {
		return NotApplicable, "没有答复"
	}
	var words []string
	for _, day := range []struct {
		on    calendar.Date
		event workflow.Event
	}{{app.Dispatched, workflow.Dispatch}, {app.Delivered, workflow.Deliver}} {
		if day.on != "" {
			words = append(words, string(day.on)+" "+workflow.EventLabel(day.event))
		}
	}
	if len(words) == 0 {
		return Fails, "没有寄出或者签收的记录"
	}
	return Complies, strings.Join(words, "；")
}

// regular asks whether any entry is marked as irregular. Voided entries count as well:
// they were recorded.
func (c checking) regular() (Verdict, string) {
	marked := c.app.Irregular()
	if len(marked) == 0 {
		return Complies, fmt.Sprintf("共 %d 条", len(c.app.Journal))
	}
	return Fails, fmt.Sprintf("%d 条，首条 %s %s：%s", len(marked),
		marked[0].On, workflow.EventLabel(marked[0].Event), marked[0].Irregular)
}

// intact asks whether the journal still agrees with its hash chain.
func (c checking) intact() (Verdict, string) {
	switch {
	case c.seal.Broken != "":
		return Fails, c.seal.Broken
	case c.seal.Hash == "":
		return NotApplicable, "没有核对"
	}
	// Sixteen digits are enough to compare by eye.
	return Complies, fmt.Sprintf("共 %d 条，末条摘要 %s", c.seal.Entries, c.seal.Hash[:min(16, len(c.seal.Hash))])
}

// Stretch is a run of days of the term that are alike: either working days that count,
// with the days off between them, or days that do not count for one reason.
type Stretch struct {
	From, To calendar.Date
	Counted  int    // working days that count
	Off      int    // days off among them
	Why      string // in Chinese why the days do not count; "" if they do
	holds    workflow.Hold
}

// Stretches returns the count of the term in short, up to the day the application
// ended, otherwise to asOf.
func Stretches(app *workflow.Application, law workflow.Law, asOf calendar.Date) []Stretch {
	if app.Closed != "" {
		asOf = app.Closed
	}
	var out []Stretch
	for _, day := range app.Ledger(law, asOf) {
		// Inspections look back: what lies ahead of the day is not shown.
		if day.Date > asOf {
			break
		}
		why := day.Why
		if day.Holds == (workflow.Hold{}) { // only the calendar decides here
			why = ""
		}
		// A new stretch begins where the reason changes.
		if n := len(out); n == 0 || out[n-1].holds != day.Holds {
			out = append(out, Stretch{From: day.Date, Why: why, holds: day.Holds})
		}
		s := &out[len(out)-1]
		s.To = day.Date
		switch {
		case day.Counted > 0:
			s.Counted++
		case day.Holds == (workflow.Hold{}):
			s.Off++
		}
	}
	return out
}

// CheckSheet is what an inspection is shown of one application.
type CheckSheet struct {
	App       *workflow.Application
	Office    account.Office
	Law       workflow.Law
	Stretches []Stretch
	Checks    []Check
}

// CheckSheets checks applications in the person's scope, on a day, in the order given.
func (d Reports) CheckSheets(ctx context.Context, briefs []workflow.Brief, today calendar.Date) ([]CheckSheet, error) {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	offices, err := d.Offices(ctx)
	if err != nil {
		return nil, err
	}
	seals, err := d.Desk.Store.Seals(ctx, idsOf(briefs)...)
	if err != nil {
		return nil, err
	}
	// The sheets are in the order of the sample, and an application drawn twice has
	// two.
	apps, err := d.Applications(ctx, eachID(briefs))
	if err != nil {
		return nil, err
	}
	var out []CheckSheet
	for _, app := range apps {
		s := CheckSheet{App: app, Law: app.Law(cal), Checks: Checks(app, cal, today, seals[app.ID])}
		s.Stretches = Stretches(app, s.Law, today)
		if i := slices.IndexFunc(offices, func(o account.Office) bool { return o.Code == app.Office }); i >= 0 {
			s.Office = offices[i]
		}
		out = append(out, s)
	}
	return out, nil
}
