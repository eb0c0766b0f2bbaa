package models

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"gongkai/workflow/account"
)

// adoption is the migration after which every row is in the ledger. It is one of Go, as
// no SQL of both databases can write a digest.
func (s *Store) adoption() *goose.Migration {
	return goose.NewGoMigration(43, &goose.GoFunc{RunTx: s.adoptAll}, nil)
}

// adoptAll brings in what was there before the ledger, and says so in the log of
// administration. In an empty database there is nothing to say.
func (s *Store) adoptAll(ctx context.Context, in *sql.Tx) error {
	dialector := sqlite.New(sqlite.Config{Conn: in})
	now := "strftime('%Y-%m-%dT%H:%M:%f000000Z', 'now')"
	if s.postgres {
		dialector = postgres.New(postgres.Config{Conn: in})
		now = `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"000Z"')`
	}
	tx, err := gorm.Open(dialector, &gorm.Config{SkipDefaultTransaction: true, Logger: logger.Discard})
	if err != nil {
		return err
	}
	tx = tx.WithContext(ctx)
	found, err := adopt(tx, s.algorithm)
	if err != nil || len(found) == 0 {
		return err
	}
	err = tx.Exec("INSERT INTO operations (at, by_user, kind, about, says, remote_addr) "+
		"VALUES ("+now+", '', ?, '', ?, '')", string(account.LedgerBegun), adopted(found)).Error
	if err != nil {
		return err
	}
	_, err = adopt(tx, s.algorithm) // the line just written
	return err
}
