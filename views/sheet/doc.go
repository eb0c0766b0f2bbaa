// Package sheet is cells in and out: CSV and XLSX files as grids of text, written row
// by row and read within limits. It does not know what the cells are about.
package sheet
