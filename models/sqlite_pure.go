//go:build !cgo

package models

import (
	"errors"

	"modernc.org/sqlite"
)

// sqliteDriver is SQLite translated to Go, for machines without a C compiler.
const sqliteDriver = "sqlite"

// sqliteCode is SQLite's extended result code; 0 if the error is not SQLite's.
func sqliteCode(err error) int {
	if e := (*sqlite.Error)(nil); errors.As(err, &e) {
		return e.Code()
	}
	return 0
}
