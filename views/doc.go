// Package views is everything that people look at: the pages, the yearly report
// and the register as text, CSV and spreadsheets, and the reading of the files
// they hand in. It puts codes and conditions into Chinese words. It knows no
// HTTP and no database, and decides nothing.
package views
