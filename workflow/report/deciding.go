package report

import (
	"context"
	"slices"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
)

// DecidingField returns the field whose day decides that a condition holds for the
// facts: the day that must fall into the period, otherwise any day that must be
// present. What must be absent decides nothing. "" if no day decides.
func DecidingField(c cond.Cond, f cond.Facts, p calendar.Period) cond.Field {
	field, _ := decider(c, f, p)
	return field
}

// decider returns the field with its weight: a day in the period says more than one
// before its end.
func decider(c cond.Cond, f cond.Facts, p calendar.Period) (field cond.Field, weight int) {
	switch c := c.(type) {
	case cond.Falls:
		return c.Field, map[cond.When]int{cond.Before: 1, cond.ByEnd: 1, cond.During: 2}[c.When]
	case cond.Span:
		return c.Field, 1
	case cond.All:
		for _, part := range c {
			if got, w := decider(part, f, p); w > weight {
				field, weight = got, w
			}
		}
	case cond.Any:
		// Of alternatives, the one that holds is the one that counted.
		if i := slices.IndexFunc(c, func(c cond.Cond) bool { return cond.Match(c, f, p) }); i >= 0 {
			return decider(c[i], f, p)
		}
	case cond.Is, cond.Contains, cond.Not:
	}
	return field, weight
}

// deciding returns, for each field of a day, the entry that set it for an application
// or for one of its disputes or payments; no is the entry with which that began, 0 for
// the application.
var deciding = map[cond.Field]func(app *workflow.Application, no int) workflow.Entry{
	cond.FieldEntered:  receiving,
	cond.FieldReceived: receiving,
	cond.FieldClosed: func(app *workflow.Application, no int) workflow.Entry {
		if no == 0 {
			return app.Closing()
		}
		return latestAbout(app, no)
	},
	cond.FieldAccepted: func(app *workflow.Application, no int) workflow.Entry {
		return latestAbout(app, no, workflow.AcceptReview, workflow.AcceptSuit, workflow.Retry)
	},
	cond.FieldPaid: func(app *workflow.Application, no int) workflow.Entry { return entryAt(app, no) },
}

// receiving returns the entry that fixed the present day of receipt. A correction that
// left the day as it was decides nothing.
func receiving(app *workflow.Application, _ int) workflow.Entry {
	for _, e := range app.EntriesInForce() {
		if e.Received != "" && e.Received == app.Received {
			return e
		}
	}
	return workflow.Entry{}
}

// latestAbout returns the latest entry in force of a dispute, of one of the events if
// any are given.
func latestAbout(app *workflow.Application, no int, events ...workflow.Event) workflow.Entry {
	for _, e := range slices.Backward(app.About(workflow.Dispute{No: no})) {
		if len(events) == 0 || slices.Contains(events, e.Event) {
			return e
		}
	}
	return workflow.Entry{}
}

// entryAt returns the entry with this number; the zero Entry if there is none.
func entryAt(app *workflow.Application, seq int) workflow.Entry {
	if seq < 1 || seq > len(app.Journal) {
		return workflow.Entry{}
	}
	return app.Journal[seq-1]
}

// Decides returns the entry that makes the application count under a condition or, if
// no is not 0, the dispute or payment that began with that entry. The zero
// DecidingEntry means that no entry decides.
func Decides(
	app *workflow.Application, of cond.Subject, where cond.Cond, no int, p calendar.Period,
) workflow.DecidingEntry {
	facts := factsOf(app, of, no)
	field := DecidingField(where, facts, p)
	find, ok := deciding[field]
	if !ok {
		return workflow.DecidingEntry{}
	}
	e := find(app, no)
	if e.Seq == 0 {
		return workflow.DecidingEntry{}
	}
	return workflow.DecidingEntry{Seq: e.Seq, Event: e.Event, On: calendar.Date(facts.Fact(field))}
}

// factsOf returns the facts of the thing that is counted; empty ones if it does not
// exist.
func factsOf(app *workflow.Application, of cond.Subject, no int) cond.Facts {
	switch of {
	case cond.Disputes:
		for _, d := range app.Disputes {
			if d.No == no {
				return d
			}
		}
		return workflow.Dispute{}
	case cond.Payments:
		for _, p := range app.Payments() {
			if p.No == no {
				return p
			}
		}
		return workflow.Payment{}
	case cond.Applications:
	}
	return app
}

// decide records in each line of the list behind a number which entry decides, as the
// journals stood at a moment; zero is the present.
func (d Reports) decide(ctx context.Context, cell Cell, at time.Time, briefs []workflow.Brief) error {
	apps, err := d.journalsAt(ctx, briefs, at)
	if err != nil {
		return err
	}
	for i, b := range briefs {
		briefs[i].Decides = decidedBy(apps[b.ID], b.No)(cell)
	}
	return nil
}

// journalsAt returns the applications of a list as their journals stood at a moment
// (zero: the present), by ID.
func (d Reports) journalsAt(
	ctx context.Context, briefs []workflow.Brief, at time.Time,
) (map[workflow.ID]*workflow.Application, error) {
	ids := idsOf(briefs)
	journals, err := d.Desk.Store.Journals(ctx, ids...)
	if err != nil {
		return nil, err
	}
	out := map[workflow.ID]*workflow.Application{}
	for _, id := range ids {
		app := &workflow.Application{ID: id, Journal: journals[id]}
		if !at.IsZero() {
			app.Journal = app.Journal[:app.WrittenBy(at)]
		}
		out[id] = fromJournal(id, app.Journal)
	}
	return out, nil
}

// fromJournal returns an application as its journal alone tells it: columns of today
// must not decide what counted then.
func fromJournal(id workflow.ID, journal []workflow.Entry) *workflow.Application {
	app := &workflow.Application{ID: id, Journal: journal}
	app.Refold()
	return app
}

// idsOf returns the applications of a list, each once, in order.
func idsOf(briefs []workflow.Brief) []workflow.ID {
	out := eachID(briefs)
	slices.Sort(out)
	return slices.Compact(out)
}

// eachID returns the applications of a list, line by line.
func eachID(briefs []workflow.Brief) []workflow.ID {
	var out []workflow.ID
	for _, b := range briefs {
		out = append(out, b.ID)
	}
	return out
}

// BehindKept returns what was behind one number of a submitted report, with the entry
// that decided by the journals as they then stood. A line that the form no longer has
// is decided by no entry.
func (d Reports) BehindKept(ctx context.Context, o Options, kept Frozen, line, col string) ([]workflow.Brief, error) {
	all := kept.Behind(line, col)
	cell, err := d.Cell(ctx, o, line, col)
	if err != nil {
		return all, nil //nolint:nilerr // the list stands, whatever has become of the form
	}
	return all, d.decide(ctx, cell, kept.At, all)
}
