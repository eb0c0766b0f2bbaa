package models

import (
	"cmp"
	"context"
	"time"

	"gorm.io/gorm"

	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// frozenRow is one row of frozen_reports, a report as it was submitted. Body is the
// truth; the columns before it repeat parts of it for those who ask with SQL.
type frozenRow struct {
	ID       int64 `gorm:"primaryKey"`
	Office   string
	Year     int
	Form     string // code of the edition
	Rollup   bool   // the offices below are counted too
	Revision int    // 1 for the first, one more for each correction
	At       string
	ByUser   string
	Digest   string // SHA-256 of Body, in hexadecimal
	Body     string
}

// TableName implements GORM's Tabler.
func (frozenRow) TableName() string { return "frozen_reports" }

// Freeze implements [report.Store]. A revision that already exists is a Conflict:
// somebody submitted at the same moment.
func (s *Store) Freeze(ctx context.Context, f report.Frozen) error {
	if !readable(f.By) || !readable(f.Body) {
		return &unread
	}
	r := frozenRow{
		Office: f.Office, Year: f.Year, Form: f.Form, Rollup: f.Rollup, Revision: f.Revision, At: moment(f.At), ByUser: f.By,
		Digest: f.Digest, Body: f.Body,
	}
	err := s.change(ctx, func(tx *gorm.DB) error {
		var there int64
		err := tx.Model(&frozenRow{}).Where("office = ? AND year = ? AND form = ? AND rollup = ? AND revision = ?",
			r.Office, r.Year, r.Form, r.Rollup, r.Revision).Count(&there).Error
		if err == nil && there > 0 {
			err = &duplicate
		}
		if err != nil {
			return err
		}
		r.ID = 0 // a lost race runs this again, and r may have an ID by then
		if err := tx.Create(&r).Error; err != nil {
			return err
		}
		return attest(tx, r)
	})
	if foreign(err) {
		return noOffice(f.Office)
	}
	return err
}

// Frozen implements [report.Store]. Broken reports are among the result, marked as
// such: one that was tampered with must be seen, not missed.
func (s *Store) Frozen(ctx context.Context, q report.FrozenQuery) ([]report.Frozen, error) {
	tx := s.read.WithContext(ctx)
	if len(q.Offices) > 0 {
		tx = tx.Where("office IN ?", q.Offices)
	}
	if q.Year != 0 {
		tx = tx.Where("year BETWEEN ? AND ?", cmp.Or(q.Since, q.Year), q.Year)
	}
	if q.Revision != 0 {
		tx = tx.Where("revision = ?", q.Revision)
	}
	if !q.By.IsZero() {
		tx = tx.Where("at <= ?", moment(q.By))
	}
	if q.Latest {
		tx = latest(tx, q.By)
	}
	open := report.OpenFrozen
	if q.Heads {
		tx, open = heads(tx), report.OpenHead
	}
	var rows []frozenRow
	if err := tx.Order("office, year, form, rollup, revision").Find(&rows).Error; err != nil {
		return nil, wrap(err)
	}
	var out []report.Frozen
	for _, r := range rows {
		out = append(out, r.frozen(open))
	}
	return out, nil
}

// latest leaves out each report that a later revision had replaced by a moment; the
// zero moment is now.
func latest(tx *gorm.DB, by time.Time) *gorm.DB {
	const later = `SELECT 1 FROM frozen_reports l WHERE l.office = frozen_reports.office AND l.year = frozen_reports.year
AND l.form = frozen_reports.form AND l.rollup = frozen_reports.rollup AND l.revision > frozen_reports.revision`
	if by.IsZero() {
		return tx.Where("NOT EXISTS (" + later + ")")
	}
	return tx.Where("NOT EXISTS ("+later+" AND l.at <= ?)", moment(by))
}

// heads reads of each body only what comes before the cells, which are by far the
// most of it.
func heads(tx *gorm.DB) *gorm.DB {
	place := "instr(body, ?)"
	if tx.Name() == "postgres" {
		place = "strpos(body, ?)"
	}
	return tx.Select("id, office, year, form, rollup, revision, at, by_user, digest, substr(body, 1, "+place+") AS body",
		report.BeforeCells)
}

// frozen opens the row. If its columns say something else than its body, the report
// is broken and goes by its columns, by which it was found.
func (r frozenRow) frozen(open func(body, digest string) report.Frozen) report.Frozen {
	f := open(r.Body, r.Digest)
	if f.Broken == "" && (f.Office != r.Office || f.Year != r.Year || f.Form != r.Form || f.Rollup != r.Rollup ||
		f.Revision != r.Revision || moment(f.At) != r.At || f.By != r.ByUser) {
		f.Broken = "各栏与内容不一致"
	}
	f.Office, f.Year, f.Form, f.Rollup, f.Revision = r.Office, r.Year, r.Form, r.Rollup, r.Revision
	return f
}

// HandHistory implements [report.Store], oldest first.
func (s *Store) HandHistory(ctx context.Context, office string, year int, form string) ([]report.Typed, error) {
	var rows []handLineRow
	err := s.read.WithContext(ctx).Where("office = ? AND year = ? AND form = ?", office, year, form).Order("id").
		Find(&rows).Error
	if err != nil {
		return nil, wrap(err)
	}
	return readAll(rows, handLineRow.typed)
}

func (r handLineRow) typed() (report.Typed, error) {
	at, err := momentOf(r.At)
	return report.Typed{Line: r.Line, N: (*statistics.Amount)(r.Amount), By: r.ByUser, At: at}, err
}
