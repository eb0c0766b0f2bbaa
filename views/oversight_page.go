package views

// OversightPage is the board of who has what in hand and how it goes (督办台).
// Every number leads to its list.
type OversightPage struct {
	Frame
	Tabs    TabList
	Summary string
	RowHead string
	Heads   []string
	Rows    []BoardRow
	Total   BoardRow
	Empty   string
}

// BoardRow is one line of the board.
type BoardRow struct {
	Label string
	Cells []BoardCell
}

// BoardCell is one number of it.
type BoardCell struct{ Text, URL, Class string }

// DailyPage is the daily sheet of supervision (督办日报): one page of paper, with no
// name of an applicant on it.
type DailyPage struct {
	Frame
	Office, Day, Printed string
	Counts               []Count
	WithOffice           bool
	Lists                []DailyList
}

// DailyList is one list of it.
type DailyList struct {
	Label, N, None, More, URL string
	Rows                      []TaskRow
}
