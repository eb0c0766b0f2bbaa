// Package views holds the pages that people look at, each a struct with a template
// of the same name, in Chinese and English. It puts codes and conditions into words.
// It knows no HTTP and no database, and decides nothing. Where pages are found is in
// its package address; what is written to files, in sheet and export; what is read
// from other people's files, in published.
//
// The fields of page and row structs are text as it is shown: templates escape it,
// and leave out what is empty.
package views
