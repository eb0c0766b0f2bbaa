package sheet

import (
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// MaxRows is how many rows a sheet of a spreadsheet can have.
const MaxRows = 1_048_576

// WriteXLSX writes the table as the only sheet of a workbook, row by row, so
// that a long register needs little memory.
func (t Table) WriteXLSX(w io.Writer) error {
	if err := t.validate(); err != nil {
		return err
	}
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // removes its own temporary files, no more
	if err := t.writeSheet(f, "Sheet1"); err != nil {
		return err
	}
	return f.Write(w)
}

// writeSheet streams the table into a sheet that exists and is empty.
func (t Table) writeSheet(f *excelize.File, sheet string) error {
	s, err := NewStream(f, sheet, len(t.Head))
	if err != nil {
		return err
	}
	if t.Title != "" {
		s.Row([]any{excelize.Cell{StyleID: s.bold, Value: t.Title}})
	}
	s.Row(s.Head(t.Head))
	for _, row := range t.Rows {
		s.Row(t.typed(row, s.Text))
	}
	for _, note := range t.Notes {
		s.Row([]any{note})
	}
	return s.End()
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

// Stream writes a sheet row after row. An error stays until end.
type Stream struct {
	W          *excelize.StreamWriter
	bold, Text int
	Next       int
	Err        error
}

func NewStream(f *excelize.File, sheet string, cols int) (*Stream, error) {
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
	return &Stream{W: w, bold: bold, Text: text, Next: 1}, w.SetColWidth(1, max(cols, 1), 16)
}

// textFormat is the built-in number format "@": the cell stays what was typed.
const textFormat = 49

func (s *Stream) Head(names []string) []any {
	out := make([]any, len(names))
	for i, name := range names {
		out[i] = excelize.Cell{StyleID: s.bold, Value: name}
	}
	return out
}

// Full says whether the sheet has no room for another row but the last.
func (s *Stream) Full() bool { return s.Next >= MaxRows }

func (s *Stream) Row(cells []any) {
	if s.Err == nil {
		s.Err = s.W.SetRow("A"+strconv.Itoa(s.Next), cells)
	}
	s.Next++
}

func (s *Stream) End() error {
	if s.Err != nil {
		return s.Err
	}
	return s.W.Flush()
}
