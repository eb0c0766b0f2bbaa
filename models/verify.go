package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/ledger"
)

// Chain implements [workflow.Store]: what [Store.Verify] finds, with nothing left out.
func (s *Store) Chain(ctx context.Context) (workflow.ChainCheck, error) {
	c, err := s.Verify(ctx, ledger.Witness{})
	return workflow.ChainCheck{Applications: c.Applications, Entries: c.Entries, Head: c.Head, Broken: c.Faults}, err
}

// Verify implements [ledger.Store]. It walks the ledger and all chains, replays every
// journal and compares every column with what follows from them. All is of one moment.
func (s *Store) Verify(ctx context.Context, w ledger.Witness) (ledger.Check, error) {
	v := &verification{store: s, witness: w, head: sha256.New()}
	v.check.Rows = map[string]int{}
	err := s.snapshot(ctx, v.run)
	v.check.Head = hex.EncodeToString(v.head.Sum(nil))
	return v.check, err
}

// verification is one run of Verify.
type verification struct {
	store   *Store
	witness ledger.Witness
	check   ledger.Check
	book    *ledger.Book
	cal     *calendar.Calendar // nil if it cannot be read
	head    hash.Hash          // over the ends of all chains
}

// fault notes something that is wrong.
func (v *verification) fault(form string, args ...any) {
	v.check.Faults = append(v.check.Faults, fmt.Sprintf(form, args...))
}

func (v *verification) run(tx *gorm.DB) error {
	for _, part := range []func(*gorm.DB) error{v.lines, v.calendar, v.applications, v.tables} {
		if err := part(tx); err != nil {
			return err
		}
	}
	v.check.Faults = append(v.check.Faults, v.book.Left()...)
	return nil
}

// lines reads the ledger, and holds the checkpoints of this place against it.
func (v *verification) lines(tx *gorm.DB) error {
	var kept []checkpointRow
	if err := tx.Order("size").Find(&kept).Error; err != nil {
		return err
	}
	now := v.store.algorithm
	algorithms, notes := []ledger.Algorithm{now}, map[int64]ledger.Checkpoint{}
	for _, r := range kept {
		c, err := ledger.OpenNote(r.Note, "")
		if err != nil || c.Size != r.Size {
			v.fault("第 %d 条存证处的存证单：%v", r.Size, err)
			continue
		}
		algorithms, notes[r.Size] = append(algorithms, c.Root.By), c
	}
	v.book = ledger.NewBook(algorithms...)
	err := eachLine(tx, func(l ledger.Line) error {
		v.book.Add(l)
		if c, ok := notes[l.Seq]; ok && v.book.Root(c.Root.By) != c.Root.Sum {
			v.fault("前 %d 条存证与当时的存证单不符", l.Seq)
		}
		if v.witness.Line == nil {
			return nil
		}
		return v.witness.Line(l)
	})
	if err != nil {
		return err
	}
	if n := len(kept); n > 0 && kept[n-1].Size > v.book.Size() {
		v.fault("存证单记有 %d 条存证，实有 %d 条", kept[n-1].Size, v.book.Size())
	}
	v.check.Faults = append(v.check.Faults, v.book.Faults...)
	v.check.Lines, v.check.Root = v.book.Size(), ledger.Root{By: now, Sum: v.book.Root(now)}
	return v.counted(tx)
}

// counted compares the number that the next line would get, where one is kept.
func (v *verification) counted(tx *gorm.DB) error {
	if !v.store.postgres {
		return nil
	}
	var last []int64
	err := tx.Raw("SELECT last FROM ledger_head").Scan(&last).Error
	if err == nil && !slices.Equal(last, []int64{v.book.Size()}) {
		v.fault("存证应有 %v 条，实有 %d 条", last, v.book.Size())
	}
	return err
}

// calendar reads the calendar by which terms are recalculated.
func (v *verification) calendar(tx *gorm.DB) error {
	changes, err := calendarChanges(tx)
	if err != nil {
		v.fault("日历的改动无法读取：%v", err)
		return nil // that it cannot be read is what was found
	}
	v.cal = calendar.After(changes)
	return nil
}

// tables compares the rows that do not follow from a journal with the ledger.
func (v *verification) tables(tx *gorm.DB) error {
	for _, t := range attestedTables {
		err := t.eachRow(tx, func(key, content string) error {
			return v.row(ledger.Row{Table: t.name, Key: key}, content)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// row compares one row with the ledger and shows it to who wants to see it.
func (v *verification) row(r ledger.Row, content string) error {
	v.check.Rows[r.Table]++
	by, _ := v.book.By(r.Table, r.Key)
	if odd := v.book.Take(r.Table, r.Key, content).Odd(r.Table, r.Key); odd != "" {
		v.check.Faults = append(v.check.Faults, odd)
	}
	if v.witness.Row == nil {
		return nil
	}
	r.Content = by.Of(content)
	return v.witness.Row(r)
}

// portionSize is how many applications are read at a time.
const portionSize = 1000

// applications examines every application: while one portion is examined, the next is
// read.
func (v *verification) applications(tx *gorm.DB) error {
	done := func() error { return nil }
	for last := int64(math.MinInt64); ; {
		p, err := readPortion(tx, last)
		if err != nil {
			return err
		}
		if err := done(); err != nil {
			return err
		}
		v.check.Faults = append(v.check.Faults, p.orphans()...)
		if len(p.apps) == 0 {
			return nil
		}
		done = v.examineAll(p)
		last = p.apps[len(p.apps)-1].ID
	}
}

// unit is one application as it is stored, in all its rows.
type unit struct {
	row      applicationRow
	entries  []entryRow
	disputes []disputeRow
	payments []paymentRow
}

// examined is what was found of one application.
type examined struct {
	last   string // hash of the last entry
	faults []string
}

// examineAll begins to examine a portion; the function it returns waits for the end and
// takes down what was found, in order.
func (v *verification) examineAll(p *portionRows) func() error {
	units := p.units()
	found := make([]examined, len(units))
	var wait sync.WaitGroup
	share := len(units)/runtime.GOMAXPROCS(0) + 1
	for i := 0; i < len(units); i += share {
		wait.Go(func() {
			for j := i; j < min(i+share, len(units)); j++ {
				found[j] = v.examine(&units[j])
			}
		})
	}
	return func() error {
		wait.Wait()
		for i := range units {
			if err := v.note(&units[i].row, len(units[i].entries), found[i]); err != nil {
				return err
			}
		}
		return nil
	}
}

// note takes down what was found of an application. Of one that is wrong in itself, the
// ledger has nothing to add.
func (v *verification) note(r *applicationRow, entries int, found examined) error {
	v.check.Applications++
	v.check.Entries += entries
	_, _ = fmt.Fprintf(v.head, "%d %s\n", r.ID, found.last)
	for _, f := range found.faults {
		v.fault("申请 %s（内部号 %d）：%s", r.Number, r.ID, f)
	}
	before := len(v.check.Faults)
	err := v.row(ledger.Row{Table: "applications", Key: applicationKey(r.ID), Office: r.Office, Number: r.Number,
		Entries: entries}, r.attested(found.last))
	if len(found.faults) > 0 {
		v.check.Faults = v.check.Faults[:before]
	}
	return err
}

// examine walks the chain of an application and, if it is whole, replays the journal.
func (v *verification) examine(u *unit) examined {
	at := linkRow{ID: u.row.ID}
	journal := make([]workflow.Entry, 0, len(u.entries))
	for _, r := range u.entries {
		l := linkRow{ID: r.ApplicationID, Seq: r.Seq, Event: r.Event, OnDate: r.OnDate, At: r.At, ByUser: r.ByUser,
			Body: r.Body, Prev: r.Prev, Hash: r.Hash}
		e, err := r.entry()
		if f := l.fault(at, e, err); f != "" {
			return examined{at.Hash, []string{f}}
		}
		journal, at = append(journal, e), l
	}
	if f := cutShort(u.row.Version, len(journal)); f != "" {
		return examined{at.Hash, []string{f}}
	}
	if v.cal == nil {
		return examined{at.Hash, nil} // said already
	}
	return examined{at.Hash, u.mismatches(workflow.Replay(journal, v.cal.For(u.row.Office)))}
}

// mismatches names the columns that differ from those that follow from the journal.
// Which application it is, and of which office and form, the ledger knows.
func (u *unit) mismatches(want *workflow.Application) []string {
	want.ID, want.Office = workflow.ID(u.row.ID), u.row.Office
	if u.row.Token != nil {
		want.Token = *u.row.Token
	}
	out := differences(&applicationSchema, "", u.row, row(want))
	out = append(out, several(&disputeSchema, "案件", u.disputes, disputeRows(want),
		func(r disputeRow) int { return r.No })...)
	return append(out, several(&paymentSchema, "缴费", u.payments, paymentRows(want),
		func(r paymentRow) int { return r.No })...)
}

// several compares rows of which an application may have several; no tells them apart.
func several[R any](columns *columnsOf, what string, have, want []R, no func(R) int) []string {
	var out []string
	for _, h := range have {
		i := slices.IndexFunc(want, func(w R) bool { return no(w) == no(h) })
		if i < 0 {
			out = append(out, fmt.Sprintf("%s %d 不在办理记录中", what, no(h)))
			continue
		}
		out = append(out, differences(columns, fmt.Sprintf("%s %d 的 ", what, no(h)), h, want[i])...)
		want = slices.Delete(slices.Clone(want), i, i+1)
	}
	for _, w := range want {
		out = append(out, fmt.Sprintf("%s %d 缺失", what, no(w)))
	}
	return out
}

// columnsOf are the columns of a row, found when first needed.
type columnsOf struct {
	row  any
	once sync.Once
	list []*schema.Field
}

var (
	applicationSchema = columnsOf{row: &applicationRow{}}
	disputeSchema     = columnsOf{row: &disputeRow{}}
	paymentSchema     = columnsOf{row: &paymentRow{}}
	entrySchema       = columnsOf{row: &entryRow{}}
)

// fields are the columns in the order of the struct.
func (c *columnsOf) fields() []*schema.Field {
	c.once.Do(func() {
		parsed, err := schema.Parse(c.row, &sync.Map{}, schema.NamingStrategy{})
		if err != nil {
			panic(err) // a row of ours that is none
		}
		c.list = parsed.Fields
	})
	return c.list
}

// personal are the columns whose values stay out of what is printed and logged.
var personal = map[string]bool{"name": true, "id_number": true, "phone": true, "address": true, "email": true,
	"content": true, "remark": true}

// differences names the columns in which two rows differ, with both values.
func differences[R any](columns *columnsOf, what string, have, want R) []string {
	var out []string
	h, w := reflect.ValueOf(&have).Elem(), reflect.ValueOf(&want).Elem()
	for _, f := range columns.fields() {
		i := f.StructField.Index[0]
		if a, b := h.Field(i), w.Field(i); !a.Equal(b) && a.Kind() != reflect.Pointer {
			said := fmt.Sprintf("%s%s 存为 %v，由办理记录得出 %v", what, f.DBName, a, b)
			if personal[f.DBName] {
				said = fmt.Sprintf("%s%s 与办理记录不符", what, f.DBName)
			}
			out = append(out, said)
		}
	}
	return out
}

// portionRows are the rows of some applications that follow one another.
type portionRows struct {
	apps     []applicationRow
	entries  []entryRow
	disputes []disputeRow
	payments []paymentRow
}

// readPortion reads the applications that come next after an ID, with what belongs to
// them; without any, what belongs to none.
func readPortion(tx *gorm.DB, after int64) (*portionRows, error) {
	p := &portionRows{}
	var err error
	p.apps, err = scan[applicationRow](tx, &applicationSchema, "applications",
		"id > ?"+inOrderOf("applications", "id")+" LIMIT ?", after, portionSize)
	if err != nil {
		return nil, err
	}
	where, args := "application_id > ?", []any{after}
	if n := len(p.apps); n > 0 {
		where, args = where+" AND application_id <= ?", append(args, p.apps[n-1].ID)
	}
	p.entries, err = scan[entryRow](tx, &entrySchema, "entries",
		where+inOrderOf("entries", "application_id", "seq"), args...)
	if err != nil {
		return nil, err
	}
	p.disputes, err = scan[disputeRow](tx, &disputeSchema, "disputes",
		where+inOrderOf("disputes", "application_id", "no"), args...)
	if err != nil {
		return nil, err
	}
	p.payments, err = scan[paymentRow](tx, &paymentSchema, "payments",
		where+inOrderOf("payments", "application_id", "no"), args...)
	return p, err
}

// scan reads rows by their columns, without what GORM would do for each.
func scan[R any](tx *gorm.DB, columns *columnsOf, table, where string, args ...any) ([]R, error) {
	var names []string
	var r R
	var into []any
	for _, f := range columns.fields() {
		names = append(names, f.DBName)
		into = append(into, reflect.ValueOf(&r).Elem().Field(f.StructField.Index[0]).Addr().Interface())
	}
	rows, err := tx.Raw("SELECT "+strings.Join(selected(tx, names), ", ")+" FROM "+table+" WHERE "+where, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err has told
	var out []R
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("table %s: %w", table, err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// units puts what belongs to each application beside it.
func (p *portionRows) units() []unit {
	out := make([]unit, len(p.apps))
	entries, disputes, payments := p.entries, p.disputes, p.payments
	for i, r := range p.apps {
		out[i].row = r
		out[i].entries, entries = belonging(entries, r.ID, func(e entryRow) int64 { return e.ApplicationID })
		out[i].disputes, disputes = belonging(disputes, r.ID, func(d disputeRow) int64 { return d.ApplicationID })
		out[i].payments, payments = belonging(payments, r.ID, func(q paymentRow) int64 { return q.ApplicationID })
	}
	return out
}

// belonging cuts off the rows of one application, which come first once those of none
// are passed over.
func belonging[R any](rows []R, id int64, of func(R) int64) (own, rest []R) {
	for len(rows) > 0 && of(rows[0]) < id {
		rows = rows[1:]
	}
	n := 0
	for n < len(rows) && of(rows[n]) == id {
		n++
	}
	return rows[:n], rows[n:]
}

// orphans names the rows that belong to no application.
func (p *portionRows) orphans() []string {
	there := map[int64]bool{}
	for _, r := range p.apps {
		there[r.ID] = true
	}
	var out []string
	add := func(what string, id int64, no int) {
		if !there[id] {
			out = append(out, fmt.Sprintf("%s %d 所属的申请（内部号 %d）不在", what, no, id))
		}
	}
	for _, r := range p.entries {
		add("办理记录", r.ApplicationID, r.Seq)
	}
	for _, r := range p.disputes {
		add("案件", r.ApplicationID, r.No)
	}
	for _, r := range p.payments {
		add("缴费", r.ApplicationID, r.No)
	}
	return out
}
