package views

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
