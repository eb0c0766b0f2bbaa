//go:build !linux

package models

// spaceOn is -1: how much is free is not known on this system.
func spaceOn(string) (free, size int64) { return -1, -1 }

// readOnlyDisk is false: on this system such an error is one of permission.
func readOnlyDisk(error) bool { return false }
