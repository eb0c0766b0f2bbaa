package sheet

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// A text that a spreadsheet would take for a formula is made harmless in CSV.
func TestGuarded(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""}, {"张某", "张某"}, {"2023-00012", "2023-00012"},
		{"=HYPERLINK(1)", "'=HYPERLINK(1)"}, {"+86", "'+86"}, {"-1", "'-1"}, {"@SUM", "'@SUM"}, {"\t=1", "'\t=1"},
		{"＝1", "'＝1"}, {"'=1", "''=1"}, {"'引号", "'引号"},
	} {
		if got := guarded(tt.in); got != tt.want {
			t.Errorf("guarded(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// cells are texts as they stand in registers, with what is hard about them.
func cells(t *rapid.T, n int) []string {
	one := rapid.OneOf(
		rapid.StringMatching(`[=+@'"，,;\n \t-]{0,3}[a-z0-9东关村]{0,6}["\n',=]{0,2}`),
		rapid.SampledFrom([]string{"", "2024-03-01", "62301119900101001X", "000123", "1e5", "=1+1", "'=1", "第一行\n第二行"}),
	)
	row := rapid.SliceOfN(one, n, n).Draw(t, "row")
	row[0] = "列" + row[0] // so that no row is blank
	row[n-1] += "。"       // nor ends in a blank cell
	return row
}

// What is exported as CSV or XLSX reads back as exactly what it was.
func TestExportReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 5).Draw(t, "columns")
		table := Table{Head: cells(t, n)}
		for range rapid.IntRange(0, 4).Draw(t, "rows") {
			table.Rows = append(table.Rows, cells(t, n))
		}
		if strings.ContainsAny(table.Head[0], "\n") || !strings.Contains(strings.Join(table.Head, ","), ",") {
			return
		}
		want := append([][]string{table.Head}, table.Rows...)
		for _, format := range []string{"csv", "xlsx"} {
			var b bytes.Buffer
			if err := table.Write(&b, format); err != nil {
				t.Fatal(err)
			}
			got, err := ReadSheet("x."+format, &b)
			if err != nil || !slices.EqualFunc(got, want, slices.Equal[[]string]) {
				t.Fatalf("%s: got %q, %v, want %q", format, got, err, want)
			}
		}
	})
}

// A spreadsheet keeps numbers of persons and dates as text; only what counts is
// a number.
func TestSpreadsheetTypes(t *testing.T) {
	table := Table{Title: "测试", Head: []string{"编号", "证件号码", "件数"},
		Rows: [][]string{{"2024-03-01", "110101199001010011", "12"}}, Counts: []int{2}, Notes: []string{"注"}}
	var b bytes.Buffer
	if err := table.WriteXLSX(&b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		cell  string
		kinds []excelize.CellType
		value string
	}{
		{"A3", []excelize.CellType{excelize.CellTypeInlineString, excelize.CellTypeSharedString}, "2024-03-01"},
		{"B3", []excelize.CellType{excelize.CellTypeInlineString, excelize.CellTypeSharedString}, "110101199001010011"},
		{"C3", []excelize.CellType{excelize.CellTypeNumber, excelize.CellTypeUnset}, "12"},
	} {
		kind, _ := f.GetCellType("Sheet1", tt.cell)
		value, _ := f.GetCellValue("Sheet1", tt.cell)
		if !slices.Contains(tt.kinds, kind) || value != tt.value {
			t.Errorf("%s: got %q of type %v, want %q of type %v", tt.cell, value, kind, tt.value, tt.kinds)
		}
	}
}

// A row longer than the head would lose its last cells, so it is an error.
func TestTableRowTooLong(t *testing.T) {
	err := Table{Head: []string{"甲"}, Rows: [][]string{{"1", "2"}}}.WriteCSV(&bytes.Buffer{})
	if err == nil {
		t.Error("got no error, want one about the row of 2 cells under a head of 1")
	}
}
