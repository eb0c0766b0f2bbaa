package models

import "syscall"

// freeOn is how many bytes a process without privileges can still write to the disk of
// a directory; -1 if that cannot be found out.
func freeOn(dir string) int64 {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return -1
	}
	return int64(s.Bavail) * s.Bsize
}
