// Package proof says how much of a long test is run. An ordinary run takes a share of
// each test, so that a change is judged quickly and no claim goes untested; the proof,
// built with the tag proof (make proof), takes everything. The package knows nothing of
// what is tested.
package proof

import "testing"

// Of returns all in the proof, few under go test -short, and share otherwise: a depth,
// a number of rounds or, if all is 1, a step width.
func Of(all, share, few int) int {
	switch {
	case testing.Short():
		return few
	case whole:
		return all
	}
	return share
}
