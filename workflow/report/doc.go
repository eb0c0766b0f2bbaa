// Package report is the yearly report: the editions of its forms, the numbers
// derived from the applications, carried over, as known on a day gone by, frozen,
// compared, checked and sampled. It reads applications and never changes one.
package report
