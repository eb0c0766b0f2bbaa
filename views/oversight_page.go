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
