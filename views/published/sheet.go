package published

import (
	"bytes"

	"github.com/xuri/excelize/v2"

	"gongkai/views/sheet"
	"gongkai/workflow/fault"
)

// maxReportRows is how much of a sheet is looked at. A report has a hundred rows; the
// lists behind its numbers, which may be long, are not part of it.
const maxReportRows = 2_000

// maxMerged is how many cells the merged areas of a sheet may take up together: as many
// as are looked at. Areas may lie one over the other.
const maxMerged = maxReportRows * sheet.MaxReadCols

// readSheets reads every sheet of a workbook as a table.
func readSheets(data []byte) (office, error) {
	if _, err := sheet.FirstSheet(data, sheet.ReportElements); err != nil {
		return office{}, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data),
		excelize.Options{RawCellValue: true, UnzipSizeLimit: sheet.MaxUnpacked})
	if err != nil {
		return office{}, sheet.BrokenWorkbook(err)
	}
	defer f.Close() //nolint:errcheck // only read
	var o office
	for _, cells := range f.GetSheetList() {
		grid, err := readSheet(f, cells)
		if fault.KindOf(err) == fault.Invalid {
			return office{}, err
		}
		if err != nil {
			return office{}, sheet.BrokenWorkbook(err)
		}
		o.grids = append(o.grids, grid)
	}
	return o, nil
}

// readSheet reads one sheet, within the limits; what is beyond them is left out.
func readSheet(f *excelize.File, cells string) ([][]string, error) {
	rows, err := f.Rows(cells)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // only read
	var grid [][]string
	for len(grid) < maxReportRows && rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		grid = append(grid, cells[:min(len(cells), sheet.MaxReadCols)])
	}
	if err := rows.Error(); err != nil {
		return nil, err
	}
	return spread(f, cells, grid)
}

// spread writes the text of merged cells into each of them. Rows are made longer if
// need be.
func spread(f *excelize.File, cells string, grid [][]string) ([][]string, error) {
	merged, err := f.GetMergeCells(cells)
	if err != nil {
		return nil, err
	}
	written := 0
	for _, m := range merged {
		left, top, errFrom := excelize.CellNameToCoordinates(m.GetStartAxis())
		right, bottom, errTo := excelize.CellNameToCoordinates(m.GetEndAxis())
		if errFrom != nil || errTo != nil || top > len(grid) {
			continue
		}
		text := cell(grid[top-1], left-1)
		for row := top - 1; row < min(bottom, len(grid)); row++ {
			if written += min(right, sheet.MaxReadCols); written > maxMerged {
				return nil, fault.Errorf(fault.Invalid, "工作表合并单元格占去超过 %d 格，不能读取", maxMerged)
			}
			for len(grid[row]) < min(right, sheet.MaxReadCols) {
				grid[row] = append(grid[row], "")
			}
			for col := left - 1; col < min(right, sheet.MaxReadCols); col++ {
				grid[row][col] = text
			}
		}
	}
	return grid, nil
}
