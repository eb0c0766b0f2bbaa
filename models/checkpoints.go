package models

import (
	"context"

	"gorm.io/gorm"

	"gongkai/workflow/ledger"
)

// checkpointRow is one row of checkpoints. Rows are only added; triggers refuse to change
// or delete them.
type checkpointRow struct {
	Size   int64 `gorm:"primaryKey;autoIncrement:false"` // the last line covered
	At     string
	ByUser string // account, "" at the machine itself
	Note   string // signed
}

// TableName implements GORM's Tabler.
func (checkpointRow) TableName() string { return "checkpoints" }

func (r checkpointRow) kept() (ledger.Kept, error) {
	at, err := momentOf(r.At)
	return ledger.Kept{Size: r.Size, At: at, By: r.ByUser, Note: r.Note}, err
}

// KeepCheckpoint implements [ledger.Store].
func (s *Store) KeepCheckpoint(ctx context.Context, k ledger.Kept) error {
	return s.change(ctx, func(tx *gorm.DB) error {
		return attestNew(tx, []checkpointRow{{k.Size, moment(k.At), k.By, k.Note}})
	})
}

// Checkpoints implements [ledger.Store].
func (s *Store) Checkpoints(ctx context.Context, limit int) ([]ledger.Kept, error) {
	var rows []checkpointRow
	if err := s.read.WithContext(ctx).Order("size DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, wrap(err)
	}
	return readAll(rows, checkpointRow.kept)
}
