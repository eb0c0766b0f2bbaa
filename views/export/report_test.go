package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai/views/published"
	"gongkai/views/sheet"
	"gongkai/workflow"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/storetest"
)

func exported(t *testing.T, r report.Report, format string, behind Behind) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteReport(&b, r, format, behind); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A report of each edition reads back from JSON and from the spreadsheet with
// every number in its place, blanks blank.
func TestReportReadsBack(t *testing.T) {
	for _, e := range report.Editions {
		r := storetest.FilledReport(t, e.Name, e.First)
		for _, format := range []string{"json", "xlsx"} {
			read, err := published.Read("report."+format, bytes.NewReader(exported(t, r, format, nil)))
			if err != nil {
				t.Fatalf("%s %s: %v", e.Name, format, err)
			}
			p := read[0]
			if p.Report.Edition.Name != e.Name || p.Report.Year != e.First {
				t.Errorf("%s %s: got edition %s of %d, want %s of %d",
					e.Name, format, p.Report.Edition.Name, p.Report.Year, e.Name, e.First)
			}
			for i, f := range e.Forms {
				storetest.SameTallies(t, e.Name+" "+format, f, p.Report.Tallies[i], r.Tallies[i])
			}
		}
	}
}

// The form of 2014 prints line by line in the order of the form: a heading has
// no number, a blank stays blank, and 0 is 0.
func TestReportText2014(t *testing.T) {
	r := storetest.FilledReport(t, "2014", 2018)
	r.Tallies[0].Set("3.1", "value", 0)
	lines := strings.Split(string(exported(t, r, "text", nil)), "\n")
	if lines[0] != "政府信息公开情况统计表" || lines[1] != "（2018年度）" || lines[2] != "填报单位（盖章）：示例县人民政府办公室" {
		t.Errorf("head: got %q", lines[:3])
	}
	for i, l := range report.Form2014.Lines {
		fields := strings.Fields(lines[4+i])
		want := []string{l.Code, l.Label, l.Unit}
		if n, ok := r.Tallies[0].Get(l.Code, "value"); ok {
			want = append(want, n.String())
		}
		if strings.Join(fields, "|") != strings.Join(want, "|") {
			t.Errorf("line %s: got %q, want %q", l.Code, fields, want)
		}
	}
}

// The JSON has the keys and the shape that scripts rely on.
func TestReportJSON(t *testing.T) {
	var old, newer map[string]any
	if err := json.Unmarshal(exported(t, storetest.FilledReport(t, "2014", 2018), "json", nil), &old); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(exported(t, storetest.FilledReport(t, "2021", 2023), "json", nil), &newer); err != nil {
		t.Fatal(err)
	}
	first := old["lines"].([]any)[1].(map[string]any)
	if got := fmt.Sprint(first["code"], first["unit"], first["value"], first["by"]); got != "1.1条2hand" {
		t.Errorf("first line of 2014: got %s, want 1.1条2hand", got)
	}
	var codes []string
	for _, l := range newer["lines"].([]any) {
		codes = append(codes, l.(map[string]any)["code"].(string))
	}
	want := []string{
		"new", "brought", "granted", "partial", "refused.secret", "refused.prohibited", "refused.security",
		"refused.third_party", "refused.internal", "refused.deliberative", "refused.enforcement_file", "refused.registry",
		"unable.not_held", "unable.needs_work", "unable.still_unclear", "declined.petition", "declined.duplicate",
		"declined.publication", "declined.excessive", "declined.reissue", "other.uncorrected", "other.unpaid",
		"other.other", "done", "carried",
	}
	if !slices.Equal(codes, want) {
		t.Errorf("lines of 2021: got %s, want %s", codes, want)
	}
	if got := fmt.Sprint(newer["columns"]); got != "[person company institute charity law_firm other total]" {
		t.Errorf("columns: got %s", got)
	}
	if got := len(newer["disputes"].(map[string]any)["suit_after_review"].(map[string]any)); got != 5 {
		t.Errorf("suit_after_review has %d numbers, want 5", got)
	}
}

// The CSV of a report has every line of every form.
func TestReportCSV(t *testing.T) {
	r := storetest.FilledReport(t, "2021", 2023)
	data := exported(t, r, "csv", nil)
	c := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte(sheet.BOM))))
	c.FieldsPerRecord = -1
	records, err := c.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	byCode := map[string][]string{}
	for _, rec := range records {
		byCode[rec[0]] = rec
	}
	for i, f := range r.Edition.Forms[:2] {
		for _, l := range f.Lines {
			rec := byCode[l.Code]
			want, _ := r.Tallies[i].Get(l.Code, f.Cols[0].Code)
			if len(rec) == 0 {
				t.Errorf("line %s is missing", l.Code)
			} else if got := rec[len(rec)-len(f.Cols)]; got != want.String() && want != 0 {
				t.Errorf("line %s: got %s, want %s", l.Code, got, want)
			}
		}
	}
}

// The second sheet lists the applications behind every number that is not 0,
// with nothing personal but the registration number.
func TestReportDetail(t *testing.T) {
	r := storetest.FilledReport(t, "2019", 2019)
	asked := map[string]int{}
	behind := func(line, col string) []workflow.Brief {
		asked[line+"/"+col]++
		return []workflow.Brief{{Number: "2019-00007", Office: "xzf", Name: "张某某", Content: "私密内容",
			Received: "2019-06-03", Closed: "2019-06-20", Outcome: "granted"}}
	}
	f, err := excelize.OpenReader(bytes.NewReader(exported(t, r, "xlsx", behind)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(detailSheet)
	if err != nil {
		t.Fatal(err)
	}
	numbers := 0
	for i, form := range r.Edition.Forms {
		for _, l := range form.Lines {
			for _, c := range form.Cols {
				if n, _ := r.Tallies[i].Get(l.Code, c.Code); n != 0 && !l.ByHand {
					numbers++
				}
			}
		}
	}
	if len(rows) != numbers+1 || len(asked) != numbers {
		t.Errorf("got %d rows for %d cells, want a head and %d", len(rows), len(asked), numbers)
	}
	want := "new|一、本年新收政府信息公开申请数量|法人或其他组织/商业企业|2019-00007|xzf|2019-06-03|2019-06-20|予以公开"
	if got := strings.Join(rows[1], "|"); got != want {
		t.Errorf("first row: got %s", got)
	}
}

// The official layout has the head, the sentence of the equation, the merged
// headings and the foot of the printed form.
func TestReportLayout(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(exported(t, storetest.FilledReport(t, "2021", 2023), "xlsx", nil)))
	if err != nil {
		t.Fatal(err)
	}
	merged, err := f.GetMergeCells(reportSheet)
	if err != nil {
		t.Fatal(err)
	}
	spans := map[string]string{}
	for _, m := range merged {
		spans[m.GetCellValue()] = m.GetStartAxis() + ":" + m.GetEndAxis()
	}
	for text, want := range map[string]string{
		"政府信息公开工作年度报告统计表": "A1:O1",
		"（2023年度）": "A2:O2",
		"填报单位（盖章）：示例县人民政府办公室": "A3:O3",
		matrixSays:  "A22:C24",
		"申请人情况":     "D22:J22",
		"自然人":       "D23:D24",
		"法人或其他组织":   "E23:I23",
		"三、本年度办理结果": "A27:A48",
		"（三）不予公开":   "B29:B36",
		"行政复议":      "A52:E53",
		"行政诉讼":      "F52:O52",
		"复议后起诉":     "K53:O53",
	} {
		if got := spans[text]; got != want {
			t.Errorf("%s spans %s, want %s", text, got, want)
		}
	}
	rows, err := f.GetRows(reportSheet)
	if err != nil {
		t.Fatal(err)
	}
	foot := strings.Join(rows[len(rows)-2], "") + strings.Join(rows[len(rows)-1], "")
	for _, word := range []string{"单位负责人：", "审核人：", "填报人：", "联系电话：", "填报日期："} {
		if !strings.Contains(foot, word) {
			t.Errorf("foot: got %s, want %s in it", foot, word)
		}
	}
}

// An unknown format is told with those there are.
func TestReportFormatUnknown(t *testing.T) {
	err := WriteReport(&bytes.Buffer{}, storetest.FilledReport(t, "2014", 2018), "pdf", nil)
	if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "xlsx") {
		t.Errorf("got %v, want Invalid naming the formats", err)
	}
}
