package models

import (
	"context"
	"time"

	"gongkai/workflow"
)

// yearRow is one row of calendar_years.
type yearRow struct {
	Revision int64 `gorm:"primaryKey"`
	Year     int
	Text     string
	ByUser   string
	At       string
}

// TableName implements GORM's Tabler.
func (yearRow) TableName() string { return "calendar_years" }

// SetYear implements [workflow.Store].
func (s *Store) SetYear(ctx context.Context, y workflow.Year, by string, at time.Time) error {
	text := y.Text()
	if _, err := workflow.ParseYear(y.Year, text); err != nil {
		return err // it could not be read again
	}
	if !readable(text) {
		return &unread
	}
	r := yearRow{Year: y.Year, Text: text, ByUser: by, At: moment(at)}
	return wrap(s.write.WithContext(ctx).Create(&r).Error)
}

// Calendar implements [workflow.Store]. It asks the database only whether there
// is a new year; building a calendar is what takes time.
func (s *Store) Calendar(ctx context.Context) (*workflow.Calendar, error) {
	var revision int64
	if err := s.read.WithContext(ctx).Raw("SELECT COALESCE(MAX(revision), 0) FROM calendar_years").Scan(&revision).Error; err != nil {
		return nil, wrap(err)
	}
	s.calendar.Lock()
	defer s.calendar.Unlock()
	if s.calendar.built != nil && s.calendar.revision >= revision {
		return s.calendar.built, nil
	}
	built, err := s.buildCalendar(ctx, revision)
	if err != nil {
		return nil, err
	}
	s.calendar.revision, s.calendar.built = revision, built
	return built, nil
}

func (s *Store) buildCalendar(ctx context.Context, revision int64) (*workflow.Calendar, error) {
	if revision == 0 {
		return workflow.Published(), nil
	}
	var rows []yearRow
	if err := s.read.WithContext(ctx).Where("revision <= ?", revision).Order("revision").Find(&rows).Error; err != nil {
		return nil, wrap(err)
	}
	var years []workflow.Year // the later revision of a year comes later, and so holds
	for _, r := range rows {
		y, err := workflow.ParseYear(r.Year, r.Text)
		if err != nil {
			return nil, err
		}
		years = append(years, y)
	}
	return workflow.NewCalendar(years...), nil
}
