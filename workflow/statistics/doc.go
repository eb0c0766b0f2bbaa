// Package statistics is the engine of the annual tables: amounts, lines, columns,
// tallies, and the equations that must hold between them. It refuses to know which
// forms there are, and where the numbers come from; that is the business of package
// report.
package statistics
