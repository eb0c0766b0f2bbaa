// Package draft is what people put aside for themselves: a form not yet saved, a
// search, a list with a name, how they like a page. None of it is part of the record,
// and the package refuses to read what is in it. The draft of a letter, which others
// sign, is not here but is [workflow.Draft].
package draft
