package export

import (
	"errors"
	"io"

	"github.com/xuri/excelize/v2"

	"gongkai/views/sheet"
	"gongkai/workflow"
	"gongkai/workflow/fault"
	"gongkai/workflow/register"
)

// Applications visits applications one after another, and stops with the error of the
// first visit that fails.
type Applications func(visit func(*workflow.Application) error) error

// WriteRegister writes applications in the layout that the import reads (依申请公开
// 台账), as csv or xlsx. Each is written as it is visited, so that a long register
// needs no more memory than a short one. Every cell is text. An application that was
// split or merged away is left out: others stand and count for it.
func WriteRegister(w io.Writer, format string, each Applications) error {
	out, err := newRecords(w, format, register.Head)
	if err != nil {
		return err
	}
	err = each(func(app *workflow.Application) error {
		if app.State == workflow.Superseded {
			return nil
		}
		return out.write(register.Record(app))
	})
	return errors.Join(err, out.end(err == nil))
}

// records takes the records of a table one by one. end must be called once: it writes
// what is left, or discards it if whole is false, as the table came to nothing.
type records interface {
	write(record []string) error
	end(whole bool) error
}

// newRecords begins a table with its head. An unknown format is Invalid.
func newRecords(w io.Writer, format string, head []string) (records, error) {
	switch format {
	case "csv":
		c, err := sheet.NewCSV(w)
		if err != nil {
			return nil, err
		}
		return csvRecords{c}, csvRecords{c}.write(head)
	case "xlsx":
		return newBook(w, head)
	}
	return nil, fault.Input("format").Wrong("没有“%s”这种格式；可用 csv、xlsx", format)
}

// csvRecords are on their way as they are written; nothing can be taken back.
type csvRecords struct{ to *sheet.CSV }

func (c csvRecords) write(record []string) error {
	c.to.Write(record)
	return c.to.Err
}

func (c csvRecords) end(whole bool) error {
	if !whole {
		return nil
	}
	return c.to.End()
}

// registerBook is a workbook whose only sheet is written row by row. The file itself is
// only written at the end, as a zip needs all of a sheet.
type registerBook struct {
	file *excelize.File
	rows *sheet.Stream
	to   io.Writer
}

func newBook(w io.Writer, head []string) (*registerBook, error) {
	f := excelize.NewFile()
	s, err := sheet.NewStream(f, "Sheet1", len(head))
	if err == nil {
		// The format of the columns makes text of what somebody types into empty cells, and
		// takes no space in each cell.
		err = s.W.SetColStyle(1, len(head), s.Text)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	s.Row(s.Head(head))
	return &registerBook{f, s, w}, s.Err
}

// write refuses a row more than a sheet can hold, rather than leaving it out unseen.
func (b *registerBook) write(record []string) error {
	if b.rows.Full() {
		return fault.Errorf(fault.Invalid, "超过 %d 行，一张工作表放不下，请按年度分开导出，或者导出 CSV", sheet.MaxRows)
	}
	cells := make([]any, len(record))
	for i, text := range record {
		if text != "" {
			cells[i] = text
		}
	}
	b.rows.Row(cells)
	return b.rows.Err
}

// end writes the file if it is whole, and removes its temporary data in any case.
func (b *registerBook) end(whole bool) error {
	var err error
	if whole {
		if err = b.rows.End(); err == nil {
			err = b.file.Write(b.to)
		}
	}
	return errors.Join(err, b.file.Close())
}
