package workflow

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
	"gongkai/workflow/statistics"
)

// ID identifies an application inside the program; people use its number.
type ID int64

// Application is one request for government information (政府信息公开申请). Its journal is the
// truth. Every other field but ID, Office and Token can be derived from it ([Replay]);
// they are kept as columns so that lists can be searched and sorted.
type Application struct {
	ID      ID
	Version int    // grows by one with every entry
	Office  string // the code of the office that received it
	Number  string // 编号, unique in its office
	Token   string // of the form it was logged with; a second submit of it finds the first
	// Intake is as registered, with later corrections ([Amend]) applied.
	Intake
	State       State
	Received    calendar.Date // 收到申请之日, "" while unconfirmed
	Due         calendar.Date // 答复期限; "" while the clock stands still or has not begun
	Stopped     bool
	Latest      calendar.Date // 最迟期限: while only opinions are awaited, the due date if none comes; else ""
	Provisional bool          // 暂定: a year up to Due has no published days off yet
	Closed      calendar.Date // 办结日期: of the first answer or ending, which is the one that counts; "" while open
	// The outcome and the letter belong to the entry that closed the application; how
	// it was served, to the first answer. "" until then.
	Outcome      OutcomeCode
	LetterNumber string // 答复文号
	Method       Method
	Dispatched   calendar.Date
	Delivered    calendar.Date
	Unit         string // 承办单位, where it was transferred inside the office
	Handler      string // 承办人, the account of who handles it; "" while nobody does
	Archive      string // 归档号
	Disputes     []Dispute
	Journal      []Entry
}

// Command is a step that a person wants to take. Which fields an event reads is listed
// in the Asks of its rule; the others are ignored, see takes.
type Command struct {
	Event    Event
	On       calendar.Date // the day it happened
	At       time.Time     // the moment it is written down
	By       string        // who writes it down
	Role     account.Role
	Version  int  // the version the person saw; 0: whatever it is now
	Recorded bool // 补记: it did happen, lawful or not; what the law refuses is marked irregular
	Register bool // taken over from an old register: somebody did it, nobody asks who
	Pair     bool // 两人办理: in this office any two persons may draft and sign
	// Then is a step that the same button takes next, on the same day and by the
	// same person: both are taken or neither. It is [Submit] or, for none, "".
	Then Event

	User   string // the account behind By
	Intake *Intake
	Office string // for the first step: the code of the office it came to
	Token  string // of the form: of the first step see [Application], of a later one [ErrRepeated]
	Number string // for the first step: the office's own number; "" lets the store give the next
	// of an extension, in working days
	Days         int
	Until        calendar.Date // the last day of a period: to correct, to give reasons, to pay, to answer again
	Party        Party
	Opinion      Opinion
	Outcome      OutcomeCode
	Also         []OutcomeCode // further reasons of the same answer; they are not counted
	LetterNumber string
	Method       Method
	Amount       statistics.Amount // yuan
	Tariff       TariffCode
	Units        int // of the tariff: the number of the application in its month, or pages
	Ref          int // the entry it answers: which consultation, which dispute; 0: the oldest open
	Block        Block
	Our          OurRole
	Track        Track
	Ruling       RulingCode
	Result       Result
	Unit         string
	Handler      string // who is to handle it from now on, by account
	HandlerName  string // and by name; the desk fills it in
	Archive      string
	Other        string   // the number of another application
	Parts        []string // what is asked, for each application that this one is split into
	Reason       string
}

// Apply takes the step, and the one in Then if there is one. If either is refused it
// returns the reason and leaves the application unchanged.
func (app *Application) Apply(cmd Command, cal *calendar.Calendar) error {
	if cmd.Then == "" {
		return app.step(cmd, cal)
	}
	if cmd.Then != Submit {
		return fault.Errorf(fault.Invalid, "“%s”不能和“%s”一次办理", EventLabel(cmd.Event), EventLabel(cmd.Then))
	}
	// A copy, with lists of its own, so that a refusal of the second step also undoes
	// the first.
	after := *app
	after.Journal, after.Disputes = slices.Clone(app.Journal), slices.Clone(app.Disputes)
	if err := after.step(cmd, cal); err != nil {
		return err
	}
	if err := after.step(cmd.next(), cal); err != nil {
		return err
	}
	*app = after
	return nil
}

// next returns the command for the step in Then. It has no token: the form's token goes
// with the first step, and a second use would look like a repeated submission.
func (cmd Command) next() Command {
	return Command{
		Event:    cmd.Then,
		On:       cmd.On,
		At:       cmd.At,
		By:       cmd.By,
		User:     cmd.User,
		Role:     cmd.Role,
		Pair:     cmd.Pair,
		Register: cmd.Register,
	}
}

// step takes one step, or returns why not and changes nothing.
func (app *Application) step(cmd Command, cal *calendar.Calendar) error {
	law := app.law(cmd, cal)
	cmd = app.aimed(cmd, law)
	if err := app.admits(cmd); err != nil {
		return err
	}
	to, rule, irregular, err := app.next(cmd, law)
	if err != nil {
		return err
	}
	// The order matters: the entry is written against the application as it stood, then
	// folded in, and only then is the due date known, which the entry keeps.
	e := app.entry(cmd, rule, law, to, irregular)
	app.fold(e)
	app.settle(law)
	app.Journal[len(app.Journal)-1].Due = app.Due
	app.Version++
	return nil
}

// law returns the edition that judges the command: that of the day of receipt. Before
// receipt is fixed it goes by the day the command itself would fix.
func (app *Application) law(cmd Command, cal *calendar.Calendar) Law {
	cal = cal.For(app.Office)
	switch {
	case app.Received != "":
		return LawOn(app.Received, cal)
	case cmd.Intake != nil:
		return LawOn(cmd.Intake.ReceivedOn(cal), cal)
	}
	return LawOn(cmd.On, cal)
}

// Law returns the edition that governs the application, with the calendar of its
// office.
func (app *Application) Law(cal *calendar.Calendar) Law {
	return LawOn(app.Received, cal.For(app.Office))
}

// admits checks what holds for every command: the form was not taken before, nobody
// else was first, and the day is possible.
func (app *Application) admits(cmd Command) error {
	if app.took(cmd) {
		return ErrRepeated
	}
	if cmd.Version != 0 && !app.seen(cmd.Version) && len(app.Journal) > 0 {
		return app.overtaken()
	}
	if cmd.Intake != nil {
		if err := cmd.Intake.Validate(calendar.DateOf(cmd.At)); err != nil {
			return err
		}
	}
	today := calendar.DateOf(cmd.At)
	switch floor, what := app.floor(cmd); {
	case cmd.On == "":
		return fault.InputOn.Wrong("请填写日期")
	case cmd.On > today:
		return fault.InputOn.Wrong("日期 %s 晚于今天（%s）", cmd.On, today)
	case cmd.On < floor:
		return fault.InputOn.Wrong("日期 %s 早于%s（%s）", cmd.On, what, floor)
	}
	return nil
}

// ErrRepeated is the answer to a form that the same person has already submitted.
// Nothing is wrong and nothing is saved again.
var ErrRepeated error = &fault.Error{Kind: fault.Conflict, What: "这张表单已经保存过", Next: "没有再保存一遍"}

// took reports whether the journal already holds a command with this token by the same
// person.
func (app *Application) took(cmd Command) bool {
	return cmd.Token != "" && slices.ContainsFunc(app.Journal, func(e Entry) bool {
		return e.Token == cmd.Token && e.User == cmd.User
	})
}

// overtaken says who was first, what they did and when.
func (app *Application) overtaken() error {
	last := app.Journal[len(app.Journal)-1]
	return &fault.Error{
		Kind: fault.Conflict,
		What: fmt.Sprintf("%s 已于 %s 对此件办理了“%s”", last.By,
			last.At.In(calendar.China).Format("2006-01-02 15:04:05"), EventLabel(last.Event)),
		Next: "您填写的内容没有保存，请查看变化后再办理",
	}
}

// floor returns the earliest day the command may bear, and in Chinese what happened on
// it. "" sets no limit.
func (app *Application) floor(cmd Command) (calendar.Date, string) {
	switch {
	case cmd.Event == Consulted:
		return app.consultation(cmd.Ref).On, "征求意见发出之日"
	case cmd.Event == Void:
		e := app.voidable()
		return e.On, "“" + EventLabel(e.Event) + "”之日"
	case afterwards[cmd.Event]:
		last := app.sinceAnswer()
		if len(last) == 0 {
			return "", ""
		}
		return last[0].On, "办结之日"
	case ofDispute(cmd.Event):
		return app.disputeFloor(cmd)
	}
	return app.lastStep()
}

// afterwards are the events that follow an answer or another ending and leave the state
// of handling as it is.
var afterwards = map[Event]bool{
	Dispatch: true, Deliver: true, Undelivered: true, Supplement: true, Rectify: true, MarkProactive: true, FileAway: true,
}

// lastStep returns the day of the latest step of handling, and which step it was;
// before any step, the day of receipt.
func (app *Application) lastStep() (calendar.Date, string) {
	on, label := max(app.Received, app.Arrived), "收到申请之日"
	for _, e := range app.EntriesInForce() {
		if e.On > on && e.Block == "" && !afterwards[e.Event] && !unordered[e.Event] {
			on, label = e.On, "“"+EventLabel(e.Event)+"”之日"
		}
	}
	return on, label
}

// unordered are the entries about the record itself. Their day is the day they were
// written, so a step recorded later may well have happened earlier.
var unordered = map[Event]bool{Assign: true, Amend: true, SplitOff: true, Absorb: true, Recalculate: true}

// next asks the procedures where the command leads. A step recorded afterwards (补记) did
// happen, so what would have been a refusal becomes a mark of irregularity, returned
// third; only what cannot have happened is an error. See
// docs/adr/0014-irregular-steps.md.
func (app *Application) next(cmd Command, law Law) (State, Rule, *fault.Error, error) {
	p, from := app.procedure(cmd)
	m := Move{Of: app, Case: app.dispute(cmd), Cmd: cmd, Law: law}
	to, err := p.Next(from, m)
	if err == nil {
		rule, _ := p.Rule(cmd.Event, from)
		return to, rule, nil, nil
	}
	if shut := app.unready(cmd, from); shut != nil {
		err = law.numbered(shut)
	}
	refusal := (*fault.Error)(nil)
	if !cmd.Recorded || app.Received == "" || certain[cmd.Event] || fault.KindOf(err) != fault.Refused ||
		!errors.As(err, &refusal) {
		return "", Rule{}, nil, err
	}
	rule, ok := p.Rule(cmd.Event, from)
	if !ok {
		rule = p.bringing(cmd.Event, cmd.Outcome)
	}
	// Even a recorded step cannot move the handling after it was over.
	if app.Closed != "" && app.State != Remaking && rule.To != Stay && !ofDispute(cmd.Event) {
		return "", rule, nil, fault.InputOn.Wrong("“%s”的日期晚于办结日期 %s", rule.Label, app.Closed)
	}
	return rule.target(from), rule, refusal, rule.possible(m)
}

// unready returns a plain refusal where there is no draft, review or suit for the step
// to apply to; nil if that is not what is wrong. The procedures could only say that the
// state does not fit.
func (app *Application) unready(cmd Command, from State) error {
	switch draft := knows(LetterProcedure, cmd.Event); {
	case draft && from == New && (cmd.Event == Submit || cmd.Event == Return):
		return fault.Refusal("45", "请先拟稿", "还没有拟稿，不能“%s”", EventLabel(cmd.Event))
	case draft && !leads(LetterProcedure, cmd.Event, from):
		return fault.Refusal("45", "请按稿子的状态选择下一步", "稿子当前为“%s”，不能“%s”", StateLabel(from), EventLabel(cmd.Event))
	case ofDispute(cmd.Event) && !leads(ReviewProcedure, cmd.Event, from) && !leads(SuitProcedure, cmd.Event, from):
		return fault.Refusal("", "请核对办理记录", "没有可以“%s”的案件", EventLabel(cmd.Event))
	}
	return nil
}

// certain are the events that cannot be recorded against the rules: an application
// arrives only once, only what was begun can be concluded, and what people do inside
// the program follows its rules.
var certain = eventSet(
	Receive, Arrive, Confirm, DraftAnswer, DraftExtension, Submit, Return, Void, Amend, Split, Merge,
	RefuseReview, ReplyReview, SuspendReview, ResumeReview, ChangeAnswer, EndReview,
	ReplySuit, Judge, Appeal, TakeEffect, JudgeAppeal, Remand, EndSuit, Retry,
)

func eventSet(events ...Event) map[Event]bool {
	set := map[Event]bool{}
	for _, e := range events {
		set[e] = true
	}
	return set
}

// Procedures are all the tables by which an application moves.
var Procedures = []Procedure{HandlingProcedure, LetterProcedure, ReviewProcedure, SuitProcedure}

// procedure returns the table that knows the command's event and the state from which
// it starts there.
func (app *Application) procedure(cmd Command) (Procedure, State) {
	switch {
	case knows(LetterProcedure, cmd.Event):
		return LetterProcedure, app.Draft().State
	case knows(ReviewProcedure, cmd.Event):
		return ReviewProcedure, app.dispute(cmd).State
	case knows(SuitProcedure, cmd.Event):
		return SuitProcedure, app.dispute(cmd).State
	}
	return HandlingProcedure, app.State
}

// leads reports whether the event may happen from the state.
func leads(p Procedure, event Event, from State) bool {
	_, ok := p.Rule(event, from)
	return ok
}

// knows reports whether the procedure has a rule for the event, from whatever state.
func knows(p Procedure, event Event) bool { _, ok := p.Named(event); return ok }

// fold adds an entry to the journal and to the columns. It decides nothing: replaying a
// journal must give the same columns whatever the tables say today.
func (app *Application) fold(e Entry) {
	app.Journal = append(app.Journal, e)
	if e.Event == Void {
		app.Refold()
		return
	}
	app.take(e)
}

// Refold derives every column anew from the entries in force. ID, Version, Office,
// Number and Token are kept, because the journal need not have them.
func (app *Application) Refold() {
	*app = Application{
		ID: app.ID, Version: app.Version, Office: app.Office, Number: app.Number, Token: app.Token, Journal: app.Journal,
	}
	for _, e := range app.EntriesInForce() {
		app.take(e)
	}
}

// take puts what an entry says into the columns. Folding runs through the journal in
// order, so of two entries that set a column the later wins, except where the first is
// the one that counts.
func (app *Application) take(e Entry) {
	if e.Intake != nil {
		app.Intake, app.Number = *e.Intake, cmp.Or(e.Number, app.Number)
	}
	app.Handler = cmp.Or(e.Handler, app.Handler)
	if e.Received != "" {
		app.Received = e.Received
		if e.Event == Confirm {
			app.Confirmed = e.On
		}
	}
	if e.closes() && app.Closed == "" {
		app.Closed, app.Outcome, app.LetterNumber = e.On, e.Outcome, e.LetterNumber
	}
	if e.To != "" {
		app.State = e.To
	}
	if e.Block != "" {
		app.stand(e)
	}
	if mark, ok := marks[e.Event]; ok {
		mark(app, e)
	}
}

// marks are what single events set besides the state. The service of the first answer
// is the one that counts, and a letter that came back was posted all the same
// (docs/law.md §4.5).
var marks = map[Event]func(*Application, Entry){
	Dispatch: func(app *Application, e Entry) {
		if app.Dispatched == "" && !app.remade(e.Seq) {
			app.Dispatched, app.Method = e.On, e.Method
		}
	},
	Deliver: func(app *Application, e Entry) {
		if app.Delivered == "" && !app.remade(e.Seq) {
			app.Delivered, app.Method = e.On, cmp.Or(app.Method, e.Method)
		}
	},
	Transfer: func(app *Application, e Entry) { app.Unit = e.Unit },
	FileAway: func(app *Application, e Entry) { app.Archive = e.Archive },
}

// remade reports whether a review or suit had ordered a new answer before the entry:
// service after that is of the new answer.
func (app *Application) remade(seq int) bool {
	return slices.ContainsFunc(app.EntriesInForce(), func(e Entry) bool { return e.orders() && e.Seq < seq })
}

// Irregular returns the entries that were recorded although the law speaks against
// them.
func (app *Application) Irregular() []Entry {
	var out []Entry
	for _, e := range app.Journal {
		if e.Irregular != "" {
			out = append(out, e)
		}
	}
	return out
}

// Choices returns what a person may do next: handling first, then the draft, reviews
// and suits. The command gives the person, the day and whether two persons suffice. A
// step that is refused now is listed with the reason.
func (app *Application) Choices(cmd Command, cal *calendar.Calendar) []Choice {
	m := Move{Of: app, Cmd: cmd, Law: app.Law(cal)}
	out := HandlingProcedure.Choices(app.State, m)
	out = append(out, LetterProcedure.Choices(app.Draft().State, m)...)
	for _, p := range []Procedure{ReviewProcedure, SuitProcedure} {
		out = append(out, app.disputeChoices(p, m)...)
	}
	return out
}

// noSteps are the entries that no procedure has a rule for, because the program writes
// them and nobody chooses them.
var noSteps = map[Event]string{SplitOff: "由原件拆出", Absorb: "并入另一件", Recalculate: "期限重算"}

// Known reports whether there is such an event.
func (e Event) Known() bool {
	return noSteps[e] != "" || slices.ContainsFunc(Procedures, func(p Procedure) bool { return knows(p, e) })
}

// EventLabel returns the event in Chinese: the label of its first rule. An unknown
// event is returned as it is.
func EventLabel(event Event) string {
	for _, p := range Procedures {
		if r, ok := p.Named(event); ok {
			return r.Label
		}
	}
	return cmp.Or(noSteps[event], string(event))
}

// Fact answers a condition about the application with the text of one field; "" where
// it is empty or a field of something else.
func (app *Application) Fact(f cond.Field) string {
	switch f {
	case cond.FieldOffice:
		return app.Office
	case cond.FieldNumber:
		return app.Number
	case cond.FieldState:
		return string(app.State)
	case cond.FieldStopped:
		return strconv.FormatBool(app.Stopped)
	case cond.FieldReceived:
		return string(app.Received)
	case cond.FieldDue:
		return string(app.Due)
	case cond.FieldClosed:
		return string(app.Closed)
	case cond.FieldKind:
		return string(app.Applicant.Kind)
	case cond.FieldName:
		return app.Applicant.Name
	case cond.FieldContent:
		return app.Content
	case cond.FieldChannel:
		return string(app.Channel)
	case cond.FieldOutcome:
		return string(app.Outcome)
	case cond.FieldPace:
		return app.Pace()
	case cond.FieldEntered:
		return string(app.Entered())
	case cond.FieldStage:
		return string(app.Stage())
	case cond.FieldDraft:
		return string(app.Draft().State)
	case cond.FieldLatest:
		return string(app.Latest)
	case cond.FieldUnit:
		return app.Unit
	case cond.FieldHandler:
		return app.Handler
	case cond.FieldIDNumber:
		return app.Applicant.IDNumber
	case cond.FieldUrgency:
		return app.precedence()
	case cond.FieldLetterNumber:
		return app.LetterNumber
	case cond.FieldDispatched:
		return string(app.Dispatched)
	case cond.FieldDelivered:
		return string(app.Delivered)
	case cond.FieldBlock, cond.FieldAccepted, cond.FieldResult, cond.FieldOurRole, cond.FieldStand,
		cond.FieldDeadline, cond.FieldPaid: // of disputes and charges
	}
	return ""
}
