//go:build !unsafe

package models

import (
	"context"

	"gorm.io/gorm"
)

// Unsafe says that this build loses data on purpose, for trials: see unsafe.go.
const Unsafe = false

// synchronous is SQLite's setting of that name. With less than FULL a power cut takes
// back what was already confirmed to the clerk.
const synchronous = "FULL"

// atomically runs do in one transaction that writes.
func (s *Store) atomically(ctx context.Context, do func(*gorm.DB) error) error {
	return transact(s.write.WithContext(ctx), do)
}
