package views

import "gongkai/workflow"

// PrintPage is the facts of several applications, a sheet of paper each.
type PrintPage struct {
	Frame
	Sheets []PrintSheet
	Empty  string
}

// PrintSheet is one of them.
type PrintSheet struct {
	Number, Office, Content, Stage string
	Facts                          []Pair
}

// Sheet puts the facts of an application into words.
func (d Desk) Sheet(app *workflow.Application) PrintSheet {
	return PrintSheet{Number: app.Number, Office: d.Office.Name,
		Content: app.Content, Stage: Sentence(stage(app)), Facts: d.details(app)}
}

func (PrintPage) template() string { return "print" }
