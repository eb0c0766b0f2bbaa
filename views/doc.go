// Package views is the pages that people look at, each a struct with its template,
// in Chinese and English. It puts codes and conditions into words. It knows no HTTP
// and no database, and decides nothing. Where pages are found is in its package
// address, what is written to files in sheet and export, what is read from the files
// of others in published.
package views
