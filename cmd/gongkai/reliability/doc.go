// Package reliability holds the tests that take the program's life: they start the
// program as it is installed, let clerks work over HTTP, kill it, cut the power of its
// disk or stop its database, and then compare what the clerks were told was saved with
// what the database has. They run by `make reliability` only (build tag reliability),
// and each has beside it a control that must lose: a program or a database made unsafe
// on purpose. The package imports nothing of the program it judges.
package reliability
