// Package export writes the yearly report and the register as text, CSV, JSON and
// spreadsheets. It is given what it writes, and asks nobody.
package export
