package views

// LogPage is where an application is written down (登记申请), the channel first.
type LogPage struct {
	Frame
	Token   string // of this form: a second submit of it finds the first
	Channel Field
	Main    []Field
	More    []Field // contact and the rest, folded away
	Open    bool    // More is unfolded
	Due     DueEcho
}

// DueEcho says what the dates typed so far mean.
type DueEcho struct {
	Text    string
	Warning string // what the clerk has yet to do, "" for nothing
}
