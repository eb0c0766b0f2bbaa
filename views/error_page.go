package views

// ErrorPage says what went wrong, why, and what to do next.
type ErrorPage struct {
	Frame
	Status  int
	Message string
	Next    []Link
}

// ConflictPage tells who was first, and shows what the reader had typed.
type ConflictPage struct {
	Frame
	Message string
	URL     string // the application as it is now
	Typed   []Pair
}

// Pair is a name and what belongs to it.
type Pair struct{ Label, Value string }
