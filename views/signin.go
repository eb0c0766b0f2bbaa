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
