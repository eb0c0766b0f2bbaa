package workflow

import (
	"cmp"
	"slices"
	"time"

	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/statistics"
)

// Entry is one line of the journal (办理记录). It is written once and never changed. Its
// effect on the clock is kept as it was at the time, so that a later edit of a table
// cannot rewrite history. The hash chain runs over its JSON, in which empty fields are
// left out.
type Entry struct {
	Seq          int               `json:"seq"` // from 1, without gaps
	Event        Event             `json:"event"`
	On           calendar.Date     `json:"on"`             // the day it happened
	At           time.Time         `json:"at"`             // the moment it was recorded
	By           string            `json:"by"`             // who recorded it, as shown to others
	User         string            `json:"user,omitempty"` // the account behind By; "" where an old entry has none
	Role         account.Role      `json:"role"`
	To           State             `json:"to,omitempty"` // of the handling; "" for reviews and suits
	Number       string            `json:"number,omitempty"`
	Intake       *Intake           `json:"intake,omitempty"`
	Received     calendar.Date     `json:"received,omitempty"` // set where the event fixes it
	Clock        Tick              `json:"clock,omitempty"`
	Effective    calendar.Date     `json:"effective,omitempty"` // where a resumption counts from; or the last day to appeal
	Days         int               `json:"days,omitempty"`
	Until        calendar.Date     `json:"until,omitempty"` // the last day of a period that this entry opens
	Party        Party             `json:"party,omitempty"`
	Opinion      Opinion           `json:"opinion,omitempty"`
	Outcome      OutcomeCode       `json:"outcome,omitempty"`
	Also         []OutcomeCode     `json:"also,omitempty"`
	LetterNumber string            `json:"letter,omitempty"`
	Method       Method            `json:"method,omitempty"`
	Amount       statistics.Amount `json:"amount,omitempty"`
	Tariff       TariffCode        `json:"tariff,omitempty"`
	Units        int               `json:"units,omitempty"`
	Ref          int               `json:"ref,omitempty"` // the entry that it answers or continues; 0 for none
	Block        Block             `json:"block,omitempty"`
	Our          OurRole           `json:"our,omitempty"`
	Track        Track             `json:"track,omitempty"`
	Ruling       RulingCode        `json:"ruling,omitempty"`
	Result       Result            `json:"result,omitempty"`
	Stand        State             `json:"stand,omitempty"` // of the review or suit, or of the draft, after this entry
	Unit         string            `json:"unit,omitempty"`
	Handler      string            `json:"handler,omitempty"` // who handles it from here on: the account
	HandlerName  string            `json:"heir,omitempty"`    // the same by name, where it was handed over
	Archive      string            `json:"archive,omitempty"`
	Other        string            `json:"other,omitempty"` // the number of the other application of a merger or division
	Reason       string            `json:"reason,omitempty"`
	Due          calendar.Date     `json:"due,omitempty"` // the due date after this entry
	Article      string            `json:"article,omitempty"`
	Irregular    string            `json:"irregular,omitempty"` // 不合规: what the law says against it; "" if nothing
	Token        string            `json:"token,omitempty"`     // of the form it came with
}

// closes reports whether the entry answered the application or ended it otherwise.
func (e Entry) closes() bool { return e.To.Ended() && e.Outcome != "" }

// orders reports whether the entry is a decision on a review or suit that has the
// office answer again (责令重作、履行).
func (e Entry) orders() bool { return e.Block != "" && e.To == Remaking }

// Who returns the account that wrote the entry, or the name where there is none.
func (e Entry) Who() string { return cmp.Or(e.User, e.By) }

// EntriesInForce returns the entries that hold: all except those that were voided and
// the voidings themselves. The slice may be the journal itself and is not to be
// changed.
func (app *Application) EntriesInForce() []Entry {
	if !app.Voided() {
		return app.Journal
	}
	var out []Entry
	for _, e := range app.Journal {
		if e.Event == Void {
			out = slices.DeleteFunc(out, func(o Entry) bool { return o.Seq == e.Ref })
			continue
		}
		out = append(out, e)
	}
	return out
}

// Voided reports whether any entry was voided.
func (app *Application) Voided() bool {
	return slices.ContainsFunc(app.Journal, func(e Entry) bool { return e.Event == Void })
}

// InForce reports whether an entry of the journal holds: it was not voided (撤销误登), and
// does not void another.
func (app *Application) InForce(seq int) bool {
	return slices.ContainsFunc(app.EntriesInForce(), func(e Entry) bool { return e.Seq == seq })
}

// Closing returns the entry that first answered or ended the application, which is the
// one that counts; the zero Entry while there is none.
func (app *Application) Closing() Entry {
	for _, e := range app.EntriesInForce() {
		if e.closes() {
			return e
		}
	}
	return Entry{}
}

// sinceAnswer returns the entries in force from the latest answer or ending on; none
// before there is one.
func (app *Application) sinceAnswer() []Entry {
	all := app.EntriesInForce()
	for i, e := range slices.Backward(all) {
		if e.closes() {
			return all[i:]
		}
	}
	return nil
}

// after reports whether one of the events happened since the latest answer or ending.
func (app *Application) after(events ...Event) bool {
	return slices.ContainsFunc(app.sinceAnswer(), func(e Entry) bool { return slices.Contains(events, e.Event) })
}

// Answers returns the answers given, the first one and those made again, in order.
func (app *Application) Answers() []Entry {
	var out []Entry
	for _, e := range app.EntriesInForce() {
		if e.Event == Answer && e.closes() {
			out = append(out, e)
		}
	}
	return out
}

// Replay derives an application from its journal alone: every column but ID, Office and
// Token. While it is open the calendar decides the due date; once it has ended, the
// journal does.
func Replay(journal []Entry, cal *calendar.Calendar) *Application {
	app := &Application{}
	for _, e := range journal {
		app.fold(e)
		app.Version++
	}
	if len(journal) > 0 {
		app.settle(app.Law(cal))
	}
	return app
}

// Last returns the latest entry in force of an event, and whether there is one.
func (app *Application) Last(event Event) (Entry, bool) {
	for _, e := range slices.Backward(app.EntriesInForce()) {
		if e.Event == event {
			return e, true
		}
	}
	return Entry{}, false
}

// has reports whether the event happened and was not voided.
func (app *Application) has(event Event) bool { _, ok := app.Last(event); return ok }

// lastSeq returns the number of the latest entry of the event; 0 if there is none.
func (app *Application) lastSeq(event Event) int { e, _ := app.Last(event); return e.Seq }

// asked returns the number of the entry that a correction or a payment answers: the one
// for which the clock stands still, otherwise the latest; 0 if there is none.
func (app *Application) asked(event Event) int {
	for _, e := range app.EntriesInForce() {
		if e.Event == event && app.waitsFor(e.Seq) {
			return e.Seq
		}
	}
	return app.lastSeq(event)
}

// Consulting returns the consultations whose opinion has not come back.
func (app *Application) Consulting() []Entry {
	var open []Entry
	for _, e := range app.EntriesInForce() {
		switch e.Event {
		case Consult:
			open = append(open, e)
		case Consulted:
			open = slices.DeleteFunc(open, func(o Entry) bool { return o.Seq == e.Ref })
		default: // leaves them as they are
		}
	}
	return open
}

// consultation returns the open consultation that ref names, or the oldest if ref is 0;
// the zero Entry if there is none.
func (app *Application) consultation(ref int) Entry {
	for _, e := range app.Consulting() {
		if ref == 0 || e.Seq == ref {
			return e
		}
	}
	return Entry{}
}
