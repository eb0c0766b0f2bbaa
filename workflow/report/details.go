package report

import (
	"context"
	"slices"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/statistics"
)

// Details are the lists behind all numbers of a report at once, for a file that shows
// every one of them. An application is read once, however many numbers it counts in.
type Details struct {
	rows  []workflow.Brief
	lists map[place][]detail
}

// place is one number of a report: a line and a column. Line codes differ between the
// forms of an edition.
type place struct{ line, col string }

// detail is one line of a list: which of the rows, and the entry that decides here. The
// same application may count by one entry here and by another there.
type detail struct {
	row     int
	decides workflow.DecidingEntry
}

// Progress is told how many things behind the numbers will be read, and of each that
// has been.
type Progress interface {
	Of(total int)
	Step()
}

// portion is how many applications are held in memory with their journals at a time.
const portion = 500

// Behind returns the list behind one number, in order of application number; empty if
// nothing is behind it.
func (d Details) Behind(line, col string) []workflow.Brief {
	var out []workflow.Brief
	for _, one := range d.lists[place{line, col}] {
		b := d.rows[one.row]
		b.Decides = one.decides
		out = append(out, b)
	}
	return out
}

// add adds one row to the lists of the cells that count it.
func (d *Details) add(b workflow.Brief, cells []Cell, decides func(Cell) workflow.DecidingEntry) {
	if len(cells) == 0 {
		return
	}
	for _, c := range cells {
		at := place{c.Line.Code, c.Col.Code}
		d.lists[at] = append(d.lists[at], detail{len(d.rows), decides(c)})
	}
	d.rows = append(d.rows, b)
}

// Details returns what [Reports.Behind] lists for each number of a report that is
// counted. progress may be nil.
func (d Reports) Details(ctx context.Context, o Options, progress Progress) (Details, error) {
	edition, codes, err := d.asked(ctx, o)
	if err != nil {
		return Details{}, err
	}
	cells := countedCells(edition, codes, o.Year)
	counted, err := d.counted(ctx, o, cells, codes)
	if err != nil {
		return Details{}, err
	}
	if progress != nil {
		progress.Of(len(counted))
	}
	out := Details{lists: map[place][]detail{}}
	for some := range slices.Chunk(counted, portion) {
		if err := d.detail(ctx, o, &out, cells, some); err != nil {
			return Details{}, err
		}
		for range some {
			if progress != nil {
				progress.Step()
			}
		}
	}
	return out, nil
}

// asked returns the edition and the codes of the offices that a report is about.
func (d Reports) asked(ctx context.Context, o Options) (statistics.Edition, []string, error) {
	edition, err := o.edition()
	if err != nil {
		return edition, nil, err
	}
	_, codes, err := d.subject(ctx, o)
	return edition, codes, err
}

// countedCells returns every number of the report that is counted, in the order of the forms.
func countedCells(edition statistics.Edition, codes []string, year int) []Cell {
	var out []Cell
	for _, f := range edition.Forms {
		for _, l := range f.Lines {
			for _, c := range f.Cols {
				// What is typed in has nothing behind it.
				if cell, err := countedCell(f, l, c.Code); err == nil {
					out = append(out, cell.within(codes, year))
				}
			}
		}
	}
	return out
}

// countedItem is something that counts in at least one number.
type countedItem struct {
	Item
	of cond.Subject
}

// counted returns everything that counts in any of the cells: of each subject in
// order of application number, as the list behind a single number is.
func (d Reports) counted(ctx context.Context, o Options, cells []Cell, codes []string) ([]countedItem, error) {
	l, err := d.source(ctx, codes, o.moment())
	if err != nil {
		return nil, err
	}
	var out []countedItem
	for _, of := range []cond.Subject{cond.Applications, cond.Disputes, cond.Payments} {
		either := anyOf(cells, of)
		if len(either) == 0 {
			continue
		}
		items, err := l.items(ctx, of, either, codes, calendar.YearOf(o.Year))
		if err != nil {
			return nil, err
		}
		for _, i := range items {
			out = append(out, countedItem{i, of})
		}
	}
	return out, nil
}

// anyOf joins the conditions of all cells that count this subject.
func anyOf(cells []Cell, of cond.Subject) cond.Any {
	var out cond.Any
	for _, c := range cells {
		if c.Query.Of == of {
			out = append(out, c.Cond)
		}
	}
	return out
}

// items returns what meets a condition, in order of application number.
func (l source) items(
	ctx context.Context, of cond.Subject, where cond.Cond, offices []string, p calendar.Period,
) ([]Item, error) {
	var out []Item
	if l.at.IsZero() {
		where = cond.All{cond.InOffices(offices...), where}
		briefs, _, err := l.desk.List(ctx, workflow.Query{Of: of, Where: where, Period: p, Sort: cond.FieldNumber})
		for _, b := range briefs {
			out = append(out, Item{b.ID, b.No})
		}
		return out, err
	}
	for _, th := range l.snapshot.listed(of, where, offices, p) {
		out = append(out, th.Item)
	}
	return out, nil
}

// detail reads some of what counts, and adds each to the lists it belongs in.
func (d Reports) detail(ctx context.Context, o Options, out *Details, cells []Cell, some []countedItem) error {
	var ids []workflow.ID
	for _, i := range some {
		ids = append(ids, i.App)
	}
	apps, err := d.Applications(ctx, ids)
	if err != nil {
		return err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return err
	}
	for i, app := range apps {
		if o.AsOf != "" {
			if app, err = app.AsOfDay(o.AsOf, cal); err != nil {
				return err
			}
		}
		b := app.Brief()
		b.No = some[i].No
		out.add(b, countedIn(cells, app, some[i]), decidedBy(fromJournal(app.ID, app.Journal), some[i].No))
	}
	return nil
}

// countedIn returns the cells that count a thing.
func countedIn(cells []Cell, app *workflow.Application, item countedItem) []Cell {
	var out []Cell
	facts := factsOf(app, item.of, item.No)
	for _, c := range cells {
		if c.Query.Of == item.of && cond.Match(c.Cond, facts, c.Query.Period) {
			out = append(out, c)
		}
	}
	return out
}

// decidedBy says by which entry an application, or its dispute or payment of that
// number, counts in a cell.
func decidedBy(app *workflow.Application, no int) func(Cell) workflow.DecidingEntry {
	return func(c Cell) workflow.DecidingEntry {
		return Decides(app, c.Query.Of, c.Cond, no, c.Query.Period)
	}
}

// DetailsKept is [Reports.Details] of a submitted report: its own lists, each entry as
// the journals then stood.
func (d Reports) DetailsKept(ctx context.Context, o Options, kept Frozen) (Details, error) {
	out := Details{lists: map[place][]detail{}}
	edition, codes, err := d.asked(ctx, o)
	if err != nil {
		return out, err
	}
	cells := countedCells(edition, codes, o.Year)
	var lists [][]workflow.Brief
	for _, c := range cells {
		lists = append(lists, kept.Behind(c.Line.Code, c.Col.Code))
	}
	apps, err := d.journalsAt(ctx, slices.Concat(lists...), kept.At)
	if err != nil {
		return out, err
	}
	for i, c := range cells {
		for _, b := range lists[i] {
			out.add(b, []Cell{c}, decidedBy(apps[b.ID], b.No))
		}
	}
	return out, nil
}
