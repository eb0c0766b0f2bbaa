//go:build unsafe

package models

import (
	"context"

	"gorm.io/gorm"
)

// This file is for `make reliability` alone: a test that nothing is lost is believed
// only if it finds the loss in a program that loses. Nothing but a build tag leads
// here, no setting does, and such a program says what it is before it serves.

// Unsafe says that this build loses data on purpose.
const Unsafe = true

// trial is the fault of this build, set by the linker: normal or parts.
var trial string

// synchronous is less than a confirmation needs where the trial is normal: a power cut
// then loses what was saved last.
var synchronous = map[bool]string{true: "NORMAL", false: "FULL"}[trial == "normal"]

// atomically saves each statement by itself where the trial is parts, so that a program
// that is killed leaves half of a step behind.
func (s *Store) atomically(ctx context.Context, do func(*gorm.DB) error) error {
	if trial == "parts" {
		return do(s.write.WithContext(ctx))
	}
	return transact(s.write.WithContext(ctx), do)
}
