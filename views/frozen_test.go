package views

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/report"
	"gongkai/workflow/statistics"
	"gongkai/workflow/storetest"
)

var frozenOptions = report.Options{Office: "xfb", Year: 2023}

// handedIn is a county whose report for 2023 was handed in and corrected once,
// with what has moved since: the desk, the revisions, the differences.
func handedIn(t *testing.T) (*desks.Set, []report.Frozen, []report.Difference) {
	t.Helper()
	ctx, store, cal := t.Context(), storetest.NewMem(), calendar.Published()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(store.AddOffice(ctx, account.Office{Code: "xfb", Name: "示例县人民政府办公室"}))
	desk := desks.New(store).For(account.User{Name: "shenhe", Display: "审核乙", Office: "xfb", Role: account.Supervisor})
	arrives := func(on, written calendar.Date) *workflow.Application {
		app := &workflow.Application{Office: "xfb"}
		in := workflow.Intake{Channel: workflow.InPerson, Arrived: on, Content: "某方案", Applicant: workflow.Applicant{Kind: "person", Name: "赵甲"}}
		cmd := workflow.Log(in, cal)
		cmd.At, cmd.By, cmd.Role = written.Noon(), "经办甲", account.Clerk
		must(app.Apply(cmd, cal))
		must(store.Add(ctx, app))
		return app
	}
	act := func(app *workflow.Application, cmd workflow.Command, written calendar.Date) {
		cmd.At, cmd.By, cmd.Role, cmd.Recorded, cmd.Register = written.Noon(), "经办甲", account.Supervisor, true, true
		_, err := store.Update(ctx, nil, app.ID, func(a *workflow.Application) error { return a.Apply(cmd, cal) })
		must(err)
	}
	typed := func(n int, written calendar.Date) {
		amount := statistics.Whole(n)
		must(desk.Reports.SetHand(ctx, frozenOptions, map[string]*statistics.Amount{"licences": &amount}, written.Noon()))
	}
	first := arrives("2023-03-01", "2023-03-01")
	act(first, workflow.Command{Event: workflow.Answer, On: "2023-03-20", Outcome: "granted"}, "2023-03-20")
	arrives("2023-12-20", "2023-12-20")
	typed(5, "2024-01-10")
	s := report.Signers{Head: "钱<甲>", Reviewer: "孙乙", Filler: "李丙", Phone: "0930-0000000", Date: "2024-01-15"}
	for _, reason := range []string{"", "填报人误写"} {
		_, err := desk.Reports.Freeze(ctx, frozenOptions, s, reason, calendar.Date("2024-01-15").Noon())
		must(err)
	}
	arrives("2023-12-28", "2024-02-01")
	act(first, workflow.Command{Event: workflow.Void, On: "2024-02-02", Reason: "误登"}, "2024-02-02")
	typed(6, "2024-02-03")
	all, err := desk.Reports.Frozen(ctx, frozenOptions)
	must(err)
	_, moved, err := desk.Reports.Differences(ctx, frozenOptions, 0, fixtureNow)
	must(err)
	return desk, all, moved
}

// frozenFixtures are the pages of what was handed in: nothing yet, corrected and
// moved, and broken.
func frozenFixtures(t *testing.T, f Frame) []fixture {
	_, all, moved := handedIn(t)
	none := HandedIn(f, frozenOptions, "示例县人民政府办公室", nil, report.Frozen{}, nil)
	none.Fields = f.SignerFields("2024-01-15", false)
	stands := HandedIn(f, frozenOptions, "示例县人民政府办公室", all[:1], all[0], nil)
	stands.Broken = "内容与摘要不符，可能被改动"
	corrected := HandedIn(f, frozenOptions, "示例县人民政府办公室", all, all[1], moved)
	corrected.Fields = f.SignerFields("2024-02-05", true)
	return []fixture{{"frozen-none", none}, {"frozen-stands", stands}, {"frozen-moved", corrected}}
}

func written2023(t *testing.T, r report.Report, format string) string {
	t.Helper()
	var b bytes.Buffer
	behind := func(line, col string) ([]workflow.Brief, error) { return r.Frozen.Behind(line, col), nil }
	if err := WriteReport(&b, r, format, behind); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What was handed in is printed as it was, with who signed it and its digest,
// whatever has moved since; and the report of today says that it has.
func TestFrozenIsPrintedAsItWas(t *testing.T) {
	desk, all, _ := handedIn(t)
	r := all[1].Report()
	for _, want := range []string{"licences", "单位负责人：钱<甲>", "填报人：李丙", "填报日期：2024-01-15", "第 2 稿，2024-01-15 12:00 定稿，摘要 " + all[1].Short()} {
		if text := written2023(t, r, "text"); !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	var j struct {
		Lines []struct {
			Code  string
			Cells map[string]int
		}
		Frozen FrozenJSON
	}
	if err := json.Unmarshal([]byte(written2023(t, r, "json")), &j); err != nil {
		t.Fatal(err)
	}
	if j.Lines[0].Cells["total"] != 2 || j.Frozen.Revision != 2 || len(j.Frozen.Behind["new/total"]) != 2 || j.Frozen.Prev != all[0].Digest || j.Frozen.Signers.Phone == "" {
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
	now, err := desk.Reports.Report(t.Context(), frozenOptions)
	if err != nil {
		t.Fatal(err)
	}
	if text := written2023(t, now, "text"); !strings.Contains(text, "已定稿：第 2 稿") || !strings.Contains(text, "定稿以后有 9 个数变动") {
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
	_, all, moved := handedIn(t)
	words := DifferenceWords(all[1], moved)
	for _, want := range []string{
		"行政许可 本年处理决定数量（licences/value）：5 → 6", "人工填报 6，审核乙 填报 2024-02-03 12:00",
		"一、本年新收政府信息公开申请数量 / 总计（new/total）：2 → 3", "+ 计入 2023-00003 2024-02-01 12:00 由 经办甲 记入", "− 不再计入 2023-00001 2024-02-02 12:00 由 经办甲 记入“撤销误登”（2024-02-02），理由：误登",
	} {
		if !strings.Contains(words, want) {
			t.Errorf("lacks %q:\n%s", want, words)
		}
	}
	if words := DifferenceWords(all[1], nil); !strings.Contains(words, "没有变动") {
		t.Errorf("nothing moved: %s", words)
	}
	text, err := json.Marshal(NewDifferencesJSON(moved))
	if err != nil || strings.Contains(string(text), "赵甲") || !strings.Contains(string(text), `"line":"licences","col":"value"`) {
		t.Errorf("JSON (%v): %s", err, text)
	}
}
