package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/workflow/fault"
)

// ReadSheet reads a register somebody made: the first sheet of an .xlsx, or a .csv in
// UTF-8 or GB18030. The result is a grid of cells as they were typed; row i of it is
// row i+1 of the file. What cannot be read without guessing is refused, in Chinese
// and with its place.
func ReadSheet(name string, r io.Reader) ([][]string, error) {
	data, err := ReadAll(r)
	if err != nil {
		return nil, err
	}
	switch kind := KindOf(name, data); kind {
	case "xlsx":
		return readWorkbook(data, true)
	case "csv":
		return readCSV(data)
	default:
		return nil, fault.Errorf(fault.Invalid, "%s，不能读取。请另存为 .xlsx 或者 .csv 后再导入", kind)
	}
}

// ReadAll reads a file into memory. One that is empty or too large is Invalid.
func ReadAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read file: %w", err)
	case len(data) > maxFile:
		return nil, fault.Errorf(fault.Invalid, "文件超过 %d MB，请分成几个文件导入", maxFile>>20)
	case len(bytes.TrimSpace(data)) == 0:
		return nil, fault.Errorf(fault.Invalid, "文件是空的")
	}
	return data, nil
}

// signatures are how files begin that are not text, with what is said of them.
var signatures = []struct{ begin, kind string }{
	{"PK\x03\x04", "xlsx"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "这是旧版 Excel（.xls）或者加了密码的文件"},
	{"%PDF", "这是 PDF 文件"},
	{"\xff\xfe", "这是 UTF-16 编码的文本"},
	{"\xfe\xff", "这是 UTF-16 编码的文本"},
	{"\x89PNG", "这是图片"},
	{"\xff\xd8\xff", "这是图片"},
	{"<html", "这是网页"},
	{"<!DOCTYPE", "这是网页"},
	{"<?xml", "这是 XML 文件"},
	{"{\\rtf", "这是 RTF 文件"},
}

// KindOf tells what a file is from how it begins: "xlsx", "csv", or in Chinese why it
// is neither. Any other zip file, such as a .docx, is "xlsx" too.
func KindOf(name string, data []byte) string {
	for _, s := range signatures {
		if bytes.HasPrefix(data, []byte(s.begin)) {
			return s.kind
		}
	}
	if strings.EqualFold(filepath.Ext(name), ".xlsx") {
		return "文件名是 .xlsx，内容却不是，可能没有下载完整"
	}
	return "csv"
}

// readCSV reads comma-separated text. Blank lines are kept, so that the numbers of
// rows are those a spreadsheet shows.
func readCSV(data []byte) ([][]string, error) {
	text, err := decoded(data)
	if err != nil {
		return nil, err
	}
	if err := separated(text); err != nil {
		return nil, err
	}
	if err := withinText(text); err != nil {
		return nil, err
	}
	c := csv.NewReader(strings.NewReader(text))
	c.FieldsPerRecord, c.ReuseRecord = -1, true
	var grid [][]string
	line, read := 1, int64(0) // of the place where the next record can begin
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			return trimmed(grid)
		}
		if err != nil {
			return nil, csvFault(err)
		}
		start, _ := c.FieldPos(0)
		if grid, err = addRow(grid, start-line, unguardedRow(record)); err != nil {
			return nil, err
		}
		end := c.InputOffset()
		line += strings.Count(text[read:end], "\n")
		read = end
	}
}

// withinText counts the cells of a text before it is taken apart: of a row, and of all
// rows together. A mark between quotes does not count.
func withinText(text string) error {
	all, row, line, quoted := 0, 1, 1, false
	for i := range len(text) {
		switch text[i] {
		case '"':
			quoted = !quoted
		case ',':
			if !quoted {
				row++
			}
		case '\n':
			line++
			if !quoted {
				all, row = all+row, 1
			}
		}
		if row > maxWidth {
			return fault.Errorf(fault.Invalid, "第 %d 行有超过 %d 列，连同空白的。请删去右边空白的列后再导入", line, maxWidth)
		}
		if all+row > maxCells {
			return fault.Errorf(fault.Invalid, "到第 %d 行已有超过 %d 格，连同空白的。请删去空白的行和列，或者分成几个文件导入", line, maxCells)
		}
	}
	return nil
}

// addRow adds a row after a number of blank ones, within the limits.
func addRow(grid [][]string, blank int, row []string) ([][]string, error) {
	if len(grid)+blank > maxReadRows {
		return nil, tooManyRows()
	}
	grid = append(append(grid, make([][]string, blank)...), row)
	return grid, within(grid)
}

// unguardedRow is a record as it was before an export guarded it.
func unguardedRow(record []string) []string {
	record = record[:filled(record)] // a row may end in thousands of blank cells
	out := make([]string, len(record))
	for i, s := range record {
		out[i] = unguarded(s)
	}
	return out
}

// decoded is the text of a CSV file, in whichever of the two encodings it is.
func decoded(data []byte) (string, error) {
	data = bytes.TrimPrefix(data, []byte(BOM))
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return "", fault.Errorf(fault.Invalid, "第 %d 行有空字符（NUL），文件可能已损坏", bytes.Count(data[:i], []byte("\n"))+1)
	}
	if utf8.Valid(data) {
		return string(data), nil
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if i := bytes.IndexRune(out, utf8.RuneError); err != nil || i >= 0 {
		return "", fault.Errorf(fault.Invalid, "第 %d 行的文字既不是 UTF-8 编码，也不是 GB18030 编码。请另存为 UTF-8 的 CSV 后再导入",
			bytes.Count(out[:max(i, 0)], []byte("\n"))+1)
	}
	return string(out), nil
}

// separated refuses a file whose cells are separated by anything but commas: it would
// be read as one wide column.
func separated(text string) error {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if strings.Contains(first, ",") {
		return nil
	}
	for _, s := range []struct{ mark, name string }{{"\t", "制表符"}, {";", "分号"}, {"，", "中文逗号"}} {
		if strings.Contains(first, s.mark) {
			return fault.Errorf(fault.Invalid, "第 1 行用%s分隔，CSV 文件应当用英文逗号分隔", s.name)
		}
	}
	return nil
}

// csvFault says where a quote is missing, which is all that can be wrong with a record
// of any length.
func csvFault(err error) error {
	p := (*csv.ParseError)(nil)
	if !errors.As(err, &p) {
		return fmt.Errorf("read csv: %w", err)
	}
	return fault.Errorf(fault.Invalid, "第 %d 行第 %d 个字节附近的引号不成对，请核对该行（从第 %d 行开始的单元格）", p.Line, p.Column, p.StartLine)
}

// within holds the latest row of the grid to the limits.
func within(grid [][]string) error {
	last := len(grid) - 1
	if n := filled(grid[last]); n > MaxReadCols {
		return fault.Errorf(fault.Invalid, "第 %d 行有 %d 列，最多 %d 列", last+1, n, MaxReadCols)
	}
	if len(grid) > maxReadRows && filled(grid[last]) > 0 || len(grid) > MaxRows {
		return tooManyRows()
	}
	return nil
}

func tooManyRows() error {
	return fault.Errorf(fault.Invalid, "超过 %d 行，请分成几个文件导入", maxReadRows)
}

// filled is how many cells a row has up to the last one that is not empty.
func filled(row []string) int {
	for i := len(row); i > 0; i-- {
		if strings.TrimSpace(row[i-1]) != "" {
			return i
		}
	}
	return 0
}

// trimmed cuts off the empty cells and rows at the end. Nothing at all is an error.
func trimmed(grid [][]string) ([][]string, error) {
	last := 0
	for i, row := range grid {
		grid[i] = row[:filled(row)]
		if len(grid[i]) > 0 {
			last = i + 1
		}
	}
	if last == 0 {
		return nil, fault.Errorf(fault.Invalid, "文件里没有内容")
	}
	return grid[:last], nil
}
