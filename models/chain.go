package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"

	"gorm.io/gorm"

	"gongkai/workflow"
)

// link is the hash of an entry: of its body and of the hash of the entry before, "" for
// the first. The line break keeps the two apart.
func link(prev, body string) string {
	sum := sha256.Sum256([]byte(prev + "\n" + body))
	return hex.EncodeToString(sum[:])
}

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

// The question for all chains, and for those of some applications.
const (
	linkQuery = linkSelect + "ORDER BY a.id, e.seq"
	linksOf   = linkSelect + "WHERE a.id IN ? ORDER BY a.id, e.seq"
)

// Chain implements [workflow.Store]. It reports the first fault of each
// application.
func (s *Store) Chain(ctx context.Context) (workflow.ChainCheck, error) {
	w := newWalk()
	err := s.snapshot(ctx, func(tx *gorm.DB) error {
		rows, err := tx.Raw(linkQuery).Rows()
		if err != nil {
			return err
		}
		defer rows.Close() //nolint:errcheck // rows.Err has told
		for rows.Next() {
			var r linkRow
			if err := rows.Scan(&r.ID, &r.Version, &r.Number, &r.Seq, &r.Event,
				&r.OnDate, &r.At, &r.ByUser, &r.Body, &r.Prev, &r.Hash); err != nil {
				return err
			}
			w.step(r)
		}
		return rows.Err()
	})
	w.finish()
	w.chain.Head = hex.EncodeToString(w.head.Sum(nil))
	return w.chain, err
}

// chainWalk goes along all chains, one application after the other.
type chainWalk struct {
	chain workflow.ChainCheck // what was found so far
	head  hash.Hash           // over the ends of all chains
	at    linkRow             // the latest entry visited
	found string              // the first fault of its application, "" for none
}

func newWalk() chainWalk { return chainWalk{head: sha256.New()} }

// step visits the next row. Rows come by application, each in order of Seq.
func (w *chainWalk) step(r linkRow) {
	if r.ID != w.at.ID {
		w.finish()
		w.chain.Applications++
		w.at, w.found = linkRow{ID: r.ID, Version: r.Version, Number: r.Number}, ""
	}
	if r.Seq == 0 {
		return // no journal: finish will say so
	}
	w.chain.Entries++
	if w.found == "" {
		w.found = r.faultAfter(w.at)
	}
	w.at = r
}

// faultAfter says in Chinese what is wrong with an entry that follows before, "" if
// nothing is. What was removed is named before what no longer fits.
func (r linkRow) faultAfter(before linkRow) string {
	e, err := entryRow{ApplicationID: r.ID, Seq: r.Seq, Body: r.Body}.entry()
	switch {
	case r.Seq != before.Seq+1:
		return fmt.Sprintf("第 %d 条办理记录缺失", before.Seq+1)
	case r.Prev != before.Hash:
		return fmt.Sprintf("第 %d 条办理记录与前一条不相衔接", r.Seq)
	case r.Hash != link(r.Prev, r.Body):
		return fmt.Sprintf("第 %d 条办理记录被改动", r.Seq)
	case err != nil:
		return fmt.Sprintf("第 %d 条办理记录无法读取", r.Seq)
	case e.Seq != r.Seq || string(e.Event) != r.Event || string(e.On) != r.OnDate || moment(e.At) != r.At ||
		e.By != r.ByUser:
		return fmt.Sprintf("第 %d 条办理记录的各栏与正文不一致", r.Seq)
	}
	return ""
}

// finish ends the account of the application visited last: its journal may be cut
// short at the end, which no entry shows.
func (w *chainWalk) finish() {
	if w.at.ID == 0 {
		return
	}
	if w.found == "" && w.at.Seq != w.at.Version {
		w.found = fmt.Sprintf("办理记录应有 %d 条，实有 %d 条", w.at.Version, w.at.Seq)
	}
	if w.found != "" {
		w.chain.Broken = append(w.chain.Broken, fmt.Sprintf("申请 %s（内部号 %d）：%s", w.at.Number, w.at.ID, w.found))
	}
	w.head.Write(fmt.Appendf(nil, "%d %s\n", w.at.ID, w.at.Hash))
}
