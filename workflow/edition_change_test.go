package workflow_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/statistics"
)

// The edition changed on this day: what was received before stays under the old
// one to its end, whenever it is answered.
const changed calendar.Date = "2019-05-15"

// editionRules is the difference between the editions as a reader of both would
// write it down, apart from the tables of the program.
type editionRules struct {
	name                string
	days                int
	askWithin           int // 0: whenever
	restarts            bool
	partyDays           int // 0: no limit
	coMakerStops        bool
	receipt, correction string
	consult, consulted  string
	extension, answer   string
}

var (
	before2019 = editionRules{"2007", 15, 0, false, 0, false, "207号", "21(四)", "23", "24(3)", "24(2)", "21"}
	since2019  = editionRules{"2019", 20, 7, true, 15, true, "31", "30", "32, 34", "33(3)", "33(2)", "36"}
)

func rulesOn(received calendar.Date) editionRules {
	if received < changed {
		return before2019
	}
	return since2019
}

// span is a stretch of days that does not count: (from, to].
type span struct{ from, to calendar.Date }

// nthDay counts working days one by one from the day after a day, without those
// in the spans.
func nthDay(from calendar.Date, n int, without ...span) calendar.Date {
	for d := from; ; {
		if n == 0 {
			return d
		}
		d = d.AddDays(1)
		in := slices.ContainsFunc(without, func(s span) bool { return d > s.from && d <= s.to })
		if calendar.Published().Working(d) && !in {
			n--
		}
	}
}

// road is one way through the handling: working days after the step before, 0
// for a step that is not taken; the answer lies so many from the due date.
type road struct {
	ask, correct int
	party        workflow.Party
	back         int
	extend       bool
	answer       int
}

// roads are all that are tried for each day of receipt.
func roads() []road {
	var out []road
	for _, ask := range []int{0, 1, 7, 8} {
		for _, party := range []workflow.Party{"", workflow.ThirdParty, workflow.CoMaker} {
			for _, back := range []int{3, 18} {
				for _, extend := range []bool{false, true} {
					for answer := -1; answer <= 1; answer++ {
						out = append(out, road{ask: ask, correct: 1 + ask%5, party: party, back: back, extend: extend, answer: answer})
					}
				}
			}
		}
	}
	return out
}

// Day by day over the change: each application keeps the term, the effect of
// correction and consultation, the limit of extension, the articles and the line
// of the form that the edition of its day of receipt gives it.
func TestEachDayOverTheChangeOfEdition(t *testing.T) {
	walked := map[string]int{}
	for d := calendar.Date("2019-04-15"); d <= "2019-06-15"; d = d.AddDays(1) {
		for _, r := range roads() {
			j := &journey{t: t, rules: rulesOn(d), road: r, app: history(t, received(d)), last: d, since: d}
			j.walk()
			walked[j.rules.name]++
			if t.Failed() {
				t.Fatalf("received %s, road %+v: %s", d, r, story(j.app))
			}
		}
	}
	if walked["2007"] != 30*len(roads()) || walked["2019"] != 32*len(roads()) {
		t.Errorf("walked %v, want 30 and 32 days", walked)
	}
}

// journey is one application on its road beside the count that a reader would
// make.
type journey struct {
	t       *testing.T
	rules   editionRules
	road    road
	app     *workflow.Application
	last    calendar.Date // of the latest step
	since   calendar.Date // the day the term counts from
	without []span        // what does not count
	extra   int           // extension
}

func (j *journey) due() calendar.Date { return nthDay(j.since, j.rules.days+j.extra, j.without...) }

func (j *journey) walk() {
	j.holds("received", j.due())
	if j.road.ask > 0 && !j.correction() {
		return
	}
	if j.road.party != "" {
		j.consultation()
	}
	if j.road.extend {
		j.extension()
	}
	j.answer()
}

// do takes a step and holds its article against the edition's.
func (j *journey) do(article string, cmd workflow.Command) {
	j.t.Helper()
	if err := lead(j.app, cmd); err != nil {
		j.t.Errorf("%s on %s: %v", cmd.Event, cmd.On, err)
		return
	}
	j.last = cmd.On
	if got := j.app.Journal[len(j.app.Journal)-1].Article; got != article {
		j.t.Errorf("%s cites %q, want %q", cmd.Event, got, article)
	}
}

func (j *journey) refused(article string, cmd workflow.Command) {
	j.t.Helper()
	if got := reason(lead(j.app, cmd)); got != article {
		j.t.Errorf("%s on %s: refused by %s, want %s", cmd.Event, cmd.On, got, article)
	}
}

// holds compares the edition and the due date; "" while the clock stands still.
func (j *journey) holds(after string, due calendar.Date) {
	j.t.Helper()
	if name := j.app.Law(calendar.Published()).Name; name != j.rules.name || j.app.Due != due {
		j.t.Errorf("%s: edition %s due %s, want %s %s", after, name, j.app.Due, j.rules.name, due)
	}
}

// correction says whether the application could be sent back at all.
func (j *journey) correction() bool {
	ask := workflow.Command{Event: workflow.AskCorrection, On: nthDay(j.since, j.road.ask)}
	if limit := j.rules.askWithin; limit > 0 && j.road.ask > limit {
		j.refused(j.rules.correction, ask)
		return false
	}
	j.do(j.rules.correction, ask)
	j.holds("asked for a correction", "")
	back := nthDay(j.last, j.road.correct)
	j.do(j.rules.correction, workflow.Command{Event: workflow.Correct, On: back})
	if j.rules.restarts {
		j.since = back
	} else {
		j.without = append(j.without, span{ask.On, back})
	}
	j.holds("corrected", j.due())
	j.refused(j.rules.correction, workflow.Command{Event: workflow.AskCorrection, On: back})
	return true
}

func (j *journey) consultation() {
	out := nthDay(j.last, 1)
	j.do(j.rules.consult, workflow.Command{Event: workflow.Consult, On: out, Party: j.road.party})
	stops := j.road.party == workflow.ThirdParty || j.rules.coMakerStops
	if stops {
		j.holds("consulting", "")
	} else {
		j.holds("consulting", j.due())
	}
	back := nthDay(out, j.road.back)
	j.do(j.rules.consulted, workflow.Command{Event: workflow.Consulted, On: back, Opinion: "agrees"})
	if end := back; stops {
		if j.rules.partyDays > 0 {
			end = min(end, nthDay(out, j.rules.partyDays))
		}
		j.without = append(j.without, span{out, end})
	}
	j.holds("consulted", j.due())
}

func (j *journey) extension() {
	on := nthDay(j.last, 1)
	if on > j.due() {
		j.refused(j.rules.extension, workflow.Command{Event: workflow.Extend, On: on, Days: j.rules.days})
		return
	}
	j.refused("invalid", workflow.Command{Event: workflow.Extend, On: on, Days: j.rules.days + 1})
	j.do(j.rules.extension, workflow.Command{Event: workflow.Extend, On: on, Days: j.rules.days})
	j.extra = j.rules.days
	j.holds("extended", j.due())
}

func (j *journey) answer() {
	due := j.due()
	on := map[int]calendar.Date{-1: due.AddDays(-1), 0: due, 1: due.AddDays(1)}[j.road.answer]
	on = max(on, j.last)
	pace := workflow.OnTime
	switch {
	case on > due:
		pace = workflow.Late
	case j.extra > 0:
		pace = workflow.AfterExtension
	}
	j.do(j.rules.answer, workflow.Command{Event: workflow.Answer, On: on, Outcome: "granted"})
	j.do("235号", workflow.Command{Event: workflow.Dispatch, On: on, Method: workflow.ServedByPost})
	j.holds("answered", due)
	if got := j.app.Pace(); got != pace {
		j.t.Errorf("answered on %s, due %s: %s, want %s", on, due, got, pace)
	}
	if got := countsIn(j.app, on.Year()); !strings.Contains(got, "granted,done") {
		j.t.Errorf("counts in %d as %s, want granted,done", on.Year(), got)
	}
}

// On the last day of the old edition and on the first of the new, exactly the
// categories that the edition knows are offered and admitted, long after the
// change too.
func TestAnswersOverTheChangeOfEdition(t *testing.T) {
	onlyOld := []workflow.OutcomeCode{
		"commercial", "privacy", "not_information", "other_law", "told_to_correct", "other_way",
	}
	onlyNew := []workflow.OutcomeCode{
		"prohibited", "third_party", "internal", "deliberative",
		"enforcement_file", "registry", "needs_work", "still_unclear",
		"petition", "duplicate", "publication", "excessive", "reissue",
	}
	for _, tt := range []struct {
		received calendar.Date
		article  string
		not      []workflow.OutcomeCode
	}{{"2019-05-14", "21", onlyNew}, {"2019-05-15", "36", onlyOld}} {
		edition, offered := rulesOn(tt.received).name, 0
		for _, o := range workflow.OutcomesFor(workflow.Answer, edition) {
			offered++
			if slices.Contains(tt.not, o.Code) {
				t.Errorf("received %s: %s is offered", tt.received, o.Code)
			}
		}
		for _, o := range workflow.Outcomes {
			if o.Event != workflow.Answer {
				continue
			}
			app := history(t, received(tt.received))
			got := reason(lead(app, workflow.Command{Event: workflow.DraftAnswer, On: "2019-06-03",
				Outcome: o.Code, Role: account.Clerk}))
			if want := map[bool]string{true: tt.article, false: "<nil>"}[slices.Contains(tt.not, o.Code)]; got != want {
				t.Errorf("received %s, %s: %s, want %s", tt.received, o.Code, got, want)
			}
		}
		if want := 26 - len(tt.not); offered != want {
			t.Errorf("received %s: %d categories are offered, want %d", tt.received, offered, want)
		}
	}
}

// What only one edition has is refused under the other: reasons under the old,
// costs under the new, the charge for handling under both before 2021.
func TestStepsOverTheChangeOfEdition(t *testing.T) {
	fee := workflow.Command{Event: workflow.AskFee, Tariff: workflow.ByItem, Units: 11, Amount: statistics.Whole(100)}
	for _, tt := range []struct {
		received calendar.Date
		cmd      workflow.Command
		want     string
	}{
		{"2019-05-14", workflow.Command{Event: workflow.AskReasons}, "–"},
		{"2019-05-15", workflow.Command{Event: workflow.AskReasons}, "<nil>"},
		{"2019-05-14", fee, "27"},
		{"2019-05-15", fee, "42"},
		{"2019-05-14", workflow.Command{Event: workflow.Charge, Amount: statistics.Whole(3)}, "27"},
		{"2019-05-15", workflow.Command{Event: workflow.Charge, Amount: statistics.Whole(3)}, "42"},
	} {
		tt.cmd.On = "2019-05-20"
		if got := reason(lead(history(t, received(tt.received)), tt.cmd)); got != tt.want {
			t.Errorf("received %s, %s: %s, want %s", tt.received, tt.cmd.Event, got, tt.want)
		}
	}
}

// By each channel, arrived and confirmed on each day around the change: the day
// of receipt is the one the edition in force on that very day makes it, and the
// edition that of the day of receipt.
func TestReceiptOverTheChangeOfEdition(t *testing.T) {
	for _, c := range workflow.Channels {
		for in := calendar.Date("2019-05-08"); in <= "2019-05-20"; in = in.AddDays(1) {
			for wait := range 9 {
				confirmed := in.AddDays(wait)
				want := confirmed
				if c.Code == workflow.InPerson || c.Code == workflow.RegisteredPost || c.Code == workflow.Email && in < changed {
					want = in
				}
				app := history(t, workflow.Log(*someone(c.Code, in), calendar.Published()))
				if app.Received == "" {
					if err := try(app, workflow.Command{Event: workflow.Confirm, On: confirmed}); err != nil {
						t.Fatalf("%s arrived %s confirmed %s: %v", c.Code, in, confirmed, err)
					}
				}
				rules := rulesOn(want)
				if got := app.Law(calendar.Published()).Name; app.Received != want || got != rules.name ||
					app.Due != nthDay(want, rules.days) {
					t.Errorf("%s arrived %s confirmed %s: received %s under %s due %s, want %s under %s",
						c.Code, in, confirmed, app.Received, got, app.Due, want, rules.name)
				}
			}
		}
	}
}
