package views

import (
	"strings"

	"gongkai/workflow"
)

// HandoverPage lists what is about to be handed over (交接) and asks to whom.
type HandoverPage struct {
	Frame
	From    Field // whose work it is
	Caption string
	Rows    []HandoverRow
	Fields  []Field // to whom, and why
	IDs     string  // of what is listed, so that nothing newer goes along unseen
	Empty   string  // said if there is nothing to hand over
}

// HandoverListPage is the sheet of paper that both sign after a handover.
type HandoverListPage struct {
	Frame
	Facts   []Pair
	Caption string
	Rows    []HandoverRow
	Empty   string
}

// HandoverRow is one application that is handed over. Open is what opinions are
// awaited, "" for none.
type HandoverRow struct {
	URL, Number, Name, Content, State, Due, Next, Open string
	Badges                                             []Badge
}

// HandoverRows are applications to hand over, as rows; opinions are those awaited, by
// application.
func HandoverRows(briefs []workflow.Brief, opinions map[workflow.ID]string, d Deadlines) []HandoverRow {
	var out []HandoverRow
	for _, b := range briefs {
		out = append(out, HandoverRow{
			URL: ApplicationURL(b.ID), Number: b.Number, Name: Masked(b.Kind, b.Name), Content: b.Content,
			State: b.Stage.Label(), Due: string(b.Pressing()), Next: b.Next().Label, Open: opinions[b.ID],
			Badges: d.For(b.Office).Badges(b.State, b.Stopped, b.Provisional, b.Due),
		})
	}
	return out
}

// Awaited are the opinions an application waits for, each with its last day; "" if it
// waits for none.
func Awaited(t Language, app *workflow.Application) string {
	var out []string
	for _, e := range app.Consulting() {
		out = append(out, strings.TrimSpace(PartyWord(e.Party)+" "+t.T("至 %s", e.Until)))
	}
	return strings.Join(out, "；")
}

func (HandoverPage) template() string { return "handover" }

func (HandoverListPage) template() string { return "handover_sheet" }
