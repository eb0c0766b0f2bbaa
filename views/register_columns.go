package views

import (
	"cmp"

	"gongkai/workflow"
	"gongkai/workflow/cond"
)

// Column is one column of the register.
type Column struct {
	Code  string // names it in addresses and in what people save
	Label ID
	Sort  cond.Field        // what a click on its head sorts by; "" for nothing
	Usual bool              // shown to people who have chosen no columns
	Class string            // how wide it is, and whether it may be cut off
	cell  func(line) string // the text of a cell; nil: the cell is made of something else
}

// line is an application with the names its cells need.
type line struct {
	workflow.Brief
	Names
}

// The columns with a form of their own.
const (
	ColumnNumber   = "number" // leads to the application; always the first
	ColumnOffice   = "office" // only if there are several
	ColumnStanding = "standing"
	ColumnContent  = "content"
)

// Columns are all columns of the register, in the order they have until a person
// chooses another.
var Columns = []Column{
	{ColumnNumber, ID("编号"), cond.FieldNumber, true, "", nil},
	{ColumnOffice, ID("机关"), "", true, "short", func(l line) string { return l.Offices[l.Office] }},
	{"channel", ID("渠道"), "", true, "", func(l line) string { return channelWord(string(l.Channel)) }},
	{"kind", ID("申请人类型"), "", false, "", func(l line) string { return kindWord(string(l.Kind)) }},
	{"name", ID("申请人"), "", true, "short", func(l line) string { return Masked(l.Kind, l.Name) }},
	{ColumnContent, ID("申请内容"), "", true, "long", func(l line) string { return l.Content }},
	{"unit", ID("承办单位"), "", false, "short", func(l line) string { return l.Unit }},
	{"handler", ID("承办人"), "", true, "short", func(l line) string { return cmp.Or(l.People[l.Handler], l.Handler) }},
	{"received", ID("收到"), cond.FieldReceived, true, "date", func(l line) string { return string(l.Received) }},
	{"due", ID("期限"), cond.FieldDue, true, "date", func(l line) string { return string(l.Due) }},
	{ColumnStanding, ID("时限状态"), cond.FieldUrgency, true, "", nil},
	{"next", ID("下一步"), "", false, "", func(l line) string { return l.Next().Label }},
	{"stage", ID("阶段"), "", false, "", func(l line) string { return l.Stage.Label() }},
	{"draft", ID("稿件"), "", false, "", func(l line) string { return draftWord(l.Draft) }},
	{"closed", ID("办结"), cond.FieldClosed, true, "date", func(l line) string { return string(l.Closed) }},
	{"outcome", ID("办理结果"), "", true, "short", func(l line) string { return OutcomeWord(string(l.Outcome)) }},
	{"letter", ID("答复文号"), "", false, "", func(l line) string { return l.LetterNumber }},
}

// draftWord is the state of a draft in Chinese, "" for none.
func draftWord(s workflow.State) string {
	if s == "" {
		return ""
	}
	return workflow.StateLabel(s)
}

// RegisterRow is one line of the register. Says is what a screen reader reads for its
// tick.
type RegisterRow struct {
	ID, URL, Number, Says string
	Cells                 []Cell
}

// Cell is one cell of the register. Title is the whole text if the column may cut it
// off, otherwise "".
type Cell struct {
	Class, Text, Title string
	Badges             []Badge
}

// RegisterRows are a page of the register as rows, in the columns given; the number
// heads each row and is not among them. Names of people are masked, as a list is read
// over many shoulders.
func RegisterRows(briefs []workflow.Brief, columns []Column, names Names, d Deadlines) []RegisterRow {
	out := make([]RegisterRow, 0, len(briefs))
	for _, b := range briefs {
		row := RegisterRow{
			ID: idText(b.ID), URL: ApplicationURL(b.ID), Number: b.Number, Says: d.Language.T("勾选 %s", b.Number),
		}
		for _, c := range columns {
			row.Cells = append(row.Cells, c.of(line{b, names}, d))
		}
		out = append(out, row)
	}
	return out
}

// of is the cell of an application in the column.
func (c Column) of(l line, d Deadlines) Cell {
	if c.cell == nil {
		return Cell{Badges: d.For(l.Office).Badges(l.State, l.Stopped, l.Provisional, l.Due)}
	}
	cell := Cell{Class: c.Class, Text: c.cell(l)}
	// 24 bytes are eight Chinese characters, which always fit.
	if c.Class == "long" || c.Class == "short" && len(cell.Text) > 24 {
		cell.Title = cell.Text
	}
	return cell
}

// ColumnByCode finds a column; false if no column has the code.
func ColumnByCode(code string) (Column, bool) {
	for _, c := range Columns {
		if c.Code == code {
			return c, true
		}
	}
	return Column{}, false
}
