// Package report is the annual report: the editions of its forms, and their numbers as
// they are derived from the applications, carried over from last year, known on a past
// day, frozen, compared, checked and sampled. It reads applications and never changes
// one; how a report is printed it refuses to know.
package report
