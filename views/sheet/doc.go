// Package sheet is cells in and out: CSV and XLSX files as grids of text, written
// as a stream and read with limits. It does not know what stands in the cells.
package sheet
