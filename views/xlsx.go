package views

import (
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// maxRows is how many rows a sheet of a spreadsheet can have.
const maxRows = 1_048_576

// WriteXLSX writes the table as the only sheet of a workbook, row by row, so
// that a long register needs little memory.
func (t Table) WriteXLSX(w io.Writer) error {
	if err := t.validate(); err != nil {
		return err
	}
	f := excelize.NewFile()
	defer f.Close()
	if err := t.writeSheet(f, "Sheet1"); err != nil {
		return err
	}
	return f.Write(w)
}

// writeSheet streams the table into a sheet that exists and is empty.
func (t Table) writeSheet(f *excelize.File, sheet string) error {
	s, err := newStream(f, sheet, len(t.Head))
	if err != nil {
		return err
	}
	if t.Title != "" {
		s.row([]any{excelize.Cell{StyleID: s.bold, Value: t.Title}})
	}
	s.row(s.head(t.Head))
	for _, row := range t.Rows {
		s.row(t.typed(row, s.text))
	}
	for _, note := range t.Notes {
		s.row([]any{note})
	}
	return s.end()
}

// typed gives the cells their types: a number where the column counts and the
// text is one, else text.
func (t Table) typed(row []string, text int) []any {
	out := make([]any, len(row))
	for i, s := range row {
		if n, err := strconv.ParseFloat(s, 64); err == nil && t.counts(i) {
			out[i] = n
			continue
		}
		out[i] = excelize.Cell{StyleID: text, Value: s}
	}
	return out
}

// stream writes a sheet row after row. An error stays until end.
type stream struct {
	w          *excelize.StreamWriter
	bold, text int
	next       int
	err        error
}

func newStream(f *excelize.File, sheet string, cols int) (*stream, error) {
	w, err := f.NewStreamWriter(sheet)
	if err != nil {
		return nil, fmt.Errorf("begin sheet %s: %w", sheet, err)
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, NumFmt: textFormat})
	if err != nil {
		return nil, err
	}
	text, err := f.NewStyle(&excelize.Style{NumFmt: textFormat})
	if err != nil {
		return nil, err
	}
	return &stream{w: w, bold: bold, text: text, next: 1}, w.SetColWidth(1, max(cols, 1), 16)
}

// textFormat is the built-in number format "@": the cell stays what was typed.
const textFormat = 49

func (s *stream) head(names []string) []any {
	out := make([]any, len(names))
	for i, name := range names {
		out[i] = excelize.Cell{StyleID: s.bold, Value: name}
	}
	return out
}

// full says whether the sheet has no room for another row but the last.
func (s *stream) full() bool { return s.next >= maxRows }

func (s *stream) row(cells []any) {
	if s.err == nil {
		s.err = s.w.SetRow("A"+strconv.Itoa(s.next), cells)
	}
	s.next++
}

func (s *stream) end() error {
	if s.err != nil {
		return s.err
	}
	return s.w.Flush()
}
