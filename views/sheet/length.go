package sheet

import "bytes"

// LongSheet says whether a file has more than so many rows. It reads no further than
// it must, and says no of a file that cannot be read: reading it will tell why.
func LongSheet(name string, data []byte, rows int) bool {
	if KindOf(name, data) != "xlsx" {
		return bytes.Count(data, []byte("\n")) > rows
	}
	sheet, err := FirstSheet(data, registerElements)
	if err != nil {
		return false
	}
	n := 0
	for e, err := range elements(sheet) {
		if err != nil {
			return false
		}
		if e.Name.Local == "row" {
			n++
		}
		if n > rows {
			return true
		}
	}
	return false
}
