package views

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
