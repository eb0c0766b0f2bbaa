package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"gongkai/workflow/fault"
)

// The names by which an .xlsx says what its elements and its links are.
const (
	mainSpace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	linkSpace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

// workbook is an .xlsx of one sheet, with some of its parts as they are given.
func workbook(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="xml" ContentType="application/xml"/></Types>`,
		"_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" ` +
			`Type="` + linkSpace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns="` + mainSpace + `" xmlns:r="` + linkSpace + `">` +
			`<sheets><sheet name="一" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Type="` + linkSpace + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + linkSpace + `/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": sheetOf(`<row r="1"><c r="A1" t="inlineStr"><is><t>编号</t></is></c></row>`),
	}
	for name, text := range parts {
		all[name] = text
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range all {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sheetOf(rows string) string {
	return `<worksheet xmlns="` + mainSpace + `">` +
		`<sheetData>` + rows + `</sheetData></worksheet>`
}

// entries is a package with so many empty parts.
func entries(t testing.TB, n int) []byte {
	parts := map[string]string{}
	for i := range n {
		parts[fmt.Sprintf("xl/media/%d.png", i)] = ""
	}
	return workbook(t, parts)
}

// lying is a package in which every part says that it is smaller unpacked than it is.
func lying(data []byte) []byte {
	out := bytes.Clone(data)
	for at := 0; ; {
		i := bytes.Index(out[at:], []byte("PK\x01\x02"))
		if i < 0 {
			return out
		}
		at += i
		binary.LittleEndian.PutUint32(out[at+24:], 10)
		at += 4
	}
}

// used is how many bytes a function takes from the heap until it is done, in all.
func used(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Every file that would burst a reader is refused with what is too much of it, and taken
// apart for a small multiple of its own size at most.
func TestBombsAreRefused(t *testing.T) {
	deep := strings.Repeat("<a>", 300)
	for _, tt := range []struct {
		name, file string
		data       func() []byte
		want       string
		most       uint64 // megabytes taken from the heap in all
	}{
		{"commas in one row", "a.csv", func() []byte { return bytes.Repeat([]byte(","), 19<<20) }, "超过 16384 列", 60},
		{"commas in rows", "a.csv", func() []byte {
			return bytes.Repeat([]byte(strings.Repeat(",", 9_999)+"\n"),
				2_000)
		}, "超过 6000000 格", 60},
		{"lines alone", "a.csv", func() []byte { return append(bytes.Repeat([]byte("\n"), 7_000_000), "a"...) },
			"超过 6000000 格", 60},
		{"quotes", "a.csv", func() []byte { return bytes.Repeat([]byte(`"",`), 20_000) }, "超过 16384 列", 60},
		{"zeros", "a.xlsx", func() []byte {
			return workbook(t, map[string]string{"xl/media/a.bin": strings.Repeat("\x00", 16<<20)})
		}, "倍，最多 200 倍", 4},
		{"larger than any", "a.xlsx", func() []byte { return larger(t) }, "解压后超过 256 MB", 4},
		{"many parts", "a.xlsx", func() []byte { return entries(t, 2_001) }, "最多 2000 个", 200},
		{"says it is small", "a.xlsx", func() []byte { return lying(workbook(t, nil)) }, "不是完整的 .xlsx", 4},
		{"shared texts", "a.xlsx", func() []byte {
			return workbook(t, map[string]string{"xl/sharedStrings.xml": "<sst>" + noisy("<si><t>%d</t></si>",
				1_000_001) + "</sst>"})
		}, "sharedStrings.xml 里有超过 2000000 个元素", 60},
		{"deep in a sheet", "a.xlsx", func() []byte {
			return workbook(t,
				map[string]string{"xl/worksheets/sheet1.xml": deep})
		}, "元素套元素超过 200 层", 4},
		{"deep behind a comment", "a.xlsx", func() []byte {
			return workbook(t, map[string]string{"xl/styles.xml": strings.Repeat("<a><!--</a>--><![CDATA[</a>]]>", 300)})
		}, "元素套元素超过 200 层", 4},
		{"one text in every cell", "a.xlsx", func() []byte {
			rows := ""
			for i := range 1_000 {
				rows += fmt.Sprintf(`<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>`, i+1, i+1)
			}
			return workbook(t,
				map[string]string{"xl/sharedStrings.xml": `<sst xmlns="` + mainSpace + `"><si><t>` +
					noisy("%d", 32_000) + "</t></si></sst>", "xl/worksheets/sheet1.xml": sheetOf(rows)})
		}, "各格的文字合计超过 128 MB", 200},
		{"wide rows", "a.xlsx", func() []byte {
			rows := ""
			for i := range 500 {
				rows += fmt.Sprintf(`<row r="%d"><c r="XFD%d"><v>%d</v></c></row>`, i+1, i+1, i)
			}
			return workbook(t, map[string]string{"xl/worksheets/sheet1.xml": sheetOf(rows)})
		}, "最多 200 列", 40},
	} {
		data := tt.data()
		var err error
		n := used(func() { _, err = ReadSheet(tt.file, bytes.NewReader(data)) })
		if err == nil || fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want an error with %s", tt.name, err, tt.want)
		}
		// io.ReadAll of the file itself takes up to five times its size in all.
		if most := tt.most<<20 + 5*uint64(len(data)); n > most {
			t.Errorf("%s (%d kB): %d MB taken, at most %d", tt.name, len(data)>>10, n>>20, most>>20)
		}
	}
}

// noisy writes many numbers, which pack to a tenth.
func noisy(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i*7_919)
	}
	return b.String()
}

// larger is a package whose one part says that it is 300 MB.
func larger(t testing.TB) []byte {
	out := workbook(t, map[string]string{"xl/media/a.bin": strings.Repeat("0", 1<<20)})
	at := bytes.LastIndex(out, []byte("xl/media/a.bin")) - 46
	binary.LittleEndian.PutUint32(out[at+24:], 300<<20)
	return out
}

// The same shapes within the bounds are read: the control.
func TestLargeRegistersAreRead(t *testing.T) {
	rows := "编号,内容" + strings.Repeat(",", 200) + "\n" + strings.Repeat("一,二"+strings.Repeat(",", 200)+"\n", 20_000)
	grid, err := ReadSheet("a.csv", strings.NewReader(rows))
	if err != nil || len(grid) != 20_001 || len(grid[5]) != 2 {
		t.Errorf("rows with blank cells at their ends: %d rows, %v", len(grid), err)
	}
	grid, err = ReadSheet("a.xlsx", bytes.NewReader(workbook(t, nil)))
	if err != nil || len(grid) != 1 || grid[0][0] != "编号" {
		t.Errorf("a small workbook: %v, %v", grid, err)
	}
	many := sheetOf(noisy(`<row><c><v>%d</v></c></row>`, 5_000))
	if grid, err = ReadSheet(
		"a.xlsx",
		bytes.NewReader(workbook(t, map[string]string{"xl/worksheets/sheet1.xml": many})),
	); err != nil ||
		len(grid) != 5_000 {
		t.Errorf("5,000 rows: %d, %v", len(grid), err)
	}
}

// Whatever a part contains, the walk over its tags ends, and finds no fewer elements and
// no less depth than a reader that makes a tree of it.
func FuzzMeasure(f *testing.F) {
	for _, s := range []string{"<a/>", "<a><b x='>'/></a>", "<!-- <a> --><a>", "<![CDATA[<a>]]>", "<?x <a>?>",
		"<a x=\"/\">", "</a>", "<", "<!--", "<a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m := newMeasure(strings.NewReader(s), 1_000)
		_ = m.walk()
		elements, depth := parsed(s)
		if elements > m.elements || depth > m.deepest {
			t.Errorf("%q: %d elements, %d deep; a reader finds %d and %d", s, m.elements, m.deepest, elements, depth)
		}
	})
}

// parsed counts the elements of a text that is XML from end to end, and how deep they
// stand; 0 of any other.
func parsed(s string) (elements, deepest int) {
	d, depth := xml.NewDecoder(strings.NewReader(s)), 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return elements, deepest
		}
		if err != nil {
			return 0, 0
		}
		switch token.(type) {
		case xml.StartElement:
			elements, depth = elements+1, depth+1
			deepest = max(deepest, depth)
		case xml.EndElement:
			depth--
		}
	}
}
