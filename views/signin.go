package views

// SignInPage is where people sign in.
type SignInPage struct {
	Frame
	Fields []Field
	Next   string // where to go afterwards
	Setup  bool   // there is no administrator yet
}

// SetupPage makes the first administrator with the one-time code.
type SetupPage struct {
	Frame
	Fields []Field
}

// PasswordPage changes one's own password. Must says that nothing else can be done
// before.
type PasswordPage struct {
	Frame
	Fields []Field
	Must   bool
}

// RenewalPage asks for the password again in place of a page whose form came in
// after the session had ended. It carries what was typed.
type RenewalPage struct {
	Frame
	Name   string // of the user whose session it was
	Fields []Field
	To     string // where the form was going
	Proof  string // that the server itself asked this person
	Kept   []Option
}
