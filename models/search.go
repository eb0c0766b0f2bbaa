package models

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"gongkai/models/words"
	"gongkai/workflow"
)

// few is up to how many applications may have the words for it to be quicker to fetch
// them all than to walk the list in its own order until a page is full.
const few = 5000

// handful is up to how many IDs SQLite fetches, so that it need not look the words up
// again. PostgreSQL fetches up to few.
const handful = 500

// wordsRow is the words of one application.
type wordsRow struct {
	id int64
	words.Texts
}

// keepWords updates the index for rows just written, in the same transaction.
func (s *Store) keepWords(tx *gorm.DB, rows []wordsRow) error {
	if !s.searches {
		return nil
	}
	before, one, after := "INSERT OR REPLACE INTO application_words (rowid, words) VALUES ", "(?, ?)", ""
	if s.postgres {
		before = "INSERT INTO application_words (application_id, words) VALUES "
		one = "(?, array_to_tsvector(string_to_array(?, ' ')))"
		after = " ON CONFLICT (application_id) DO UPDATE SET words = excluded.words"
	}
	for part := range slices.Chunk(rows, batch) {
		var args []any
		for _, r := range part {
			args = append(args, r.id, r.Words())
		}
		if err := tx.Exec(before+one+strings.Repeat(", "+one, len(part)-1)+after, args...).Error; err != nil {
			return err
		}
	}
	return nil
}

// indexed are the texts of the row that the index covers.
func (r applicationRow) indexed() words.Texts {
	return words.Texts{Office: r.Office, Number: r.Number, Name: r.Name, Content: r.Content, Letter: r.Letter}
}

// wordsOf are the words of rows of applications.
func wordsOf(rows []applicationRow) []wordsRow {
	out := make([]wordsRow, len(rows))
	for i, r := range rows {
		out[i] = wordsRow{r.ID, r.indexed()}
	}
	return out
}

// prepareSearch completes the index if need be when the database is opened.
func (s *Store) prepareSearch(ctx context.Context) error {
	able, version := s.postgres, 0
	if !able {
		if err := s.write.WithContext(ctx).Raw("SELECT COUNT(*) > 0 FROM pragma_module_list WHERE name = 'fts5'").
			Scan(&able).Error; err != nil {
			return err
		}
	}
	if err := s.write.WithContext(ctx).Raw("SELECT version FROM search_index").Scan(&version).Error; err != nil {
		return err
	}
	s.searches = able && version == words.Version
	switch {
	case s.readOnly:
		return nil
	case able && !s.searches:
		return s.fillWords(ctx)
	case !able && version != 0:
		return s.unindexed(ctx)
	}
	return nil
}

// unindexed makes a program without FTS5 look at every row, and records that the index
// misses what it writes.
func (s *Store) unindexed(ctx context.Context) error {
	s.searches = false
	return s.setSearchVersion(ctx, 0)
}

func (s *Store) setSearchVersion(ctx context.Context, version int) error {
	return s.write.WithContext(ctx).Exec("UPDATE search_index SET version = ?", version).Error
}

// wordsTable is where SQLite keeps which application has which word, and nothing else.
// It is given words already made; its tokenizer splits them at the ASCII characters
// that are neither letters nor digits, which no word contains.
const wordsTable = `CREATE VIRTUAL TABLE IF NOT EXISTS application_words USING fts5 (
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii')`

// fillWords indexes what there is, a portion at a time, so that others who write need
// not wait long. If it is interrupted, the next to open the database begins again.
func (s *Store) fillWords(ctx context.Context) error {
	s.searches = true
	if !s.postgres {
		if err := s.write.WithContext(ctx).Exec(wordsTable).Error; err != nil {
			return err
		}
	}
	for last := int64(0); last >= 0; {
		err := s.change(ctx, func(tx *gorm.DB) (err error) {
			last, err = s.fillAfter(tx, last)
			return err
		})
		if err != nil {
			return err
		}
	}
	return s.setSearchVersion(ctx, words.Version)
}

// fillAfter indexes the applications that come next after an ID and returns the last
// one's ID, or -1 if there were none. It locks them, so that a change made meanwhile
// is not overwritten with old words.
func (s *Store) fillAfter(tx *gorm.DB, id int64) (int64, error) {
	var rows []applicationRow
	err := tx.Clauses(s.locking()...).Select("id, office, number, name, content, letter").Where("id > ?", id).
		Order("id").Limit(8 * batch).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return -1, err
	}
	return rows[len(rows)-1].ID, s.keepWords(tx, wordsOf(rows))
}

// search is what the index can do for one list.
type search struct {
	words.Wanted
	postgres bool
	rare     bool    // few applications have the words
	listed   bool    // and it is known which:
	ids      []int64 // these
}

// searchFor asks the index how it can help; nil if it cannot.
func (s *Store) searchFor(tx *gorm.DB, q workflow.Query) (*search, error) {
	f := &search{Wanted: words.Want(q.Scope, q.Where), postgres: s.postgres}
	if !s.searches || f.Nothing() {
		return nil, nil
	}
	offices := f.Offices
	f.Offices = nil // they would take longer to go through than a few applications
	n, err := f.found(tx)
	if err != nil {
		return nil, err
	}
	if f.rare = n <= few; !f.rare {
		f.Offices = offices
	}
	return f, nil
}

// found is how many applications have the words, counted up to one more than few. It
// also keeps which they are, if they are not too many.
func (f *search) found(tx *gorm.DB) (n int, err error) {
	most := handful
	if f.postgres {
		most = few
	}
	err = f.candidates(tx).Limit(most + 1).Scan(&f.ids).Error
	if f.listed = len(f.ids) <= most; f.listed || f.postgres || err != nil {
		return len(f.ids), err
	}
	err = tx.Table("(?) AS found", f.candidates(tx).Limit(few+1)).Select("COUNT(*)").Scan(&n).Error
	return n, err
}

// candidates is the query for the IDs of the applications that have the words.
func (f *search) candidates(tx *gorm.DB) *gorm.DB {
	if f.postgres {
		// The server makes the question of a text: the driver would send one of its own.
		return tx.Table("application_words").Select("application_id").
			Where("words @@ CAST(CAST(? AS text) AS tsquery)", f.TSQuery())
	}
	return tx.Table("application_words").Select("rowid").Where("application_words MATCH ?", f.FTS())
}

// counts says whether the index helps to count a list. PostgreSQL would first have to
// find all applications that have the words. A nil search helps with nothing.
func (f *search) counts(q workflow.Query) bool {
	return f != nil && (f.rare || !f.postgres || q.Cap > 0)
}

// pages says whether the index helps to find one page. SQLite finds applications in
// order of ID, so it helps even with common words if the list has that order.
func (f *search) pages(q workflow.Query) bool {
	return f != nil && (f.rare || !f.postgres && q.Sort == "")
}

// common says that many applications have the words.
func (f *search) common() bool { return f != nil && !f.rare }

// rows are the applications that have the words. Both databases are told where to
// begin, because what they assume of rare words is often wrong.
func (f *search) rows(tx *gorm.DB) *gorm.DB {
	switch {
	case f.listed && !f.postgres:
		return tx.Table("json_each(?) AS found CROSS JOIN applications", array(f.ids, "[", "]")).
			Where("applications.id = found.value")
	case !f.postgres:
		return tx.Table("application_words CROSS JOIN applications").
			Where("applications.id = application_words.rowid AND application_words MATCH ?", f.FTS())
	case f.listed:
		return tx.Table("applications").Where("applications.id = ANY(CAST(CAST(? AS text) AS bigint[]))",
			array(f.ids, "{", "}"))
	}
	return tx.Table("applications").Where("applications.id IN (?)", f.candidates(tx))
}

// array is a list of IDs as text that the database reads.
func array(ids []int64, begin, end string) string {
	var out []string
	for _, id := range ids {
		out = append(out, strconv.FormatInt(id, 10))
	}
	return begin + strings.Join(out, ",") + end
}

// id is the column of the ID in whose order the index finds rows.
func (f *search) id() string {
	if f.postgres || f.listed {
		return "applications.id"
	}
	return "application_words.rowid"
}
