// Package account is the people and the offices: roles and their powers, the separation
// of the three administrators (三员), the security profile, signing in, and the log of
// administration. It knows which offices a person may see, and refuses to know what is
// in an application. Passwords reach it only as hashes.
package account
