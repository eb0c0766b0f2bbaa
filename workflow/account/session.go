package account

import "time"

// Session is one sign-in that has not ended: in which browser, since when.
type Session struct {
	Key         string // names it in a form; it opens nothing
	User        string // the name of the account
	From, Agent string // the address, and what the browser says of itself
	Began, Seen time.Time

	Entry string // its name among the sign-ins of the person
	Stamp string // of the account as it was then; see gongkai/handlers/signin
}
