package models

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"gongkai/models/words"
	"gongkai/workflow"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

// snapshot runs several reads on one state of the database. do must not write.
func (s *Store) snapshot(ctx context.Context, do func(*gorm.DB) error) error {
	var options []*sql.TxOptions // SQLite's transactions are snapshots as they are
	if s.postgres {
		options = append(options, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	}
	return wrap(s.read.WithContext(ctx).Transaction(do, options...))
}

// noApplication says the same whether the application is missing or out of scope,
// so that nobody learns of one they may not see.
var noApplication = &fault.Error{Kind: fault.NotFound, What: "没有这件申请，或者不在您的范围内"}

// Get implements [workflow.Store]. Without disputes it takes no transaction: the row
// and its journal up to the row's version belong together, whenever each is read.
func (s *Store) Get(ctx context.Context, scope cond.Cond, id workflow.ID) (*workflow.Application, error) {
	l, err := load(s.read.WithContext(ctx), scope, id)
	if err != nil || len(l.app.Disputes) == 0 {
		return l.app, wrap(err)
	}
	// Entries are never changed, but disputes are: were they read with the rest?
	var now int
	err = s.read.WithContext(ctx).Raw("SELECT version FROM applications WHERE id = ?", int64(id)).Scan(&now).Error
	if err != nil || now == l.app.Version {
		return l.app, wrap(err)
	}
	err = s.snapshot(ctx, func(tx *gorm.DB) error {
		l, err = load(tx, scope, id)
		return err
	})
	return l.app, err
}

// Many implements [workflow.Store]. The result follows ids. It is read a batch at a
// time; applications of one batch are of one moment.
func (s *Store) Many(ctx context.Context, scope cond.Cond, ids []workflow.ID) ([]*workflow.Application, error) {
	there := map[workflow.ID]*workflow.Application{}
	for part := range slices.Chunk(once(ids), batch) {
		err := s.snapshot(ctx, func(tx *gorm.DB) error {
			all, err := loadAll(tx, scope, part)
			for id, l := range all {
				there[id] = l.app
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	var out []*workflow.Application
	for _, id := range ids {
		out = append(out, there[id])
	}
	return out, nil
}

// once are the IDs in order, without repetition.
func once(ids []workflow.ID) []workflow.ID {
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}

// loadedApplication is an application as it was read, and what is needed to save it again.
type loadedApplication struct {
	app     *workflow.Application
	entries []entryRow  // as stored, to prove that none was rewritten
	texts   words.Texts // as indexed, to see whether the index must follow
}

// last is the hash of the latest entry, "" without a journal.
func (l loadedApplication) last() string {
	if len(l.entries) == 0 {
		return ""
	}
	return l.entries[len(l.entries)-1].Hash
}

// load reads one application, and with locking keeps others from changing it. Its
// journal is read up to the version of the row, so that both are of one moment.
func load(tx *gorm.DB, scope cond.Cond, id workflow.ID, locking ...clause.Expression) (loadedApplication, error) {
	where, args := conditionSQL{of: cond.Applications}.where(scope)
	var found []applicationRow
	err := tx.Clauses(locking...).Where("applications.id = ?", int64(id)).Where(where, args...).Find(&found).Error
	if err == nil && len(found) == 0 {
		err = noApplication
	}
	if err != nil {
		return loadedApplication{}, err
	}
	all, err := complete(tx, found)
	if err != nil {
		return loadedApplication{}, err
	}
	return all[0], nil
}

// complete reads the journals and disputes of rows, which must be in order of ID.
// The result has one element for each row, in the same order.
func complete(tx *gorm.DB, found []applicationRow) ([]loadedApplication, error) {
	out, at, ids := make([]loadedApplication, len(found)), map[int64]int{}, make([]int64, len(found))
	for i, r := range found {
		out[i].app, out[i].texts, at[r.ID], ids[i] = r.app(), r.indexed(), i, r.ID
	}
	var entries []entryRow
	if err := tx.Where("application_id IN ?", ids).Order("application_id, seq").Find(&entries).Error; err != nil {
		return nil, err
	}
	disputed := false
	for _, r := range entries {
		l := &out[at[r.ApplicationID]]
		if r.Seq > l.app.Version {
			continue // written after the row was read
		}
		e, err := r.entry()
		if err != nil {
			return nil, err
		}
		l.app.Journal, l.entries = append(l.app.Journal, e), append(l.entries, r)
		disputed = disputed || e.Block != ""
	}
	if !disputed {
		return out, nil
	}
	return out, addDisputes(tx, out, ids, at)
}

// addDisputes reads the disputes of the applications in out; at gives the place of
// each ID in it.
func addDisputes(tx *gorm.DB, out []loadedApplication, ids []int64, at map[int64]int) error {
	var rows []disputeRow
	if err := tx.Where("application_id IN ?", ids).Order("application_id, no").Find(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		app := out[at[r.ApplicationID]].app
		app.Disputes = append(app.Disputes, r.dispute())
	}
	return nil
}

// Update implements [workflow.Store]. change may run more than once.
func (s *Store) Update(
	ctx context.Context, scope cond.Cond, id workflow.ID, change func(*workflow.Application) error,
) (*workflow.Application, error) {
	alone := func(apps []*workflow.Application) ([]*workflow.Application, error) { return nil, change(apps[0]) }
	apps, err := s.Together(ctx, scope, []workflow.ID{id}, alone)
	if err != nil {
		return nil, err
	}
	return apps[0], nil
}

// Together implements [workflow.Store]. change may run more than once, each time on
// applications read afresh; all is saved or nothing.
func (s *Store) Together(
	ctx context.Context, scope cond.Cond, ids []workflow.ID,
	change func([]*workflow.Application) ([]*workflow.Application, error),
) ([]*workflow.Application, error) {
	var apps []*workflow.Application
	err := s.change(ctx, func(tx *gorm.DB) error {
		was, err := loadAll(tx, scope, once(ids), s.locking()...)
		if err != nil {
			return err
		}
		apps = apps[:0] // a lost race runs this again
		var versions []int
		for _, id := range ids {
			apps, versions = append(apps, was[id].app), append(versions, was[id].app.Version)
		}
		fresh, err := change(apps)
		if err != nil {
			return err
		}
		for i, id := range ids {
			if err := s.replace(tx, was[id], versions[i]); err != nil {
				return err
			}
		}
		return s.addFresh(tx, fresh)
	})
	if err != nil {
		return nil, err
	}
	return apps, nil
}

// loadAll reads applications, and with locking keeps others from changing them. It
// locks them in order of ID, so that two calls for the same ones cannot block each
// other. If one is missing or out of scope, it loads none.
func loadAll(
	tx *gorm.DB, scope cond.Cond, ids []workflow.ID, locking ...clause.Expression,
) (map[workflow.ID]loadedApplication, error) {
	where, args := conditionSQL{of: cond.Applications}.where(scope)
	out := map[workflow.ID]loadedApplication{}
	for part := range slices.Chunk(ids, batch) {
		var found []applicationRow
		err := tx.Clauses(locking...).Where("applications.id IN ?", part).Where(where, args...).
			Order("applications.id").Find(&found).Error
		if err == nil && len(found) < len(part) {
			err = noApplication
		}
		if err != nil {
			return nil, err
		}
		all, err := complete(tx, found)
		if err != nil {
			return nil, err
		}
		for _, l := range all {
			out[l.app.ID] = l
		}
	}
	return out, nil
}

// addFresh adds new applications in the transaction of those they came out of, and
// fills in their IDs and numbers once all are saved.
func (s *Store) addFresh(tx *gorm.DB, fresh []*workflow.Application) error {
	if len(fresh) == 0 {
		return nil
	}
	for _, app := range fresh {
		if err := admit(app); err != nil {
			return err
		}
	}
	saved, err := s.add(tx, fresh)
	for i, app := range fresh {
		if err == nil {
			*app = *saved[i]
		}
	}
	return err
}

// locking is the clause that makes others wait until this transaction ends. SQLite
// has one writer and needs none.
func (s *Store) locking() []clause.Expression {
	if !s.postgres {
		return nil
	}
	return []clause.Expression{clause.Locking{Strength: "UPDATE"}}
}

// replace saves a changed application if the row still has the version it was read
// with; otherwise change runs the transaction again.
func (s *Store) replace(tx *gorm.DB, was loadedApplication, version int) error {
	if err := admit(was.app); err != nil {
		return err
	}
	fresh, err := s.grown(was)
	if err != nil {
		return err
	}
	r := row(was.app)
	res := tx.Model(&applicationRow{}).Where("id = ? AND version = ?", r.ID, version).Select("*").Omit("id").Updates(&r)
	if res.Error == nil && res.RowsAffected == 0 {
		return gorm.ErrDuplicatedKey // somebody was first: run again on what they left
	}
	if res.Error != nil {
		return namely(res.Error, was.app)
	}
	if err := create(tx, fresh); err != nil {
		return err
	}
	last := was.last()
	if len(fresh) > 0 {
		last = fresh[len(fresh)-1].Hash
	}
	if err := attestApplication(tx, &r, last); err != nil {
		return err
	}
	if r.indexed() != was.texts {
		if err := s.keepWords(tx, []wordsRow{{r.ID, r.indexed()}}); err != nil {
			return err
		}
	}
	if err := setPayments(tx, was.app); err != nil {
		return err
	}
	if was.amended() {
		if err := index(tx, was.app); err != nil {
			return err
		}
	}
	return setDisputes(tx, was.app)
}

// amended says whether the particulars were registered anew after reading: only
// then can the content, and so what it is found by, have changed.
func (l loadedApplication) amended() bool {
	return slices.ContainsFunc(l.app.Journal[len(l.entries):], func(e workflow.Entry) bool { return e.Intake != nil })
}

// grown are the entries added after reading. It fails if one of those read was
// changed, which only a fault in this program could cause.
func (s *Store) grown(was loadedApplication) ([]entryRow, error) {
	rows, err := s.entryRows(was.app, was.last(), len(was.entries))
	if err != nil {
		return nil, err
	}
	for i, r := range was.entries {
		again, err := entryAs(s.algorithm, was.app.ID, was.app.Journal[i], r.Prev)
		if err != nil || again.Body != r.Body {
			return nil, fmt.Errorf("models: entry %d of application %d was rewritten", r.Seq, was.app.ID)
		}
	}
	return rows, nil
}

// entryRows are the entries of an application from place from on, counted from 0;
// prev is the hash of the entry before. It also rounds their moments to what the
// database keeps, so that an application in memory equals the one read back.
func (s *Store) entryRows(app *workflow.Application, prev string, from int) ([]entryRow, error) {
	if from > len(app.Journal) {
		return nil, fmt.Errorf("models: the journal of application %d became shorter", app.ID)
	}
	var rows []entryRow
	for i, e := range app.Journal[from:] {
		if e.Seq != from+i+1 {
			return nil, fmt.Errorf("models: entry %d of application %d says it is entry %d", from+i+1, app.ID, e.Seq)
		}
		e.At = e.At.Round(0).UTC()
		app.Journal[from+i] = e
		r, err := entryAs(s.algorithm, app.ID, e, prev)
		if err != nil {
			return nil, err
		}
		rows, prev = append(rows, r), r.Hash
	}
	return rows, nil
}

// setDisputes makes the rows of an application's disputes equal those that follow
// from its journal.
func setDisputes(tx *gorm.DB, app *workflow.Application) error {
	rows := disputeRows(app)
	kept := []int{0} // never empty: NOT IN () is no SQL
	for _, r := range rows {
		kept = append(kept, r.No)
	}
	if app.Voided() {
		// The step that began a dispute may have been voided.
		err := tx.Where("application_id = ? AND no NOT IN ?", int64(app.ID), kept).Delete(&disputeRow{}).Error
		if err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&rows).Error
}

// namely names the number in an error that says it is taken; others stay as they
// are. Apart from the token, which add looks up first, only numbers are unique.
func namely(err error, app *workflow.Application) error {
	if unique(err) {
		return taken(app.Number)
	}
	return err
}

func taken(number string) error {
	return fault.InputNumber.Taken("编号 %s 已经用过", number)
}

// admit refuses what cannot be stored: a journal that does not fit the version,
// which is a fault of ours, and text that is no text, which people can mend.
func admit(app *workflow.Application) error {
	if len(app.Journal) == 0 || app.Version != len(app.Journal) {
		return fmt.Errorf("models: application %d has version %d and a journal of %d entries",
			app.ID, app.Version, len(app.Journal))
	}
	texts := row(app).texts()
	for _, e := range app.Journal {
		texts = append(texts, e.By, e.User, e.Reason, e.LetterNumber, e.Unit, e.Handler, e.HandlerName, e.Archive, e.Other)
	}
	if i := slices.IndexFunc(texts, func(s string) bool { return !readable(s) }); i >= 0 {
		return &unread
	}
	return nil
}

// batch is how many rows go into one statement. Fewer cost time; SQLite allows
// 32,766 values, and a row of the widest table has 36.
const batch = 500

// create inserts rows and fills in their IDs. No rows is not an error.
func create[T any](tx *gorm.DB, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.CreateInBatches(&rows, batch).Error
}

// Each implements [workflow.Store]. It reads in portions and holds nothing open
// between them, so that visit may change what it sees. Each application is of one
// moment, but not all are of the same one.
func (s *Store) Each(ctx context.Context, scope cond.Cond, visit func(*workflow.Application) error) error {
	for last := int64(0); ; {
		apps, err := s.after(ctx, scope, last)
		if err != nil || len(apps) == 0 {
			return err
		}
		for _, l := range apps {
			if err := visit(l.app); err != nil {
				return err
			}
		}
		last = int64(apps[len(apps)-1].app.ID)
	}
}

// after is portion in a snapshot.
func (s *Store) after(ctx context.Context, scope cond.Cond, id int64) (out []loadedApplication, err error) {
	err = s.snapshot(ctx, func(tx *gorm.DB) error {
		out, err = portion(tx, scope, id)
		return err
	})
	return out, err
}

// portion loads the applications in scope whose IDs come next after id, at most a
// batch; none means the end.
func portion(tx *gorm.DB, scope cond.Cond, id int64) ([]loadedApplication, error) {
	where, args := conditionSQL{of: cond.Applications}.where(scope)
	var found []applicationRow
	err := tx.Where("applications.id > ?", id).Where(where, args...).Order("applications.id").Limit(batch).
		Find(&found).Error
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return complete(tx, found)
}
