package models

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"gongkai/workflow/account"
)

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
	return wrap(s.write.WithContext(ctx).Where("tried < ? OR known = '' AND tried < ?", moment(familiar), moment(strange)).
		Delete(&placeRow{}).Error)
}
