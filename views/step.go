package views

import (
	"strconv"

	"gongkai/workflow"
)

// choice is a step that may come next.
type choice = workflow.Choice[*workflow.Application]

// steps makes a form of every step: those that are open, and those that are
// shut with the reason.
func (d Desk) steps(app *workflow.Application, typed Typed) (open, shut []Step) {
	for _, c := range app.Choices(workflow.Command{Role: d.Role, On: d.Today}, d.Calendar) {
		s := Step{Event: string(c.Rule.Event), Label: c.Rule.Label}
		if c.Rule.Article != "" {
			s.Article = workflow.Cite(c.Rule.Article)
		}
		tried := typed.Event == s.Event
		if s.Why = c.Why; s.Why != "" && !backdated(c) && !tried {
			shut = append(shut, s)
			continue
		}
		s.Open, s.Why = tried, ""
		s.Fields = d.fields(app, c, typed)
		open = append(open, s)
	}
	for i := range open {
		if i < 9 {
			open[i].Key = strconv.Itoa(i + 1)
		}
	}
	return open, shut
}

// backdated says whether a step that is shut today may yet be entered for an
// earlier day, or with more said: its guards look at the day and the form.
func backdated(c choice) bool { return c.Kind == workflow.Refused && dated[c.Rule.Event] }

// dated are the steps that a clerk may enter after the fact: the letter went
// out in time, the register is written later.
var dated = map[workflow.Event]bool{
	workflow.Correct: true, workflow.Pay: true, workflow.AskCorrection: true, workflow.Extend: true, workflow.AskFee: true,
}

// fields are the day and what the rule asks for, with what was typed before.
func (d Desk) fields(app *workflow.Application, c choice, typed Typed) []Field {
	event := string(c.Rule.Event)
	out := []Field{{Name: "on", Label: d.Tongue.T("日期"), Value: string(d.Today), Day: true, Required: true, Hint: d.Tongue.T("办理这一步的日期，如 %s", d.Today)}}
	for _, ask := range c.Rule.Asks {
		if f, ok := asked[ask]; ok {
			out = append(out, f(d, app, c.Rule.Event)...)
		}
	}
	for i := range out {
		out[i].ID = event + "-" + out[i].Name
		if typed.Event == event {
			out[i].take(typed)
		}
	}
	return out
}

// take puts back what was typed, and the fault where it is.
func (f *Field) take(typed Typed) {
	f.Value = typed.Value(f.Name)
	for i := range f.Options {
		f.Options[i].Selected = f.Options[i].Value == f.Value
	}
	f.Checked = f.Box && f.Value != ""
	if typed.Field == f.Name {
		f.Error = typed.Fault
	}
}

// asked are the controls for each input that a rule may ask for. None stands
// for an input that needs no question.
var asked = map[workflow.Input]func(Desk, *workflow.Application, workflow.Event) []Field{
	workflow.AskDays: func(d Desk, app *workflow.Application, _ workflow.Event) []Field {
		limit := app.Law(d.Calendar).Extension.Days
		return []Field{{Name: "days", Label: d.Tongue.T("延长工作日"), Value: strconv.Itoa(limit), Mode: "numeric", Required: true, Hint: d.Tongue.T("最多 %d 个工作日", limit)}}
	},
	workflow.AskUntil: func(d Desk, app *workflow.Application, _ workflow.Event) []Field {
		days := app.Law(d.Calendar).Correction.Days
		return []Field{{Name: "until", Label: d.Tongue.T("补正期限"), Day: true, Hint: d.Tongue.T("不填为告知之日起 %d 个工作日", days)}}
	},
	workflow.AskParty: func(d Desk, _ *workflow.Application, _ workflow.Event) []Field {
		return pick(d, "party", d.Tongue.T("征求对象"), len(workflow.Parties), func(i int) (string, string) {
			return string(workflow.Parties[i].Code), workflow.Parties[i].Label
		})
	},
	workflow.AskOpinion: func(d Desk, _ *workflow.Application, _ workflow.Event) []Field {
		return pick(d, "opinion", d.Tongue.T("对方意见"), len(workflow.Opinions), func(i int) (string, string) {
			return string(workflow.Opinions[i].Code), workflow.Opinions[i].Label
		})
	},
	workflow.AskOutcome: func(d Desk, app *workflow.Application, _ workflow.Event) []Field {
		rows := workflow.OutcomesFor(workflow.Answer, app.Law(d.Calendar).Name)
		return pick(d, "outcome", d.Tongue.T("答复类型"), len(rows), func(i int) (string, string) { return string(rows[i].Code), outcomeOption(rows[i], app, d) })
	},
	workflow.AskMethod: func(d Desk, _ *workflow.Application, _ workflow.Event) []Field {
		return pick(d, "method", d.Tongue.T("送达方式"), len(workflow.Methods), func(i int) (string, string) {
			return string(workflow.Methods[i].Code), workflow.Methods[i].Label
		})
	},
	workflow.AskRoute: func(d Desk, _ *workflow.Application, _ workflow.Event) []Field {
		suits := workflow.Blocks[1:]
		return pick(d, "block", d.Tongue.T("诉讼方式"), len(suits), func(i int) (string, string) { return string(suits[i].Code), suits[i].Label })
	},
	workflow.AskRuling: func(d Desk, _ *workflow.Application, _ workflow.Event) []Field {
		return pick(d, "result", d.Tongue.T("审理结果"), len(workflow.Results), func(i int) (string, string) {
			return string(workflow.Results[i].Code), workflow.Results[i].Label
		})
	},
	workflow.AskLetter: func(d Desk, _ *workflow.Application, _ workflow.Event) []Field {
		return []Field{{Name: "letter", Label: d.Tongue.T("答复文号"), Max: 100}}
	},
	workflow.AskReason: func(d Desk, _ *workflow.Application, _ workflow.Event) []Field {
		return []Field{{Name: "reason", Label: d.Tongue.T("理由"), Long: true, Max: 2000}}
	},
	workflow.AskAmount: func(d Desk, _ *workflow.Application, _ workflow.Event) []Field {
		return []Field{{Name: "amount", Label: d.Tongue.T("收费金额（元）"), Mode: "decimal", Required: true}}
	},
	workflow.AskRef: refs,
}

// outcomeOption is a category of answer with its article.
func outcomeOption(o workflow.Outcome, app *workflow.Application, d Desk) string {
	article := o.Article(app.Law(d.Calendar).Name)
	if article == "–" {
		return o.Label
	}
	return o.Label + "（" + workflow.Cite(article) + "）"
}

// pick is a list from a table of n rows.
func pick(d Desk, name, label string, n int, row func(int) (value, label string)) []Field {
	options := []Option{{"", d.Tongue.T("请选择"), true}}
	for i := range n {
		value, label := row(i)
		options = append(options, Option{Value: value, Label: label})
	}
	return []Field{{Name: name, Label: label, Options: options, Required: true, Wide: name == "outcome"}}
}

// refs asks which earlier entry is meant, where there are several.
func refs(d Desk, app *workflow.Application, event workflow.Event) []Field {
	var options []Option
	add := func(seq int, label string) {
		options = append(options, Option{strconv.Itoa(seq), label, len(options) == 0})
	}
	if event == workflow.Consulted {
		for _, e := range app.Consulting() {
			add(e.Seq, partyWord(e.Party)+" "+string(e.On))
		}
	} else {
		for _, dispute := range app.Disputes {
			if dispute.Closed == "" && (dispute.Block == workflow.Review) == (event == workflow.EndReview) {
				add(dispute.No, blockWord(string(dispute.Block))+" "+string(dispute.Accepted))
			}
		}
	}
	if len(options) < 2 {
		return nil
	}
	return []Field{{Name: "ref", Label: d.Tongue.T("对应哪一项"), Options: options, Required: true}}
}

// coded are the controls whose values are codes, with the Chinese for them.
var coded = map[string]func(string) string{
	"party":   func(v string) string { return partyWord(workflow.Party(v)) },
	"opinion": func(v string) string { return opinionWord(workflow.Opinion(v)) },
	"outcome": outcomeWord,
	"method":  func(v string) string { return methodWord(workflow.Method(v)) },
	"block":   blockWord,
	"result":  resultWord,
}

// Word is a value of a control as people read it.
func Word(control, value string) string {
	if word, ok := coded[control]; ok && word(value) != "" {
		return word(value)
	}
	return value
}
