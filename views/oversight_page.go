package views

// OversightPage is the board of who has what in hand and how it is going (督办台). Every
// number is a link to its list.
type OversightPage struct {
	Frame
	Tabs    TabList
	Summary string
	RowHead string // what a row is: a person, a unit, an office
	Heads   []string
	Rows    []BoardRow
	Total   BoardRow
	Empty   string // said if there is nothing in hand
}

// BoardRow is one line of the board.
type BoardRow struct {
	Label string
	Cells []BoardCell
}

// BoardCell is one number of the board. URL is "" for a rate of nothing.
type BoardCell struct{ Text, URL, Class string }

// DailyPage is the daily sheet of supervision (督办日报): one page of paper, without the
// name of any applicant.
type DailyPage struct {
	Frame
	Office, Day, Printed string // Printed: when
	Counts               []Count
	WithOffice           bool
	Lists                []DailyList
}

// DailyList is one of its lists. None is said if it is empty; More and URL lead to what
// did not fit on the sheet, "" if all of it did.
type DailyList struct {
	Label, N, None, More, URL string
	Rows                      []TaskRow
}
