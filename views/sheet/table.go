package sheet

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/width"

	"gongkai/workflow/fault"
)

// Table is what every export of a list starts from; the encoders write it as
// CSV and as a spreadsheet.
type Table struct {
	Title string // above the head in a spreadsheet; a CSV file has none
	Head  []string
	Rows  [][]string
	Notes []string // below the rows in a spreadsheet; a CSV file has none
	// Counts are the columns whose cells are numbers to reckon with. All others
	// stay text, so that no identity number is rounded and no date changes.
	Counts []int
}

// Write encodes the table in a format: csv or xlsx.
func (t Table) Write(w io.Writer, format string) error {
	switch format {
	case "csv":
		return t.WriteCSV(w)
	case "xlsx":
		return t.WriteXLSX(w)
	}
	return fault.Input("format").Wrong("没有“%s”这种格式；可用 csv、xlsx", format)
}

// The characters with which a spreadsheet begins to take a CSV cell for a
// formula, and their full-width twins.
const formulaStarts = "=+-@\t\r＝＋－＠"

// guarded makes a text harmless to a spreadsheet that opens a CSV file: what
// would be taken for a formula gets an apostrophe in front. A text that already
// looks so gets one more, so that [unguarded] gives back exactly what was there.
// Cells of an .xlsx are typed as text and need none.
func guarded(s string) string {
	if looksGuarded(s) || s != "" && strings.ContainsRune(formulaStarts, FirstRune(s)) {
		return "'" + s
	}
	return s
}

// unguarded takes away the apostrophe that guarded put in front.
func unguarded(s string) string {
	if looksGuarded(s) {
		return s[1:]
	}
	return s
}

func looksGuarded(s string) bool {
	rest := strings.TrimLeft(s, "'")
	return rest != "" && len(rest) < len(s) && strings.ContainsRune(formulaStarts, FirstRune(rest))
}

func FirstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

func (t Table) counts(col int) bool { return slices.Contains(t.Counts, col) }

// validate finds a row longer than its head, which would be read wrongly later.
func (t Table) validate() error {
	for i, row := range t.Rows {
		if len(row) > len(t.Head) {
			return fmt.Errorf("table %q row %d has %d cells, its head %d", t.Title, i, len(row), len(t.Head))
		}
	}
	return nil
}

// Text lays the table out in columns for a terminal, where a Chinese character
// is two wide. Numbers stand right.
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

// ColumnsOf is how many columns of a terminal a text takes.
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
