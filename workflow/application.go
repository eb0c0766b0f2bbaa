package workflow

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// ID names an application for the program; people use its number.
type ID int64

// Application is one request for government information (政府信息公开申请). Its
// journal is the truth; every other field can be derived from it ([Replay]).
type Application struct {
	ID      ID
	Version int    // grows by one with every entry
	Office  string // code
	Number  string // 编号, unique in its office
	Token   string // of the form it was logged with; a second submit of it finds the first
	Intake
	State       State
	Received    Date // 收到申请之日, "" while unconfirmed
	Due         Date // 答复期限; "" while the clock stands still or has not begun
	Stopped     bool
	Provisional bool // 暂定: a year up to Due has no published days off yet
	Closed      Date // 办结日期
	Outcome     OutcomeCode
	Letter      string // 答复文号
	Method      Method
	Dispatched  Date
	Delivered   Date
	Disputes    []Dispute
	Journal     []Entry
}

// Command is something a person wants done. Which fields an event needs stands
// in the Asks of its rule.
type Command struct {
	Event    Event
	On       Date      // the day it happened
	At       time.Time // the moment it is written down
	By       string    // who writes it down
	Role     Role
	Version  int  // the version the person saw; 0: whatever it is now
	Recorded bool // it did happen, lawful or not: taken over from an old register

	Intake  *Intake
	Office  string // for the first step: the code of the office it came to
	Token   string // for the first step: see [Application]
	Number  string // for the first step: the office's own number; "" lets the store give the next
	Days    int
	Until   Date
	Party   Party
	Opinion Opinion
	Outcome OutcomeCode
	Letter  string
	Method  Method
	Amount  Amount
	Ref     int // the entry it answers: which consultation, which dispute; 0: the oldest open
	Block   Block
	Result  Result
	Reason  string
}

// Entry is one line of the journal (办理记录). It is written once and never
// changed; the effect on the clock is kept as it was when it happened, so that
// editing a table cannot rewrite history.
type Entry struct {
	Seq       int         `json:"seq"`
	Event     Event       `json:"event"`
	On        Date        `json:"on"`
	At        time.Time   `json:"at"`
	By        string      `json:"by"`
	Role      Role        `json:"role"`
	To        State       `json:"to,omitempty"` // of the handling; "" for reviews and suits
	Number    string      `json:"number,omitempty"`
	Intake    *Intake     `json:"intake,omitempty"`
	Received  Date        `json:"received,omitempty"` // set where the event fixes it
	Clock     Tick        `json:"clock,omitempty"`
	Effective Date        `json:"effective,omitempty"` // the day a resumption counts from, where not On
	Days      int         `json:"days,omitempty"`
	Until     Date        `json:"until,omitempty"`
	Party     Party       `json:"party,omitempty"`
	Opinion   Opinion     `json:"opinion,omitempty"`
	Outcome   OutcomeCode `json:"outcome,omitempty"`
	Letter    string      `json:"letter,omitempty"`
	Method    Method      `json:"method,omitempty"`
	Amount    Amount      `json:"amount,omitempty"`
	Ref       int         `json:"ref,omitempty"`
	Block     Block       `json:"block,omitempty"`
	Result    Result      `json:"result,omitempty"`
	Reason    string      `json:"reason,omitempty"`
	Due       Date        `json:"due,omitempty"` // the due date after this entry
	Article   string      `json:"article,omitempty"`
	Irregular string      `json:"irregular,omitempty"` // 不合规: what the law says against it
}

// Apply does the command to the application, or says why not and changes
// nothing.
func (app *Application) Apply(cmd Command, cal *Calendar) error {
	law := app.law(cmd, cal)
	if err := app.admits(cmd); err != nil {
		return err
	}
	to, rule, irregular, err := app.next(cmd, law)
	if err != nil {
		return err
	}
	e := app.entry(cmd, rule, law, irregular)
	e.To = to
	app.fold(e)
	app.settle(law)
	app.Journal[len(app.Journal)-1].Due = app.Due
	app.Version++
	return nil
}

// law is the edition for the command: of the day of receipt, which the first
// steps have yet to fix.
func (app *Application) law(cmd Command, cal *Calendar) Law {
	switch {
	case app.Received != "":
		return LawOn(app.Received, cal)
	case cmd.Intake != nil:
		return LawOn(cmd.Intake.ReceivedOn(cal), cal)
	}
	return LawOn(cmd.On, cal)
}

// Law is the edition that governs the application.
func (app *Application) Law(cal *Calendar) Law { return LawOn(app.Received, cal) }

// admits checks what holds for every command: nobody else was first, and the
// day is possible.
func (app *Application) admits(cmd Command) error {
	if cmd.Version != 0 && cmd.Version != app.Version && len(app.Journal) > 0 {
		return app.overtaken()
	}
	if cmd.Intake != nil {
		if err := cmd.Intake.Validate(DateOf(cmd.At)); err != nil {
			return err
		}
	}
	today := DateOf(cmd.At)
	switch floor, what := app.floor(cmd); {
	case cmd.On == "":
		return Errorf(Invalid, "请填写日期")
	case cmd.On > today:
		return Errorf(Invalid, "日期 %s 晚于今天（%s）", cmd.On, today)
	case cmd.On < floor:
		return Errorf(Invalid, "日期 %s 早于%s（%s）", cmd.On, what, floor)
	}
	return nil
}

// overtaken tells who was first, what they did and when.
func (app *Application) overtaken() error {
	last := app.Journal[len(app.Journal)-1]
	return &Error{
		Kind: Conflict,
		What: fmt.Sprintf("%s 已于 %s 对此件办理了“%s”", last.By, last.At.In(china).Format("2006-01-02 15:04:05"), EventLabel(last.Event)),
		Next: "您填写的内容没有保存，请查看变化后再办理",
	}
}

// floor is the earliest day the command may bear, and what happened then.
func (app *Application) floor(cmd Command) (Date, string) {
	switch cmd.Event {
	case Consulted:
		return app.consultation(cmd.Ref).On, "征求意见发出之日"
	case EndReview, EndSuit:
		d, _ := app.pendingDispute(cmd)
		return d.Accepted, "受理之日"
	case Dispatch, Deliver:
		return app.Closed, "办结之日"
	case AcceptReview, AcceptSuit:
		return app.Received, "收到申请之日"
	}
	return app.lastStep()
}

// lastStep is the day of the latest step of handling.
func (app *Application) lastStep() (Date, string) {
	on, label := later(app.Received, app.Arrived), "收到申请之日"
	for _, e := range app.Journal {
		if e.On > on && e.Block == "" && e.Event != Dispatch && e.Event != Deliver {
			on, label = e.On, "“"+EventLabel(e.Event)+"”之日"
		}
	}
	return on, label
}

// next asks the procedures where the command leads. What was recorded from an
// old register did happen, so a refusal becomes the mark of irregularity; only
// what cannot have happened is an error.
func (app *Application) next(cmd Command, law Law) (State, Rule[*Application], *Error, error) {
	p, from := app.procedure(cmd)
	m := Move[*Application]{Of: app, Cmd: cmd, Law: law}
	to, err := p.Next(from, m)
	if err == nil {
		rule, _ := p.Rule(cmd.Event, from)
		return app.handlingState(p, to), rule, nil, nil
	}
	refusal := (*Error)(nil)
	if !cmd.Recorded || app.Received == "" || certain[cmd.Event] || KindOf(err) != Refused || !asError(err, &refusal) {
		return "", Rule[*Application]{}, nil, err
	}
	rule, ok := p.Rule(cmd.Event, from)
	if !ok {
		rule = p.bringing(cmd.Event, cmd.Outcome)
	}
	if app.Closed != "" && rule.To != Stay && cmd.Event != AcceptReview && ends[cmd.Event] == "" && cmd.Event != AcceptSuit {
		return "", rule, nil, Errorf(Invalid, "“%s”的日期晚于办结日期 %s", rule.Label, app.Closed)
	}
	return app.handlingState(p, rule.target(from)), rule, refusal, rule.possible(m)
}

// certain are the events that no old register can tell of against the rules: an
// application comes in once, and only what was begun can be concluded.
var certain = map[Event]bool{Receive: true, Arrive: true, Confirm: true, EndReview: true, EndSuit: true}

// procedure finds the table a command belongs to and where it starts from.
func (app *Application) procedure(cmd Command) (Procedure[*Application], State) {
	if _, ok := DisputeProcedure.Named(cmd.Event); !ok {
		return HandlingProcedure, app.State
	}
	if _, ending := ends[cmd.Event]; ending {
		return DisputeProcedure, Pending
	}
	return DisputeProcedure, New
}

// handlingState keeps the states of disputes out of the handling.
func (app *Application) handlingState(p Procedure[*Application], to State) State {
	if &p[0] == &DisputeProcedure[0] {
		return ""
	}
	return to
}

// entry writes the command down, with what the law makes of it.
func (app *Application) entry(cmd Command, rule Rule[*Application], law Law, irregular *Error) Entry {
	e := Entry{
		Seq: len(app.Journal) + 1, Event: cmd.Event, On: cmd.On, At: cmd.At, By: cmd.By, Role: cmd.Role,
		Reason: cmd.Reason, Article: law.Numbered(rule.Article),
	}
	for _, ask := range rule.Asks {
		takes[ask](&e, cmd)
	}
	if rule.Brings != "" {
		e.Outcome = rule.Brings
		if cmd.Recorded {
			e.Outcome = or(cmd.Outcome, rule.Brings)
		}
	}
	if complete, ok := completions[cmd.Event]; ok {
		complete(app, &e, law)
	}
	e.Clock = app.tick(e, law, irregular != nil)
	if irregular != nil {
		e.Irregular, e.Article = irregular.What, or(irregular.Article, e.Article)
	}
	return e
}

// takes are the fields of a command by the input that asks for them. What a
// step does not ask for it does not take: an answer cannot rewrite who applied.
var takes = map[Input]func(*Entry, Command){
	AskIntake:  func(e *Entry, cmd Command) { e.Intake, e.Number = cmd.Intake, cmd.Number },
	AskDays:    func(e *Entry, cmd Command) { e.Days = cmd.Days },
	AskUntil:   func(e *Entry, cmd Command) { e.Until = cmd.Until },
	AskParty:   func(e *Entry, cmd Command) { e.Party = cmd.Party },
	AskOpinion: func(e *Entry, cmd Command) { e.Opinion = cmd.Opinion },
	AskOutcome: func(e *Entry, cmd Command) { e.Outcome = cmd.Outcome },
	AskLetter:  func(e *Entry, cmd Command) { e.Letter = cmd.Letter },
	AskMethod:  func(e *Entry, cmd Command) { e.Method = cmd.Method },
	AskRef:     func(e *Entry, cmd Command) { e.Ref = cmd.Ref },
	AskReason:  func(e *Entry, cmd Command) { e.Reason = cmd.Reason },
	AskAmount:  func(e *Entry, cmd Command) { e.Amount = cmd.Amount },
	AskRoute:   func(e *Entry, cmd Command) { e.Block = cmd.Block },
	AskResult:  func(e *Entry, cmd Command) { e.Result = cmd.Result },
}

// completions fill in what an entry can derive: dates the law sets, and which
// earlier entry it answers.
var completions = map[Event]func(*Application, *Entry, Law){
	Receive:       func(_ *Application, e *Entry, law Law) { e.Received = e.Intake.ReceivedOn(law.Calendar) },
	Confirm:       func(_ *Application, e *Entry, _ Law) { e.Received = e.On },
	AskCorrection: func(_ *Application, e *Entry, law Law) { e.Until = or(e.Until, law.Add(e.On, law.Correction.Days)) },
	AskFee: func(_ *Application, e *Entry, law Law) {
		e.Until = or(e.Until, law.Add(e.On, max(law.Payment.Days, 1)))
	},
	Consult: func(_ *Application, e *Entry, law Law) {
		if law.Consult.Days > 0 {
			e.Until = or(e.Until, law.Add(e.On, law.Consult.Days))
		}
	},
	Consulted: func(app *Application, e *Entry, _ Law) {
		asked := app.consultation(e.Ref)
		e.Ref, e.Party = asked.Seq, asked.Party
		if asked.Until != "" && asked.Until < e.On {
			e.Effective = asked.Until // what takes longer than the law gives is not excluded
		}
	},
	Correct: func(app *Application, e *Entry, _ Law) { e.Ref = app.asked(AskCorrection) },
	Pay:     func(app *Application, e *Entry, _ Law) { e.Ref = app.asked(AskFee) },
	// Withdrawing from an application still to be confirmed is the contact that
	// confirms it: without a day of receipt it would end in a table it never entered.
	Withdraw: func(app *Application, e *Entry, _ Law) {
		if app.Received == "" {
			e.Received = e.On
		}
	},
	AcceptReview: func(_ *Application, e *Entry, _ Law) { e.Block = Review },
	EndReview:    endsDispute,
	EndSuit:      endsDispute,
}

func endsDispute(app *Application, e *Entry, _ Law) {
	d, _ := app.pendingDispute(Command{Event: e.Event, Ref: e.Ref})
	e.Ref, e.Block = d.No, d.Block
}

// tick is what the entry does to the clock. What the law does not allow, or
// what comes when the term has already run out, gives the office no time.
func (app *Application) tick(e Entry, law Law, irregular bool) Tick {
	t := law.tick(Command{Event: e.Event, Party: e.Party})
	switch t {
	case Stops, Grants:
		c := app.Clock(law)
		if irregular || app.Received == "" || !c.Stopped && e.On > c.Due {
			return Runs
		}
	case Resumes, Restarts:
		if !app.waitsFor(e.Ref) {
			return Runs
		}
	}
	return t
}

// fold takes an entry into the application. It decides nothing: replaying a
// journal must give the same columns whatever the tables say today.
func (app *Application) fold(e Entry) {
	if e.Intake != nil {
		app.Intake, app.Number = *e.Intake, or(e.Number, app.Number)
	}
	if e.Received != "" {
		app.Received = e.Received
		if e.Event == Confirm {
			app.Confirmed = e.On
		}
	}
	if e.To.Ended() && app.Closed == "" {
		app.Closed, app.Outcome, app.Letter = e.On, e.Outcome, e.Letter
	}
	if e.To != "" {
		app.State = e.To
	}
	if mark, ok := marks[e.Event]; ok {
		mark(app, e)
	}
	app.Journal = append(app.Journal, e)
}

// marks are what single events leave behind besides the state.
var marks = map[Event]func(*Application, Entry){
	Dispatch:     func(app *Application, e Entry) { app.Dispatched, app.Method = e.On, e.Method },
	Deliver:      func(app *Application, e Entry) { app.Delivered, app.Method = e.On, or(app.Method, e.Method) },
	AcceptReview: openDispute,
	AcceptSuit:   openDispute,
	EndReview:    closeDispute,
	EndSuit:      closeDispute,
}

func openDispute(app *Application, e Entry) {
	app.Disputes = append(app.Disputes, Dispute{No: e.Seq, Block: e.Block, Accepted: e.On})
}

func closeDispute(app *Application, e Entry) {
	for i := range app.Disputes {
		if app.Disputes[i].No == e.Ref {
			app.Disputes[i].Closed, app.Disputes[i].Result = e.On, e.Result
		}
	}
}

// settle derives the due date anew. That of an ended application stays as it
// was when it ended: a later notice about holidays cannot make an answer late.
func (app *Application) settle(law Law) {
	if last := app.Journal[len(app.Journal)-1]; app.State.Ended() && !last.closes() {
		app.Due = app.Journal[len(app.Journal)-2].Due
		return
	}
	app.Due, app.Stopped, app.Provisional = "", false, false
	if app.Received == "" {
		return
	}
	c := app.Clock(law)
	app.Stopped = c.Stopped
	if !c.Stopped {
		app.Due, app.Provisional = c.Due, c.Provisional && !app.State.Ended()
	}
}

// closes says whether the entry ended the handling.
func (e Entry) closes() bool { return e.To.Ended() && e.Outcome != "" }

// Replay derives an application from its journal alone: every column but ID,
// Office and Version. The calendar decides the due date while it is open.
func Replay(journal []Entry, cal *Calendar) *Application {
	app := &Application{}
	for _, e := range journal {
		app.fold(e)
		app.Version++
		if e.closes() || !app.State.Ended() {
			app.settle(app.Law(cal))
		}
		if app.State.Ended() {
			app.Due = e.Due
		}
	}
	return app
}

// Resettle derives the due date of an open application anew, after the calendar
// changed, and says whether it moved.
func (app *Application) Resettle(cal *Calendar) bool {
	due, provisional := app.Due, app.Provisional
	if !app.State.Ended() {
		app.settle(app.Law(cal))
	}
	return due != app.Due || provisional != app.Provisional
}

// Last finds the latest entry of an event.
func (app *Application) Last(event Event) (Entry, bool) {
	for _, e := range slices.Backward(app.Journal) {
		if e.Event == event {
			return e, true
		}
	}
	return Entry{}, false
}

func (app *Application) has(event Event) bool { _, ok := app.Last(event); return ok }

func (app *Application) lastSeq(event Event) int { e, _ := app.Last(event); return e.Seq }

// asked finds the entry that a correction or a payment answers: the one that the
// clock stands still for, else the latest; 0 if there is none.
func (app *Application) asked(event Event) int {
	for _, e := range app.Journal {
		if e.Event == event && app.waitsFor(e.Seq) {
			return e.Seq
		}
	}
	return app.lastSeq(event)
}

// Consulting lists the consultations whose opinion has not come back.
func (app *Application) Consulting() []Entry {
	var open []Entry
	for _, e := range app.Journal {
		switch e.Event {
		case Consult:
			open = append(open, e)
		case Consulted:
			open = slices.DeleteFunc(open, func(o Entry) bool { return o.Seq == e.Ref })
		}
	}
	return open
}

// consultation finds the open consultation that ref names, or the oldest; the
// zero entry if there is none.
func (app *Application) consultation(ref int) Entry {
	for _, e := range app.Consulting() {
		if ref == 0 || e.Seq == ref {
			return e
		}
	}
	return Entry{}
}

// Irregular lists the entries that the law speaks against.
func (app *Application) Irregular() []Entry {
	var out []Entry
	for _, e := range app.Journal {
		if e.Irregular != "" {
			out = append(out, e)
		}
	}
	return out
}

// Choices lists what a person of a role may do next on a day, handling first,
// then reviews and suits.
func (app *Application) Choices(role Role, on Date, cal *Calendar) []Choice[*Application] {
	m := Move[*Application]{Of: app, Cmd: Command{On: on, Role: role}, Law: app.Law(cal)}
	out := HandlingProcedure.Choices(app.State, m)
	for _, c := range append(DisputeProcedure.Choices(New, m), DisputeProcedure.Choices(Pending, m)...) {
		if _, ending := ends[c.Rule.Event]; ending && c.Why != "" && c.Kind == Refused {
			continue // nothing of the kind is pending: no button
		}
		out = append(out, c)
	}
	return out
}

// EventLabel is the event in Chinese: the label of its first rule.
func EventLabel(event Event) string {
	for _, p := range []Procedure[*Application]{HandlingProcedure, DisputeProcedure} {
		if r, ok := p.Named(event); ok {
			return r.Label
		}
	}
	return string(event)
}

// Fact answers conditions about applications.
func (app *Application) Fact(f Field) string {
	switch f {
	case FieldOffice:
		return app.Office
	case FieldNumber:
		return app.Number
	case FieldState:
		return string(app.State)
	case FieldStopped:
		return strconv.FormatBool(app.Stopped)
	case FieldReceived:
		return string(app.Received)
	case FieldDue:
		return string(app.Due)
	case FieldClosed:
		return string(app.Closed)
	case FieldKind:
		return string(app.Applicant.Kind)
	case FieldName:
		return app.Applicant.Name
	case FieldContent:
		return app.Content
	case FieldChannel:
		return string(app.Channel)
	case FieldOutcome:
		return string(app.Outcome)
	case FieldPace:
		return app.Pace()
	}
	return ""
}

func or[T ~string](a, b T) T {
	if a != "" {
		return a
	}
	return b
}

func itoa(n int) string { return strconv.Itoa(n) }
