package views

// ErrorPage says what went wrong, why, and what to do next.
type ErrorPage struct {
	Frame
	Status  int
	Message string
	Next    []Link
}

// Refuses is true: the page is there for that.
func (ErrorPage) Refuses() bool { return true }

// Pair is a name and what belongs to it.
type Pair struct{ Label, Value string }
