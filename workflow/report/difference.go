package report

import (
	"context"
	"slices"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/statistics"
)

// Difference is a number of a frozen report that has changed since, or that has other
// applications behind it (更正说明), and why. It is the material for a correction
// (docs/law.md §9.10).
type Difference struct {
	Table string
	Line  statistics.Line
	Col   statistics.Col
	Was   *statistics.Amount // nil: blank
	Is    *statistics.Amount
	In    []Shift // what counts now and did not then
	Out   []Shift // what counted then and does not now
	Typed []Typed // what was typed into the line since
}

// Same reports whether the number itself is unchanged.
func (d Difference) Same() bool { return equal(d.Was, d.Is) }

// Shift is an application that entered a number or left it. Because are the entries
// recorded since that made it do so; where there is none, Why says in Chinese what did.
type Shift struct {
	Item
	Number  string
	Office  string
	Because []workflow.Entry
	Why     string
}

// Differences compares a frozen report with what the journals say at a moment; revision
// 0 is the latest. No difference means that the report still stands as submitted.
func (d Reports) Differences(
	ctx context.Context, o Options, revision int, at time.Time,
) (Frozen, []Difference, error) {
	f, err := d.Revision(ctx, o, revision)
	if err != nil {
		return f, nil, err
	}
	r, l, err := d.reported(ctx, o, at)
	if err != nil {
		return f, nil, err
	}
	typed, err := d.Store.HandHistory(ctx, o.Office, o.Year, r.Edition.Name)
	if err != nil {
		return f, nil, err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return f, nil, err
	}
	c := comparison{f, r, l, cal, typed, map[workflow.ID]*workflow.Application{}}
	out := c.differences()
	// Read in one go, because many differences share their applications.
	if err := c.load(ctx, d, out); err != nil {
		return f, nil, err
	}
	return f, out, c.explain(out)
}

// comparison is of a frozen report with the same report at a later moment.
type comparison struct {
	was    Frozen
	is     Report // the same report at the moment
	source source
	cal    *calendar.Calendar
	typed  []Typed                               // everything typed into the report, in order
	apps   map[workflow.ID]*workflow.Application // those that entered or left a number, by ID
}

// differences returns the numbers that differ and which applications entered or left
// them. The reasons are for explain, once the applications are loaded.
func (c comparison) differences() []Difference {
	var out []Difference
	for i, form := range c.is.Edition.Forms {
		t, _ := c.was.table(form.Name)
		for _, line := range form.Lines {
			for _, col := range form.Cols {
				if line.Heading {
					continue
				}
				if d := c.difference(form, line, col, t, c.is.Tallies[i]); !d.Same() || len(d.In)+len(d.Out) > 0 {
					out = append(out, d)
				}
			}
		}
	}
	return out
}

// difference compares one cell; it is the same, with nothing in or out, where nothing
// changed.
func (c comparison) difference(
	form statistics.Form, line statistics.Line, col statistics.Col, was FrozenTable, is statistics.Tally,
) Difference {
	d := Difference{Table: form.Name, Line: line, Col: col, Is: is.Amount(line.Code, col.Code)}
	cell := was.cell(line.Code, col.Code)
	d.Was = cell.N
	// Only a typed line can differ because somebody typed.
	if line.ByHand && !d.Same() {
		for _, t := range c.typed {
			if t.Line == line.Code && t.At.After(c.was.At) {
				d.Typed = append(d.Typed, t)
			}
		}
	}
	of, where, err := form.Cell(line.Code, col.Code)
	if err != nil {
		return d // typed in: nothing is behind it
	}
	d.In, d.Out = c.shifts(cell.Items, of, where)
	return d
}

// shifts returns what entered a cell and what left it.
func (c comparison) shifts(had []Item, of cond.Subject, where cond.Cond) (in, out []Shift) {
	var has []Item
	for _, th := range c.source.snapshot.matching(of, where, c.is.Offices, calendar.YearOf(c.is.Year)) {
		has = append(has, th.Item)
	}
	return shifted(minus(has, had)), shifted(minus(had, has))
}

// shifted returns the items as shifts that are not yet explained.
func shifted(items []Item) []Shift {
	var out []Shift
	for _, item := range items {
		out = append(out, Shift{Item: item})
	}
	return out
}

// load reads every application that entered or left a number, all at once.
func (c comparison) load(ctx context.Context, d Reports, all []Difference) error {
	var ids []workflow.ID
	for _, diff := range all {
		for _, s := range slices.Concat(diff.In, diff.Out) {
			ids = append(ids, s.App)
		}
	}
	slices.Sort(ids)
	apps, err := d.Applications(ctx, slices.Compact(ids))
	for _, app := range apps {
		c.apps[app.ID] = app
	}
	return err
}

// explain adds to each shift why it happened.
func (c comparison) explain(all []Difference) error {
	for _, d := range all {
		form, _, err := c.is.Edition.Find(d.Line.Code)
		if err != nil {
			return err
		}
		of, where, err := form.Cell(d.Line.Code, d.Col.Code)
		if err != nil {
			continue // typed in: nothing is behind it
		}
		for i, s := range d.In {
			d.In[i] = c.shift(s.Item, of, where, false)
		}
		for i, s := range d.Out {
			d.Out[i] = c.shift(s.Item, of, where, true)
		}
	}
	return nil
}

// minus returns what is in a but not in b, where each is listed at most once.
func minus(a, b []Item) []Item {
	in := map[Item]bool{}
	for _, i := range b {
		in[i] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(i Item) bool { return in[i] })
}

// shift finds the entries at which the item entered or left, by replaying what was
// recorded since, one entry at a time. An entry of the very moment of submission counts
// as recorded since if the frozen report is right only then.
func (c comparison) shift(item Item, of cond.Subject, where cond.Cond, had bool) Shift {
	app := c.apps[item.App]
	s := Shift{Item: item, Number: app.Number, Office: app.Office}
	// Back to where the frozen report was right: an entry of that moment may be among
	// those it knew, or not.
	n := c.entriesFrozen(app)
	for n > 0 && c.counts(app, n, item, of, where) != had {
		n--
	}
	counted := c.counts(app, n, item, of, where)
	for _, e := range app.Journal[n:] {
		if e.At.After(c.source.at) {
			break
		}
		if now := c.counts(app, e.Seq, item, of, where); now != counted {
			s.Because, counted = append(s.Because, e), now
		}
	}
	switch {
	case len(s.Because) > 0:
	case !slices.Contains(c.was.Offices, app.Office):
		s.Why = "该机关在定稿以后才纳入汇总"
	case !slices.Contains(c.is.Offices, app.Office):
		s.Why = "该机关在定稿以后不再纳入汇总"
	default:
		s.Why = "没有新的办理记录，由程序的统计口径变动所致"
	}
	return s
}

// entriesFrozen returns how many entries of the application the frozen report knew. An old
// report did not keep it, and then the time of the entries decides.
func (c comparison) entriesFrozen(app *workflow.Application) int {
	if kept := c.was.app(app.ID); kept.Version > 0 {
		return kept.Version
	}
	return app.WrittenBy(c.was.At)
}

// counts reports whether the item met the condition after the first n entries.
func (c comparison) counts(app *workflow.Application, n int, item Item, of cond.Subject, where cond.Cond) bool {
	// Before it was split off it did not exist, and counted nowhere.
	if n < app.FirstOwn() {
		return false
	}
	then := asPast(app.UpTo(n, c.cal), formFields())
	return slices.ContainsFunc(then.countables(of), func(th countable) bool {
		return th.Item == item && cond.Match(where, th.facts, calendar.YearOf(c.is.Year))
	})
}
