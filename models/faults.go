package models

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"gongkai/models/sqlite"
	"gongkai/workflow/fault"
)

// databaseFault is an error whose words are for people and whose cause is only for
// the log: what a driver says may name hosts, files and users.
type databaseFault struct {
	said  *fault.Error // its kind and its words
	cause error
}

// Error gives the words for people only.
func (f *databaseFault) Error() string { return f.said.Error() }

// Unwrap lets the kind and the cause be found.
func (f *databaseFault) Unwrap() []error { return []error{f.said, f.cause} }

// LogValue gives the log both the words and the cause.
func (f *databaseFault) LogValue() slog.Value {
	return slog.StringValue(f.said.Error() + " " + f.cause.Error())
}

// What to do about a fault: one that may pass by itself, and one that does not.
const (
	tryLater          = "请稍后再试；仍不行的，请告诉系统管理员"
	callAdministrator = "请告诉系统管理员"
)

// What people read of a fault of the database. None of these is ever changed.
var (
	busy      = fault.Error{Kind: fault.Unavailable, What: "数据库正忙", Next: tryLater}
	full      = fault.Error{Kind: fault.Full, What: "数据库所在磁盘已满，暂时只能查看", Next: "请告诉系统管理员，腾出空间后再提交"}
	fixed     = fault.Error{Kind: fault.Unavailable, What: "数据库所在位置不能写入，只能查看", Next: callAdministrator}
	short     = fault.Error{Kind: fault.Unavailable, What: "服务器内存不足", Next: tryLater}
	unwritten = fault.Error{Kind: fault.Unavailable, What: "写入磁盘时出错", Next: callAdministrator}
	broken    = fault.Error{
		Kind: fault.Unavailable,
		What: "数据库文件读取出错，可能已经损坏",
		Next: "请告诉系统管理员，由其运行 gongkai doctor 检查",
	}
	away      = fault.Error{Kind: fault.Unavailable, What: "数据库连接不上", Next: tryLater}
	cancelled = fault.Error{Kind: fault.Unavailable, What: "操作被取消或者超时", Next: tryLater}
	duplicate = fault.Error{Kind: fault.Conflict, What: "同样的内容已经有了，或者别人刚刚改过", Next: "请刷新页面查看后再办理"}
	unread    = fault.Error{Kind: fault.Invalid, What: "文字中有不能保存的字符", Next: "请删去看不见的控制字符后再提交"}
)

// sqliteFaults are SQLite's result codes, extended or else primary, pgFaults PostgreSQL's error
// classes and codes, with what people read of each.
var (
	sqliteFaults = map[int]*fault.Error{
		5: &busy, 6: &busy, 7: &short, 8: &fixed, 10: &broken, 11: &broken, 13: &full, 14: &away, 26: &broken,
		10 | 3<<8: &unwritten, 10 | 4<<8: &unwritten, 10 | 5<<8: &unwritten, 10 | 6<<8: &unwritten,
		10 | 19<<8: &full, // no room for the shared memory of the readers
	}
	pgFaults = map[string]*fault.Error{
		"08": &away, "28": &away, "3D": &away, "57": &away, "53": &short, "53100": &full, "53300": &busy,
		"58": &broken, "XX": &broken, "25006": &fixed,
		"55P03": &busy, "40001": &busy, "40P01": &busy, "57014": &cancelled, "22021": &unread,
	}
)

// wrap gives an error of the database a kind and Chinese words. An error that has a
// kind stays as it is; one it does not know stays a fault of ours. nil stays nil.
func wrap(err error) error {
	if err == nil || errors.As(err, new(*fault.Error)) {
		return err
	}
	if said := meaning(err); said != nil {
		return &databaseFault{said, err}
	}
	return err
}

// meaning finds what to say of an error, nil where it does not know it. PostgreSQL's
// codes are looked up whole, then by class, which is their first two characters.
func meaning(err error) *fault.Error {
	pg := (*pgconn.PgError)(nil)
	switch {
	case isAny(err, context.Canceled, context.DeadlineExceeded):
		return &cancelled
	case isAny(err, gorm.ErrDuplicatedKey):
		return &duplicate
	case errors.As(err, new(*damageFound)):
		return &broken
	case errors.As(err, &pg):
		if said, ok := pgFaults[pg.Code]; ok {
			return said
		}
		return pgFaults[pg.Code[:min(2, len(pg.Code))]]
	case sqlite.Code(err) != 0:
		if said, ok := sqliteFaults[sqlite.Code(err)]; ok {
			return said
		}
		return sqliteFaults[sqlite.Code(err)&0xff]
	case lost(err):
		return &away
	}
	return nil
}

// lost says whether the connection is gone, or was never made. Two of these errors have
// no value to compare with, only their words.
func lost(err error) bool {
	return isAny(err, driver.ErrBadConn, sql.ErrConnDone, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed) ||
		errors.As(err, new(*pgconn.ConnectError)) || errors.As(err, new(net.Error)) ||
		pgconn.SafeToRetry(err) ||
		strings.Contains(err.Error(), "sql: database is closed") || strings.Contains(err.Error(), "conn closed")
}

// isAny is [errors.Is] for any of several targets.
func isAny(err error, targets ...error) bool {
	for _, t := range targets {
		if errors.Is(err, t) {
			return true
		}
	}
	return false
}

// unique says whether an error broke a unique key. GORM translates the errors of
// drivers it knows, but the pure Go driver of SQLite is not among them.
func unique(err error) bool {
	code := sqlite.Code(err)
	return errors.Is(err, gorm.ErrDuplicatedKey) || code == 2067 || code == 1555
}

// foreign says whether an error broke a foreign key.
func foreign(err error) bool {
	return errors.Is(err, gorm.ErrForeignKeyViolated) || sqlite.Code(err) == 787
}

// overrun says whether a transaction lost a race in the database (serialization
// failure, deadlock, or a key somebody else took first) and may be run again.
func overrun(err error) bool {
	pg := (*pgconn.PgError)(nil)
	return unique(err) || errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}
