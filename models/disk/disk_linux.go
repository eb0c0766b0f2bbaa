package disk

import (
	"errors"
	"syscall"
)

// Space is how many bytes a process without privileges can still write to the disk of
// a directory, and how many there are in all; -1 if that cannot be found out.
func Space(dir string) (free, size int64) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return -1, -1
	}
	return int64(s.Bavail) * s.Bsize, int64(s.Blocks) * s.Bsize
}

// ReadOnly says whether an error is that of a disk that cannot be written.
func ReadOnly(err error) bool { return errors.Is(err, syscall.EROFS) }
