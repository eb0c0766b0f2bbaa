package views

import (
	"strconv"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/statistics"
)

// ApplicationPage shows one application and what may be done with it. A section
// without anything in it is not shown.
type ApplicationPage struct {
	Frame
	Number   string
	Subject  string // the beginning of the content
	Content  string
	Badges   []Badge // where it stands against its term
	Stage    string  // where it stands and who works on it, "" if the badges say all
	Clock    ClockBar
	Ledger   []LedgerRow   // the term day by day
	Seen     int           // the version shown; a step taken from it is refused if there is a newer one
	Token    string        // of the forms of this page: a second submit of one is recognised
	ID, URL  string        // of the application
	Steps    []Step        // what may be done now; none for readers who only look
	Shut     []Step        // what may not, each with the reason
	Draft    *DraftPanel   // nil: nothing is drafted
	WhatIf   []ProspectRow // what possible next steps would do to the due date
	Details  []Pair
	Contact  []Pair      // particulars of the applicant, masked unless Reveals
	Reveals  bool        // the reader asked to see them
	Answers  []AnswerRow // if there are several
	Disputes []DisputeRow
	Remedies []RemedyRow // what the applicant can do against the answer
	Entries  []EntryRow  // the journal, latest first
	Marks    int         // how many entries are irregular
	AsOf     string      // the day as of which this was known; "" is now
}

// ClockBar draws the term. Before receipt is confirmed there is nothing to draw, and
// Words says so.
type ClockBar struct {
	Received, Due string   // Due: "" while the clock stands still
	Facts         []string // 已用 3 / 20 工作日 …
	Width         int      // of the drawing, one unit a day
	Parts         []ClockPart
	Now           int    // where today stands; -1 if it is not on the bar
	Words         string // the facts in one line, which a screen reader reads instead
}

// HasNow says whether today is on the bar.
func (b ClockBar) HasNow() bool { return b.Now >= 0 }

// ClockPart is a stretch of days of one kind. Class is used, left or paused.
type ClockPart struct {
	X, Width int
	Class    string
}

// LedgerRow is one day of the count. Counted is the number of the day in the term, ""
// if it does not count; Why says why it does not.
type LedgerRow struct{ Date, Weekday, Counted, Why, Class string }

// Step is something that may be done next, with its form. If Why is filled in, it is
// something that may not, and Why is the reason.
type Step struct {
	Event, Label, Article, Why string
	Group                      string      // heading above it, "" if it goes with the step before
	Key                        string      // pressed with Alt; "" after the ninth
	Open                       bool        // unfolded, because it was tried or a link asked for it
	Both                       bool        // it is a draft, which can be submitted for signature at once
	Draft                      []Pair      // what it would sign; none if it signs nothing
	Effect                     *EffectLine // what it would do; nil before the preview was asked for
	Fields                     []Field     // none: it cannot be entered at all
}

// StepForm is a step with what its form needs of the page.
type StepForm struct {
	Language
	ID, CSRF, Token string // ID: of the application
	Seen            int    // the version the page shows
	Step
}

// Form joins a step to the page that it is sent from.
func (p ApplicationPage) Form(s Step) StepForm {
	s.Fields = categoryFirst(s.Fields)
	return StepForm{p.Language, p.ID, p.CSRF, p.Token, p.Seen, s}
}

// EntryRow is one line of the journal. An entry that was voided no longer holds, but
// is still shown.
type EntryRow struct {
	Anchor, On, Label, By, At, Article, Irregular string // Irregular: what the law has against it, "" for nothing
	Facts                                         []Pair // what else it says
	Due                                           string // how the due date moved, "" if it did not
	Voided                                        bool
}

// Typed is what was typed into the form of a step that was not taken, so that nobody
// has to type it again. The zero Typed is for a page that was merely opened.
type Typed struct {
	Event  string                   // the step; "" for none
	Value  func(name string) string // of a control, "" if it was left empty
	Field  string                   // the control the fault is in, "" for none
	Fault  string                   // what is wrong with it
	Part   bool                     // not the whole form was sent: controls without a value keep the one they begin with
	Called bool                     // a link asked for the step: nothing was typed, and what is shut stays shut
	Effect *EffectLine              // what the step would do, nil if nobody asked
}

// PageContext is what an application page needs to know besides the application: who looks
// at it, when, by which calendar, and what that person may do.
type PageContext struct {
	Deadlines
	Role     account.Role
	Acts     bool              // the reader may take steps
	Office   account.Office    // of the application
	Handlers []Option          // who may take it over
	People   map[string]string // shown names by account
	Ordinal  int               // place of the application among those of its applicant in the month; 0 before receipt
	Token    string            // of the forms of the page
	Reveals  bool              // the reader asked to see the particulars of the applicant
	Choices  []workflow.Choice // every step, with whether it may be taken
}

// Applied fills the page of an application.
func Applied(f Frame, app *workflow.Application, d PageContext, typed Typed) ApplicationPage {
	d.Deadlines = d.For(app.Office)
	p := ApplicationPage{
		Frame: f, Number: app.Number, Subject: beginning(app.Content),
		Content: app.Content, ID: idText(app.ID), URL: ApplicationURL(app.ID), Seen: app.Version, Token: d.Token,
		Badges: d.Badges(app.State, app.Stopped, app.Provisional, app.Due),
		Stage:  Sentence(append(stage(app), said([]string{d.unit(app)})...)),
		Marks:  len(app.Irregular()),
	}
	ledger := app.Ledger(app.Law(d.Calendar), d.Today)
	p.Clock, p.Ledger = d.clock(app, ledger), d.ledger(ledger)
	if d.Acts {
		p.Steps, p.Shut = d.steps(app, typed)
	}
	p.Reveals = d.Reveals
	p.Draft, p.WhatIf = d.panel(app), d.prospects(app)
	p.Details, p.Contact = d.details(app), d.contact(app.Applicant)
	p.Answers, p.Disputes, p.Remedies = answers(app), d.disputes(app), d.remedies(app)
	p.Entries = d.entries(app)
	return p
}

// stage is the state in words if the badge does not say it already; for what has
// ended, how it ended; and whether it is under review or in court.
func stage(app *workflow.Application) []string {
	var out []string
	if _, said := standing[app.State]; app.State.Ended() && app.Outcome != "" {
		out = append(out, OutcomeWord(string(app.Outcome)))
	} else if !said {
		out = append(out, workflow.StateLabel(app.State))
	}
	if s := app.Stage(); s == workflow.InReview || s == workflow.Litigated {
		out = append(out, s.Label())
	}
	return out
}

// unit says which unit works on it, "" if that is the office itself.
func (d PageContext) unit(app *workflow.Application) string {
	if app.Unit == "" {
		return ""
	}
	return d.Language.T("承办 %s", app.Unit)
}

// headline is how many characters of the content the heading shows.
const headline = 30

// beginning is the content cut to a headline.
func beginning(content string) string {
	if r := []rune(content); len(r) > headline {
		return string(r[:headline]) + "…"
	}
	return content
}

// clock draws the term, one unit a day, from the day after receipt.
func (d PageContext) clock(app *workflow.Application, ledger []workflow.LedgerDay) ClockBar {
	t := d.Language
	bar := ClockBar{Received: string(app.Received), Due: string(app.Due), Width: len(ledger), Now: -1}
	used, total := 0, 0
	for i, day := range ledger {
		total = day.Counted + boolInt(day.Counted == 0)*total
		if day.Date <= d.until(app) && day.Counted > 0 {
			used = day.Counted
		}
		if day.Date == d.Today {
			bar.Now = i
		}
		bar.extend(i, d.part(app, day))
	}
	if app.Received == "" {
		bar.Words = t.T("尚未与申请人确认，答复期限还没有开始计算")
		return bar
	}
	bar.Facts = d.facts(app, used, total)
	if app.State == workflow.Remaking { // the days left of the first term no longer matter
		bar.Facts = []string{t.T("按复议决定或者裁判重新答复，期限 %s", app.Due)}
	}
	bar.Words = Sentence(bar.Facts)
	return bar
}

// until is the day up to which the term has been used: today, or when it ended.
func (d PageContext) until(app *workflow.Application) calendar.Date {
	if app.Closed != "" {
		return app.Closed
	}
	return d.Today
}

// part is the class of a day of the bar.
func (d PageContext) part(app *workflow.Application, day workflow.LedgerDay) string {
	switch {
	case day.Holds.Event != "":
		return "paused"
	case day.Date <= d.until(app):
		return "used"
	}
	return "left"
}

// extend adds a day to the last part, or begins a part of another class.
func (b *ClockBar) extend(at int, class string) {
	if n := len(b.Parts); n > 0 && b.Parts[n-1].Class == class {
		b.Parts[n-1].Width++
		return
	}
	b.Parts = append(b.Parts, ClockPart{at, 1, class})
}

// facts are the short sentences beside the bar. used and total count working days.
func (d PageContext) facts(app *workflow.Application, used, total int) []string {
	t := d.Language
	out := []string{t.T("已用 %d / %d 个工作日", used, total)}
	if app.Stopped {
		out = []string{t.T("已用 %d 个工作日，计算中止", used)}
	}
	if e, _ := app.Last(workflow.AskCorrection); app.State == workflow.Correcting {
		out = append(out, t.T("补正期限 %s", e.Until))
	}
	if e, ok := app.Last(workflow.Extend); ok {
		out = append(out, t.T("已延长 %d 个工作日", e.Days))
	} else {
		out = append(out, t.T("未延期"))
	}
	if n := len(app.Consulting()); n > 0 {
		out = append(out, t.T("有 %d 项征求意见没有返回", n))
	}
	return append(out, t.T("适用 %s 年条例", app.Law(d.Calendar).Name))
}

// Sentence joins facts into one line; "" if there are none.
func Sentence(facts []string) string {
	out := ""
	for i, f := range facts {
		if i > 0 {
			out += " · "
		}
		out += f
	}
	return out
}

// boolInt is 1 for true.
func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// ledger are the days of the count as rows.
func (d PageContext) ledger(days []workflow.LedgerDay) []LedgerRow {
	var out []LedgerRow
	for _, day := range days {
		r := LedgerRow{Date: string(day.Date), Weekday: day.Date.Weekday(), Why: day.Why, Class: "uncounted"}
		if day.Counted > 0 {
			r.Counted, r.Class = strconv.Itoa(day.Counted), ""
		}
		out = append(out, r)
	}
	return out
}

// named is the shown name of an account, or the account itself if it has none.
func (d PageContext) named(account string) string {
	if name := d.People[account]; name != "" {
		return name
	}
	return account
}

// details are the facts of the application, those that are known.
func (d PageContext) details(app *workflow.Application) []Pair {
	t := d.Language
	return written([]Pair{
		{t.T("申请人"), app.Applicant.Name + "（" + kindWord(string(app.Applicant.Kind)) + "）"},
		{t.T("渠道"), channelWord(string(app.Channel)) + oral(app)},
		{t.T("受理机关"), d.Office.Name},
		{t.T("承办单位"), app.Unit},
		{t.T("承办人"), d.named(app.Handler)},
		{t.T("提交日期"), string(app.Submitted)},
		{t.T("到达日期"), string(app.Arrived)},
		{t.T("确认日期"), string(app.Confirmed)},
		{t.T("收到申请之日"), string(app.Received)},
		{t.T("答复期限"), string(app.Due)},
		{t.T("办结日期"), string(app.Closed)},
		{t.T("办理结果"), OutcomeWord(string(app.Outcome))},
		{t.T("答复文号"), app.LetterNumber},
		{t.T("送达"), Sentence(service(t, app))},
		{t.T("归档号"), app.Archive},
		{t.T("备注"), app.Remark},
	})
}

// oral is added to the channel of a spoken application.
func oral(app *workflow.Application) string {
	if app.Oral {
		return "（口头申请，代为填写）"
	}
	return ""
}

// service says how and when the answer was sent and received.
func service(t Language, app *workflow.Application) []string {
	var out []string
	for _, m := range workflow.Methods {
		if m.Code == app.Method {
			out = append(out, m.Label)
		}
	}
	if app.Dispatched != "" {
		out = append(out, t.T("寄出 %s", app.Dispatched))
	}
	if app.Delivered != "" {
		out = append(out, t.T("签收 %s", app.Delivered))
	}
	return out
}

// contact are the particulars of the applicant that are masked at first.
func (d PageContext) contact(a workflow.Applicant) []Pair {
	t := d.Language
	return written([]Pair{
		{t.T("证件号码"), d.shown("id_number", a.IDNumber)}, {t.T("联系电话"), d.shown("phone", a.Phone)},
		{t.T("联系地址"), d.shown("address", a.Address)}, {t.T("电子邮箱"), d.shown("email", a.Email)},
	})
}

// written leaves out pairs without a value.
func written(pairs []Pair) []Pair {
	var out []Pair
	for _, p := range pairs {
		if p.Value != "" {
			out = append(out, p)
		}
	}
	return out
}

// Moment is a point in time in China, to the minute, wherever the program runs; "" for
// the zero time.
func Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(time.FixedZone("CST", 8*3600)).Format("2006-01-02 15:04")
}

// moved says how an entry moved the due date, "" if it did not.
func (d PageContext) moved(from, to calendar.Date) string {
	t := d.Language
	switch {
	case from == to:
		return ""
	case from == "":
		return t.T("期限 %s", to)
	case to == "":
		return t.T("期限 %s → 中止计算", from)
	}
	return t.T("期限 %s → %s", from, to)
}

// CountOrBlank is a number as text, "" for 0.
func CountOrBlank(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// money is an amount as text, "" for 0.
func money(a statistics.Amount) string {
	if a == 0 {
		return ""
	}
	return a.String()
}

// PartyWord is the Chinese for whom an opinion was asked of, "" for an unknown code.
func PartyWord(p workflow.Party) string {
	for _, row := range workflow.Parties {
		if row.Code == p {
			return row.Label
		}
	}
	return ""
}

// OpinionWord is the Chinese for an opinion that was given, "" for an unknown code.
func OpinionWord(o workflow.Opinion) string {
	for _, row := range workflow.Opinions {
		if row.Code == o {
			return row.Label
		}
	}
	return ""
}

// methodWord is the Chinese for how a letter was sent, "" for an unknown code.
func methodWord(m workflow.Method) string {
	for _, row := range workflow.Methods {
		if row.Code == m {
			return row.Label
		}
	}
	return ""
}
