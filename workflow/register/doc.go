// Package register is the register of an office as a spreadsheet (台账): its columns and
// words, reading it into applications and writing it out again. It sees a grid of
// cells, and refuses to know which kind of file they came from.
package register
