package views

import (
	"bufio"
	"encoding/csv"
	"io"
)

// bom tells spreadsheet programs that the text is UTF-8.
const bom = "\ufeff"

// WriteCSV writes the head and the rows as CSV: UTF-8 with a byte order mark
// and CRLF, which is what the spreadsheet programs of offices open rightly.
func (t Table) WriteCSV(w io.Writer) error {
	if err := t.validate(); err != nil {
		return err
	}
	c, err := newCSV(w)
	if err != nil {
		return err
	}
	c.write(t.Head)
	for _, row := range t.Rows {
		c.write(row)
	}
	return c.end()
}

// csvWriter writes guarded records. An error stays until end.
type csvWriter struct {
	out *bufio.Writer
	csv *csv.Writer
	err error
}

func newCSV(w io.Writer) (*csvWriter, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	if _, err := out.WriteString(bom); err != nil {
		return nil, err
	}
	c := &csvWriter{out: out, csv: csv.NewWriter(out)}
	c.csv.UseCRLF = true
	return c, nil
}

func (c *csvWriter) write(record []string) {
	safe := make([]string, len(record))
	for i, s := range record {
		safe[i] = guarded(s)
	}
	if err := c.csv.Write(safe); err != nil && c.err == nil {
		c.err = err
	}
}

func (c *csvWriter) end() error {
	c.csv.Flush()
	for _, err := range []error{c.err, c.csv.Error()} {
		if err != nil {
			return err
		}
	}
	return c.out.Flush()
}
