package models

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"gongkai/workflow/account"
	"gongkai/workflow/fault"
)

// AddOffice implements [account.Store].
func (s *Store) AddOffice(ctx context.Context, o account.Office) error {
	return s.change(ctx, func(tx *gorm.DB) error { return addOffice(tx, o) })
}

// addOffice adds an office. It refuses a code that is taken and an unknown parent.
func addOffice(tx *gorm.DB, o account.Office) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if !readable(strings.Join(officeTexts(o), "")) {
		return &unread
	}
	r := officeAs(o)
	err := tx.Create(&r).Error
	switch {
	case err == nil:
		return attest(tx, r)
	case unique(err):
		return fault.InputCode.Taken("已经有代码为“%s”的机关", o.Code)
	case foreign(err):
		return fault.InputParent.Wrong("没有代码为“%s”的上级机关", o.Parent)
	}
	return wrap(err)
}

// SetOffice implements [account.Store].
func (s *Store) SetOffice(ctx context.Context, o account.Office) error {
	return s.change(ctx, func(tx *gorm.DB) error { return setOffice(tx, o) })
}

// setOffice changes all of an office but its code. If it will write its numbers in
// another way from now on, its counters are moved past the numbers it has.
func setOffice(tx *gorm.DB, o account.Office) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if !readable(strings.Join(officeTexts(o), "")) {
		return &unread
	}
	var was officeRow
	if err := tx.Select("numbering").Where("code = ?", o.Code).Limit(1).Find(&was).Error; err != nil {
		return wrap(err)
	}
	r := officeAs(o)
	res := tx.Model(&officeRow{}).Where("code = ?", o.Code).Select("*").Omit("code").Updates(&r)
	switch {
	case foreign(res.Error):
		return fault.InputParent.Wrong("没有代码为“%s”的上级机关", o.Parent)
	case res.Error == nil && res.RowsAffected == 0:
		return fault.Errorf(fault.NotFound, "没有代码为“%s”的机关", o.Code)
	case res.Error != nil:
		return wrap(res.Error)
	}
	if err := attest(tx, r); err != nil || was.Numbering == r.Numbering {
		return err
	}
	return settle(tx, o)
}

// officeTexts are the columns that people fill in.
func officeTexts(o account.Office) []string {
	return []string{o.Name, o.Remedy.Review, o.Remedy.Before,
		o.Remedy.Superior, o.Remedy.Court, o.Remedy.Online, string(o.Numbering)}
}

// Offices implements [account.Store].
func (s *Store) Offices(ctx context.Context) ([]account.Office, error) {
	out, err := officesOf(s.read.WithContext(ctx))
	return out, wrap(err)
}

// officesOf reads all offices in order of code.
func officesOf(tx *gorm.DB) ([]account.Office, error) {
	var rows []officeRow
	err := tx.Order("code").Find(&rows).Error
	var out []account.Office
	for _, r := range rows {
		out = append(out, r.office())
	}
	return out, err
}

// AddUser implements [account.Store].
func (s *Store) AddUser(ctx context.Context, u account.User) error {
	return s.change(ctx, func(tx *gorm.DB) error { return addUser(tx, u) })
}

// addUser adds a user. It refuses a name that is taken and an unknown office.
func addUser(tx *gorm.DB, u account.User) error {
	if err := admitUser(u); err != nil {
		return err
	}
	r := userAs(u)
	if err := tx.Create(&r).Error; err != nil {
		return userFault(err, u)
	}
	return attest(tx, r)
}

// SetUser implements [account.Store].
func (s *Store) SetUser(ctx context.Context, u account.User) error {
	return s.change(ctx, func(tx *gorm.DB) error { return setUser(tx, u) })
}

// setUser changes all of a user but the name.
func setUser(tx *gorm.DB, u account.User) error {
	if err := admitUser(u); err != nil {
		return err
	}
	r := userAs(u)
	res := tx.Select("*").Where("name = ?", u.Name).Updates(&r)
	if res.Error == nil && res.RowsAffected == 0 {
		return noUser(u.Name)
	}
	if res.Error != nil {
		return userFault(res.Error, u)
	}
	return attest(tx, r)
}

// admitUser refuses what cannot be stored of a user.
func admitUser(u account.User) error {
	if !readable(u.Display + u.Office + u.Password + u.Session + u.Factor.Secret + u.Factor.Codes) {
		return &unread
	}
	return u.Validate()
}

// userFault tells in words which rule of the schema a user breaks.
func userFault(err error, u account.User) error {
	switch {
	case unique(err):
		return fault.InputName.Taken("已经有名为“%s”的用户", u.Name)
	case foreign(err):
		return noOffice(u.Office)
	}
	return wrap(err)
}

// User implements [account.Store]. A name that is no text belongs to nobody; sent
// along, PostgreSQL would refuse the query.
func (s *Store) User(ctx context.Context, name string) (account.User, error) {
	var rows []userRow
	if readable(name) {
		if err := s.read.WithContext(ctx).Where("name = ?", name).Find(&rows).Error; err != nil {
			return account.User{}, wrap(err)
		}
	}
	if len(rows) == 0 {
		return account.User{}, noUser(name)
	}
	return rows[0].user()
}

func noUser(name string) error {
	return fault.Errorf(fault.NotFound, "没有名为“%s”的用户", name)
}

// Users implements [account.Store].
func (s *Store) Users(ctx context.Context) ([]account.User, error) {
	var rows []userRow
	if err := s.read.WithContext(ctx).Order("name").Find(&rows).Error; err != nil {
		return nil, wrap(err)
	}
	return readAll(rows, userRow.user)
}

// placeRow is one row of sign_in_places: what is known of a place from which somebody
// tried to sign in to an account.
type placeRow struct {
	UserName string `gorm:"primaryKey"`
	Place    string `gorm:"primaryKey"` // an address, or "browser " and its name
	Known    string // the last time the person signed in from here, "" for never
	Tried    string // the last time anybody tried
	Failures int    // wrong passwords in a row
	Locked   string // until when signing in from here is refused, "" for not locked
}

// TableName implements GORM's Tabler.
func (placeRow) TableName() string { return "sign_in_places" }

func (r placeRow) place() (account.Place, error) {
	out := account.Place{User: r.UserName, At: r.Place, Failures: r.Failures}
	var err error
	for text, to := range map[*string]*time.Time{&r.Known: &out.Known, &r.Tried: &out.Tried, &r.Locked: &out.Locked} {
		if *to, err = perhapsOf(*text); err != nil {
			return out, err
		}
	}
	return out, nil
}

// Places implements [account.Store].
func (s *Store) Places(ctx context.Context, name string, places ...string) ([]account.Place, error) {
	out, err := placesOf(s.read.WithContext(ctx), name, places)
	return out, wrap(err)
}

// placesOf reads the places named, all of the account if none is. What is no text
// belongs to nobody.
func placesOf(tx *gorm.DB, name string, places []string) ([]account.Place, error) {
	if !readable(name) {
		return nil, nil
	}
	q := tx.Where("user_name = ?", name)
	if len(places) > 0 {
		q = q.Where("place IN ?", places)
	}
	var rows []placeRow
	if err := q.Order("tried DESC, place").Find(&rows).Error; err != nil {
		return nil, err
	}
	return readAll(rows, placeRow.place)
}

// setPlace keeps what is known of a place.
func setPlace(tx *gorm.DB, p account.Place) error {
	if !readable(p.At) {
		return &unread
	}
	r := placeRow{p.User, p.At, perhaps(p.Known), perhaps(p.Tried), p.Failures, perhaps(p.Locked)}
	err := tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&r).Error
	if foreign(err) {
		return noUser(p.User)
	}
	return err
}

// openPlaces opens all places of an account again.
func openPlaces(tx *gorm.DB, name string) error {
	return tx.Model(&placeRow{}).Where("user_name = ?", name).Updates(map[string]any{"failures": 0, "locked": ""}).Error
}

// ForgetPlaces deletes places from which nobody has tried for long. The table would
// otherwise grow with every address that guesses.
func (s *Store) ForgetPlaces(ctx context.Context, now time.Time) error {
	familiar, strange := account.PlacesForgotten(now)
	return s.changeUnasked(ctx, func(tx *gorm.DB) error {
		return tx.Where("tried < ? OR known = '' AND tried < ?", moment(familiar), moment(strange)).
			Delete(&placeRow{}).Error
	})
}
