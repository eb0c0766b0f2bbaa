package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
)

// handLineRow is one row of hand_lines: a number of the report typed in by hand. Rows
// are only added; the latest of a line holds.
type handLineRow struct {
	ID     int64 `gorm:"primaryKey"`
	Office string
	Year   int
	Form   string // code of the edition
	Line   string // code of the line in the form
	Amount *int64 // in ten-thousandths, as statistics.Amount; NULL takes the number back
	ByUser string
	At     string
}

// TableName implements GORM's Tabler.
func (handLineRow) TableName() string { return "hand_lines" }

// SetHandLines implements [report.Store]. A nil amount takes back the one before it.
func (s *Store) SetHandLines(
	ctx context.Context, office string, year int, form string,
	decide report.DecideLines, by string, at time.Time,
) error {
	return s.change(ctx, func(tx *gorm.DB) error {
		if err := s.holdOffice(tx, office); err != nil {
			return err
		}
		stands, err := handLines(tx, office, year, form)
		if err != nil {
			return err
		}
		lines, err := decide(stands)
		if err != nil {
			return err
		}
		var rows []handLineRow
		for line, n := range lines {
			rows = append(rows,
				handLineRow{Office: office, Year: year, Form: form, Line: line, Amount: (*int64)(n), ByUser: by, At: moment(at)})
		}
		return create(tx, rows)
	})
}

// holdOffice keeps everybody else from deciding on the office's lines until the
// transaction ends. SQLite has one writer as it is. An unknown office is Invalid.
func (s *Store) holdOffice(tx *gorm.DB, office string) error {
	hold := "SELECT code FROM offices WHERE code = ?"
	if s.postgres {
		hold += " FOR NO KEY UPDATE"
	}
	var found []string
	if err := tx.Raw(hold, office).Scan(&found).Error; err != nil {
		return err
	}
	if len(found) == 0 {
		return noOffice(office)
	}
	return nil
}

// HandLines implements [report.Store].
func (s *Store) HandLines(
	ctx context.Context, office string, year int, form string,
) (map[string]statistics.Amount, error) {
	out, err := handLines(s.read.WithContext(ctx), office, year, form)
	return out, wrap(err)
}

// handLines reads the numbers that were typed in. Only the latest row of each line
// counts; a line whose latest row has no amount is left out.
func handLines(tx *gorm.DB, office string, year int, form string) (map[string]statistics.Amount, error) {
	var rows []handLineRow
	err := tx.Raw(`SELECT h.line, h.amount FROM hand_lines h
JOIN (SELECT MAX(id) AS id FROM hand_lines WHERE office = ? AND year = ? AND form = ? GROUP BY line) latest
ON latest.id = h.id
WHERE h.amount IS NOT NULL`, office, year, form).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	out := map[string]statistics.Amount{}
	for _, r := range rows {
		out[r.Line] = statistics.Amount(*r.Amount)
	}
	return out, nil
}
