package register_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/fault"
	"gongkai/workflow/register"
	"gongkai/workflow/storetest"
)

var importedAt = time.Date(2026, 11, 24, 1, 2, 3, 0, time.UTC)

// registry is a desk over an empty store with one office.
func registry(t *testing.T) (*desks.Set, desks.Store) {
	t.Helper()
	store := storetest.NewMem()
	if err := store.AddOffice(context.Background(), account.Office{Code: "sx", Name: "示例县人民政府办公室"}); err != nil {
		t.Fatal(err)
	}
	return desks.New(store).For(account.Operator), store
}

// grid makes a register of the required columns and some more: "列=值" pairs, one
// string a row.
func grid(rows ...string) [][]string {
	out := [][]string{register.Head}
	for _, row := range rows {
		cells := map[string]string{"渠道": "当面", "申请人类型": "自然人", "申请人": "申请人甲", "申请内容": "预算执行情况"}
		for _, pair := range strings.Fields(row) {
			name, value, _ := strings.Cut(pair, "=")
			cells[name] = value
		}
		var line []string
		for _, name := range register.Head {
			line = append(line, cells[name])
		}
		out = append(out, line)
	}
	return out
}

func mustImport(t *testing.T, desk *desks.Set, g [][]string) register.ImportReport {
	t.Helper()
	report, err := desk.Register.Import(context.Background(), "sx", g, importedAt, false)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func all(t *testing.T, store desks.Store) []*workflow.Application {
	t.Helper()
	var out []*workflow.Application
	err := store.Each(context.Background(), nil, func(app *workflow.Application) error {
		out = append(out, app)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A day may be written the way offices write it; it is kept as the same day.
func TestImportReadsSloppyDates(t *testing.T) {
	desk, store := registry(t)
	report := mustImport(t, desk, grid("编号=1 收到日期=2024.3.1", "编号=2 收到日期=2024/3/1",
		"编号=3 收到日期=20240301", "编号=4 收到日期=2024年3月1日", "编号=5 收到日期=45352"))
	if report.Added != 5 || len(report.Refused) != 0 {
		t.Fatalf("added %d, refused %v; want 5 and none", report.Added, report.Refused)
	}
	for _, app := range all(t, store) {
		if app.Received != "2024-03-01" || app.Due != "2024-03-29" {
			t.Errorf("%s received %s due %s, want 2024-03-01 and 2024-03-29", app.Number, app.Received, app.Due)
		}
	}
}

// What cannot be read refuses its row with row, column, value and reason, and
// then nothing at all is written.
func TestImportRefusesWithPlace(t *testing.T) {
	for _, tt := range []struct{ row, column, says string }{
		{"编号=1 收到日期=5月", "收到日期", "年、月、日都要有"},
		{"编号=1 收到日期=2024-02-30", "收到日期", "不是"},
		{"编号=1 收到日期=2027-01-05", "收到日期", "晚于今天"},
		{"编号=1 收到日期=2008-04-30", "收到日期", "还没有施行"},
		{"编号=1", "收到日期", "必填"},
		{"编号=1 收到日期=2024-03-01 渠道=飞鸽", "渠道", "不认识"},
		{"编号=1 收到日期=2024-03-01 申请人类型=公民", "申请人类型", "不认识"},
		{"编号=1 收到日期=2024-03-01 办结日期=2024-02-28 办理结果=予以公开", "办结日期", "早于"},
		{"编号=1 收到日期=2024-03-01 办结日期=2024-03-20", "办理结果", "请填办理结果"},
		{"编号=1 收到日期=2024-03-01 办理结果=予以公开", "办结日期", "请填办结日期"},
		{"编号=1 收到日期=2024-03-01 办结日期=2024-03-20 办理结果=同意公开", "办理结果", "2014"},
		{"编号=1 收到日期=2024-03-01 办结日期=2024-03-20 办理结果=很好", "办理结果", "不是统计表"},
		{"编号=1 收到日期=2024-03-01 补正收到日期=2024-03-05", "补正通知日期", "请填补正通知日期"},
		{"编号=1 收到日期=2024-03-01 意见返回日期=2024-03-05", "征求意见发出日期", "请填征求意见发出日期"},
		{"编号=1 收到日期=2024-03-01 延期工作日=20", "延期日期", "请填延期日期"},
		{"编号=1 收到日期=2024-03-01 延期日期=2024-03-20 延期工作日=很多", "延期工作日", "不能读作"},
		{"编号=1 收到日期=2024-03-01 延期日期=2024-03-20 延期工作日=25", "延期工作日", "最多 20"},
		{"编号=1 收到日期=2024-03-01 延期日期=2024-03-25 办结日期=2024-03-20 办理结果=予以公开", "延期日期", "晚于办结日期"},
		{"编号=1 收到日期=2024-03-01 送达日期=2024-03-20 送达方式=邮寄", "送达日期", "还没有办结"},
		{"编号=1 收到日期=2024-03-01 收费金额=二百", "收费金额", "不能读作金额"},
		{"编号=1 收到日期=2024-03-01 诉讼受理日期=2024-06-01", "诉讼方式", "请填诉讼方式"},
		{"编号=1 收到日期=2024-03-01 复议结果=维持", "复议审结日期", "请填复议审结日期"},
	} {
		desk, store := registry(t)
		report := mustImport(t, desk, grid("编号=0 收到日期=2024-03-01", tt.row))
		found := false
		for _, f := range report.Refused {
			found = found || f.Row == 3 && f.Column == tt.column && strings.Contains(f.Reason, tt.says)
		}
		if !found {
			t.Errorf("%s: refused %v; want row 3, %s, …%s…", tt.row, report.Refused, tt.column, tt.says)
		}
		if n := len(all(t, store)); n != 0 || report.Added != 0 {
			t.Errorf("%s: %d applications written, want none", tt.row, n)
		}
	}
}

// A number twice in one file is refused at its second place.
func TestImportRefusesTheSameNumberTwice(t *testing.T) {
	desk, _ := registry(t)
	report := mustImport(t, desk, grid("编号=7 收到日期=2024-03-01", "编号=7 收到日期=2024-03-04"))
	want := []register.RowFault{{Row: 3, Column: "编号", Value: "7", Reason: "与第 2 行的编号重复"}}
	if d := cmp.Diff(want, report.Refused); d != "" {
		t.Error(d)
	}
}

// What the law refuses did happen: it is recorded, named with its article, and
// gives the office no time.
func TestImportRecordsWhatTheLawSpeaksAgainst(t *testing.T) {
	for _, tt := range []struct{ row, article, due string }{
		{"编号=1 收到日期=2024-03-01 延期日期=2024-04-02", "33(2)", "2024-03-29"},
		{"编号=1 收到日期=2024-03-01 补正通知日期=2024-03-20 补正收到日期=2024-03-22", "30", "2024-03-29"},
		{"编号=1 收到日期=2024-03-01 征求意见发出日期=2024-03-06 办结日期=2024-03-20 办理结果=部分公开", "32", ""},
		{"编号=1 收到日期=2018-03-01 办结日期=2018-03-20 办理结果=属于四类过程性信息", "21", "2018-03-22"},
		{"编号=1 收到日期=2024-03-01 办结日期=2024-03-20 办理结果=逾期未缴费", "109号 6", "2024-03-29"},
		{"编号=1 收到日期=2020-03-02 收费通知日期=2020-03-10", "42", ""},
	} {
		desk, store := registry(t)
		report := mustImport(t, desk, grid(tt.row))
		if len(report.Irregular) == 0 || report.Irregular[0].Article != tt.article || report.Irregular[0].Row != 2 {
			t.Errorf("%s: irregular %v, want article %s in row 2", tt.row, report.Irregular, tt.article)
			continue
		}
		app := all(t, store)[0]
		if tt.due != "" && string(app.Due) != tt.due {
			t.Errorf("%s: due %s, want %s", tt.row, app.Due, tt.due)
		}
		if len(app.Irregular()) != len(report.Irregular) {
			t.Errorf("%s: %d entries marked, %d reported", tt.row, len(app.Irregular()), len(report.Irregular))
		}
	}
}

// The words of the form are found with its numbers, brackets and quotation
// marks or without, and columns of the office's own are kept in the remark.
func TestImportReadsWordsAsOfficesCopyThem(t *testing.T) {
	desk, store := registry(t)
	g := [][]string{
		{"备注", "编号", "收到日期", "渠道", "申请人类型", "申请人", "申请内容", "办结日期", "办理结果", "柜号"},
		{"加急", "1", "2024-03-01", "EMS", "自然人", "申请人甲", "预算", "2024-03-20", `3.危及"三安全一稳定"`, "A3"},
		{"", "2", "2024-03-01", "邮寄（挂号/EMS）", "自然人", "申请人甲", "预算", "2024-03-20", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", ""},
	}
	report := mustImport(t, desk, g)
	if report.Added != 2 || cmp.Diff([]string{"柜号"}, report.Unknown) != "" {
		t.Fatalf("added %d, refused %v, unknown %v", report.Added, report.Refused, report.Unknown)
	}
	apps := all(t, store)
	if apps[0].Outcome != "security" || apps[1].Outcome != "partial" {
		t.Errorf("outcomes %s, %s; want security, partial", apps[0].Outcome, apps[1].Outcome)
	}
	if apps[0].Remark != "加急；柜号：A3" {
		t.Errorf("remark %q, want the office's own column in it", apps[0].Remark)
	}
}

// A second import of the same file changes nothing; work done since does not
// make it another application, but another history under the number does.
func TestImportAgain(t *testing.T) {
	desk, store := registry(t)
	first := grid("编号=2024-00001 收到日期=2024-03-01", "编号=2024-00002 收到日期=2024-03-04")
	mustImport(t, desk, first)
	app := all(t, store)[0]
	withdraw := workflow.Command{Event: workflow.Withdraw, On: "2024-03-20", At: importedAt, Reason: "来信撤回"}
	if _, err := desk.Do(context.Background(), app.ID, withdraw); err != nil {
		t.Fatal(err)
	}
	before := all(t, store)
	if again := mustImport(t, desk, first); again.Added != 0 || again.Unchanged != 2 || len(again.Refused) != 0 {
		t.Errorf("second import: %+v; want 2 unchanged", again)
	}
	other := mustImport(t, desk, grid("编号=2024-00001 收到日期=2024-03-05"))
	if len(other.Refused) != 1 || other.Refused[0].Column != "编号" {
		t.Errorf("another history under the same number: %+v; want it refused", other)
	}
	if d := cmp.Diff(before, all(t, store)); d != "" {
		t.Errorf("the store changed: %s", d)
	}
}

// Export then import elsewhere gives the same applications, line by line.
func TestExportThenImport(t *testing.T) {
	rows := grid(
		"编号=1 收到日期=2024-03-01 渠道=平信 证件号码=示例证件 联系电话=示例电话 备注=急",
		"编号=2 收到日期=2024-03-01 补正通知日期=2024-03-05 补正收到日期=2024-03-12 "+
			"延期日期=2024-04-01 延期工作日=10 办结日期=2024-04-15 办理结果=予以公开 答复文号=示公开〔2024〕1号 送达方式=邮寄 送达日期=2024-04-16",
		"编号=3 收到日期=2024-03-01 征求意见发出日期=2024-03-06；2024-03-07 意见返回日期=；2024-03-20 征求对象=第三方；共同制作机关",
		"编号=4 收到日期=2024-03-01 收费通知日期=2024-03-15 收费金额=270 缴费日期=2024-04-02 办结日期=2024-04-20 办理结果=不属于本机关负责公开",
		"编号=5 收到日期=2024-03-01 办结日期=2024-03-20 办理结果=重复申请 送达方式=当面 送达日期=2024-03-21 "+
			"复议受理日期=2024-04-10；2024-05-20 复议审结日期=2024-05-10 复议结果=维持 诉讼受理日期=2024-05-20 诉讼方式=复议后起诉",
		"编号=6 收到日期=2018-03-01 渠道=电子邮件 办结日期=2018-03-20 办理结果=涉及个人隐私",
	)
	desk, store := registry(t)
	if r := mustImport(t, desk, rows); r.Added != 6 {
		t.Fatalf("%+v", r)
	}
	copied := [][]string{register.Head}
	for _, app := range all(t, store) {
		copied = append(copied, register.Record(app))
	}
	desk2, store2 := registry(t)
	if r := mustImport(t, desk2, copied); r.Added != 6 {
		t.Fatalf("the copy: %+v", r)
	}
	if d := cmp.Diff(all(t, store), all(t, store2)); d != "" {
		t.Errorf("the copy differs: %s", d)
	}
}

// The head line must be there, with every column a register cannot do without.
func TestImportNeedsItsHeadLine(t *testing.T) {
	for _, tt := range []struct {
		name string
		grid [][]string
		says string
	}{
		{"nothing", nil, "没有表头"},
		{"only blanks", [][]string{{"", " "}}, "没有表头"},
		{"a column missing", [][]string{{"编号", "收到日期", "渠道", "申请人类型", "申请人"}}, "缺少必填列“申请内容”"},
		{"a column twice", [][]string{{"编号", "编号"}}, "出现了两次"},
		{"no rows", [][]string{register.Head}, "没有数据行"},
	} {
		desk, _ := registry(t)
		_, err := desk.Register.Import(context.Background(), "sx", tt.grid, importedAt, false)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want Invalid with %q", tt.name, err, tt.says)
		}
	}
}
