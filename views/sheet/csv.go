package sheet

import (
	"bufio"
	"encoding/csv"
	"io"
)

// BOM tells spreadsheet programs that the text is UTF-8.
const BOM = "\ufeff"

// WriteCSV writes the head and the rows as CSV: UTF-8 with a byte order mark
// and CRLF, which is what the spreadsheet programs of offices open rightly.
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

// CSV writes guarded records. An error stays until end.
type CSV struct {
	out *bufio.Writer
	csv *csv.Writer
	Err error
}

func NewCSV(w io.Writer) (*CSV, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	if _, err := out.WriteString(BOM); err != nil {
		return nil, err
	}
	c := &CSV{out: out, csv: csv.NewWriter(out)}
	c.csv.UseCRLF = true
	return c, nil
}

func (c *CSV) Write(record []string) {
	safe := make([]string, len(record))
	for i, s := range record {
		safe[i] = guarded(s)
	}
	if err := c.csv.Write(safe); err != nil && c.Err == nil {
		c.Err = err
	}
}

func (c *CSV) End() error {
	c.csv.Flush()
	for _, err := range []error{c.Err, c.csv.Error()} {
		if err != nil {
			return err
		}
	}
	return c.out.Flush()
}
