package views

// ErrorPage says what went wrong, why, and what to do next.
type ErrorPage struct {
	Frame
	Status  int
	Message string
	Next    []Link
}

// Pair is a name and what belongs to it.
type Pair struct{ Label, Value string }
