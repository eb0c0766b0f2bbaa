// Package similar finds earlier applications that a new one resembles, by the words of
// what is asked for and by the applicant. It says what it found and decides nothing:
// whether an application is a repeat (重复申请) is for a person to say.
package similar
