package workflow_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// allForms are the forms of all editions, each once by name and edition.
func allForms() map[string]statistics.Form {
	out := map[string]statistics.Form{}
	for _, e := range report.Editions {
		for _, f := range e.Forms {
			out[e.Name+" "+f.Name] = f
		}
	}
	return out
}

// An outcome has an article under one edition at least, can be brought by a step
// of the procedure, and counts in lines that the forms have.
func TestOutcomesFitTheForms(t *testing.T) {
	seen := map[workflow.OutcomeCode]bool{}
	for _, o := range workflow.Outcomes {
		if seen[o.Code] {
			t.Errorf("%s stands twice", o.Code)
		}
		seen[o.Code] = true
		for _, row := range []struct {
			f    statistics.Form
			code string
		}{{report.Form2014, o.Line2014}, {report.Applications2019, o.Line2019}, {report.Applications2021, o.Line2021}} {
			l, ok := row.f.Line(row.code)
			blank := row.code == "" && o.Event != workflow.Answer && row.f.Name == report.Form2014.Name
			if !blank && (!ok || l.Where == nil) {
				t.Errorf("%s counts in %q of %s, which is no counting line", o.Code, row.code, row.f.Name)
			}
		}
		if o.Editions[0] == "" && o.Editions[1] == "" {
			t.Errorf("%s is of no edition", o.Code)
		}
		if !brought(o) {
			t.Errorf("no step brings %s", o.Code)
		}
	}
}

func brought(o workflow.Outcome) bool {
	return slices.ContainsFunc(workflow.HandlingProcedure, func(r workflow.Rule) bool {
		return r.Event == o.Event &&
			(r.Brings == o.Code || r.Event == workflow.Answer && slices.Contains(r.Asks, workflow.AskOutcome))
	})
}

// What a step brings by itself is an outcome of that step.
func TestRulesBringOutcomes(t *testing.T) {
	for _, r := range workflow.HandlingProcedure {
		o, ok := workflow.OutcomeOf(r.Brings)
		if r.Brings != "" && (!ok || o.Event != r.Event || !r.To.Ended()) {
			t.Errorf("%s brings %q", r.Event, r.Brings)
		}
		if r.To.Ended() && r.To != workflow.Superseded && r.Brings == "" && !slices.Contains(r.Asks, workflow.AskOutcome) {
			t.Errorf("%s ends the handling without an outcome", r.Event)
		}
		for _, ask := range r.Asks {
			if workflow.Takes[ask] == nil {
				t.Errorf("%s asks for %q, which nothing takes", r.Event, ask)
			}
		}
	}
}

// Every answer can be given under its edition and is refused under the other.
func TestEveryAnswerIsReachable(t *testing.T) {
	for _, o := range workflow.Outcomes {
		if o.Event != workflow.Answer {
			continue
		}
		for regime, on := range map[string]calendar.Date{"2007": "2018-03-01", "2019": "2024-03-01"} {
			app := history(t, received(on), workflow.Command{Event: workflow.AskCorrection, On: on.AddDays(1)},
				workflow.Command{Event: workflow.Correct, On: on.AddDays(4)})
			if o.Code == workflow.Excessive {
				_ = try(app, workflow.Command{Event: workflow.AskReasons, On: on.AddDays(5)})
			}
			err := lead(app, workflow.Command{Event: workflow.Answer, On: on.AddDays(5), Outcome: o.Code})
			if open := o.Article(regime) != ""; (err == nil) != open {
				t.Errorf("%s under %s: %v, want open %t", o.Code, regime, err, open)
			}
			this := func(x workflow.Outcome) bool { return x.Code == o.Code }
			if offered := slices.ContainsFunc(workflow.OutcomesFor(workflow.Answer, regime), this); offered != (err == nil) {
				t.Errorf("%s under %s is offered %t but %v", o.Code, regime, offered, err)
			}
		}
	}
}

// A line is a heading, or counts, or adds up, or is typed in: one of these. Its
// code stands once in its edition, and what it adds up stands in its form.
func TestLinesAreOneThing(t *testing.T) {
	for name, f := range allForms() {
		for _, l := range f.Lines {
			kinds := 0
			for _, is := range []bool{l.Heading, l.Where != nil, len(l.Sum) > 0, l.ByHand} {
				if is {
					kinds++
				}
			}
			if l.Of == cond.Payments && l.ByHand {
				kinds-- // what was typed in stands instead of what was added up
			}
			if kinds != 1 || l.Label == "" || l.Unit == "" && !l.Heading {
				t.Errorf("%s %s is %d things: %+v", name, l.Code, kinds, l)
			}
			if (l.Where != nil) != (l.Of != "") {
				t.Errorf("%s %s counts %q", name, l.Code, l.Of)
			}
			for _, code := range l.Sum {
				if part, ok := f.Line(code); !ok || part.Heading || len(part.Sum) > 0 {
					t.Errorf("%s %s adds up %s, which is not a number of its own", name, l.Code, code)
				}
			}
		}
	}
	for _, e := range report.Editions {
		seen := map[string]bool{}
		for _, f := range e.Forms {
			for _, l := range f.Lines {
				if seen[l.Code] && !l.Heading {
					t.Errorf("edition %s has the code %s twice", e.Name, l.Code)
				}
				seen[l.Code] = true
			}
		}
	}
}

// Equations speak of lines and columns that their form has, and are named once.
func TestEquationsSpeakOfTheForm(t *testing.T) {
	for name, f := range allForms() {
		seen := map[string]bool{}
		for _, e := range f.Agree {
			if seen[e.ID] || e.Says == "" || len(e.Left) == 0 || len(e.Right)+len(e.Last) == 0 ||
				len(e.Less) > 0 && len(e.Last) == 0 {
				t.Errorf("%s: equation %+v", name, e)
			}
			seen[e.ID] = true
			for _, code := range slices.Concat(e.Left, e.Right, e.Last, e.Less) {
				l, isLine := f.Line(code)
				_, isCol := f.Col(code)
				if e.Across != isCol && (e.Across || !isLine || l.Heading) {
					t.Errorf("%s: equation %s speaks of %s", name, e.ID, code)
				}
			}
		}
	}
}

// The columns of the applications table take every class of applicant once, and
// the total takes all.
func TestColumnsPartitionApplicants(t *testing.T) {
	for _, f := range []statistics.Form{report.Applications2019, report.Applications2021} {
		in := map[string]int{}
		for _, c := range f.Cols {
			for _, kind := range c.Any {
				in[kind]++
			}
		}
		for _, k := range workflow.ApplicantKinds {
			if in[string(k.Code)] != 1 {
				t.Errorf("%s counts in %d columns", k.Code, in[string(k.Code)])
			}
		}
		if total, ok := f.Col("total"); !ok || len(total.Any) > 0 || len(in) != len(workflow.ApplicantKinds) {
			t.Errorf("total takes %v of %v", total.Any, in)
		}
	}
	in := map[string]int{}
	for _, c := range report.DisputesForm.Cols {
		for _, block := range c.Any {
			in[block]++
		}
	}
	for _, b := range workflow.Blocks {
		if in[string(b.Code)] != 1 {
			t.Errorf("%s counts in %d columns of the disputes", b.Code, in[string(b.Code)])
		}
	}
}

// The conditions of the forms ask for nothing that changes as days go by, so a
// past year asked for later gives the same answer.
func TestConditionsAreAboutDates(t *testing.T) {
	for name, f := range allForms() {
		for _, of := range []cond.Subject{cond.Applications, cond.Disputes} {
			for _, field := range f.Asks(of) {
				if slices.Contains([]cond.Field{cond.FieldState, cond.FieldStopped, cond.FieldDue}, field) {
					t.Errorf("%s asks for %s", name, field)
				}
			}
		}
	}
}

// Codes and Chinese words of every list stand once.
func TestWordsStandOnce(t *testing.T) {
	lists := map[string][]string{}
	add := func(list, code, label string) {
		lists[list+" codes"] = append(lists[list+" codes"], code)
		lists[list+" words"] = append(lists[list+" words"], label)
	}
	for _, s := range workflow.States {
		add("states", string(s.Code), s.Label)
	}
	for _, c := range workflow.Channels {
		add("channels", string(c.Code), c.Label)
	}
	for _, k := range workflow.ApplicantKinds {
		add("applicants", string(k.Code), k.Label)
	}
	for _, o := range workflow.Outcomes {
		add("outcomes", string(o.Code), o.Label)
	}
	for _, r := range account.Roles {
		add("roles", string(r.Code), r.Label)
	}
	for _, m := range workflow.Methods {
		add("methods", string(m.Code), m.Label)
	}
	for _, o := range workflow.Opinions {
		add("opinions", string(o.Code), o.Label)
	}
	for _, r := range workflow.Results {
		add("results", string(r.Code), r.Label)
	}
	for name, list := range lists {
		slices.Sort(list)
		if n := len(list); len(slices.Compact(list)) != n || slices.Contains(list, "") {
			t.Errorf("%s stand twice or are empty: %s", name, strings.Join(list, " "))
		}
	}
}

// Both editions say for every channel which day counts, and for every event of
// the clock what it does.
func TestRegimesAreWhole(t *testing.T) {
	for _, g := range workflow.Regimes {
		for _, c := range workflow.Channels {
			if g.Basis(c.Code) == 0 {
				t.Errorf("edition %s does not say when %s is received", g.Name, c.Code)
			}
		}
		for stop, start := range map[workflow.Event]workflow.Event{
			workflow.AskCorrection: workflow.Correct, workflow.Consult: workflow.Consulted, workflow.AskFee: workflow.Pay,
		} {
			if g.Clock[stop] == workflow.Stops && g.Clock[start] != workflow.Resumes && g.Clock[start] != workflow.Restarts {
				t.Errorf("under %s, %s stops the clock and %s does not set it going", g.Name, stop, start)
			}
		}
		for event := range g.Clock {
			if _, ok := workflow.HandlingProcedure.Named(event); !ok {
				t.Errorf("edition %s speaks of %s, which is no step", g.Name, event)
			}
		}
		for _, term := range []workflow.Term{g.Answer, g.Extension, g.Correction} {
			if term.Days <= 0 || term.Article == "" {
				t.Errorf("edition %s has the term %+v", g.Name, term)
			}
		}
	}
}
