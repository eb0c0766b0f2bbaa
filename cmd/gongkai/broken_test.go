package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongkai/workflow/register"
)

// brokenFile is a register that must be refused: what the refusal names. A file
// without make is committed in testdata/broken.
type brokenFile struct {
	name string
	want []string // in the message: where and what
	make func(t *testing.T) []byte
}

var brokenFiles = []brokenFile{
	{"no-column.csv", []string{"第 1 行", "渠道", "缺少必填列"}, nil},
	{"twice-a-column.csv", []string{"第 1 行", "编号", "两次"}, nil},
	{"head-only.csv", []string{"没有数据行"}, nil},
	{"no-year.csv", []string{"第 3 行", "收到日期", "5月", "年、月、日"}, nil},
	{"no-such-day.csv", []string{"第 3 行", "收到日期", "2024-02-30"}, nil},
	{"day-and-month.csv", []string{"第 3 行", "收到日期", "01/03/2024"}, nil},
	{"before-the-law.csv", []string{"第 3 行", "收到日期", "2007-12-03", "还没有施行"}, nil},
	{"tomorrow.csv", []string{"第 3 行", "收到日期", "2026-03-03", "晚于今天"}, nil},
	{"blank-name.csv", []string{"第 3 行", "申请人", "必填"}, nil},
	{"blank-day.csv", []string{"第 3 行", "收到日期", "必填"}, nil},
	{"channel.csv", []string{"第 3 行", "渠道", "微信", "可以填"}, nil},
	{"kind.csv", []string{"第 3 行", "申请人类型", "个人", "自然人"}, nil},
	{"outcome.csv", []string{"第 3 行", "办理结果", "同意了"}, nil},
	{"old-outcome.csv", []string{"第 3 行", "办理结果", "同意公开", "2019-05-15"}, nil},
	{"outcome-without-day.csv", []string{"第 3 行", "办结日期"}, nil},
	{"day-without-outcome.csv", []string{"第 3 行", "办理结果"}, nil},
	{"answer-before-receipt.csv", []string{"第 3 行", "2024-02-20", "早于"}, nil},
	{"duplicate-number.csv", []string{"第 3 行", "编号", "第 2 行", "重复"}, nil},
	{"correction-after-answer.csv", []string{"第 3 行", "补正通知日期", "2024-03-20", "办结日期"}, nil},
	{"corrected-unasked.csv", []string{"第 3 行", "补正通知日期"}, nil},
	{"days-without-extension.csv", []string{"第 3 行", "延期日期"}, nil},
	{"extension-days.csv", []string{"第 3 行", "延期工作日", "二十"}, nil},
	{"amount.csv", []string{"第 3 行", "收费金额", "免费"}, nil},
	{"served-unanswered.csv", []string{"第 3 行", "送达日期", "还没有办结"}, nil},
	{"review-result.csv", []string{"第 3 行", "复议结果", "胜诉"}, nil},
	{"suit-without-way.csv", []string{"第 3 行", "诉讼方式"}, nil},
	{"beyond-the-head.csv", []string{"第 3 行", "第 22 列没有表头"}, nil},
	{"open-quote.csv", []string{"第 3 行", "引号不成对"}, nil},
	{"gb18030-bad-day.csv", []string{"第 3 行", "收到日期", "三月一日"}, nil},
	{"tabs.csv", []string{"第 1 行", "制表符"}, nil},

	{"merged.xlsx", []string{"第 2 行", "合并单元格", "E2:E3"}, func(t *testing.T) []byte {
		return workbook(t, func(f *excelize.File) error { return f.MergeCell("Sheet1", "E2", "E3") })
	}},
	{"formula.xlsx", []string{"第 3 行", "B 列", "公式"}, func(t *testing.T) []byte {
		return workbook(t, func(f *excelize.File) error { return f.SetCellFormula("Sheet1", "B3", "B2+1") })
	}},
	{"bad-serial.xlsx", []string{"第 3 行", "收到日期", "45352.5"}, func(t *testing.T) []byte {
		return workbook(t, func(f *excelize.File) error { return f.SetCellValue("Sheet1", "B3", 45352.5) })
	}},
	{"wide.csv", []string{"第 2 行", "超过 16384 列"}, func(*testing.T) []byte {
		return []byte("编号,收到日期\n1,2024-03-01,当面,自然人,张某,预算" + strings.Repeat(",x", 100_000) + "\n")
	}},
	{"long-text.csv", []string{"第 2 行", "申请内容", "20000"}, func(*testing.T) []byte {
		return []byte("编号,收到日期,渠道,申请人类型,申请人,申请内容\n1,2024-03-01,当面,自然人,张某," + strings.Repeat("长", 20_001) + "\n")
	}},
	{"half.xlsx", []string{"不是完整的 .xlsx"}, func(t *testing.T) []byte {
		return workbook(t, func(*excelize.File) error { return nil })[:900]
	}},
	{"old.xls", []string{"旧版 Excel"}, func(*testing.T) []byte {
		return []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600))
	}},
	{"nul.csv", []string{"第 2 行", "空字符"}, func(*testing.T) []byte { return []byte("编号,收到日期\n1,\x002024\n") }},
	{"empty.csv", []string{"文件是空的"}, func(*testing.T) []byte { return nil }},
}

// workbook is a register of two good rows, with one thing done to it.
func workbook(t *testing.T, spoil func(*excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range [][]any{
		{"编号", "收到日期", "渠道", "申请人类型", "申请人", "申请内容"},
		{"2024-00001", "2024-03-01", "当面", "自然人", "张某", "预算执行情况"},
		{"2024-00002", "2024-03-04", "当面", "自然人", "李某", "会议纪要"},
	} {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := spoil(f); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (b brokenFile) path(t *testing.T) string {
	t.Helper()
	if b.make == nil {
		return filepath.Join("testdata", "broken", b.name)
	}
	path := filepath.Join(t.TempDir(), b.name)
	if err := os.WriteFile(path, b.make(t), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A broken register is refused whole, with row, column, value and reason in
// Chinese and status 1, and the database is as it was.
func TestBrokenRegisters(t *testing.T) {
	c := newConsole(t)
	c.must("office", "add", "xzf", "示例县人民政府办公室")
	c.must("import", "register", "testdata/register.csv", "--office", "xzf")
	c.must("office", "add", "hequ", "示例县河曲镇人民政府")
	before := decode[verifyAnswer](t, c.must("verify", "--json"))
	for _, b := range brokenFiles {
		path := b.path(t)
		got := c.run("import", "register", path, "--office", "hequ")
		said := got.stdout + got.stderr
		for _, want := range b.want {
			if got.status != refused || !strings.Contains(said, want) {
				t.Errorf("%s: got status %d, %s\nwant %d and %s", b.name, got.status, said, refused, want)
			}
		}
		report := decode[register.ImportReport](t, c.run("import", "register", path, "--office", "hequ", "--json").stdout)
		if len(report.Refused) == 0 || report.Added != 0 {
			t.Errorf("%s --json: got %d refused, %d added, want at least one and none",
				b.name, len(report.Refused), report.Added)
		}
		if after := decode[verifyAnswer](t, c.must("verify", "--json")); after.Head != before.Head ||
			after.Applications != before.Applications {
			t.Errorf("%s: got %d applications, head %s, want %d, %s", b.name,
				after.Applications, after.Head, before.Applications, before.Head)
		}
	}
}

// Every committed broken register is tried.
func TestBrokenRegistersAll(t *testing.T) {
	files, err := os.ReadDir("testdata/broken")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, b := range brokenFiles {
		listed[b.name] = true
	}
	for _, f := range files {
		if !listed[f.Name()] {
			t.Errorf("testdata/broken/%s is not tried by any test", f.Name())
		}
	}
}
