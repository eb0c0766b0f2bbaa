package models

import (
	"context"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"gongkai/workflow/account"
	"gongkai/workflow/backup"
)

// settingRow is one row of settings. A setting never made has no row.
type settingRow struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

// TableName implements GORM's Tabler.
func (settingRow) TableName() string { return "settings" }

// The names of the settings.
const (
	settingSeparated = "separated"
	settingProfile   = "profile"
	settingBackups   = "backups"
)

// Settings implements [account.Store].
func (s *Store) Settings(ctx context.Context) (account.Settings, error) {
	out, err := settingsOf(s.read.WithContext(ctx))
	return out, wrap(err)
}

// settingsOf reads the settings; one without a row has its zero value.
func settingsOf(tx *gorm.DB) (account.Settings, error) {
	var rows []settingRow
	names := []string{settingSeparated, settingProfile, settingBackups}
	if err := tx.Where("name IN ?", names).Find(&rows).Error; err != nil {
		return account.Settings{}, err
	}
	var out account.Settings
	for _, r := range rows {
		switch r.Name {
		case settingSeparated:
			out.Separated = r.Value == strconv.FormatBool(true)
		case settingProfile:
			out.Profile = r.Value
		case settingBackups:
			out.Backups = backup.ReadPlan(r.Value)
		}
	}
	return out, nil
}

func setSettings(tx *gorm.DB, s account.Settings) error {
	rows := []settingRow{
		{settingSeparated, strconv.FormatBool(s.Separated)},
		{settingProfile, s.Profile}, {settingBackups, s.Backups.String()},
	}
	if err := tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&rows).Error; err != nil {
		return err
	}
	return attest(tx, rows...)
}

// Administer implements [account.Store]. What decide sees still holds when its
// decision is saved: otherwise two administrators could each disable the other.
func (s *Store) Administer(ctx context.Context, decide func(account.Installation) (account.Decision, error)) error {
	return s.decide(ctx, func(_ *gorm.DB, h account.Installation) (account.Decision, error) { return decide(h) })
}

// Attempt implements [account.Store].
func (s *Store) Attempt(
	ctx context.Context, name string, places []string,
	decide func(account.Installation, []account.Place) (account.Decision, error),
) error {
	return s.decide(ctx, func(tx *gorm.DB, h account.Installation) (account.Decision, error) {
		known, err := placesOf(tx, name, places)
		if err != nil {
			return account.Decision{}, err
		}
		return decide(h, known)
	})
}

// decide keeps what is decided about the installation, one decision at a time.
func (s *Store) decide(
	ctx context.Context, decide func(*gorm.DB, account.Installation) (account.Decision, error),
) error {
	return s.change(ctx, func(tx *gorm.DB) error {
		if s.postgres { // SQLite has one writer; here nobody else may decide meanwhile
			if err := tx.Exec("LOCK TABLE settings IN SHARE ROW EXCLUSIVE MODE").Error; err != nil {
				return err
			}
		}
		h, err := installationOf(tx)
		if err != nil {
			return err
		}
		d, err := decide(tx, h)
		if err != nil {
			return err
		}
		return keep(tx, d)
	})
}

// Note implements [account.Store]. Nothing is decided, so nobody has to wait for it.
func (s *Store) Note(ctx context.Context, lines []account.Operation) error {
	return s.changeUnasked(ctx, func(tx *gorm.DB) error { return all(tx, lines, addOperation) })
}

// installationOf reads what a decision about the installation rests on.
func installationOf(tx *gorm.DB) (account.Installation, error) {
	settings, err := settingsOf(tx)
	if err != nil {
		return account.Installation{}, err
	}
	var rows []userRow
	if err := tx.Order("name").Find(&rows).Error; err != nil {
		return account.Installation{}, err
	}
	users, err := readAll(rows, userRow.user)
	offices := func() ([]account.Office, error) { return officesOf(tx) }
	return account.Installation{Settings: settings, Users: users, Offices: offices}, err
}

// keep saves a decision, offices first: a new user may belong to a new office.
func keep(tx *gorm.DB, d account.Decision) error {
	for _, part := range []func() error{
		func() error { return all(tx, d.AddOffices, addOffice) }, func() error { return all(tx, d.SetOffices, setOffice) },
		func() error { return all(tx, d.AddUsers, addUser) }, func() error { return all(tx, d.SetUsers, setUser) },
		func() error { return all(tx, d.Unlock, openPlaces) }, func() error { return all(tx, d.SetPlaces, setPlace) },
	} {
		if err := part(); err != nil {
			return err
		}
	}
	if d.Settings != nil {
		if err := setSettings(tx, *d.Settings); err != nil {
			return err
		}
	}
	return all(tx, d.Operations, addOperation)
}

// all does the same with each thing in turn, up to the first error.
func all[T any](tx *gorm.DB, things []T, do func(*gorm.DB, T) error) error {
	for _, thing := range things {
		if err := do(tx, thing); err != nil {
			return err
		}
	}
	return nil
}

// operationRow is one row of operations, the log of administration. Rows are only
// added; triggers refuse to change or delete them.
type operationRow struct {
	ID         int64 `gorm:"primaryKey"`
	At         string
	ByUser     string // account, "" for somebody who has none
	Kind       string
	About      string // account, office or report it concerns, "" for none
	Says       string // what exactly, in Chinese
	RemoteAddr string // address it came from, "" for the machine itself
}

// TableName implements GORM's Tabler.
func (operationRow) TableName() string { return "operations" }

// addOperation writes one line of the log.
func addOperation(tx *gorm.DB, o account.Operation) error {
	if !readable(o.By + o.Of + o.Says + o.From) {
		return &unread
	}
	r := operationRow{At: moment(o.At), ByUser: o.By,
		Kind: string(o.Kind), About: o.Of, Says: o.Says, RemoteAddr: o.From}
	if err := tx.Create(&r).Error; err != nil {
		return err
	}
	return attest(tx, r)
}

func (r operationRow) operation() (account.Operation, error) {
	at, err := momentOf(r.At)
	return account.Operation{ID: r.ID, At: at, By: r.ByUser,
		Kind: account.OperationKind(r.Kind), Of: r.About, Says: r.Says, From: r.RemoteAddr}, err
}

// Operations implements [account.Store].
func (s *Store) Operations(ctx context.Context, q account.OperationQuery) ([]account.Operation, int, error) {
	var total int64
	if err := asked(s.read.WithContext(ctx).Model(&operationRow{}), q).Count(&total).Error; err != nil {
		return nil, 0, wrap(err)
	}
	tx := asked(s.read.WithContext(ctx), q).Order("id DESC").Offset(q.Offset)
	if q.Limit > 0 {
		tx = tx.Limit(q.Limit)
	}
	var rows []operationRow
	if err := tx.Find(&rows).Error; err != nil {
		return nil, 0, wrap(err)
	}
	out, err := readAll(rows, operationRow.operation)
	return out, int(total), err
}

// asked narrows tx to the lines a query asks for; what the query leaves empty does
// not narrow it.
func asked(tx *gorm.DB, q account.OperationQuery) *gorm.DB {
	if q.By != "" {
		tx = tx.Where("by_user = ? OR about = ?", q.By, q.By)
	}
	if q.Kind != "" {
		tx = tx.Where("kind = ?", string(q.Kind))
	}
	from, to := q.Span()
	if !from.IsZero() {
		tx = tx.Where("at >= ?", moment(from))
	}
	if !to.IsZero() {
		tx = tx.Where("at < ?", moment(to))
	}
	return tx
}
