//go:build reliability

package main

import "time"

// A backup every five seconds for five minutes, and as many kills.
const (
	backupRounds = 60
	backupPause  = 4 * time.Second        // and about one to make it
	writerPause  = 200 * time.Millisecond // so that proving the last backup does not take minutes
	killRounds   = 60
)
