package models

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"gongkai/workflow"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

// briefColumns are what a list shows.
const briefColumns = "applications.id, applications.number, applications.office, applications.channel, " +
	"applications.kind, applications.name, applications.content, applications.state, applications.stopped, " +
	"applications.provisional, applications.received, applications.due, applications.closed, applications.outcome, " +
	"applications.stage, applications.draft, applications.unit, applications.handler, applications.letter, " +
	"applications.latest, applications.dispatched, applications.delivered"

// sortable are the fields a list can be sorted by.
var sortable = map[cond.Field]bool{
	"": true, cond.FieldReceived: true, cond.FieldDue: true,
	cond.FieldNumber: true, cond.FieldClosed: true,
	cond.FieldDeadline: true, cond.FieldUrgency: true,
}

// List implements [workflow.Store].
func (s *Store) List(ctx context.Context, q workflow.Query) ([]workflow.Brief, int, error) {
	if !sortable[q.Sort] {
		return nil, 0, fault.InputSort.Wrong("不能按“%s”排序", q.Sort)
	}
	found, err := s.searchFor(s.read.WithContext(ctx), q)
	if err != nil {
		return nil, 0, wrap(err)
	}
	var rows []listRow
	if err := page(s.read.WithContext(ctx), q, found).Select(listed(q.Of)).Find(&rows).Error; err != nil {
		return nil, 0, wrap(err)
	}
	total, err := s.total(ctx, q, found, len(rows))
	if err != nil {
		return nil, 0, wrap(err)
	}
	var out []workflow.Brief
	for _, r := range rows {
		b := r.Brief.brief()
		b.No = r.Case.No + r.Payment
		if q.Of == cond.Disputes {
			d := r.Case.dispute()
			b.Dispute = &d
		}
		out = append(out, b)
	}
	return out, total, nil
}

// total is how many there are in all, of which a page has n. It is counted only
// where the page does not tell: on the last page, unless it is empty, it does.
func (s *Store) total(ctx context.Context, q workflow.Query, found *search, n int) (int, error) {
	if q.Untotalled {
		return 0, nil
	}
	total := int64(q.Offset + n)
	if n == q.Limit && q.Limit > 0 || n == 0 && q.Offset > 0 {
		if err := counted(s.read.WithContext(ctx), q, found).Count(&total).Error; err != nil {
			return 0, err
		}
	}
	if q.Cap > 0 {
		total = min(total, int64(q.Cap))
	}
	return int(total), nil
}

// listRow is a line of a list, in a list of disputes with the dispute.
type listRow struct {
	Brief briefRow   `gorm:"embedded"`
	Case  disputeRow `gorm:"embedded;embeddedPrefix:case_"`
	// Payment is the entry of the payment, in a list of payments.
	Payment int
}

// listed are the columns for a list of a subject.
func listed(of cond.Subject) string {
	switch of {
	case cond.Payments:
		return briefColumns + ", payments.no AS payment"
	case cond.Disputes:
	default:
		return briefColumns
	}
	columns := briefColumns
	for _, name := range []string{"no", "block", "accepted", "closed",
		"result", "our_role", "stand", "filed", "deadline", "ruling"} {
		columns += ", disputes." + name + " AS case_" + name
	}
	return columns
}

// joined are the tables of what an application can have several of.
var joined = map[cond.Subject]string{cond.Disputes: "disputes", cond.Payments: "payments"}

// matching are the rows that a query is about, of those that tx has.
func matching(tx *gorm.DB, q workflow.Query, found *search) *gorm.DB {
	if table, ok := joined[q.Of]; ok {
		tx = tx.Joins("JOIN " + table + " ON " + table + ".application_id = applications.id")
	}
	for _, part := range []struct {
		of   cond.Subject
		cond cond.Cond
	}{{scoped(q), q.Scope}, {q.Of, q.Where}} {
		if part.cond != nil {
			sql, args := reading{part.of, q.Period, found.common()}.where(part.cond)
			tx = tx.Where(sql, args...)
		}
	}
	return tx
}

// scoped is whose columns the scope is asked of: the application's, as it is a
// condition on that. A scope of offices alone may be asked of its disputes and
// payments, which have the office too and an index by it.
func scoped(q workflow.Query) cond.Subject {
	if slices.Equal(cond.FieldsOf(q.Scope), []cond.Field{cond.FieldOffice}) {
		return q.Of
	}
	return cond.Applications
}

// underWay says whether a condition asks for what is under way. Of that there is
// little, whatever has been answered over the years: it is found by state and then
// put in order, where SQLite, which keeps no statistics, would rather walk through
// everything in order.
func underWay(c cond.Cond) bool {
	switch c := c.(type) {
	case cond.All:
		return slices.ContainsFunc(c, underWay)
	case cond.Is:
		under := c.Field == cond.FieldState && len(c.Any) > 0 ||
			c.Field == cond.FieldDraft && !slices.Contains(c.Any, "")
		return under && !slices.ContainsFunc(c.Any, func(v string) bool { return workflow.State(v).Ended() })
	}
	return false
}

// counted are the rows to count, as many as the query wants to know of.
func counted(tx *gorm.DB, q workflow.Query, found *search) *gorm.DB {
	from := tx.Table("applications")
	if found.counts(q) {
		from = found.rows(tx)
	}
	rows := matching(from, q, found)
	if q.Cap == 0 {
		return rows
	}
	return tx.Table("(?) AS counted", rows.Select("1").Limit(q.Cap))
}

// page puts the rows in order, ties by ID so that it is the same each time, and
// cuts one page out.
func page(tx *gorm.DB, q workflow.Query, found *search) *gorm.DB {
	from, id := tx.Table("applications"), "applications.id"
	if found.pages(q) {
		from, id = found.rows(tx), found.id()
	}
	tx = matching(from, q, found)
	way := ""
	if q.Desc || q.Sort == "" {
		way = " DESC"
	}
	put := "" // before what the rows are ordered by
	if tx.Name() == "sqlite" && underWay(q.Where) {
		put = "+" // of which no index knows
	}
	order := put + id + way
	if table, ok := joined[q.Of]; ok {
		order += ", " + table + ".no" + way
	}
	if column := columnOf(q.Of, q.Sort); column != absent {
		order = put + column + way + ", " + order
	}
	tx = tx.Order(order)
	if q.Limit > 0 {
		tx = tx.Limit(q.Limit)
	}
	if q.Offset > 0 {
		tx = tx.Offset(q.Offset)
	}
	return tx
}
