package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// A file is created once, for its owner alone, and replaced whole; nothing else is left
// in its directory.
func TestFileIsCreatedAndReplaced(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	path := filepath.Join(dir, "a")
	if got := Size(path); got != -1 {
		t.Errorf("size before there is a file: %d, want -1", got)
	}
	if err := errors.Join(Create(path), Replace(path, []byte("abc")), Create(path), Sync(path)); err != nil {
		t.Fatal(err)
	}
	there, err := os.ReadDir(dir)
	info, infoErr := os.Stat(path)
	if err := errors.Join(err, infoErr); err != nil {
		t.Fatal(err)
	}
	if Size(path) != 3 || len(there) != 1 || info.Mode().Perm() != 0o600 || !Writable(path) {
		t.Errorf("%d bytes, files %v, mode %v, writable %t; want 3, one private file that can be written",
			Size(path), there, info.Mode(), Writable(path))
	}
	if err := Sync(path + "x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("waiting for a file that is not there: %v", err)
	}
}

// A link is followed to its file, and a file that is not there yet to its directory.
func TestItself(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real"), filepath.Join(dir, "link")
	if err := errors.Join(os.Mkdir(real, 0o700), os.Symlink(real, link)); err != nil {
		t.Fatal(err)
	}
	want, err := Itself(filepath.Join(real, "a"))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got, err := Itself(filepath.Join(link, "a")); err != nil || got != want {
			t.Errorf("got %s (%v), want %s", got, err, want)
		}
		if err := Create(want); err != nil { // and the same once it is there
			t.Fatal(err)
		}
	}
}

// The room of a disk is told, and of one that is not there it is not known.
func TestSpace(t *testing.T) {
	if free, size := Space(t.TempDir()); free > size || free < -1 {
		t.Errorf("%d bytes free of %d", free, size)
	}
	if free, size := Space(filepath.Join(t.TempDir(), "none")); free != -1 || size != -1 {
		t.Errorf("of no directory: %d free of %d, want -1", free, size)
	}
}
