package sheet

import (
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// MaxRows is how many rows a sheet of a spreadsheet can have.
const MaxRows = 1_048_576

// WriteXLSX writes the table as the only sheet of a workbook, row by row, so that a
// long register needs little memory.
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

// writeSheet writes the table into a sheet that exists and is empty.
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

// typed gives cells their types: a number if the column counts and the text is one,
// otherwise text.
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

// Stream writes a sheet row by row. After an error it goes on without writing, so that
// it is enough to look at the end.
type Stream struct {
	W          *excelize.StreamWriter
	bold, Text int   // styles; Text keeps a cell what was typed
	Next       int   // the row to be written next, from 1
	Err        error // the first error, nil while all is well
}

// NewStream begins a sheet of f that exists and is empty, with so many columns. The
// caller must call End before the file is written.
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

// textFormat is the built-in number format "@": a cell stays what was typed.
const textFormat = 49

// Head are names as the bold cells of a heading, to be given to Row.
func (s *Stream) Head(names []string) []any {
	out := make([]any, len(names))
	for i, name := range names {
		out[i] = excelize.Cell{StyleID: s.bold, Value: name}
	}
	return out
}

// Full says whether the sheet has no room left but for one last row, in which the
// writer can say so.
func (s *Stream) Full() bool { return s.Next >= MaxRows }

// Row adds a row. What went wrong is in Err.
func (s *Stream) Row(cells []any) {
	if s.Err == nil {
		s.Err = s.W.SetRow("A"+strconv.Itoa(s.Next), cells)
	}
	s.Next++
}

// End finishes the sheet and returns the first error of all.
func (s *Stream) End() error {
	if s.Err != nil {
		return s.Err
	}
	return s.W.Flush()
}
