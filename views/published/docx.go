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

// The bounds of a document that is read, besides those of its package
// ([sheet.OpenPackage]). They are far above any report.
const (
	maxTableCells = 200_000
	maxNested     = 20 // tables within tables
	documentPart  = "word/document.xml"
)

// isDOCX says whether a zip file holds a document rather than a workbook.
func isDOCX(data []byte) bool {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	return err == nil && part(z, documentPart) != nil
}

// part finds a file in the package by name; nil if it is not there.
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
	z, err := sheet.OpenPackage(data, sheet.ReportElements)
	if fault.KindOf(err) == fault.Invalid {
		return office{}, err
	}
	if err != nil {
		return office{}, brokenDocument(err)
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
	return readDocument(io.LimitReader(r, sheet.MaxUnpacked))
}

// brokenDocument says that the document cannot be opened, and what helps.
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

// docx is a document being read.
type docx struct {
	office
	decoder *xml.Decoder
	open    []*docxTable    // the tables begun, the innermost last
	text    strings.Builder // since the last end of a paragraph or cell
	inText  bool            // within an element of text; what else there is are settings
	cells   int             // read so far, for the limit
}

// docxTable is a table being read.
type docxTable struct {
	grid    [][]string // the rows that are complete
	row     []string   // the row being read
	outside string     // text of the paragraph around it
	texts   []string   // paragraphs of the cell being read
	span    int        // how many columns that cell takes up
	goesOn  bool       // it is merged with the one above
}

// passed are elements whose text is not part of the document: the second copy of a
// drawing, and what was moved elsewhere.
var passed = map[string]bool{"Fallback": true, "moveFrom": true}

// take reads one token.
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

// begin reads the start of an element. Stray rows and cells outside a table, which
// Word would refuse, are passed over.
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

// end reads the end of an element.
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

// table is the innermost table begun, nil outside any.
func (d *docx) table() *docxTable {
	if len(d.open) == 0 {
		return nil
	}
	return d.open[len(d.open)-1]
}

// flush is the text collected so far, which begins anew.
func (d *docx) flush() string {
	s := strings.TrimSpace(d.text.String())
	d.text.Reset()
	return s
}

// endCell adds the cell to its row, with the text of the one above if they are merged.
func (d *docx) endCell(t *docxTable) error {
	text := strings.Join(t.texts, "\n")
	if above := len(t.grid) - 1; t.goesOn && above >= 0 {
		text = cell(t.grid[above], len(t.row))
	}
	return d.fill(t, text, t.span)
}

// fill puts a text into the next n cells of the row, within the limit.
func (d *docx) fill(t *docxTable, text string, n int) error {
	if d.cells += n; d.cells > maxTableCells {
		return fault.Errorf(fault.Invalid, "文档里的表格超过 %d 格，不能读取", maxTableCells)
	}
	for range n {
		t.row = append(t.row, text)
	}
	return nil
}

// spanOf is how many columns a cell takes up; 1 if that is impossible or not said.
func spanOf(t xml.StartElement) int {
	n, err := strconv.Atoi(value(t))
	if err != nil || n < 1 || n > sheet.MaxReadCols {
		return 1
	}
	return n
}

// value is the val attribute, "" without one.
func value(t xml.StartElement) string {
	for _, a := range t.Attr {
		if a.Name.Local == "val" {
			return a.Value
		}
	}
	return ""
}
