package sqlite

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"gongkai/workflow/fault"
)

// Oldest is the first version with a sound write-ahead log. In earlier ones two
// connections could corrupt the file.
const Oldest = "3.51.3"

// NewEnough refuses an SQLite older than Oldest.
func NewEnough(ctx context.Context, db *sql.DB) error {
	var v string
	if err := db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&v); err != nil {
		return err
	}
	if versionNumber(v) < versionNumber(Oldest) {
		return fault.Refusal("", "请换用较新的程序", "程序所带的 SQLite %s 太旧，可能损坏数据，至少要 %s", v, Oldest)
	}
	return nil
}

// versionNumber turns 3.51.3 into 3051003; what is no number counts as 0.
func versionNumber(v string) int {
	n := 0
	for _, part := range strings.SplitN(v+".0.0", ".", 4)[:3] {
		i, _ := strconv.Atoi(part)
		n = n*1000 + i
	}
	return n
}
