package workflow_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
	"gongkai/workflow/proof"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// depth is how many steps the enumeration of histories goes: one less than in the
// proof, and two under go test -short.
func depth(full int) int { return proof.Of(full, full-1, full-2) }

// The workflow is closed. The histories that the procedures admit, to a depth of
// five steps and under both editions, are walked, those that no guard can tell
// apart once; at each point every step of every procedure is tried, by each role,
// on several days, as an act of today and as one taken over from an old register.
// Nothing panics; what is refused changes nothing; only those act who may; the
// journal alone gives every column back; what ended falls in exactly one line of
// every form; and the equations of the forms hold for all of them together and
// for any choice of them. [TestEverySequenceOfEvents] merges nothing, and has
// fewer days and roles.
func TestWorkflowIsClosed(t *testing.T) {
	for _, edition := range []struct {
		name  string
		start calendar.Date
	}{{"2007", "2018-12-10"}, {"2019", "2023-12-11"}} {
		t.Run(edition.name, func(t *testing.T) {
			t.Parallel()
			w := &walk{t: t, start: edition.start, seen: map[string]bool{},
				groups: map[string]*workflow.Application{}, disputes: map[workflow.Dispute]bool{}}
			level := []*workflow.Application{{Office: "sl", Number: "2024-00001"}}
			last := depth(5)
			for d := 1; d <= last && !t.Failed(); d++ {
				if d == last {
					level = eachNth(level, proof.Of(1, 3, 1)) // most of the time goes into the last step
				}
				level = w.further(level)
				t.Logf("step %d: %d histories that differ, %d commands tried so far", d, len(level), w.tried)
			}
			t.Logf("%d admitted, %d refused; %d kinds of application, %d of dispute",
				w.admitted, w.tried-w.admitted, len(w.groups), len(w.disputes))
			w.agree()
		})
	}
}

// eachNth thins out.
func eachNth[T any](all []T, n int) []T {
	var out []T
	for i := 0; i < len(all); i += n {
		out = append(out, all[i])
	}
	return out
}

// walk is one enumeration.
type walk struct {
	t               *testing.T
	start           calendar.Date
	seen            map[string]bool
	groups          map[string]*workflow.Application // one for each way the forms tell applications apart
	disputes        map[workflow.Dispute]bool
	tried, admitted int
}

// further takes every history one step on.
func (w *walk) further(level []*workflow.Application) []*workflow.Application {
	var next []*workflow.Application
	for _, app := range level {
		for _, child := range w.children(app) {
			if key := standing(child); !w.seen[key] {
				w.seen[key] = true
				next = append(next, child)
			}
		}
	}
	return next
}

// children tries everything on one application.
func (w *walk) children(app *workflow.Application) []*workflow.Application {
	var out []*workflow.Application
	child, refused := twin(app), []workflow.Command(nil)
	for _, cmd := range w.commands(app) {
		w.tried++
		if err := lead(child, cmd); err != nil {
			w.words(app, err)
			refused = append(refused, cmd)
			continue
		}
		w.admitted++
		w.examine(child, cmd)
		if w.grows(app, cmd) {
			out = append(out, child)
		}
		child = twin(app)
	}
	victim := twin(app) // suffers every refusal, and must not change
	for _, cmd := range refused {
		_ = lead(victim, cmd)
	}
	if !reflect.DeepEqual(victim, app) {
		w.t.Fatalf("%s: a refused step changed it into\n%+v", story(app), victim)
	}
	return out
}

// words checks what a refusal says, once each.
func (w *walk) words(app *workflow.Application, err error) {
	e := (*fault.Error)(nil)
	if !errors.As(err, &e) || e.Kind == fault.Internal {
		w.t.Fatalf("%s: refused with %v", story(app), err)
	}
	if !w.seen[e.What] {
		w.seen[e.What] = true
		plain(w.t, err)
	}
}

// grows says whether a history is followed further. Answers differ in what they
// count as and not in what may follow, so one stands for all; what is taken over
// from an old register is followed while the history is young.
func (w *walk) grows(app *workflow.Application, cmd workflow.Command) bool {
	young := len(app.Journal) < 3
	return (cmd.Event != workflow.Answer || cmd.Outcome == "granted") && (!cmd.Recorded || young)
}

// twin copies what a step could change.
func twin(app *workflow.Application) *workflow.Application {
	c := *app
	c.Journal, c.Disputes = slices.Clone(app.Journal), slices.Clone(app.Disputes)
	return &c
}

// commands are all that is tried on an application: every step by everybody,
// and each way to do it by the head of the office and from an old register. The
// head tries it on each of the days while the history is young, then on one.
func (w *walk) commands(app *workflow.Application) []workflow.Command {
	on, _ := app.LastStep()
	on = cmp.Or(on, w.start)
	turn := len(app.Journal)
	var out []workflow.Command
	add := func(cmd workflow.Command, role account.Role, recorded bool, after int) {
		cmd.Role, cmd.Recorded, cmd.Register = role, recorded, recorded
		out = append(out, dated(cmd, calendar.Published().Add(on, steps[after%len(steps)]), w.start))
	}
	tries, tried := attempts(app), map[workflow.Event]bool{}
	for i, o := range workflow.Outcomes {
		if i%4 == turn%4 || turn < 4 {
			tries = append(tries, workflow.Command{Event: workflow.Answer, Outcome: o.Code})
		}
	}
	for i, cmd := range tries {
		if turn < 4 || (i+turn)%3 == 0 {
			add(cmd, account.Clerk, true, i+turn)
		}
		for d := range steps {
			if turn < 5 || d == (i+turn)%len(steps) {
				add(cmd, account.Supervisor, false, d)
			}
		}
		if tried[cmd.Event] {
			continue
		}
		tried[cmd.Event] = true
		for _, role := range []account.Role{account.Clerk, account.Auditor, account.Admin, "nobody"} {
			add(cmd, role, false, i+turn)
		}
	}
	return out
}

// dated gives the command its day; the first step has the day on which
// everything begins.
func dated(cmd workflow.Command, on, start calendar.Date) workflow.Command {
	cmd.On, cmd.At = on, longAfter
	if cmd.Intake != nil {
		in := *cmd.Intake
		in.Arrived, cmd.On = start, start
		if in.Confirmed != "" {
			in.Confirmed = start
		}
		cmd.Intake = &in
	}
	return cmd
}

// attempts are every event of both procedures with what their forms ask for, in
// the ways that make a difference, and some that are no step at all.
func attempts(app *workflow.Application) []workflow.Command {
	confirmed := someone(workflow.Online, "")
	confirmed.Confirmed = "2023-01-01"
	return []workflow.Command{
		{Event: workflow.Receive, Intake: someone(workflow.InPerson, "")}, {Event: workflow.Receive, Intake: confirmed},
		{Event: workflow.Receive, Intake: someone(workflow.Fax, "")}, {Event: workflow.Receive},
		{Event: workflow.Arrive, Intake: someone(workflow.OrdinaryPost, "")},
		{Event: workflow.Arrive, Intake: someone(workflow.InPerson, "")}, {Event: workflow.Arrive},
		{Event: workflow.Confirm}, {Event: workflow.AskCorrection},
		{Event: workflow.Correct}, {Event: workflow.Correct, Reason: "有正当理由"},
		{Event: workflow.Lapse}, {Event: workflow.Lapse, Outcome: "unpaid"}, {Event: workflow.Lapse, Outcome: "granted"},
		{Event: workflow.Consult, Party: workflow.ThirdParty}, {Event: workflow.Consult, Party: workflow.CoMaker},
		{Event: workflow.Consult},
		{Event: workflow.Consulted, Opinion: "agrees"}, {Event: workflow.Consulted, Opinion: workflow.Silent},
		{Event: workflow.Consulted}, {Event: workflow.Consulted, Opinion: "agrees", Ref: 99},
		{Event: workflow.AskFee, Amount: statistics.Whole(100), Tariff: workflow.ByItem, Units: 11},
		{Event: workflow.AskFee}, {Event: workflow.Pay}, {Event: workflow.Pay, Reason: "逾期缴费仍予受理"},
		{Event: workflow.Extend, Days: 15}, {Event: workflow.Extend, Days: 21}, {Event: workflow.Extend},
		{Event: workflow.Withdraw, Reason: "来信撤回"}, {Event: workflow.Answer, Outcome: "granted"},
		{Event: workflow.Answer}, {Event: workflow.Answer, Outcome: "nonsense"},
		{Event: workflow.Dispatch, Method: workflow.ServedByPost}, {Event: workflow.Dispatch},
		{Event: workflow.Deliver, Method: workflow.ServedByHand}, {Event: workflow.Deliver},
		{Event: workflow.AcceptReview}, {Event: workflow.EndReview, Result: "upheld"}, {Event: workflow.EndReview},
		{Event: workflow.AcceptSuit, Block: workflow.SuitDirect},
		{Event: workflow.AcceptSuit, Block: workflow.SuitAfterReview}, {Event: workflow.AcceptSuit},
		{Event: workflow.EndSuit, Result: "corrected"}, {Event: workflow.EndSuit, Result: "nonsense"},
		{Event: workflow.Unreachable, Reason: "三次未接"}, {Event: workflow.Unreachable},
		{Event: workflow.AskReasons}, {Event: workflow.Explained}, {Event: workflow.Explained, Until: "2026-03-02"},
		{Event: workflow.Consulted, Opinion: "objects"}, {Event: workflow.Override, Reason: "公共利益"},
		{Event: workflow.Charge, Amount: statistics.Whole(3)},
		{Event: workflow.Transfer, Unit: "综合科"}, {Event: workflow.Transfer}, {Event: workflow.Cease, Reason: "注销"},
		{Event: workflow.Split, Parts: []string{"甲", "乙"}, Reason: "一事一申请"},
		{Event: workflow.Split, Reason: "一事一申请"}, {Event: workflow.Merge, Other: "2024-00002", Reason: "重复登记"},
		{Event: workflow.Undelivered, Reason: "查无此人"}, {Event: workflow.Supplement, Reason: "补充"},
		{Event: workflow.Rectify, Reason: "笔误"}, {Event: workflow.MarkProactive}, {Event: workflow.FileAway, Archive: "1"},
		{Event: workflow.Amend, Intake: someone(workflow.InPerson, ""), Reason: "写错"},
		{Event: workflow.Void, Reason: "误登"}, {Event: workflow.Void},
		{Event: workflow.DraftAnswer, Outcome: "granted"}, {Event: workflow.DraftExtension, Days: 15},
		{Event: workflow.Submit}, {Event: workflow.Return, Reason: "再核"},
		{Event: workflow.FileReview}, {Event: workflow.RefuseReview}, {Event: workflow.ReplyReview},
		{Event: workflow.SuspendReview}, {Event: workflow.ResumeReview}, {Event: workflow.ChangeAnswer, Reason: "自行纠正"},
		{Event: workflow.EndReview, Ruling: "remake"}, {Event: workflow.EndReview, Ruling: "nonsense"},
		{Event: workflow.AcceptReview, Track: "simplified"}, {Event: workflow.AcceptReview, Track: "slow"},
		{Event: workflow.ReplySuit}, {Event: workflow.Judge, Ruling: "perform"}, {Event: workflow.Appeal},
		{Event: workflow.TakeEffect}, {Event: workflow.TakeEffect, Reason: "双方均未上诉"},
		{Event: workflow.JudgeAppeal, Ruling: "affirmed"}, {Event: workflow.Remand}, {Event: workflow.Retry},
		{Event: workflow.AcceptSuit, Block: workflow.SuitDirect, Our: "third", Reason: "法院已立案"},
		{Event: "leap"}, {Event: workflow.Withdraw, Version: app.Version + 1},
	}
}

// examine holds one admitted history against everything that must be true of
// each.
func (w *walk) examine(app *workflow.Application, cmd workflow.Command) {
	if p := cmd.Role.Powers(); !p.Acts && !cmd.Recorded {
		w.t.Fatalf("%s: done by role %q", story(app), cmd.Role)
	}
	if cmd.Event == workflow.Extend && cmd.Role != account.Supervisor && !cmd.Recorded {
		w.t.Fatalf("%s: extended by role %q", story(app), cmd.Role)
	}
	if fault := unlike(app, workflow.Replay(app.Journal, calendar.Published())); fault != "" {
		w.t.Fatalf("%s: the journal gives another %s", story(app), fault)
	}
	if fault := unsound(app); fault != "" {
		w.t.Fatalf("%s: %s", story(app), fault)
	}
	w.collect(app)
}

// unlike names the first column in which two applications differ, other than
// those the journal does not hold.
func unlike(a, b *workflow.Application) string {
	x, y := *a, *b
	y.ID, y.Office, y.Token = x.ID, x.Office, x.Token
	y.Number = cmp.Or(y.Number, x.Number) // the store gives it, and writes it into the entry
	if len(x.Disputes) == 0 {
		x.Disputes, y.Disputes = nil, y.Disputes[:len(y.Disputes):len(y.Disputes)]
		if len(y.Disputes) == 0 {
			y.Disputes = nil
		}
	}
	v, u := reflect.ValueOf(x), reflect.ValueOf(y)
	for i := range v.NumField() {
		if !reflect.DeepEqual(v.Field(i).Interface(), u.Field(i).Interface()) {
			return fmt.Sprintf("%s: %v, stored %v", v.Type().Field(i).Name, u.Field(i).Interface(), v.Field(i).Interface())
		}
	}
	return ""
}

// unsound says what is wrong with an application, if anything.
func unsound(app *workflow.Application) string {
	o, known := workflow.OutcomeOf(app.Outcome)
	switch {
	case app.State.Ended() && app.State != workflow.Superseded && app.Closed == "" || (app.Closed != "") != known:
		return fmt.Sprintf("state %s closed %q outcome %q", app.State, app.Closed, app.Outcome)
	case known && !app.Remade(len(app.Journal)+1) && (o.Event == workflow.Answer) != (app.State == workflow.Answered):
		return fmt.Sprintf("state %s with outcome %s", app.State, app.Outcome)
	case (app.Received == "") != (app.State == workflow.Arrived):
		return fmt.Sprintf("state %s received %q", app.State, app.Received)
	// it may end while the clock stands still
	case app.Received != "" && app.State != workflow.Superseded && (app.Due == "") != app.Stopped && !app.State.Ended():
		return fmt.Sprintf("due %q stopped %t", app.Due, app.Stopped)
	case app.Closed != "" && app.Closed < app.Received:
		return fmt.Sprintf("received %s closed %s", app.Received, app.Closed)
	case app.State.Ended() && app.Stopped:
		return "it ended and its clock still stands"
	}
	return ""
}

// standing is what the procedures can see of an application: two histories with
// the same standing admit the same steps, so one of them is followed. Days
// matter only by how they lie to the days that are tried next.
func standing(app *workflow.Application) string {
	on, _ := app.LastStep()
	law := app.Law(calendar.Published())
	near := func(d calendar.Date) int { return reach(law.Between(on, d)) }
	seen := []any{app.State, app.Stopped, app.Pace(), app.Dispatched != "", app.Delivered != "", cases(app)}
	asked := map[string]bool{}
	for _, e := range app.Consulting() {
		asked[fmt.Sprint(e.Clock, near(e.Until))] = true
	}
	seen = append(seen, asked)
	switch app.State {
	case workflow.Correcting:
		ask, _ := app.Last(workflow.AskCorrection)
		seen = append(seen, near(ask.Until), app.WaitsFor(ask.Seq))
	case workflow.FeePending:
		fee, _ := app.Last(workflow.AskFee)
		seen = append(seen, near(fee.Until), app.WaitsFor(fee.Seq))
	case workflow.Received:
		asking := law.AskWithin.Days == 0 || law.Between(app.Received, on) < law.AskWithin.Days
		seen = append(seen, app.Has(workflow.AskCorrection), asking, app.Has(workflow.Extend))
	default: // no more of it decides what may come next
	}
	if !app.State.Ended() && !app.Stopped {
		seen = append(seen, near(app.Due), app.Has(workflow.Correct))
	}
	_, vetoed := app.Objection(law)
	seen = append(seen, app.Draft().State, app.Draft().For, vetoed,
		app.Has(workflow.AskReasons), app.After(workflow.Dispatch, workflow.Deliver), app.Has(workflow.FileAway), app.Stage())
	return fmt.Sprint(seen...)
}

// cases says which reviews and suits are pending, and whether a review was
// concluded.
func cases(app *workflow.Application) string {
	stand := map[workflow.State]bool{}
	for _, d := range app.Disputes {
		if d.Block == workflow.Review {
			stand["review "+d.State] = true
		} else {
			stand[d.State] = true
		}
	}
	return fmt.Sprint(stand, app.Reviewed())
}

// steps are the working days after the latest step on which the next is tried.
var steps = [3]int{1, 8, 25}

// reach says how many of the steps stay within so many working days.
func reach(days int) int {
	n := 0
	for _, s := range steps {
		if s <= days {
			n++
		}
	}
	return n
}

func story(app *workflow.Application) string {
	var b strings.Builder
	for _, e := range app.Journal {
		fmt.Fprintf(&b, "%s %s; ", e.On, e.Event)
	}
	return b.String()
}

// collect remembers each kind of application that the forms can tell apart.
func (w *walk) collect(app *workflow.Application) {
	key := fmt.Sprint(app.Received, app.Closed, app.Outcome, app.Channel, app.Pace(), app.Applicant.Kind)
	if w.groups[key] == nil {
		w.groups[key] = app
		w.inOneLine(app)
	}
	for _, d := range app.Disputes {
		d.No = 0
		w.disputes[d] = true
	}
}

// inOneLine checks that an ended application counts in exactly one result of
// every form, in the year it ended and in no other.
func (w *walk) inOneLine(app *workflow.Application) {
	for year := 2017; year <= 2027; year++ {
		want := 0
		if app.Closed.Year() == year {
			want = 1
		}
		for _, f := range []statistics.Form{report.Applications2019, report.Applications2021} {
			if got := linesOf(f, resultCodes(f), app, year); len(got) != want {
				w.t.Fatalf("%s: in %d it counts in %v of %d results", story(app), year, got, want)
			}
		}
		answers := linesOf(report.Form2014, leaves(report.Form2014, "3.3"), app, year)
		all := linesOf(report.Form2014, []string{"3.3"}, app, year)
		unanswered := app.Closed.Year() == year && lineOf(app, in2014) == "none"
		if len(answers) != len(all) || len(all)+map[bool]int{true: 1}[unanswered] != want {
			w.t.Fatalf("%s: in %d it counts in %v and %v of the form of 2014, ended without answer %t",
				story(app), year, answers, all, unanswered)
		}
		if got := linesOf(report.Form2014, []string{"3.2.1", "3.2.2"}, app, year); len(got) != want {
			w.t.Fatalf("%s: in %d it is in time or not in %v", story(app), year, got)
		}
	}
}

// linesOf lists which of the lines an application counts in.
func linesOf(f statistics.Form, codes []string, app *workflow.Application, year int) []string {
	var out []string
	for _, code := range codes {
		if l, _ := f.Line(code); cond.Match(l.Where, app, calendar.YearOf(year)) {
			out = append(out, code)
		}
	}
	return out
}

// leaves are the counting lines below a line.
func leaves(f statistics.Form, code string) []string {
	var out []string
	for _, l := range f.Lines {
		if strings.HasPrefix(l.Code, code+".") && l.Where != nil {
			out = append(out, l.Code)
		}
	}
	return out
}

// agree applies every equation of every form to all that was met, and to many
// choices of it with any number of each and of each class of applicant.
func (w *walk) agree() {
	r := rand.New(rand.NewPCG(1, 2))
	apps, disputes := w.all()
	checks := 0
	for round := range 300 {
		some, others := apps, disputes
		if round > 0 {
			some, others = choose(r, apps), choose(r, disputes)
		}
		year := 2017 + round%10
		for _, e := range report.Editions {
			for _, f := range e.Forms {
				checks += w.balance(f, some, others, year)
			}
		}
		w.carries(some, year)
	}
	w.t.Logf("%d equations checked", checks)
}

func (w *walk) all() (apps, disputes []statistics.Group) {
	for _, app := range w.groups {
		apps = append(apps, statistics.Group{Facts: app, N: 1})
	}
	for d := range w.disputes {
		disputes = append(disputes, statistics.Group{Facts: d, N: 1})
	}
	order := func(a, b statistics.Group) int { return strings.Compare(fmt.Sprint(a.Facts), fmt.Sprint(b.Facts)) }
	slices.SortFunc(disputes, order)
	slices.SortFunc(apps, func(a, b statistics.Group) int {
		return strings.Compare(story(a.Facts.(*workflow.Application)), story(b.Facts.(*workflow.Application)))
	})
	return apps, disputes
}

// choose takes some of the groups, a number of each, the applications from any
// class of applicant.
func choose(r *rand.Rand, from []statistics.Group) []statistics.Group {
	var out []statistics.Group
	for range min(len(from), 60) {
		g := statistics.Group{Facts: from[r.IntN(len(from))].Facts, N: r.IntN(5)}
		if app, ok := g.Facts.(*workflow.Application); ok {
			other := *app
			other.Applicant.Kind = workflow.ApplicantKinds[r.IntN(len(workflow.ApplicantKinds))].Code
			g.Facts = &other
		}
		out = append(out, g)
	}
	return out
}

// balance counts a form and checks its equations; those that are only worth a
// look may fail.
func (w *walk) balance(f statistics.Form, apps, disputes []statistics.Group, year int) int {
	t := statistics.Tally{}
	f.Count(t, cond.Applications, apps, calendar.YearOf(year))
	f.Count(t, cond.Disputes, disputes, calendar.YearOf(year))
	f.Fill(t, nil)
	found := f.Check(t)
	for _, x := range found {
		if !x.Holds && !x.Soft {
			w.t.Errorf("%s %d, %s in %s: %s", f.Name, year, x.ID, x.Place, x.Says)
		}
	}
	return len(found)
}

// carries checks that what one year carries on is what the next brought over.
func (w *walk) carries(apps []statistics.Group, year int) {
	this, next := statistics.Tally{}, statistics.Tally{}
	report.Applications2021.Count(this, cond.Applications, apps, calendar.YearOf(year))
	report.Applications2021.Count(next, cond.Applications, apps, calendar.YearOf(year+1))
	for _, c := range report.Applications2021.Cols {
		if a, b := this["carried"][c.Code], next["brought"][c.Code]; a != b {
			w.t.Errorf("%d carries %s on, %d brings %s (%s)", year, a, year+1, b, c.Code)
		}
	}
}

// plain checks that a text for the user is a plain Chinese sentence.
func plain(t *testing.T, err error) {
	t.Helper()
	if text := err.Error(); strings.ContainsAny(text, "!！%") || !strings.HasSuffix(text, "。") ||
		strings.Contains(text, "。。") {
		t.Errorf("a refusal reads %q", text)
	}
}
