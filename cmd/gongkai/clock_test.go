package main

import "time"

// clock is the machine's clock, for the tests that run the whole server: browsers
// and sessions go by it.
func clock() time.Time {
	return time.Now() //nolint:forbidigo // the test stands here for main, which hands the clock in
}
