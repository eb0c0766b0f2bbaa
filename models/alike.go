package models

import (
	"context"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"gongkai/workflow"
	"gongkai/workflow/cond"
	"gongkai/workflow/similar"
)

// shingleRows are rows of shingles: which pair of characters occurs in the content of
// which application. The two lists are parallel.
type shingleRows struct{ shingles, ids []int64 }

// add adds what an application is found by. Rows from before an amendment stay: they
// only bring the application up in vain.
func (r *shingleRows) add(id int64, content string) {
	for _, s := range similar.GistOf(content).Indexed() {
		r.shingles, r.ids = append(r.shingles, int64(s)), append(r.ids, id)
	}
}

// save writes the rows in one statement that is passed lists. There are eight rows to
// an application, and passing them value by value took twice the time.
func (r shingleRows) save(tx *gorm.DB) error {
	if tx.Name() == "postgres" {
		return tx.Exec("INSERT INTO shingles (shingle, application_id) "+
			"SELECT * FROM unnest(CAST(CAST(? AS text) AS bigint[]), CAST(CAST(? AS text) AS bigint[])) "+
			"ON CONFLICT DO NOTHING",
			array(r.shingles, "{", "}"), array(r.ids, "{", "}")).Error
	}
	return tx.Exec("INSERT OR IGNORE INTO shingles (shingle, application_id) "+
		"SELECT value ->> 0, value ->> 1 FROM json_each(?)", r.pairs()).Error
}

// pairs are the rows as JSON.
func (r shingleRows) pairs() string {
	var out []string
	for i := range r.ids {
		out = append(out, array([]int64{r.shingles[i], r.ids[i]}, "[", "]"))
	}
	return "[" + strings.Join(out, ",") + "]"
}

// index saves what applications are found by.
func index(tx *gorm.DB, apps ...*workflow.Application) error {
	var rows shingleRows
	for _, app := range apps {
		rows.add(int64(app.ID), app.Content)
	}
	return rows.save(tx)
}

// The most applications looked at of those that share one shingle, the newest of
// them, and of all that share any. This bounds the work in a register of any size.
const (
	sharingOne = 500 // of those that share one shingle, the newest
	sharingAny = 200 // of all that share any
)

// Alike implements [similar.Store]. The database picks by shared shingles, and the
// contents of the few it finds are then compared in full.
func (s *Store) Alike(ctx context.Context, scope cond.Cond, text string, limit int) ([]similar.Alike, error) {
	gist := similar.GistOf(text)
	asked := gist.Asked()
	if len(asked) == 0 {
		return nil, nil
	}
	sharing, args := mostShared(asked)
	where, more := conditionSQL{of: cond.Applications}.where(scope)
	var rows []briefRow
	err := s.read.WithContext(ctx).Raw("SELECT "+briefColumns+" FROM ("+sharing+
		") shared JOIN applications ON applications.id = shared.application_id WHERE "+where+
		" ORDER BY shared.n DESC, applications.id DESC LIMIT ?", append(append(args, more...), sharingAny)...).
		Scan(&rows).Error
	if err != nil {
		return nil, wrap(err)
	}
	var found []workflow.Brief
	for _, r := range rows {
		found = append(found, r.brief())
	}
	return similar.MostAlike(gist, found, limit), nil
}

// mostShared is the query for the applications that have any of the shingles, with
// the sum of the weights of those they have: the rarer a shingle, the heavier.
func mostShared(asked []similar.Shingle) (string, []any) {
	var parts []string
	var args []any
	for _, shingle := range asked {
		parts = append(parts, "SELECT application_id, 1000000 / COUNT(*) OVER () AS weight FROM "+
			"(SELECT application_id FROM shingles WHERE shingle = ? ORDER BY application_id DESC LIMIT ?) s")
		args = append(args, int64(shingle), sharingOne)
	}
	return "SELECT application_id, SUM(weight) AS n FROM (" + strings.Join(parts, " UNION ALL ") +
		") u GROUP BY application_id", args
}

// alikeRule is the number of the rule by which shingles are chosen. Another number
// fills the table anew.
const alikeRule = 1

// progressRow is one row of alike_progress.
type progressRow struct {
	Rule  int   `gorm:"primaryKey;autoIncrement:false"`
	Last  int64 // the last application filled in
	Whole bool  // all applications older than the table are in it
}

// TableName implements GORM's Tabler.
func (progressRow) TableName() string { return "alike_progress" }

// fillAlike fills in the applications that are older than the table. It goes by
// portions, each saved together with how far it came, so that it may be interrupted;
// filling in one twice does no harm.
func (s *Store) fillAlike(ctx context.Context) error {
	if s.readOnly {
		return nil
	}
	var done progressRow
	err := s.write.WithContext(ctx).Where("rule = ?", alikeRule).Limit(1).Find(&done).Error
	for err == nil && !done.Whole {
		err = s.change(ctx, func(tx *gorm.DB) error {
			done, err = fillPortion(tx, done.Last)
			return err
		})
	}
	return err
}

// fillPortion fills in the next portion after an ID and says how far it came.
func fillPortion(tx *gorm.DB, last int64) (progressRow, error) {
	done := progressRow{Rule: alikeRule, Last: last}
	var found []struct {
		ID      int64
		Content string
	}
	if err := tx.Table("applications").Select("id, content").Where("id > ?", last).Order("id").Limit(batch).
		Find(&found).Error; err != nil {
		return done, err
	}
	var rows shingleRows
	for _, r := range found {
		rows.add(r.ID, r.Content)
		done.Last = r.ID
	}
	done.Whole = len(found) < batch
	if err := rows.save(tx); err != nil {
		return done, err
	}
	return done, tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&done).Error
}
