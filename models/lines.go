package models

import (
	"context"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

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
	lines map[string]*statistics.Amount, by string, at time.Time,
) error {
	var rows []handLineRow
	for _, line := range slices.Sorted(maps.Keys(lines)) {
		n := lines[line]
		rows = append(rows,
			handLineRow{Office: office, Year: year, Form: form, Line: line, Amount: (*int64)(n), ByUser: by, At: moment(at)})
	}
	err := s.change(ctx, func(tx *gorm.DB) error {
		return attestNew(tx, slices.Clone(rows)) // a lost race runs this again, and create fills in IDs
	})
	if foreign(err) {
		return noOffice(office)
	}
	return err
}

// HandLines implements [report.Store]. Only the latest row of each line counts; a line
// whose latest row has no amount is left out.
func (s *Store) HandLines(
	ctx context.Context, office string, year int, form string,
) (map[string]statistics.Amount, error) {
	var rows []handLineRow
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
