package views

import (
	"io"

	"gongkai/workflow"
)

// WriteRegister writes applications in the layout that the import reads (依申请
// 公开台账), as csv or xlsx. Every cell is text. What was split into others or
// merged into another is left out: the others stand for it and count for it.
func WriteRegister(w io.Writer, format string, apps []*workflow.Application) error {
	t := Table{Head: workflow.RegisterHead}
	for _, app := range apps {
		if app.State == workflow.Superseded {
			continue
		}
		t.Rows = append(t.Rows, workflow.RegisterRecord(app))
	}
	return t.Write(w, format)
}
