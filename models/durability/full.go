//go:build !unsafe

// Package durability says how much a save of this program is worth: everything, but in
// the builds for `make reliability` that lose on purpose. It knows nothing of what is
// saved.
package durability

// Unsafe says that this build loses data on purpose, for trials: see unsafe.go.
const Unsafe = false

// Synchronous is SQLite's setting of that name. With less than FULL a power cut takes
// back what was already confirmed to the clerk.
const Synchronous = "FULL"

// Whole says that a step is saved whole or not at all.
const Whole = true
