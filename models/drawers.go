package models

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"gongkai/workflow/draft"
	"gongkai/workflow/fault"
)

// drawerRow is one row of drawers: something a person put aside.
type drawerRow struct {
	UserName string `gorm:"primaryKey"`
	Kind     string `gorm:"primaryKey"` // of thing; see draft.Kinds
	Key      string `gorm:"primaryKey"` // names it among those of its kind
	Body     string // whatever the kind keeps; the store does not read it
	At       string
}

// TableName implements GORM's Tabler.
func (drawerRow) TableName() string { return "drawers" }

// item is the row as an item.
func (r drawerRow) item() (draft.Item, error) {
	at, err := momentOf(r.At)
	return draft.Item{User: r.UserName, Kind: draft.Kind(r.Kind), Key: r.Key, Body: r.Body, At: at}, err
}

// PutDraftItem implements [draft.Store].
func (s *Store) PutDraftItem(ctx context.Context, t draft.Item, done ...draft.Place) error {
	if err := t.Validate(); err != nil {
		return err
	}
	r := drawerRow{UserName: t.User, Kind: string(t.Kind), Key: t.Key, Body: t.Body, At: moment(t.At)}
	return s.change(ctx, func(tx *gorm.DB) error {
		if err := tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&r).Error; err != nil {
			return err
		}
		return clearOut(tx, t, done)
	})
}

// clearOut deletes what has become too old by the time a new item is put in, the
// oldest of its kind that the owner has too many of (a hundred at most at a time),
// and what the owner is done with.
func clearOut(tx *gorm.DB, t draft.Item, done []draft.Place) error {
	gone := tx.Where("user_name = ? AND kind = ? AND key IN (?)", t.User, string(t.Kind),
		owned(tx, t.User, t.Kind).Select("key").Order("at DESC, key DESC").Offset(t.Most()).Limit(100))
	for _, k := range draft.Kinds {
		if k.Life > 0 {
			gone = gone.Or("kind = ? AND at <= ?", string(k.Code), moment(t.At.Add(-k.Life)))
		}
	}
	for _, p := range done {
		gone = gone.Or("user_name = ? AND kind = ? AND key = ?", t.User, string(p.Kind), p.Key)
	}
	return gone.Delete(&drawerRow{}).Error
}

// owned are the items of one kind that belong to one user.
func owned(tx *gorm.DB, user string, kind draft.Kind) *gorm.DB {
	return tx.Model(&drawerRow{}).Where("user_name = ? AND kind = ?", user, string(kind))
}

// DraftItem implements [draft.Store]. Another person's item is not found.
func (s *Store) DraftItem(ctx context.Context, user string, kind draft.Kind, key string) (draft.Item, error) {
	var rows []drawerRow
	if err := owned(s.read.WithContext(ctx), user, kind).Where("key = ?", key).Limit(1).Find(&rows).Error; err != nil {
		return draft.Item{}, wrap(err)
	}
	if len(rows) == 0 {
		return draft.Item{}, fault.Errorf(fault.NotFound, "没有这份暂存的内容，可能已经保存、丢弃或者过期")
	}
	return rows[0].item()
}

// DraftItems implements [draft.Store].
func (s *Store) DraftItems(ctx context.Context, user string, kind draft.Kind) ([]draft.Item, error) {
	var rows []drawerRow
	if err := owned(s.read.WithContext(ctx), user, kind).Order("at DESC, key DESC").Find(&rows).Error; err != nil {
		return nil, wrap(err)
	}
	return readAll(rows, drawerRow.item)
}

// DiscardDraftItem implements [draft.Store].
func (s *Store) DiscardDraftItem(ctx context.Context, user string, kind draft.Kind, key string) error {
	return s.change(ctx, func(tx *gorm.DB) error {
		return owned(tx, user, kind).Where("key = ?", key).Delete(&drawerRow{}).Error
	})
}
