// Package views is the pages that people look at, each a struct with its template,
// in Chinese and English. It puts codes and conditions into words. It knows no HTTP
// and no database, and decides nothing. What is written to files is in its packages
// sheet and export, what is read from the files of others in published.
package views
