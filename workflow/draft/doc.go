// Package draft is what a person puts aside for themselves: a form not yet saved, a
// search, a list with a name, how a page is liked. None of it is part of the record,
// and what is written in it the package does not read.
package draft
