package models

import (
	"fmt"

	"gongkai/workflow"
	"gongkai/workflow/ledger"
)

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
