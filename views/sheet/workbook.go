package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongkai/workflow/fault"
)

// readWorkbook reads the first sheet of an .xlsx. A strict reader refuses what a
// register must not have: merged cells and formulas.
func readWorkbook(data []byte, strict bool) ([][]string, error) {
	sheet, err := FirstSheet(data, registerElements)
	if err != nil {
		return nil, err
	}
	if strict {
		if err := inspect(sheet); err != nil {
			return nil, err
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: MaxUnpacked})
	if err != nil {
		return nil, BrokenWorkbook(err)
	}
	defer f.Close() //nolint:errcheck // only read
	if p, err := f.GetWorkbookProps(); err == nil && p.Date1904 != nil && *p.Date1904 {
		return nil, fault.Errorf(fault.Invalid, "工作簿采用 1904 年日期系统，日期会差四年。请在 Excel 选项中取消“使用 1904 日期系统”，核对日期后再导入")
	}
	return readRows(f)
}

// BrokenWorkbook says that a workbook cannot be opened, why, and what helps. It is
// Invalid.
func BrokenWorkbook(err error) error {
	return &fault.Error{
		Kind: fault.Invalid,
		What: "文件不是完整的 .xlsx 工作簿，无法打开（" + FirstLine(err) + "）",
		Next: "请用 Excel 或者 WPS 打开并另存为 .xlsx 后再导入",
	}
}

// FirstLine is the first line of an error, which is all that people need of one.
func FirstLine(err error) string {
	s, _, _ := strings.Cut(err.Error(), "\n")
	return s
}

// readRows reads the first sheet within the limits, values as they are stored.
func readRows(f *excelize.File) ([][]string, error) {
	rows, err := f.Rows(f.GetSheetList()[0])
	if err != nil {
		return nil, BrokenWorkbook(err)
	}
	defer rows.Close() //nolint:errcheck // only read
	var grid [][]string
	cellsRead, text := 0, 0
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return nil, BrokenWorkbook(err)
		}
		if cellsRead += len(cells); cellsRead > maxCells {
			return nil, tooManyCells()
		}
		grid = append(grid, slices.Clone(cells[:filled(cells)]))
		for _, c := range grid[len(grid)-1] {
			text += len(c)
		}
		if text > maxText {
			return nil, beyond("各格的文字合计超过 %d MB", maxText>>20)
		}
		if err := within(grid); err != nil {
			return nil, err
		}
	}
	if err := rows.Error(); err != nil {
		return nil, BrokenWorkbook(err)
	}
	return trimmed(grid)
}

func tooManyCells() error {
	return beyond("工作表有超过 %d 格，连同空白的", maxCells)
}

// FirstSheet finds the part of the package that holds the first sheet. It refuses a
// package beyond the bounds; most is how many elements a sheet may have.
func FirstSheet(data []byte, most int) (*zip.File, error) {
	z, err := OpenPackage(data, most)
	if fault.KindOf(err) == fault.Invalid {
		return nil, err
	}
	if err != nil {
		return nil, BrokenWorkbook(err)
	}
	parts := map[string]*zip.File{}
	for _, part := range z.File {
		parts[strings.TrimPrefix(path.Clean("/"+part.Name), "/")] = part
	}
	name, err := firstSheetName(parts)
	if err != nil {
		return nil, err
	}
	return parts[name], nil
}

// firstSheetName follows the package's own directory to its first sheet: that need not
// be sheet1.xml.
func firstSheetName(parts map[string]*zip.File) (string, error) {
	var book struct {
		Sheets []struct {
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		Links []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if decodePart(parts["xl/workbook.xml"], &book) != nil ||
		decodePart(parts["xl/_rels/workbook.xml.rels"], &links) != nil || len(book.Sheets) == 0 {
		return "", BrokenWorkbook(errors.New("压缩包里没有工作表"))
	}
	id := ""
	for _, a := range book.Sheets[0].Attrs {
		if a.Name.Local == "id" {
			id = a.Value
		}
	}
	for _, l := range links.Links {
		target := strings.TrimPrefix(path.Join("/xl", l.Target), "/")
		if strings.HasPrefix(l.Target, "/") {
			target = strings.TrimPrefix(path.Clean(l.Target), "/")
		}
		if l.ID == id && parts[target] != nil {
			return target, nil
		}
	}
	return "", BrokenWorkbook(errors.New("找不到第一张工作表"))
}

// maxDirectory is how many bytes are read of the two small parts that say where the
// sheets are.
const maxDirectory = 4 << 20

// decodePart decodes one of them.
func decodePart(part *zip.File, into any) error {
	if part == nil {
		return errors.New("no such part")
	}
	r, err := part.Open()
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // only read
	return xml.NewDecoder(io.LimitReader(r, maxDirectory)).Decode(into)
}

// inspect refuses formulas, and merged cells below the first row. The stored value of
// a formula may be stale, and of merged cells only the first holds the text; taking
// either would be a guess.
func inspect(sheet *zip.File) error {
	cell := ""
	for e, err := range elements(sheet) {
		if err != nil {
			return BrokenWorkbook(err)
		}
		switch e.Name.Local {
		case "c":
			cell = attribute(e, "r")
		case "f":
			return formulaFault(cell)
		case "mergeCell":
			if err := mergeFault(attribute(e, "ref")); err != nil {
				return err
			}
		}
	}
	return nil
}

// elements walks the elements of a sheet in the order in which they begin, using
// little memory however long it is. An error is the last thing it yields.
func elements(sheet *zip.File) iter.Seq2[xml.StartElement, error] {
	return func(yield func(xml.StartElement, error) bool) {
		r, err := sheet.Open()
		if err != nil {
			yield(xml.StartElement{}, err)
			return
		}
		defer r.Close() //nolint:errcheck // only read
		in := xml.NewDecoder(io.LimitReader(r, MaxUnpacked))
		for {
			token, err := in.RawToken() // does not check the nesting; excelize, which reads next, does
			e, begins := token.(xml.StartElement)
			switch {
			case errors.Is(err, io.EOF):
				return
			case err != nil:
				yield(e, err)
				return
			case begins && !yield(e, nil):
				return
			}
		}
	}
}

// attribute is an attribute without a namespace, "" if there is none.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// formulaFault refuses the formula in a cell.
func formulaFault(cell string) error {
	col, row := position(cell)
	return &fault.Error{Kind: fault.Invalid, What: fmt.Sprintf("第 %d 行%s列（单元格 %s）是公式，不是数据", row, col, cell),
		Next: "请复制该列并以“选择性粘贴—数值”贴回后再导入"}
}

// mergeFault refuses a merged area; nil if it is all in the head.
func mergeFault(area string) error {
	_, last, _ := strings.Cut(area, ":")
	if _, row := position(last); row <= 1 {
		return nil
	}
	first, _, _ := strings.Cut(area, ":")
	_, row := position(first)
	return &fault.Error{Kind: fault.Invalid, What: fmt.Sprintf("第 %d 行有合并单元格（%s）", row, area),
		Next: "请取消合并，并在每一行填写内容后再导入"}
}

// cellName is the name of a cell, such as B2 or $B$2.
var cellName = regexp.MustCompile(`^\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$`)

// position splits the name of a cell into column and row; row 0 if it is no such name.
func position(cell string) (col string, row int) {
	m := cellName.FindStringSubmatch(cell)
	if m == nil {
		return "", 0
	}
	row, _ = strconv.Atoi(m[2])
	return " " + m[1] + " ", row
}
