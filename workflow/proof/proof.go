// Package proof says how much of a long test is run. The ordinary run takes a
// share of each, so that a change is judged quickly and no claim goes untested; the
// proof, built with the tag proof (make proof), takes all. It knows nothing of what
// is tested.
package proof

import "testing"

// Of returns all in the proof, few under go test -short, and the ordinary share
// otherwise: a depth, a number of rounds, or, with 1 for all, every how many are
// taken.
func Of(all, share, few int) int {
	switch {
	case testing.Short():
		return few
	case whole:
		return all
	}
	return share
}
