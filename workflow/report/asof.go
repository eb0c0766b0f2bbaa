package report

import (
	"context"
	"slices"
	"strings"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/statistics"
)

// What was known on a past day (某日所知) is read from the journals: of each application
// only what had been recorded by then, whatever day it is about. What became known
// later does not reach back.

// pastApplication is what the forms need to know of an application as it stood at a moment. It
// keeps far less than the application, since a whole office is held in memory at once.
type pastApplication struct {
	id       workflow.ID
	number   string
	office   string
	version  int // how many entries had been recorded
	fields   []cond.Field
	facts    []string // the values of fields, in the same order
	disputes []workflow.Dispute
	payments []workflow.Payment
}

// Fact implements [cond.Facts] for the fields in fields; "" for any other.
func (s *pastApplication) Fact(f cond.Field) string {
	if i := slices.Index(s.fields, f); i >= 0 {
		return s.facts[i]
	}
	return ""
}

// asPast keeps the given fields of an application, its disputes and its payments.
func asPast(app *workflow.Application, fields []cond.Field) *pastApplication {
	s := &pastApplication{id: app.ID, number: app.Number, office: app.Office, version: app.Version,
		fields: fields, disputes: app.Disputes, payments: app.Payments()}
	for _, f := range fields {
		s.facts = append(s.facts, app.Fact(f))
	}
	return s
}

// formFields returns the fields by which any form tells applications apart, each
// once.
func formFields() []cond.Field {
	var out []cond.Field
	for _, e := range Editions {
		for _, f := range e.Forms {
			for _, field := range f.Asks(cond.Applications) {
				if !slices.Contains(out, field) {
					out = append(out, field)
				}
			}
		}
	}
	return out
}

// snapshot is the applications of some offices as they stood at one moment, in
// order of ID.
type snapshot []*pastApplication

// snapshot reads the applications of the offices as they stood at a moment. Those not yet
// recorded then are missing.
func (d Reports) snapshot(ctx context.Context, offices []string, at time.Time) (snapshot, error) {
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	out, fields := snapshot{}, formFields()
	err = d.Desk.Store.Each(ctx, cond.InOffices(offices...), func(app *workflow.Application) error {
		if then := app.AsOf(at, cal); then != nil {
			out = append(out, asPast(then, fields))
		}
		return nil
	})
	return out, err
}

// countable is one thing that a line counts: an application, a dispute or a payment.
type countable struct {
	Item
	of    *pastApplication // the application to which it belongs
	facts cond.Facts
	yuan  statistics.Amount // of a payment; otherwise 0
}

// countables returns what the application contributes to lines that count this subject.
func (s *pastApplication) countables(of cond.Subject) []countable {
	var out []countable
	switch of {
	case cond.Disputes:
		for _, d := range s.disputes {
			// A dispute is asked about itself, but counts in the office of its application.
			out = append(out, countable{Item{s.id, d.No}, s, d, 0})
		}
	case cond.Payments:
		for _, p := range s.payments {
			out = append(out, countable{Item{s.id, p.No}, s, p, p.Yuan})
		}
	default:
		out = append(out, countable{Item{App: s.id}, s, s, 0})
	}
	return out
}

// group returns the thing as a group of one, for [statistics.Form.Count].
func (t countable) group() statistics.Group {
	if t.yuan != 0 {
		return statistics.Group{Facts: t.facts, Yuan: t.yuan}
	}
	return statistics.Group{Facts: t.facts, N: 1}
}

// tally fills the counting lines of a form, with the result that [Store] Tally has for
// the present.
func (s snapshot) tally(f statistics.Form, offices []string, p calendar.Period) statistics.Tally {
	t := statistics.Tally{}
	for _, of := range []cond.Subject{cond.Applications, cond.Disputes, cond.Payments} {
		var groups []statistics.Group
		for _, one := range s {
			if slices.Contains(offices, one.office) {
				for _, th := range one.countables(of) {
					groups = append(groups, th.group())
				}
			}
		}
		f.Count(t, of, groups, p)
	}
	return t
}

// matching returns what meets a condition, in order of application.
func (s snapshot) matching(of cond.Subject, where cond.Cond, offices []string, p calendar.Period) []countable {
	var out []countable
	for _, one := range s {
		if !slices.Contains(offices, one.office) {
			continue
		}
		for _, th := range one.countables(of) {
			if cond.Match(where, th.facts, p) {
				out = append(out, th)
			}
		}
	}
	return out
}

// listed returns what meets a condition in the order of the list behind a number of
// today: of application number.
func (s snapshot) listed(of cond.Subject, where cond.Cond, offices []string, p calendar.Period) []countable {
	out := s.matching(of, where, offices, p)
	slices.SortStableFunc(out, func(a, b countable) int { return strings.Compare(a.of.number, b.of.number) })
	return out
}

// source is where the numbers of a report are read from: the store as it is now, or the
// journals as they stood at a moment. Everything that is compared in one report goes
// through the same look.
type source struct {
	desk     Reports
	at       time.Time // the moment; zero: the present
	snapshot snapshot  // as of the moment; empty for the present

	// kept are the frozen reports of the office that is reported, of this year and last;
	// before is what was typed into last year's report, read when it is first needed.
	kept   []Frozen
	before *account.Remembered[map[string]statistics.Amount]
}

// source prepares to read the numbers of the offices at a moment.
func (d Reports) source(ctx context.Context, offices []string, at time.Time) (source, error) {
	// before is a pointer because a look is passed by value, and is to read it only
	// once.
	l := source{desk: d, at: at, before: &account.Remembered[map[string]statistics.Amount]{}}
	if at.IsZero() {
		return l, nil
	}
	var err error
	l.snapshot, err = d.snapshot(ctx, offices, at)
	return l, err
}

func (l source) tally(
	ctx context.Context, f statistics.Form, offices []string, p calendar.Period,
) (statistics.Tally, error) {
	if l.at.IsZero() {
		return l.desk.Store.Tally(ctx, f, offices, p)
	}
	return l.snapshot.tally(f, offices, p), nil
}

// names returns the applications behind a cell, in order of number. An application with
// two disputes that count is listed twice; a cell that is typed in has none.
func (l source) names(
	ctx context.Context, f statistics.Form, line, col string, offices []string, p calendar.Period,
) ([]string, error) {
	of, where, err := f.Cell(line, col)
	if err != nil {
		return nil, nil //nolint:nilerr // typed in: nothing is behind it
	}
	var out []string
	if !l.at.IsZero() {
		for _, th := range l.snapshot.matching(of, where, offices, p) {
			out = append(out, named(th.of.office, th.of.number, offices))
		}
		return out, nil
	}
	where = cond.All{cond.InOffices(offices...), where}
	briefs, _, err := l.desk.Desk.Store.List(ctx, workflow.Query{Of: of, Where: where, Period: p, Sort: cond.FieldNumber})
	for _, b := range briefs {
		out = append(out, named(b.Office, b.Number, offices))
	}
	return out, err
}

// named returns the number of an application, with its office if there are several.
func named(office, number string, offices []string) string {
	if len(offices) > 1 {
		return office + " " + number
	}
	return number
}

// handLines returns the numbers typed in by the moment, by line code. The history is in
// order, so the last number for a line holds; nil has taken it back.
func (l source) handLines(
	ctx context.Context, office string, year int, form string,
) (map[string]statistics.Amount, error) {
	if l.at.IsZero() {
		return l.desk.Store.HandLines(ctx, office, year, form)
	}
	history, err := l.desk.Store.HandHistory(ctx, office, year, form)
	out := map[string]statistics.Amount{}
	for _, t := range history {
		switch {
		case t.At.After(l.at):
		case t.N == nil:
			delete(out, t.Line)
		default:
			out[t.Line] = *t.N
		}
	}
	return out, err
}

// frozen returns the frozen reports asked for that existed at the moment and that the
// person may see.
func (l source) frozen(ctx context.Context, q FrozenQuery) ([]Frozen, error) {
	q.By = l.at
	all, err := l.desk.Store.Frozen(ctx, q)
	if err != nil {
		return nil, err
	}
	return l.seen(ctx, all)
}

// seen returns those of the reports that the person may see: only those whose offices
// are all within reach.
func (l source) seen(ctx context.Context, all []Frozen) ([]Frozen, error) {
	codes, everything, err := l.desk.Codes(ctx)
	// One office out of reach hides the whole report: its numbers would give the others
	// away.
	return slices.DeleteFunc(
		slices.Clone(all),
		func(f Frozen) bool { return !everything && len(without(f.Offices, codes)) > 0 },
	), err
}

// latest returns the latest revision of each report asked for. Where one of these
// cannot be read or is not the person's to see, it returns every revision, so that an
// earlier one can take its place.
func (l source) latest(ctx context.Context, q FrozenQuery) ([]Frozen, error) {
	q.By, q.Latest = l.at, true
	all, err := l.desk.Store.Frozen(ctx, q)
	if err != nil {
		return nil, err
	}
	out, err := l.seen(ctx, all)
	// As a rule that is all, and old revisions need not be read.
	if err == nil && len(out) == len(all) && !slices.ContainsFunc(out, func(f Frozen) bool { return f.Broken != "" }) {
		return out, nil
	}
	q.Latest = false
	return l.frozen(ctx, q)
}

// keptOf returns the frozen reports of a year of the office that is reported.
func (l source) keptOf(year int) []Frozen {
	return slices.DeleteFunc(slices.Clone(l.kept), func(f Frozen) bool { return f.Year != year })
}

// Behind returns what is behind one number of a report, one page of it, and how much
// there is in all. For a past day it returns what was behind the number then, as it
// was.
func (d Reports) Behind(
	ctx context.Context, o Options, line, col string, limit, offset int,
) (Cell, []workflow.Brief, int, error) {
	cell, err := d.Cell(ctx, o, line, col)
	if err != nil {
		return cell, nil, 0, err
	}
	if o.AsOf == "" {
		cell.Query.Limit, cell.Query.Offset = limit, offset
		briefs, total, err := d.List(ctx, cell.Query)
		if err != nil {
			return cell, nil, 0, err
		}
		return cell, briefs, total, d.decide(ctx, cell, time.Time{}, briefs)
	}
	briefs, total, err := d.behindThen(ctx, o, cell, limit, offset)
	if err != nil {
		return cell, nil, 0, err
	}
	return cell, briefs, total, d.decide(ctx, cell, o.moment(), briefs)
}

// behindThen is [Reports.Behind] for a past day, read from the journals.
func (d Reports) behindThen(
	ctx context.Context, o Options, cell Cell, limit, offset int,
) ([]workflow.Brief, int, error) {
	_, codes, err := d.subject(ctx, o)
	if err != nil {
		return nil, 0, err
	}
	l, err := d.source(ctx, codes, calendar.EndOf(o.AsOf))
	if err != nil {
		return nil, 0, err
	}
	all := l.snapshot.listed(cell.Query.Of, cell.Cond, codes, cell.Query.Period)
	out, err := d.briefsThen(ctx, page(all, limit, offset), o.AsOf)
	return out, len(all), err
}

// briefsThen returns the lines of things as they were known at the end of a day.
func (d Reports) briefsThen(ctx context.Context, things []countable, day calendar.Date) ([]workflow.Brief, error) {
	var ids []workflow.ID
	for _, th := range things {
		ids = append(ids, th.App)
	}
	apps, err := d.Applications(ctx, ids)
	if err != nil {
		return nil, err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	var out []workflow.Brief
	for i, app := range apps {
		then, err := app.AsOfDay(day, cal)
		if err != nil {
			return nil, err
		}
		b := then.Brief()
		b.No = things[i].No
		out = append(out, b)
	}
	return out, nil
}

// page cuts a page out of a list; limit 0 is everything from offset on.
func page[T any](all []T, limit, offset int) []T {
	all = all[min(offset, len(all)):]
	if limit > 0 {
		all = all[:min(limit, len(all))]
	}
	return all
}
