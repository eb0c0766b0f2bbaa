package sqlite

import (
	"encoding/binary"
	"os"
)

// LogFile is where SQLite keeps the write-ahead log of a database file.
func LogFile(path string) string { return path + "-wal" }

// LogOf tells the write-ahead log of a database file from others: 0 if there is none, or
// it is empty. SQLite begins a log with a random number and adds 1 to it whenever it
// begins the file anew, which it counts; the difference stays the same until the
// database is closed (https://sqlite.org/fileformat2.html#walformat).
func LogOf(path string) uint32 {
	f, err := os.Open(LogFile(path))
	if err != nil {
		return 0
	}
	defer f.Close() //nolint:errcheck // nothing was written
	var head [32]byte
	if n, err := f.ReadAt(head[:], 0); err != nil || n < len(head) {
		return 0
	}
	began := binary.BigEndian.Uint32(head[12:])
	return max(1, binary.BigEndian.Uint32(head[16:])-began)
}
