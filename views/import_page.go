package views

import (
	"strconv"

	"gongkai/workflow/fault"
	"gongkai/workflow/register"
)

// ImportPage imports a register from a spreadsheet: first a trial that says what would
// happen, then the import itself.
type ImportPage struct {
	Frame
	Fields  []Field
	Columns string        // the columns it reads
	Result  *ImportResult // nil before the first trial
	Token   string        // of the file that was tried and can now be imported; "" for none
	File    string        // its name
	Office  string
}

// ImportResult is what an import did, or would do.
type ImportResult struct {
	Heading   string
	Facts     []string
	Refused   []FaultRow // why nothing was written; none if it was, or can be
	Irregular []FaultRow // what will be recorded although the law was against it
	Unknown   string     // columns it does not know, which go into the remarks
	MayGo     bool       // nothing prevents the import
	Done      bool       // it is an import that was carried out, not a trial
}

// FaultRow is what is wrong or irregular in one line of the spreadsheet.
type FaultRow struct{ Row, Column, Value, Reason string }

// maxFaults is how many faults a page lists. The heading counts all of them.
const maxFaults = 500

// Imported puts the report of an import into words; done tells it from a trial.
func (t Language) Imported(r register.ImportReport, done bool) *ImportResult {
	out := &ImportResult{Done: done && len(r.Refused) == 0, MayGo: !done && len(r.Refused) == 0 && r.Added > 0}
	switch {
	case len(r.Refused) > 0:
		out.Heading = t.T("有 %d 处不能导入，没有写入任何一行", len(r.Refused))
	case done:
		out.Heading = t.T("已导入 %d 件", r.Added)
	case r.Added == 0:
		out.Heading = t.T("没有需要导入的新申请")
	default:
		out.Heading = t.T("试运行：可以导入 %d 件，尚未写入", r.Added)
	}
	out.Facts = []string{t.T("共 %d 行", r.Rows), t.T("新增 %d", r.Added),
		t.T("已有且未变 %d", r.Unchanged), t.T("不合规 %d 处", len(r.Irregular))}
	out.Unknown = list(r.Unknown)
	out.Refused, out.Irregular = refused(r.Refused), irregular(r.Irregular)
	return out
}

// list joins words as Chinese does.
func list(words []string) string {
	s := ""
	for i, w := range words {
		if i > 0 {
			s += "、"
		}
		s += w
	}
	return s
}

// refused are the first faults as rows.
func refused(faults []register.RowFault) []FaultRow {
	var out []FaultRow
	for _, f := range faults[:min(len(faults), maxFaults)] {
		out = append(out, FaultRow{strconv.Itoa(f.Row), f.Column, f.Value, f.Reason})
	}
	return out
}

// irregular are the first irregular lines as rows; Column is the article.
func irregular(marks []register.RowIrregular) []FaultRow {
	var out []FaultRow
	for _, m := range marks[:min(len(marks), maxFaults)] {
		article := ""
		if m.Article != "" {
			article = fault.Cite(m.Article)
		}
		out = append(out, FaultRow{Row: strconv.Itoa(m.Row), Column: article, Reason: m.What})
	}
	return out
}
