package sheet

import (
	"bufio"
	"encoding/csv"
	"io"
)

// BOM tells spreadsheet programs that the text is UTF-8.
const BOM = "\ufeff"

// WriteCSV writes the head and the rows as CSV: UTF-8 with a byte order mark and CRLF,
// which office spreadsheet programs open correctly. Cells that a program could take
// for formulas are guarded.
func (t Table) WriteCSV(w io.Writer) error {
	if err := t.validate(); err != nil {
		return err
	}
	c, err := NewCSV(w)
	if err != nil {
		return err
	}
	c.Write(t.Head)
	for _, row := range t.Rows {
		c.Write(row)
	}
	return c.End()
}

// CSV writes guarded records. After an error it goes on without writing, so that it is
// enough to look at the end.
type CSV struct {
	out *bufio.Writer
	csv *csv.Writer
	Err error // the first error, nil while all is well
}

// NewCSV begins a CSV file with the byte order mark. The caller must call End.
func NewCSV(w io.Writer) (*CSV, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	if _, err := out.WriteString(BOM); err != nil {
		return nil, err
	}
	c := &CSV{out: out, csv: csv.NewWriter(out)}
	c.csv.UseCRLF = true
	return c, nil
}

// Write adds one record, a row of cells. What went wrong is in Err.
func (c *CSV) Write(record []string) {
	safe := make([]string, len(record))
	for i, s := range record {
		safe[i] = guarded(s)
	}
	if err := c.csv.Write(safe); err != nil && c.Err == nil {
		c.Err = err
	}
}

// End writes what is still buffered and returns the first error of all.
func (c *CSV) End() error {
	c.csv.Flush()
	for _, err := range []error{c.Err, c.csv.Error()} {
		if err != nil {
			return err
		}
	}
	return c.out.Flush()
}
