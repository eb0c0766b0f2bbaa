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
