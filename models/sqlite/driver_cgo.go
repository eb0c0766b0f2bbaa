//go:build cgo

package sqlite

import (
	"errors"

	"github.com/mattn/go-sqlite3"
)

// Driver is the name of SQLite itself, compiled in.
const Driver = "sqlite3"

// Code is SQLite's extended result code; 0 if the error is not SQLite's.
func Code(err error) int {
	if e := (sqlite3.Error{}); errors.As(err, &e) {
		return int(e.ExtendedCode)
	}
	return 0
}
