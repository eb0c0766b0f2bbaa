package models

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/ledger"
)

// journalRow is an entry with what a line of the journal shows of its application.
type journalRow struct {
	ApplicationID int64
	Seq           int
	Number        string
	Office        string
	Body          string
}

// line reads the entry from its body; that it was voided is filled in later.
func (r journalRow) line() (workflow.JournalLine, error) {
	e, err := entryRow{ApplicationID: r.ApplicationID, Seq: r.Seq, Body: r.Body}.entry()
	return workflow.JournalLine{App: workflow.ID(r.ApplicationID), Number: r.Number, Office: r.Office, Entry: e}, err
}

// irregularMark occurs in the body of an entry that the law speaks against, and in
// no other: inside a text every quote has a backslash before it.
const irregularMark = `,"irregular":"`

// oneByOne is up to how many applications are looked up one by one. Above it, walking
// the entries in order of time is quicker.
const oneByOne = 5000

// Entries implements [workflow.JournalStore]. It counts no further than one past the
// most that are shown, as counting millions of entries would take seconds.
func (s *Store) Entries(ctx context.Context, q workflow.EntryQuery) ([]workflow.JournalLine, int, error) {
	var out []workflow.JournalLine
	var total int64
	err := s.snapshot(ctx, func(tx *gorm.DB) error {
		from, where, args, err := s.entriesOf(tx, q)
		if err != nil {
			return err
		}
		count := "SELECT COUNT(*) FROM (SELECT 1 " + from + where + " LIMIT ?) AS counted"
		if err := tx.Raw(count, append(slices.Clone(args), workflow.MostEntries+1)...).Scan(&total).Error; err != nil {
			return err
		}
		if out, err = readEntries(tx, from+where, args, q); err != nil {
			return err
		}
		return s.markVoided(tx, out)
	})
	return out, int(total), err
}

// entriesOf is the query in SQL: the tables in the order they are to be read, the
// rows of them, and the arguments.
func (s *Store) entriesOf(tx *gorm.DB, q workflow.EntryQuery) (from, where string, args []any, err error) {
	near, err := applicationsFirst(tx, q)
	if err != nil {
		return "", "", nil, err
	}
	from = "FROM entries e CROSS JOIN applications a" // SQLite reads them in this order
	if near {
		from = "FROM applications a CROSS JOIN entries e"
	}
	parts := []string{"a.id = e.application_id"}
	add := func(sql string, values ...any) { parts, args = append(parts, sql), append(args, values...) }
	if q.Voided {
		from = "FROM entries v CROSS JOIN entries e CROSS JOIN applications a"
		add("v.event = ? AND e.application_id = v.application_id AND e.seq = "+s.inBody("v.body", "ref"),
			string(workflow.Void))
	}
	if len(q.Offices) > 0 {
		add("a.office IN ?", q.Offices)
	}
	for _, c := range []struct{ sql, value string }{
		{"a.number = ?", q.Number}, {"e.by_user = ?", q.By}, {"e.event = ?", string(q.Event)},
	} {
		if c.value != "" {
			add(c.sql, c.value)
		}
	}
	if q.User != "" {
		// PostgreSQL takes a plain "=" for rare, and reads all to find it
		add("COALESCE("+s.inBody("e.body", "user")+" = ?, TRUE)", q.User)
	}
	if q.From != "" {
		add("e.at > ?", moment(q.Since()))
	}
	if q.To != "" {
		add("e.at <= ?", moment(calendar.EndOf(q.To)))
	}
	if q.Irregular {
		parts = append(parts, s.found("e.body", irregularMark)+" > 0")
	}
	return from, " WHERE " + strings.Join(parts, " AND "), args, nil
}

// applicationsFirst says whether the query concerns few applications: those with one
// number, or those of offices that have few.
func applicationsFirst(tx *gorm.DB, q workflow.EntryQuery) (bool, error) {
	if q.Number != "" || len(q.Offices) == 0 {
		return q.Number != "", nil
	}
	var n int64
	err := tx.Raw("SELECT COUNT(*) FROM (SELECT 1 FROM applications WHERE office IN ? LIMIT ?) AS counted",
		q.Offices, oneByOne+1).Scan(&n).Error
	return n <= oneByOne, err
}

// inBody is the SQL for a value in the body of an entry, NULL where it has none. It
// has no index; whoever asks by it narrows the rows by something else first.
func (s *Store) inBody(column, name string) string {
	switch {
	case s.postgres && name == "ref":
		return "(" + column + "::jsonb ->> 'ref')::bigint"
	case s.postgres:
		return "(" + column + "::jsonb ->> '" + name + "')"
	}
	return "json_extract(" + column + ", '$." + name + "')"
}

// found is the SQL for where a text stands in a column, 0 where it does not. It must
// be written as in the index of irregular entries, or that index is not used.
func (s *Store) found(column, text string) string {
	if s.postgres {
		return "strpos(" + column + ", '" + text + "')"
	}
	return "instr(" + column + ", '" + text + "')"
}

// readEntries reads one page, latest first. SQLite knows no OFFSET without a LIMIT,
// so a list without end gets a very large one.
func readEntries(tx *gorm.DB, what string, args []any, q workflow.EntryQuery) ([]workflow.JournalLine, error) {
	sql := "SELECT e.application_id, e.seq, a.number, a.office, e.body " + what +
		" ORDER BY e.at DESC, e.application_id DESC, e.seq DESC"
	if q.Limit > 0 {
		sql, args = sql+" LIMIT ?", append(slices.Clone(args), q.Limit)
	}
	if q.Offset > 0 {
		if q.Limit == 0 {
			sql, args = sql+" LIMIT ?", append(slices.Clone(args), 1<<62)
		}
		sql, args = sql+" OFFSET ?", append(args, q.Offset)
	}
	var rows []journalRow
	if err := tx.Raw(sql, args...).Scan(&rows).Error; err != nil {
		return nil, err
	}
	return readAll(rows, journalRow.line)
}

// markVoided marks those of the lines that a later entry voided.
func (s *Store) markVoided(tx *gorm.DB, lines []workflow.JournalLine) error {
	type entry struct {
		ApplicationID int64
		Ref           int
	}
	voided := map[entry]bool{}
	for ids := range slices.Chunk(idsOf(lines), batch) {
		var rows []entry
		err := tx.Raw("SELECT v.application_id, "+s.inBody("v.body", "ref")+
			" AS ref FROM entries v WHERE v.application_id IN ? AND v.event = ?", ids, string(workflow.Void)).Scan(&rows).Error
		if err != nil {
			return err
		}
		for _, r := range rows {
			voided[r] = true
		}
	}
	for i, l := range lines {
		lines[i].Voided = voided[entry{int64(l.App), l.Entry.Seq}]
	}
	return nil
}

// idsOf are the IDs of the applications of the lines, each once.
func idsOf(lines []workflow.JournalLine) []int64 {
	var out []int64
	for _, l := range lines {
		out = append(out, int64(l.App))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Journals implements [workflow.JournalStore]. An unknown ID has no journal.
func (s *Store) Journals(ctx context.Context, ids ...workflow.ID) (map[workflow.ID][]workflow.Entry, error) {
	out := map[workflow.ID][]workflow.Entry{}
	for some := range slices.Chunk(ids, batch) {
		var rows []entryRow
		err := s.read.WithContext(ctx).Select("application_id", "seq", "body").Where("application_id IN ?", some).
			Order("application_id, seq").Find(&rows).Error
		if err != nil {
			return nil, wrap(err)
		}
		for _, r := range rows {
			e, err := r.entry()
			if err != nil {
				return nil, err
			}
			out[workflow.ID(r.ApplicationID)] = append(out[workflow.ID(r.ApplicationID)], e)
		}
	}
	return out, nil
}

// Seals implements [workflow.JournalStore]. The rows come in order of ID; each run of
// one ID is the chain of one application.
func (s *Store) Seals(ctx context.Context, ids ...workflow.ID) (map[workflow.ID]workflow.Seal, error) {
	out := map[workflow.ID]workflow.Seal{}
	for some := range slices.Chunk(ids, batch) {
		var rows []linkRow
		if err := s.read.WithContext(ctx).Raw(linksOf, some).Scan(&rows).Error; err != nil {
			return nil, wrap(err)
		}
		for i := 0; i < len(rows); {
			n := i
			for n < len(rows) && rows[n].ID == rows[i].ID {
				n++
			}
			out[workflow.ID(rows[i].ID)] = seal(rows[i:n])
			i = n
		}
	}
	return out, nil
}

// seal walks the chain of one application.
func seal(rows []linkRow) workflow.Seal {
	w := chainWalk{}
	for _, r := range rows {
		w.step(r)
	}
	w.finish()
	return workflow.Seal{Entries: w.entries, Hash: w.at.Hash, Broken: w.found}
}

// link is the hash of an entry: of its body and of the hash of the entry before, "" for
// the first. The line break keeps the two apart.
func link(by ledger.Algorithm, prev, body string) string { return string(by.Of(prev + "\n" + body)) }

// linkRow is an application with one of its entries. An application without a journal
// has one row, with Seq 0 and nothing in the columns of the entry.
type linkRow struct {
	ID      int64
	Version int
	Number  string
	Seq     int
	Event   string
	OnDate  string
	At      string
	ByUser  string
	Body    string
	Prev    string
	Hash    string
}

// linkSelect joins from the left, so that a journal that has vanished is found too.
const linkSelect = `SELECT a.id, a.version, a.number, COALESCE(e.seq, 0) AS seq, COALESCE(e.event, '') AS event,
COALESCE(e.on_date, '') AS on_date, COALESCE(e.at, '') AS at, COALESCE(e.by_user, '') AS by_user,
COALESCE(e.body, '') AS body, COALESCE(e.prev, '') AS prev, COALESCE(e.hash, '') AS hash
FROM applications a LEFT JOIN entries e ON e.application_id = a.id `

// linksOf asks for the chains of some applications.
const linksOf = linkSelect + "WHERE a.id IN ? ORDER BY a.id, e.seq"

// chainWalk goes along the chain of one application.
type chainWalk struct {
	entries int     // visited so far
	at      linkRow // the latest visited
	found   string  // the first fault of its application, "" for none
}

// step visits the next row of an application. Rows come in order of Seq.
func (w *chainWalk) step(r linkRow) {
	if r.ID != w.at.ID {
		w.at = linkRow{ID: r.ID, Version: r.Version, Number: r.Number}
	}
	if r.Seq == 0 {
		return // no journal: finish will say so
	}
	w.entries++
	if w.found == "" {
		w.found = r.faultAfter(w.at)
	}
	w.at = r
}

// faultAfter says in Chinese what is wrong with an entry that follows before, "" if
// nothing is. What was removed is named before what no longer fits.
func (r linkRow) faultAfter(before linkRow) string {
	e, err := r.entry()
	return r.fault(before, e, err)
}

// entry reads the entry from its body.
func (r linkRow) entry() (workflow.Entry, error) {
	return entryRow{ApplicationID: r.ID, Seq: r.Seq, Body: r.Body}.entry()
}

// fault is faultAfter of an entry that was read already, or could not be.
func (r linkRow) fault(before linkRow, e workflow.Entry, err error) string {
	switch {
	case r.Seq != before.Seq+1:
		return fmt.Sprintf("第 %d 条办理记录缺失", before.Seq+1)
	case r.Prev != before.Hash:
		return fmt.Sprintf("第 %d 条办理记录与前一条不相衔接", r.Seq)
	case !ledger.Digest(r.Hash).Matches(r.Prev + "\n" + r.Body):
		return fmt.Sprintf("第 %d 条办理记录被改动", r.Seq)
	case err != nil:
		return fmt.Sprintf("第 %d 条办理记录无法读取", r.Seq)
	case e.Seq != r.Seq || string(e.Event) != r.Event || string(e.On) != r.OnDate || moment(e.At) != r.At ||
		e.By != r.ByUser:
		return fmt.Sprintf("第 %d 条办理记录的各栏与正文不一致", r.Seq)
	}
	return ""
}

// finish ends the account of an application: its journal may be cut short at the end,
// which no entry shows.
func (w *chainWalk) finish() {
	if w.found == "" {
		w.found = cutShort(w.at.Version, w.at.Seq)
	}
}

// cutShort says in Chinese that a journal should have as many entries as the version, ""
// if it has.
func cutShort(version, entries int) string {
	if version == entries {
		return ""
	}
	return fmt.Sprintf("办理记录应有 %d 条，实有 %d 条", version, entries)
}
