package models

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
	"gongkai/workflow/statistics"
)

// Tally implements [report.Store]. The database counts groups of rows that are equal
// in every field the form asks for; the form decides in which line a group counts.
func (s *Store) Tally(
	ctx context.Context, f statistics.Form, offices []string, p calendar.Period,
) (statistics.Tally, error) {
	if p.From == "" || p.To < p.From {
		return nil, fault.Errorf(fault.Invalid, "统计期间 %s 至 %s 不对", p.From, p.To)
	}
	t := statistics.Tally{}
	err := s.snapshot(ctx, func(tx *gorm.DB) error {
		for _, of := range []cond.Subject{cond.Applications, cond.Disputes} {
			groups, err := s.countGroups(tx, newGrouping(f, of, p), offices)
			if err != nil {
				return err
			}
			f.Count(t, of, groups, p)
		}
		return collected(tx, t, f, offices, p)
	})
	return t, err
}

// subject is what the tally must know of a table. The table is named after it.
type subject struct {
	of      cond.Subject
	columns []cond.Field // in the order of the index that is read
	began   cond.Field   // the day it began; what has a month column is this and closed
}

var subjects = map[cond.Subject]subject{
	cond.Applications: {
		cond.Applications,
		[]cond.Field{
			cond.FieldClosed, cond.FieldEntered, cond.FieldChannel, cond.FieldPace,
			cond.FieldOutcome, cond.FieldKind,
		},
		cond.FieldEntered,
	},
	cond.Disputes: {
		cond.Disputes,
		[]cond.Field{cond.FieldClosed, cond.FieldAccepted,
			cond.FieldOurRole, cond.FieldBlock, cond.FieldResult},
		cond.FieldAccepted,
	},
}

// dates are the fields that hold a day. Groups keep only how it lies to the period.
var dates = []cond.Field{cond.FieldEntered, cond.FieldReceived,
	cond.FieldClosed, cond.FieldDue, cond.FieldAccepted}

// grouping is the question for one form, subject and period.
type grouping struct {
	subject
	fields []cond.Field // what the form asks for, in the order of the index
	period calendar.Period
	months bool // the period is made of whole months, so months tell enough
	later  bool // nothing that ended before the period counts in any line
	sooner bool // nothing that began after the period does
}

// newGrouping works out what a form asks of a subject. Without lines about it, fields
// is empty.
func newGrouping(f statistics.Form, of cond.Subject, p calendar.Period) grouping {
	g := grouping{subject: subjects[of], period: p, months: wholeMonths(p), later: true, sooner: true}
	if len(f.LinesOf(of)) > 0 {
		g.fields = g.inOrder(f.Asks(of))
	}
	for _, l := range f.LinesOf(of) {
		g.later = g.later && needs(l.Where, g.notEndedBefore)
		g.sooner = g.sooner && needs(l.Where, g.begunByEnd)
	}
	return g
}

// inOrder puts fields into the order of the index, with both days even if only one is
// asked for: without them the database would have to sort the groups.
func (s subject) inOrder(asked []cond.Field) []cond.Field {
	var out []cond.Field
	for _, f := range s.columns {
		if slices.Contains(dates, f) || slices.Contains(asked, f) {
			out = append(out, f)
		}
	}
	for _, f := range asked {
		if !slices.Contains(s.columns, f) {
			out = append(out, f)
		}
	}
	return out
}

// wholeMonths says whether the period begins on the first day of a month and ends on
// the last day of one.
func wholeMonths(p calendar.Period) bool {
	return p.From != "" && p.To != "" && p.From <= p.To &&
		p.From.AddDays(-1).Month() != p.From.Month() && p.To.AddDays(1).Month() != p.To.Month()
}

// needs says whether the condition can hold only where some part that simple accepts
// holds.
func needs(c cond.Cond, simple func(cond.Cond) bool) bool {
	part := func(c cond.Cond) bool { return needs(c, simple) }
	switch c := c.(type) {
	case cond.All:
		return slices.ContainsFunc(c, part)
	case cond.Any:
		return !slices.ContainsFunc(c, func(c cond.Cond) bool { return !part(c) })
	}
	return simple(c)
}

// notEndedBefore accepts conditions that fail for whatever ended before the period.
// Nothing ends before it begins, so having begun in the period is one of them.
func (g grouping) notEndedBefore(c cond.Cond) bool {
	switch c := c.(type) {
	case cond.Falls:
		return c.When == cond.During && (c.Field == cond.FieldClosed || c.Field == g.began)
	case cond.Not:
		f, ok := c.Cond.(cond.Falls)
		return ok && f.Field == cond.FieldClosed && f.When != cond.During
	}
	return false
}

// begunByEnd accepts conditions that fail for whatever began after the period.
func (g grouping) begunByEnd(c cond.Cond) bool {
	f, ok := c.(cond.Falls)
	return ok && (f.Field == g.began || f.Field == cond.FieldClosed)
}

// column is the column a field is grouped by: the month where that tells enough, as
// there are far fewer months than days.
func (g grouping) column(f cond.Field) string {
	if g.months && (f == cond.FieldClosed || f == g.began) {
		return string(f) + "_month"
	}
	return columnOf(g.of, f)
}

// query is the SQL for one office. It reads a range of an index in its order, and
// nothing else. ended are the months in which something ended, or a query for them:
// given the months rather than a lower bound, SQLite can skip in each what began too
// late. PostgreSQL is faster with the bound, for which ended is nil.
func (g grouping) query(office string, ended any) (string, []any) {
	var names []string
	for _, f := range g.fields {
		names = append(names, g.column(f))
	}
	list := strings.Join(names, ", ")
	where, args := "office = ?", []any{office}
	switch {
	case g.later && ended != nil:
		where, args = where+" AND closed_month IN ?", append(args, ended)
	case g.later:
		where, args = where+" AND closed_month >= ?", append(args, g.period.From.Month())
	}
	if g.sooner {
		where, args = where+" AND "+string(g.began)+"_month <= ?", append(args, g.period.To.Month())
	}
	return "SELECT " + list + ", COUNT(*) FROM " + string(g.of) + " WHERE " + where + " GROUP BY " + list, args
}

// ended is a query for the months from the period on in which something of the office
// can have ended, and for never.
func (g grouping) ended(office string) clause.Expr {
	return gorm.Expr(`(WITH RECURSIVE ended (month) AS (SELECT ? UNION ALL
SELECT strftime('%Y-%m', month || '-01', '+1 month') FROM ended
WHERE month < (SELECT MAX(closed_month) FROM `+string(g.of)+` WHERE office = ? AND closed_month < ?))
SELECT month FROM ended UNION ALL SELECT ?)`, g.period.From.Month(), office, never, never)
}

// countGroups counts each office and joins groups the form cannot tell apart.
func (s *Store) countGroups(tx *gorm.DB, g grouping, offices []string) ([]statistics.Group, error) {
	if len(g.fields) == 0 {
		return nil, nil // the form counts nothing of the kind
	}
	found := groupSet{g: g, at: map[string]int{}}
	for _, office := range offices {
		if err := found.ask(tx, office, s.postgres); err != nil {
			return nil, err
		}
	}
	return found.groups, nil
}

// groupSet collects groups. Two groups that differ only in dates which lie alike to the
// period become one.
type groupSet struct {
	g      grouping
	groups []statistics.Group
	at     map[string]int // place in groups, by the values of a group
	key    []byte         // of the row being read; kept to spare allocations
}

// ask adds the groups of one office.
func (p *groupSet) ask(tx *gorm.DB, office string, postgres bool) error {
	var ended any
	if !postgres {
		ended = p.g.ended(office)
	}
	query, args := p.g.query(office, ended)
	rows, err := tx.Raw(query, args...).Rows()
	if err != nil {
		return err
	}
	return p.read(rows)
}

// read reads every row and closes rows.
func (p *groupSet) read(rows *sql.Rows) error {
	defer rows.Close() //nolint:errcheck // rows.Err has told
	values, n := make([]sql.RawBytes, len(p.g.fields)), 0
	into := make([]any, 0, len(values)+1)
	for i := range values {
		into = append(into, &values[i])
	}
	into = append(into, &n)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		p.add(values, n)
	}
	return rows.Err()
}

// add adds n to the group with these values, which it makes if there is none. The
// values are only valid until the next row, so they are copied into the key.
func (p *groupSet) add(values []sql.RawBytes, n int) {
	p.key = p.key[:0]
	for i, f := range p.g.fields {
		if slices.Contains(dates, f) {
			p.key = append(p.key, p.g.relation(string(values[i]))...)
		} else {
			p.key = append(p.key, values[i]...)
		}
		p.key = append(p.key, 0)
	}
	i, ok := p.at[string(p.key)]
	if !ok {
		i = len(p.groups)
		p.at[string(p.key)] = i
		p.groups = append(p.groups, statistics.Group{Facts: facts{p.g.fields, strings.Split(string(p.key), "\x00")}})
	}
	p.groups[i].N += n
}

// relation gives one day for all days that lie alike to the period: the day before it,
// its first, the day after it, or "" for none. It reads days and months.
func (g grouping) relation(date string) calendar.Date {
	from, to := string(g.period.From), string(g.period.To)
	if len(date) == len("2006-01") {
		from, to = g.period.From.Month(), g.period.To.Month()
	}
	switch {
	case date == "" || date == never:
		return ""
	case date < from:
		return g.period.From.AddDays(-1)
	case date > to:
		return g.period.To.AddDays(1)
	}
	return g.period.From
}

// facts are the values of a group, by field.
type facts struct {
	fields []cond.Field
	values []string
}

// Fact implements [cond.Facts].
func (f facts) Fact(field cond.Field) string {
	if i := slices.Index(f.fields, field); i >= 0 {
		return f.values[i]
	}
	return ""
}
