//go:build !proof

package proof

// Whole says that this run is the proof: the long tests leave nothing out.
const Whole = false
