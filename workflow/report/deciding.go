package report

import (
	"context"
	"slices"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
)

// DecidingField is the field whose day decides that a condition holds for the
// facts: the day that has to fall into the period, else any day that has to be
// there. What has to be absent decides nothing. "" if no day decides.
func DecidingField(c cond.Cond, f cond.Facts, p calendar.Period) cond.Field {
	field, _ := decider(c, f, p)
	return field
}

// decider gives the field with its weight: a day of the period says more than one
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
		if i := slices.IndexFunc(c, func(c cond.Cond) bool { return cond.Match(c, f, p) }); i >= 0 {
			return decider(c[i], f, p)
		}
	case cond.Is, cond.Contains, cond.Not:
	}
	return field, weight
}

// deciding finds the entry that gave an application, or one of its disputes or
// payments (no is the entry that began it), the day of a field.
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

// receiving is the entry that fixed the day of receipt as it is: a correction that
// left the day alone decides nothing.
func receiving(app *workflow.Application, _ int) workflow.Entry {
	for _, e := range app.EntriesInForce() {
		if e.Received != "" && e.Received == app.Received {
			return e
		}
	}
	return workflow.Entry{}
}

// latestAbout is the latest effective entry of a dispute, of one of the events if
// any are named.
func latestAbout(app *workflow.Application, no int, events ...workflow.Event) workflow.Entry {
	for _, e := range slices.Backward(app.About(workflow.Dispute{No: no})) {
		if len(events) == 0 || slices.Contains(events, e.Event) {
			return e
		}
	}
	return workflow.Entry{}
}

// entryAt is the entry of a number; the zero entry if there is none.
func entryAt(app *workflow.Application, seq int) workflow.Entry {
	if seq < 1 || seq > len(app.Journal) {
		return workflow.Entry{}
	}
	return app.Journal[seq-1]
}

// Decides finds the entry that makes the application count where a condition is
// what counts, or with no the dispute or payment that began with that entry.
func Decides(
	app *workflow.Application,
	of cond.Subject,
	where cond.Cond,
	no int,
	p calendar.Period,
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

// factsOf are those of the thing that is counted.
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

// decide notes in each line of the list behind a number which entry decides, as
// the journals stood at a moment; zero is the present.
func (d Reports) decide(ctx context.Context, cell Cell, at time.Time, briefs []workflow.Brief) error {
	journals, err := d.Desk.Store.Journals(ctx, idsOf(briefs)...)
	if err != nil {
		return err
	}
	for i, b := range briefs {
		app := &workflow.Application{ID: b.ID, Journal: journals[b.ID]}
		if !at.IsZero() {
			app.Journal = app.Journal[:app.WrittenBy(at)]
		}
		app.Refold()
		briefs[i].Decides = Decides(app, cell.Query.Of, cell.Cond, b.No, cell.Query.Period)
	}
	return nil
}

// idsOf are the applications of a list, each once.
func idsOf(briefs []workflow.Brief) []workflow.ID {
	out := eachID(briefs)
	slices.Sort(out)
	return slices.Compact(out)
}

// eachID are the applications of a list, line by line.
func eachID(briefs []workflow.Brief) []workflow.ID {
	var out []workflow.ID
	for _, b := range briefs {
		out = append(out, b.ID)
	}
	return out
}

// BehindKept lists what was behind one number of a report that was handed in, with
// the entry that decided by the journals as they stood then. A line that the form
// no longer has is decided by none.
func (d Reports) BehindKept(ctx context.Context, o Options, kept Frozen, line, col string) ([]workflow.Brief, error) {
	all := kept.Behind(line, col)
	cell, err := d.Cell(ctx, o, line, col)
	if err != nil {
		return all, nil //nolint:nilerr // the list stands, whatever has become of the form
	}
	return all, d.decide(ctx, cell, kept.At, all)
}
