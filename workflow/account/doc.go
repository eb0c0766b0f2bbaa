// Package account is the people and the offices: roles and their powers, the
// separation of the three administrators, the security profile, signing in, and
// the log of administration. It knows which offices are whose to see, and nothing
// of what is in an application.
package account
