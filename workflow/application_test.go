package workflow_test

import (
	"errors"
	"testing"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// longAfter is a moment at which every day of the tests has passed.
var longAfter = time.Date(2027, 3, 1, 9, 30, 0, 0, calendar.China)

// someone is an application form with everything a clerk must fill in.
func someone(c workflow.Channel, arrived calendar.Date) *workflow.Intake {
	return &workflow.Intake{Channel: c, Applicant: workflow.Applicant{Kind: "person", Name: "申请人甲"},
		Content: "2023年度财政决算", Arrived: arrived}
}

// try gives the command, written down long after by a supervisor unless it says
// otherwise.
func try(app *workflow.Application, cmd workflow.Command) error {
	if cmd.At.IsZero() {
		cmd.At = longAfter
	}
	if cmd.Role == "" {
		cmd.Role = account.Supervisor
	}
	cmd.By, cmd.Register = "经办人甲", cmd.Recorded // in these tests only an old register records
	return app.Apply(cmd, calendar.Published())
}

// history is an application to which all of this has happened.
func history(t *testing.T, cmds ...workflow.Command) *workflow.Application {
	t.Helper()
	app := &workflow.Application{Office: "sl", Number: "2024-00001"}
	for _, cmd := range cmds {
		if err := lead(app, cmd); err != nil {
			t.Fatalf("%s on %s: %v", cmd.Event, cmd.On, err)
		}
	}
	return app
}

func received(on calendar.Date) workflow.Command {
	return workflow.Command{Event: workflow.Receive, On: on, Intake: someone(workflow.InPerson, on)}
}

func arrived(on calendar.Date) workflow.Command {
	return workflow.Command{Event: workflow.Arrive, On: on, Intake: someone(workflow.Online, on)}
}

// An application that nobody has confirmed has no term, so nothing about it can
// be disputed yet, and asking what comes next is safe.
func TestUnconfirmedHasNoTerm(t *testing.T) {
	app := history(t, arrived("2024-03-01"))
	for _, role := range []account.Role{account.Clerk, account.Supervisor, account.Auditor, account.Admin} {
		if got := len(app.Choices(workflow.Command{Role: role, On: "2024-06-01"}, calendar.Published())); got == 0 {
			t.Errorf("role %s has %d choices, want some, if shut", role, got)
		}
	}
	err := try(app, workflow.Command{Event: workflow.AcceptReview, On: "2024-06-01"})
	if got := fault.KindOf(err); got != fault.Refused {
		t.Errorf("a review of it: kind %d (%v), want Refused", got, err)
	}
	if c := app.Clock(app.Law(calendar.Published())); c != (workflow.Clock{}) {
		t.Errorf("its clock is %+v, want none", c)
	}
}

// What an old register says has happened is taken over only if it can have
// happened: with the particulars that make it what it is, and to an application
// that was received.
func TestRecordedMustBePossible(t *testing.T) {
	open := []workflow.Command{received("2024-03-01")}
	asked := append(open[:1:1], workflow.Command{Event: workflow.Consult, On: "2024-03-04", Party: workflow.ThirdParty})
	for _, tt := range []struct {
		name string
		past []workflow.Command
		cmd  workflow.Command
		want fault.Kind
	}{
		{"answer before anything came in", nil, workflow.Command{Event: workflow.Answer, Outcome: "granted"}, fault.Refused},
		{"answer to what nobody confirmed", []workflow.Command{arrived("2024-03-01")},
			workflow.Command{Event: workflow.Answer, Outcome: "granted"}, fault.Refused},
		{"receipt by a channel still to be confirmed", nil,
			workflow.Command{Event: workflow.Receive, Intake: someone(workflow.Fax, "2024-03-01")}, fault.Refused},
		{"arrival of what was received", nil,
			workflow.Command{Event: workflow.Arrive, Intake: someone(workflow.InPerson, "2024-03-01")}, fault.Refused},
		{"second receipt", open,
			workflow.Command{Event: workflow.Receive, Intake: someone(workflow.RegisteredPost, "2024-03-04")}, fault.Refused},
		{"arrival of what is handled", open,
			workflow.Command{Event: workflow.Arrive, Intake: someone(workflow.Fax, "2024-03-04")}, fault.Refused},
		{"confirmation of what is handled", open, workflow.Command{Event: workflow.Confirm}, fault.Refused},
		{"answer of no category with a consultation open", asked, workflow.Command{Event: workflow.Answer}, fault.Invalid},
		{"answer of a category nobody knows", asked,
			workflow.Command{Event: workflow.Answer, Outcome: "nonsense"}, fault.Invalid},
		{"answer that is no answer", asked, workflow.Command{Event: workflow.Answer, Outcome: "withdrawn"}, fault.Invalid},
		{"lapse with a category nobody knows", open,
			workflow.Command{Event: workflow.Lapse, Outcome: "nonsense"}, fault.Invalid},
		{"withdrawal that is an answer", open, workflow.Command{Event: workflow.Withdraw, Outcome: "granted"}, fault.Invalid},
		{"suit of no kind", open, workflow.Command{Event: workflow.AcceptSuit}, fault.Invalid},
		{"end of a review that never was", open,
			workflow.Command{Event: workflow.EndReview, Result: "upheld"}, fault.Refused},
		{"fee of less than nothing", open, workflow.Command{Event: workflow.AskFee, Amount: -1}, fault.Invalid},
		{"extension by no days", open, workflow.Command{Event: workflow.Extend}, fault.Invalid},
	} {
		app := history(t, tt.past...)
		cmd := tt.cmd
		cmd.On, cmd.Recorded = "2024-03-05", true
		if err := try(app, cmd); fault.KindOf(err) != tt.want || err == nil {
			t.Errorf("%s: kind %d (%v), want %d", tt.name, fault.KindOf(err), err, tt.want)
		}
	}
}

// A step takes from a command only what its form asks for: an answer cannot
// rewrite who applied, and serving it cannot change how it ended.
func TestStepTakesOnlyWhatItAsks(t *testing.T) {
	app := history(t, received("2024-03-01"),
		workflow.Command{Event: workflow.Answer, On: "2024-03-08", Outcome: "granted",
			Intake: someone(workflow.Fax, "2024-02-01"), Number: "9", Block: workflow.Review, Party: workflow.ThirdParty},
		workflow.Command{Event: workflow.Dispatch, On: "2024-03-09", Method: workflow.ServedByPost,
			Outcome: "partial", Until: "2030-01-01"},
	)
	if app.Channel != workflow.InPerson || app.Number != "2024-00001" || app.Outcome != "granted" {
		t.Errorf("channel %s number %s outcome %s, want in_person 2024-00001 granted", app.Channel, app.Number, app.Outcome)
	}
	if e := app.Journal[3]; e.Intake != nil || e.Block != "" || e.Party != "" {
		t.Errorf("the answer kept %+v, want no intake, block or party", e)
	}
	if e := app.Journal[4]; e.Outcome != "" || e.Until != "" {
		t.Errorf("the dispatch kept outcome %q until %q, want neither", e.Outcome, e.Until)
	}
}

// The office cannot give a consulted party longer than the law does and so
// itself more time.
func TestConsultationTermIsTheLaws(t *testing.T) {
	app := history(t, received("2024-03-01"),
		workflow.Command{Event: workflow.Consult, On: "2024-03-06", Party: workflow.ThirdParty, Until: "2024-12-31"})
	if got, want := app.Journal[1].Until, calendar.Date("2024-03-27"); got != want {
		t.Errorf("the party has until %s, want %s", got, want)
	}
}

// Who begins an application cannot be overtaken.
func TestFirstStepIgnoresVersion(t *testing.T) {
	cmd := received("2024-03-01")
	cmd.Version = 7
	if app := history(t, cmd); app.Version != 1 {
		t.Errorf("version %d, want 1", app.Version)
	}
}

// A clerk who acts on what somebody else has changed meanwhile is told who, what
// and when, in the time of the office.
func TestOvertaken(t *testing.T) {
	app := history(t, received("2024-03-01"),
		workflow.Command{Event: workflow.Answer, On: "2024-03-04", Outcome: "granted",
			At: time.Date(2024, 3, 4, 1, 2, 3, 0, time.UTC)})
	err := try(app, workflow.Command{Event: workflow.Withdraw, On: "2024-03-05", Version: 1})
	want := "经办人甲 已于 2024-03-04 09:02:03 对此件办理了“签发答复”。您填写的内容没有保存，请查看变化后再办理。"
	if fault.KindOf(err) != fault.Conflict || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// A way of service that nobody knows is refused, for a signature as for a
// dispatch.
func TestServiceMethodIsKnown(t *testing.T) {
	for _, event := range []workflow.Event{workflow.Dispatch, workflow.Deliver} {
		app := history(t, received("2024-03-01"),
			workflow.Command{Event: workflow.Answer, On: "2024-03-04", Outcome: "granted"})
		if err := try(app, workflow.Command{
			Event: event, On: "2024-03-05", Method: "pigeon",
		}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s by pigeon: %v, want Invalid", event, err)
		}
	}
}

// The clock of an ended application cannot be moved by a later notice about
// holidays, and its due date stands as it was.
func TestNoticeCannotMakeAnAnswerLate(t *testing.T) {
	app := history(t, received("2024-03-01"),
		workflow.Command{Event: workflow.Answer, On: "2024-03-29", Outcome: "granted"},
		workflow.Command{Event: workflow.Dispatch, On: "2024-03-29", Method: workflow.ServedByPost})
	y, _ := calendar.Published().Year(2024)
	work := map[calendar.Date]string{"2024-03-23": "", "2024-03-24": ""}
	for d, name := range y.Work {
		work[d] = name
	}
	later := calendar.New(calendar.Year{Year: 2024, Notices: y.Notices, Off: y.Off, Work: work})
	if app.Resettle(later) || app.Due != "2024-03-29" || app.Pace() != workflow.OnTime {
		t.Errorf("due %s %s, want 2024-03-29 on_time", app.Due, app.Pace())
	}
	if got := workflow.Replay(app.Journal, later).Due; got != "2024-03-29" {
		t.Errorf("replayed under the new notice: due %s, want 2024-03-29", got)
	}
	open := history(t, received("2024-03-01"))
	if !open.Resettle(later) || open.Due != "2024-03-27" {
		t.Errorf("an open one: due %s, want 2024-03-27", open.Due)
	}
}

// The articles that an old application's journal and refusals cite are numbered
// as in the edition that governs it.
func TestArticlesOfTheEdition(t *testing.T) {
	app := history(t, received("2018-03-01"),
		workflow.Command{Event: workflow.AskCorrection, On: "2018-03-05"},
		workflow.Command{Event: workflow.Correct, On: "2018-03-08"},
		workflow.Command{Event: workflow.Consult, On: "2018-03-12", Party: workflow.ThirdParty},
		workflow.Command{Event: workflow.Consulted, On: "2018-03-14", Opinion: "agrees"},
		workflow.Command{Event: workflow.Extend, On: "2018-03-15", Days: 15})
	for i, want := range []string{"207号", "21(四)", "21(四)", "23", "24(3)", "24(2)", "–", "24(2)"} {
		if got := app.Journal[i].Article; got != want {
			t.Errorf("%s cites %q, want %q", app.Journal[i].Event, got, want)
		}
	}
	err := try(history(t, received("2018-03-01")), workflow.Command{Event: workflow.Extend, On: "2018-06-01", Days: 15})
	if e := (*fault.Error)(nil); !errors.As(err, &e) || e.Article != "24(2)" {
		t.Errorf("a late extension is refused with %v, want 24(2)", err)
	}
}

// An opinion that turns out to have come early moves the due date forward, and a
// consultation that began after it, be it on a day off, then gives no time.
func TestPauseAfterTheTerm(t *testing.T) {
	app := history(t, received("2017-06-07"),
		workflow.Command{Event: workflow.Consult, On: "2017-06-08", Party: workflow.ThirdParty},
		workflow.Command{Event: workflow.Consult, On: "2017-07-01", Party: workflow.ThirdParty},
		workflow.Command{Event: workflow.Consulted, On: "2017-06-12", Ref: 2, Opinion: "agrees"},
		workflow.Command{Event: workflow.Consulted, On: "2017-07-10", Ref: 3, Opinion: "agrees"})
	if want := calendar.Date("2017-06-30"); app.Due != want {
		t.Errorf("due %s, want %s, the Friday before", app.Due, want)
	}
}
