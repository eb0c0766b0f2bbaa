package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongkai/views"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/storetest"
)

// asked is the moment at which the differences are asked for.
var asked = time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC)

func written2023(t *testing.T, r report.Report, format string) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteReport(&b, r, format, r.Frozen.Behind); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What was handed in is printed as it was, with who signed it and its digest,
// whatever has moved since; and the report of today says that it has.
func TestFrozenIsPrintedAsItWas(t *testing.T) {
	desk, all, _ := storetest.HandedIn(t, asked)
	r := all[1].Report()
	for _, want := range []string{
		"licences", "单位负责人：钱<甲>", "填报人：李丙", "填报日期：2024-01-15", "第 2 稿，2024-01-15 12:00 定稿，摘要 " + all[1].Short(),
	} {
		if text := written2023(t, r, "text"); !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	var j struct {
		Lines []struct {
			Code  string
			Cells map[string]int
		}
		Frozen views.FrozenJSON
	}
	if err := json.Unmarshal([]byte(written2023(t, r, "json")), &j); err != nil {
		t.Fatal(err)
	}
	if j.Lines[0].Cells["total"] != 2 || j.Frozen.Revision != 2 || len(j.Frozen.Behind["new/total"]) != 2 ||
		j.Frozen.Prev != all[0].Digest || j.Frozen.Signers.Phone == "" {
		t.Errorf("JSON: %+v", j)
	}
	sum := sha256.Sum256([]byte(written2023(t, r, "canonical")))
	if got := hex.EncodeToString(sum[:]); got != all[1].Digest {
		t.Errorf("the digest of the original is %s, want %s", got, all[1].Digest)
	}
	f, err := excelize.OpenReader(strings.NewReader(written2023(t, r, "xlsx")))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for sheet, want := range map[string]string{reportSheet: "摘要 " + all[1].Short(), detailSheet: "2023-00002"} {
		rows, err := f.GetRows(sheet)
		if err != nil || !strings.Contains(strings.Join(flat(rows), "\n"), want) {
			t.Errorf("sheet %s lacks %q (%v)", sheet, want, err)
		}
	}
	now, err := desk.Reports.Report(t.Context(), storetest.HandedInOptions)
	if err != nil {
		t.Fatal(err)
	}
	if text := written2023(t, now, "text"); !strings.Contains(text, "已定稿：第 2 稿") ||
		!strings.Contains(text, "定稿以后有 9 个数变动") {
		t.Errorf("the report of today does not say that it was handed in and moved:\n%s", text)
	}
	if err := WriteReport(&bytes.Buffer{}, now, "canonical", nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("the original of what was not handed in: %v", err)
	}
}

func flat(rows [][]string) []string {
	var out []string
	for _, r := range rows {
		out = append(out, r...)
	}
	return out
}

// The differences as people read them on a terminal: every number that moved, the
// applications, who wrote what when.
func TestDifferenceWords(t *testing.T) {
	_, all, moved := storetest.HandedIn(t, asked)
	words := views.DifferenceWords(all[1], moved)
	for _, want := range []string{
		"行政许可 本年处理决定数量（licences/value）：5 → 6", "人工填报 6，审核乙 填报 2024-02-03 12:00",
		"一、本年新收政府信息公开申请数量 / 总计（new/total）：2 → 3", "+ 计入 2023-00003 2024-02-01 12:00 由 经办甲 记入",
		"− 不再计入 2023-00001 2024-02-02 12:00 由 经办甲 记入“撤销误登”（2024-02-02），理由：误登",
	} {
		if !strings.Contains(words, want) {
			t.Errorf("lacks %q:\n%s", want, words)
		}
	}
	if words := views.DifferenceWords(all[1], nil); !strings.Contains(words, "没有变动") {
		t.Errorf("nothing moved: %s", words)
	}
	text, err := json.Marshal(views.NewDifferencesJSON(moved))
	if err != nil || strings.Contains(string(text), "赵甲") ||
		!strings.Contains(string(text), `"line":"licences","col":"value"`) {
		t.Errorf("JSON (%v): %s", err, text)
	}
}
