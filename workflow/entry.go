package workflow

import (
	"cmp"

	"gongkai/workflow/fault"
)

// entry writes the command down, with what the law makes of it. irregular is the
// refusal that a recorded step went against, or nil. The application is not changed.
func (app *Application) entry(cmd Command, rule Rule, law Law, to State, irregular *fault.Error) Entry {
	e := Entry{
		Seq: len(app.Journal) + 1, Event: cmd.Event, On: cmd.On, At: cmd.At, By: cmd.By, User: cmd.User, Role: cmd.Role,
		Reason: cmd.Reason, Article: law.Numbered(rule.Article),
	}
	if e.Seq > 1 { // the token of the first step is kept on the application
		e.Token = cmd.Token
	}
	// A step moves either the handling or a draft or dispute, never both.
	if knows(HandlingProcedure, cmd.Event) {
		e.To = to
	} else {
		e.Stand = to
	}
	// The review law was renumbered in 2024; before then the old number was the right
	// one.
	if old, ok := articlesOf2017[rule.Article]; ok && cmd.On < newReview {
		e.Article = old
	}
	for _, ask := range rule.Asks {
		takes[ask](&e, cmd)
	}
	if rule.Brings != "" {
		e.Outcome = rule.Brings
		if cmd.Recorded {
			e.Outcome = cmp.Or(cmd.Outcome, rule.Brings)
		}
	}
	if complete, ok := completions[cmd.Event]; ok {
		complete(app, &e, cmd, law)
	}
	e.Clock = app.tick(e, law, irregular != nil)
	if irregular != nil {
		e.Irregular, e.Article = irregular.What, cmp.Or(irregular.Article, e.Article)
	}
	return e
}

// takes copies fields of the command to the entry, one function per input that a rule
// asks for. What a step does not ask for is not copied: an answer cannot rewrite who
// applied.
var takes = map[fault.Input]func(*Entry, Command){
	AskIntake:       func(e *Entry, cmd Command) { e.Intake, e.Number = cmd.Intake, cmd.Number },
	AskDays:         func(e *Entry, cmd Command) { e.Days = cmd.Days },
	AskUntil:        func(e *Entry, cmd Command) { e.Until = cmd.Until },
	AskParty:        func(e *Entry, cmd Command) { e.Party = cmd.Party },
	AskOpinion:      func(e *Entry, cmd Command) { e.Opinion = cmd.Opinion },
	AskOutcome:      func(e *Entry, cmd Command) { e.Outcome = cmd.Outcome },
	AskLetterNumber: func(e *Entry, cmd Command) { e.LetterNumber = cmd.LetterNumber },
	AskMethod:       func(e *Entry, cmd Command) { e.Method = cmd.Method },
	AskRef:          func(e *Entry, cmd Command) { e.Ref = cmd.Ref },
	AskReason:       func(e *Entry, cmd Command) { e.Reason = cmd.Reason },
	AskAmount:       func(e *Entry, cmd Command) { e.Amount = cmd.Amount },
	AskRoute:        func(e *Entry, cmd Command) { e.Block = cmd.Block },
	AskRuling:       func(e *Entry, cmd Command) { e.Ruling, e.Result = cmd.Ruling, cmd.Result },
	AskAlso:         func(e *Entry, cmd Command) { e.Also = cmd.Also },
	AskTariff:       func(e *Entry, cmd Command) { e.Tariff, e.Units = cmd.Tariff, cmd.Units },
	AskOur:          func(e *Entry, cmd Command) { e.Our = cmd.Our },
	AskTrack:        func(e *Entry, cmd Command) { e.Track = cmd.Track },
	AskUnit:         func(e *Entry, cmd Command) { e.Unit = cmd.Unit },
	AskHandler:      func(e *Entry, cmd Command) { e.Handler, e.HandlerName = cmd.Handler, cmd.HandlerName },
	AskArchive:      func(e *Entry, cmd Command) { e.Archive = cmd.Archive },
	AskOther:        func(e *Entry, cmd Command) { e.Other = cmd.Other },
	AskParts:        func(*Entry, Command) {}, // they become applications of their own
}

// completions fill in what an entry derives: dates that the law sets, and which earlier
// entry it answers. They run after takes, so a date that a person gave comes first.
var completions = map[Event]func(*Application, *Entry, Command, Law){
	Receive: func(_ *Application, e *Entry, cmd Command, law Law) {
		e.Received, e.Handler = e.Intake.ReceivedOn(law.Calendar), cmd.handler()
	},
	Arrive:  func(_ *Application, e *Entry, cmd Command, _ Law) { e.Handler = cmd.handler() },
	Confirm: func(_ *Application, e *Entry, _ Command, _ Law) { e.Received = e.On },
	Amend:   func(_ *Application, e *Entry, _ Command, law Law) { e.Received = e.Intake.ReceivedOn(law.Calendar) },
	AskCorrection: func(_ *Application, e *Entry, _ Command, law Law) {
		e.Until = cmp.Or(e.Until, law.Add(e.On, law.Correction.Days))
	},
	AskReasons: func(_ *Application, e *Entry, _ Command, law Law) {
		e.Until = cmp.Or(e.Until, law.Add(e.On, law.Reasons.Days))
	},
	Explained: func(_ *Application, e *Entry, _ Command, law Law) { e.Until = law.rolled(e.Until) },
	AskFee: func(_ *Application, e *Entry, _ Command, law Law) {
		e.Until = cmp.Or(e.Until, law.Add(e.On, max(law.Payment.Days, 1)))
	},
	Consult: func(_ *Application, e *Entry, _ Command, law Law) {
		if law.Consult.Days > 0 {
			e.Until = cmp.Or(e.Until, law.Add(e.On, law.Consult.Days))
		}
	},
	Consulted: func(app *Application, e *Entry, _ Command, _ Law) {
		asked := app.consultation(e.Ref)
		e.Ref, e.Party = asked.Seq, asked.Party
		if asked.Until != "" && asked.Until < e.On {
			e.Effective = asked.Until // what takes longer than the law gives is not excluded
		}
	},
	Correct: func(app *Application, e *Entry, _ Command, _ Law) { e.Ref = app.asked(AskCorrection) },
	Pay: func(app *Application, e *Entry, _ Command, _ Law) {
		e.Ref = app.asked(AskFee)
		if e.Ref > 0 {
			e.Amount = app.Journal[e.Ref-1].Amount
		}
	},
	Answer: signsDraft, Extend: signsDraft,
	// Withdrawing from an application still to be confirmed is the contact that
	// confirms it: without a day of receipt it would end in a table it never entered.
	Withdraw: confirms, Cease: confirms,
	Void:         voids,
	FileReview:   beginsReview,
	AcceptReview: acceptsReview,
	RefuseReview: concludes,
	ReplyReview:  goesOn, SuspendReview: goesOn, ResumeReview: goesOn, ChangeAnswer: goesOn,
	EndReview:  concludes,
	AcceptSuit: acceptsSuit,
	ReplySuit:  goesOn, Appeal: goesOn, Remand: goesOn,
	Judge:       judges,
	TakeEffect:  concludes,
	JudgeAppeal: concludes,
	EndSuit:     concludes,
	Retry:       retries,
}

// confirms fixes the day of receipt of an application that ends before it was
// confirmed.
func confirms(app *Application, e *Entry, _ Command, _ Law) {
	if app.Received == "" {
		e.Received = e.On
	}
}

// tick returns what the entry does to the clock. A step that the law does not allow, or
// that comes when the term has already run out, gives the office no more time.
func (app *Application) tick(e Entry, law Law, irregular bool) Tick {
	t := law.tick(Command{Event: e.Event, Party: e.Party})
	if app.State == Remaking {
		return Runs // the term is the one that was ordered
	}
	switch t {
	case Stops, Grants:
		c := app.ClockOn(law, e.On)
		if irregular || app.Received == "" || !c.Stopped && e.On > c.Due {
			return Runs
		}
	// Only the answer to what the clock waits for sets it going: not that to a notice
	// that had been irregular and never stopped it.
	case Resumes, Restarts:
		if !app.waitsFor(e.Ref) {
			return Runs
		}
	case Defers:
		if irregular || e.Until == "" {
			return Runs
		}
	case Runs:
	}
	return t
}
