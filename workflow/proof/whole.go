//go:build proof

package proof

// whole says that this run is the proof: the long tests leave nothing out.
const whole = true
