package register

import (
	"fmt"
	"testing"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/calendar"
)

// BenchmarkRegisterRow reads and replays one row of a register: receipt,
// extension, answer, service.
func BenchmarkRegisterRow(b *testing.B) {
	head := []string{"编号", "收到日期", "渠道", "申请人类型", "申请人", "申请内容", "延期日期", "办结日期", "办理结果", "送达方式", "送达日期"}
	grid := [][]string{head}
	for i := range b.N {
		grid = append(grid, []string{fmt.Sprintf("2023-%05d", i+1), "2023-03-01", "网络",
			"自然人", "申请人甲", "预算执行情况", "2023-03-20", "2023-04-10", "予以公开", "邮寄", "2023-04-10"})
	}
	im := &importing{desk: Importer{workflow.NewDesk(nil, nil).For(account.Operator)}, cal: calendar.Published(),
		at: time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC), rowOf: map[string]int{}}
	b.ReportAllocs()
	b.ResetTimer()
	if err := im.read(grid); err != nil || len(im.report.Refused) > 0 {
		b.Fatal(err, im.report.Refused)
	}
}
