//go:build !reliability

package main

import "time"

// A share of the proof for every day; `make backups` runs all of it.
const (
	backupRounds = 2
	backupPause  = 0 * time.Second
	writerPause  = 10 * time.Millisecond
	killRounds   = 3
)
