package views

// SystemPage is how the installation stands: counts and sizes, no content.
type SystemPage struct {
	Frame
	Warnings []string
	Parts    []SystemPart
}

// SystemPart is one group of what is told.
type SystemPart struct {
	Heading string
	Pairs   []Pair
}

func (SystemPage) template() string { return "system" }
