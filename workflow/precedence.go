package workflow

// precedence orders applications as a clerk takes them up: what is open before
// what is not, the nearest due date first, what has none at the end of its half.
func precedence(state State, due Date) string {
	half := "1"
	if !state.Ended() {
		half = "0"
	}
	return half + or(string(due), "~")
}
