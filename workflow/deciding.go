package workflow

import (
	"context"
	"slices"
	"time"
)

// DecidingField is the field whose day decides that a condition holds for the
// facts: the day that has to fall into the period, else any day that has to be
// there. What has to be absent decides nothing. "" if no day decides.
func DecidingField(c Cond, f Facts, p Period) Field {
	field, _ := decider(c, f, p)
	return field
}

// decider gives the field with its weight: a day of the period says more than one
// before its end.
func decider(c Cond, f Facts, p Period) (field Field, weight int) {
	switch c := c.(type) {
	case Falls:
		return c.Field, map[When]int{Before: 1, ByEnd: 1, During: 2}[c.When]
	case Span:
		return c.Field, 1
	case All:
		for _, part := range c {
			if got, w := decider(part, f, p); w > weight {
				field, weight = got, w
			}
		}
	case Any:
		if i := slices.IndexFunc(c, func(c Cond) bool { return Match(c, f, p) }); i >= 0 {
			return decider(c[i], f, p)
		}
	case Is, Contains, Not:
	}
	return field, weight
}

// deciding finds the entry that gave an application, or one of its disputes or
// payments (no is the entry that began it), the day of a field.
var deciding = map[Field]func(app *Application, no int) Entry{
	FieldEntered:  receiving,
	FieldReceived: receiving,
	FieldClosed: func(app *Application, no int) Entry {
		if no == 0 {
			return app.closing()
		}
		return latestAbout(app, no)
	},
	FieldAccepted: func(app *Application, no int) Entry { return latestAbout(app, no, AcceptReview, AcceptSuit, Retry) },
	FieldPaid:     func(app *Application, no int) Entry { return entryAt(app, no) },
}

// receiving is the entry that fixed the day of receipt as it is: a correction that
// left the day alone decides nothing.
func receiving(app *Application, _ int) Entry {
	for _, e := range app.effective() {
		if e.Received != "" && e.Received == app.Received {
			return e
		}
	}
	return Entry{}
}

// latestAbout is the latest effective entry of a dispute, of one of the events if
// any are named.
func latestAbout(app *Application, no int, events ...Event) Entry {
	for _, e := range slices.Backward(app.about(Dispute{No: no})) {
		if len(events) == 0 || slices.Contains(events, e.Event) {
			return e
		}
	}
	return Entry{}
}

// entryAt is the entry of a number; the zero entry if there is none.
func entryAt(app *Application, seq int) Entry {
	if seq < 1 || seq > len(app.Journal) {
		return Entry{}
	}
	return app.Journal[seq-1]
}

// Decides finds the entry that makes the application count where a condition is
// what counts, or with no the dispute or payment that began with that entry.
func Decides(app *Application, of Subject, where Cond, no int, p Period) DecidingEntry {
	facts := factsOf(app, of, no)
	field := DecidingField(where, facts, p)
	find, ok := deciding[field]
	if !ok {
		return DecidingEntry{}
	}
	e := find(app, no)
	if e.Seq == 0 {
		return DecidingEntry{}
	}
	return DecidingEntry{e.Seq, e.Event, Date(facts.Fact(field))}
}

// factsOf are those of the thing that is counted.
func factsOf(app *Application, of Subject, no int) Facts {
	switch of {
	case Disputes:
		for _, d := range app.Disputes {
			if d.No == no {
				return d
			}
		}
		return Dispute{}
	case Payments:
		for _, p := range app.Payments() {
			if p.No == no {
				return p
			}
		}
		return Payment{}
	case Applications:
	}
	return app
}

// decide notes in each line of the list behind a number which entry decides, as
// the journals stood at a moment; zero is the present.
func (d *Desk) decide(ctx context.Context, cell Cell, at time.Time, briefs []Brief) error {
	journals, err := d.Store.Journals(ctx, idsOf(briefs)...)
	if err != nil {
		return err
	}
	for i, b := range briefs {
		app := &Application{ID: b.ID, Journal: journals[b.ID]}
		if !at.IsZero() {
			app.Journal = app.Journal[:app.known(at)]
		}
		app.refold()
		briefs[i].Decides = Decides(app, cell.Query.Of, cell.Cond, b.No, cell.Query.Period)
	}
	return nil
}

// idsOf are the applications of a list, each once.
func idsOf(briefs []Brief) []ID {
	out := eachID(briefs)
	slices.Sort(out)
	return slices.Compact(out)
}

// eachID are the applications of a list, line by line.
func eachID(briefs []Brief) []ID {
	var out []ID
	for _, b := range briefs {
		out = append(out, b.ID)
	}
	return out
}

// BehindKept lists what was behind one number of a report that was handed in, with
// the entry that decided by the journals as they stood then. A line that the form
// no longer has is decided by none.
func (d *Desk) BehindKept(ctx context.Context, o ReportOptions, kept Frozen, line, col string) ([]Brief, error) {
	all := kept.Behind(line, col)
	cell, err := d.Cell(ctx, o, line, col)
	if err != nil {
		return all, nil //nolint:nilerr // the list stands, whatever has become of the form
	}
	return all, d.decide(ctx, cell, kept.At, all)
}
