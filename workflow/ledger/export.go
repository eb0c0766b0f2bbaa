package ledger

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"gongkai/workflow/fault"
)

// exportVersion is the form of an export. A verifier refuses another.
const exportVersion = 1

// record is one line of an export, which is JSON Lines: first the head, then the lines of
// the ledger, then the rows as they are now, then what is wrong or missing, and the end.
// Nothing in it is about a person.
type record struct {
	Version int        `json:"gongkai_ledger,omitempty"` // of the head only
	At      *time.Time `json:"at,omitempty"`

	Seq     int64  `json:"seq,omitempty"` // of a line only
	Table   string `json:"table,omitempty"`
	Key     string `json:"key,omitempty"`
	Content Digest `json:"content,omitempty"`
	Hash    Digest `json:"hash,omitempty"`
	Office  string `json:"office,omitempty"`
	Number  string `json:"number,omitempty"`
	Entries int    `json:"entries,omitempty"`

	Fault string `json:"fault,omitempty"`
	Gap   string `json:"gap,omitempty"`

	End *ended `json:"end,omitempty"`
}

// ended closes an export, so that one cut short is noticed.
type ended struct {
	Lines int64 `json:"lines"`
	Rows  int   `json:"rows"`
}

// Export writes everything an auditor needs to verify the store elsewhere, all of one
// moment. see is shown each row; gaps, called after that, names the numbers that are
// missing.
func Export(ctx context.Context, s Store, out io.Writer, at time.Time, see func(Row), gaps func() []string) error {
	buffered := bufio.NewWriter(out)
	enc := json.NewEncoder(buffered)
	enc.SetEscapeHTML(false)
	utc := at.UTC()
	if err := enc.Encode(record{Version: exportVersion, At: &utc}); err != nil {
		return err
	}
	rows := 0
	c, err := s.Verify(ctx, Witness{
		Line: func(l Line) error {
			return enc.Encode(record{Seq: l.Seq, Table: l.Table, Key: l.Key, Content: l.Content, Hash: l.Hash})
		},
		Row: func(r Row) error {
			rows++
			see(r)
			return enc.Encode(record{Table: r.Table, Key: r.Key, Content: r.Content,
				Office: r.Office, Number: r.Number, Entries: r.Entries})
		},
	})
	if err != nil {
		return err
	}
	for _, f := range c.Faults {
		if err := enc.Encode(record{Fault: f}); err != nil {
			return err
		}
	}
	for _, g := range gaps() {
		if err := enc.Encode(record{Gap: g}); err != nil {
			return err
		}
	}
	return cmp.Or(enc.Encode(record{End: &ended{c.Lines, rows}}), buffered.Flush())
}

// Offline is what verifying an export with notes kept elsewhere found.
type Offline struct {
	At            time.Time      // when it was exported
	Lines         int64          // of the ledger
	Rows          map[string]int // of each table
	Applications  int
	Entries       int
	Since         map[string]int // lines of each table after the latest note
	Faults, Gaps  []string       // in Chinese
	notes         []Checkpoint
	latest        int64 // number of lines that the latest note covers
	book          *Book
	total         int
	begun, closed bool
}

// VerifyExport reads an export and holds it against notes. It needs no database. What is
// no export is Invalid.
func VerifyExport(in io.Reader, notes ...Checkpoint) (Offline, error) {
	o := Offline{Rows: map[string]int{}, Since: map[string]int{}, notes: notes}
	var algorithms []Algorithm
	for _, n := range notes {
		algorithms, o.latest = append(algorithms, n.Root.By), max(o.latest, n.Size)
	}
	o.book = NewBook(algorithms...)
	dec := json.NewDecoder(bufio.NewReader(in))
	for {
		var r record
		err := dec.Decode(&r)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || !o.begun && r.Version != exportVersion {
			return Offline{}, fault.Errorf(fault.Invalid, "这不是存证导出文件，或者是另一版本的程序导出的")
		}
		o.take(r)
	}
	o.finish()
	return o, nil
}

// take takes the next record.
func (o *Offline) take(r record) {
	switch {
	case r.Version != 0:
		o.begun = true
		if r.At != nil {
			o.At = *r.At
		}
	case r.Seq != 0:
		o.line(Line{r.Seq, r.Table, r.Key, r.Content, r.Hash})
	case r.Table != "":
		o.row(r)
	case r.Fault != "":
		o.Faults = append(o.Faults, r.Fault)
	case r.Gap != "":
		o.Gaps = append(o.Gaps, r.Gap)
	case r.End != nil:
		o.closed = r.End.Lines == o.Lines && r.End.Rows == o.total
	}
}

func (o *Offline) line(l Line) {
	o.book.Add(l)
	o.Lines = l.Seq
	for _, n := range o.notes {
		if l.Seq == n.Size && o.book.Root(n.Root.By) != n.Root.Sum {
			o.Faults = append(o.Faults, fmt.Sprintf("前 %d 条存证与 %s 的存证单不符：其中有的被改动、删除、插入或者换了次序",
				n.Size, day(n.At)))
		}
	}
	if l.Seq > o.latest {
		o.Since[l.Table]++
	}
}

func (o *Offline) row(r record) {
	o.total++
	o.Rows[r.Table]++
	if r.Table == "applications" {
		o.Applications++
		o.Entries += r.Entries
	}
	if odd := o.book.TakeDigest(r.Table, r.Key, r.Content).Odd(r.Table, r.Key); odd != "" {
		o.Faults = append(o.Faults, odd)
	}
}

// finish adds what only the end shows.
func (o *Offline) finish() {
	if !o.closed {
		o.Faults = append(o.Faults, "导出文件不完整：没有结尾，或者条数与结尾所记不符")
	}
	for _, n := range o.notes {
		if n.Size > o.Lines {
			o.Faults = append(o.Faults, fmt.Sprintf("%s 的存证单记有 %d 条存证，现在只有 %d 条：末尾的被删去了",
				day(n.At), n.Size, o.Lines))
		}
		for _, table := range inOrder(n.Rows) {
			if had, has := n.Rows[table], o.Rows[table]; has < had {
				o.Faults = append(o.Faults, fmt.Sprintf("表 %s 在 %s 有 %d 行，现在只有 %d 行", table, day(n.At), had, has))
			}
		}
	}
	o.Faults = append(append(o.Faults, o.book.Faults...), o.book.Left()...)
}

// day is a moment as people in China read it.
func day(t time.Time) string { return t.In(china).Format("2006-01-02 15:04") }

var china = time.FixedZone("CST", 8*60*60)
