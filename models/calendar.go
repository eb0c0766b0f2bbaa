package models

import (
	"context"

	"gorm.io/gorm"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
)

// yearRow is one row of calendar_years: the days off of a year as somebody imported
// them. Rows are only added; the latest of a year holds.
type yearRow struct {
	Revision int64 `gorm:"primaryKey"`
	Year     int
	Text     string // as calendar.Year.Text writes it
	ByUser   string
	At       string
}

// TableName implements GORM's Tabler.
func (yearRow) TableName() string { return "calendar_years" }

// localDayRow is one row of local_days. Rows are only added; the latest of an office
// and day holds.
type localDayRow struct {
	ID       int64 `gorm:"primaryKey"`
	Office   string
	Day      string
	Name     string
	Document string // number of the notice, or on what ground
	Off      bool   // false takes the day back
	ByUser   string
	At       string
}

// TableName implements GORM's Tabler.
func (localDayRow) TableName() string { return "local_days" }

// localSwitchRow is one row of local_switches: whether an office leaves its local
// days out of its terms. Rows are only added; the latest of an office holds.
type localSwitchRow struct {
	ID       int64 `gorm:"primaryKey"`
	Office   string
	Excluded bool // from the terms, so that they run longer
	Document string
	ByUser   string
	At       string
}

// TableName implements GORM's Tabler.
func (localSwitchRow) TableName() string { return "local_switches" }

// SetCalendar implements [workflow.Store]. The change, and the due dates it moves,
// are saved together or not at all: an error from agree takes everything back.
func (s *Store) SetCalendar(
	ctx context.Context, c calendar.Change, agree func([]workflow.Moved) error,
) ([]workflow.Moved, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	var moved []workflow.Moved
	err := s.change(ctx, func(tx *gorm.DB) (err error) {
		if err := s.alone(tx); err != nil {
			return err
		}
		if err := keepChange(tx, c); err != nil {
			return err
		}
		changes, err := calendarChanges(tx)
		if err == nil {
			moved, err = s.recalculate(tx, c, calendar.After(changes), agree)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return moved, nil
}

// alone waits until nobody else is changing an application, and keeps everybody from
// it until the transaction ends: no application may come in under the old calendar
// unseen. SQLite has only one writer anyway.
func (s *Store) alone(tx *gorm.DB) error {
	if !s.postgres {
		return nil
	}
	return tx.Exec("LOCK TABLE applications IN EXCLUSIVE MODE").Error
}

// keepChange writes the rows of a change, after checking its texts and its offices.
func keepChange(tx *gorm.DB, c calendar.Change) error {
	at, texts := moment(c.At), []string{c.By}
	var years []yearRow
	if c.Year != nil {
		years = append(years, yearRow{Year: c.Year.Year, Text: c.Year.Text(), ByUser: c.By, At: at})
		texts = append(texts, years[0].Text)
	}
	var days []localDayRow
	for _, d := range c.Days {
		days = append(days, localDayRow{Office: d.Office, Day: string(d.Date),
			Name: d.Name, Document: d.Document, Off: d.Off, ByUser: c.By, At: at})
		texts = append(texts, d.Name, d.Document)
	}
	var switches []localSwitchRow
	if sw := c.Switch; sw != nil {
		switches = append(switches,
			localSwitchRow{Office: sw.Office, Excluded: sw.Excluded, Document: sw.Document, ByUser: c.By, At: at})
		texts = append(texts, sw.Document)
	}
	for _, t := range texts {
		if !readable(t) {
			return &unread
		}
	}
	if err := officesOfChange(tx, c); err != nil {
		return err
	}
	if err := attestNew(tx, years); err != nil {
		return err
	}
	if err := attestNew(tx, days); err != nil {
		return err
	}
	return attestNew(tx, switches)
}

// officesOfChange refuses local days of an office that does not exist.
func officesOfChange(tx *gorm.DB, c calendar.Change) error {
	var codes []string
	for _, d := range c.Days {
		codes = append(codes, d.Office)
	}
	if c.Switch != nil {
		codes = append(codes, c.Switch.Office)
	}
	return offices(tx, codes)
}

// recalculate works out every open application anew by the calendar, asks agree about
// those whose dates move, and saves them if it does not object.
func (s *Store) recalculate(
	tx *gorm.DB, c calendar.Change, cal *calendar.Calendar, agree func([]workflow.Moved) error,
) ([]workflow.Moved, error) {
	var moved []workflow.Moved
	var changed []loadedApplication
	for last := int64(0); ; {
		apps, err := portion(tx, workflow.StillOpen, last)
		if err != nil {
			return nil, err
		}
		if len(apps) == 0 {
			break
		}
		for _, l := range apps {
			if m, ok := l.app.Recalculate(c, cal); ok {
				moved, changed = append(moved, m), append(changed, l)
			}
		}
		last = int64(apps[len(apps)-1].app.ID)
	}
	if err := agree(moved); err != nil {
		return nil, err
	}
	for _, l := range changed {
		if err := s.replace(tx, l, len(l.entries)); err != nil {
			return nil, err
		}
	}
	return moved, nil
}

// CalendarChanges implements [workflow.Store].
func (s *Store) CalendarChanges(ctx context.Context) (out []calendar.Change, err error) {
	err = s.snapshot(ctx, func(tx *gorm.DB) error {
		out, err = calendarChanges(tx)
		return err
	})
	return out, err
}

// calendarChanges reads all changes: of years, then of local days, then of switches,
// each in the order they were made. They are independent of one another.
func calendarChanges(tx *gorm.DB) ([]calendar.Change, error) {
	var years []yearRow
	var days []localDayRow
	var switches []localSwitchRow
	if err := tx.Order("revision").Find(&years).Error; err != nil {
		return nil, err
	}
	if err := tx.Order("id").Find(&days).Error; err != nil {
		return nil, err
	}
	if err := tx.Order("id").Find(&switches).Error; err != nil {
		return nil, err
	}
	var out []calendar.Change
	add := func(c calendar.Change, by, at string) (err error) {
		c.By = by
		c.At, err = momentOf(at)
		out = append(out, c)
		return err
	}
	for _, r := range years { // the later revision of a year comes later, and so holds
		y, err := calendar.ParseYear(r.Year, r.Text)
		if err == nil {
			err = add(calendar.Change{Year: &y}, r.ByUser, r.At)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, r := range days {
		day := calendar.LocalDay{Office: r.Office, Date: calendar.Date(r.Day), Name: r.Name, Document: r.Document, Off: r.Off}
		if err := add(calendar.Change{Days: []calendar.LocalDay{day}}, r.ByUser, r.At); err != nil {
			return nil, err
		}
	}
	for _, r := range switches {
		sw := calendar.LocalSwitch{Office: r.Office, Excluded: r.Excluded, Document: r.Document}
		if err := add(calendar.Change{Switch: &sw}, r.ByUser, r.At); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// calendarBuilt is the calendar built last, with the revision it is of.
type calendarBuilt struct {
	revision int64
	calendar *calendar.Calendar
}

// revision is the SQL for a number that grows with every change of the calendar.
const revision = `(SELECT COALESCE(MAX(revision), 0) FROM calendar_years)
+ (SELECT COALESCE(MAX(id), 0) FROM local_days) + (SELECT COALESCE(MAX(id), 0) FROM local_switches)`

// revisionQuery asks for the revision alone.
const revisionQuery = "SELECT " + revision

// Calendar implements [workflow.Store]. It asks the database only whether there was
// another change, as building a calendar is what takes time. It does not wait for
// somebody else who is building one: with a lock held while all connections are
// taken, neither would get on.
func (s *Store) Calendar(ctx context.Context) (*calendar.Calendar, error) {
	var revision int64
	if err := s.read.WithContext(ctx).Raw(revisionQuery).Scan(&revision).Error; err != nil {
		return nil, wrap(err)
	}
	return s.calendarOf(ctx, revision)
}

// calendarOf is the calendar of a revision that was just read: the one built last if
// it is of that revision, otherwise a new one, kept for the next call. Revision 0
// is the calendar the program brings.
func (s *Store) calendarOf(ctx context.Context, revision int64) (*calendar.Calendar, error) {
	was := s.calendar.Load()
	if was != nil && was.revision == revision {
		return was.calendar, nil
	}
	built := &calendarBuilt{revision, calendar.Published()}
	if revision > 0 {
		var err error
		if built, err = s.buildCalendar(ctx); err != nil {
			return nil, err
		}
	}
	if s.calendar.CompareAndSwap(was, built) {
		return built.calendar, nil
	}
	if now := s.calendar.Load(); now.revision == built.revision {
		return now.calendar, nil // somebody else built the same; share it
	}
	return built.calendar, nil
}

// buildCalendar reads the changes and their revision from one state of the database;
// read apart, an old calendar could be kept under a new revision.
func (s *Store) buildCalendar(ctx context.Context) (*calendarBuilt, error) {
	out := &calendarBuilt{}
	err := s.snapshot(ctx, func(tx *gorm.DB) error {
		changes, err := calendarChanges(tx)
		if err != nil {
			return err
		}
		out.calendar = calendar.After(changes)
		return tx.Raw(revisionQuery).Scan(&out.revision).Error
	})
	return out, err
}
