//go:build cgo

package models

import (
	"errors"

	"github.com/mattn/go-sqlite3"
)

// sqliteDriver is SQLite itself, compiled in.
const sqliteDriver = "sqlite3"

// sqliteCode is SQLite's extended result code; 0 if the error is not SQLite's.
func sqliteCode(err error) int {
	if e := (sqlite3.Error{}); errors.As(err, &e) {
		return int(e.ExtendedCode)
	}
	return 0
}
