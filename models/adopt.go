package models

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"gongkai/workflow/account"
	"gongkai/workflow/ledger"
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

// adopt brings every row into the ledger that has no line there, or is not what its line
// says, and returns how many rows of each table these were. It is for migrations.
func adopt(tx *gorm.DB, by ledger.Algorithm) (map[string]int, error) {
	book, p := ledger.NewBook(), &pending{by: by, at: map[[2]string]int{}}
	if err := eachLine(tx, func(l ledger.Line) error { book.Add(l); return nil }); err != nil {
		return nil, err
	}
	found := map[string]int{}
	take := func(table, key, content string) {
		if book.Take(table, key, content) != ledger.Same {
			found[table]++
			p.add(table, key, content)
		}
	}
	for _, t := range attestedTables {
		if err := t.eachRow(tx, func(key, content string) error { take(t.name, key, content); return nil }); err != nil {
			return nil, err
		}
	}
	rows, err := tx.Raw(`SELECT a.id, a.office, a.token, a.version, COALESCE(e.hash, '') FROM applications a
LEFT JOIN entries e ON e.application_id = a.id AND e.seq = a.version ORDER BY a.id`).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err has told
	for rows.Next() {
		var r applicationRow
		var last string
		if err := rows.Scan(&r.ID, &r.Office, &r.Token, &r.Version, &last); err != nil {
			return nil, err
		}
		take("applications", applicationKey(r.ID), r.attested(last))
	}
	if err := cmp.Or(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	return found, appendLines(tx, p.lines)
}

// adopted says in words how many rows of each table were brought in.
func adopted(found map[string]int) string {
	var parts []string
	for _, table := range slices.Sorted(maps.Keys(found)) {
		parts = append(parts, fmt.Sprintf("%s %d", table, found[table]))
	}
	return "既有数据纳入存证：" + strings.Join(parts, "、")
}
