package models

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// slow is from what time on a statement is worth a line in the log.
const slow = time.Second

// sqlLog writes what GORM reports into the program's log: faults and slow statements
// always, other statements at debug level, and never their values, which are
// people's data.
type sqlLog struct{ log *slog.Logger }

var _ logger.Interface = sqlLog{}

// LogMode implements [logger.Interface]; the level is the program's.
func (l sqlLog) LogMode(logger.LogLevel) logger.Interface { return l }

// Info implements [logger.Interface].
func (l sqlLog) Info(ctx context.Context, msg string, args ...any) {
	l.log.DebugContext(ctx, fmt.Sprintf(msg, args...))
}

// Warn implements [logger.Interface].
func (l sqlLog) Warn(ctx context.Context, msg string, args ...any) {
	l.log.WarnContext(ctx, fmt.Sprintf(msg, args...))
}

// Error implements [logger.Interface].
func (l sqlLog) Error(ctx context.Context, msg string, args ...any) {
	l.log.ErrorContext(ctx, fmt.Sprintf(msg, args...))
}

// Trace implements [logger.Interface]. Errors that the store turns into an answer, such
// as a number that is taken, are no faults.
func (l sqlLog) Trace(ctx context.Context, begin time.Time, statement func() (string, int64), err error) {
	took := time.Since(begin)
	expected := err == nil || unique(err) || foreign(err) || isAny(err, gorm.ErrRecordNotFound, context.Canceled)
	level := slog.LevelWarn
	switch {
	case !expected:
		level = slog.LevelError
	case took < slow:
		level = slog.LevelDebug
	}
	if !l.log.Enabled(ctx, level) {
		return // writing out a statement takes time
	}
	sql, rows := statement()
	l.log.Log(ctx, level, "sql", "statement", sql, "rows", rows, "took", took, "err", err)
}

// ParamsFilter keeps the values of a statement out of the log.
func (l sqlLog) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) {
	return sql, nil
}
