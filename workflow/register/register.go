package register

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
)

// Importer reads an office's register in for one person.
type Importer struct{ *workflow.Desk }

// The columns of the register (依申请公开台账) that are named in more than one place. All of
// them are in [Head].
const (
	colNumber   = "编号"
	colReceived = "收到日期"
	colChannel  = "渠道"
	colKind     = "申请人类型"
	colName     = "申请人"
	colContent  = "申请内容"
	colClosed   = "办结日期"
	colOutcome  = "办理结果"
	colServed   = "送达日期"
	colMethod   = "送达方式"
	colRemark   = "备注"
)

// Head is the head line of the register, in the order in which it is written. A file
// may have its columns in any order.
var Head = []string{
	colNumber, colReceived, colChannel, colKind, colName, colContent, "证件号码", "联系电话", "联系地址", "电子邮箱",
	"补正通知日期", "补正收到日期", "征求意见发出日期", "意见返回日期", "征求对象", "延期日期", "延期工作日",
	"收费通知日期", "缴费日期", "收费金额", colClosed, colOutcome, "答复文号", colMethod, colServed,
	"复议受理日期", "复议审结日期", "复议结果", "诉讼受理日期", "诉讼方式", "诉讼审结日期", "诉讼结果", colRemark,
}

// registerNeeds are the columns without which a register cannot be read, and the cells
// without which no row can.
var registerNeeds = []string{colNumber, colReceived, colChannel, colKind, colName, colContent}

// RowFault is why a row was refused.
type RowFault struct {
	Row    int    `json:"row"`    // the number of the row in the spreadsheet, from 1
	Column string `json:"column"` // "" where the fault is in no one column
	Value  string `json:"value"`  // what the cell holds
	Reason string `json:"reason"` // in Chinese
}

// RowIrregular is a step that the office took although the law speaks against it (不合规).
// It is imported, and marked.
type RowIrregular struct {
	Row     int    `json:"row"`
	Article string `json:"article"`
	What    string `json:"what"`
}

// ImportReport is what an import did, or in a dry run would do. If any row is refused
// nothing is saved.
type ImportReport struct {
	Rows      int            `json:"rows"`      // those that are not blank
	Added     int            `json:"added"`     // new applications
	Unchanged int            `json:"unchanged"` // those already there with the same history
	Refused   []RowFault     `json:"refused"`
	Irregular []RowIrregular `json:"irregular"`
	Unknown   []string       `json:"unknown,omitempty"` // columns that are not in [Head]; what they hold goes to 备注
}

// importing is one run of an import.
type importing struct {
	desk   Importer
	office string
	cal    *calendar.Calendar
	at     time.Time   // when the entries are recorded
	each   func() bool // called after every row; reports whether to go on
	report ImportReport
	apps   []*workflow.Application // one for each row, in the order of the file
	rowOf  map[string]int          // number → row
}

// Import reads a register, a grid of cells with the head line first, into an office.
// Each row is replayed as the commands that a clerk would have given, in order of date.
// An import is all or nothing, and a row that is already there changes nothing, so that
// a file can be imported again. A dry run saves nothing. at is when the entries are
// recorded.
func (d Importer) Import(
	ctx context.Context, office string, grid [][]string, at time.Time, dry bool,
) (ImportReport, error) {
	return d.ImportWithProgress(ctx, office, grid, at, dry, func() {})
}

// ImportWithProgress is [Importer.Import] that calls read for every row that was read,
// perhaps for several at once. When ctx ends it stops early, and saves nothing.
func (d Importer) ImportWithProgress(
	ctx context.Context, office string, grid [][]string, at time.Time, dry bool, read func(),
) (ImportReport, error) {
	if err := d.MayAct(); err != nil {
		return ImportReport{}, err
	}
	if _, err := d.InScope(ctx, office); err != nil {
		return ImportReport{}, err
	}
	cal, err := d.Calendar(ctx)
	if err != nil {
		return ImportReport{}, err
	}
	im := &importing{desk: d, office: office, cal: cal, at: at, rowOf: map[string]int{}}
	im.each = func() bool { read(); return ctx.Err() == nil }
	im.report = ImportReport{Refused: []RowFault{}, Irregular: []RowIrregular{}}
	// A run that was stopped has read only some of the rows, and must not be saved.
	if err := cmp.Or(im.read(grid), ctx.Err()); err != nil {
		return im.report, err
	}
	return im.report, im.save(ctx, dry)
}

// read makes an application from every row. An error is about the whole file; what is
// wrong with single rows goes into the report.
func (im *importing) read(grid [][]string) error {
	head, body, err := registerHead(grid)
	if err != nil {
		return err
	}
	for _, name := range head {
		if name != "" && !slices.Contains(Head, name) {
			im.report.Unknown = append(im.report.Unknown, name)
		}
	}
	for _, r := range im.replayed(head, grid[body:], body+1) {
		im.take(r)
	}
	if im.report.Rows == 0 {
		return fault.InputFile.Wrong("台账里没有数据行，请核对选的是不是第一张工作表")
	}
	return nil
}

// registerHead returns the head line, which is the first that is not blank, and the
// index of the row after it.
func registerHead(grid [][]string) (head []string, body int, err error) {
	i := slices.IndexFunc(grid, func(cells []string) bool { return !blank(cells) })
	if i < 0 {
		return nil, 0, fault.InputFile.Wrong("文件是空的，没有表头")
	}
	for _, c := range grid[i] {
		name := strings.TrimSpace(c)
		if name != "" && slices.Contains(head, name) {
			return nil, 0, fault.InputFile.Wrong("第 %d 行表头中“%s”列出现了两次", i+1, name)
		}
		head = append(head, name)
	}
	for _, need := range registerNeeds {
		if !slices.Contains(head, need) {
			return nil, 0, &fault.Error{
				Kind:  fault.Invalid,
				Input: fault.InputFile,
				What:  fmt.Sprintf("第 %d 行表头缺少必填列“%s”", i+1, need),
				Next:  "表头应当在第一行，必填列为 " + strings.Join(registerNeeds, "、"),
			}
		}
	}
	return head, i + 1, nil
}

// blank reports whether no cell of the row holds anything.
func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// rowRead is what became of one row; app is nil for a blank one.
type rowRead struct {
	no     int
	app    *workflow.Application
	number string
	faults []RowFault
}

// readers is how many rows are replayed at once; they do not depend on one another.
const readers = 4

// replayed reads every row that is not blank, in the order of the file; first is the
// number of the first row.
func (im *importing) replayed(head []string, lines [][]string, first int) []rowRead {
	out := make([]rowRead, len(lines))
	var all sync.WaitGroup
	// Every reader takes each fourth row, and writes only to its own places in out.
	for begin := range readers {
		all.Go(func() {
			for i := begin; i < len(lines); i += readers {
				if !blank(lines[i]) {
					out[i] = im.row(first+i, head, lines[i])
				}
				if im.each != nil && !im.each() {
					return
				}
			}
		})
	}
	all.Wait()
	return slices.DeleteFunc(out, func(r rowRead) bool { return r.app == nil })
}

// row replays one row; faults says what is wrong with it.
func (im *importing) row(no int, head, cells []string) rowRead {
	r := &rowReader{row: no, cells: map[string]string{}}
	for i, c := range cells {
		switch {
		case i < len(head) && head[i] != "":
			r.cells[head[i]] = strings.TrimSpace(c)
		case strings.TrimSpace(c) != "":
			r.fault("", c, fmt.Sprintf("第 %d 列没有表头，单元格里却有内容", i+1))
		}
	}
	app, steps := &workflow.Application{Office: im.office}, r.steps(im.cal)
	// A row with unreadable cells is not replayed: its missing steps would only cause
	// more faults.
	if len(r.faults) == 0 {
		r.replay(app, steps, im)
	}
	return rowRead{no, app, r.cells[colNumber], r.faults}
}

// take adds a row to the report. It is called in the order of the file, so that of two
// rows with one number the later is refused.
func (im *importing) take(r rowRead) {
	im.report.Rows++
	if first, twice := im.rowOf[r.number]; twice && r.number != "" {
		r.faults = append(r.faults, RowFault{r.no, colNumber, r.number, fmt.Sprintf("与第 %d 行的编号重复", first)})
	}
	im.rowOf[r.number] = r.no
	im.report.Refused = append(im.report.Refused, r.faults...)
	for _, e := range r.app.Irregular() {
		im.report.Irregular = append(im.report.Irregular, RowIrregular{r.no, e.Article, e.Irregular})
	}
	im.apps = append(im.apps, r.app)
}

// save saves what is new, unless a row was refused or it is a dry run.
func (im *importing) save(ctx context.Context, dry bool) error {
	if len(im.report.Refused) > 0 {
		return nil
	}
	fresh, err := im.fresh(ctx)
	if err != nil || len(im.report.Refused) > 0 {
		return err
	}
	im.report.Added, im.report.Unchanged = len(fresh), len(im.apps)-len(fresh)
	if dry || len(fresh) == 0 {
		return nil
	}
	if err := im.desk.Store.Add(ctx, fresh...); err != nil {
		return err
	}
	_, err = im.desk.CaughtUp(ctx, im.cal, workflow.Command{
		By: im.desk.User().DisplayName(), User: im.desk.User().Name, Role: im.desk.User().Role, At: im.at,
	}, nil, nil)
	return err
}

// fresh returns the applications that are not there yet. One that is there with another
// history is refused: an import never changes what was recorded. Applications already
// there are read in chunks, since a database limits how many values one query can name.
func (im *importing) fresh(ctx context.Context) ([]*workflow.Application, error) {
	there := map[string]*workflow.Application{}
	for chunk := range slices.Chunk(im.apps, 500) {
		var numbers []string
		for _, app := range chunk {
			numbers = append(numbers, app.Number)
		}
		cond := cond.All{cond.InOffices(im.office), cond.Is{Field: cond.FieldNumber, Any: numbers}}
		err := im.desk.Store.Each(ctx, cond, func(app *workflow.Application) error { there[app.Number] = app; return nil })
		if err != nil {
			return nil, err
		}
	}
	var out []*workflow.Application
	for _, app := range im.apps {
		switch old := there[app.Number]; {
		case old == nil:
			out = append(out, app)
		case !continues(old.Journal, app.Journal):
			im.report.Refused = append(im.report.Refused, RowFault{im.rowOf[app.Number], colNumber, app.Number,
				"系统中已有同一编号的申请，内容与本行不同；导入不改动已登记的内容，请在系统中办理更正"})
		}
	}
	return out, nil
}

// continues reports whether a history begins with another, no matter who recorded it
// and when, and what changes of the calendar have added. So an application that was
// imported and then handled goes on being the same.
func continues(journal, begin []workflow.Entry) bool {
	journal = workflow.ByPeople(journal)
	if len(journal) < len(begin) {
		return false
	}
	for i := range begin {
		a, b := journal[i], begin[i]
		// These may differ: who recorded it and when, and what was due by the calendar
		// of that time.
		a.At, a.By, a.User, a.Role, a.Due = b.At, b.By, b.User, b.Role, b.Due
		if !reflect.DeepEqual(a, b) {
			return false
		}
	}
	return true
}
