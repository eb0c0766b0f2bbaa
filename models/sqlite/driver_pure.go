//go:build !cgo

package sqlite

import (
	"errors"

	driver "modernc.org/sqlite"
)

// Driver is the name of SQLite translated to Go, for machines without a C compiler.
const Driver = "sqlite"

// Code is SQLite's extended result code; 0 if the error is not SQLite's.
func Code(err error) int {
	if e := (*driver.Error)(nil); errors.As(err, &e) {
		return e.Code()
	}
	return 0
}
