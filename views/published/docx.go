package published

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"gongkai/views/sheet"
	"gongkai/workflow/fault"
)

// The limits of a document that is read.
const (
	maxDocument   = 200 << 20 // unpacked
	maxParts      = 2_000
	maxTableCells = 200_000
	maxNested     = 20 // tables in tables
	documentPart  = "word/document.xml"
)

// isDOCX says whether a package holds a document.
func isDOCX(data []byte) bool {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	return err == nil && part(z, documentPart) != nil
}

func part(z *zip.Reader, name string) *zip.File {
	for _, f := range z.File {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// readDOCX reads the tables and the paragraphs of a document.
func readDOCX(data []byte) (office, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return office{}, brokenDocument(err)
	}
	total := uint64(0)
	for _, f := range z.File {
		total += min(f.UncompressedSize64, maxDocument+1)
	}
	if total > maxDocument || len(z.File) > maxParts {
		return office{}, fault.Errorf(fault.Invalid, "文档解压后超过 %d MB 或者多于 %d 个部分，不能读取", maxDocument>>20, maxParts)
	}
	f := part(z, documentPart)
	if f == nil {
		return office{}, brokenDocument(errors.New("压缩包里没有正文"))
	}
	r, err := f.Open()
	if err != nil {
		return office{}, brokenDocument(err)
	}
	defer r.Close() //nolint:errcheck // only read
	return readDocument(io.LimitReader(r, maxDocument))
}

func brokenDocument(err error) error {
	return &fault.Error{
		Kind: fault.Invalid,
		What: "文件不是完整的 .docx 文档，无法打开（" + sheet.FirstLine(err) + "）",
		Next: "请用 Word 或者 WPS 打开并另存为 .docx 后再核对",
	}
}

// readDocument walks through the text of a document once.
func readDocument(r io.Reader) (office, error) {
	d := docx{decoder: xml.NewDecoder(r)}
	for {
		token, err := d.decoder.Token()
		if errors.Is(err, io.EOF) {
			return d.office, nil
		}
		if err == nil {
			err = d.take(token)
		}
		if err != nil {
			if fault.KindOf(err) == fault.Invalid {
				return office{}, err
			}
			return office{}, brokenDocument(err)
		}
	}
}

// docx is a document being read: the tables that are open, the innermost last,
// and the text since the last end of a paragraph or cell.
type docx struct {
	office
	decoder *xml.Decoder
	open    []*docxTable
	text    strings.Builder
	inText  bool
	cells   int
}

type docxTable struct {
	grid    [][]string
	row     []string
	outside string // text of the paragraph around it
	texts   []string
	span    int
	goesOn  bool // the cell belongs to the one above
}

// passed are elements whose text does not stand in the document: the second
// copy of a drawing, and what was moved away.
var passed = map[string]bool{"Fallback": true, "moveFrom": true}

func (d *docx) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		if passed[t.Name.Local] {
			return d.decoder.Skip()
		}
		return d.begin(t)
	case xml.EndElement:
		return d.end(t.Name.Local)
	case xml.CharData:
		if d.inText {
			d.text.Write(t)
		}
	}
	return nil
}

func (d *docx) begin(t xml.StartElement) error {
	table := d.table()
	switch t.Name.Local {
	case "t":
		d.inText = true
	case "tbl":
		if len(d.open) == maxNested {
			return fault.Errorf(fault.Invalid, "文档里表格套表格超过 %d 层，不能读取", maxNested)
		}
		d.open = append(d.open, &docxTable{outside: d.text.String()})
		d.text.Reset()
	case "tr":
		if table != nil {
			table.row = nil
		}
	case "gridBefore":
		if table != nil {
			return d.fill(table, "", spanOf(t))
		}
	case "tc":
		if table != nil {
			table.texts, table.span, table.goesOn = nil, 1, false
		}
	case "gridSpan":
		if table != nil {
			table.span = spanOf(t)
		}
	case "vMerge":
		if table != nil {
			table.goesOn = value(t) != "restart"
		}
	}
	return nil
}

func (d *docx) end(name string) error {
	table := d.table()
	switch {
	case name == "t":
		d.inText = false
	case name == "p" && table == nil:
		if s := d.flush(); s != "" {
			d.paragraphs = append(d.paragraphs, s)
		}
	case name == "p":
		if s := d.flush(); s != "" {
			table.texts = append(table.texts, s)
		}
	case name == "tc" && table != nil:
		return d.endCell(table)
	case name == "tr" && table != nil:
		table.grid = append(table.grid, table.row)
		table.row = nil
	case name == "tbl" && table != nil:
		d.grids = append(d.grids, table.grid)
		d.open = d.open[:len(d.open)-1]
		d.text.Reset()
		d.text.WriteString(table.outside)
	}
	return nil
}

func (d *docx) table() *docxTable {
	if len(d.open) == 0 {
		return nil
	}
	return d.open[len(d.open)-1]
}

func (d *docx) flush() string {
	s := strings.TrimSpace(d.text.String())
	d.text.Reset()
	return s
}

func (d *docx) endCell(t *docxTable) error {
	text := strings.Join(t.texts, "\n")
	if above := len(t.grid) - 1; t.goesOn && above >= 0 {
		text = cell(t.grid[above], len(t.row))
	}
	return d.fill(t, text, t.span)
}

// fill puts a text into so many cells of the row.
func (d *docx) fill(t *docxTable, text string, n int) error {
	if d.cells += n; d.cells > maxTableCells {
		return fault.Errorf(fault.Invalid, "文档里的表格超过 %d 格，不能读取", maxTableCells)
	}
	for range n {
		t.row = append(t.row, text)
	}
	return nil
}

// spanOf is how many columns a cell takes; what cannot be is 1.
func spanOf(t xml.StartElement) int {
	n, err := strconv.Atoi(value(t))
	if err != nil || n < 1 || n > sheet.MaxReadCols {
		return 1
	}
	return n
}

func value(t xml.StartElement) string {
	for _, a := range t.Attr {
		if a.Name.Local == "val" {
			return a.Value
		}
	}
	return ""
}
