package models

import (
	"errors"
	"syscall"
)

// spaceOn is how many bytes a process without privileges can still write to the disk of
// a directory, and how many there are in all; -1 if that cannot be found out.
func spaceOn(dir string) (free, size int64) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return -1, -1
	}
	return int64(s.Bavail) * s.Bsize, int64(s.Blocks) * s.Bsize
}

// readOnlyDisk says whether an error is that of a disk that cannot be written.
func readOnlyDisk(err error) bool { return errors.Is(err, syscall.EROFS) }
