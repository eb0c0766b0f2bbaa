package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"gongkai/workflow/statistics"
)

// handRow is one row of hand_lines.
type handRow struct {
	ID     int64 `gorm:"primaryKey"`
	Office string
	Year   int
	Form   string
	Line   string
	Amount *int64
	ByUser string
	At     string
}

// TableName implements GORM's Tabler.
func (handRow) TableName() string { return "hand_lines" }

// SetHand implements [workflow.Store].
func (s *Store) SetHand(
	ctx context.Context,
	office string,
	year int,
	form string,
	lines map[string]*statistics.Amount,
	by string,
	at time.Time,
) error {
	var rows []handRow
	for line, n := range lines {
		rows = append(rows,
			handRow{Office: office, Year: year, Form: form, Line: line, Amount: (*int64)(n), ByUser: by, At: moment(at)})
	}
	err := s.change(ctx, func(tx *gorm.DB) error { return create(tx, rows) })
	if foreign(err) {
		return noOffice(office)
	}
	return err
}

// Hand implements [workflow.Store].
func (s *Store) Hand(ctx context.Context, office string, year int, form string) (map[string]statistics.Amount, error) {
	var rows []handRow
	err := s.read.WithContext(ctx).Raw(`SELECT h.line, h.amount FROM hand_lines h
JOIN (SELECT MAX(id) AS id FROM hand_lines WHERE office = ? AND year = ? AND form = ? GROUP BY line) latest
ON latest.id = h.id
WHERE h.amount IS NOT NULL`, office, year, form).Scan(&rows).Error
	if err != nil {
		return nil, wrap(err)
	}
	out := map[string]statistics.Amount{}
	for _, r := range rows {
		out[r.Line] = statistics.Amount(*r.Amount)
	}
	return out, nil
}
