package views

// SignInPage is where people sign in.
type SignInPage struct {
	Frame
	Fields []Field
	Next   string // where to go afterwards; "" is the start
	Setup  bool   // there is no administrator yet
}

// SetupPage creates the first administrator, given the one-time code.
type SetupPage struct {
	Frame
	Fields []Field
}

// PasswordPage changes the reader's own password. Must says that nothing else can be
// done before.
type PasswordPage struct {
	Frame
	Fields []Field
	Must   bool
}

// RenewalPage asks for the password again when a form arrives after its session has
// ended. It carries what was typed, so that nothing is lost.
type RenewalPage struct {
	Frame
	Name   string // of the user whose session it was
	Fields []Field
	To     string   // where the form was going
	Proof  string   // that this server asked this person: a page elsewhere cannot make one
	Kept   []Option // what was typed
}

// CodePage asks for the second factor after the password was right.
type CodePage struct {
	Frame
	Fields []Field
}

func (CodePage) template() string { return "code" }

// FactorPage is the reader's own second factor: none, one to set up, or one in use.
type FactorPage struct {
	Frame
	Must  bool // the rules demand one of the reader
	Facts []Pair

	Secret string // to set up, in groups as it is typed in; "" for nothing to set up
	QR     QRCode
	Codes  []string // recovery codes, shown this once

	Start   bool    // there is none, and the page offers to set one up
	Confirm []Field // of setting it up
	Renew   []Field // of new recovery codes; none where there is no second factor
	Drop    []Field // of taking it off; none where that may not be
}

func (FactorPage) template() string { return "factor" }
