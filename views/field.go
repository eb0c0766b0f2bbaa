package views

// Field is one control of a form. What kind it is follows from what is filled in:
// Classes or Radio with Options make radio buttons, Many with Options a group of
// ticks, Options alone a list, Long a box of several lines, Box a tick. Otherwise it
// is a line of its Type.
type Field struct {
	ID, Name, Label string
	Value           string
	Shared          bool   // others change the same value: the form says what it showed
	Seen            string // with Shared: what it showed
	Hint, Error     string // Error: what is wrong with what was typed
	Type            string // "text" when empty
	Mode            string // inputmode
	Auto            string // autocomplete
	Options         []Option
	Classes         []OptionClass // radio buttons in classes, which digits pick
	More            Link          // help with choosing; the zero Link is none
	Folded          bool          // seldom filled in, so folded away at first
	Radio           bool
	Many            bool
	Long            bool
	Tall            int // lines of a Long box; 0 means three
	Box             bool
	Checked         bool
	Required        bool
	Wide            bool // as wide as the form
	Fixed           bool // shown, but not to be changed
	Day             bool // a date, which the script may complete
	Max             int  // characters; 0 is no limit
	Focus           bool // where typing begins; nowhere beside an error, whose summary comes first
}

// Option is one choice of a list.
type Option struct {
	Value, Label string
	Selected     bool
}

// Described names the texts that explain the control to a screen reader; "" if there
// are none.
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

// Kind is the type attribute of a control of one line.
func (f Field) Kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// Choose makes options of a table; chosen is the value that is selected.
func Choose[T any](rows []T, chosen string, read func(T) (value, label string)) []Option {
	var out []Option
	for _, r := range rows {
		value, label := read(r)
		out = append(out, Option{value, label, value == chosen})
	}
	return out
}

// Optional puts an empty choice before the others. It is selected if nothing is
// chosen.
func Optional(label, chosen string, options []Option) []Option {
	return append([]Option{{"", label, chosen == ""}}, options...)
}
