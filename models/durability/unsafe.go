//go:build unsafe

package durability

// A test that nothing is lost is believed only if it finds the loss in a program that
// loses. Nothing but a build tag leads here, no setting does, and such a program says
// what it is before it serves.

// Unsafe says that this build loses data on purpose.
const Unsafe = true

// trial is the fault of this build, set by the linker: normal or parts.
var trial string

// Synchronous is less than a confirmation needs where the trial is normal: a power cut
// then loses what was saved last.
var Synchronous = map[bool]string{true: "NORMAL", false: "FULL"}[trial == "normal"]

// Whole is false where the trial is parts: each statement is then saved by itself, and
// a program that is killed leaves half of a step behind.
var Whole = trial != "parts"
