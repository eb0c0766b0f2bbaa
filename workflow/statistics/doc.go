// Package statistics is the engine of the yearly tables: amounts, lines, columns,
// tallies and the equations that hold between them. It does not know which forms
// there are, nor where the numbers come from.
package statistics
