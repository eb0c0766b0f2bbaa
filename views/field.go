package views

// Field is one control of a form. Which control it is follows from what is
// filled in: Radio and Options make a group of radio buttons, Many and Options a
// group of ticks, Options a list, Long a box of several lines, Box a tick; else it
// is a line of its Type.
type Field struct {
	ID, Name, Label string
	Value           string
	Hint, Error     string
	Type            string // "text" when empty
	Mode            string // inputmode
	Auto            string // autocomplete
	Options         []Option
	Classes         []OptionClass // radio buttons in classes, which digits pick
	More            Link          // help with choosing
	Folded          bool          // seldom filled in: it can be unfolded
	Radio           bool
	Many            bool
	Long            bool
	Tall            int // lines of a box of several; 0: three
	Box             bool
	Checked         bool
	Required        bool
	Wide            bool
	Fixed           bool // shown, not to be changed
	Day             bool // a date, which the script may complete
	Max             int  // characters; 0: no limit
	Focus           bool // where one begins to type; nowhere beside an error: its summary comes first
}

// Option is one choice of a list.
type Option struct {
	Value, Label string
	Selected     bool
}

// Described names the texts that explain the control to a screen reader.
func (f Field) Described() string {
	switch {
	case f.Error != "" && f.Hint != "":
		return f.ID + "-error " + f.ID + "-hint"
	case f.Error != "":
		return f.ID + "-error"
	case f.Hint != "":
		return f.ID + "-hint"
	}
	return ""
}

// Kind is the type attribute of a line.
func (f Field) Kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// Choose makes options of a table and marks the value that is chosen.
func Choose[T any](rows []T, chosen string, read func(T) (value, label string)) []Option {
	var out []Option
	for _, r := range rows {
		value, label := read(r)
		out = append(out, Option{value, label, value == chosen})
	}
	return out
}

// Optional puts an empty choice before the others.
func Optional(label, chosen string, options []Option) []Option {
	return append([]Option{{"", label, chosen == ""}}, options...)
}
