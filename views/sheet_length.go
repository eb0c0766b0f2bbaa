package views

import (
	"bufio"
	"bytes"
	"io"
)

// LongSheet says whether a file that somebody brought has more than so many rows.
// It looks no further than it must, and says no to what cannot be read: reading
// it will tell why.
func LongSheet(name string, data []byte, rows int) bool {
	if kindOf(name, data) != "xlsx" {
		return bytes.Count(data, []byte("\n")) > rows
	}
	sheet, err := firstSheet(data)
	if err != nil {
		return false
	}
	r, err := sheet.Open()
	if err != nil {
		return false
	}
	defer r.Close()
	in := bufio.NewReaderSize(io.LimitReader(r, maxUnpacked), 64<<10)
	for n := 0; n <= rows; {
		tag, err := nextTag(in)
		if err != nil {
			return false
		}
		if name, _ := tagName(tag); name == "row" {
			n++
		}
	}
	return true
}
