// Package similar finds earlier applications that a new one resembles: by the words
// of what is asked for and by the applicant. It says what it found and decides
// nothing.
package similar
