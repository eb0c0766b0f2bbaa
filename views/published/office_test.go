package published

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
	"gongkai/workflow/storetest"
)

// box is a cell of a table as a person makes one, taking some columns and rows.
// What it covers is not listed again.
type box struct {
	text       string
	cols, rows int
}

type boxes [][]box

func one(text string) box            { return box{text, 1, 1} }
func wide(text string, cols int) box { return box{text, cols, 1} }
func tall(text string, rows int) box { return box{text, 1, rows} }

// officeReport is a whole report as offices publish it, with the numbers of r:
// each form a table of its own in the layout of the printed form.
func officeReport(r report.Report) []boxes {
	var out []boxes
	for i, f := range r.Edition.Forms {
		t := r.Tallies[i]
		switch {
		case f.By == cond.FieldBlock:
			out = append(out, officeDisputes(f, t))
		case f.By != "":
			out = append(out, officeMatrix(f, t))
		case len(r.Edition.Forms) == 1:
			out = append(out, officeLines(f, t))
		default:
			out = append(out, officeProactive(f, t))
		}
	}
	return out
}

func officeLines(f statistics.Form, t statistics.Tally) boxes {
	out := boxes{{one("统 计 指 标"), one("单位"), one("统计数")}}
	for _, l := range f.Lines {
		out = append(out, []box{one(l.Label), one(l.Unit), one(t.Text(l.Code, "value"))})
	}
	return out
}

func officeMatrix(f statistics.Form, t statistics.Tally) boxes {
	out := boxes{
		{{"（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3}, wide("申请人情况", 7)},
		{tall("自然人", 2), wide("法人或其他组织", 5), tall("总计", 2)},
		{one("商业\n企业"), one("科研\n机构"), one("社会公益组织"), one("法律服务机构"), one("其他")},
	}
	var row []box
	for i, l := range f.Lines {
		switch {
		case l.Heading:
			row = append(row, tall(l.Label, linesUnder(f.Lines[i+1:], l.Depth)))
			continue
		default:
			row = append(row, wide(l.Label, 3-l.Depth))
		}
		for _, c := range f.Cols {
			row = append(row, one(t.Text(l.Code, c.Code)))
		}
		out, row = append(out, row), nil
	}
	return out
}

func linesUnder(lines []statistics.Line, depth int) (n int) {
	for _, l := range lines {
		if l.Depth <= depth {
			break
		}
		if !l.Heading {
			n++
		}
	}
	return n
}

// officeDisputes is 表四, the labels of the first block two rows tall.
func officeDisputes(f statistics.Form, t statistics.Tally) boxes {
	out := boxes{{wide("行政复议", 5), wide("行政诉讼", 10)}, nil, nil, nil}
	for i, c := range f.Cols {
		for _, label := range []string{"结果\n维持", "结果\n纠正", "其他\n结果", "尚未\n审结", "总计"} {
			if i == 0 {
				out[1] = append(out[1], tall(label, 2))
			} else {
				out[2] = append(out[2], one(label))
			}
		}
		for _, l := range f.Lines {
			out[3] = append(out[3], one(t.Text(l.Code, c.Code)))
		}
	}
	out[1] = append(out[1], wide("未经复议直接起诉", 5), wide("复议后起诉", 5))
	return out
}

// officeProactive is 表二 of 2021 and of 2019, four columns wide.
func officeProactive(f statistics.Form, t statistics.Tally) boxes {
	var out boxes
	for i, l := range f.Lines {
		name, column, _ := strings.Cut(l.Label, " ")
		switch {
		case l.Heading:
			out = append(out, []box{wide(l.Label, 4)}, []box{one("信息内容")})
			continue
		case f.Lines[i-1].Heading || out[len(out)-1][0].text != name:
			out = append(out, []box{one(name)})
		}
		row := len(out) - 1
		out[row] = append(out[row], one(t.Text(l.Code, "value")))
		head := row
		for out[head][0].text != "信息内容" {
			head--
		}
		if len(out[head]) < len(out[row]) {
			out[head] = append(out[head], one(headed(column, l)))
		}
	}
	return out
}

// place walks through the boxes with the column each begins at, and tells at
// which cells a box above still stands.
func (b boxes) place(begin func(row, col int, x box), under func(row, col int, x box)) {
	type span struct {
		x    box
		left int
	}
	held := map[int]span{} // by column, rows still to come
	for row, line := range b {
		col := 0
		skip := func() {
			for held[col].left > 0 {
				h := held[col]
				under(row, col, h.x)
				held[col] = span{h.x, h.left - 1}
				col += h.x.cols
			}
		}
		for _, x := range line {
			skip()
			begin(row, col, x)
			if x.rows > 1 {
				held[col] = span{x, x.rows - 1}
			}
			col += x.cols
		}
		skip()
	}
}

// docx writes paragraphs and tables as a word processor does, a paragraph of
// the text before each table.
func docxFile(t testing.TB, paragraphs []string, tables []boxes) []byte {
	t.Helper()
	var body strings.Builder
	for _, p := range paragraphs {
		body.WriteString(wordParagraphs(p))
	}
	for _, table := range tables {
		body.WriteString(wordTable(table) + wordParagraphs(""))
	}
	return docxOf(t, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+
		`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`+
		body.String()+`<w:sectPr/></w:body></w:document>`)
}

func wordTable(b boxes) string {
	rows := make([]strings.Builder, len(b))
	put := func(row int, x box, text, merge string) {
		fmt.Fprintf(&rows[row], `<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/><w:gridSpan w:val="%d"/>%s</w:tcPr>%s</w:tc>`,
			x.cols, merge, wordParagraphs(text))
	}
	b.place(func(row, _ int, x box) {
		put(row, x, x.text, map[bool]string{true: `<w:vMerge w:val="restart"/>`}[x.rows > 1])
	}, func(row, _ int, x box) { put(row, x, "", `<w:vMerge/>`) })
	var out strings.Builder
	out.WriteString(`<w:tbl><w:tblPr/><w:tblGrid>`)
	for range b.width() {
		out.WriteString(`<w:gridCol w:w="900"/>`)
	}
	out.WriteString(`</w:tblGrid>`)
	for i := range rows {
		out.WriteString(`<w:tr>` + rows[i].String() + `</w:tr>`)
	}
	return out.String() + `</w:tbl>`
}

func (b boxes) width() (n int) {
	b.place(func(_, col int, x box) { n = max(n, col+x.cols) }, func(_, col int, x box) { n = max(n, col+x.cols) })
	return n
}

// wordParagraphs makes a paragraph of each line, its text in two runs.
func wordParagraphs(text string) string {
	var out strings.Builder
	for _, line := range strings.Split(text, "\n") {
		var escaped strings.Builder
		half := []rune(line)
		out.WriteString(`<w:p>`)
		for _, run := range []string{string(half[:len(half)/2]), string(half[len(half)/2:])} {
			escaped.Reset()
			_ = xml.EscapeText(&escaped, []byte(run))
			out.WriteString(`<w:r><w:t xml:space="preserve">` + escaped.String() + `</w:t></w:r>`)
		}
		out.WriteString(`</w:p>`)
	}
	return out.String()
}

// What stands in every .docx beside its document.
const (
	contentTypes = `<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml"
  ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>`
	relationships = `<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="word/document.xml"
  Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>`
)

func docxOf(t testing.TB, document string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes}, {"_rels/.rels", relationships}, {documentPart, document},
	} {
		w, err := z.Create(part.name)
		if err == nil {
			_, err = w.Write([]byte(part.text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// xlsxFile writes the title and the tables one below the other, or each on a
// sheet of its own.
func xlsxFile(t testing.TB, title string, tables []boxes, apart bool) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	sheet, top := "Sheet1", 3
	if err := f.SetCellValue(sheet, "A1", title); err != nil {
		t.Fatal(err)
	}
	for i, table := range tables {
		if apart && i > 0 {
			sheet, top = fmt.Sprintf("表%d", i+2), 1
			if _, err := f.NewSheet(sheet); err != nil {
				t.Fatal(err)
			}
		}
		table.place(func(row, col int, x box) { put(t, f, sheet, top+row, col+1, x) }, func(int, int, box) {})
		top += len(table) + 2
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func put(t testing.TB, f *excelize.File, sheet string, row, col int, x box) {
	t.Helper()
	from, _ := excelize.CoordinatesToCellName(col, row)
	to, _ := excelize.CoordinatesToCellName(col+x.cols-1, row+x.rows-1)
	var value any = x.text
	if n, how := readNumber(x.text); how == isNumber {
		value = asNumber(n)
	}
	if err := f.SetCellValue(sheet, from, value); err != nil {
		t.Fatal(err)
	}
	if from != to {
		if err := f.MergeCell(sheet, from, to); err != nil {
			t.Fatal(err)
		}
	}
}

// officeNumbers is a right report of a made-up county.
func officeNumbers(t testing.TB) report.Report {
	t.Helper()
	e, err := report.EditionNamed("2021")
	if err != nil {
		t.Fatal(err)
	}
	r := report.Report{Year: 2023, Edition: e, Tallies: []statistics.Tally{{}, {}, {}}}
	for i, l := range e.Forms[0].Lines {
		if !l.Heading {
			r.Tallies[0].Set(l.Code, "value", statistics.Whole(i))
		}
	}
	r.Tallies[0].Set("charges", "value", 147224900) // 14722.49
	for j, c := range e.Forms[1].Cols {
		n := 3 - j%3 // of this kind of applicant; the total is the sum: 2 + 1 + 3 + 2 + 1 + 3
		if c.Code == "total" {
			n = 12
		}
		for _, l := range e.Forms[1].Lines {
			if !l.Heading {
				r.Tallies[1].Set(l.Code, c.Code, 0)
			}
		}
		for line, times := range map[string]int{
			"new": 5, "brought": 1, "granted": 2, "refused.internal": 1, "other.other": 1, "done": 4, "carried": 2,
		} {
			r.Tallies[1].Set(line, c.Code, statistics.Whole(n*times))
		}
	}
	for j, c := range e.Forms[2].Cols {
		for i, l := range e.Forms[2].Lines {
			r.Tallies[2].Set(l.Code, c.Code, statistics.Whole(i+j))
		}
		r.Tallies[2].Set("total", c.Code, statistics.Whole(4*j+6))
	}
	return r
}

// officeText is what the report of the made-up county says.
var officeText = []string{
	"示例县人民政府2023年政府信息公开工作年度报告",
	"根据《中华人民共和国政府信息公开条例》（2019年修订），编制本报告。",
	"2023年，全县新收政府信息公开申请60件，上年结转12件。全年办结48件，其中予以公开24件，较上年增加3件；结转下年度继续办理24件。",
	"行政复议案件6件，行政诉讼案件24件。",
}

var fresh = flag.String("fresh", "", "a directory to write the made-up files into, for an office program to convert")

// A report of each edition is read from a document and from a spreadsheet in
// the official layout, every number in its place, whether its tables stand on
// one sheet or on several.
func TestOfficialLayout(t *testing.T) {
	for _, e := range report.Editions {
		r := storetest.FilledReport(t, e.Name, e.First)
		tables := officeReport(r)
		title := fmt.Sprintf("示例县人民政府%d年政府信息公开工作年度报告", r.Year)
		for name, data := range map[string][]byte{
			"document":  docxFile(t, []string{title}, tables),
			"one sheet": xlsxFile(t, title, tables, false),
			"sheets":    xlsxFile(t, title, tables, true),
		} {
			read, err := Read("x", bytes.NewReader(data))
			if err != nil {
				t.Fatalf("%s %s: %v", e.Name, name, err)
			}
			p := read[0]
			if p.Report.Year != r.Year || p.Report.Edition.Name != e.Name {
				t.Errorf("%s %s: got %d in the form of %s", e.Name, name, p.Report.Year, p.Report.Edition.Name)
			}
			for i, f := range e.Forms {
				storetest.SameTallies(t, e.Name+" "+name, f, p.Report.Tallies[i], r.Tallies[i])
			}
			for _, note := range p.notes {
				t.Errorf("%s %s: noted %+v", e.Name, name, note)
			}
		}
	}
}

// A right report in Word checks out with its text; one wrong number in it, in
// the table or in the text, is named.
func TestDocumentIsChecked(t *testing.T) {
	r := officeNumbers(t)
	if *fresh != "" {
		for name, data := range map[string][]byte{
			"official-2023.docx": docxFile(t, officeText, officeReport(r)),
			"official-2023.xlsx": xlsxFile(t, officeText[0], officeReport(r), false),
		} {
			if err := os.WriteFile(filepath.Join(*fresh, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, tt := range []struct {
		name   string
		change func(text []string, r report.Report)
		want   string
	}{
		{"right", func([]string, report.Report) {}, ""},
		{"one result too many",
			func(_ []string, r report.Report) { r.Tallies[1].Set("partial", "person", statistics.Whole(1)) },
			"E1 （二）部分公开（区分处理的，只计这一情形，不计其他情形） 1/0 false; E2 自然人 13/12 false"},
		{"a total of suits", func(_ []string, r report.Report) { r.Tallies[2].Set("total", "suit_direct", 0) },
			"D 行政诉讼/未经复议直接起诉 10/0 false; T 正文/行政诉讼 24/14 true"},
		{"a blank total", func(_ []string, r report.Report) { delete(r.Tallies[2]["total"], "review") },
			"D 行政复议 6/0 false; B 政府信息公开行政复议、行政诉讼情况 1/0 true"},
		{"the text", func(text []string, _ report.Report) { text[2] = strings.ReplaceAll(text[2], "60件", "６１ 件") },
			"T 正文/新收 61/60 true"},
		{"the text of what was carried", func(text []string, _ report.Report) {
			text[2] = strings.ReplaceAll(text[2], "办理24件", "办理25件")
		}, "T 正文/结转下年度 25/24 true"},
	} {
		r, text := officeNumbers(t), append([]string{}, officeText...)
		tt.change(text, r)
		if got := told(checkFile(t, docxFile(t, text, officeReport(r)))); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func checkFile(t testing.TB, data []byte) Verdict {
	t.Helper()
	read, err := Read("x", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	v, err := CheckPublished(read, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A report that an office program has written itself is read like any other.
func TestConvertedByAnOfficeProgram(t *testing.T) {
	want := officeNumbers(t)
	for _, name := range []string{"official-2023.docx", "official-2023.xlsx"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		read, err := Read(name, bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if p := read[0]; p.Report.Year != 2023 || p.Report.Office.Name != "示例县人民政府" {
			t.Errorf("%s: got %s %d", name, p.Report.Office.Name, p.Report.Year)
		}
		for i, f := range want.Edition.Forms {
			storetest.SameTallies(t, name, f, read[0].Report.Tallies[i], want.Tallies[i])
		}
		if v := checkFile(t, data); len(v.Failed) > 0 || v.Equations < 40 {
			t.Errorf("%s: got %q of %d", name, told(v), v.Equations)
		}
	}
}

// What offices do to the layout: old rows under a new head, a table left out,
// other words for a label, strokes, another unit.
func TestLayoutsAsFound(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func([]boxes) []boxes
		want   string
	}{
		{"no 表四", func(b []boxes) []boxes { return b[:2] }, "M 政府信息公开行政复议、行政诉讼情况 0/0 true"},
		{"labels without their number", func(b []boxes) []boxes {
			for _, l := range report.Applications2021.Lines {
				replace(b[1], l.Label, strings.TrimLeft(l.Label, "（一二三四五六七）、1234567890."))
			}
			return b
		}, ""},
		{"a label put otherwise", func(b []boxes) []boxes {
			replace(b[1], "（一）予以公开", "（一）予以公开的数量")
			replace(b[0], "行政规范性文件", "规范性文件")
			return b
		}, ""},
		{"strokes", func(b []boxes) []boxes {
			for _, row := range b[1] {
				for i := range row {
					if row[i].text == "0" {
						row[i].text = "/"
					}
				}
			}
			return b
		}, "B 统计表 126/0 true"},
		{"in yuan", func(b []boxes) []boxes {
			replace(b[0], "本年收费金额（单位：万元）", "本年收费金额（单位：元）")
			return b
		}, "U 行政事业性收费 本年收费金额 0/0 true"},
		{"words for a number", func(b []boxes) []boxes {
			replace(b[0], "14722.49", "见附件")
			return b
		}, "N 行政事业性收费 本年收费金额 0/0 false"},
	} {
		got := told(checkFile(t, docxFile(t, officeText, tt.change(officeReport(officeNumbers(t))))))
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// A row that no line of the form is like is not counted, and said so, together
// with the line that is missing and the sums that no longer hold.
func TestUnreadRowIsTold(t *testing.T) {
	tables := officeReport(officeNumbers(t))
	replace(tables[1], "3.其他", "（六）其他处理")
	got := told(checkFile(t, docxFile(t, officeText, tables)))
	for _, want := range []string{"E2 自然人 9/12 false", "R 收到和处理政府信息公开申请情况 0/0 true", "M 收到和处理政府信息公开申请情况 0/0 true"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %q, want %s", got, want)
		}
	}
}

func replace(b boxes, from, to string) {
	for _, row := range b {
		for i := range row {
			if row[i].text == from {
				row[i].text = to
			}
		}
	}
}

// Whatever a document holds, it is read or refused in words for the reader, and
// what was read can be checked.
func FuzzReadDocument(f *testing.F) {
	head := `<w:document xmlns:w="x"><w:body>`
	tables := officeReport(officeNumbers(f)) // in parts: a long seed takes a minute to make shorter
	for _, b := range []boxes{tables[0][:5], tables[1][:5], tables[2]} {
		f.Add(head + "<w:p><w:r><w:t>" + officeText[2] + "</w:t></w:r></w:p>" + wordTable(b) + `</w:body></w:document>`)
	}
	f.Add(head + `<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc>` +
		`<w:tc><w:tcPr><w:gridSpan w:val="99999"/></w:tcPr><w:tbl><w:tr><w:tc/></w:tr></w:tbl></w:tc></w:tr></w:tbl>`)
	f.Add(head + `<w:tr></w:tr></w:tc><w:p><w:t>统计指标</w:t></w:p>`)
	f.Fuzz(func(t *testing.T, document string) {
		fuzzPublished(t, docxOf(t, document))
	})
}

// So it is with any other file.
func FuzzReadPublished(f *testing.F) {
	r := officeNumbers(f)
	f.Add(docxFile(f, officeText, officeReport(r)[2:]))
	f.Add(xlsxFile(f, officeText[0], officeReport(r)[2:], true))
	f.Add([]byte(`[{"year":2018,"cells":{"1.1":"１，０００条","1.2":-1},"text_figures":{"3.1":"5件"}},
		{"year":2023,"form":"2021","cells":{"表三|四、结转下年度继续办理|自然人":null}}]`))
	f.Add([]byte(`{"year":2020,"lines":[{"code":"new","cells":{"person":1e3,"total":"/"}}],
		"disputes":{"review":{"total":1}}}`))
	f.Fuzz(fuzzPublished)
}

func fuzzPublished(t *testing.T, data []byte) {
	tables, err := Read("x", bytes.NewReader(data))
	if err != nil {
		if fault.KindOf(err) == fault.Internal {
			t.Fatalf("got %v, want words for the reader", err)
		}
		return
	}
	v, err := CheckPublished(tables, nil)
	if err != nil || v.Holds && len(v.Failed) > 0 && !v.Failed[0].Soft {
		t.Errorf("got %+v, %v", v, err)
	}
}

// A document that is broken, or larger than a report can be, is refused in words
// before it takes up memory.
func TestDocumentRefused(t *testing.T) {
	const head = `<w:document xmlns:w="x"><w:body>`
	row := `<w:tr>` + strings.Repeat(`<w:tc><w:tcPr><w:gridSpan w:val="200"/></w:tcPr></w:tc>`, 100) + `</w:tr>`
	many := bytes.Buffer{}
	z := zip.NewWriter(&many)
	for i := range 2_000 {
		if _, err := z.Create(fmt.Sprintf("word/media/%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := z.Create(documentPart); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		data []byte
		want string
	}{
		{"no table", docxOf(t, head+`<w:p><w:r><w:t>2023年度报告</w:t></w:r></w:p></w:body></w:document>`), "没有找到统计表"},
		{"cut off", docxOf(t, head+`<w:tbl><w:tr>`), "不是完整的 .docx"},
		{"no XML", docxOf(t, "报告"), "没有找到统计表"},
		{"too many cells", docxOf(t, head+`<w:tbl>`+strings.Repeat(row, 11)), "格，不能读取"},
		{"too deep", docxOf(t, head+strings.Repeat(`<w:tbl><w:tr><w:tc>`, maxNested+1)), "表格套表格"},
		{"too many parts", many.Bytes(), "最多 2000 个"},
	} {
		_, err := Read("x.docx", bytes.NewReader(tt.data))
		if err == nil || fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want an error with %s", tt.name, err, tt.want)
		}
	}
}

// What a drawing repeats for old programs, and what was deleted or moved away
// while changes were tracked, does not stand in the document.
func TestDocumentAsShown(t *testing.T) {
	o, err := readDOCX(docxOf(t, `<w:document xmlns:w="x" xmlns:mc="y"><w:body><w:p>`+
		`<w:r><w:t>新收</w:t></w:r><w:del><w:r><w:delText>9</w:delText></w:r></w:del>`+
		`<w:ins><w:r><w:t>3</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>7</w:t></w:r></w:moveFrom>`+
		`<mc:AlternateContent><mc:Choice><w:t>件</w:t></mc:Choice>`+
		`<mc:Fallback><w:t>件</w:t></mc:Fallback></mc:AlternateContent>`+
		`</w:p></w:body></w:document>`))
	if err != nil || len(o.paragraphs) != 1 || o.paragraphs[0] != "新收3件" {
		t.Errorf("got %q, %v, want 新收3件", o.paragraphs, err)
	}
}

// headed is the head of a column of money with its unit, as offices print it.
func headed(column string, l statistics.Line) string {
	if l.Money() {
		return column + "（单位：万元）"
	}
	return column
}

// asNumber is an amount as a spreadsheet keeps it.
func asNumber(n statistics.Amount) any {
	v, err := strconv.ParseFloat(n.String(), 64)
	if err != nil {
		return n.String()
	}
	return v
}
