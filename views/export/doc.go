// Package export writes the yearly report and the register as text, CSV, JSON and
// spreadsheets. It is given what it writes and asks no store for anything. What it
// writes is in Chinese: the forms are, and files go to other offices.
package export
