package models

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"gongkai/workflow"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

// briefColumns are the columns of [briefRow].
const briefColumns = "applications.id, applications.number, applications.office, applications.channel, " +
	"applications.kind, applications.name, applications.content, applications.state, applications.stopped, " +
	"applications.provisional, applications.received, applications.due, applications.closed, applications.outcome, " +
	"applications.stage, applications.draft, applications.unit, applications.handler, applications.letter, " +
	"applications.latest, applications.dispatched, applications.delivered"

// sortable are the fields a list can be sorted by; "" is the order of logging.
var sortable = map[cond.Field]bool{
	"": true, cond.FieldReceived: true, cond.FieldDue: true,
	cond.FieldNumber: true, cond.FieldClosed: true,
	cond.FieldDeadline: true, cond.FieldUrgency: true,
}

// List implements [workflow.Store]. Page and total are read one after the other, not
// in one snapshot: a total that is off by one new application hurts nobody.
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

// total is how many there are in all, n of which are on the page. The last page tells
// by itself, unless it is empty; otherwise they are counted.
func (s *Store) total(ctx context.Context, q workflow.Query, found *search, n int) (int, error) {
	if q.Untotalled {
		return 0, nil
	}
	total := int64(q.Offset + n)
	if n == q.Limit && q.Limit > 0 || n == 0 && q.Offset > 0 {
		if err := rowsToCount(s.read.WithContext(ctx), q, found).Count(&total).Error; err != nil {
			return 0, err
		}
	}
	if q.Cap > 0 {
		total = min(total, int64(q.Cap))
	}
	return int(total), nil
}

// listRow is a line of a list, with the dispute in a list of disputes.
type listRow struct {
	Brief briefRow   `gorm:"embedded"`
	Case  disputeRow `gorm:"embedded;embeddedPrefix:case_"` // zero in other lists
	// Payment is the entry of the payment in a list of payments, otherwise 0.
	Payment int
}

// listed are the columns to select for a list of a subject.
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

// joined are the tables of which an application can have several rows.
var joined = map[cond.Subject]string{cond.Disputes: "disputes", cond.Payments: "payments"}

// matching narrows tx to the rows a query is about.
func matching(tx *gorm.DB, q workflow.Query, found *search) *gorm.DB {
	if table, ok := joined[q.Of]; ok {
		tx = tx.Joins("JOIN " + table + " ON " + table + ".application_id = applications.id")
	}
	for _, part := range []struct {
		of   cond.Subject
		cond cond.Cond
	}{{scoped(q), q.Scope}, {q.Of, q.Where}} {
		if part.cond != nil {
			sql, args := conditionSQL{part.of, q.Period, found.common()}.where(part.cond)
			tx = tx.Where(sql, args...)
		}
	}
	return tx
}

// scoped says whose columns the scope is put to. It is a condition on applications,
// but one on offices alone can be put to disputes and payments: they repeat the
// office and have an index by it.
func scoped(q workflow.Query) cond.Subject {
	if slices.Equal(cond.FieldsOf(q.Scope), []cond.Field{cond.FieldOffice}) {
		return q.Of
	}
	return cond.Applications
}

// underWay says whether a condition asks for what is under way. There is little of
// that, however much has been answered over the years, so it is best found by state
// and then sorted. SQLite keeps no statistics and would walk everything in order.
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

// rowsToCount are the rows to count, no more of them than the query wants to know of.
func rowsToCount(tx *gorm.DB, q workflow.Query, found *search) *gorm.DB {
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

// page sorts the rows and cuts one page out. Ties go by ID, so that pages never
// overlap.
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
	put := "" // goes before each column to sort by
	if tx.Name() == "sqlite" && underWay(q.Where) {
		put = "+" // SQLite uses no index for an expression
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
