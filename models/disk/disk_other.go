//go:build !linux

package disk

// Space is -1: how much is free is not known on this system.
func Space(string) (free, size int64) { return -1, -1 }

// ReadOnly is false: on this system such an error is one of permission.
func ReadOnly(error) bool { return false }
