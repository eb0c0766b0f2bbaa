package sheet

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/width"

	"gongkai/workflow/fault"
)

// Table is what every export of a list begins as; the encoders write it as CSV and as
// a spreadsheet.
type Table struct {
	Title string // above the head in a spreadsheet; a CSV file has none
	Head  []string
	Rows  [][]string // none longer than the head
	Notes []string   // below the rows in a spreadsheet; a CSV file has none
	// Counts are the places, from 0, of columns whose cells are numbers to calculate
	// with. All others stay text, so that no identity number is rounded and no date
	// changes.
	Counts []int
}

// Write encodes the table as csv or xlsx; any other format is Invalid.
func (t Table) Write(w io.Writer, format string) error {
	switch format {
	case "csv":
		return t.WriteCSV(w)
	case "xlsx":
		return t.WriteXLSX(w)
	}
	return fault.Input("format").Wrong("没有“%s”这种格式；可用 csv、xlsx", format)
}

// formulaStarts are the characters with which a CSV cell becomes a formula for a
// spreadsheet, and their full-width twins.
const formulaStarts = "=+-@\t\r＝＋－＠"

// guarded makes a text harmless to a spreadsheet that opens a CSV file: what it would
// take for a formula gets an apostrophe in front. A text that already looks like that
// gets one more, so that [unguarded] gives back exactly what was there. The cells of
// an .xlsx are typed as text and need none.
func guarded(s string) string {
	if looksGuarded(s) || s != "" && strings.ContainsRune(formulaStarts, FirstRune(s)) {
		return "'" + s
	}
	return s
}

// unguarded removes the apostrophe that guarded put in front.
func unguarded(s string) string {
	if looksGuarded(s) {
		return s[1:]
	}
	return s
}

// looksGuarded says whether a text is apostrophes in front of what would be a formula.
func looksGuarded(s string) bool {
	rest := strings.TrimLeft(s, "'")
	return rest != "" && len(rest) < len(s) && strings.ContainsRune(formulaStarts, FirstRune(rest))
}

// FirstRune is the first character of a text, 0 if it is empty.
func FirstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// counts says whether the cells of a column are numbers.
func (t Table) counts(col int) bool { return slices.Contains(t.Counts, col) }

// validate refuses a row longer than the head, which would be misread later.
func (t Table) validate() error {
	for i, row := range t.Rows {
		if len(row) > len(t.Head) {
			return fmt.Errorf("table %q row %d has %d cells, its head %d", t.Title, i, len(row), len(t.Head))
		}
	}
	return nil
}

// Text lays the table out in columns for a terminal, where a Chinese character is two
// columns wide. Numbers are set right.
func (t Table) Text() string {
	widths := make([]int, len(t.Head))
	rows := append([][]string{t.Head}, t.Rows...)
	for _, row := range rows {
		for i, s := range row {
			widths[i] = max(widths[i], ColumnsOf(s))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		var line strings.Builder
		for i, s := range row {
			gap := strings.Repeat(" ", widths[i]-ColumnsOf(s))
			if t.counts(i) {
				line.WriteString(gap + s + "  ")
			} else {
				line.WriteString(s + gap + "  ")
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

// ColumnsOf is how many columns of a terminal a text takes up. Characters of ambiguous
// width, such as — and ①, are wide, as they are in Chinese fonts.
func ColumnsOf(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianAmbiguous:
			n += 2
		default:
			n++
		}
	}
	return n
}
