// Package disk is about files as the operating system has them: how large they are and
// how much room is left, whether they can be written, that they are there whole and for
// good. It knows nothing of databases and has no words for people: what it returns is
// the error of the system.
package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Size is the size of a file, -1 if there is none or it cannot be seen.
func Size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return -1
	}
	return info.Size()
}

// Writable says whether a file can be written, or made, and others be made beside it. A
// full disk counts as writable: it need not stay full.
func Writable(path string) bool {
	f, err := os.CreateTemp(filepath.Dir(path), ".probe-*")
	if err != nil {
		return !errors.Is(err, fs.ErrPermission) && !ReadOnly(err)
	}
	_ = errors.Join(f.Close(), os.Remove(f.Name()))
	info, err := os.Stat(path)
	return err != nil || info.Mode().Perm()&0o200 != 0
}

// Create creates a file that only its owner can read, and its directory. An existing
// file is not touched.
func Create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// Replace writes a file that only its owner can read; it is there whole or as it was.
func Replace(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // after the renaming there is nothing to remove
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// Sync waits until a file is on disk, and that it is there at all: its directory.
func Sync(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0) // Windows syncs only what may be written
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	_ = dir.Sync() // not every system can do it with a directory
	return dir.Close()
}

// Itself is the file that a path leads to, through any links; a file that is not there
// yet is the path in its directory.
func Itself(path string) (string, error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return filepath.Abs(real)
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return path, err
	}
	return filepath.Abs(filepath.Join(dir, filepath.Base(path)))
}
