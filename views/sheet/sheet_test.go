package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
	"gongkai/workflow/register"
)

func book(t *testing.T, fill func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetRow("Sheet1", "A1", &[]any{"编号", "收到日期"}); err != nil {
		t.Fatal(err)
	}
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gb18030(t *testing.T, s string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func packed(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The usual ways a register is saved all read as the same grid, with rows where
// the spreadsheet shows them.
func TestReadSheet(t *testing.T) {
	text := "编号,收到日期\r\n1,2024-03-01\r\n\r\n\"二\n行\",\"a,b\"\r\n,,\r\n"
	want := [][]string{{"编号", "收到日期"}, {"1", "2024-03-01"}, {}, {"二\n行", "a,b"}}
	for name, data := range map[string][]byte{
		"utf-8.csv":   []byte(text),
		"bom.csv":     []byte(BOM + text),
		"gb18030.csv": gb18030(t, text),
		"unix.csv":    []byte(strings.ReplaceAll(text, "\r\n", "\n")),
		"book.xlsx": book(t, func(f *excelize.File) {
			f.SetSheetRow("Sheet1", "A2", &[]any{1, "2024-03-01"})
			f.SetSheetRow("Sheet1", "A4", &[]any{"二\n行", "a,b"})
			f.SetCellValue("Sheet1", "C9", "  ")
		}),
	} {
		got, err := ReadSheet(name, bytes.NewReader(data))
		if err != nil || !slices.EqualFunc(got, want, slices.Equal[[]string]) {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, want)
		}
	}
}

// A date typed in a spreadsheet arrives as its serial number, which is read as
// that day.
func TestReadSheetSerialDate(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		style, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
		f.SetCellValue("Sheet1", "B2", 45352)
		f.SetCellStyle("Sheet1", "B2", "B2", style)
	})
	grid, err := ReadSheet("x.xlsx", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := calendar.ReadDate(grid[1][1]); got != "2024-03-01" {
		t.Errorf("got %s from %q, want 2024-03-01", got, grid[1][1])
	}
}

// What cannot be read without guessing is refused as bad input, with the place
// and what to do, and never as a fault of the program.
func TestReadSheetRefuses(t *testing.T) {
	wide := strings.Repeat(",x", 100_000)
	for _, tt := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty.csv", nil, "文件是空的"},
		{"blank.csv", []byte(" \r\n \r\n"), "文件是空的"},
		{"commas.csv", []byte(",,\n,,\n"), "文件里没有内容"},
		{"nul.csv", []byte("编号,渠道\n1,\x00\n"), "第 2 行有空字符"},
		{"quote.csv", []byte("编号,渠道\n1,\"当面\n2,网络\n"), "第 2 行开始"},
		{"bare.csv", []byte("编号,渠道\n1,当\"面\n"), "第 2 行第"},
		{"latin.csv", []byte("编号,渠道\n1,\xff\xff\n"), "第 2 行的文字既不是 UTF-8"},
		{"utf16.csv", []byte("\xff\xfe\x16\x7f"), "UTF-16"},
		{"tabs.csv", []byte("编号\t渠道\n"), "制表符"},
		{"semicolon.csv", []byte("编号;渠道\n"), "分号"},
		{"wide.csv", []byte("编号,渠道\n1" + wide + "\n"), "第 2 行有超过 16384 列"},
		{"long.csv", []byte("编号,渠道\n" + strings.Repeat("1,2\n", 200_001)), "超过 200000 行"},
		{"blanklines.csv", []byte("编号,渠道\n" + strings.Repeat("\n", 300_000) + "1,2\n"), "超过 200000 行"},
		{"old.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1........"), "旧版 Excel"},
		{"paper.pdf", []byte("%PDF-1.7"), "PDF"},
		{"page.xls", []byte("<html><table>"), "网页"},
		{"text.xlsx", []byte("编号,渠道\n"), "文件名是 .xlsx"},
		{"cut.xlsx", book(t, func(*excelize.File) {})[:600], "不是完整的 .xlsx"},
		{"letter.docx", packed(t, map[string]string{"word/document.xml": "<w/>"}), "没有工作表"},
		{"merged.xlsx", book(t, func(f *excelize.File) { f.MergeCell("Sheet1", "B3", "B5") }), "第 3 行有合并单元格（B3:B5）"},
		{"formula.xlsx", book(t, func(f *excelize.File) { f.SetCellFormula("Sheet1", "B7", "A7+1") }),
			"第 7 行 B 列（单元格 B7）是公式"},
		{"columns.xlsx", book(t, func(f *excelize.File) { f.SetCellValue("Sheet1", "XFD2", "x") }), "第 2 行有 16384 列"},
		{"rows.xlsx", book(t, func(f *excelize.File) { f.SetCellValue("Sheet1", "A1048576", "x") }), "超过 200000 行"},
		{"1904.xlsx", book(t, func(f *excelize.File) {
			yes := true
			f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes})
		}), "1904"},
	} {
		grid, err := ReadSheet(tt.name, bytes.NewReader(tt.data))
		if err == nil || fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %d rows and %v, want an error with %s", tt.name, len(grid), err, tt.want)
		}
	}
}

// A small file that would unpack to a very large one is refused before it is.
func TestReadSheetBomb(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if _, err := z.CreateRaw(&zip.FileHeader{
		Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, UncompressedSize64: 600 << 20,
	}); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	if _, err := ReadSheet("bomb.xlsx", bytes.NewReader(data)); err == nil || !strings.Contains(err.Error(), "解压后超过") {
		t.Errorf("%d bytes: got %v, want a refusal to unpack", len(data), err)
	}
}

// A title merged over the first row is no obstacle.
func TestReadSheetMergedHead(t *testing.T) {
	data := book(t, func(f *excelize.File) { f.MergeCell("Sheet1", "B1", "C1") })
	if _, err := ReadSheet("x.xlsx", bytes.NewReader(data)); err != nil {
		t.Errorf("got %v, want the sheet", err)
	}
}

// Reading never breaks down, whatever the bytes.
func FuzzReadSheet(f *testing.F) {
	for _, s := range []string{"编号,渠道\n1,当面\n", "\"", "PK\x03\x04", "a,\"b\n\nc\"\n\n\nd", "\xb1\xe0"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		grid, err := ReadSheet("x.csv", bytes.NewReader(data))
		if err == nil && (len(grid) == 0 || len(grid[len(grid)-1]) == 0) {
			t.Errorf("got %q, want a grid that ends with a filled row", grid)
		}
	})
}

// A long register is read in little memory: the tags of the sheet are walked,
// not loaded.
func BenchmarkReadSheet(b *testing.B) {
	table := Table{Head: register.Head}
	for i := range 20_000 {
		row := make([]string, len(table.Head))
		for j := range row {
			row[j] = fmt.Sprintf("内容%d-%d", i, j)
		}
		table.Rows = append(table.Rows, row)
	}
	for _, format := range []string{"csv", "xlsx"} {
		var file bytes.Buffer
		if err := table.Write(&file, format); err != nil {
			b.Fatal(err)
		}
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ReadSheet("x."+format, bytes.NewReader(file.Bytes())); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(table.Rows))*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// What looks like a formula but is a comment or a text is none; a formula is found
// whatever prefix and quotation marks its sheet is written with.
func TestReadSheetMarkup(t *testing.T) {
	for _, tt := range []struct {
		name, row, want string // the fault; "" for none
	}{
		{"a comment", `<!-- <f>A1</f> --><c r="A2" t="inlineStr"><is><t>x</t></is></c>`, ""},
		{"a text", `<c r="A2" t="inlineStr"><is><t><![CDATA[<f>A1</f>]]></t></is></c>`, ""},
		{"an attribute", `<c r="A2" note="a > b" t="inlineStr"><is><t>x</t></is></c>`, ""},
		{"a formula", `<c r='A2'><f>A1</f></c>`, "第 2 行 A 列"},
		{"a formula without text", `<c note="a > b" r = "A2" ><f t="shared" si="0"/></c>`, "第 2 行 A 列"},
		{"a formula over lines", "<c\n r=\"A2\"\n><f\n>A1</f></c>", "第 2 行 A 列"},
		{"a tag that does not end", `<c r="A2"`, "不是完整的 .xlsx"},
	} {
		data := book(t, func(f *excelize.File) { f.SetCellValue("Sheet1", "A1", "编号") })
		_, err := ReadSheet("x.xlsx", bytes.NewReader(withRow(t, data, `<row r="2">`+tt.row+`</row>`)))
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
	}
}

// withRow puts a row as it is written at the end of the first sheet.
func withRow(t *testing.T, data []byte, row string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[part.Name] = string(text)
	}
	sheet := "xl/worksheets/sheet1.xml"
	head, _, ok := strings.Cut(parts[sheet], "<row")
	if !ok {
		t.Fatalf("no row in %s", parts[sheet])
	}
	parts[sheet] = head + row + "</sheetData></worksheet>"
	return packed(t, parts)
}
