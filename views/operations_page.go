package views

import (
	"gongkai/workflow/account"
)

// OperationsPage is the log of administration.
type OperationsPage struct {
	Frame
	Filters []Field
	Clear   string // the address of the whole log, where only a part is shown
	Caption string
	Rows    []OperationRow
	Empty   string
	Pager   Pager
	Export  Link
}

// OperationRow is one line of the log.
type OperationRow struct {
	At, By, Kind, Of, Says, From string
	Failed                       bool
}

func (OperationsPage) template() string { return "operations" }

// OperationRows puts lines of the log into a table.
func OperationRows(all []account.Operation) []OperationRow {
	var out []OperationRow
	for _, o := range all {
		out = append(out, OperationRow{Moment(o.At), o.By, o.Kind.Label(), o.Of, o.Says, o.From, o.Kind.Failed()})
	}
	return out
}

// OperationTable is the log as it is exported.
func OperationTable(all []account.Operation) Table {
	t := Table{Title: "管理日志", Head: []string{"时间", "用户", "事项", "结果", "对象", "说明", "来源地址"}}
	for _, r := range OperationRows(all) {
		result := map[bool]string{true: "失败", false: "成功"}[r.Failed]
		t.Rows = append(t.Rows, []string{r.At, r.By, r.Kind, result, r.Of, r.Says, r.From})
	}
	return t
}
